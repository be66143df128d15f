/* Typed columns: the one shape in which data travels.

   A table is immutable once built and shared by count: table_retain / table_release. Its columns may lie in memory or
   in mapped files; who reads does not see which. Missing values are sentinels in the column itself (below), so that a
   pass over a column touches one array. Text is dictionary-coded: a column of codes and one dictionary. */
#ifndef PATRON_TABLE_TABLE_H
#define PATRON_TABLE_TABLE_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;
struct hash;
struct packed;

enum type {
    TYPE_BOOL, /* int8_t:   0, 1, BOOL_MISSING */
    TYPE_INT,  /* int64_t:  INT_MISSING */
    TYPE_REAL, /* double:   NaN */
    TYPE_TIME, /* int64_t:  microseconds since 1970, TIME_MISSING (== INT_MISSING) */
    TYPE_TEXT, /* uint32_t: code in the column's dictionary, TEXT_MISSING */
    N_TYPES
};
#define BOOL_MISSING ((int8_t)-1)
#define INT_MISSING INT64_MIN
#define TEXT_MISSING UINT32_MAX
const char *type_name(enum type type); /* bool int real time text */
bool type_from_name(const char *name, enum type *out);
size_t type_size(enum type type); /* bytes per value */

/* Distinct texts in order of first appearance. Text i is bytes[offsets[i]] .. bytes[offsets[i+1]]. */
struct dictionary {
    uint32_t n;
    const uint64_t *offsets; /* n + 1 */
    const char *bytes;
};

/* What pseudonyms of one workspace are made with. */
enum { SECRET_BYTES = 16 };
struct secret {
    uint8_t bytes[SECRET_BYTES];
};

/* What is known of a column: nothing but its name, or what was declared, found in its values or in what it is made of.
 */
enum privacy { PRIVACY_UNKNOWN, PRIVACY_PERSONAL, PRIVACY_PUBLIC };

struct column {
    const char *name;
    enum type type;
    bool date_only;                      /* TYPE_TIME: all values are midnights, shown as dates */
    const char *unit;                    /* "EUR", "days"; NULL when none */
    const void *values;                  /* NULL when they are packed; see column_values */
    struct packed *packed;               /* values in fewer bytes (packed.h), or NULL */
    const struct dictionary *dictionary; /* TYPE_TEXT, else NULL */
    bool personal;        /* mail, phone, name, address: wherever values become text for others to read, masked */
    bool identifies;      /* personal, and a key or a link: masked by pseudonyms, made with `secret` */
    enum privacy privacy; /* PERSONAL also of one that is revealed: what is made of it is personal too */
    struct secret secret; /* of personal columns: of who they are, and of levels */
};

struct table {
    const char *name;
    size_t n_rows, n_columns;
    const struct column *columns;
    struct table_owner *owner; /* private */
};

struct table *table_retain(const struct table *table);
void table_release(struct table *table); /* NULL is allowed */
/* NULL when there is none. */
const struct column *table_column(const struct table *table, const char *name);
/* The column called NAME; else NULL and E_NO_COLUMN with the nearest name as mend. */
const struct column *table_need_column(const struct table *table, const char *name, struct error *err);

/* The values of a packed column, n_rows of type_size each, unpacked at the first call. */
const void *column_unpack(const struct column *column);
int64_t packed_int(const struct packed *packed, size_t row);
uint32_t packed_code(const struct packed *packed, size_t row);

static inline const void *column_values(const struct column *c)
{
    return c->packed ? column_unpack(c) : c->values;
}
static inline const int8_t *column_bools(const struct column *c)
{
    return (const int8_t *)c->values;
}
static inline const int64_t *column_ints(const struct column *c)
{
    return (const int64_t *)column_values(c);
} /* INT, TIME */
static inline const double *column_reals(const struct column *c)
{
    return (const double *)c->values;
}
static inline const uint32_t *column_codes(const struct column *c)
{
    return (const uint32_t *)column_values(c);
}
/* One value, where it lies. */
static inline int64_t column_int(const struct column *c, size_t row)
{
    return c->packed ? packed_int(c->packed, row) : ((const int64_t *)c->values)[row];
}
static inline uint32_t column_code(const struct column *c, size_t row)
{
    return c->packed ? packed_code(c->packed, row) : ((const uint32_t *)c->values)[row];
}
bool column_is_missing(const struct column *column, size_t row);
/* Whether COLUMN holds whole numbers beyond 2^53, of which a double cannot hold all: two that differ may be one double.
   Who compares or counts reads such a column by column_int; others may read it by column_number. */
