/* k-means: greedy k-means++ seeds, several starts, Lloyd's algorithm.

   The starts compete on all rows, or, when there are more than SAMPLE_ROWS, on a seeded sample of so many; the best is
   then run on all rows until no label changes. Segments are numbered by size, the largest first, equal ones by their
   coordinates, so that a rerun keeps their numbers. */
#include <math.h>

#include "lloyd.h"
#include "moments.h"
#include "patron/base/error.h"
#include "patron/base/json.h"
#include "patron/base/memory.h"
#include "patron/base/random.h"
#include "patron/base/work.h"
#include "seeds.h"

enum { SAMPLE_ROWS = 1 << 16, MOST_SEGMENTS = 100 };
static const double START_TOLERANCE = 1e-4; /* of the columns' mean variance, in the competition of the starts */

struct kmeans {
    struct matrix centroids;
};

static void kmeans_free(void *fitted)
{
    struct kmeans *kmeans = fitted;
    if (!kmeans)
        return;
    matrix_release(&kmeans->centroids);
    free(kmeans);
}

/* ---- Starts ---- */

struct starts {
    const struct matrix *x;
    const double *weight;
    struct work *work;
    uint64_t seed;
    size_t n, k, max_steps;
    double tolerance;
    struct matrix *centroids; /* n of them, with what follows */
    double *inertia;
    struct error *errors;
};

/* One start on one thread, or, when it is the only one, on all. */
static void start_block(void *context, size_t block)
{
    struct starts *starts = context;
    struct error *err = &starts->errors[block];
    struct lloyd lloyd = { 0 };
    if (seeds_choose(starts->x, starts->weight, random_stream(starts->seed, block), &starts->centroids[block], err) &&
        lloyd_init(&lloyd, starts->x, starts->weight, starts->k, err)) {
        memcpy(lloyd.centroids.values, starts->centroids[block].values,
               starts->k * starts->x->n_columns * sizeof(double));
        if (lloyd_run(&lloyd, starts->max_steps, starts->tolerance, starts->n == 1 ? starts->work : NULL, starts->work,
                      err)) {
            struct matrix spare = starts->centroids[block];
            starts->centroids[block] = lloyd.centroids;
            lloyd.centroids = spare;
            starts->inertia[block] = lloyd.inertia;
        }
    }
    lloyd_release(&lloyd);
    work_advance(starts->work, 1);
}

/* The centroids of the best start. */
static bool compete(struct starts *starts, struct matrix *best, struct error *err)
{
    starts->centroids = allocate(starts->n, sizeof *starts->centroids);
    starts->inertia = allocate(starts->n, sizeof *starts->inertia);
    starts->errors = allocate(starts->n, sizeof *starts->errors);
    bool done = true;
    for (size_t i = 0; done && i < starts->n; i++)
        done = matrix_init(&starts->centroids[i], starts->k, starts->x->n_columns, "centroids", err);
    work_begin(starts->work, "starts", starts->n);
    done = done && work_run(starts->work, starts->n, start_block, starts, err);
    size_t winner = 0;
    for (size_t i = 0; i < starts->n; i++) {
        if (starts->errors[i].kind != ERROR_NONE && done) {
            error_move(err, &starts->errors[i]);
            done = false;
        }
        error_release(&starts->errors[i]);
        if (starts->inertia[i] < starts->inertia[winner])
            winner = i;
    }
    for (size_t i = 0; i < starts->n; i++)
        if (done && i == winner)
            *best = starts->centroids[i];
        else
            matrix_release(&starts->centroids[i]);
    free(starts->centroids);
    free(starts->inertia);
    free(starts->errors);
    return done;
}

/* ---- Fit ---- */

/* SAMPLE_ROWS rows in their order, each set of rows as likely as any other (Knuth, algorithm S). */
static bool take_sample(const struct learn_data *data, struct matrix *x, double **weight, struct error *err)
{
    size_t n = data->x->n_rows, p = data->x->n_columns, taken = 0;
    struct random random = random_stream(data->seed, UINT64_MAX);
    if (!matrix_init(x, SAMPLE_ROWS, p, "a sample", err))
        return false;
    *weight = data->weight ? allocate(SAMPLE_ROWS, sizeof **weight) : NULL;
    for (size_t i = 0; i < n && taken < SAMPLE_ROWS; i++) {
        if (random_unit(&random) * (double)(n - i) >= (double)(SAMPLE_ROWS - taken))
            continue;
        memcpy(matrix_row(x, taken), matrix_row(data->x, i), p * sizeof(double));
        if (*weight)
            (*weight)[taken] = data->weight[i];
        taken++;
    }
    return true;
}

