/* Boosted trees by XGBoost (Chen and Guestrin 2016): histogram trees that grow leaf by leaf.

   When yes/no is asked (or, when nothing is said, all outcomes are 0 or 1) the trees fit log-odds (binary:logistic),
   else amounts (reg:squarederror); the file records which. The first margin is the share of ones, or the mean, of the
   training rows. Trees do not depend on the number of threads. Only growing is the library's: prediction and
   contributions are our own (trees.c, contributions.c). The model file keeps the booster as the text of the JSON file
   that the library wrote, so that XGBoost reads it as it stands.

   The library's threads are OpenMP's, as many as the work has, but not more than the data keep busy: the loops of a
   small matrix are over before the threads have met, and waiting for them costs more than the loop. See library.c. */
#include <math.h>
#include <stdarg.h>

#include "library.h"
#include "patron/base/error.h"
#include "patron/base/json.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"
#include "trees.h"

struct gbm {
    char *booster; /* the library's JSON; its splits are of values less the centres */
    struct trees trees;
};

static void gbm_free(void *fitted)
{
    struct gbm *gbm = fitted;
    if (!gbm)
        return;
    free(gbm->booster);
    trees_release(&gbm->trees);
    free(gbm);
}

/* ---- The library ---- */

/* What a status that the library returned means for us. */
static bool check(const struct xgboost *library, int status, struct error *err)
{
    if (status == 0)
        return true;
    const char *message = library->XGBGetLastError();
    const char *text = strchr(message, ']') && message[0] == '[' ? strchr(message, ']') + 1 : message;
    return fail(err, ERROR_SYSTEM, E_SYSTEM, "XGBoost refused: %.*s", (int)strcspn(text, "\n"), text + (*text == ' '));
}

/* Every call of the library goes through here. */
#define CALL(function, ...) check(library, library->function(__VA_ARGS__), err)

static bool set_parameter(const struct xgboost *library, BoosterHandle booster, struct error *err, const char *name,
                          const char *format, ...) __attribute__((format(printf, 5, 6)));
static bool set_parameter(const struct xgboost *library, BoosterHandle booster, struct error *err, const char *name,
                          const char *format, ...)
{
    char value[64];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(value, sizeof value, format, arguments);
    va_end(arguments);
    return CALL(XGBoosterSetParam, booster, name, value);
}

static bool set_floats(const struct xgboost *library, DMatrixHandle handle, const char *field, const double *values,
                       size_t n, struct error *err)
{
    float *floats = allocate_large(n, sizeof *floats, "training data", err);
    if (!floats)
        return false;
    for (size_t i = 0; i < n; i++)
        floats[i] = (float)values[i];
    bool done = CALL(XGDMatrixSetFloatInfo, handle, field, floats, n);
    free(floats);
    return done;
}

/* ROWS rows of N_COLUMNS with NaN as missing, as the library's matrix; Y and WEIGHT may be NULL. */
static bool data_new(const struct xgboost *library, const double *values, size_t n_rows, size_t n_columns,
                     const double *y, const double *weight, size_t n_threads, DMatrixHandle *out, struct error *err)
{
    char array[160], config[64];
    snprintf(array, sizeof array,
             "{\"data\": [%zu, true], \"shape\": [%zu, %zu], \"typestr\": \"<f8\", \"version\": 3}",
             (size_t)(uintptr_t)values, n_rows, n_columns);
    snprintf(config, sizeof config, "{\"missing\": NaN, \"nthread\": %zu}", n_threads);
    *out = NULL;
    return CALL(XGDMatrixCreateFromDense, array, config, out) &&
           (!y || set_floats(library, *out, "label", y, n_rows, err)) &&
           (!weight || set_floats(library, *out, "weight", weight, n_rows, err));
}

/* Margins of DATA; a view that lives until the next call. */
static bool library_margins(const struct xgboost *library, BoosterHandle booster, DMatrixHandle data, const float **out,
                            size_t *n, struct error *err)
{
    const bst_ulong *shape;
    bst_ulong n_dimensions;
    if (!CALL(XGBoosterPredictFromDMatrix, booster, data,
              "{\"type\": 1, \"training\": false, \"iteration_begin\": 0, \"iteration_end\": 0, "
              "\"strict_shape\": false}",
              &shape, &n_dimensions, out))
        return false;
    *n = n_dimensions > 0 ? shape[0] : 0;
    return true;
}

