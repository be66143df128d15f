/* Times the feature engine on made-up orders in memory: 12 aggregates over 3 windows and 4 more features at one cutoff,
   and the windows at 12 cutoffs. Prints one line of JSON per case: wall-clock and processor seconds.

   usage: features [CUSTOMERS [ORDERS-PER-CUSTOMER [THREADS]]]      1,000,000 customers with 10 orders each by default
 */
#include <inttypes.h>
#include <stdio.h>

#include "clock.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/random.h"
#include "patron/base/work.h"
#include "patron/feature/feature.h"
#include "patron/table/builder.h"

enum { REPEATS = 5, N_CATEGORIES = 12 };

static const char *const texts[][2] = {
    { "n", "count(orders) over 7d,30d,90d" },
    { "sum", "sum(orders.amount) over 7d,30d,90d" },
    { "avg", "mean(orders.amount) over 7d,30d,90d" },
    { "cats", "distinct(orders.category) over 7d,30d,90d" },
    { "n_all", "count(orders)" },
    { "sum_all", "sum(orders.amount)" },
    { "recency", "days since last(orders.order_ts)" },
    { "tenure", "days since customers.signup_date" },
};

static _Noreturn void die(const struct error *err)
{
    fprintf(stderr, "features: %s\n", err->what ? err->what : "failed");
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
    time_parse(text, 10, &time);
    return time;
}

static struct dictionary *categories(struct error *err)
{
    struct dictionary_builder *builder = dictionary_builder_new();
    for (int i = 0; i < N_CATEGORIES; i++) {
        char name[16];
        int length = snprintf(name, sizeof name, "category %d", i);
        dictionary_builder_add(builder, name, (size_t)length);
    }
    return need(dictionary_builder_finish(builder, err), err);
}

static struct table *make_customers(size_t n, struct error *err)
{
    struct random random = random_stream(1, 1);
    int64_t *id = need(allocate_large(n, sizeof *id, "customers", err), err);
    int64_t *signup = need(allocate_large(n, sizeof *signup, "customers", err), err);
    for (size_t i = 0; i < n; i++) {
        id[i] = (int64_t)i;
        signup[i] = day("2022-01-01") + (int64_t)random_below(&random, 700) * TIME_DAY;
    }
    struct assembly *assembly = assembly_new("customers", n);
    assembly_add(assembly, "customer_id", TYPE_INT, id, NULL, false, NULL);
    assembly_add(assembly, "signup_date", TYPE_TIME, signup, NULL, true, NULL);
    return assembly_finish(assembly);
}

static struct table *make_orders(size_t n, size_t n_customers, struct error *err)
{
    struct random random = random_stream(1, 2);
    int64_t *customer = need(allocate_large(n, sizeof *customer, "orders", err), err);
    int64_t *time = need(allocate_large(n, sizeof *time, "orders", err), err);
    double *amount = need(allocate_large(n, sizeof *amount, "orders", err), err);
    uint32_t *category = need(allocate_large(n, sizeof *category, "orders", err), err);
    int64_t first = day("2022-01-01"), last = day("2025-01-01");
    for (size_t i = 0; i < n; i++) {
        customer[i] = (int64_t)random_below(&random, n_customers);
        time[i] = first + (int64_t)(random_unit(&random) * (double)(last - first));
        amount[i] = (double)random_below(&random, 10000) / 100;
        category[i] = (uint32_t)random_below(&random, N_CATEGORIES);
    }
    struct assembly *assembly = assembly_new("orders", n);
    assembly_add(assembly, "customer_id", TYPE_INT, customer, NULL, false, NULL);
    assembly_add(assembly, "order_ts", TYPE_TIME, time, NULL, false, NULL);
    assembly_add(assembly, "amount", TYPE_REAL, amount, NULL, false, NULL);
    assembly_add(assembly, "category", TYPE_TEXT, category, categories(err), false, NULL);
    return assembly_finish(assembly);
}

