/* Fitting: which rows, which validation rows, and what the terms are called. */
#include "study/fitting.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "study/design.h"

enum { VALIDATION_ONE_IN = 5 };

/* The rows of X, and of LABELS (may be NULL), for which KEEP is MARK. */
static bool take_rows(const struct matrix *x, const struct frame *labels, const uint8_t *keep, uint8_t mark,
                      struct matrix *out_x, struct frame *out_labels, struct error *err)
{
    size_t n = 0, *places = allocate_large(x->n_rows, sizeof *places, "the training rows", err);
    for (size_t i = 0; places && i < x->n_rows; i++)
        if (keep[i] == mark)
            places[n++] = i;
    bool good = places && matrix_init(out_x, n, x->n_columns, "the training rows", err);
    for (size_t i = 0; good && i < n; i++)
        memcpy(matrix_row(out_x, i), matrix_row(x, places[i]), x->n_columns * sizeof(double));
    good = good && (!labels || frame_take(labels, places, n, "the training rows", out_labels, err));
    free(places);
    return good;
}

/* One customer in five, by the seed and the key, watches when to stop: all rows of a customer stand on one side. */
static bool fit_with_validation(struct model *model, const struct world *world, const struct study_rows *rows,
                                const struct study_input *input, const struct values *parameters,
                                struct learn_data *data, struct error *err)
{
    uint8_t *watches = allocate(rows->n + 1, 1);
    struct matrix train_x = { 0 }, watch_x = { 0 };
    struct frame train_labels = { 0 }, watch_labels = { 0 };
    for (size_t i = 0; i < rows->n; i++)
        watches[i] = customer_number(world, rows->customer[i], model->seed) % VALIDATION_ONE_IN == 0;
    bool good = take_rows(&input->x[0], &rows->labels, watches, 0, &train_x, &train_labels, err) &&
                take_rows(&input->x[0], &rows->labels, watches, 1, &watch_x, &watch_labels, err);
    if (good && (watch_x.n_rows < 2 || train_x.n_rows < 2))
        good = fail(err, ERROR_USER, E_TOO_FEW,
                    "%zu training customers are too few to hold some out for early stopping", rows->n);
    if (good) {
        data->x = &train_x;
        data->labels = &train_labels;
        data->validation_x = &watch_x;
        data->validation_labels = &watch_labels;
        model->fitted = model->kind->fit(data, parameters, &model->fit, err);
    }
    matrix_release(&train_x);
    matrix_release(&watch_x);
    frame_release(&train_labels);
    frame_release(&watch_labels);
    free(watches);
    return model->fitted != NULL;
}

/* Only customers who bought. */
static bool fit_process(const struct model_kind *kind, const struct matrix *x, const uint8_t *absent,
                        const struct values *parameters, struct learn_data *data, void **fitted,
                        struct fit_summary *summary, struct error *err)
{
    struct matrix present = { 0 };
    if (!take_rows(x, NULL, absent, 0, &present, NULL, err))
        return false;
    if (present.n_rows < 10) {
        fail(err, ERROR_USER, E_TOO_FEW, "%zu customers have bought before the training date; '%s' needs at least 10",
             present.n_rows, kind->name);
    } else {
        data->x = &present;
        *fitted = kind->fit(data, parameters, summary, err);
    }
    matrix_release(&present);
    return *fitted != NULL;
}

/* What the model is made of beside its kind, each by its defaults on the same rows. */
static bool fit_parts(struct model *model, const struct study_input *input, struct learn_data *data, struct error *err)
{
    const struct model_part *parts = model->answer->parts;
    bool good = true;
    model->n_parts = 0;
    for (size_t p = 0; good && parts && parts[p].kind; p++) {
        struct model_part_fit *part = &model->parts[model->n_parts++];
        struct fit_summary summary = { 0 };
        *part = (struct model_part_fit){ model_kind_find(parts[p].kind), NULL };
        struct values values = values_defaults(part->kind->parameters, model->arena);
        good = fit_process(part->kind, &input->x[p + 1], input->absent, &values, data, &part->fitted, &summary, err);
        if (good && summary.state == FIT_NOT_CONVERGED && model->fit.state == FIT_CONVERGED) {
            model->fit.state = FIT_NOT_CONVERGED;
            snprintf(model->fit.note, sizeof model->fit.note, "the %s beside it did not converge", parts[p].title);
        }
        fit_summary_release(&summary);
    }
    return good;
}

