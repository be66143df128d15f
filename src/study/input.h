/* What a model kind sees for given rows, and what it answers. Private to study. */
#ifndef PATRON_SRC_STUDY_INPUT_H
#define PATRON_SRC_STUDY_INPUT_H

#include "patron/base/matrix.h"
#include "study/rows.h"

struct study_input {
    size_t n;
    struct table *table; /* of kinds that read features: key, cutoff, features; else NULL */
    /* What the kind reads, then what each part of the model reads; empty where there is no such part. */
    struct matrix x[1 + MODEL_PARTS];
    uint8_t *absent; /* kinds of purchases: 1 for customers who never bought; else NULL */
    size_t n_absent, n_unseen;
    double horizon, gap; /* weeks; of kinds that count periods, those */
};

/* The features of MODEL for ROWS, before any preparation. */
struct table *model_features(const struct model *model, const struct world *world, const struct study_rows *rows,
                             struct work *work, struct error *err);
/* Everything for a model that has its design. */
bool input_make(const struct model *model, const struct world *world, const struct study_rows *rows, struct work *work,
                struct study_input *out, struct error *err);
/* The length of TARGET's window from the cutoffs of ROWS on: of the first, for rows at several cutoffs have one horizon,
   but for unequal months. */
void input_window(struct study_input *input, const struct definition *target, const struct study_rows *rows);
/* Kinds of purchases only: the matrices from the event history. */
bool input_process(const struct model *model, const struct world *world, const struct study_rows *rows,
                   struct work *work, struct study_input *out, struct error *err);
/* The rows at N PLACES of FROM, without their table. */
bool input_take(const struct study_input *from, const size_t *places, size_t n, struct study_input *out,
                struct error *err);
void input_release(struct study_input *input);

/* What kinds of purchases and of spend know of a customer, by name, and where it stands in each of the matrices. */
struct process_value {
    const char *name;
    int column[1 + MODEL_PARTS]; /* -1: not there */
};
enum { PROCESS_VALUES = 8 };
size_t process_values(const struct model *model, struct process_value out[PROCESS_VALUES]);
/* After values were exchanged between rows, each is one that can be again. */
void process_mend(const struct model *model, struct study_input *input);

/* One column of the answers of the model or of its parts for each row of INPUT; E_NOT_FIT when none gives it. */
bool input_answer(const struct model *model, const struct study_input *input, const char *column, struct work *work,
                  double *out, struct error *err);
/* All that the model always answers: OUT has the columns of model->answer, or the first of them. */
bool input_answers(const struct model *model, const struct study_input *input, struct work *work, struct frame *out,
                   struct error *err);
/* The model's score for each row of INPUT; WORK may be NULL inside parallel blocks. */
bool input_predict(const struct model *model, const struct study_input *input, struct work *work, double *out,
                   struct error *err);

#endif
