/* The only mutable form of a table. Columns are declared first, then filled by row or handed over whole; builder_finish
   yields the immutable table and frees the builder.

       struct builder *b = builder_new("orders");
       size_t id = builder_add_column(b, "order_id", TYPE_TEXT);
       ...
       builder_set_text(b, id, "A1", 2); builder_end_row(b);
       struct table *t = builder_finish(b, err);

   Values not set in a row are missing. Growth that fails is held and told by builder_finish. */
#ifndef PATRON_TABLE_BUILDER_H
#define PATRON_TABLE_BUILDER_H

#include "patron/table/table.h"

struct builder;
struct builder *builder_new(const char *name);
size_t builder_add_column(struct builder *builder, const char *name, enum type type); /* before any row */
void builder_column_unit(struct builder *builder, size_t column, const char *unit);
void builder_column_date_only(struct builder *builder, size_t column, bool date_only);
void builder_column_personal(struct builder *builder, size_t column); /* its values are masked when shown */
void builder_set_bool(struct builder *builder, size_t column, bool value);
void builder_set_int(struct builder *builder, size_t column, int64_t value); /* INT and TIME */
void builder_set_real(struct builder *builder, size_t column, double value);
void builder_set_text(struct builder *builder, size_t column, const char *text, size_t length);
void builder_end_row(struct builder *builder);
size_t builder_rows(const struct builder *builder);
struct table *builder_finish(struct builder *builder, struct error *err); /* NULL and ERR on failure */
void builder_free(struct builder *builder);                               /* without finishing */

/* A table around whole columns. COLUMNS (names, units and dictionaries too) must live until FREE_FUNCTION(OWNER) is
   called, which happens when the last user releases the table; FREE_FUNCTION may be NULL. */
struct table *table_wrap(const char *name, size_t n_rows, const struct column *columns, size_t n_columns,
                         void (*free_function)(void *), void *owner);

/* Whole columns, taken over one by one: VALUES (from allocate_large) holds n_rows values and is freed with the table.
   All columns of one assembly have the same number of rows. DICTIONARY may be NULL, is taken over, and is freed by
   dictionary_free. */
struct assembly;
struct assembly *assembly_new(const char *name, size_t n_rows);
void assembly_add(struct assembly *assembly, const char *name, enum type type, void *values,
                  struct dictionary *dictionary, bool date_only, const char *unit);
/* The values of the column added last have WIDTH bytes each (packed.h). */
void assembly_pack(struct assembly *assembly, size_t width);
/* The column added last is personal. */
void assembly_personal(struct assembly *assembly);
/* .. is as personal as FROM, of whose values it is made. */
void assembly_takes_privacy(struct assembly *assembly, const struct column *from);
void assembly_clear(struct assembly *assembly); /* the last column is shown as it is */
/* Borrows the columns of TABLE (all, or one), keeping it alive. Row counts must agree. */
void assembly_add_column_of(struct assembly *assembly, const struct table *table, size_t column, const char *new_name);
struct table *assembly_finish(struct assembly *assembly); /* frees the assembly */
void assembly_free(struct assembly *assembly);

/* Collects distinct texts and gives each its code. */
struct dictionary_builder;
struct dictionary_builder *dictionary_builder_new(void);
uint32_t dictionary_builder_add(struct dictionary_builder *builder, const char *text, size_t length);
/* Adds N texts, text i being BYTES[ENDS[i - 1]] .. BYTES[ENDS[i]], in order; their codes into CODES. HASHES: of each,
   by hash_quick with seed 0. */
void dictionary_builder_add_all(struct dictionary_builder *builder, const char *bytes, const size_t *ends,
                                const uint64_t *hashes, uint32_t n, uint32_t *codes);
uint32_t dictionary_builder_size(const struct dictionary_builder *builder);
struct dictionary *dictionary_builder_finish(struct dictionary_builder *builder, struct error *err); /* frees it */
void dictionary_builder_free(struct dictionary_builder *builder);
void dictionary_free(struct dictionary *dictionary);

#endif
