/* Times patron's algorithms on the matrices of the peer benchmarks, and prints one line of JSON per case in the peers'
   own format, so that both can be read side by side.

   usage: kernels DATA CASE ...      DATA is the folder with the .npy and .csv files; cases: see `cases` below */
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <sys/resource.h>

#include "clock.h"
#include "patron/base/error.h"
#include "patron/base/file.h"
#include "patron/base/json.h"
#include "patron/base/matrix.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/base/work.h"
#include "patron/learn/model_kind.h"
#include "patron/measure/measure.h"
#include "patron/measure/survival.h"

static struct work *work;
static const char *folder;
static double processor; /* seconds of the case that was timed last, a run */
enum { REPEATS = 3 };

static _Noreturn void die(const char *why)
{
    fprintf(stderr, "kernels: %s\n", why);
    exit(1);
}

static void check(bool ok, struct error *err)
{
    if (!ok)
        die(err->what ? err->what : "failed");
}

/* A .npy file of '<f4', '<f8', '<i8', '|u1' or '|i1' values as doubles; 1 or 2 dimensions. */
static struct matrix load(const char *name)
{
    struct error err = ERROR_INIT;
    char path[512];
    snprintf(path, sizeof path, "%s/%s.npy", folder, name);
    struct file_map map;
    check(file_map_open(path, &map, &err), &err);
    const unsigned char *head = (const unsigned char *)map.bytes;
    size_t header =
        head[6] == 1 ? 10 + (size_t)(head[8] | head[9] << 8) : 12 + (size_t)(head[8] | head[9] << 8 | head[10] << 16);
    char *text = copy_bytes(map.bytes, header < 512 ? header : 512);
    for (size_t i = 0; i < header && i < 512; i++)
        if (text[i] == 0)
            text[i] = ' ';
    const char *descr = strstr(text, "'descr': '"), *shape = strstr(text, "'shape': (");
    if (!descr || !shape)
        die("not a .npy file");
    char kind = descr[11], size = descr[12];
    size_t rows = strtoul(shape + 10, NULL, 10), columns = 1;
    const char *comma = strchr(shape, ',');
    if (comma && comma[1] == ' ')
        columns = strtoul(comma + 1, NULL, 10);
    struct matrix m;
    check(matrix_init(&m, rows, columns, name, &err), &err);
    const char *data = map.bytes + header;
    for (size_t i = 0; i < rows * columns; i++) {
        float f;
        int64_t n;
        if (kind == 'f' && size == '4') {
            memcpy(&f, data + 4 * i, 4);
            m.values[i] = (double)f;
        } else if (kind == 'f') {
            memcpy(&m.values[i], data + 8 * i, 8);
        } else if (size == '8') {
            memcpy(&n, data + 8 * i, 8);
            m.values[i] = (double)n;
        } else if (size == '4') {
            int32_t n4;
            memcpy(&n4, data + 4 * i, 4);
            m.values[i] = (double)n4;
        } else {
            m.values[i] = (double)((const signed char *)data)[i];
        }
    }
    free(text);
    file_map_close(&map);
    return m;
}

static struct matrix load_csv(const char *name)
{
    struct error err = ERROR_INIT;
    char path[512];
    snprintf(path, sizeof path, "%s/%s.csv", folder, name);
    size_t length, rows = 0, columns = 1;
    char *text = file_read(path, &length, &err);
    check(text != NULL, &err);
    char *at = text;
    for (; *at != '\n'; at++)
        columns += *at == ',';
    at++;
    for (char *p = at; *p; p++)
        rows += *p == '\n';
    struct matrix m;
    check(matrix_init(&m, rows, columns, name, &err), &err);
    for (size_t i = 0; i < rows * columns; i++) {
        m.values[i] = strtod(at, &at);
        at++;
    }
    free(text);
    return m;
}

static uint8_t *as_outcome(const struct matrix *y)
{
    uint8_t *out = allocate(y->n_rows, 1);
    for (size_t i = 0; i < y->n_rows; i++)
        out[i] = y->values[i] > 0;
    return out;
}

static double median(double *values, size_t n)
{
    for (size_t i = 1; i < n; i++)
        for (size_t j = i; j > 0 && values[j] < values[j - 1]; j--) {
            double swap = values[j];
            values[j] = values[j - 1];
            values[j - 1] = swap;
        }
    return values[n / 2];
}

static void emit(const char *task, size_t n, double seconds, const char *quality, ...)
    __attribute__((format(printf, 4, 5)));
