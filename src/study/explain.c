/* Why one customer has his score: how far each feature pushes it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "study/design.h"
#include "study/input.h"
#include "study/summary.h"

struct explaining {
    const struct model *model;
    const struct study_input *input; /* of the whole population */
    size_t row;                      /* the customer's */
    double *median;                  /* of each column of x */
    size_t n;
    struct contribution *out;
    struct explanation *explanation;
};

void contributions_free(struct contribution *contributions, size_t n)
{
    for (size_t i = 0; contributions && i < n; i++) {
        free(contributions[i].feature);
        free(contributions[i].text);
    }
    free(contributions);
}

static bool column_medians(const struct matrix *x, double *out, struct error *err)
{
    double *values = allocate_large(x->n_rows, sizeof *values, "the values of a column", err);
    bool good = values != NULL;
    for (size_t c = 0; good && c < x->n_columns; c++) {
        size_t n = 0;
        for (size_t i = 0; i < x->n_rows; i++) {
            double value = matrix_row(x, i)[c];
            if (!isnan(value))
                values[n++] = value;
        }
        good = measure_sort(values, n, err);
        out[c] = n > 0 ? measure_sorted_quantile(values, n, 0.5) : NAN;
    }
    free(values);
    return good;
}

/* ---- Values ---- */

/* The place of a value of a purchase process. */
static const struct matrix *value_matrix(const struct study_input *input, const struct process_value *value, size_t *c)
{
    size_t m = 0;
    while (value->column[m] < 0)
        m++;
    *c = (size_t)value->column[m];
    return &input->x[m];
}

static bool fill_process(struct explaining *e, struct error *err)
{
    struct process_value values[PROCESS_VALUES];
    size_t n = process_values(e->model, values), rows = e->input->n;
    double *sorted = allocate_large(rows, sizeof *sorted, "the values of a column", err);
    bool good = sorted != NULL;
    e->n = n;
    e->out = allocate(n + 1, sizeof *e->out);
    for (size_t v = 0; good && v < n; v++) {
        size_t c;
        const struct matrix *x = value_matrix(e->input, &values[v], &c);
        for (size_t i = 0; i < rows; i++)
            sorted[i] = matrix_row(x, i)[c];
        good = measure_sort(sorted, rows, err);
        e->out[v] = (struct contribution){ .feature = copy_text(values[v].name),
                                           .value = matrix_row(x, e->row)[c],
                                           .median = measure_sorted_quantile(sorted, rows, 0.5),
                                           .push = NAN,
                                           .level = NAN };
    }
    free(sorted);
    return good;
}

/* Names, the customer's raw values, and the population's medians. */
static bool fill_features(struct explaining *e, struct error *err)
{
    const struct table *table = e->input->table;
    e->n = e->model->n_features;
    e->out = allocate(e->n + 1, sizeof *e->out);
    for (size_t f = 0; f < e->n; f++) {
        struct contribution *c = &e->out[f];
        const struct column *column = &table->columns[KEY_COLUMNS + f];
        *c = (struct contribution){
            .feature = copy_text(e->model->feature_names[f]), .value = NAN, .median = NAN, .push = NAN, .level = NAN
        };
        if (column->type == TYPE_TEXT) {
            struct text text = TEXT_EMPTY;
            if (column_is_missing(column, e->row))
                text_add(&text, "missing");
            else
                column_write(column, e->row, &text);
            c->text = text_take(&text);
            continue;
        }
        struct column_summary summary;
        if (!column_summarise(column, table->n_rows, &summary, err))
            return false;
        c->value = column_number(column, e->row);
        c->median = summary.median;
        column_summary_release(&summary);
    }
    return true;
}

/* ---- Pushes ---- */

/* Adds the push of column C, and what it adds as it is, to its feature. */
static void add_push(struct explaining *e, size_t c, double push, double level)
{
    struct contribution *sum = &e->out[e->model->design->columns[c].feature];
    sum->push = isnan(sum->push) ? push : sum->push + push;
    sum->level = isnan(sum->level) ? level : sum->level + level;
}

/* Coefficient times the distance from the median customer, on the scale of the features. */
static void push_linear(struct explaining *e)
{
    const struct design *design = e->model->design;
    const double *row = matrix_row(&e->input->x[0], e->row);
    double base = 0;
    for (size_t t = 0; t < e->model->fit.n_terms; t++) {
        const struct fit_term *term = &e->model->fit.terms[t];
        if (term->column < 0) {
            base += term->estimate;
            continue;
        }
        size_t c = (size_t)term->column;
        double scale = design->scaled ? design->columns[c].sd : 1, mean = design->scaled ? design->columns[c].mean : 0;
        add_push(e, c, term->estimate * scale * (row[c] - e->median[c]), term->estimate * scale * row[c]);
        base += term->estimate * (scale * e->median[c] + mean);
    }
    e->explanation->base = base;
    e->explanation->against = "the median customer";
}

static bool push_by_kind(struct explaining *e, struct error *err)
{
    const struct matrix *x = &e->input->x[0];
    struct learn_data data = { .x = x, .seed = e->model->seed };
    double *parts = allocate(x->n_columns + 1, sizeof *parts);
    bool good = e->model->kind->explain(e->model->fitted, &data, e->row, parts, err);
    for (size_t c = 0; good && c < x->n_columns; c++)
        add_push(e, c, parts[c], parts[c]);
    e->explanation->base = good ? parts[x->n_columns] : NAN;
    e->explanation->against = "the average of the training rows";
    free(parts);
    return good;
}

