/* From a feature table to a matrix of numbers. */
#include "study/design.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"
#include "study/design_columns.h"
#include "study/summary.h"

enum { BLOCK_ROWS = 4096 };

static void add_column(struct model *model, size_t feature, enum column_role role, size_t level, const char *suffix)
{
    struct design *design = model->design;
    struct design_column *column = &design->columns[design->n_columns++];
    const char *name = design->features[feature].name;
    column->name = suffix ? arena_format(model->arena, "%s=%s", name, suffix) : arena_text(model->arena, name);
    column->feature = feature;
    column->role = role;
    column->level = level;
    column->sd = 1;
}

void design_make_columns(struct model *model)
{
    struct design *design = model->design;
    size_t room = 0;
    for (size_t f = 0; f < design->n_features; f++)
        room += design->features[f].n_levels + 3;
    design->columns = arena_allocate(model->arena, room + 1, sizeof *design->columns);
    for (size_t f = 0; f < design->n_features; f++) {
        const struct preparation *p = &design->features[f];
        if (!p->is_text) {
            add_column(model, f, COLUMN_NUMBER, 0, NULL);
            if (p->had_missing && !design->keeps_missing)
                add_column(model, f, COLUMN_FLAG, 0, "missing");
        } else if (!design->dummies) {
            add_column(model, f, COLUMN_CODE, 0, NULL);
        } else {
            for (size_t l = 1; l < p->n_levels; l++)
                add_column(model, f, COLUMN_LEVEL, l, p->levels[l]);
            if (p->had_other)
                add_column(model, f, COLUMN_OTHER, 0, "other");
            if (p->had_missing)
                add_column(model, f, COLUMN_NONE, 0, "missing");
        }
    }
}

static void fit_feature(struct model *model, size_t f, const struct column_summary *summary)
{
    struct preparation *p = &model->design->features[f];
    *p = (struct preparation){ .name = arena_text(model->arena, model->feature_names[f]),
                               .is_text = summary->is_text,
                               .median = summary->is_text         ? NAN
                                         : isnan(summary->median) ? 0 /* never seen: a constant */
                                                                  : summary->median,
                               .had_missing = summary->n_missing > 0,
                               .had_other = summary->n_other > 0,
                               .n_levels = summary->n_levels };
    p->levels = arena_allocate(model->arena, p->n_levels + 1, sizeof *p->levels);
    for (size_t l = 0; l < p->n_levels; l++)
        p->levels[l] = arena_text(model->arena, summary->levels[l]);
}

/* ---- Applying ---- */

struct applying {
    const struct design *design;
    const struct table *table;
    bool raw;
    size_t **places; /* for each text feature: dictionary code -> level */
    struct matrix *out;
    size_t *n_unseen; /* one a block */
};

static double text_cell(const struct applying *a, const struct design_column *column, uint32_t code)
{
    const struct preparation *p = &a->design->features[column->feature];
    bool missing = code == TEXT_MISSING;
    size_t level = missing ? SIZE_MAX : a->places[column->feature][code];
    switch (column->role) {
    case COLUMN_LEVEL:
        return level == column->level;
    case COLUMN_OTHER:
        return !missing && level == p->n_levels;
    case COLUMN_NONE:
        return missing;
    default: /* a code */
        return level < p->n_levels ? (double)level : a->design->keeps_missing || a->raw ? NAN : -1;
    }
}

static double number_cell(const struct applying *a, const struct design_column *column, double value)
{
    if (column->role == COLUMN_FLAG)
        return isnan(value);
    if (isnan(value) && !a->design->keeps_missing && !a->raw)
        return a->design->features[column->feature].median;
    return value;
}

static void apply_block(void *context, size_t block)
{
    const struct applying *a = context;
    const struct design *design = a->design;
    size_t first = block * BLOCK_ROWS, last = first + BLOCK_ROWS, unseen = 0;
    last = last < a->table->n_rows ? last : a->table->n_rows;
    for (size_t c = 0; c < design->n_columns; c++) {
        const struct design_column *column = &design->columns[c];
        const struct column *source = &a->table->columns[KEY_COLUMNS + column->feature];
        bool is_text = design->features[column->feature].is_text, scale = design->scaled && !a->raw;
        for (size_t i = first; i < last; i++) {
            double value = is_text ? text_cell(a, column, column_codes(source)[i])
                                   : number_cell(a, column, column_number(source, i));
            a->out->values[i * design->n_columns + c] = scale ? (value - column->mean) / column->sd : value;
        }
    }
    for (size_t f = 0; f < design->n_features; f++) {
        if (!design->features[f].is_text || design->features[f].had_other)
            continue;
        const uint32_t *codes = column_codes(&a->table->columns[KEY_COLUMNS + f]);
        for (size_t i = first; i < last; i++)
            unseen += codes[i] != TEXT_MISSING && a->places[f][codes[i]] == design->features[f].n_levels;
    }
    a->n_unseen[block] = unseen;
}