/* ---- Fit ---- */

struct boosting {
    const struct learn_data *data;
    const struct values *parameters;
    struct xgboost library;
    bool logistic;
    double base;                  /* share of ones, or mean */
    double *centre;               /* of each column; NULL when all are 0 */
    double total_weight, hessian; /* of the training rows, without trees */
    struct matrix centred, centred_validation;
    DMatrixHandle train, validation;
    BoosterHandle booster;
    size_t n_rounds, best_round;
    double best_loss; /* of the validation rows; NaN without them */
};

static bool look_at_outcomes(struct boosting *boosting, struct error *err)
{
    const struct learn_data *data = boosting->data;
    const double *outcome = learn_outcome(data);
    double total = 0, sum = 0;
    bool asked = data->answer && data->answer->target;
    boosting->logistic = !asked || strcmp(data->answer->target, "yes/no") == 0;
    for (size_t i = 0; i < data->x->n_rows; i++) {
        double y = outcome[i], w = data->weight ? data->weight[i] : 1;
        if (!isfinite(y))
            return fail(err, ERROR_USER, E_NOT_FIT, "gbm needs outcomes that are known; row %zu has none", i + 1);
        boosting->logistic = boosting->logistic && (asked || y == 0 || y == 1);
        total += w;
        sum += w * y;
    }
    if (!(total > 0))
        return fail(err, ERROR_DATA, E_TOO_FEW, "there are no rows to train on");
    boosting->base = sum / total;
    boosting->total_weight = total;
    boosting->hessian = boosting->logistic ? total * boosting->base * (1 - boosting->base) : total;
    if (boosting->logistic && !(sum > 0 && sum < total))
        return fail(err, ERROR_DATA, E_ONE_CLASS, "all %zu training rows have the outcome %s", data->x->n_rows,
                    sum > 0 ? "yes" : "no");
    return true;
}

/* ---- Columns ---- */

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* How many different values N sorted ones become when they are rounded to float32 after CENTRE was taken away. */
static size_t distinct_floats(const double *sorted, size_t n, double centre)
{
    size_t distinct = 0;
    for (size_t i = 0; i < n; i++)
        distinct += i == 0 || (float)(sorted[i] - centre) != (float)(sorted[i - 1] - centre);
    return distinct;
}

/* Whether float32 may hold too little of COLUMN: the values lie within a small part of their size. */
static bool may_lose_digits(const struct matrix *x, size_t column)
{
    double least = INFINITY, greatest = -INFINITY, sum = 0, n = 0;
    for (size_t i = 0; i < x->n_rows; i++) {
        double value = matrix_row(x, i)[column];
        if (isnan(value))
            continue;
        least = fmin(least, value);
        greatest = fmax(greatest, value);
        sum += fabs(value);
        n++;
    }
    /* whole numbers up to 2^24 are exact, and so is what has no more than their digits */
    double most = fmax(fabs(least), fabs(greatest));
    return n > 1 && least < greatest && sum / n > 0 && (most >= 1 << 24 || greatest - least < most / 256);
}

/* The median where float32 would make values equal that are not, and fewer of them less the median; else 0. It depends
   on the values alone, not on their order. */
static double centre_of(const struct matrix *x, size_t column, double *scratch)
{
    size_t n = 0, distinct = 0;
    if (!may_lose_digits(x, column))
        return 0;
    for (size_t i = 0; i < x->n_rows; i++)
        if (!isnan(matrix_row(x, i)[column]))
            scratch[n++] = matrix_row(x, i)[column];
    qsort(scratch, n, sizeof *scratch, ascending);
    for (size_t i = 0; i < n; i++)
        distinct += i == 0 || scratch[i] != scratch[i - 1];
    size_t plain = distinct_floats(scratch, n, 0);
    double median = scratch[n / 2];
    return plain < distinct && distinct_floats(scratch, n, median) > plain ? median : 0;
}