static void emit(const char *task, size_t n, double seconds, const char *quality, ...)
{
    struct rusage usage;
    double load = 0;
    getrusage(RUSAGE_SELF, &usage);
    getloadavg(&load, 1);
    printf("{\"task\": \"%s\", \"peer\": \"patron\", \"version\": \"" PATRON_VERSION
           "\", \"n\": %zu, \"seconds_median\": %.6g, \"peak_rss_mb\": %.1f, \"threads\": %zu, "
           "\"cpu_s\": %.6g, \"load1\": %.2f, \"quality\": {",
           task, n, seconds, (double)usage.ru_maxrss / 1024, work_threads(work), processor, load);
    va_list arguments;
    va_start(arguments, quality);
    vprintf(quality, arguments);
    va_end(arguments);
    printf("}}\n");
    fflush(stdout);
}

struct run { /* one timed case */
    void (*once)(struct run *);
    const struct model_kind *kind;
    struct values parameters;
    struct learn_data data;
    void *fitted;
    struct fit_summary summary;
    const double *scores, *other;
    const uint8_t *outcome;
    size_t n, m;
    const uint32_t *labels;
    double figure, second;
};

static double timed(struct run *run)
{
    double seconds[REPEATS], before = processor_seconds();
    for (size_t i = 0; i < REPEATS; i++) {
        double start = wall_seconds();
        run->once(run);
        seconds[i] = wall_seconds() - start;
    }
    processor = (processor_seconds() - before) / REPEATS;
    return median(seconds, REPEATS);
}

static void fit_once(struct run *run)
{
    struct error err = ERROR_INIT;
    if (run->fitted) {
        run->kind->free(run->fitted);
        fit_summary_release(&run->summary);
    }
    memset(&run->summary, 0, sizeof run->summary);
    run->fitted = run->kind->fit(&run->data, &run->parameters, &run->summary, &err);
    check(run->fitted != NULL, &err);
}

/* A run of KIND with PARAMETERS given as "name=value" pairs, ended by NULL. */
static struct run fit_run(const char *kind, const struct matrix *x, const double *y, struct arena *arena, ...)
{
    struct error err = ERROR_INIT;
    struct run run = { .once = fit_once, .kind = model_kind_find(kind) };
    run.parameters = values_defaults(run.kind->parameters, arena);
    va_list pairs;
    va_start(pairs, arena);
    for (const char *name = va_arg(pairs, const char *); name; name = va_arg(pairs, const char *)) {
        const char *value = va_arg(pairs, const char *);
        for (size_t i = 0; i < run.parameters.n; i++)
            if (strcmp(run.kind->parameters[i].name, name) == 0)
                check(parameter_parse(&run.kind->parameters[i], value, arena, &run.parameters.values[i], &err), &err);
    }
    va_end(pairs);
    static struct frame_column outcome;
    static struct frame labels = { .n_columns = 1, .columns = &outcome };
    outcome = (struct frame_column){ "outcome", (double *)y };
    run.data = (struct learn_data){ .x = x, .labels = y ? &labels : NULL, .seed = 1, .work = work };
    return run;
}

static void auc_once(struct run *run)
{
    run->figure = measure_auc(run->scores, run->outcome, run->n);
}

static void auc_case(void)
{
    struct matrix s = load("scores.X"), y = load("scores.y");
    struct run run = { .once = auc_once, .scores = s.values, .outcome = as_outcome(&y), .n = s.n_rows };
    double seconds = timed(&run);
    emit("roc_auc", run.n, seconds, "\"auc\": \"%.9f\"", run.figure);
}

static void ks_once(struct run *run)
{
    struct error err = ERROR_INIT;
    check(measure_ks_two_sample(run->scores, run->n, run->other, run->m, &run->figure, &run->second, &err), &err);
}

static void ks_case(void)
{
    struct matrix a = load("scores.a"), b = load("scores.b");
    struct run run = { .once = ks_once, .scores = a.values, .n = a.n_rows, .other = b.values, .m = b.n_rows };
    double seconds = timed(&run);
    emit("ks_2samp", run.n + run.m, seconds, "\"d\": \"%.9f\", \"p\": %g", run.figure, run.second);
}

static void silhouette_once(struct run *run)
{
    struct error err = ERROR_INIT;
    double *out = allocate(run->n, sizeof *out), sum = 0;
    check(measure_silhouette(run->data.x, run->labels, run->m, NULL, 0, work, out, NULL, &err), &err);
    for (size_t i = 0; i < run->n; i++)
        sum += out[i];
    run->figure = sum / (double)run->n;
    free(out);
}

