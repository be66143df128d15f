/* What becomes of rows and values that do not fit: told as an error, or set aside, by the options' policy. */
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/number.h"
#include "patron/table/builder.h"
#include "source/intake.h"
#include "source/place.h"

static bool fail_ragged(const struct block *block, bool open, size_t n_flaws, size_t n_read, struct error *err)
{
    const struct flaw *flaw = &block->flaws[0];
    size_t line = (size_t)(block->first_line + flaw->line);
    char flaws[32], rows[32];
    count_format(n_flaws, flaws);
    count_format(n_read, rows);
    fail(err, ERROR_DATA, E_RAGGED, "a row %s: %s", block->grid->agree ? "cannot be kept" : "does not fit the header",
         flaw->reason);
    error_reason(err, "%s of %s rows; first at line %zu", flaws, rows, line);
    error_mend(err, "bad=drop puts such rows into the quarantine");
    data_place(err, block->grid->path, flaw->raw_length < 400 && open ? flaw->raw : NULL, line, 1, 0);
    return false;
}

static bool judge_ragged(const struct intake *intake, struct error *err)
{
    const struct block *first = NULL;
    size_t n_flaws = 0, n_read = 0;
    for (size_t b = 0; b < intake->n_blocks; b++) {
        const struct block *block = &intake->blocks[b];
        if (!first && block->n_flaws)
            first = block;
        n_flaws += block->n_flaws;
        n_read += block->n_flaws + block->n_rows;
    }
    return !first || !intake->options->stop_on_ragged ||
           fail_ragged(first, lines_are_open(intake), n_flaws, n_read, err);
}

/* The first rows whose value of plan P does not fit, as lines in REASON. */
static void tell_lines(const struct intake *intake, size_t p, struct text *reason)
{
    enum { SHOWN = 3 };
    size_t shown = 0;
    for (size_t b = 0; b < intake->n_blocks && shown < SHOWN; b++) {
        const struct block *block = &intake->blocks[b];
        const struct part *part = &block->parts[p];
        if (!part->n_bad)
            continue;
        struct cells cells;
        block_cells(block, &cells);
        for (size_t i = 0; i < part->n_bad && shown < SHOWN; i++, shown++) {
            text_add(reason, shown == 0 ? "; first at " : shown == 1 ? ", then " : ", ");
            if (block->grid != intake->grids[0])
                text_add_format(reason, "%s ", block->grid->path);
            text_add_format(reason, "%s%zu", shown == 0 ? "line " : "",
                            (size_t)(block->first_line + cells.lines[part->bad[i]]));
        }
        cells_release(&cells);
    }
}

static const char *type_wanted(enum type type)
{
    switch (type) {
    case TYPE_TIME:
        return "time";
    case TYPE_BOOL:
        return "truth value";
    case TYPE_INT:
        return "whole number";
    default:
        return "number";
    }
}

static void describe_bad(const struct intake *intake, size_t p, const struct block *block, struct error *err)
{
    const struct plan *plan = &intake->plans[p];
    size_t row = block->parts[p].bad[0], length, n_bad = 0, n_rows = 0;
    struct cells cells;
    struct spot spot = { 0 };
    struct text reason = TEXT_EMPTY;
    char bad[32], rows[32];
    block_cells(block, &cells);
    const char *value = cells_field(&cells, row, grid_field(block->grid, plan->field), &length);
    struct text shown = TEXT_EMPTY;
    text_quote(plan->name, value, length, &shown);
    fail(err, ERROR_DATA, plan->shape.type == TYPE_TIME ? E_BAD_TIME : E_BAD_NUMBER,
         "'%s' holds text that is no %s: \"%s\"", plan->name, type_wanted(plan->shape.type), text_string(&shown));
    text_release(&shown);
    for (size_t b = 0; b < intake->n_blocks; b++) {
        n_bad += intake->blocks[b].parts[p].n_bad;
        n_rows += intake->blocks[b].n_rows + intake->blocks[b].n_flaws;
    }
    count_format(n_bad, bad);
    count_format(n_rows, rows);
    text_add_format(&reason, "%s of %s rows", bad, rows);
    tell_lines(intake, p, &reason);
    error_reason(err, "%s", text_string(&reason));
    error_mend(err, "bad=missing keeps the rows");
    error_mend(err, "bad=drop puts them into the quarantine");
    block->grid->locate(block->grid, &cells, row, grid_field(block->grid, plan->field), &spot);
    data_place(err, block->grid->path, lines_are_open(intake) ? spot.source : NULL,
               (size_t)(block->first_line + cells.lines[row] + spot.line_offset), spot.column, spot.length);
    free(spot.source);
    text_release(&reason);
    cells_release(&cells);
}

/* The first value in file order that does not fit. */
static bool fail_bad(const struct intake *intake, struct error *err)
{
    for (size_t b = 0; b < intake->n_blocks; b++) {
        const struct block *block = &intake->blocks[b];
        size_t best = intake->n_plans;
        for (size_t p = 0; p < intake->n_plans; p++)
            if (block->parts[p].n_bad &&
                (best == intake->n_plans || block->parts[p].bad[0] < block->parts[best].bad[0]))
                best = p;
        if (best == intake->n_plans)
            continue;
        describe_bad(intake, best, block, err);
        return false;
    }
    return true;
}

