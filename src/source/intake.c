/* Blocks of rows, read side by side. */
#include "source/intake.h"

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"
#include "patron/table/packed.h"
#include "source/walls.h"

enum { BATCH_BLOCKS = 32 };

static void block_release(const struct intake *intake, struct block *block)
{
    for (size_t i = 0; block->parts && i < intake->n_plans; i++)
        part_release(&block->parts[i]);
    free(block->parts);
    for (size_t i = 0; i < block->n_flaws; i++) {
        free(block->flaws[i].reason);
        free(block->flaws[i].raw);
    }
    free(block->flaws);
    free(block->dropped);
    *block = (struct block){ .grid = block->grid, .start = block->start, .limit = block->limit };
}

static bool learn_part(const struct intake *intake, const struct plan *plan, size_t field, const struct cells *cells,
                       struct part *part)
{
    const struct missing_texts *missing = plan_missing(intake, plan);
    const struct shape wanted = plan_wants(plan);
    const struct shape *like = plan->like ? &wanted : NULL;
    bool good = plan->learn_times ? part_learn_times(part, cells, field, like, missing)
                : plan->typed     ? part_convert(part, cells, field, plan->shape, true, missing)
                                  : part_learn(part, cells, field, like, missing);
    if (good)
        part_to_walls(part, cells, field, missing, &intake->options->zones);
    if (good && part->shape.type != TYPE_TEXT) /* a text's codes are those of the block */
        part->width = values_width(part->shape.type, part->values, cells->n_rows);
    return good;
}

/* Reads and learns a block. SURE: its start is. */
static void block_read(const struct intake *intake, struct block *block, bool sure)
{
    struct cells cells;
    block->grid->read(block->grid, block->start, block->limit, sure, &cells, &block->end);
    block->stop = cells.stop;
    block->stop_position = cells.stop_position;
    block->n_lines = cells.n_lines;
    block->n_rows = cells.n_rows;
    block->flaws = cells.flaws;
    block->n_flaws = cells.n_flaws;
    block->headers = cells.headers;
    block->joined = cells.joined;
    cells.flaws = NULL;
    cells.n_flaws = 0;
    if (block->stop == STOP_NONE && block->end != NO_POSITION) {
        block->parts = allocate(intake->n_plans, sizeof *block->parts);
        for (size_t i = 0; i < intake->n_plans && block->stop == STOP_NONE; i++)
            if (!learn_part(intake, &intake->plans[i], grid_field(block->grid, intake->plans[i].field), &cells,
                            &block->parts[i]))
                block->stop = STOP_MEMORY;
    }
    cells_release(&cells);
}

void block_cells(const struct block *block, struct cells *cells)
{
    uint64_t end;
    block->grid->read(block->grid, block->start, block->limit, true, cells, &end);
}

/* Blocks that are read side by side, while those before them are put into columns. */
struct batch {
    struct intake *intake;
    size_t first;                /* of the blocks to read */
    size_t kept_first, kept_end; /* of the blocks to keep */
};

static void read_in_batch(struct batch *batch, size_t i)
{
    struct block *block = &batch->intake->blocks[batch->first + i];
    block_read(batch->intake, block, i == 0);
    work_advance(batch->intake->work, block->limit - block->start);
}

static void step_in_batch(void *context, size_t i)
{
    struct batch *batch = context;
    size_t n_plans = batch->kept_end > batch->kept_first ? batch->intake->n_plans : 0;
    if (i < n_plans)
        keep_column(batch->intake, i, batch->kept_first, batch->kept_end);
    else
        read_in_batch(batch, i - n_plans);
}

static bool run_batch(struct batch *batch, struct error *err)
{
    struct intake *intake = batch->intake;
    size_t n_plans = batch->kept_end > batch->kept_first ? intake->n_plans : 0;
    return work_run(intake->work, n_plans + intake->n_blocks - batch->first, step_in_batch, batch, err);
}

