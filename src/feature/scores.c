/* Scores of models as features: the function, its place in plans, and the models that a definition names. */
#include "patron/feature/scores.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "feature/definition.h"
#include "feature/scores.h"
#include "patron/base/error.h"
#include "patron/base/text.h"

const struct function score_function = {
    .row = { "score",
             "score(MODEL): a model's score, or its segment, out of fold before its outcomes were complete; "
             "score(MODEL, 10): ten folds instead of five",
             1, 2 },
    .of_customers = true,
    .takes_model = true
};

/* ---- In plans ---- */

static const void *score_numbers(const struct node *node, const struct batch *batch, void *buffer)
{
    (void)buffer;
    return batch->scores[node->slot] + batch->first;
}

/* Segments as texts: the dictionary has them in their order. */
static const void *score_groups(const struct node *node, const struct batch *batch, void *buffer)
{
    const double *scores = batch->scores[node->slot] + batch->first;
    uint32_t *codes = buffer;
    for (size_t i = 0; i < batch->n; i++)
        codes[i] = scores[i] >= 0 && scores[i] < node->dictionary->n ? (uint32_t)scores[i] : TEXT_MISSING;
    return codes;
}

static const struct dictionary *group_names(size_t n, struct arena *arena)
{
    struct dictionary *dictionary = arena_allocate(arena, 1, sizeof *dictionary);
    uint64_t *offsets = arena_allocate(arena, n + 1, sizeof *offsets);
    struct text bytes = TEXT_EMPTY;
    for (size_t k = 0; k < n; k++) {
        text_add_format(&bytes, "%zu", k + 1);
        offsets[k + 1] = bytes.length;
    }
    *dictionary = (struct dictionary){ (uint32_t)n, offsets, arena_bytes(arena, text_string(&bytes), bytes.length) };
    text_release(&bytes);
    return dictionary;
}

/* The number of folds that CALL asks for; 0 and an error when it is none. */
static size_t folds_of(struct binder *binder, const struct expression *call)
{
    if (call->n_arguments < 2)
        return SCORE_FOLDS;
    const struct expression *folds = call->arguments[1];
    bool is = folds->kind == EXPRESSION_NUMBER && folds->number >= 2 && folds->number <= SCORE_FOLDS_MOST &&
              folds->number == floor(folds->number);
    if (is)
        return (size_t)folds->number;
    bind_fails(binder, folds, E_BAD_VALUE, "the number of folds is a whole number from 2 to %d", SCORE_FOLDS_MOST);
    error_mend(binder->err, "score(%.80s, %d)", call->arguments[0]->text, 2 * SCORE_FOLDS);
    return 0;
}

static size_t find_score(struct plan *plan, const char *model, size_t folds)
{
    for (size_t i = 0; i < plan->n_scores; i++)
        if (plan->scores[i].folds == folds && strcmp(plan->scores[i].model, model) == 0)
            return i;
    struct score_reference *larger = arena_allocate(&plan->arena, plan->n_scores + 1, sizeof *larger);
    if (plan->n_scores > 0)
        memcpy(larger, plan->scores, plan->n_scores * sizeof *larger);
    larger[plan->n_scores] = (struct score_reference){ arena_text(&plan->arena, model), folds };
    plan->scores = larger;
    return plan->n_scores++;
}

/* Of features alone: a model of the population or the target that it was asked in would go round in a circle. */
static void *fails_place(struct binder *binder, const struct expression *call, enum wanted wanted)
{
    bind_fails(binder, call, E_EXPRESSION, "a model's score is a feature, not part of a %s",
               wanted == WANTED_TARGET ? "target" : "condition on customers");
    error_mend(binder->err, "feature NAME = score(%.80s)", call->arguments[0]->text);
    return NULL;
}

struct node *score_bind(struct binder *binder, const struct expression *call, struct plan *plan, enum wanted wanted)
{
    if (wanted != WANTED_FEATURE)
        return fails_place(binder, call, wanted);
    const struct score_source *source = plan->world->scores;
    const struct expression *model = call->arguments[0];
    size_t folds = folds_of(binder, call), n_groups = 0;
    if (folds == 0)
        return NULL;
    if (!source)
        return bind_fails(binder, call, E_EXPRESSION, "no models are known here: '%.80s' cannot be asked", model->text);
    if (!source->check(source, model->text, &n_groups, binder->err)) {
        place_error(binder->err, model);
        return NULL;
    }
    struct node *node = node_new(binder, call, n_groups > 0 ? VALUE_TEXT : VALUE_NUMBER,
                                 n_groups > 0 ? score_groups : score_numbers, 0);
    node->slot = find_score(plan, model->text, folds);
    if (n_groups > 0)
        node->dictionary = group_names(n_groups, binder->arena);
    binder->uses_cutoff = true;
    return node;
}