/* Means of squares are finite exactly if the values are; *VARIANCE is the mean over the columns. */
static bool mean_variance(const struct learn_data *data, double *variance, struct error *err)
{
    size_t p = data->x->n_columns;
    double *mean = allocate(p, sizeof *mean), *sd = allocate(p, sizeof *sd);
    bool done = column_moments(data, mean, sd, err);
    *variance = 0;
    for (size_t j = 0; done && j < p; j++) {
        *variance += sd[j] * sd[j] / (double)p;
        if (!isfinite(mean[j]) || !isfinite(sd[j]))
            done = fail(err, ERROR_DATA, E_NOT_FIT, "x%zu has a value that is missing or infinite", j);
    }
    free(mean);
    free(sd);
    return done;
}

struct segment {
    double size;
    const double *centroid;
    size_t n_columns;
};

static int compare_segments(const void *left, const void *right)
{
    const struct segment *a = left, *b = right;
    if (a->size != b->size)
        return a->size > b->size ? -1 : 1;
    for (size_t j = 0; j < a->n_columns; j++)
        if (a->centroid[j] != b->centroid[j])
            return a->centroid[j] < b->centroid[j] ? -1 : 1;
    return 0;
}

static struct kmeans *finish(const struct lloyd *lloyd, struct fit_summary *summary)
{
    size_t p = lloyd->x->n_columns;
    struct segment *segments = allocate(lloyd->k, sizeof *segments);
    struct kmeans *kmeans = allocate(1, sizeof *kmeans);
    kmeans->centroids = (struct matrix){ lloyd->k, p, allocate(lloyd->k * p, sizeof(double)) };
    for (size_t c = 0; c < lloyd->k; c++)
        segments[c] = (struct segment){ lloyd->size[c], matrix_row(&lloyd->centroids, c), p };
    qsort(segments, lloyd->k, sizeof *segments, compare_segments);
    for (size_t c = 0; c < lloyd->k; c++)
        memcpy(matrix_row(&kmeans->centroids, c), segments[c].centroid, p * sizeof(double));
    free(segments);
    summary->state = lloyd->converged ? FIT_CONVERGED : FIT_NOT_CONVERGED;
    summary->n_iterations = lloyd->n_steps;
    summary->inertia = lloyd->inertia;
    return kmeans;
}

/* The winner's centroids BEST (taken over) run on all rows. */
static struct kmeans *refine(const struct learn_data *data, struct matrix *best, size_t max_steps,
                             struct fit_summary *summary, struct error *err)
{
    struct lloyd lloyd;
    struct kmeans *kmeans = NULL;
    if (!lloyd_init(&lloyd, data->x, data->weight, best->n_rows, err)) {
        matrix_release(best);
        return NULL;
    }
    matrix_release(&lloyd.centroids);
    lloyd.centroids = *best;
    if (lloyd_run(&lloyd, max_steps, 0, data->work, data->work, err))
        kmeans = finish(&lloyd, summary);
    lloyd_release(&lloyd);
    return kmeans;
}

/* Whether the rows take at least K different values. Rows are looked at until so many are found. */
static bool check_distinct(const struct matrix *x, size_t k, struct error *err)
{
    size_t found[MOST_SEGMENTS], n = 0;
    for (size_t i = 0; i < x->n_rows && n < k; i++) {
        bool known = false;
        for (size_t f = 0; f < n && !known; f++)
            known = squared_distance(matrix_row(x, i), matrix_row(x, found[f]), x->n_columns) == 0;
        if (!known)
            found[n++] = i;
    }
    if (n == k)
        return true;
    fail(err, ERROR_DATA, E_TOO_FEW, "the rows take only %zu different values, too few for %zu segments", n, k);
    error_mend(err, n > 1 ? "k=%zu or fewer" : "other features: all rows are the same", n);
    return false;
}

static void *kmeans_fit(const struct learn_data *data, const struct values *parameters, struct fit_summary *summary,
                        struct error *err)
{
    fit_summary_init(summary);
    struct starts starts = {
        .x = data->x,
        .weight = data->weight,
        .work = data->work,
        .seed = data->seed,
        .n = (size_t)values_number(parameters, "starts"),
        .k = (size_t)values_number(parameters, "k"),
        .max_steps = (size_t)values_number(parameters, "max_steps"),
    };
    if (data->x->n_rows < starts.k)
        return fail_null(err, ERROR_DATA, E_TOO_FEW, "%zu rows are too few for %zu segments", data->x->n_rows,
                         starts.k);
    double variance, *weight = NULL;
    if (!mean_variance(data, &variance, err) || !check_distinct(data->x, starts.k, err))
        return NULL;
    starts.tolerance = START_TOLERANCE * variance;
    struct matrix sample = { 0 }, best;
    bool done = true;
    if (data->x->n_rows > SAMPLE_ROWS) {
        done = take_sample(data, &sample, &weight, err);
        starts.x = &sample;
        starts.weight = weight;
    }
    done = done && compete(&starts, &best, err);
    matrix_release(&sample);
    free(weight);
    struct kmeans *kmeans = done ? refine(data, &best, starts.max_steps, summary, err) : NULL;
    work_end(data->work);
    return kmeans;
}

