/* Times a workspace that `tables.patron` made: opening it, features at one cutoff, and features at twelve. One line of
   JSON a case, in the peers' own format, so that times and sums can be read side by side.

   usage: shop WORKSPACE CASE ...      cases: reopen features asof_12 columns; one case a process tells its peak memory
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "clock.h"
#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"
#include "patron/feature/feature.h"
#include "patron/workspace/workspace.h"

enum { REPEATS = 3 };

struct race {
    const char *folder;
    struct work *work;
    struct arena arena;
    double seconds[REPEATS], processor;
};

static _Noreturn void die(const struct error *err)
{
    fprintf(stderr, "shop: %s\n", err->what ? err->what : "failed");
    exit(1);
}

static void *need(void *pointer, const struct error *err)
{
    if (!pointer)
        die(err);
    return pointer;
}

static int64_t day(const char *text)
{
    int64_t time = 0;
    time_parse(text, strlen(text), &time);
    return time;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The line up to the quality, which the caller writes and closes with two braces. */
static void emit(struct race *race, const char *task, uint64_t n)
{
    struct rusage usage;
    double load = 0;
    getrusage(RUSAGE_SELF, &usage);
    getloadavg(&load, 1);
    qsort(race->seconds, REPEATS, sizeof *race->seconds, compare);
    printf("{\"task\": \"%s\", \"peer\": \"patron\", \"version\": \"" PATRON_VERSION "\", \"n\": %" PRIu64
           ", \"seconds_median\": %.6g, \"peak_rss_mb\": %.1f, \"threads\": %zu, \"cpu_s\": %.4f, \"load1\": %.2f, "
           "\"runs\": [%.4f, %.4f, %.4f], \"quality\": {",
           task, n, race->seconds[REPEATS / 2], (double)usage.ru_maxrss / 1024, work_threads(race->work),
           race->processor / REPEATS, load, race->seconds[0], race->seconds[1], race->seconds[2]);
}

/* ---- Opening: the catalog, the world, and a value from the last row of the orders ---- */

static double sum_of(const struct column *column, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += column_reals(column)[i];
    return sum;
}

static void reopen(struct race *race)
{
    size_t n = 0;
    double sum = 0;
    for (size_t i = 0; i < REPEATS; i++) {
        struct error err = ERROR_INIT;
        double begin = wall_seconds(), processor = processor_seconds();
        struct workspace *workspace = need(workspace_open(race->folder, true, &err), &err);
        struct world *world = need(workspace_world(workspace, race->work, &err), &err);
        struct table *orders = need(workspace_table(workspace, "orders", 0, &err), &err);
        const struct column *amount = table_column(orders, "amount");
        n = orders->n_rows;
        sum = column_reals(amount)[n - 1];
        race->seconds[i] = wall_seconds() - begin;
        race->processor += processor_seconds() - processor;
        sum = sum_of(amount, n);
        table_release(orders);
        world_free(world);
        workspace_close(workspace);
    }
    emit(race, "reopen", n);
    printf("\"rows\": %zu, \"sum\": %.2f}}\n", n, sum);
}

/* ---- Features ---- */

static size_t make_features(struct arena *arena, const char *const texts[][2], struct feature *features)
{
    size_t n = 0;
    struct error err = ERROR_INIT;
    for (size_t i = 0; texts[i][0]; i++) {
        struct definition *definition = arena_allocate(arena, 1, sizeof *definition);
        if (!definition_parse(DEFINITION_FEATURE, texts[i][0], texts[i][1], 0, arena, definition, &err))
            die(&err);
        const char **names;
        size_t n_names = definition_names(definition, arena, &names);
        for (size_t w = 0; w < n_names; w++)
            features[n++] = (struct feature){ names[w], definition, w };
    }
    return n;
}

/* All customers who had signed up at each of the DATES. */
static struct feature_rows make_rows(const struct world *world, const char *const *dates, size_t n_dates,
                                     struct work *work)
{
    struct error err = ERROR_INIT;
    size_t room = world->customers->n_rows * n_dates, n = 0;
    uint32_t *customers = need(allocate_large(room, sizeof *customers, "rows", &err), &err);
    int64_t *cutoffs = need(allocate_large(room, sizeof *cutoffs, "rows", &err), &err);
    for (size_t d = 0; d < n_dates; d++) {
        uint32_t *here;
        size_t n_here;
        if (!population_rows(world, NULL, day(dates[d]), work, &here, &n_here, &err))
            die(&err);
        memcpy(customers + n, here, n_here * sizeof *here);
        int64_t cutoff = day(dates[d]);
        for (size_t i = 0; i < n_here; i++)
            cutoffs[n++] = cutoff;
        free(here);
    }
    return (struct feature_rows){ n, customers, cutoffs };
}

static void quality(const struct table *table, const char *name, const char *label, bool mean, int digits)
{
    const double *values = column_reals(table_column(table, name));
    double sum = 0;
    size_t n = 0;
    for (size_t i = 0; i < table->n_rows; i++)
        if (!isnan(values[i])) {
            sum += values[i];
            n++;
        }
    printf(", \"%s\": %.*f", label, digits, mean ? sum / (double)n : sum);
}

