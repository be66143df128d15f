/* Types from values. A block of a column is learned in one pass: what kinds fit all its values, and its values as the
   best of them. What fits the whole column is what fits every block; a block that was read as something else is
   converted again. Private to source/. */
#ifndef SOURCE_INFER_H
#define SOURCE_INFER_H

#include "patron/table/table.h"
#include "source/codes.h"
#include "source/grid.h"

/* What all values seen so far fit. */
struct fit {
    bool any; /* a value was seen that is not missing */
    bool boolean, integer, real;
    bool whole;     /* all are whole numbers that fit 64 bits, however written: 12, 12.0, 1E5 */
    bool codes;     /* .. without a decimal mark: 12, 1E5 */
    bool too_long;  /* a whole number has more digits than a double gives back */
    uint64_t times; /* bit s: time_spellings[s] */
    bool bytes;     /* a value is bytes: only a text will do */
};
struct fit fit_everything(void);
void fit_meet(struct fit *fit, const struct fit *other);

/* A type, and how its values are written: of times a row of time_spellings, of declared reals a number_mark; or -1. */
struct shape {
    enum type type;
    int spelling;
};
/* The best type that fits all: bool before int before real before time before text, but digits that are all dates are
   times. Whole numbers that a double does not give back stay whole, or with others beside them texts; so do numbers
   that only an exponent keeps from being whole numbers (1E5). When several spellings of time fit, the first row of
   time_spellings that does. */
struct shape fit_shape(const struct fit *fit);
/* The shape LIKE (NULL: none is wanted) when it fits all values, also when there are none; else the best. */
struct shape fit_shape_like(const struct fit *fit, const struct shape *like);
/* How times that fit are written: as LIKE when that fits. */
int fit_times(const struct fit *fit, const struct shape *like);

/* Texts that mean missing. */
struct missing_texts {
    const char *const *texts; /* ends with NULL */
    bool first[256];          /* bytes that one of them begins with */
};
enum { N_DEFAULT_MISSING = 3 };
extern const char *const default_missing[N_DEFAULT_MISSING + 1]; /* NA first */
/* TEXTS NULL: the default ones. */
void missing_texts_init(struct missing_texts *missing, const char *const *texts);
bool is_missing_text(const struct missing_texts *missing, const char *text, size_t length);

/* One block of one column. */
struct part {
    struct fit fit;
    struct shape shape;
    void *values;       /* n_rows of type_size(shape.type) */
    size_t width;       /* the fewest bytes that have room for each of them */
    struct codes codes; /* TYPE_TEXT */
    size_t n_missing;
    size_t n_named[N_DEFAULT_MISSING]; /* of them, by the first texts that mean missing */
    bool has_texts, two_letters;       /* TYPE_TEXT: there is one; each is two capital letters, as codes of countries */
    size_t n_twice;                    /* times in an hour that the clocks of the zone show twice */
    uint32_t *bad; /* rows whose value does not fit the declared type; they hold the missing value */
    size_t n_bad;
    bool mixed_times; /* declared times: no spelling fits all values */
    bool kept;        /* the values are in the table's column already, and no longer here */
};
void part_release(struct part *part);
/* Learns the fit of column FIELD of CELLS and keeps its values in the block's own best shape, or as LIKE
   (NULL: none) when they fit. False: no memory. */
bool part_learn(struct part *part, const struct cells *cells, size_t field, const struct shape *like,
                const struct missing_texts *missing);
/* Only the times that fit, for a column that was declared as time without a spelling. */
bool part_learn_times(struct part *part, const struct cells *cells, size_t field, const struct shape *like,
                      const struct missing_texts *missing);
/* How many values fit each spelling: adds to COUNTS[64]. */
void count_times(const struct cells *cells, size_t field, const struct missing_texts *missing, uint64_t counts[64]);
/* The values as SHAPE. Values that do not fit become missing and are noted in part->bad; DECLARED takes more spellings
   than inference would. */
bool part_convert(struct part *part, const struct cells *cells, size_t field, struct shape shape, bool declared,
                  const struct missing_texts *missing);

#endif