bool column_is_wide(const struct column *column, size_t n_rows);
size_t column_count_missing(const struct column *column, size_t n_rows);
/* BOOL, INT, REAL and TIME (as microseconds) as a double, NaN when missing; a bug for TEXT. */
double column_number(const struct column *column, size_t row);
/* The whole number in a row of an INT, TIME, BOOL or whole REAL column; false when missing, broken or of a text. */
bool column_whole(const struct column *column, size_t row, int64_t *out);
/* In the place of column_number for wide columns, where equal and unequal values are told apart: of each row the number
   of different values below its own, NaN when missing. Not of texts. The caller frees. */
double *column_places(const struct column *column, size_t n_rows, struct error *err);
/* The text of a dictionary entry; a view, not NUL-terminated. */
const char *dictionary_text(const struct dictionary *dictionary, uint32_t code, size_t *length);
/* The code of TEXT by linear scan (small dictionaries), TEXT_MISSING when absent. For many look-ups see text_index. */
uint32_t dictionary_find(const struct dictionary *dictionary, const char *text, size_t length);
/* Text -> code in O(1), built once. */
struct text_index *text_index_new(const struct dictionary *dictionary, struct error *err);
uint32_t text_index_find(const struct text_index *index, const char *text, size_t length);
void text_index_free(struct text_index *index);

/* The value itself, as CSV spells it: full precision, empty when missing. Adds to OUT. */
struct text;
void column_write(const struct column *column, size_t row, struct text *out);
/* The value for people: grouped digits, about four significant digits, "NA" when missing; masked when personal. */
void column_show(const struct column *column, size_t row, struct text *out);
/* The text of CODE for people; masked when personal. */
void level_show(const struct column *column, uint32_t code, struct text *out);

/* Whether a data column called NAME holds what is personal: mail, phone, name, address, birth; in several languages. */
bool column_name_is_personal(const char *name, enum type type);
/* Whether the texts of COLUMN are personal: one of them holds a mail address, or half of them are telephone numbers. */
bool column_content_is_personal(const struct column *column);
/* The first mail address in BYTES at or behind FROM: somebody@host.ending, at [*BEGIN, *END). */
bool text_find_mail(const char *bytes, size_t length, size_t from, size_t *begin, size_t *end);
/* A telephone number as people write it, with its + or the signs of a country. */
bool text_is_phone(const char *bytes, size_t length);
/* In what somebody typed, of the same length afterwards: mail addresses but for their first letter and host, users and
   passwords of addresses of the network, and what is given as a password, a token or a key of an interface: stars. */
void text_hide_typed(char *bytes, size_t length);
/* TEXT so, as logs keep it; the caller frees it. */
char *typed_copy(const char *text);
/* What an error or a reason quotes of a value of the column called COLUMN: masked when its name or the value itself
   says that it is personal, else its beginning. An error may be read by others, and whoever is masked in tables is in
   errors. */
void text_quote(const char *column, const char *bytes, size_t length, struct text *out);
/* The same for a value of COLUMN. */
void column_quote(const struct column *column, size_t row, struct text *out);
/* What is shown of a personal text. */
void mask_text(const char *bytes, size_t length, struct text *out);
bool text_is_mail(const char *bytes, size_t length); /* one word with an @ in it */
/* "p" and 16 hexadecimal digits, the beginning of HMAC-SHA256: the same for the same text and secret, and of no use to
   whoever does not have the secret. */
enum { PSEUDONYM_LENGTH = 17 };
void pseudonym_write(const struct secret *secret, const char *bytes, size_t length, struct text *out);
/* The same for the levels of features, with a key of their own. */
void level_pseudonym_write(const struct secret *secret, const char *bytes, size_t length, struct text *out);
/* The first of N_ROWS whose value has the pseudonym TEXT; false when TEXT is none, or of nobody. */
bool pseudonym_find(const struct column *column, size_t n_rows, const char *text, size_t *row);
/* TABLE with pseudonyms as the values of its columns that identify, which then are texts and hide nothing; retained
   when there are none. For what computes with values that will be shown. */
struct table *table_pseudonymised(struct table *table, struct error *err);

/* -1, 0, 1; missing sorts last whichever the direction (the caller reverses); text by bytes. */
int column_compare(const struct column *column, size_t a, size_t b);

/* SHA-256 of a column's logical content: name, type, values, and for text the dictionary and codes. */
struct hash column_hash(const struct column *column, size_t n_rows);
/* Of all columns in order, and the number of rows. */
struct hash table_hash(const struct table *table);

#endif
