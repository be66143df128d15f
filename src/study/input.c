/* What a model kind sees, and what it answers. */
#include "study/input.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/json.h"
#include "patron/base/memory.h"
#include "patron/feature/store.h"
#include "patron/study/nested.h"
#include "study/design.h"

void input_release(struct study_input *input)
{
    table_release(input->table);
    for (size_t m = 0; m <= MODEL_PARTS; m++)
        matrix_release(&input->x[m]);
    free(input->absent);
    *input = (struct study_input){ 0 };
}

struct table *model_features(const struct model *model, const struct world *world, const struct study_rows *rows,
                             struct work *work, struct error *err)
{
    struct feature *features = allocate(model->n_features + 1, sizeof *features);
    for (size_t f = 0; f < model->n_features; f++)
        features[f] = (struct feature){ model->feature_names[f], &model->definitions[f], model->windows[f] };
    struct feature_rows view = rows_view(rows);
    struct world own = *world; /* scores of other models come from those nested in this one */
    struct score_source *scores = model->n_nested > 0 ? scores_of_nested(model, rows->as_served) : NULL;
    own.scores = scores ? scores : world->scores;
    struct table *table = features_compute(&own, features, model->n_features, &view, "features", work, err);
    scores_free(scores);
    free(features);
    return table;
}

static bool matrix_take(const struct matrix *from, const size_t *places, size_t n, struct matrix *out,
                        struct error *err)
{
    if (!from->values)
        return true;
    if (!matrix_init(out, n, from->n_columns, "the rows of a fold", err))
        return false;
    for (size_t i = 0; i < n; i++)
        memcpy(matrix_row(out, i), matrix_row(from, places[i]), from->n_columns * sizeof(double));
    return true;
}

bool input_take(const struct study_input *from, const size_t *places, size_t n, struct study_input *out,
                struct error *err)
{
    *out = (struct study_input){ .n = n, .horizon = from->horizon, .gap = from->gap };
    for (size_t m = 0; m <= MODEL_PARTS; m++)
        if (!matrix_take(&from->x[m], places, n, &out->x[m], err)) {
            input_release(out);
            return false;
        }
    out->absent = from->absent ? allocate(n + 1, 1) : NULL;
    for (size_t i = 0; from->absent && i < n; i++) {
        out->absent[i] = from->absent[places[i]];
        out->n_absent += out->absent[i];
    }
    return true;
}

static double weeks(int64_t from, int64_t to)
{
    return (double)(to - from) / (7.0 * (double)TIME_DAY);
}

/* ---- Purchases ---- */

/* What is known of purchases, by the names that inputs give their columns. */
enum { SUMMARY_VALUES = 7, BY_PERIOD = 4 };
static const char *const summary_names[SUMMARY_VALUES] = { "repeat_purchases", "recency_weeks",  "age_weeks",
                                                           "mean_spend",       "repeat_periods", "last_period",
                                                           "periods" };

static size_t summary_place(const char *name)
{
    size_t i = 0;
    while (i < SUMMARY_VALUES - 1 && strcmp(summary_names[i], name) != 0)
        i++;
    return i;
}

/* What matrix M of the model's input holds: of its kind, then of its parts; NULL: there is none. */
static const struct model_input *input_of(const struct model *model, size_t m)
{
    const struct model_part *parts = model->answer ? model->answer->parts : NULL;
    if (m == 0)
        return model->kind->input;
    for (size_t i = 0; parts && parts[i].kind; i++)
        if (i + 1 == m)
            return model_kind_find(parts[i].kind)->input;
    return NULL;
}

static size_t input_width(const struct model_input *input)
{
    size_t n = 0;
    while (input->columns[n])
        n++;
    return n;
}

static void fill_matrix(const struct model_input *input, double *const summary[SUMMARY_VALUES], const uint8_t *absent,
                        struct matrix *x)
{
    for (size_t c = 0; c < x->n_columns; c++) {
        const double *values = summary[summary_place(input->columns[c])];
        for (size_t i = 0; i < x->n_rows; i++)
            matrix_row(x, i)[c] = absent[i] || isnan(values[i]) ? 0 : values[i];
    }
}

static bool make_matrices(const struct model *model, struct study_input *out, double *const summary[SUMMARY_VALUES],
                          struct error *err)
{
    out->absent = allocate(out->n + 1, 1);
    for (size_t i = 0; i < out->n; i++) {
        bool absent = isnan(summary[0][i]);
        out->absent[i] = absent;
        out->n_absent += isnan(summary[0][i]);
    }
    for (size_t m = 0; m <= MODEL_PARTS; m++) {
        const struct model_input *input = input_of(model, m);
        if (!input)
            break;
        if (!matrix_init(&out->x[m], out->n, input_width(input), "the purchase summaries", err))
            return false;
        fill_matrix(input, summary, out->absent, &out->x[m]);
    }
    return true;
}