static double margin(const struct model *model, double score)
{
    if (!target_is(model->target_kind, &target_yes_no))
        return score;
    double p = fmin(fmax(score, 1e-15), 1 - 1e-15);
    return log(p) - log1p(-p);
}

/* Answers with each set of values as the customer has them and the others at their medians: the Shapley values of the
   margin, which add up whatever the values do to each other (Shapley 1953). Set number S holds value v if bit v is set.
 */
static bool push_by_sets(struct explaining *e, struct error *err)
{
    struct process_value values[PROCESS_VALUES];
    size_t n = process_values(e->model, values), n_sets = (size_t)1 << n;
    struct study_input rows = { .n = n_sets, .horizon = e->input->horizon, .gap = e->input->gap };
    double answer[1 << PROCESS_VALUES];
    bool good = true;
    for (size_t m = 0; good && m <= e->model->n_parts; m++) {
        const struct matrix *from = &e->input->x[m];
        good = matrix_init(&rows.x[m], n_sets, from->n_columns, "rows to explain", err);
        for (size_t set = 0; good && set < n_sets; set++) {
            double *row = matrix_row(&rows.x[m], set);
            memcpy(row, matrix_row(from, e->row), from->n_columns * sizeof(double));
            for (size_t v = 0; v < n; v++)
                if (!(set >> v & 1) && values[v].column[m] >= 0)
                    row[values[v].column[m]] = e->out[v].median;
        }
    }
    if (good)
        process_mend(e->model, &rows);
    good = good && input_predict(e->model, &rows, NULL, answer, err);
    static const double orders[] = { 1, 1, 2, 6, 24 }; /* factorials */
    for (size_t v = 0; good && v < n; v++) {
        e->out[v].push = 0;
        for (size_t set = 0; set < n_sets; set++) {
            if (set >> v & 1)
                continue;
            size_t size = (size_t)__builtin_popcountll(set);
            double share = orders[size] * orders[n - size - 1] / orders[n];
            e->out[v].push += share * (margin(e->model, answer[set | (size_t)1 << v]) - margin(e->model, answer[set]));
        }
    }
    if (good && !(e->input->absent && e->input->absent[e->row])) {
        e->explanation->base = margin(e->model, answer[0]);
        e->explanation->against = "the median customer";
    }
    for (size_t v = 0; good && isnan(e->explanation->base) && v < n; v++)
        e->out[v].push = NAN; /* who never bought has no history to explain, or no answer is there */
    input_release(&rows);
    return good;
}

static bool explain(struct explaining *e, struct error *err)
{
    if (e->model->kind->input->columns)
        return fill_process(e, err) && push_by_sets(e, err);
    e->median = allocate(e->input->x[0].n_columns + 1, sizeof *e->median);
    bool good = column_medians(&e->input->x[0], e->median, err) && fill_features(e, err);
    if (good && e->model->kind->terms_are_weights)
        push_linear(e);
    else if (good && e->model->kind->explain)
        good = push_by_kind(e, err);
    free(e->median);
    return good;
}

static bool find_row(const struct study_rows *rows, uint32_t customer, size_t *out)
{
    for (size_t i = 0; i < rows->n; i++) {
        if (rows->customer[i] == customer) {
            *out = i;
            return true;
        }
    }
    return false;
}

/* The customer may stand outside the population: then he is added as its last row, if he exists at the cutoff at all.
 */
static bool rows_with(const struct world *world, const struct definition *population, uint32_t customer, int64_t cutoff,
                      struct work *work, struct study_rows *rows, size_t *row, struct error *err)
{
    struct study_rows all;
    if (!rows_make(world, population, NULL, &cutoff, 1, true, work, rows, err))
        return false;
    if (find_row(rows, customer, row))
        return true;
    if (!rows_make(world, NULL, NULL, &cutoff, 1, true, work, &all, err))
        return false;
    bool exists = find_row(&all, customer, row);
    rows_release(&all);
    if (!exists) {
        char at[32];
        time_format(cutoff, true, at);
        return fail(err, ERROR_USER, E_NO_CUSTOMER, "the customer is not known yet at %s", at);
    }
    rows->customer = reallocate(rows->customer, rows->n + 1, sizeof *rows->customer);
    rows->cutoff = reallocate(rows->cutoff, rows->n + 1, sizeof *rows->cutoff);
    *row = rows->n++;
    rows->customer[*row] = customer;
    rows->cutoff[*row] = cutoff;
    return true;
}

bool study_explain(const struct model *model, const struct world *world, const struct definition *population,
                   uint32_t customer, int64_t cutoff, struct work *work, struct contribution **out, size_t *n,
                   struct explanation *explanation, struct error *err)
{
    *explanation = (struct explanation){ NAN, NAN, NAN, "the median customer" };
    struct study_rows rows = { 0 };
    struct study_input input = { 0 };
    struct explaining e = { .model = model, .input = &input, .explanation = explanation };
    bool good = rows_with(world, population, customer, cutoff, work, &rows, &e.row, err) &&
                input_make(model, world, &rows, work, &input, err);
    double *scores = good ? allocate_large(rows.n, sizeof *scores, "the scores", err) : NULL;
    good = scores && input_predict(model, &input, work, scores, err) && explain(&e, err);
    if (good) {
        *out = e.out;
        *n = e.n;
        explanation->score = scores[e.row];
        explanation->margin = model_is_segmentation(model) ? NAN : margin(model, scores[e.row]);
    } else {
        contributions_free(e.out, e.n);
    }
    free(scores);
    input_release(&input);
    rows_release(&rows);
    return good;
}