/* Terms get the names of the design's columns; those of a scaled design are told on the scale of the features. */
static void name_terms(struct model *model)
{
    const struct design *design = model->design;
    double shift = 0;
    bool slopes = false;
    for (size_t t = 0; t < model->fit.n_terms; t++) {
        struct fit_term *term = &model->fit.terms[t];
        if (term->column < 0 || (size_t)term->column >= design->n_columns)
            continue;
        const struct design_column *column = &design->columns[term->column];
        free((void *)term->name);
        term->name = copy_text(column->name);
        if (!design->scaled)
            continue;
        slopes = true;
        shift += term->estimate * column->mean / column->sd;
        term->estimate /= column->sd;
        term->standard_error /= column->sd;
    }
    for (size_t t = 0; slopes && t < model->fit.n_terms; t++) {
        struct fit_term *term = &model->fit.terms[t];
        if (term->column >= 0 || strcmp(term->name, "intercept") != 0) /* a shape knows no columns */
            continue;
        term->estimate -= shift;
        term->standard_error = NAN; /* it would need the covariances */
    }
}

/* What learn/ says of x0, x1, ... with the names of the design's columns. */
static char *name_columns(const struct design *design, const char *said)
{
    struct text out = TEXT_EMPTY;
    bool within_word = false;
    while (*said) {
        char *end = NULL;
        unsigned long column = 0;
        if (!within_word && said[0] == 'x' && isdigit((unsigned char)said[1]))
            column = strtoul(said + 1, &end, 10);
        if (end && column < design->n_columns && !isalnum((unsigned char)*end) && *end != '_') {
            text_add(&out, design->columns[column].name);
            said = end;
            continue;
        }
        within_word = isalnum((unsigned char)*said) || *said == '_';
        text_add_char(&out, *said++);
    }
    return text_take(&out);
}

static void name_in_error(const struct design *design, struct error *err)
{
    if (!err->what)
        return;
    char *named = name_columns(design, err->what);
    free(err->what);
    err->what = named;
}

static void name_in_note(struct model *model)
{
    char *named = name_columns(model->design, model->fit.note);
    snprintf(model->fit.note, sizeof model->fit.note, "%s", named);
    free(named);
}

/* The number of each row's customer among those of ROWS, when one stands there more than once; else NULL. */
static uint32_t *clusters_of(const struct world *world, const struct study_rows *rows, size_t *n_clusters,
                             struct error *err)
{
    size_t n_customers = world->customers->n_rows, n = 0;
    uint32_t *number = allocate_large(n_customers, sizeof *number, "the customers of rows", err);
    uint32_t *cluster = number ? allocate_large(rows->n, sizeof *cluster, "the customers of rows", err) : NULL;
    for (size_t c = 0; cluster && c < n_customers; c++)
        number[c] = UINT32_MAX;
    for (size_t i = 0; cluster && i < rows->n; i++) {
        uint32_t *own = &number[rows->customer[i]];
        if (*own == UINT32_MAX)
            *own = (uint32_t)n++;
        cluster[i] = *own;
    }
    free(number);
    *n_clusters = n;
    return cluster;
}

/* A customer at several dates is no new evidence each time: he is a cluster. */
static bool fit_all_rows(struct model *model, const struct world *world, const struct study_rows *rows,
                         const struct study_input *input, const struct values *parameters, struct learn_data *data,
                         struct error *err)
{
    uint32_t *cluster = clusters_of(world, rows, &data->n_clusters, err);
    if (!cluster)
        return false;
    data->cluster = data->n_clusters < rows->n ? cluster : NULL;
    data->x = &input->x[0];
    data->labels = rows->labels.n_columns > 0 ? &rows->labels : NULL;
    model->fitted = model->kind->fit(data, parameters, &model->fit, err);
    data->cluster = NULL;
    free(cluster);
    return model->fitted != NULL;
}

bool fit_model(struct model *model, const struct world *world, const struct study_rows *rows,
               const struct study_input *input, const struct values *parameters, struct work *work, struct error *err)
{
    struct learn_data data = {
        .answer = model->answer, .seed = model->seed, .horizon = input->horizon, .gap = input->gap, .work = work
    };
    fit_summary_release(&model->fit);
    if (model->kind->input->columns)
        return fit_process(model->kind, &input->x[0], input->absent, parameters, &data, &model->fitted, &model->fit,
                           err) &&
               fit_parts(model, input, &data, err);
    bool watched = parameters && model->kind->watches && model->kind->watches(parameters);
    if (watched ? !fit_with_validation(model, world, rows, input, parameters, &data, err)
                : !fit_all_rows(model, world, rows, input, parameters, &data, err)) {
        name_in_error(model->design, err);
        return false;
    }
    name_in_note(model);
    name_terms(model);
    return true;
}
