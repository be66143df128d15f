/* Types of whole columns, when all blocks have been read; blocks that were read as something else are read again. */
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"
#include "source/intake.h"
#include "source/walls.h"

struct recount {
    struct intake *intake;
    size_t plan;
    uint64_t (*counts)[64]; /* per block */
};

static void recount_block(void *context, size_t b)
{
    struct recount *recount = context;
    const struct intake *intake = recount->intake;
    struct cells cells;
    block_cells(&intake->blocks[b], &cells);
    count_times(&cells, grid_field(intake->blocks[b].grid, intake->plans[recount->plan].field), &intake->missing,
                recount->counts[b]);
    cells_release(&cells);
}

/* No spelling fits all values of a column that was declared as time: the one that fits most. */
static bool spelling_of_most(struct intake *intake, size_t p, struct error *err)
{
    struct recount recount = { intake, p, allocate(intake->n_blocks, sizeof *recount.counts) };
    bool good = work_run(intake->work, intake->n_blocks, recount_block, &recount, err);
    uint64_t best = 0;
    intake->plans[p].shape.spelling = 0;
    for (int s = 0; s < 64 && good; s++) {
        uint64_t n = 0;
        for (size_t b = 0; b < intake->n_blocks; b++)
            n += recount.counts[b][s];
        if (n > best) {
            best = n;
            intake->plans[p].shape.spelling = s;
        }
    }
    free(recount.counts);
    return good;
}

static bool settle_plan(struct intake *intake, size_t p, struct error *err)
{
    struct plan *plan = &intake->plans[p];
    if (plan->typed && !plan->learn_times)
        return true;
    bool mixed = false;
    plan->fit = fit_everything();
    for (size_t b = 0; b < intake->n_blocks; b++) {
        fit_meet(&plan->fit, &intake->blocks[b].parts[p].fit);
        mixed = mixed || intake->blocks[b].parts[p].mixed_times;
    }
    struct fit fit = plan->fit;
    fit.too_long = fit.too_long || (plan->names_rows && fit.whole); /* a key is no number with decimals */
    const struct shape wanted = plan_wants(plan);
    if (plan->learn_times && plan->fit.any && (mixed || !plan->fit.times))
        return spelling_of_most(intake, p, err);
    if (plan->learn_times)
        plan->shape.spelling = fit_times(&plan->fit, plan->like ? &wanted : NULL);
    else
        plan->shape = fit_shape_like(&fit, plan->like ? &wanted : NULL);
    return true;
}

/* Whether all values but NA are two capital letters: then it is the code of Namibia, or of North America. */
static bool holds_codes(struct intake *intake, size_t p)
{
    struct plan *plan = &intake->plans[p];
    bool any = false;
    bool before = plan->like && plan->like->codes;
    if (intake->missing.texts != default_missing || plan->shape.type != TYPE_TEXT)
        return false;
    for (size_t b = 0; b < intake->n_blocks; b++) {
        const struct part *part = &intake->blocks[b].parts[p];
        if (part->shape.type == TYPE_TEXT ? !part->two_letters : part->fit.any)
            return false;
        any = any || part->has_texts;
        plan->n_na += part->n_named[0];
    }
    return (any || before) && plan->n_na > 0;
}

/* Whether the block holds the column as something that the table cannot take as it is. */
static bool is_misread(const struct plan *plan, const struct part *part)
{
    if (plan->keeps_na)
        return true;
    if (part->kept)
        return plan->kept.given_up && !part_is_empty(plan, part);
    if (plan->typed && !plan->learn_times)
        return false;
    if (!part->fit.any)
        return false;
    if (part->shape.type == TYPE_INT && plan->shape.type == TYPE_REAL)
        return false; /* widened when the block is copied */
    return part->shape.type != plan->shape.type || part->shape.spelling != plan->shape.spelling;
}

static void convert_block(void *context, size_t b)
{
    struct intake *intake = context;
    struct block *block = &intake->blocks[b];
    struct cells cells = { 0 };
    bool read = false;
    for (size_t p = 0; p < intake->n_plans && block->stop == STOP_NONE; p++) {
        const struct plan *plan = &intake->plans[p];
        struct part *part = &block->parts[p];
        if (!is_misread(plan, part))
            continue;
        if (!read)
            block_cells(block, &cells);
        read = true;
        struct fit fit = part->fit;
        const struct missing_texts *missing = plan_missing(intake, plan);
        size_t field = grid_field(block->grid, plan->field);
        part_release(part);
        if (part_convert(part, &cells, field, plan->shape, plan->typed, missing))
            part_to_walls(part, &cells, field, missing, &intake->options->zones);
        else
            block->stop = STOP_MEMORY;
        part->fit = fit;
        part->fit.any = part->fit.any || part->has_texts;
    }
    cells_release(&cells);
}

bool intake_settle(struct intake *intake, struct error *err)
{
    for (size_t p = 0; p < intake->n_plans; p++)
        if (!settle_plan(intake, p, err))
            return false;
    for (size_t p = 0; p < intake->n_plans; p++) {
        intake->plans[p].keeps_na = holds_codes(intake, p);
        keep_settle(intake, p);
    }
    if (!work_run(intake->work, intake->n_blocks, convert_block, intake, err))
        return false;
    for (size_t b = 0; b < intake->n_blocks; b++)
        if (intake->blocks[b].stop != STOP_NONE)
            return fail(err, ERROR_SYSTEM, E_MEMORY, "no memory for the rows of %s", intake->blocks[b].grid->path);
    return true;
}
