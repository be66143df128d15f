/* Populations and targets: who is a row at a cutoff, and what happened to it after. */
#include "feature/target.h"
#include "feature/aggregate.h"
#include "feature/definition.h"
#include "feature/plan.h"
#include "patron/base/error.h"
#include "patron/base/frame.h"
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

static struct expression *node_of(struct arena *arena, const struct expression *like, enum expression_kind kind,
                                  size_t n_arguments)
{
    struct expression *node = arena_allocate(arena, 1, sizeof *node);
    *node = (struct expression){ .kind = kind, .text = "", .column = like->column, .length = like->length };
    node->arguments = arena_allocate(arena, n_arguments + 1, sizeof *node->arguments);
    node->n_arguments = n_arguments;
    return node;
}

/* The time of the first of the EVENTS named by NODE (a bare name, or `orders where ..`). */
static struct expression *first_time(const struct events *events, const char *name, const struct expression *node,
                                     struct arena *arena)
{
    struct expression *first = node_of(arena, node, EXPRESSION_AGGREGATE, 1);
    struct expression *column = first->arguments[0] = node_of(arena, node, EXPRESSION_COLUMN, 0);
    column->table = name;
    column->text = arena_text(arena, events->table->columns[events->time_column].name);
    first->text = "first";
    first->condition = node->condition;
    return first;
}

/* `time to EVENT` in days: the time of the event less the cutoff. */
static const struct expression *days_to(const struct world *world, const struct expression *tree, struct arena *arena,
                                        struct error *err)
{
    struct expression *what = tree->arguments[0];
    bool counts = what->kind == EXPRESSION_AGGREGATE && what->arguments[0]->kind == EXPRESSION_NAME &&
                  (what->text == aggregate_any || what->text == aggregate_no);
    if (counts && what->text == aggregate_no) {
        fail(err, ERROR_USER, E_EXPRESSION, "'no' is not something that happens at a time");
        error_place(err, NULL, NULL, 0, what->column, what->length);
        error_mend(err, "time to %s", what->arguments[0]->text);
        return NULL;
    }
    const char *name = counts ? what->arguments[0]->text : what->kind == EXPRESSION_NAME ? what->text : NULL;
    const struct events *events = name ? world_events(world, name) : NULL;
    if (events)
        what = first_time(events, name, what, arena);
    struct expression *days = node_of(arena, tree, EXPRESSION_BINARY, 2);
    days->operator_ = OP_SUBTRACT;
    days->arguments[0] = what;
    days->arguments[1] = node_of(arena, tree, EXPRESSION_ASOF, 0);
    return days;
}

static const struct expression *needs_within(const struct definition *target, const struct expression *tree,
                                             struct error *err)
{
    fail(err, ERROR_USER, E_MISSING_ARGUMENT, "a target that counts events needs 'within'");
    error_place(err, NULL, NULL, 0, tree->column, tree->length);
    error_mend(err, "%.80s within 90d", target->expression);
    return NULL;
}

struct plan *target_plan(const struct world *world, const struct definition *target, struct error *err)
{
    bool ahead = target->within.count > 0;
    struct horizon horizon = { ahead, !ahead, target->gap, target->within };
    struct plan *plan = plan_begin(world, 1, &horizon);
    const struct expression *tree = definition_expression(target, &plan->arena, err);
    if (tree && tree->kind == EXPRESSION_TIME_TO)
        tree = ahead ? days_to(world, tree, &plan->arena, err) : needs_within(target, tree, err);
    bool ok = tree && plan_add(plan, target->name ? target->name : "target", tree, (struct window){ 0 }, WANTED_TARGET,
                               NULL, 0, err);
    if (ok && plan->n_slots > 0 && !horizon.ahead) {
        needs_within(target, tree, err);
        ok = false;
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

/* Until when a row at CUTOFF is seen, in days after it: to the end of the window or of the data; 0: not at all. */
static double days_seen(const struct definition *target, int64_t cutoff, int64_t data_end)
{
    int64_t end = time_shift(time_shift(cutoff, target->gap, 1), target->within, 1);
    end = data_end < end ? data_end : end;
    return end > cutoff ? (double)(end - cutoff) / (double)TIME_DAY : 0;
}

bool target_times(const struct world *world, const struct definition *target, const struct feature_rows *rows,
                  struct work *work, struct frame *labels, size_t *n_immature, struct error *err)
{
    double *time = frame_column(labels, "time"), *event = frame_column(labels, "event"),
           *window = frame_column(labels, "window");
    struct plan *plan = target_plan(world, target, err);
    bool ok = plan && plan_run(plan, rows, (void *const[]){ time }, work, err);
    int64_t data_end = world_end(world);
    size_t n_unseen = 0;
    for (size_t i = 0; ok && i < rows->n; i++) {
        int64_t cutoff = rows->cutoff[i];
        bool dated = cutoff != TIME_MISSING && data_end != TIME_MISSING;
        double seen = dated ? days_seen(target, cutoff, data_end) : 0;
        double gap = dated ? (double)(time_shift(cutoff, target->gap, 1) - cutoff) / (double)TIME_DAY : 0;
        bool before = time[i] < gap; /* nothing is left to happen */
        event[i] = time[i] < seen;
        n_unseen += seen <= gap && !before;
        bool known = !before && seen > gap;
        time[i] = !known ? NAN : event[i] != 0 ? time[i] : seen;
        event[i] = known ? event[i] : NAN;
        window[i] = known ? days_seen(target, cutoff, INT64_MAX) : NAN;
    }
    plan_free(plan);
    if (ok && n_immature)
        *n_immature = n_unseen;
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