double **plan_scores(const struct plan *plan, const struct feature_rows *rows, struct work *work, struct error *err)
{
    double **scores = allocate(plan->n_scores + 1, sizeof *scores);
    const struct score_source *source = plan->world->scores;
    for (size_t i = 0; i < plan->n_scores; i++) {
        const struct score_reference *score = &plan->scores[i];
        scores[i] = allocate_large(rows->n, sizeof **scores, "the scores of a model", err);
        if (scores[i] && source->compute(source, plan->world, score->model, score->folds, rows, work, scores[i], err))
            continue;
        plan_scores_free(plan, scores);
        return NULL;
    }
    return scores;
}

void plan_scores_free(const struct plan *plan, double **scores)
{
    for (size_t i = 0; scores && i < plan->n_scores; i++)
        free(scores[i]);
    free(scores);
}

/* ---- What definitions name ---- */

static bool is_score(const struct expression *tree)
{
    return tree->kind == EXPRESSION_CALL && function_of(tree) == &score_function;
}

/* Most definitions name no model, and need not be parsed to be told apart from those that do. */
static struct expression *tree_with_scores(const struct definition *definition, struct arena *arena, struct error *err)
{
    bool may = definition->kind == DEFINITION_FEATURE && strstr(definition->expression, score_function.row.name);
    return may ? definition_expression(definition, arena, err) : NULL;
}

static size_t count_scores(const struct expression *tree, struct score_reference *out)
{
    size_t n = 0;
    if (is_score(tree)) {
        const struct expression *folds = tree->n_arguments > 1 ? tree->arguments[1] : NULL;
        bool number = folds && folds->kind == EXPRESSION_NUMBER && folds->number >= 2;
        if (out)
            *out = (struct score_reference){ tree->arguments[0]->text, number ? (size_t)folds->number : SCORE_FOLDS };
        return 1;
    }
    for (size_t i = 0; i < tree->n_arguments; i++)
        n += count_scores(tree->arguments[i], out ? out + n : NULL);
    return n;
}

size_t definition_scores(const struct definition *definition, struct arena *arena, struct score_reference **out)
{
    const struct expression *tree = tree_with_scores(definition, arena, NULL);
    size_t n = tree ? count_scores(tree, NULL) : 0;
    *out = arena_allocate(arena, n + 1, sizeof **out);
    if (n > 0)
        count_scores(tree, *out);
    return n;
}

static bool pin_scores(struct expression *tree, score_pinner *pin, void *context, struct error *err)
{
    if (is_score(tree)) {
        struct expression *model = tree->arguments[0];
        const char *pinned = pin(context, model->text, err);
        if (pinned)
            model->text = pinned;
        else
            place_error(err, model);
        return pinned != NULL;
    }
    for (size_t i = 0; i < tree->n_arguments; i++)
        if (!pin_scores(tree->arguments[i], pin, context, err))
            return false;
    return true;
}

bool definition_pin_scores(struct definition *definition, score_pinner *pin, void *context, struct arena *arena,
                           struct error *err)
{
    struct error broken = ERROR_INIT;
    struct expression *tree = tree_with_scores(definition, arena, &broken);
    error_release(&broken);
    if (!tree || count_scores(tree, NULL) == 0)
        return true;
    if (!pin_scores(tree, pin, context, err))
        return false;
    struct text words = TEXT_EMPTY;
    expression_write(tree, &words);
    definition->expression = arena_text(arena, text_string(&words));
    text_release(&words);
    return true;
}

void scores_hash(const struct world *world, const struct definition *definition, struct hasher *hasher)
{
    struct arena arena;
    struct score_reference *scores;
    arena_init(&arena);
    size_t n = definition_scores(definition, &arena, &scores);
    for (size_t i = 0; world->scores && i < n; i++) {
        char identity[HASH_TEXT];
        world->scores->identity(world->scores, scores[i].model, identity);
        hasher_add_text(hasher, identity);
    }
    arena_release(&arena);
}