static size_t make_features(struct arena *arena, struct feature *features, struct error *err)
{
    size_t n = 0;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct definition *definition = arena_allocate(arena, 1, sizeof *definition);
        if (!definition_parse(DEFINITION_FEATURE, texts[i][0], texts[i][1], 0, arena, definition, err))
            die(err);
        const char **names;
        size_t n_names = definition_names(definition, arena, &names);
        for (size_t w = 0; w < n_names; w++)
            features[n++] = (struct feature){ names[w], definition, w };
    }
    return n;
}

/* All customers of one or more month starts of 2024. */
static struct feature_rows make_rows(struct arena *arena, const struct world *world, const char *const *dates,
                                     size_t n_dates, struct work *work, struct error *err)
{
    size_t n_customers = world->customers->n_rows, n = 0;
    uint32_t *customers = arena_allocate(arena, n_customers * n_dates, sizeof *customers), *here;
    int64_t *cutoffs = arena_allocate(arena, n_customers * n_dates, sizeof *cutoffs);
    for (size_t d = 0; d < n_dates; d++) {
        size_t n_here;
        if (!population_rows(world, NULL, day(dates[d]), work, &here, &n_here, err))
            die(err);
        for (size_t i = 0; i < n_here; i++) {
            customers[n] = here[i];
            cutoffs[n++] = day(dates[d]);
        }
        free(here);
    }
    return (struct feature_rows){ n, customers, cutoffs };
}

static void race(const char *name, const struct world *world, const struct feature *features, size_t n_features,
                 const struct feature_rows *rows, struct work *work)
{
    struct error err = ERROR_INIT;
    double best = 1e9, least_processor = 1e9, checksum = 0;
    for (size_t i = 0; i < REPEATS; i++) {
        double begin = wall_seconds(), processor = processor_seconds();
        struct plan *plan = need(plan_new(world, features, n_features, &err), &err);
        struct table *table = need(plan_compute(plan, rows, "features", work, &err), &err);
        best = fmin(best, wall_seconds() - begin);
        least_processor = fmin(least_processor, processor_seconds() - processor);
        const double *sums = column_reals(table_column(table, "sum_90d"));
        checksum = 0;
        for (size_t row = 0; row < table->n_rows; row++)
            checksum += sums[row];
        table_release(table);
        plan_free(plan);
    }
    printf("{\"task\": \"%s\", \"rows\": %zu, \"features\": %zu, \"threads\": %zu, \"seconds_best\": %.4f, "
           "\"cpu_s\": %.4f, \"sum_90d\": %.2f}\n",
           name, rows->n, n_features, work_threads(work), best, least_processor, checksum);
}

int main(int argc, char **argv)
{
    static const char *const months[] = { "2024-07-01", "2024-01-01", "2024-02-01", "2024-03-01",
                                          "2024-04-01", "2024-05-01", "2024-06-01", "2024-08-01",
                                          "2024-09-01", "2024-10-01", "2024-11-01", "2024-12-01" };
    size_t n_customers = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000000;
    size_t n_orders = n_customers * (argc > 2 ? strtoul(argv[2], NULL, 10) : 10);
    struct work *work = work_new(argc > 3 ? strtoul(argv[3], NULL, 10) : 0);
    struct error err = ERROR_INIT;
    struct arena arena;
    arena_init(&arena);
    struct table *customers = make_customers(n_customers, &err), *orders = make_orders(n_orders, n_customers, &err);
    struct event_source source = { orders, "order_ts", "customer_id", NULL };
    double begin = wall_seconds();
    struct world *world =
        need(world_build(customers, "customer_id", "signup_date", &source, 1, work, NULL, &err), &err);
    printf("{\"task\": \"world_build\", \"orders\": %zu, \"seconds\": %.3f}\n", n_orders, wall_seconds() - begin);
    table_release(orders);
    struct feature features[64];
    size_t n_features = make_features(&arena, features, &err);
    struct feature_rows one = make_rows(&arena, world, months, 1, work, &err);
    race("features", world, features, n_features, &one, work);
    struct feature_rows twelve = make_rows(&arena, world, months, 12, work, &err);
    race("asof_12", world, features, 12, &twelve, work);
    world_free(world);
    table_release(customers);
    arena_release(&arena);
    work_free(work);
    return 0;
}