static bool check_types(const struct design *design, const struct table *table, struct error *err)
{
    if (table->n_columns != KEY_COLUMNS + design->n_features)
        bug("a feature table of another model");
    for (size_t f = 0; f < design->n_features; f++) {
        bool is_text = table->columns[KEY_COLUMNS + f].type == TYPE_TEXT;
        if (is_text != design->features[f].is_text)
            return fail(err, ERROR_DATA, E_TYPE, "feature '%s' was %s in training and is %s now",
                        design->features[f].name, is_text ? "a number" : "text", is_text ? "text" : "a number");
    }
    return true;
}

static bool apply(const struct design *design, const struct table *table, bool raw, struct work *work,
                  struct matrix *out, size_t *n_unseen, struct error *err)
{
    if (!check_types(design, table, err) ||
        !matrix_init(out, table->n_rows, design->n_columns, "the design matrix", err))
        return false;
    size_t blocks = (table->n_rows + BLOCK_ROWS - 1) / BLOCK_ROWS;
    struct applying a = { design, table,
                          raw,    allocate(design->n_features + 1, sizeof *a.places),
                          out,    allocate(blocks + 1, sizeof *a.n_unseen) };
    for (size_t f = 0; f < design->n_features; f++) {
        if (design->features[f].is_text)
            a.places[f] = levels_of_dictionary(table->columns[KEY_COLUMNS + f].dictionary, design->features[f].levels,
                                               design->features[f].n_levels);
    }
    bool good = work_run(work, blocks, apply_block, &a, err);
    for (size_t b = 0; n_unseen && b < blocks; b++)
        *n_unseen += a.n_unseen[b];
    for (size_t f = 0; f < design->n_features; f++)
        free(a.places[f]);
    free(a.places);
    free(a.n_unseen);
    if (!good)
        matrix_release(out);
    return good;
}

bool design_apply(const struct design *design, const struct table *table, struct work *work, struct matrix *out,
                  size_t *n_unseen, struct error *err)
{
    if (n_unseen)
        *n_unseen = 0;
    return apply(design, table, false, work, out, n_unseen, err);
}

bool design_apply_raw(const struct design *design, const struct table *table, struct work *work, struct matrix *out,
                      struct error *err)
{
    return apply(design, table, true, work, out, NULL, err);
}

/* ---- Fitting ---- */

/* Mean and standard deviation of each column, missing left out; a constant column keeps sd 1. */
static void fit_scales(struct design *design, const struct matrix *x)
{
    size_t n_columns = design->n_columns;
    double *sum = allocate(3 * n_columns + 1, sizeof *sum), *n = sum + n_columns, *squares = n + n_columns;
    for (size_t i = 0; i < x->n_rows; i++) {
        const double *row = matrix_row(x, i);
        for (size_t c = 0; c < n_columns; c++) {
            sum[c] += isnan(row[c]) ? 0 : row[c];
            n[c] += !isnan(row[c]);
        }
    }
    for (size_t c = 0; c < n_columns; c++)
        design->columns[c].mean = n[c] > 0 ? sum[c] / n[c] : 0;
    for (size_t i = 0; i < x->n_rows; i++) {
        const double *row = matrix_row(x, i);
        for (size_t c = 0; c < n_columns; c++) {
            double gap = row[c] - design->columns[c].mean;
            squares[c] += isnan(gap) ? 0 : gap * gap;
        }
    }
    for (size_t c = 0; c < n_columns; c++) {
        double sd = n[c] > 0 ? sqrt(squares[c] / n[c]) : 0;
        design->columns[c].sd = sd > 1e-12 * fabs(design->columns[c].mean) && sd > 0 ? sd : 1;
    }
    free(sum);
}

static void scale_matrix(const struct design *design, struct matrix *x)
{
    for (size_t i = 0; i < x->n_rows; i++) {
        double *row = matrix_row(x, i);
        for (size_t c = 0; c < design->n_columns; c++)
            row[c] = (row[c] - design->columns[c].mean) / design->columns[c].sd;
    }
}

bool design_fit(struct model *model, const struct table *table, const struct column_summary *summaries, bool scaled,
                struct work *work, struct matrix *x, struct error *err)
{
    struct design *design = arena_allocate(model->arena, 1, sizeof *design);
    model->design = design;
    design->dummies = model->kind->wants_dummies;
    design->keeps_missing = model->kind->handles_missing;
    design->n_features = model->n_features;
    design->features = arena_allocate(model->arena, design->n_features + 1, sizeof *design->features);
    for (size_t f = 0; f < design->n_features; f++)
        fit_feature(model, f, &summaries[f]);
    design_make_columns(model);
    if (!design_apply(design, table, work, x, NULL, err)) /* not scaled yet */
        return false;
    fit_scales(design, x);
    design->scaled = scaled;
    if (scaled)
        scale_matrix(design, x);
    return true;
}
