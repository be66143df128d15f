/* The preparation: how a feature table becomes numbers. Fitted on training rows, kept with the model, and applied in
   the same way ever after. Private to study.

   A number becomes one column; when the kind cannot handle missing values they become the training median, and a column
   "NAME=missing" says so if training had any (but not in the space of segments). A text becomes one 0/1 column for each
   level but the most frequent, which is the reference ("plan=basic"); further columns stand for rare levels
   ("plan=other") and missing values
   ("plan=missing") if training had any. Texts that training did not have are "other", or all zeros when there is no
   such column, and are counted. For kinds that take codes a text is one column of level numbers instead. */
#ifndef PATRON_SRC_STUDY_DESIGN_H
#define PATRON_SRC_STUDY_DESIGN_H

#include "patron/study/study.h"

struct arena;
struct column_summary;

enum column_role { COLUMN_NUMBER, COLUMN_FLAG, COLUMN_LEVEL, COLUMN_OTHER, COLUMN_NONE, COLUMN_CODE };
struct design_column {
    char *name;
    size_t feature;
    enum column_role role;
    size_t level;    /* COLUMN_LEVEL */
    double mean, sd; /* of the column in training; applied when the design is scaled; sd is never 0 */
};
struct preparation { /* of one feature */
    char *name;
    bool is_text;
    double median;    /* numbers: what stands for a missing value; of texts NaN */
    size_t n_missing; /* of the training rows; known when the model was made by a version that keeps it */
    bool had_missing, had_other;
    size_t n_levels;
    char **levels;
};
struct design {
    bool dummies, keeps_missing, scaled;
    bool only_imputes; /* a missing number is the median and nothing else: being missing is no dimension of a space */
    size_t n_features, n_columns;
    struct preparation *features;
    struct design_column *columns;
};

/* Fits on all rows of TABLE (key, cutoff, then the features of MODEL); the design lives in the model's arena. X (may be
   NULL) gets the prepared training rows. */
bool design_fit(struct model *model, const struct table *table, const struct column_summary *summaries, bool scaled,
                struct work *work, struct matrix *x, struct error *err);
/* TABLE prepared; *N_UNSEEN (may be NULL) gets the number of text values that training did not have. */
bool design_apply(const struct design *design, const struct table *table, struct work *work, struct matrix *out,
                  size_t *n_unseen, struct error *err);
/* The same without scaling, and with missing numbers left missing: for profiles. */
bool design_apply_raw(const struct design *design, const struct table *table, struct work *work, struct matrix *out,
                      struct error *err);

/* What TABLE has that training had not, a line a feature and kind: missing values, levels; with counts and how they are
   scored. NULL when there is nothing new. The caller frees. */
char *design_news(const struct design *design, const struct table *table);

struct json *design_write(const struct design *design);
bool design_read(struct model *model, const struct json *json, struct error *err);

#endif