static void silhouette_case(void)
{
    struct matrix x = load("blobs.X"), labels = load("blobs.label");
    x.n_rows = 20000;
    uint32_t *label = allocate(x.n_rows, sizeof *label), k = 0;
    for (size_t i = 0; i < x.n_rows; i++) {
        label[i] = (uint32_t)labels.values[i];
        k = label[i] >= k ? label[i] + 1 : k;
    }
    struct run run = { .once = silhouette_once, .labels = label, .n = x.n_rows, .m = k, .data = { .x = &x } };
    double seconds = timed(&run);
    emit("silhouette", run.n, seconds, "\"silhouette\": %.10g", run.figure);
}

static void kmeans_case(void)
{
    struct arena arena = { 0 };
    struct error err = ERROR_INIT;
    struct matrix x = load("blobs.X"), labels = load("blobs.label");
    struct run run = fit_run("kmeans", &x, NULL, &arena, "k", "8", "starts", "1", NULL);
    double seconds = timed(&run);
    double *out = allocate(x.n_rows, sizeof *out);
    check(run.kind->predict(run.fitted, &run.data, FRAME_VIEW(x.n_rows, "segment", out), &err), &err);
    uint32_t *a = allocate(x.n_rows, sizeof *a), *b = allocate(x.n_rows, sizeof *b);
    for (size_t i = 0; i < x.n_rows; i++) {
        a[i] = (uint32_t)out[i];
        b[i] = (uint32_t)labels.values[i];
    }
    emit("kmeans", x.n_rows, seconds, "\"inertia\": %.10g, \"ari\": %.10g, \"iterations\": %zu", run.summary.inertia,
         measure_adjusted_rand(a, b, x.n_rows), run.summary.n_iterations);
}

/* Trains on the first five sixths and tests on the rest, as the peers do. */
static void classify(const char *task, const char *kind, const char *trees)
{
    struct arena arena = { 0 };
    struct error err = ERROR_INIT;
    struct matrix x = load("clf.X"), y = load("clf.y"), test = x;
    size_t n = x.n_rows, n_train = n - n / 6;
    x.n_rows = n_train;
    test.n_rows = n - n_train;
    test.values += n_train * x.n_columns;
    struct run run = trees ? fit_run(kind, &x, y.values, &arena, "trees", trees, "leaves", "31", "rate", "0.1", NULL)
                           : fit_run(kind, &x, y.values, &arena, NULL);
    double seconds = timed(&run);
    double *out = allocate(test.n_rows, sizeof *out);
    struct learn_data data = { .x = &test, .seed = 1, .work = work };
    check(run.kind->predict(run.fitted, &data, FRAME_VIEW(test.n_rows, "p", out), &err), &err);
    uint8_t *outcome = as_outcome(&y);
    emit(task, n_train, seconds, "\"auc\": %.10g, \"logloss\": %.10g, \"iterations\": %zu",
         measure_auc(out, outcome + n_train, test.n_rows), measure_log_loss(out, outcome + n_train, test.n_rows, NULL),
         run.summary.n_iterations);
}

static void logreg_case(void)
{
    classify("logreg_train", "logit", NULL);
}

static struct matrix surv_rows(double **time, double **event)
{
    struct error err = ERROR_INIT;
    struct matrix d = load_csv("surv"), x; /* x0 .. x9, time, event */
    size_t p = d.n_columns - 2;
    check(matrix_init(&x, d.n_rows, p, "x", &err), &err);
    *time = allocate(d.n_rows, sizeof **time);
    *event = allocate(d.n_rows, sizeof **event);
    for (size_t i = 0; i < d.n_rows; i++) {
        memcpy(matrix_row(&x, i), matrix_row(&d, i), p * sizeof(double));
        (*time)[i] = matrix_row(&d, i)[p];
        (*event)[i] = matrix_row(&d, i)[p + 1];
    }
    matrix_release(&d);
    return x;
}

static void survival_once(struct run *run)
{
    struct error err = ERROR_INIT;
    struct survival_curve curve;
    check(measure_survival(run->scores, run->other, run->n, &curve, &err), &err);
    run->figure = survival_at(&curve, 365).estimate;
    survival_curve_release(&curve);
}

