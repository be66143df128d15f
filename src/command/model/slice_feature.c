/* Slices by features: the values of the rows that trained say where slices of numbers end. */
#include "command/model/slice_feature.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "command/model/slice_levels.h"
#include "command/verb.h"
#include "patron/feature/store.h"

enum { FIFTHS = 5, FIRST_FEATURE = 2 }; /* behind the key and the cutoff */

static int compare_numbers(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The lower ends of the second slice and those above it: the fifths of N VALUES, each once, and none that is the least
   value. Where one value has more than four fifths of the rows, it is a slice, and all above it another. */
static size_t find_edges(double *values, size_t n, double edges[FIFTHS])
{
    size_t kept = 0, n_edges = 0;
    for (size_t i = 0; i < n; i++)
        if (!isnan(values[i]))
            values[kept++] = values[i];
    qsort(values, kept, sizeof *values, compare_numbers);
    for (size_t k = 1; k < FIFTHS && kept > 0; k++) {
        double edge = values[kept * k / FIFTHS], before = n_edges > 0 ? edges[n_edges - 1] : values[0];
        if (edge > before)
            edges[n_edges++] = edge;
    }
    for (size_t i = 0; i < kept && n_edges == 0; i++)
        if (values[i] > values[0])
            edges[n_edges++] = values[i];
    return n_edges;
}

static const char **name_slices(const double *edges, size_t n, struct arena *arena)
{
    const char **levels = arena_allocate(arena, n + 2, sizeof *levels);
    char low[32], high[32];
    for (size_t k = 0; k <= n; k++) {
        if (k > 0)
            number_format_short(edges[k - 1], low);
        if (k < n)
            number_format_short(edges[k], high);
        levels[k] = n == 0   ? "all"
                    : k == 0 ? arena_format(arena, "under %s", high)
                    : k == n ? arena_format(arena, "%s and more", low)
                             : arena_format(arena, "%s to under %s", low, high);
    }
    return levels;
}

static void slice_numbers(const double *values, size_t n, const double *edges, size_t n_edges, struct arena *arena,
                          struct slicing *out)
{
    uint32_t *codes = arena_allocate(arena, n + 1, sizeof *codes);
    for (size_t i = 0; i < n; i++) {
        uint32_t code = 0;
        while (code < n_edges && values[i] >= edges[code])
            code++;
        codes[i] = isnan(values[i]) ? TEXT_MISSING : code;
    }
    out->codes = codes;
    out->levels = name_slices(edges, n_edges, arena);
    out->n_levels = n_edges + 1;
}

static bool slice_texts(const struct column *column, size_t n, struct arena *arena, struct slicing *out,
                        struct error *err)
{
    uint32_t *rows = arena_allocate(arena, n + 1, sizeof *rows);
    for (size_t i = 0; i < n; i++)
        rows[i] = (uint32_t)i;
    const char *by = out->by; /* the column's own name goes with its table */
    bool ok = slice_by_levels(column, rows, n, arena, out, err);
    out->by = by;
    return ok;
}

/* The feature at the rows that trained MODEL; NULL on failure. */
static struct table *at_training(struct session *session, const struct world *world, const struct model *model,
                                 const struct feature *feature, struct error *err)
{
    uint32_t *customers = NULL;
    int64_t *cutoffs = NULL;
    size_t n = 0;
    struct table *table = NULL;
    if (study_training_rows(world, model->population_definition, model->target_definition, &model->split, model->asof,
                            session_work(session), &customers, &cutoffs, &n, err))
        table = features_compute(world, feature, 1, &(struct feature_rows){ n, customers, cutoffs }, "slices",
                                 session_work(session), err);
    free(customers);
    free(cutoffs);
    return table;
}

static bool slice_table(struct session *session, const struct world *world, const struct inspected *model,
                        const struct feature *feature, const struct table *test, struct arena *arena,
                        struct slicing *out, struct error *err)
{
    const struct column *column = &test->columns[FIRST_FEATURE];
    double edges[FIFTHS];
    if (column->type == TYPE_TEXT)
        return slice_texts(column, test->n_rows, arena, out, err);
    struct table *training = at_training(session, world, model->model, feature, err);
    if (!training)
        return false;
    double *values = arena_allocate(arena, training->n_rows + 1, sizeof *values);
    memcpy(values, column_reals(&training->columns[FIRST_FEATURE]), training->n_rows * sizeof *values);
    size_t n_edges = find_edges(values, training->n_rows, edges);
    slice_numbers(column_reals(column), test->n_rows, edges, n_edges, arena, out);
    table_release(training);
    return true;
}

bool slice_by_feature(struct session *session, const struct world *world, const struct inspected *model,
                      const char *name, struct arena *arena, bool *found, struct slicing *out, struct error *err)
{
    struct feature_list list;
    struct error none = ERROR_INIT;
    *found = resolve_feature_texts(session, &name, 1, arena, &list, &none) && list.n == 1;
    bool missing = !*found && none.kind != ERROR_NONE && none.code != E_NO_FEATURE;
    if (missing && err)
        error_move(err, &none);
    error_release(&none);
    if (!*found)
        return !missing;
    const struct scored *scored = model->scored;
    const struct feature_rows rows = { scored->n, scored->customer, scored->cutoff };
    struct table *test = features_compute(world, list.features, 1, &rows, "slices", session_work(session), err);
    if (!test)
        return false;
    *out = (struct slicing){ .by = list.features[0].name };
    bool ok = slice_table(session, world, model, &list.features[0], test, arena, out, err);
    table_release(test);
    return ok;
}