/* Refuses what float32 cannot hold at all, and finds the centres. */
static bool look_at_columns(struct boosting *boosting, struct error *err)
{
    const struct matrix *x = boosting->data->x;
    double *scratch = allocate_large(x->n_rows, sizeof *scratch, "a column", err);
    double *centre = allocate(x->n_columns + 1, sizeof *centre);
    bool any = false, done = scratch != NULL;
    for (size_t j = 0; done && j < x->n_columns; j++) {
        for (size_t i = 0; done && i < x->n_rows; i++)
            if (fabs(matrix_row(x, i)[j]) > (double)__FLT_MAX__)
                done = fail(err, ERROR_DATA, E_NOT_FIT, "x%zu has the value %g, beyond what trees can hold (%g)", j,
                            matrix_row(x, i)[j], (double)__FLT_MAX__);
        centre[j] = done ? centre_of(x, j, scratch) : 0;
        any |= centre[j] != 0;
        done = done && work_go_on(boosting->data->work, err);
    }
    free(scratch);
    if (any)
        boosting->centre = centre;
    else
        free(centre);
    return done;
}

/* X less the centres into OUT; X itself where there are none. */
static const struct matrix *centred(const struct boosting *boosting, const struct matrix *x, struct matrix *out,
                                    struct error *err)
{
    if (!boosting->centre)
        return x;
    if (!matrix_init(out, x->n_rows, x->n_columns, "centred columns", err))
        return NULL;
    for (size_t i = 0; i < x->n_rows; i++)
        for (size_t j = 0; j < x->n_columns; j++)
            matrix_row(out, i)[j] = matrix_row(x, i)[j] - boosting->centre[j];
    return out;
}

/* The least weight of a leaf in the library's terms, the sum of p (1 - p) or of rows. Not told: 5, or a twentieth of
   all where the target is small or rare, so that leaves are possible. */
static double least_leaf(const struct boosting *boosting)
{
    const struct value *told = values_get(boosting->parameters, "min_leaf");
    return told->present ? told->number : fmin(5, boosting->hessian / 20);
}

enum { CELLS_OF_A_THREAD = 1 << 20 };

static size_t threads_for(const struct learn_data *data)
{
    size_t most = work_threads(data->work), busy = data->x->n_rows * data->x->n_columns / CELLS_OF_A_THREAD;
    return busy < 1 ? 1 : busy < most ? busy : most;
}

static bool set_parameters(struct boosting *boosting, struct error *err)
{
    const struct xgboost *library = &boosting->library;
    BoosterHandle booster = boosting->booster;
    const struct values *values = boosting->parameters;
    double depth = values_number(values, "depth");
    return set_parameter(library, booster, err, "verbosity", "0") &&
           set_parameter(library, booster, err, "nthread", "%zu", threads_for(boosting->data)) &&
           set_parameter(library, booster, err, "objective",
                         boosting->logistic ? "binary:logistic" : "reg:squarederror") &&
           set_parameter(library, booster, err, "base_score", "%.9g", boosting->base) &&
           set_parameter(library, booster, err, "seed", "%llu",
                         (unsigned long long)(boosting->data->seed & 0x7fffffff)) &&
           set_parameter(library, booster, err, "tree_method", "hist") &&
           set_parameter(library, booster, err, "grow_policy", "lossguide") &&
           set_parameter(library, booster, err, "max_leaves", "%.0f", values_number(values, "leaves")) &&
           set_parameter(library, booster, err, "max_depth", "%.0f", depth > 0 ? depth : TREE_MOST_LEVELS) &&
           set_parameter(library, booster, err, "learning_rate", "%.9g", values_number(values, "rate")) &&
           set_parameter(library, booster, err, "min_child_weight", "%.9g", least_leaf(boosting)) &&
           set_parameter(library, booster, err, "subsample", "%.9g", values_number(values, "subsample")) &&
           set_parameter(library, booster, err, "colsample_bytree", "%.9g", values_number(values, "columns")) &&
           set_parameter(library, booster, err, "reg_lambda", "%.9g", values_number(values, "l2"));
}

static bool boosting_init(struct boosting *boosting, struct error *err)
{
    const struct xgboost *library = &boosting->library;
    const struct learn_data *data = boosting->data;
    size_t n_threads = threads_for(data), n_matrices = data->validation_x ? 2 : 1;
    const struct matrix *x = centred(boosting, data->x, &boosting->centred, err), *validation = data->validation_x;
    if (x && validation && learn_check_columns(validation, data->x->n_columns, err))
        validation = centred(boosting, validation, &boosting->centred_validation, err);
    if (!x || (data->validation_x && !validation) || !xgboost_load(&boosting->library, err) ||
        !data_new(library, x->values, data->x->n_rows, data->x->n_columns, learn_outcome(data), data->weight, n_threads,
                  &boosting->train, err))
        return false;
    if (data->validation_x &&
        (!learn_check_columns(data->validation_x, data->x->n_columns, err) ||
         !data_new(library, validation->values, data->validation_x->n_rows, data->x->n_columns,
                   frame_column(data->validation_labels, "outcome"), NULL, n_threads, &boosting->validation, err)))
        return false;
    DMatrixHandle matrices[2] = { boosting->train, boosting->validation };
    return CALL(XGBoosterCreate, matrices, n_matrices, &boosting->booster) && set_parameters(boosting, err);
}

