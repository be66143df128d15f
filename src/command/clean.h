/* Cleaning rules: each makes a new version of a table and says what it did to how many rows. */
#ifndef COMMAND_CLEAN_H
#define COMMAND_CLEAN_H

#include "command/resolve.h"

struct cleaned {
    struct table *table;   /* the new version; NULL: nothing changed */
    struct table *removed; /* the rows that went, or NULL */
    size_t n_changed;      /* rows dropped, values set */
};
void cleaned_release(struct cleaned *cleaned);
bool clean_drop_where(const struct table *table, const char *expression, size_t offset, struct work *work,
                      struct arena *arena, struct cleaned *out, struct error *err);
bool clean_drop_duplicates(const struct table *table, struct cleaned *out, struct error *err);
bool clean_set(const struct table *table, const char *column, const char *expression, size_t offset, struct work *work,
               struct arena *arena, struct cleaned *out, struct error *err);
bool clean_trim(const struct table *table, const char *column, struct cleaned *out, struct error *err);
/* The rows that are equal to an earlier one: 1 a row. Free. */
int8_t *duplicate_rows(const struct table *table, size_t *n, struct error *err);

#endif
