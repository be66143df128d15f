/* The proof that no feature sees the future: worlds without it, and with noise in its place, give the same bits. */
#include "patron/feature/leak.h"

#include "feature/altered.h"
#include "feature/plan.h"
#include "patron/base/error.h"
#include "patron/base/work.h"
#include "patron/feature/known.h"

static int time_order(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

/* Whole numbers become doubles: how wide a column is may depend on rows that a world lacks. */
static void as_numbers(void *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        int64_t whole = ((const int64_t *)values)[i];
        double number = whole == INT_MISSING ? NAN : (double)whole;
        memcpy((char *)values + i * sizeof number, &number, sizeof number);
    }
}

/* All outputs of the features in WORLD for ROWS; NULL and ERR on failure. Freed with values_free. */
static void **values_compute(const struct world *world, const struct feature *features, size_t n_features,
                             const struct feature_rows *rows, struct work *work, struct error *err)
{
    struct plan *plan = plan_new(world, features, n_features, err);
    if (!plan)
        return NULL;
    void **values = allocate(n_features + 1, sizeof *values);
    bool ok = true;
    for (size_t k = 0; k < n_features && ok; k++)
        ok = (values[k] = allocate_large(rows->n, sizeof(double), "the features", err)) != NULL;
    ok = ok && plan_run(plan, rows, values, work, err);
    for (size_t k = 0; ok && k < n_features; k++)
        if (plan_type(plan, k) == TYPE_INT)
            as_numbers(values[k], rows->n);
    plan_free(plan);
    if (ok)
        return values;
    for (size_t k = 0; k < n_features; k++)
        free(values[k]);
    free(values);
    return NULL;
}

static void values_free(void **values, size_t n_features)
{
    for (size_t k = 0; values && k < n_features; k++)
        free(values[k]);
    free(values);
}

static size_t count_changed(const void *a, const void *b, size_t size, size_t n)
{
    size_t changed = 0;
    for (size_t i = 0; i < n; i++)
        changed += memcmp((const char *)a + i * size, (const char *)b + i * size, size) != 0;
    return changed;
}

struct check {
    const struct world *world;
    const struct feature *features;
    size_t n_features;
    uint64_t seed;
    struct work *work;
    struct leak_result *out;
};

/* Compares BEFORE with the features in ALTERED, which is freed; NULL is a failure that ERR tells. */
static bool compare(const struct check *check, struct world *altered, const struct feature_rows *rows, void **before,
                    const size_t *sizes, bool scrambled, struct error *err)
{
    void **after = altered ? values_compute(altered, check->features, check->n_features, rows, check->work, err) : NULL;
    for (size_t k = 0; after && k < check->n_features; k++) {
        struct leak_feature *feature = &check->out->features[k];
        size_t n = count_changed(before[k], after[k], sizes[k], rows->n);
        *(scrambled ? &feature->n_changed_scrambled : &feature->n_changed_removed) += n;
    }
    values_free(after, check->n_features);
    world_free(altered);
    return after != NULL;
}

static bool check_cutoff(const struct check *check, const struct feature_rows *rows, const size_t *sizes,
                         struct error *err)
{
    int64_t cutoff = rows->cutoff[0];
    void **before = values_compute(check->world, check->features, check->n_features, rows, check->work, err);
    if (!before)
        return false;
    struct removed removed = { 0 }, scrambled = { 0 };
    bool ok = compare(check, world_without(check->world, cutoff, &removed, err), rows, before, sizes, false, err) &&
              compare(check, world_with_noise(check->world, cutoff, check->seed, check->work, &scrambled, err), rows,
                      before, sizes, true, err);
    check->out->n_events_removed += removed.n_rows;
    check->out->n_values_removed += removed.n_values;
    check->out->n_events_scrambled += scrambled.n_rows;
    values_free(before, check->n_features);
    return ok;
}

/* Each cutoff with its own rows: what is the future of one is the past of another. */
static bool check_cutoffs(const struct check *check, const struct feature_rows *rows, const size_t *sizes,
                          struct error *err)
{
    uint32_t *customers = allocate_large(rows->n, sizeof *customers, "the rows of a cutoff", err);
    int64_t *cutoffs = customers ? allocate_large(rows->n, sizeof *cutoffs, "the rows of a cutoff", err) : NULL;
    int64_t *left = cutoffs ? allocate_large(rows->n, sizeof *left, "the cutoffs", err) : NULL;
    bool ok = left != NULL;
    if (ok) {
        memcpy(left, rows->cutoff, rows->n * sizeof *left);
        qsort(left, rows->n, sizeof *left, time_order);
    }
    for (size_t i = 0; ok && i < rows->n; i++) {
        if (left[i] == TIME_MISSING || (i > 0 && left[i] == left[i - 1]))
            continue;
        size_t n = 0;
        for (size_t k = 0; k < rows->n; k++) {
            if (rows->cutoff[k] != left[i])
                continue;
            customers[n] = rows->customer[k];
            cutoffs[n++] = left[i];
        }
        ok = check_cutoff(check, &(struct feature_rows){ n, customers, cutoffs }, sizes, err);
    }
    free(customers);
    free(cutoffs);
    free(left);
    return ok;
}

bool leak_check(const struct world *world, const struct feature *features, size_t n_features,
                const struct feature_rows *rows, uint64_t seed, struct work *work, struct leak_result *out,
                struct error *err)
{
    struct plan *plan = plan_new(world, features, n_features, err);
    if (!plan)
        return false;
    size_t *sizes = allocate(n_features + 1, sizeof *sizes);
    for (size_t k = 0; k < n_features; k++)
        sizes[k] = type_size(plan_type(plan, k));
    *out = (struct leak_result){ .n_features = n_features, .n_rows = rows->n };
    for (size_t w = 0; w < plan->n_walks; w++) {
        const struct events *events = plan->walks[w].events;
        out->known_time = out->known_time || (events->known_column != SIZE_MAX && !events->known_by_link);
    }
    struct events people = world_people(world);
    out->late_values = events_have_late(&people);
    for (size_t i = 0; i < world->n_events; i++)
        out->late_values = out->late_values || world->events[i].late;
    plan_free(plan);
    out->features = allocate(n_features + 1, sizeof *out->features);
    for (size_t k = 0; k < n_features; k++)
        out->features[k].name = features[k].name;
    struct check check = { world, features, n_features, seed, work, out };
    bool ok = check_cutoffs(&check, rows, sizes, err);
    free(sizes);
    if (!ok)
        leak_result_release(out);
    return ok;
}

void leak_result_release(struct leak_result *result)
{
    free(result->features);
    *result = (struct leak_result){ 0 };
}
