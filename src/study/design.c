/* From a feature table to a matrix of numbers. */
#include "study/design.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/number.h"
#include "patron/base/text.h"
#include "patron/base/work.h"
#include "study/design_columns.h"
#include "study/summary.h"

enum { BLOCK_ROWS = 4096 };

/* "missing", or "(missing)" where the data have a level of that name. */
static const char *own_word(struct model *model, const struct preparation *p, const char *word)
{
    for (size_t l = 0; l < p->n_levels; l++)
        if (strcmp(p->levels[l], word) == 0)
            return own_word(model, p, arena_format(model->arena, "(%s)", word));
    return word;
}

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
            if (p->had_missing && !design->keeps_missing && !design->only_imputes)
                add_column(model, f, COLUMN_FLAG, 0, "missing");
        } else if (!design->dummies) {
            add_column(model, f, COLUMN_CODE, 0, NULL);
        } else {
            for (size_t l = 1; l < p->n_levels; l++)
                add_column(model, f, COLUMN_LEVEL, l, p->levels[l]);
            if (p->had_other)
                add_column(model, f, COLUMN_OTHER, 0, own_word(model, p, "other"));
            if (p->had_missing)
                add_column(model, f, COLUMN_NONE, 0, own_word(model, p, "missing"));
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
                               .n_missing = summary->n_missing,
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

/* Values whose squares are beyond doubles have no scale, and a model file could not hold it. */
static bool check_scales(const struct design *design, struct error *err)
{
    for (size_t c = 0; c < design->n_columns; c++) {
        const struct design_column *column = &design->columns[c];
        if (isfinite(column->mean) && isfinite(column->sd))
            continue;
        fail(err, ERROR_USER, E_NOT_FIT, "feature '%s' has values too large to learn from",
             design->features[column->feature].name);
        error_reason(err, "they are infinite, or beyond 1e154, where their squares are no numbers any more");
        error_mend(err, "log1p(..) of it, or -%s in the list", design->features[column->feature].name);
        return false;
    }
    return true;
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
    design->only_imputes = model->kind->measures_distance;
    design->n_features = model->n_features;
    design->features = arena_allocate(model->arena, design->n_features + 1, sizeof *design->features);
    for (size_t f = 0; f < design->n_features; f++)
        fit_feature(model, f, &summaries[f]);
    design_make_columns(model);
    if (!design_apply(design, table, work, x, NULL, err)) /* not scaled yet */
        return false;
    fit_scales(design, x);
    if (!check_scales(design, err)) {
        matrix_release(x);
        return false;
    }
    design->scaled = scaled;
    if (scaled)
        scale_matrix(design, x);
    return true;
}

bool model_imputes(const struct model *model, size_t feature, size_t *n_missing, double *value)
{
    const struct preparation *p = model->design ? &model->design->features[feature] : NULL;
    if (!p || !model->design->only_imputes || p->is_text || !p->had_missing)
        return false;
    *n_missing = p->n_missing;
    *value = p->median;
    return true;
}

/* ---- What training did not have ---- */

/* How a value stands that training did not have. */
static void tell_new(const struct design *design, const struct preparation *p, bool missing, struct text *out)
{
    char number[32];
    if (missing && !p->is_text && design->keeps_missing) {
        text_add(out, "scored on the side that each split learned for missing");
    } else if (missing && !p->is_text) {
        number_format_short(p->median, number);
        text_add_format(out, "scored as the training median %s", number);
    } else if (!design->dummies) {
        text_add(out, "scored as missing");
    } else if (!missing && p->had_other) {
        text_add(out, "scored as the rare ones");
    } else {
        text_add_format(out, "scored as the commonest level%s%s", p->n_levels > 0 ? ", " : "",
                        p->n_levels > 0 ? p->levels[0] : "");
    }
}

static void add_news(const struct design *design, const struct preparation *p, bool missing, size_t n,
                     const char *first, struct text *out)
{
    if (n == 0)
        return;
    if (missing)
        text_add_format(out, "%s%s: %zu missing, none were in training; ", out->length > 0 ? "\n" : "", p->name, n);
    else
        text_add_format(out, "%s%s: %zu of levels that training did not have (%s); ", out->length > 0 ? "\n" : "",
                        p->name, n, first);
    tell_new(design, p, missing, out);
}

char *design_news(const struct design *design, const struct table *table)
{
    struct text out = TEXT_EMPTY;
    for (size_t f = 0; f < design->n_features; f++) {
        const struct preparation *p = &design->features[f];
        const struct column *column = &table->columns[KEY_COLUMNS + f];
        size_t n_missing = 0, n_unseen = 0, first = 0;
        size_t *places = p->is_text ? levels_of_dictionary(column->dictionary, p->levels, p->n_levels) : NULL;
        for (size_t i = 0; i < table->n_rows; i++) {
            bool missing = p->is_text ? column_codes(column)[i] == TEXT_MISSING : isnan(column_number(column, i));
            n_missing += missing && !p->had_missing;
            if (p->is_text && !missing && places[column_codes(column)[i]] == p->n_levels) {
                first = n_unseen == 0 ? i : first;
                n_unseen++;
            }
        }
        free(places);
        struct text level = TEXT_EMPTY;
        if (n_unseen > 0 && !p->had_other)
            column_show(column, first, &level);
        add_news(design, p, true, n_missing, NULL, &out);
        if (!p->had_other) /* rare levels were rare in training too */
            add_news(design, p, false, n_unseen, text_string(&level), &out);
        text_release(&level);
    }
    return out.length > 0 ? text_take(&out) : NULL;
}
