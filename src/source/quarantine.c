/* The rows that were refused, as a table: where they stand, why, and what they held. */
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"
#include "patron/table/builder.h"
#include "source/intake.h"
#include "source/value.h"

enum { FILE_COLUMN, LINE_COLUMN, COLUMN_COLUMN, REASON_COLUMN, RAW_COLUMN };

static void add_row(struct builder *builder, const struct block *block, uint64_t line, const char *column,
                    const char *reason, const char *raw, size_t raw_length)
{
    builder_set_text(builder, FILE_COLUMN, block->grid->path, strlen(block->grid->path));
    builder_set_int(builder, LINE_COLUMN, (int64_t)line);
    if (column)
        builder_set_text(builder, COLUMN_COLUMN, column, strlen(column));
    size_t n_lines = 1;
    for (size_t i = 0; i < raw_length; i++)
        n_lines += raw[i] == '\n';
    struct text why = TEXT_EMPTY;
    text_add(&why, reason);
    if (n_lines > 1)
        text_add_format(&why, ", over %zu lines", n_lines);
    builder_set_text(builder, REASON_COLUMN, text_string(&why), why.length);
    text_release(&why);
    builder_set_text(builder, RAW_COLUMN, raw, raw_length);
    builder_end_row(builder);
}

/* The first column whose value in ROW does not fit; NULL: its key does not name it. */
static const struct plan *plan_of_bad(const struct intake *intake, const struct block *block, uint32_t row)
{
    for (size_t p = 0; p < intake->n_plans; p++)
        for (size_t i = 0; i < block->parts[p].n_bad; i++)
            if (block->parts[p].bad[i] == row)
                return &intake->plans[p];
    return NULL;
}

static void add_dropped(const struct intake *intake, struct builder *builder, const struct block *block,
                        const struct cells *cells, uint32_t row)
{
    static const char *const wanted[N_TYPES] = { "truth value", "whole number", "number", "time", "text" };
    const struct plan *bad = plan_of_bad(intake, block, row), *plan = bad ? bad : intake_key(intake);
    struct text reason = TEXT_EMPTY, raw = TEXT_EMPTY;
    size_t length;
    if (!plan)
        bug("a row was dropped without a reason");
    const char *value = cells_field(cells, row, grid_field(block->grid, plan->field), &length);
    if (bad) {
        text_add_char(&reason, '"');
        text_quote(plan->name, value, length, &reason);
        text_add_format(&reason, "\" is no %s", wanted[plan->shape.type]);
    } else {
        text_add(&reason, length == 0 || is_missing_text(plan_missing(intake, plan), value, length)
                              ? "there is no key"
                              : "the key of an earlier row");
    }
    block->grid->raw(block->grid, cells, row, &raw);
    add_row(builder, block, block->first_line + cells->lines[row], plan->name, text_string(&reason), text_string(&raw),
            raw.length);
    text_release(&reason);
    text_release(&raw);
}

/* Rows that the grid refused and rows that were dropped, in the order of the file. */
static bool add_block(const struct intake *intake, struct builder *builder, const struct block *block,
                      struct error *err)
{
    struct cells cells = { 0 };
    bool ok = true;
    if (block->n_dropped)
        block_cells(block, &cells);
    for (size_t f = 0, d = 0; ok && (f < block->n_flaws || d < block->n_dropped); ok = loop_goes_on(f + d, err)) {
        const struct flaw *flaw = f < block->n_flaws ? &block->flaws[f] : NULL;
        if (flaw && (d == block->n_dropped || flaw->after <= block->dropped[d])) {
            add_row(builder, block, block->first_line + flaw->line, NULL, flaw->reason, flaw->raw, flaw->raw_length);
            f++;
        } else
            add_dropped(intake, builder, block, &cells, block->dropped[d++]);
    }
    cells_release(&cells);
    return ok;
}

struct table *intake_quarantine(const struct intake *intake, struct error *err)
{
    struct builder *builder = builder_new("quarantine");
    builder_add_column(builder, "file", TYPE_TEXT);
    builder_add_column(builder, "line", TYPE_INT);
    builder_add_column(builder, "column", TYPE_TEXT);
    builder_add_column(builder, "reason", TYPE_TEXT);
    builder_add_column(builder, "raw", TYPE_TEXT);
    for (size_t b = 0; b < intake->n_blocks; b++)
        if (!work_go_on(intake->work, err) || !add_block(intake, builder, &intake->blocks[b], err)) {
            builder_free(builder);
            return NULL;
        }
    return builder_finish(builder, err);
}