void input_window(struct study_input *input, const struct definition *target, const struct study_rows *rows)
{
    if (!target || target->within.count == 0 || rows->n == 0 || rows->cutoff[0] == TIME_MISSING)
        return;
    int64_t start = time_shift(rows->cutoff[0], target->gap, 1);
    input->gap = weeks(rows->cutoff[0], start);
    input->horizon = weeks(start, time_shift(start, target->within, 1));
}

/* How many times PER goes into LENGTH at every date: NaN when it leaves a rest, or when one is counted in days and the
   other in months. */
static double whole_periods(struct duration length, struct duration per)
{
    static const int hours[] = { [DURATION_HOUR] = 1, [DURATION_DAY] = 24, [DURATION_WEEK] = 168 };
    static const int months[] = { [DURATION_MONTH] = 1, [DURATION_QUARTER] = 3, [DURATION_YEAR] = 12 };
    bool by_month = per.unit >= DURATION_MONTH;
    if (length.count == 0)
        return 0;
    if ((length.unit >= DURATION_MONTH) != by_month)
        return NAN;
    const int *unit = by_month ? months : hours;
    int64_t all = (int64_t)length.count * unit[length.unit], one = (int64_t)per.count * unit[per.unit];
    return all % one == 0 ? (double)(all / one) : NAN;
}

/* The window in periods, of which it must be made. */
static bool window_by_period(const struct definition *target, struct duration per, struct study_input *out,
                             struct error *err)
{
    double gap = whole_periods(target->gap, per), horizon = whole_periods(target->within, per);
    if (isnan(gap) || isnan(horizon)) {
        char length[16], within[16], before[16];
        duration_format(per, length);
        duration_format(target->within, within);
        duration_format(target->gap, before);
        fail(err, ERROR_USER, E_NOT_FIT, "the window of '%s' is no number of periods of %s", target->name, length);
        if (target->gap.count > 0) {
            error_reason(err, "it begins %s after the cutoff and is %s long", before, within);
            error_mend(err, "a target whose gap and window are whole periods");
        } else {
            error_reason(err, "it is %s long", within);
            error_mend(err, "per=%s, or a part of it that goes into it", within);
        }
        return false;
    }
    out->gap = gap;
    out->horizon = horizon;
    return true;
}

static bool count_by_period(const struct model *model, const struct world *world, const char *events,
                            const struct study_rows *rows, double *const periods[3], struct work *work,
                            struct study_input *out, struct error *err)
{
    const char *name = model->kind->input->per, *text = json_text(json_get(model->parameters, name));
    struct duration per;
    if (!text || !duration_parse(text, strlen(text), &per) || per.count == 0) {
        fail(err, ERROR_USER, E_NOT_FIT, "'%s' needs %s, the length of its periods", model->kind->name, name);
        error_mend(err, "%s=1m", name);
        return false;
    }
    struct feature_rows view = rows_view(rows);
    return window_by_period(model->target_definition, per, out, err) &&
           purchase_periods(world, events, per, &view, periods[0], periods[1], periods[2], work, err);
}

bool input_process(const struct model *model, const struct world *world, const struct study_rows *rows,
                   struct work *work, struct study_input *out, struct error *err)
{
    const struct definition *target = model->target_definition;
    const char *events = target_events(target, model->arena), *amount = target_column(target, model->arena);
    size_t n = rows->n;
    *out = (struct study_input){ .n = n };
    struct feature_rows view = rows_view(rows);
    double *values = allocate_large(SUMMARY_VALUES * n, sizeof *values, "the purchase summaries", err);
    double *summary[SUMMARY_VALUES];
    for (size_t v = 0; v < SUMMARY_VALUES; v++)
        summary[v] = values ? values + v * n : NULL;
    bool good = values && purchase_summary(world, events, amount, &view, summary[0], summary[1], summary[2],
                                           amount ? summary[3] : NULL, work, err);
    input_window(out, target, rows);
    if (good && model->kind->input->per)
        good = count_by_period(model, world, events, rows, summary + BY_PERIOD, work, out, err);
    good = good && make_matrices(model, out, summary, err);
    free(values);
    if (!good)
        input_release(out);
    return good;
}