static struct block *add_block(struct intake *intake, const struct grid *grid, uint64_t start, uint64_t limit)
{
    if (intake->n_blocks == intake->blocks_capacity) {
        intake->blocks_capacity = intake->blocks_capacity ? intake->blocks_capacity * 2 : 64;
        intake->blocks = reallocate(intake->blocks, intake->blocks_capacity, sizeof *intake->blocks);
    }
    struct block *block = &intake->blocks[intake->n_blocks++];
    *block = (struct block){ .grid = grid, .start = start, .limit = limit };
    return block;
}

/* Blocks from the certain position START on; the starts of all but the first are guesses. */
static void plan_batch(struct intake *intake, const struct grid *grid, uint64_t start)
{
    for (size_t i = 0; i < BATCH_BLOCKS && start < grid->end; i++) {
        uint64_t limit = grid->end - start > grid->block ? grid->guess(grid, start + grid->block) : grid->end;
        add_block(intake, grid, start, limit);
        start = limit;
    }
}

/* The blocks of a batch in order: where a guess was wrong, the block is read again from where it truly begins. */
static bool chain_batch(struct intake *intake, const struct batch *batch, uint64_t *line, struct error *err)
{
    uint64_t start = intake->blocks[batch->first].start;
    for (size_t i = batch->first; i < intake->n_blocks; i++) {
        struct block *block = &intake->blocks[i];
        if (block->start != start || block->end == NO_POSITION) {
            block->start = start;
            if (block->limit < start)
                block->limit = start;
            block_release(intake, block);
            block_read(intake, block, true);
        }
        if (block->stop != STOP_NONE) {
            struct cells cells = { .stop = block->stop, .stop_position = block->stop_position };
            return block->grid->explain(block->grid, &cells, err);
        }
        if (!work_go_on(intake->work, err))
            return false;
        block->first_line = *line;
        block->first_row = intake->n_kept;
        intake->n_kept += block->n_rows;
        *line += block->n_lines;
        start = block->end;
    }
    return true;
}

/* Rows that may be dropped for a value that does not fit leave gaps: then blocks are held until all are known. */
static bool keeps(const struct intake *intake)
{
    bool typed = false;
    for (size_t p = 0; p < intake->n_plans; p++)
        typed = typed || intake->plans[p].typed;
    return !(typed || intake->options->key) || intake->options->bad != BAD_DROP;
}

/* Reads GRID to its end; on return the blocks of BATCH are read but not yet kept. */
static bool read_grid(struct batch *batch, const struct grid *grid, struct error *err)
{
    struct intake *intake = batch->intake;
    uint64_t start = grid->start, line = grid->first_line;
    while (start < grid->end) {
        batch->first = intake->n_blocks;
        plan_batch(intake, grid, start);
        if (!run_batch(batch, err) || !chain_batch(intake, batch, &line, err))
            return false;
        uint64_t end = intake->blocks[intake->n_blocks - 1].end;
        if (grid->forget)
            grid->forget(grid, start, end);
        intake->n_positions_read += (end < grid->end ? end : grid->end) - start;
        start = end;
        batch->kept_first = batch->first;
        batch->kept_end = batch->first = intake->n_blocks;
        if (!keeps(intake))
            batch->kept_first = batch->kept_end;
        else if (!keep_prepare(intake, batch->kept_first, err))
            return false;
    }
    return true;
}

bool intake_read(struct intake *intake, struct error *err)
{
    uint64_t total = 0;
    for (size_t g = 0; g < intake->n_grids; g++)
        total += intake->grids[g]->end - intake->grids[g]->start;
    work_begin(intake->work, "bytes", total);
    intake->n_positions = total;
    bool good = true;
    struct batch batch = { .intake = intake };
    for (size_t g = 0; g < intake->n_grids && good; g++)
        good = read_grid(&batch, intake->grids[g], err);
    good = good && run_batch(&batch, err);
    work_end(intake->work);
    return good;
}

void intake_release(struct intake *intake)
{
    for (size_t b = 0; b < intake->n_blocks; b++)
        block_release(intake, &intake->blocks[b]);
    free(intake->blocks);
    for (size_t p = 0; p < intake->n_plans; p++)
        kept_release(&intake->plans[p].kept);
    free(intake->plans);
    for (size_t g = 0; g < intake->n_grids; g++)
        grid_close(intake->grids[g]);
    free(intake->grids);
    *intake = (struct intake){ 0 };
    memory_return();
}
