/* Populations and targets: who is a row at a cutoff, and what happened to it after. */
#include "feature/target.h"
#include "feature/aggregate.h"
#include "feature/definition.h"
#include "feature/plan.h"
#include "patron/base/error.h"
#include "patron/base/text.h"

static struct plan *population_plan(const struct world *world, const struct definition *population, struct error *err)
{
    struct plan *plan = plan_begin(world, 1, NULL);
    struct window window = { 0 };
    if (population->n_windows > 0)
        window = population->windows[0];
    const struct expression *tree = definition_expression(population, &plan->arena, err);
    if (!tree || !plan_add(plan, "population", tree, window, WANTED_CONDITION, NULL, 0, err)) {
        plan_free(plan);
        return NULL;
    }
    plan_seal(plan);
    return plan;
}

/* Keeps those of the N customers for whom the condition is true. */
static bool keep_members(const struct world *world, const struct definition *population, int64_t cutoff,
                         struct work *work, uint32_t *customers, size_t *n, struct error *err)
{
    struct plan *plan = population_plan(world, population, err);
    double *member = plan ? allocate_large(*n, sizeof *member, "the population", err) : NULL;
    int64_t *cutoffs = member ? allocate_large(*n, sizeof *cutoffs, "the population", err) : NULL;
    bool ok = false;
    if (cutoffs) {
        for (size_t i = 0; i < *n; i++)
            cutoffs[i] = cutoff;
        struct feature_rows rows = { *n, customers, cutoffs };
        ok = plan_run(plan, &rows, (void *const[]){ member }, work, err);
    }
    size_t kept = 0;
    for (size_t i = 0; ok && i < *n; i++)
        if (member[i] == 1)
            customers[kept++] = customers[i];
    *n = kept;
    free(member);
    free(cutoffs);
    plan_free(plan);
    return ok;
}

bool population_rows(const struct world *world, const struct definition *population, int64_t cutoff, struct work *work,
                     uint32_t **customers, size_t *n, struct error *err)
{
    size_t n_customers = world->customers->n_rows;
    if (population && population->n_windows > 1)
        return fail(err, ERROR_USER, E_BAD_VALUE, "a population has one window, not %zu", population->n_windows);
    uint32_t *rows = allocate_large(n_customers, sizeof *rows, "the population", err);
    if (!rows)
        return false;
    size_t kept = 0;
    for (size_t c = 0; c < n_customers; c++)
        if (world_has_customer(world, c, cutoff))
            rows[kept++] = (uint32_t)c;
    if (population && population->expression[0] && !keep_members(world, population, cutoff, work, rows, &kept, err)) {
        free(rows);
        return false;
    }
    *customers = rows;
    *n = kept;
    return true;
}

struct plan *target_plan(const struct world *world, const struct definition *target, struct error *err)
{
    bool ahead = target->within.count > 0;
    struct horizon horizon = { ahead, !ahead, target->gap, target->within };
    struct plan *plan = plan_begin(world, 1, &horizon);
    const struct expression *tree = definition_expression(target, &plan->arena, err);
    bool ok = tree && plan_add(plan, target->name ? target->name : "target", tree, (struct window){ 0 }, WANTED_TARGET,
                               NULL, 0, err);
    if (ok && plan->n_slots > 0 && !horizon.ahead) {
        ok = fail(err, ERROR_USER, E_MISSING_ARGUMENT, "a target that counts events needs 'within'");
        error_place(err, NULL, NULL, 0, tree->column, tree->length);
        error_mend(err, "%.80s within 90d", target->expression);
    }
    if (!ok) {
        plan_free(plan);
        return NULL;
    }
    plan_seal(plan);
    return plan;
}

/* Labels whose window ends after the data are not known. */
static size_t hide_immature(const struct world *world, const struct definition *target, const struct feature_rows *rows,
                            double *out)
{
    int64_t data_end = world_end(world), cutoff = TIME_MISSING, end = TIME_MISSING;
    size_t n = 0;
    for (size_t i = 0; i < rows->n; i++) {
        if (i == 0 || rows->cutoff[i] != cutoff) {
            cutoff = rows->cutoff[i];
            end = time_shift(time_shift(cutoff, target->gap, 1), target->within, 1);
        }
        if (cutoff != TIME_MISSING && data_end != TIME_MISSING && end <= data_end)
            continue;
        out[i] = NAN;
        n++;
    }
    return n;
}

bool target_compute(const struct world *world, const struct definition *target, const struct feature_rows *rows,
                    struct work *work, double *out, const struct target_kind **kind, size_t *n_immature,
                    struct error *err)
{
    struct plan *plan = target_plan(world, target, err);
    if (!plan)
        return false;
    bool ok = plan_run(plan, rows, (void *const[]){ out }, work, err);
    if (ok && kind)
        *kind = target_kind_of_plan(plan, target);
    size_t n = ok && plan->horizon.ahead ? hide_immature(world, target, rows, out) : 0;
    if (ok && n_immature)
        *n_immature = n;
    plan_free(plan);
    return ok;
}

static const char *first_table(const struct expression *node)
{
    if (node->kind == EXPRESSION_COLUMN)
        return node->table;
    if (node->kind == EXPRESSION_NAME)
        return node->text;
    const char *table = NULL;
    for (size_t i = 0; i < node->n_arguments && !table; i++)
        table = first_table(node->arguments[i]);
    return table;
}

/* The first aggregate, or a bare name (`orders within 90d`). */
static const struct expression *first_count(const struct expression *node)
{
    if (node->kind == EXPRESSION_AGGREGATE || node->kind == EXPRESSION_NAME)
        return node;
    const struct expression *found = NULL;
    for (size_t i = 0; i < node->n_arguments && !found; i++)
        found = first_count(node->arguments[i]);
    return found;
}

const char *target_events(const struct definition *target, struct arena *arena)
{
    const struct expression *tree = target->within.count > 0 ? definition_expression(target, arena, NULL) : NULL;
    const struct expression *count = tree ? first_count(tree) : NULL;
    return count && !count->condition ? first_table(count) : NULL;
}

const char *target_column(const struct definition *target, struct arena *arena)
{
    const struct expression *tree = definition_expression(target, arena, NULL);
    bool amount = tree && tree->kind == EXPRESSION_AGGREGATE && !tree->condition &&
                  (strcmp(tree->text, "sum") == 0 || strcmp(tree->text, "mean") == 0) &&
                  tree->arguments[0]->kind == EXPRESSION_COLUMN;
    return amount ? tree->arguments[0]->text : NULL;
}