static void boosting_release(struct boosting *boosting)
{
    const struct xgboost *library = &boosting->library;
    if (boosting->booster)
        library->XGBoosterFree(boosting->booster);
    if (boosting->train)
        library->XGDMatrixFree(boosting->train);
    if (boosting->validation)
        library->XGDMatrixFree(boosting->validation);
    matrix_release(&boosting->centred);
    matrix_release(&boosting->centred_validation);
    free(boosting->centre);
}

/* Mean log loss or root mean squared error of the validation rows. */
static bool validation_loss(struct boosting *boosting, double *loss, struct error *err)
{
    const struct xgboost *library = &boosting->library;
    const float *margin;
    const double *y = frame_column(boosting->data->validation_labels, "outcome");
    size_t n;
    if (!library_margins(library, boosting->booster, boosting->validation, &margin, &n, err))
        return false;
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        double m = margin[i], wrong_way = y[i] > 0 ? -m : m, miss = y[i] - m;
        sum += boosting->logistic ? log1p(exp(-fabs(m))) + fmax(wrong_way, 0) : miss * miss;
    }
    *loss = boosting->logistic ? sum / (double)n : sqrt(sum / (double)n);
    return true;
}

/* Grows the trees; *STOPPED_EARLY when EARLY rounds brought no better loss. */
static bool boost(struct boosting *boosting, bool *stopped_early, struct error *err)
{
    const struct xgboost *library = &boosting->library;
    size_t n_trees = (size_t)values_number(boosting->parameters, "trees");
    size_t patience = (size_t)values_number(boosting->parameters, "early");
    boosting->best_loss = INFINITY;
    *stopped_early = false;
    for (size_t round = 0; round < n_trees && !*stopped_early; round++) {
        double loss = NAN;
        if (!work_go_on(boosting->data->work, err) ||
            !CALL(XGBoosterUpdateOneIter, boosting->booster, (int)round, boosting->train) ||
            (boosting->validation && !validation_loss(boosting, &loss, err)))
            return false;
        boosting->n_rounds = round + 1;
        if (loss < boosting->best_loss) {
            boosting->best_loss = loss;
            boosting->best_round = round;
            work_note(boosting->data->work, "best %s %.4f", boosting->logistic ? "log loss" : "rmse", loss);
        }
        *stopped_early = boosting->validation && patience > 0 && round - boosting->best_round >= patience;
        work_advance(boosting->data->work, 1);
    }
    return true;
}

/* The booster's JSON; with early stopping, of the rounds up to the best one. */
static bool take_booster(struct boosting *boosting, char **text, struct error *err)
{
    const struct xgboost *library = &boosting->library;
    BoosterHandle kept = boosting->booster;
    bool cut = boosting->validation && values_number(boosting->parameters, "early") > 0 &&
               boosting->best_round + 1 < boosting->n_rounds;
    if (cut && !CALL(XGBoosterSlice, boosting->booster, 0, (int)boosting->best_round + 1, 1, &kept))
        return false;
    bst_ulong length;
    const char *bytes;
    bool done = CALL(XGBoosterSaveModelToBuffer, kept, "{\"format\": \"json\"}", &length, &bytes);
    if (done)
        *text = copy_bytes(bytes, length);
    if (cut) {
        library->XGBoosterFree(kept);
        boosting->n_rounds = boosting->best_round + 1;
    }
    return done;
}

static bool booster_parse(struct gbm *gbm, struct error *err)
{
    struct json *json = json_parse(gbm->booster, strlen(gbm->booster), "booster", err);
    bool done = json && trees_read(&gbm->trees, json, err);
    json_free(json);
    return done;
}

