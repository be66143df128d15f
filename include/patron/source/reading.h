/* How a file was read, kept with the table that was made of it, so that the next file of that table is read alike: what
   no value tells alone (05/04/2024, 1.234, 007) then means what it meant before. */
#ifndef PATRON_SOURCE_READING_H
#define PATRON_SOURCE_READING_H

#include <stdbool.h>
#include <stddef.h>

#include "patron/table/table.h"

/* Text with tabs, in which \t \n \r \\ may stand for a tab, line ends and a backslash. TOLD: as the file's own
   backslashes tell; of a reading, that it had none. */
enum escapes { ESCAPES_TOLD, ESCAPES_NO, ESCAPES_YES };

struct reading_column {
    char *name; /* in the table */
    enum type type;
    const char *spelling; /* of times: the name of a row of time_spellings; else NULL */
    bool codes;           /* texts of two capital letters each, among which NA is one */
};

struct source_reading {
    char delimiter; /* 0: the format has none */
    char decimal;
    char *encoding; /* NULL: the format says */
    enum escapes escapes;
    char **missing; /* ends with NULL; NULL: the default ones */
    struct reading_column *columns;
    size_t n_columns;
};

/* As text, for the catalog; the caller frees. */
char *source_reading_write(const struct source_reading *reading);
/* NULL when TEXT is NULL or none. */
struct source_reading *source_reading_parse(const char *text);
void source_reading_free(struct source_reading *reading); /* NULL is allowed */
/* NULL when there is none of this name; READING may be NULL. */
const struct reading_column *source_reading_column(const struct source_reading *reading, const char *name);

#endif
