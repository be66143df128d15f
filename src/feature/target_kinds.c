/* The rows of target kinds. */
#include "patron/feature/target_kind.h"

#include <string.h>

#include "feature/definition.h"
#include "feature/plan.h"
#include "feature/target.h"
#include "patron/base/frame.h"
#include "patron/base/kinds.h"
#include "patron/feature/expression.h"

static const char *const outcome_only[] = { "outcome", NULL };

const struct target_kind target_yes_no = {
    .name = "yes/no", .told = "yes/no", .title = "a yes/no target", .columns = outcome_only, .condition = true
};
const struct target_kind target_amount = {
    .name = "amount", .told = "an amount", .title = "an amount", .columns = outcome_only
};
const struct target_kind target_none = {
    .name = "no", .told = "yes/no", .title = "a yes/no target", .wider = &target_yes_no, .aggregate = "no"
};
const struct target_kind target_count = {
    .name = "count",
    .told = "a number of events",
    .title = "a number of events",
    .wider = &target_amount,
    .aggregate = "count",
};
const struct target_kind target_sum = { .name = "sum",
                                        .told = "an amount",
                                        .title = "an amount",
                                        .wider = &target_amount,
                                        .aggregate = "sum",
                                        .of_column = true };
const struct target_kind target_mean = { .name = "mean",
                                         .told = "an amount",
                                         .title = "an amount",
                                         .wider = &target_amount,
                                         .aggregate = "mean",
                                         .of_column = true };

static const char *const time_columns[] = { "time", "event", "window", NULL };
const struct target_kind target_time = { .name = "time",
                                         .told = "a time until an event",
                                         .title = "a time until an event",
                                         .columns = time_columns,
                                         .time_to = true,
                                         .censored = true,
                                         .label = target_times };

const struct target_kind *const target_kinds[] = {
    &target_time, &target_none, &target_count, &target_sum, &target_mean, &target_yes_no, &target_amount, NULL,
};

static bool is_kind(const struct target_kind *kind, const struct definition *target, const struct expression *tree,
                    bool condition)
{
    if (!kind->aggregate)
        return kind->time_to == (tree->kind == EXPRESSION_TIME_TO) && (kind->time_to || kind->condition == condition);
    return target->within.count > 0 && tree->kind == EXPRESSION_AGGREGATE && !tree->condition &&
           strcmp(tree->text, kind->aggregate) == 0 &&
           (!kind->of_column || tree->arguments[0]->kind == EXPRESSION_COLUMN);
}

static const struct target_kind *kind_of(const struct definition *target, const struct expression *tree, bool condition)
{
    size_t i = 0;
    while (!is_kind(target_kinds[i], target, tree, condition))
        i++; /* the last two take what is left */
    return target_kinds[i];
}

const struct target_kind *target_kind_of(const struct world *world, const struct definition *target, struct error *err)
{
    struct plan *plan = target_plan(world, target, err);
    if (!plan)
        return NULL;
    const struct target_kind *kind = target_kind_of_plan(plan, target);
    plan_free(plan);
    return kind;
}

const struct target_kind *target_kind_of_plan(struct plan *plan, const struct definition *target)
{
    return kind_of(target, definition_expression(target, &plan->arena, NULL), plan->yes_no[0]);
}

const struct target_kind *target_kind_known(const struct definition *target, bool condition, struct arena *arena)
{
    const struct expression *tree = definition_expression(target, arena, NULL);
    return tree ? kind_of(target, tree, condition) : condition ? &target_yes_no : &target_amount;
}

const struct target_kind *target_kind_find(const char *name)
{
    return kind_find((const void *const *)target_kinds, name);
}

bool target_is(const struct target_kind *kind, const struct target_kind *wanted)
{
    while (kind && kind != wanted)
        kind = kind->wider;
    return kind != NULL;
}

const struct target_kind *target_widest(const struct target_kind *kind)
{
    while (kind && kind->wider)
        kind = kind->wider;
    return kind;
}

const char *const *target_columns(const struct target_kind *kind)
{
    return target_widest(kind)->columns;
}

bool target_label(const struct target_kind *kind, const struct world *world, const struct definition *target,
                  const struct feature_rows *rows, struct work *work, struct frame *labels, size_t *n_immature,
                  struct error *err)
{
    const struct target_kind *widest = target_widest(kind);
    if (widest->label)
        return widest->label(world, target, rows, work, labels, n_immature, err);
    return target_compute(world, target, rows, work, frame_column(labels, "outcome"), NULL, n_immature, err);
}
