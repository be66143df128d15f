/* Plans run: blocks of rows in parallel, and their results as a table. */
#include <pthread.h>

#include "feature/scores.h"
#include "feature/scratch.h"
#include "patron/base/error.h"
#include "patron/base/work.h"
#include "patron/table/builder.h"

struct run {
    const struct plan *plan;
    const struct feature_rows *rows;
    void *const *out;
    double **scores; /* of models, all rows */
    pthread_mutex_t lock;
    struct scratch *idle; /* as many as threads were busy at once */
};

static struct scratch *run_take(struct run *run)
{
    pthread_mutex_lock(&run->lock);
    struct scratch *scratch = run->idle;
    if (scratch)
        run->idle = scratch->next;
    pthread_mutex_unlock(&run->lock);
    return scratch ? scratch : scratch_new(run->plan, run->rows->n < BATCH_ROWS ? run->rows->n : BATCH_ROWS);
}

static void run_give(struct run *run, struct scratch *scratch)
{
    pthread_mutex_lock(&run->lock);
    scratch->next = run->idle;
    run->idle = scratch;
    pthread_mutex_unlock(&run->lock);
}

static void run_block(void *context, size_t block)
{
    struct run *run = context;
    struct scratch *scratch = run_take(run);
    size_t first = block * BATCH_ROWS, left = run->rows->n - first;
    scratch->n = left < BATCH_ROWS ? left : BATCH_ROWS;
    scratch->customers = run->rows->customer + first;
    scratch->cutoffs = run->rows->cutoff + first;
    scratch_measure(scratch);
    struct batch batch = { .n = scratch->n,
                           .cutoffs = scratch->cutoffs,
                           .slots = scratch->slots,
                           .scores = (const double *const *)run->scores,
                           .first = first,
                           .buffers = &scratch->buffers };
    batch.side[SIDE_OWN].rows = scratch->customers;
    for (size_t k = 0; k < run->plan->n_outputs; k++) {
        const void *values = node_values(run->plan->outputs[k], &batch, buffers_take(&scratch->buffers));
        size_t size = value_size(run->plan->outputs[k]->type);
        memcpy((char *)run->out[k] + first * size, values, scratch->n * size);
        buffers_give(&scratch->buffers);
    }
    run_give(run, scratch);
}

bool plan_run(const struct plan *plan, const struct feature_rows *rows, void *const *out, struct work *work,
              struct error *err)
{
    struct run run = { .plan = plan, .rows = rows, .out = out, .lock = PTHREAD_MUTEX_INITIALIZER };
    run.scores = plan_scores(plan, rows, work, err);
    bool ok = run.scores && work_run(work, (rows->n + BATCH_ROWS - 1) / BATCH_ROWS, run_block, &run, err);
    while (run.idle) {
        struct scratch *scratch = run.idle;
        run.idle = scratch->next;
        scratch_free(scratch);
    }
    plan_scores_free(plan, run.scores);
    return ok;
}

/* The columns of a feature table, and the tables whose texts they use. */
struct result {
    size_t n_columns;
    struct column *columns;
    struct table **keepers;
    struct arena arena; /* names, and dictionaries that were the plan's */
};

static void result_free(void *owner)
{
    struct result *result = owner;
    for (size_t i = 0; i < result->n_columns; i++) {
        free((void *)result->columns[i].values);
        table_release(result->keepers[i]);
    }
    free(result->columns);
    free(result->keepers);
    arena_release(&result->arena);
    free(result);
}

static const struct dictionary *copy_dictionary(const struct dictionary *from, struct arena *arena)
{
    struct dictionary *copy = arena_allocate(arena, 1, sizeof *copy);
    uint64_t *offsets = arena_allocate(arena, (size_t)from->n + 1, sizeof *offsets);
    memcpy(offsets, from->offsets, ((size_t)from->n + 1) * sizeof *offsets);
    *copy = (struct dictionary){ from->n, offsets, arena_bytes(arena, from->bytes, from->offsets[from->n]) };
    return copy;
}