static int compare_rows(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static void drop_bad(const struct intake *intake, struct block *block)
{
    size_t n = 0, kept = 0;
    for (size_t p = 0; p < intake->n_plans; p++)
        n += block->parts[p].n_bad;
    if (n == 0)
        return;
    block->dropped = allocate(n, sizeof *block->dropped);
    for (size_t p = 0, at = 0; p < intake->n_plans; at += block->parts[p++].n_bad)
        if (block->parts[p].n_bad)
            memcpy(block->dropped + at, block->parts[p].bad, block->parts[p].n_bad * sizeof *block->dropped);
    qsort(block->dropped, n, sizeof *block->dropped, compare_rows);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || block->dropped[i] != block->dropped[kept - 1])
            block->dropped[kept++] = block->dropped[i];
    block->n_dropped = kept;
}

/* ---- Keys ---- */

const struct plan *intake_key(const struct intake *intake)
{
    const char *key = intake->options->bad == BAD_DROP ? intake->options->key : NULL;
    for (size_t p = 0; p < intake->n_plans && key; p++) {
        const struct plan *plan = &intake->plans[p];
        if (strcmp(plan->name, key) == 0 && (plan->shape.type == TYPE_INT || plan->shape.type == TYPE_TEXT))
            return plan;
    }
    return NULL;
}

/* The bytes of the key of ROW; NULL: it has none. */
static const char *key_of(const struct plan *plan, const struct part *part, size_t row, size_t *length)
{
    if (part_is_empty(plan, part))
        return NULL;
    if (part->shape.type == TYPE_INT) {
        const int64_t *values = part->values;
        *length = sizeof *values;
        return values[row] == INT_MISSING ? NULL : (const char *)&values[row];
    }
    uint32_t code = ((const uint32_t *)part->values)[row];
    return code == TEXT_MISSING ? NULL : codes_text(&part->codes, code, length);
}

/* Rows of BLOCK that no key names, or one that SEEN has, join those that are dropped. */
static void drop_keys(struct intake *intake, const struct plan *plan, struct block *block,
                      struct dictionary_builder *seen)
{
    const struct part *part = &block->parts[plan - intake->plans];
    uint32_t *dropped = allocate(block->n_rows, sizeof *dropped);
    size_t n = 0, at = 0;
    for (uint32_t row = 0; row < block->n_rows; row++) {
        size_t length = 0;
        bool drop = at < block->n_dropped && block->dropped[at] == row;
        at += drop;
        const char *key = drop ? NULL : key_of(plan, part, row, &length);
        if (!drop && !key) {
            intake->n_keyless++;
            drop = true;
        } else if (!drop && !intake->options->key_repeats) {
            uint32_t before = dictionary_builder_size(seen);
            drop = dictionary_builder_add(seen, key, length) < before;
            intake->n_key_again += drop;
        }
        if (drop)
            dropped[n++] = row;
    }
    free(block->dropped);
    block->dropped = dropped;
    block->n_dropped = n;
}

static bool fail_no_rows(const struct intake *intake, struct error *err)
{
    const struct grid *grid = intake->grids[0];
    for (size_t b = 0; b < intake->n_blocks; b++) {
        const struct block *block = &intake->blocks[b];
        if (!block->n_flaws)
            continue;
        char rows[32];
        count_format(intake->n_read, rows);
        fail(err, ERROR_DATA, E_NO_ROWS, "no row of %s can be kept", block->grid->path);
        error_reason(err, "%s %s refused; the first, in line %zu, has %s", rows,
                     intake->n_read == 1 ? "row was" : "rows were", (size_t)(block->first_line + block->flaws[0].line),
                     block->flaws[0].reason);
        if (block->grid->n_titles)
            error_mend(err, "skip_lines=%zu, if what stands above the names is a title", block->grid->n_titles);
        else if (block->grid->delimiter)
            error_mend(err, "delimiter= or header= if the file is written in another way");
        else
            error_mend(err, "take out what stands above the names, if the first line is a title");
        return false;
    }
    if (intake->n_read) {
        fail(err, ERROR_DATA, E_NO_ROWS, "every row of %s has a value that does not fit", grid->path);
        error_mend(err, "bad=missing keeps the rows");
        return false;
    }
    fail(err, ERROR_DATA, E_NO_ROWS, "%s has a header of %zu column%s and no rows", grid->path, grid->width,
         grid->width == 1 ? "" : "s");
    error_mend(err, "check the export that made it");
    error_mend(err, "types= of every column keeps a table of no rows");
    return false;
}

/* A table of no rows is one when it is known what its columns are. */
static bool may_be_empty(const struct intake *intake)
{
    bool typed = intake->n_read == 0;
    for (size_t p = 0; p < intake->n_plans; p++)
        typed = typed && intake->plans[p].typed;
    return typed;
}

bool intake_judge(struct intake *intake, struct error *err)
{
    if (!judge_ragged(intake, err) || (intake->options->bad == BAD_STOP && !fail_bad(intake, err)))
        return false;
    const struct plan *key = intake_key(intake);
    struct dictionary_builder *seen = key ? dictionary_builder_new() : NULL;
    intake->n_rows = 0;
    intake->n_read = 0;
    for (size_t b = 0; b < intake->n_blocks; b++) {
        struct block *block = &intake->blocks[b];
        if (intake->options->bad == BAD_DROP)
            drop_bad(intake, block);
        if (key)
            drop_keys(intake, key, block, seen);
        block->first_row = intake->n_rows;
        intake->n_rows += block->n_rows - block->n_dropped;
        intake->n_read += block->n_rows + block->n_flaws;
    }
    dictionary_builder_free(seen);
    return intake->n_rows > 0 || may_be_empty(intake) || fail_no_rows(intake, err);
}