/* Everything from the world to the finished table: who exists, the plan, the columns. */
static void features(struct race *race, const char *task, const char *const texts[][2], const char *const *dates,
                     size_t n_dates)
{
    struct error err = ERROR_INIT;
    struct workspace *workspace = need(workspace_open(race->folder, true, &err), &err);
    struct world *world = need(workspace_world(workspace, race->work, &err), &err);
    struct feature list[64];
    size_t n_features = make_features(&race->arena, texts, list);
    struct table *table = NULL;
    for (size_t i = 0; i < REPEATS; i++) {
        table_release(table);
        double begin = wall_seconds(), processor = processor_seconds();
        struct feature_rows rows = make_rows(world, dates, n_dates, race->work);
        struct plan *plan = need(plan_new(world, list, n_features, &err), &err);
        table = need(plan_compute(plan, &rows, "features", race->work, &err), &err);
        race->seconds[i] = wall_seconds() - begin;
        race->processor += processor_seconds() - processor;
        plan_free(plan);
        free((void *)rows.customer);
        free((void *)rows.cutoff);
    }
    emit(race, task, world->events[0].table->n_rows);
    printf("\"rows\": %zu", table->n_rows);
    static const struct {
        const char *name, *label;
        bool mean;
        int digits, least_dates, most_dates;
    } told[] = { { "n_7d", "n_7", false, 0, 1, 12 },       { "n_90d", "n_90", false, 0, 1, 12 },
                 { "sum_90d", "sum_90", false, 2, 1, 12 }, { "cats_90d", "cats_90", false, 0, 1, 12 },
                 { "n_all", "n_all", false, 0, 2, 12 },    { "recency", "recency", true, 5, 1, 12 },
                 { "tenure", "tenure", true, 4, 1, 1 } };
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        if (table_column(table, told[i].name) && (int)n_dates >= told[i].least_dates &&
            (int)n_dates <= told[i].most_dates)
            quality(table, told[i].name, told[i].label, told[i].mean, told[i].digits);
    printf("}}\n");
    table_release(table);
    world_free(world);
    workspace_close(workspace);
}

static void one_cutoff(struct race *race)
{
    static const char *const texts[][2] = {
        { "n", "count(orders) over 7d,30d,90d" },
        { "sum", "sum(orders.amount) over 7d,30d,90d" },
        { "avg", "mean(orders.amount) over 7d,30d,90d" },
        { "cats", "distinct(orders.category) over 7d,30d,90d" },
        { "n_all", "count(orders)" },
        { "sum_all", "sum(orders.amount)" },
        { "recency", "days since last(orders.order_ts)" },
        { "tenure", "days since customers.signup_date" },
        { NULL, NULL },
    };
    static const char *const dates[] = { "2024-07-01" };
    features(race, "features", texts, dates, 1);
}

/* The columns of the peers' query at twelve cutoffs. */
static void twelve_cutoffs(struct race *race)
{
    static const char *const texts[][2] = {
        { "n", "count(orders) over 7d,30d,90d" },
        { "sum", "sum(orders.amount) over 7d,30d,90d" },
        { "cats", "distinct(orders.category) over 90d" },
        { "n_all", "count(orders)" },
        { "sum_all", "sum(orders.amount)" },
        { "recency", "days since last(orders.order_ts)" },
        { "tenure", "days since customers.signup_date" },
        { NULL, NULL },
    };
    static const char *const dates[] = { "2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01",
                                         "2024-05-01", "2024-06-01", "2024-07-01", "2024-08-01",
                                         "2024-09-01", "2024-10-01", "2024-11-01", "2024-12-01" };
    features(race, "asof_12", texts, dates, sizeof dates / sizeof *dates);
}

/* Twelve aggregates over three windows: see columns.py. */
static void many_columns(struct race *race)
{
    static const char *const texts[][2] = {
        { "n", "count(orders) over 30d,90d,365d" },
        { "sum", "sum(orders.amount) over 30d,90d,365d" },
        { "mean", "mean(orders.amount) over 30d,90d,365d" },
        { "least", "min(orders.amount) over 30d,90d,365d" },
        { "most", "max(orders.amount) over 30d,90d,365d" },
        { "sd", "sd(orders.amount) over 30d,90d,365d" },
        { "var", "var(orders.amount) over 30d,90d,365d" },
        { "median", "median(orders.amount) over 30d,90d,365d" },
        { "q90", "quantile(orders.amount, 0.9) over 30d,90d,365d" },
        { "cats", "distinct(orders.category) over 30d,90d,365d" },
        { "first", "first(orders.amount) over 30d,90d,365d" },
        { "last", "last(orders.amount) over 30d,90d,365d" },
        { NULL, NULL },
    };
    static const char *const dates[] = { "2024-07-01" };
    features(race, "twelve_aggregates", texts, dates, 1);
}

static const struct {
    const char *name;
    void (*run)(struct race *);
} cases[] = {
    { "reopen", reopen }, { "features", one_cutoff }, { "asof_12", twelve_cutoffs }, { "columns", many_columns }
};

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: shop WORKSPACE reopen|features|asof_12|columns ...\n");
        return 2;
    }
    struct race race = { .folder = argv[1], .work = work_new(0) };
    arena_init(&race.arena);
    for (int i = 2; i < argc; i++) {
        bool known = false;
        for (size_t j = 0; j < sizeof cases / sizeof *cases; j++)
            if (strcmp(cases[j].name, argv[i]) == 0) {
                known = true;
                race.processor = 0;
                cases[j].run(&race);
            }
        if (!known) {
            fprintf(stderr, "shop: no case '%s'\n", argv[i]);
            return 2;
        }
    }
    arena_release(&race.arena);
    work_free(race.work);
    return 0;
}
