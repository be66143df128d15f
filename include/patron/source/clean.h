/* Cleaning: pure work on tables. Each function makes a table from a table, counts what it did, and leaves the old one
   as it is; a rule that changes nothing makes no table. What a rule means for the workspace is the caller's. */
#ifndef PATRON_SOURCE_CLEAN_H
#define PATRON_SOURCE_CLEAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "patron/table/table.h"

struct error;
struct text;

struct cleaned {
    struct table *table;   /* the new one; NULL: nothing changed */
    struct table *removed; /* the rows that went, or NULL */
    size_t n_changed;      /* rows dropped, or rows in which a value changed */
};
void cleaned_release(struct cleaned *cleaned);

/* ---- Rows ---- */
/* Drops the rows that are MARKED (one byte a row: 1 goes). */
bool clean_drop(const struct table *table, const int8_t *marked, struct cleaned *out, struct error *err);
/* For each of N_ROWS rows the first row that is equal to it in COLUMNS; the caller frees. Missing equals missing. */
uint32_t *rows_first(const struct column *const *columns, size_t n_columns, size_t n_rows, struct error *err);
/* Marks the rows that are equal to an earlier one in COLUMNS (N_COLUMNS 0: in all). The caller frees. */
int8_t *rows_twice(const struct table *table, const struct column *const *columns, size_t n_columns, size_t *n_twice,
                   struct error *err);

/* Of rows that are equal in COLUMNS, marks all but one: the one that stands first in ORDER (NULL: the order of rows) or
   LAST in it; of those that are equal there, too, the first or last row. A value that is missing in ORDER is below all.
   The caller frees. */
int8_t *rows_but_one(const struct table *table, const struct column *const *columns, size_t n_columns,
                     const struct column *order, bool last, struct error *err);

/* How near a row is to an earlier one in some columns. */
enum near_kind {
    NEAR_NONE,
    NEAR_EQUAL,  /* every value is the same */
    NEAR_FORM,   /* the same but for case, accents, punctuation, blanks, the form of a phone number */
    NEAR_LETTER, /* and in one column one letter more, less or other, or two neighbours exchanged */
    N_NEAR_KINDS
};
struct near {
    uint32_t *first; /* a row: the first earlier row that it is near to and that is itself near to none; else the row */
    uint8_t *kind;   /* a row: one of near_kind */
    size_t n[N_NEAR_KINDS];
};
enum { NEAR_IGNORES_TAGS = 1, NEAR_IGNORES_DOTS = 2 }; /* of mail addresses: ann+shop@, an.n@ */
/* Finds them in COLUMNS; rows with a missing value there are near to none. A letter may differ in texts without digits
   and @ of at least four letters (the longer of both). Each text is compared with those alone that it shares a rest
   with, one letter taken out, among rows equal in the other columns, so that the time is nearly that of reading. */
bool near_find(const struct column *const *columns, size_t n_columns, size_t n_rows, unsigned ignored, struct near *out,
               struct error *err);
void near_release(struct near *near);

/* The rows of MORE behind those of TABLE, column by column of the same name; columns of TABLE that MORE has not are
   missing in its rows. E_TYPE when types differ. */
struct table *rows_append(const struct table *table, const struct table *more, struct error *err);

/* ---- Columns ---- */
/* TABLE with COLUMN (a table of one column) in the place of the one called so, or behind the last. */
struct table *table_with(const struct table *table, const struct table *column);

/* What becomes of a text: rows. Texts of which nothing is left are missing. */
struct text_form {
    const char *name, *summary;
    void (*write)(const char *text, size_t length, struct text *out);
    bool composes; /* letters with accents become one character each before that (UAX 15, NFC) */
};
extern const struct text_form *const text_forms[]; /* trim normalise upper lower; ends with NULL */
bool clean_text(const struct table *table, const char *column, const struct text_form *form, struct cleaned *out,
                struct error *err);

/* What stands in for a missing value: a constant, or one of fill_kinds. */
struct fill {
    const char *with;          /* "0", "none", "median" */
    const struct column *by;   /* previous: within equal values of this column; NULL: the whole table */
    const struct column *time; /* the order of rows for previous, and what `before` is about; may be NULL */
    int64_t before;            /* mean, median, mode: of rows before this instant; TIME_MISSING: of all */
};
struct fill_kind {
    const char *name, *summary;
};
extern const struct fill_kind *const fill_kinds[]; /* mean median mode previous; ends with NULL */
bool clean_fill(const struct table *table, const char *column, const struct fill *fill, struct cleaned *out,
                struct error *err);
/* A column COLUMN_missing that is yes where COLUMN is missing. */
bool clean_flag(const struct table *table, const char *column, struct cleaned *out, struct error *err);

/* Values below LEAST become LEAST, those above GREATEST become GREATEST. */
bool clean_cap(const struct table *table, const char *column, double least, double greatest, struct cleaned *out,
               struct error *err);
/* The values at the quantiles LOW and HIGH: values of the column, the first at or above which so large a share lies, so
   that capping again changes nothing. False when there are none. */
bool cap_quantiles(const struct column *column, size_t n_rows, double low, double high, double *least, double *greatest,
                   struct error *err);
/* Mean minus and plus N standard deviations. */
bool cap_deviations(const struct column *column, size_t n_rows, double n, double *least, double *greatest);

/* Quantities below zero give back what was bought before: a return is set against the purchases of equal BY values at
   or before its time, the latest first, as far as they have not been given back. A column AS gets, for a purchase, how
   much of it came back, for a return, how much of it was found. */
struct offset_count {
    size_t n_returns, n_whole, n_part, n_none; /* returns, and how much of each was found */
    size_t n_purchases, n_purchases_whole;     /* purchases that came back in part or whole; whole */
};
bool clean_offset(const struct table *table, const char *quantity, const struct column *const *by, size_t n_by,
                  const struct column *time, const char *as, struct offset_count *count, struct cleaned *out,
                  struct error *err);

/* AMOUNT in the currency that CURRENCY says, as amounts in INTO: multiplied by the latest rate at or before TIME. RATES
   has the columns currency, rate (INTO for one unit of it) and a time; a row that finds no rate gets no amount and is
   counted. Without AS the amount and the currency are replaced, else the column AS is added. */
struct conversion {
    const char *amount, *currency, *into, *as;
    const struct column *time;
    const struct table *rates;
    const char *rates_time;
};
bool clean_convert(const struct table *table, const struct conversion *conversion, size_t *n_without_rate,
                   struct cleaned *out, struct error *err);

#endif
