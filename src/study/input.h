/* What a model kind sees for given rows, and what it answers. Private to study. */
#ifndef PATRON_SRC_STUDY_INPUT_H
#define PATRON_SRC_STUDY_INPUT_H

#include "patron/base/matrix.h"
#include "study/rows.h"

struct study_input {
    size_t n;
    struct table *table;     /* INPUT_FEATURES: key, cutoff, features; else NULL */
    struct matrix x;         /* as the kind wants it */
    struct matrix purchases; /* INPUT_SPEND: repeat purchases, recency, age; else empty */
    uint8_t *absent;         /* kinds of purchases: 1 for customers who never bought; else NULL */
    size_t n_absent, n_unseen;
    double horizon, gap; /* weeks */
};

/* The features of MODEL for ROWS, before any preparation. */
struct table *model_features(const struct model *model, const struct world *world, const struct study_rows *rows,
                             struct work *work, struct error *err);
/* Everything for a model that has its design. */
bool input_make(const struct model *model, const struct world *world, const struct study_rows *rows, struct work *work,
                struct study_input *out, struct error *err);
/* Kinds of purchases only: the matrices from the event history. */
bool input_purchases(const struct model *model, const struct world *world, const struct study_rows *rows,
                     struct work *work, struct study_input *out, struct error *err);
/* The rows at N PLACES of FROM, without their table. */
bool input_take(const struct study_input *from, const size_t *places, size_t n, struct study_input *out,
                struct error *err);
void input_release(struct study_input *input);

/* What kinds of purchases and of spend know of a customer, by name, and where it stands in the matrices. */
struct process_value {
    const char *name;
    int x_column, purchases_column; /* -1: not there */
};
enum { PROCESS_VALUES = 4 };
size_t process_values(const struct model *model, struct process_value out[PROCESS_VALUES]);
/* After values were exchanged, each row is a history again: whole purchases, and if there are repeat purchases the last
   one a day or more after the first and within the age. */
void process_mend(const struct model *model, struct study_input *input);

/* Of a purchase process, or the one beside a model of spend: the chance that a customer is still one (P_ALIVE may be
   NULL), and the purchases expected in the window, from cutoff + gap on. */
bool input_expect_purchases(const struct model *model, const struct study_input *input, double *p_alive,
                            double *expected, struct error *err);
/* The model's answer for each row of INPUT; WORK may be NULL inside parallel blocks. */
bool input_predict(const struct model *model, const struct study_input *input, struct work *work, double *out,
                   struct error *err);

#endif