/* No tree has a split: the score is one for all. Why is found by what could have prevented it. */
static void tell_nothing_learned(const struct boosting *boosting, struct fit_summary *summary)
{
    const struct matrix *x = boosting->data->x;
    double least = least_leaf(boosting);
    bool varies = false;
    for (size_t j = 0; j < x->n_columns && !varies; j++)
        for (size_t i = 1; i < x->n_rows && !varies; i++) {
            double a = matrix_row(x, 0)[j], b = matrix_row(x, i)[j];
            varies = isnan(a) != isnan(b) || (!isnan(a) && a != b);
        }
    summary->state = FIT_LEARNED_NOTHING;
    if (!varies)
        snprintf(summary->note, sizeof summary->note,
                 "no tree has a split, the score is one for all: every feature is "
                 "constant");
    else if (2 * least > boosting->hessian)
        snprintf(summary->note, sizeof summary->note,
                 "no tree has a split, the score is one for all: two leaves of min_leaf %.3g weigh more than all rows "
                 "(%.3g, %s)",
                 least, boosting->hessian, boosting->logistic ? "the sum of p (1 - p)" : "rows");
    else
        snprintf(summary->note, sizeof summary->note,
                 "no tree has a split, the score is one for all: no split lowers the loss with leaves of min_leaf %.3g",
                 least);
}

static void *gbm_fit(const struct learn_data *data, const struct values *parameters, struct fit_summary *summary,
                     struct error *err)
{
    fit_summary_init(summary);
    struct boosting boosting = { .data = data, .parameters = parameters };
    struct gbm *gbm = allocate(1, sizeof *gbm);
    bool stopped_early = false;
    work_begin(data->work, "trees", (uint64_t)values_number(parameters, "trees"));
    bool done = look_at_outcomes(&boosting, err) && look_at_columns(&boosting, err) && boosting_init(&boosting, err) &&
                boost(&boosting, &stopped_early, err) && take_booster(&boosting, &gbm->booster, err) &&
                booster_parse(gbm, err);
    work_end(data->work);
    if (!done) {
        boosting_release(&boosting);
        gbm_free(gbm);
        return NULL;
    }
    gbm->trees.centre = boosting.centre;
    boosting.centre = NULL;
    summary->state = stopped_early ? FIT_STOPPED_EARLY : FIT_CONVERGED;
    summary->n_iterations = boosting.n_rounds;
    if (boosting.validation)
        snprintf(summary->note, sizeof summary->note, "best %s of the validation rows %.6g with %zu trees",
                 boosting.logistic ? "log loss" : "root mean squared error", boosting.best_loss,
                 boosting.best_round + 1);
    else if (values_number(parameters, "early") > 0)
        snprintf(summary->note, sizeof summary->note, "no validation rows, so no early stopping");
    if (gbm->trees.n_nodes == gbm->trees.n_trees)
        tell_nothing_learned(&boosting, summary);
    boosting_release(&boosting);
    return gbm;
}

/* ---- Use ---- */

static bool gbm_predict(const void *fitted, const struct learn_data *data, struct frame *answer, struct error *err)
{
    const struct gbm *gbm = fitted;
    double *p = frame_column(answer, "p"), *out = p ? p : frame_column(answer, "mean");
    float *margin = allocate_large(data->x->n_rows, sizeof *margin, "scores", err);
    bool done = margin && trees_margins(&gbm->trees, data->x, data->work, margin, err);
    for (size_t i = 0; done && i < data->x->n_rows; i++)
        out[i] = gbm->trees.logistic ? 1 / (1 + exp(-(double)margin[i])) : (double)margin[i];
    free(margin);
    return done;
}

static bool gbm_explain(const void *fitted, const struct learn_data *data, size_t row, double *out, struct error *err)
{
    const struct gbm *gbm = fitted;
    if (!learn_check_columns(data->x, gbm->trees.n_columns, err))
        return false;
    trees_contributions(&gbm->trees, matrix_row(data->x, row), out);
    return true;
}

/* Shares of the loss that splits took away. */
static bool gbm_importance(const void *fitted, size_t n_columns, double *out)
{
    const struct gbm *gbm = fitted;
    double total = 0;
    if (n_columns != gbm->trees.n_columns)
        return false;
    for (size_t j = 0; j < n_columns; j++)
        total += gbm->trees.gain[j];
    for (size_t j = 0; j < n_columns; j++)
        out[j] = total > 0 ? gbm->trees.gain[j] / total : 0;
    return true;
}