/* ---- Prediction and file ---- */

struct predicting {
    const struct kmeans *kmeans;
    const struct matrix *x;
    double *lanes, *out;
};

static void predict_block(void *context, size_t block)
{
    struct predicting *job = context;
    size_t k = job->kmeans->centroids.n_rows, width = lanes_width(k), end = block_end(block, job->x->n_rows);
    double distances[MOST_SEGMENTS];
    for (size_t i = block * BLOCK_ROWS; i < end; i++) {
        lanes_distances(matrix_row(job->x, i), job->lanes, job->x->n_columns, width, distances);
        size_t best = 0;
        for (size_t c = 1; c < k; c++)
            if (distances[c] < distances[best])
                best = c;
        job->out[i] = (double)best;
    }
}

static bool kmeans_predict(const void *fitted, const struct learn_data *data, struct frame *out, struct error *err)
{
    struct predicting job = { .kmeans = fitted, .x = data->x, .out = frame_column(out, "segment") };
    const struct matrix *centroids = &job.kmeans->centroids;
    if (!learn_check_columns(data->x, centroids->n_columns, err))
        return false;
    job.lanes = allocate(lanes_width(centroids->n_rows) * centroids->n_columns, sizeof *job.lanes);
    lanes_fill(centroids, job.lanes);
    bool done = work_run(data->work, block_count(data->x->n_rows), predict_block, &job, err);
    free(job.lanes);
    return done;
}

static const struct matrix *kmeans_centres(const void *fitted)
{
    return &((const struct kmeans *)fitted)->centroids;
}

static struct json *kmeans_write(const void *fitted)
{
    const struct matrix *centroids = kmeans_centres(fitted);
    struct json *json = json_object(), *rows = json_array();
    json_set_integer(json, "k", (int64_t)centroids->n_rows);
    json_set_integer(json, "n_columns", (int64_t)centroids->n_columns);
    for (size_t c = 0; c < centroids->n_rows; c++) {
        struct json *row = json_object();
        json_set_numbers(row, "centroid", matrix_row(centroids, c), centroids->n_columns);
        json_append(rows, row);
    }
    json_set(json, "segments", rows);
    return json;
}

static void *kmeans_read(const struct json *json, struct error *err)
{
    size_t k, n_columns;
    if (!model_file_count(json, "k", 2, MOST_SEGMENTS, &k, err) ||
        !model_file_count(json, "n_columns", 1, 1 << 20, &n_columns, err))
        return NULL;
    const struct json *rows = json_get(json, "segments");
    if (!json_is_array(rows) || json_size(rows) != k)
        return fail_null(err, ERROR_DATA, E_MODEL_FILE, "the model's 'segments' does not hold %zu rows", k);
    struct kmeans *kmeans = allocate(1, sizeof *kmeans);
    bool done = matrix_init(&kmeans->centroids, k, n_columns, "centroids", err);
    for (size_t c = 0; done && c < k; c++)
        done = model_file_numbers(json_item(rows, c), "centroid", matrix_row(&kmeans->centroids, c), n_columns, err);
    if (done)
        return kmeans;
    kmeans_free(kmeans);
    return NULL;
}

static const struct parameter kmeans_parameters[] = {
    { "k", PARAMETER_COUNT, .required = true, .least = 2, .greatest = MOST_SEGMENTS, .unit = "segments",
      .summary = "how many segments" },
    { "starts", PARAMETER_COUNT, .least = 1, .greatest = 1000, .unit = "starts", .otherwise = "10",
      .summary = "how often to begin from other seeds; the best is kept" },
    { "max_steps", PARAMETER_COUNT, .least = 1, .greatest = 100000, .unit = "steps", .otherwise = "1000",
      .summary = "steps before a run gives up" },
    { 0 },
};

static const struct model_answer kmeans_answers[] = {
    { NULL, (const char *const[]){ "segment", NULL }, NULL, NULL },
    { 0 },
};

const struct model_kind kmeans_kind = {
    .name = "kmeans",
    .title = "k-means segments",
    .summary = "Segments of customers who are near to their segment's mean in the features given.",
    .reference = "Arthur and Vassilvitskii 2007, k-means++; Hamerly 2010, Making k-means even faster",
    .answers = kmeans_answers,
    .input = &input_features,
    .wants_dummies = true,
    .wants_scale = true,
    .measures_distance = true,
    .parameters = kmeans_parameters,
    .fit = kmeans_fit,
    .predict = kmeans_predict,
    .centres = kmeans_centres,
    .write = kmeans_write,
    .read = kmeans_read,
    .free = kmeans_free,
};