static bool add_column(struct result *result, const char *name, enum type type, size_t n_rows, struct error *err)
{
    void *values = allocate_large(n_rows, type_size(type), "the features", err);
    if (!values)
        return false;
    result->columns[result->n_columns++] =
        (struct column){ .name = arena_text(&result->arena, name), .type = type, .values = values };
    return true;
}

static void copy_values(const struct column *column, const struct feature_rows *rows, void *out)
{
    size_t size = type_size(column->type);
    const char *values = column_values(column);
    for (size_t i = 0; i < rows->n; i++)
        memcpy((char *)out + i * size, values + rows->customer[i] * size, size);
}

/* The customers' keys and the cutoffs. */
static bool add_identity(struct result *result, const struct plan *plan, const struct feature_rows *rows,
                         struct error *err)
{
    const struct table *customers = plan->world->customers;
    const struct column *key = &customers->columns[plan->world->key_column];
    if (!add_column(result, key->name, key->type, rows->n, err) ||
        !add_column(result, "cutoff", TYPE_TIME, rows->n, err))
        return false;
    copy_values(key, rows, (void *)result->columns[0].values);
    result->columns[0].dictionary = key->dictionary;
    result->columns[0].date_only = key->date_only;
    result->columns[0].personal = key->personal;
    result->columns[0].identifies = key->identifies;
    result->columns[0].privacy = key->privacy;
    result->columns[0].secret = key->secret;
    result->keepers[0] = table_retain(customers);
    memcpy((void *)result->columns[1].values, rows->cutoff, rows->n * sizeof *rows->cutoff);
    bool dates = true;
    for (size_t i = 0; i < rows->n && dates; i++)
        dates = rows->cutoff[i] == TIME_MISSING || rows->cutoff[i] % TIME_DAY == 0;
    result->columns[1].date_only = dates;
    return true;
}

static bool add_outputs(struct result *result, const struct plan *plan, size_t n_rows, struct error *err)
{
    for (size_t k = 0; k < plan->n_outputs; k++) {
        const struct node *node = plan->outputs[k];
        if (!add_column(result, plan->names[k], plan_type(plan, k), n_rows, err))
            return false;
        if (node->type != VALUE_TEXT)
            continue;
        struct column *column = &result->columns[result->n_columns - 1];
        column->dictionary = node->keeper ? node->dictionary : copy_dictionary(node->dictionary, &result->arena);
        column->personal = node_is_personal(node);
        if (node->keeper)
            result->keepers[result->n_columns - 1] = table_retain(node->keeper);
    }
    return true;
}

static struct result *result_new(size_t n_columns)
{
    struct result *result = allocate(1, sizeof *result);
    result->columns = allocate(n_columns, sizeof *result->columns);
    result->keepers = allocate(n_columns, sizeof *result->keepers);
    arena_init(&result->arena);
    return result;
}

struct table *plan_compute(const struct plan *plan, const struct feature_rows *rows, const char *name,
                           struct work *work, struct error *err)
{
    if (plan->open)
        return fail_null(err, ERROR_USER, E_EXPRESSION, "a feature lacks the edges that its rows are compared with");
    struct result *result = result_new(plan->n_outputs + 2);
    bool ok = add_identity(result, plan, rows, err) && add_outputs(result, plan, rows->n, err);
    if (ok) {
        void **out = allocate(plan->n_outputs + 1, sizeof *out);
        for (size_t k = 0; k < plan->n_outputs; k++)
            out[k] = (void *)result->columns[k + 2].values;
        ok = plan_run(plan, rows, out, work, err);
        free(out);
    }
    if (!ok) {
        result_free(result);
        return NULL;
    }
    return table_wrap(name, rows->n, result->columns, result->n_columns, result_free, result);
}