static struct json *gbm_write(const void *fitted)
{
    const struct gbm *gbm = fitted;
    struct json *json = json_object();
    json_set_integer(json, "n_columns", (int64_t)gbm->trees.n_columns);
    json_set_text(json, "objective", gbm->trees.logistic ? "binary:logistic" : "reg:squarederror");
    if (gbm->trees.centre)
        json_set_numbers(json, "centres", gbm->trees.centre, gbm->trees.n_columns);
    json_set_text(json, "booster", gbm->booster);
    return json;
}

static void *gbm_read(const struct json *json, struct error *err)
{
    const char *text = json_get_text(json, "booster");
    size_t n_columns = 0;
    if (!text)
        return fail_null(err, ERROR_DATA, E_MODEL_FILE, "the model has no booster");
    if (!model_file_count(json, "n_columns", 1, 1 << 24, &n_columns, err))
        return NULL;
    struct gbm *gbm = allocate(1, sizeof *gbm);
    gbm->booster = copy_text(text);
    bool done = booster_parse(gbm, err);
    if (done && gbm->trees.n_columns != n_columns)
        done = fail(err, ERROR_DATA, E_MODEL_FILE, "the booster has %zu columns, the model %zu", gbm->trees.n_columns,
                    n_columns);
    if (done && json_get(json, "centres")) {
        gbm->trees.centre = allocate(n_columns, sizeof *gbm->trees.centre);
        done = model_file_numbers(json, "centres", gbm->trees.centre, n_columns, err);
    }
    if (done)
        return gbm;
    gbm_free(gbm);
    return NULL;
}

static const struct parameter gbm_parameters[] = {
    { "trees", PARAMETER_COUNT, .least = 1, .greatest = 100000, .unit = "trees", .otherwise = "200",
      .summary = "how many trees to grow" },
    { "rate", PARAMETER_NUMBER, .least = 1e-6, .greatest = 1, .otherwise = "0.05",
      .summary = "how much of each tree is added; lower wants more trees" },
    { "leaves", PARAMETER_COUNT, .least = 2, .greatest = 65536, .unit = "leaves", .otherwise = "15",
      .summary = "most leaves of a tree" },
    { "depth", PARAMETER_COUNT, .least = 0, .greatest = 64, .unit = "levels", .otherwise = "0",
      .summary = "most levels of a tree; 0: as many as its leaves ask for, up to 64" },
    { "min_leaf", PARAMETER_NUMBER, .least = 0, .greatest = 1e9,
      .summary =
          "least weight of a leaf: rows for amounts, the sum of p (1 - p) for yes/no; left out: 5, or a twentieth "
          "of all rows' where the target is small or rare" },
    { "subsample", PARAMETER_NUMBER, .least = 0.01, .greatest = 1, .otherwise = "1",
      .summary = "share of the rows that each tree sees" },
    { "columns", PARAMETER_NUMBER, .least = 0.01, .greatest = 1, .otherwise = "1",
      .summary = "share of the columns that each tree sees" },
    { "l2", PARAMETER_NUMBER, .least = 0, .greatest = 1e9, .otherwise = "1",
      .summary = "strength of the penalty on squared leaf values" },
    { "early", PARAMETER_COUNT, .least = 0, .greatest = 100000, .unit = "trees", .otherwise = "0",
      .summary = "stop when so many trees have not lowered the loss of the validation rows; 0: never" },
    { 0 },
};

static bool gbm_watches(const struct values *parameters)
{
    return values_number(parameters, "early") > 0;
}

static const struct model_answer gbm_answers[] = {
    { "yes/no", (const char *const[]){ "p", NULL }, NULL, NULL },
    { "amount", (const char *const[]){ "mean", NULL }, NULL, NULL },
    { 0 },
};

const struct model_kind gbm_kind = {
    .name = "gbm",
    .title = "gradient boosted trees",
    .summary =
        "Many small trees, each fitted to what the ones before it left; finds curves and combinations by itself.",
    .reference = "Chen and Guestrin 2016, XGBoost: A Scalable Tree Boosting System",
    .answers = gbm_answers,
    .input = &input_features,
    .wants_dummies = true,
    .handles_missing = true,
    .parameters = gbm_parameters,
    .fit = gbm_fit,
    .predict = gbm_predict,
    .watches = gbm_watches,
    .explain = gbm_explain,
    .importance = gbm_importance,
    .write = gbm_write,
    .read = gbm_read,
    .free = gbm_free,
};
