/* Two models, part by part: only what differs is listed. */
#include "command/names/models_difference.h"

#include <math.h>

#include "command/verb.h"
#include "patron/base/json.h"

struct difference {
    struct builder *builder;
    struct arena *arena;
    size_t n;
};

enum { COLUMN_PART, COLUMN_NAME, COLUMN_THEN, COLUMN_NOW, COLUMN_CHANGE };

static void add_row(struct difference *d, const char *part, const char *name, const char *then, const char *now,
                    double change)
{
    builder_set_string(d->builder, COLUMN_PART, part);
    builder_set_string(d->builder, COLUMN_NAME, name);
    builder_set_string(d->builder, COLUMN_THEN, then);
    builder_set_string(d->builder, COLUMN_NOW, now);
    if (!isnan(change))
        builder_set_real(d->builder, COLUMN_CHANGE, change);
    builder_end_row(d->builder);
    d->n++;
}

static void compare_texts(struct difference *d, const char *part, const char *name, const char *then, const char *now)
{
    if ((!then && !now) || (then && now && strcmp(then, now) == 0))
        return;
    add_row(d, part, name, then, now, NAN);
}

static const char *figure_text(double value, struct arena *arena)
{
    char text[32];
    if (isnan(value))
        return NULL;
    number_format_short(value, text);
    return arena_text(arena, text);
}

static void compare_figures(struct difference *d, const char *part, const char *name, double then, double now)
{
    if (then == now || (isnan(then) && isnan(now)))
        return;
    add_row(d, part, name, figure_text(then, d->arena), figure_text(now, d->arena), now - then);
}

/* ---- Parts ---- */

static const char *split_of(const struct model *model, struct arena *arena)
{
    struct text text = TEXT_EMPTY;
    split_text(&model->split, &text);
    const char *split = arena_text(arena, text_string(&text));
    text_release(&text);
    return split;
}

static void compare_heads(struct difference *d, const struct model *a, const struct model *b)
{
    compare_texts(d, "model", "kind", a->kind->name, b->kind->name);
    compare_texts(d, "model", "target", a->target, b->target);
    compare_texts(d, "model", "population", a->population, b->population);
    compare_texts(d, "model", "features", a->feature_set, b->feature_set);
    if (!model_is_segmentation(a))
        compare_texts(d, "model", "split", split_of(a, d->arena), split_of(b, d->arena));
    compare_texts(d, "model", "asof", asof_text(a->asof, d->arena), asof_text(b->asof, d->arena));
    compare_texts(d, "model", "snapshot", arena_bytes(d->arena, a->snapshot, strnlen(a->snapshot, 12)),
                  arena_bytes(d->arena, b->snapshot, strnlen(b->snapshot, 12)));
    compare_figures(d, "model", "seed", (double)a->seed, (double)b->seed);
    compare_figures(d, "model", "train rows", (double)a->n_train_rows, (double)b->n_train_rows);
    compare_figures(d, "model", "test rows", (double)a->n_test_rows, (double)b->n_test_rows);
}

static const char *json_shown(const struct json *value, struct arena *arena)
{
    struct text text = TEXT_EMPTY;
    if (!value || json_is_null(value))
        return NULL;
    if (json_text(value))
        return arena_text(arena, json_text(value));
    if (json_is_number(value))
        return figure_text(json_value(value), arena);
    json_write(value, 0, &text);
    const char *shown = arena_text(arena, text_string(&text));
    text_release(&text);
    return shown;
}

static void compare_parameters(struct difference *d, const struct json *a, const struct json *b)
{
    struct json *value;
    for (size_t i = 0; a && i < json_size(a); i++) {
        const char *name = json_member(a, i, &value);
        compare_texts(d, "parameter", name, json_shown(value, d->arena),
                      json_shown(b ? json_get(b, name) : NULL, d->arena));
    }
    for (size_t i = 0; b && i < json_size(b); i++) {
        const char *name = json_member(b, i, &value);
        if (!a || !json_get(a, name))
            compare_texts(d, "parameter", name, NULL, json_shown(value, d->arena));
    }
}

static const char *feature_of(const struct model *model, const char *name, struct arena *arena)
{
    for (size_t f = 0; f < model->n_features; f++) {
        if (strcmp(model->feature_names[f], name) != 0)
            continue;
        struct text text = TEXT_EMPTY;
        definition_write_one(&model->definitions[f], model->windows[f], &text);
        const char *written = arena_text(arena, text_string(&text));
        text_release(&text);
        return written;
    }
    return NULL;
}

static void compare_features(struct difference *d, const struct model *a, const struct model *b)
{
    for (size_t f = 0; f < a->n_features; f++)
        compare_texts(d, "feature", a->feature_names[f], feature_of(a, a->feature_names[f], d->arena),
                      feature_of(b, a->feature_names[f], d->arena));
    for (size_t f = 0; f < b->n_features; f++)
        if (!feature_of(a, b->feature_names[f], d->arena))
            compare_texts(d, "feature", b->feature_names[f], NULL, feature_of(b, b->feature_names[f], d->arena));
}

static double metric_of(const struct model *model, const char *name)
{
    const struct model_metric *metric = model_metric_find(model, name);
    return metric ? metric->value.estimate : NAN;
}

static void compare_metrics(struct difference *d, const struct model *a, const struct model *b)
{
    for (size_t i = 0; i < a->n_metrics; i++)
        compare_figures(d, "figure", a->metrics[i].name, a->metrics[i].value.estimate,
                        metric_of(b, a->metrics[i].name));
    for (size_t i = 0; i < b->n_metrics; i++)
        if (!model_metric_find(a, b->metrics[i].name))
            compare_figures(d, "figure", b->metrics[i].name, NAN, b->metrics[i].value.estimate);
}

static double term_of(const struct model *model, const char *name)
{
    for (size_t t = 0; t < model->fit.n_terms; t++)
        if (strcmp(model->fit.terms[t].name, name) == 0)
            return model->fit.terms[t].estimate;
    return NAN;
}

static void compare_terms(struct difference *d, const struct model *a, const struct model *b)
{
    for (size_t t = 0; t < a->fit.n_terms; t++)
        compare_figures(d, "coefficient", a->fit.terms[t].name, a->fit.terms[t].estimate,
                        term_of(b, a->fit.terms[t].name));
    for (size_t t = 0; t < b->fit.n_terms; t++)
        if (isnan(term_of(a, b->fit.terms[t].name)))
            compare_figures(d, "coefficient", b->fit.terms[t].name, NAN, b->fit.terms[t].estimate);
}

struct report *models_difference(const struct model *const models[2], const char *const names[2], struct arena *arena,
                                 struct error *err)
{
    static const char *const columns[] = { "part", "name", "then", "now", "change" };
    struct difference d = { .builder = builder_new("diff"), .arena = arena };
    for (size_t i = 0; i < 5; i++)
        builder_add_column(d.builder, columns[i], i == COLUMN_CHANGE ? TYPE_REAL : TYPE_TEXT);
    compare_heads(&d, models[0], models[1]);
    compare_parameters(&d, models[0]->parameters, models[1]->parameters);
    compare_features(&d, models[0], models[1]);
    compare_metrics(&d, models[0], models[1]);
    compare_terms(&d, models[0], models[1]);
    struct table *table = builder_finish(d.builder, err);
    const char *title = arena_format(arena, "%s %s", names[0], names[1]);
    if (d.n > 0 || !table)
        return table ? report_of_table("diff", title, counted(d.n, "difference", arena), table) : failed();
    table_release(table);
    return report_message(VERDICT_OK, "%s and %s are the same model", names[0], names[1]);
}