bool input_make(const struct model *model, const struct world *world, const struct study_rows *rows, struct work *work,
                struct study_input *out, struct error *err)
{
    if (model->kind->input->columns)
        return input_process(model, world, rows, work, out, err);
    *out = (struct study_input){ .n = rows->n };
    input_window(out, model->target_definition, rows);
    out->table = model_features(model, world, rows, work, err);
    if (out->table && design_apply(model->design, out->table, work, &out->x[0], &out->n_unseen, err))
        return true;
    input_release(out);
    return false;
}

size_t process_values(const struct model *model, struct process_value out[PROCESS_VALUES])
{
    size_t n = 0;
    for (size_t m = 0; m <= MODEL_PARTS; m++) {
        const struct model_input *input = input_of(model, m);
        bool fitted = m <= model->n_parts; /* files of earlier programs may lack a part */
        for (size_t c = 0; input && fitted && input->columns && input->columns[c]; c++) {
            size_t v = 0;
            while (v < n && strcmp(out[v].name, input->columns[c]) != 0)
                v++;
            if (v == PROCESS_VALUES)
                continue;
            if (v == n) {
                out[n++] = (struct process_value){ input->columns[c], { 0 } };
                for (size_t k = 0; k <= MODEL_PARTS; k++)
                    out[v].column[k] = -1;
            }
            out[v].column[m] = (int)c;
        }
    }
    return n;
}

void process_mend(const struct model *model, struct study_input *input)
{
    for (size_t m = 0; m <= MODEL_PARTS; m++) {
        const struct model_input *of = input_of(model, m);
        for (size_t i = 0; of && of->mend && input->x[m].values && i < input->x[m].n_rows; i++)
            of->mend(matrix_row(&input->x[m], i));
    }
}

/* ---- Answers ---- */

static bool ask(const struct model *model, const struct study_input *input, size_t m, struct work *work,
                struct frame *out, struct error *err)
{
    const struct model_kind *kind = m == 0 ? model->kind : model->parts[m - 1].kind;
    const void *fitted = m == 0 ? model->fitted : model->parts[m - 1].fitted;
    struct learn_data data = { .x = &input->x[m],
                               .answer = m == 0 ? model->answer : NULL,
                               .seed = model->seed,
                               .horizon = input->horizon,
                               .gap = input->gap,
                               .work = work };
    return kind->predict(fitted, &data, out, err);
}

bool input_answer(const struct model *model, const struct study_input *input, const char *column, struct work *work,
                  double *out, struct error *err)
{
    struct frame *answer = FRAME_VIEW(input->n, column, out);
    if (model_kind_gives(model->kind, column))
        return ask(model, input, 0, work, answer, err);
    for (size_t m = 1; m <= model->n_parts; m++)
        if (model_kind_gives(model->parts[m - 1].kind, column))
            return ask(model, input, m, work, answer, err);
    return fail(err, ERROR_USER, E_NOT_FIT, "'%s' does not answer '%s'", model->kind->name, column);
}

/* The score of a model made of parts, of its own and of what they answer. */
static bool combine(const struct model *model, const struct study_input *input, struct work *work, double *score,
                    struct error *err)
{
    double *answers[MODEL_PARTS] = { 0 };
    bool good = true;
    for (size_t p = 0; good && p < model->n_parts; p++) {
        answers[p] = allocate_large(input->n, sizeof *answers[p], "the answers of a part", err);
        good = answers[p] &&
               ask(model, input, p + 1, work, FRAME_VIEW(input->n, model->answer->parts[p].column, answers[p]), err);
    }
    if (good)
        model->kind->combine(score, (const double *const *)answers, input->n);
    for (size_t p = 0; p < MODEL_PARTS; p++)
        free(answers[p]);
    return good;
}

bool input_answers(const struct model *model, const struct study_input *input, struct work *work, struct frame *out,
                   struct error *err)
{
    if (!ask(model, input, 0, work, out, err) ||
        (model->n_parts > 0 && !combine(model, input, work, out->columns[0].values, err)))
        return false;
    for (size_t c = 0; input->absent && c < out->n_columns; c++) {
        double of_nothing = answer_column_find(out->columns[c].name)->of_nothing;
        for (size_t i = 0; i < input->n; i++)
            if (input->absent[i]) /* never bought: no purchase is expected */
                out->columns[c].values[i] = of_nothing;
    }
    return true;
}

bool input_predict(const struct model *model, const struct study_input *input, struct work *work, double *out,
                   struct error *err)
{
    return input_answers(model, input, work, FRAME_VIEW(input->n, model->answer->columns[0], out), err);
}
