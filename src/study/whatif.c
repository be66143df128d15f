/* The score of a customer with other values. */
#include "patron/study/whatif.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/number.h"
#include "patron/base/text.h"
#include "patron/table/builder.h"
#include "patron/table/view.h"
#include "study/design.h"
#include "study/input.h"
#include "study/summary.h"

struct asking {
    const struct model *model;
    const struct whatif_change *changes;
    size_t n_changes, n;
    struct work *work;
    struct arena *arena;
};

/* Beyond the least and the greatest value that the feature had in training. */
static bool is_beyond(const struct model *model, size_t feature, double value)
{
    if (feature >= model->n_references)
        return false;
    const struct reference *reference = &model->references[feature];
    size_t n = reference->n_edges;
    if (reference->n_points > 1)
        return value < reference->points[0] || value > reference->points[reference->n_points - 1];
    return n > 1 && (value < reference->edges[0] || value > reference->edges[n - 1]);
}

static bool set_number(const struct asking *a, const struct whatif_change *change, const char *text,
                       struct builder *builder, struct whatif *out, struct error *err)
{
    double value;
    const char *name = a->model->feature_names[change->feature];
    if (!number_parse(text, strlen(text), &value)) {
        fail(err, ERROR_USER, E_BAD_VALUE, "'%s' is not a number", text);
        error_mend(err, "%s=10", name);
        error_mend(err, "%s=missing", name);
        return false;
    }
    if (!out->beyond && is_beyond(a->model, change->feature, value))
        out->beyond = arena_format(a->arena, "%s=%s", name, text);
    builder_set_real(builder, 0, value);
    return true;
}

/* A table of one column: the values of CHANGE in each scenario. */
static struct table *changed_column(const struct asking *a, const struct whatif_change *change,
                                    const struct column *column, struct whatif *out, struct error *err)
{
    bool text = column->type == TYPE_TEXT;
    struct builder *builder = builder_new("changed");
    builder_add_column(builder, column->name, text ? TYPE_TEXT : TYPE_REAL);
    bool good = true;
    for (size_t i = 0; good && i < a->n; i++) {
        const char *value = change->values[i];
        if (strcmp(value, "missing") != 0 && text)
            builder_set_text(builder, 0, value, strlen(value));
        else if (strcmp(value, "missing") != 0)
            good = set_number(a, change, value, builder, out, err);
        builder_end_row(builder);
    }
    if (good)
        return builder_finish(builder, err);
    builder_free(builder);
    return NULL;
}

/* The customer's row once for each scenario, with the changes. */
static struct table *scenarios(const struct asking *a, const struct table *own, struct whatif *out, struct error *err)
{
    uint32_t *zeros = allocate(a->n + 1, sizeof *zeros);
    struct table *copies = table_take(own, own->name, zeros, a->n, err), *made = NULL;
    struct table **columns = allocate(own->n_columns + 1, sizeof *columns);
    bool good = copies != NULL;
    for (size_t k = 0; good && k < a->n_changes; k++) {
        size_t c = KEY_COLUMNS + a->changes[k].feature;
        columns[c] = changed_column(a, &a->changes[k], &own->columns[c], out, err);
        good = columns[c] != NULL;
    }
    if (good) {
        struct assembly *assembly = assembly_new(own->name, a->n);
        for (size_t c = 0; c < own->n_columns; c++)
            assembly_add_column_of(assembly, columns[c] ? columns[c] : copies, columns[c] ? 0 : c,
                                   own->columns[c].name);
        made = assembly_finish(assembly);
    }
    for (size_t c = 0; c < own->n_columns; c++)
        table_release(columns[c]);
    table_release(copies);
    free(columns);
    free(zeros);
    return made;
}

/* The values as they are, for who asks. */
static void tell_now(const struct asking *a, const struct table *own, struct whatif *out)
{
    out->now = arena_allocate(a->arena, a->n_changes + 1, sizeof *out->now);
    for (size_t k = 0; k < a->n_changes; k++) {
        const struct column *column = &own->columns[KEY_COLUMNS + a->changes[k].feature];
        struct text text = TEXT_EMPTY;
        if (column_is_missing(column, 0))
            text_add(&text, "missing");
        else
            column_show(column, 0, &text);
        out->now[k] = arena_text(a->arena, text_string(&text));
        text_release(&text);
    }
}

static bool ask(const struct asking *a, struct study_input *own, struct whatif *out, struct error *err)
{
    struct study_input input = { .n = a->n, .horizon = own->horizon, .gap = own->gap };
    out->scores = arena_allocate(a->arena, a->n + 1, sizeof *out->scores);
    bool good = input_predict(a->model, own, a->work, &out->score, err) &&
                (input.table = scenarios(a, own->table, out, err)) != NULL &&
                design_apply(a->model->design, input.table, a->work, &input.x[0], &out->n_unseen, err) &&
                input_predict(a->model, &input, a->work, out->scores, err);
    input_release(&input);
    return good;
}

bool study_whatif(const struct model *model, const struct world *world, uint32_t customer, int64_t cutoff,
                  const struct whatif_change *changes, size_t n_changes, size_t n, struct work *work,
                  struct arena *arena, struct whatif *out, struct error *err)
{
    struct asking a = { model, changes, n_changes, n, work, arena };
    struct study_input own = { 0 };
    struct study_rows rows = { .n = 1, .customer = &customer, .cutoff = &cutoff };
    *out = (struct whatif){ .score = NAN };
    if (model->kind->input->columns)
        return fail(err, ERROR_USER, E_NOT_FIT, "%s reads purchases themselves: it has no features to change",
                    model->kind->name);
    bool good = input_make(model, world, &rows, work, &own, err);
    if (good)
        tell_now(&a, own.table, out);
    good = good && ask(&a, &own, out, err);
    input_release(&own);
    return good;
}