static void surv_case(void)
{
    struct arena arena = { 0 };
    struct error err = ERROR_INIT;
    double *time, *event;
    struct matrix x = surv_rows(&time, &event);
    struct frame labels = { x.n_rows, 2, (struct frame_column[]){ { "time", time }, { "event", event } } };
    static const char *const ties[] = { "efron", "breslow" };
    for (size_t t = 0; t < 2; t++) {
        struct concordance pairs;
        struct run run = fit_run("cox", &x, NULL, &arena, "ties", ties[t], NULL);
        run.data.labels = &labels;
        run.data.horizon = 52;
        double seconds = timed(&run), *p = allocate(x.n_rows, sizeof *p), start;
        check(run.kind->predict(run.fitted, &run.data, FRAME_VIEW(x.n_rows, "p", p), &err), &err);
        start = wall_seconds();
        check(measure_concordance(p, time, event, x.n_rows, false, &pairs, &err), &err);
        emit(t == 0 ? "coxph_fit" : "coxph_fit_breslow", x.n_rows, seconds,
             "\"beta0\": %.6f, \"loglik\": %.4f, \"iterations\": %zu, \"concordance\": %.6f, \"concordance_s\": %.3f",
             run.summary.terms[0].estimate, run.summary.log_likelihood, run.summary.n_iterations, pairs.value,
             wall_seconds() - start);
    }
    struct run run = { .once = survival_once, .scores = time, .other = event, .n = x.n_rows };
    double seconds = timed(&run);
    emit("kaplan_meier", x.n_rows, seconds, "\"s_365\": %.6f", run.figure);
}

static void gbdt_case(void)
{
    classify("gbdt_train", "gbm", "100");
}

/* rfm*.csv: frequency,recency,T,monetary,... found by name in the header would be kinder; the generator's order is
 * fixed. */
static void purchases(const char *name)
{
    struct arena arena = { 0 };
    struct error err = ERROR_INIT;
    struct matrix d = load_csv(name), x, spend;
    size_t n = d.n_rows, n_spend = 0;
    check(matrix_init(&x, n, 3, "x", &err) && matrix_init(&spend, n, 2, "spend", &err), &err);
    for (size_t i = 0; i < n; i++) {
        const double *row = matrix_row(&d, i);
        memcpy(matrix_row(&x, i), row, 3 * sizeof *row);
        if (row[0] > 0) {
            spend.values[2 * n_spend] = row[0];
            spend.values[2 * n_spend++ + 1] = row[3];
        }
    }
    spend.n_rows = n_spend;
    static const char *const processes[] = { "bgnbd", "mbgnbd", "paretonbd" };
    struct run run;
    double seconds;
    for (size_t k = 0; k < 3; k++) {
        char name_of_case[32];
        run = fit_run(processes[k], &x, NULL, &arena, NULL);
        seconds = timed(&run);
        const struct fit_term *terms = run.summary.terms;
        snprintf(name_of_case, sizeof name_of_case, "%s_fit", processes[k]);
        emit(name_of_case, n, seconds, "\"%s\": %.10g, \"%s\": %.10g, \"%s\": %.10g, \"%s\": %.10g, \"loglik\": %.10g",
             terms[0].name, terms[0].estimate, terms[1].name, terms[1].estimate, terms[2].name, terms[2].estimate,
             terms[3].name, terms[3].estimate, run.summary.log_likelihood);
    }
    run = fit_run("gammagamma", &spend, NULL, &arena, NULL);
    seconds = timed(&run);
    emit("gammagamma_fit", n_spend, seconds, "\"p\": %.10g, \"q\": %.10g, \"v\": %.10g, \"loglik\": %.10g",
         run.summary.terms[0].estimate, run.summary.terms[1].estimate, run.summary.terms[2].estimate,
         run.summary.log_likelihood);
}

static void rfm2k_case(void)
{
    purchases("rfm2k");
}

static void rfm500k_case(void)
{
    purchases("rfm500k");
}

static const struct {
    const char *name;
    void (*run)(void);
} cases[] = {
    { "auc", auc_case },       { "ks", ks_case },         { "silhouette", silhouette_case },
    { "kmeans", kmeans_case }, { "logreg", logreg_case }, { "surv", surv_case },
    { "gbdt", gbdt_case },     { "rfm2k", rfm2k_case },   { "rfm500k", rfm500k_case },
};

int main(int argc, char **argv)
{
    if (argc < 3)
        die("usage: kernels DATA CASE ...");
    numerics_init();
    folder = argv[1];
    work = work_new(0);
    for (int i = 2; i < argc; i++) {
        size_t j = 0, n = sizeof cases / sizeof cases[0];
        while (j < n && strcmp(cases[j].name, argv[i]) != 0)
            j++;
        if (j == n)
            die("no such case");
        cases[j].run();
    }
    work_free(work);
    return 0;
}
