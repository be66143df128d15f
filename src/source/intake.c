/* Blocks of rows: planned, read side by side, settled. */
#include "source/intake.h"

#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/base/kinds.h"
#include "patron/base/memory.h"
#include "patron/base/number.h"
#include "patron/base/work.h"
#include "patron/table/packed.h"
#include "source/limits.h"
#include "source/value.h"
#include "source/walls.h"

enum { BATCH_BLOCKS = 32 };

/* NAME@2 is the second column that is called NAME. */
static bool is_nth_called(const struct grid *grid, size_t field, const char *name)
{
    const char *own = grid->names[field], *at = strrchr(name, '@');
    if (!at || strlen(own) != (size_t)(at - name) || memcmp(own, name, (size_t)(at - name)) != 0)
        return false;
    size_t nth = 1;
    int64_t wanted;
    for (size_t i = 0; i < field; i++)
        nth += strcmp(grid->names[i], own) == 0;
    return integer_parse(at + 1, strlen(at + 1), &wanted) && wanted > 0 && (size_t)wanted == nth;
}

/* Columns. */

static bool is_called(const struct grid *grid, size_t field, const char *name)
{
    return strcmp(grid->names[field], name) == 0 || (grid->paths && strcmp(grid->paths[field], name) == 0) ||
           is_nth_called(grid, field, name);
}

static const struct source_column *declaration_of(const struct intake *intake, size_t field)
{
    const struct source_options *options = intake->options;
    const struct grid *grid = intake->grids[0];
    if (!grid->has_header)
        return field < options->n_columns ? &options->columns[field] : NULL;
    for (size_t i = 0; i < options->n_columns; i++) {
        const char *name = options->columns[i].name;
        if (name ? is_called(grid, field, name) : i == field)
            return &options->columns[i];
    }
    return NULL;
}

static int spelling_number(const char *name)
{
    for (int i = 0; time_spellings[i].name; i++)
        if (strcmp(time_spellings[i].name, name) == 0)
            return i;
    return -1;
}

static bool find_spelling(const char *name, int *out, struct error *err)
{
    struct nearest nearest;
    nearest_init(&nearest, name);
    if ((*out = spelling_number(name)) >= 0)
        return true;
    for (int i = 0; time_spellings[i].name; i++)
        nearest_offer(&nearest, time_spellings[i].name);
    fail(err, ERROR_USER, E_BAD_VALUE, "'%s' is no spelling of times that is known", name);
    if (nearest.best)
        error_mend(err, "%s", nearest.best);
    return false;
}

static bool plan_column(struct intake *intake, size_t field, struct error *err)
{
    const struct source_column *declared = declaration_of(intake, field);
    if (declared ? declared->skip : intake->options->only_declared)
        return true;
    struct plan *plan = &intake->plans[intake->n_plans++];
    *plan = (struct plan){ .name = intake->grids[0]->names[field], .field = field, .shape = { TYPE_TEXT, -1 } };
    if (declared && declared->as)
        plan->name = declared->as;
    else if (declared && declared->name && !intake->grids[0]->has_header)
        plan->name = declared->name;
    plan->like = source_reading_column(intake->options->like, plan->name);
    plan->typed = declared && declared->typed;
    plan->names_rows = declared && declared->names_rows;
    if (!plan->typed)
        return true;
    plan->shape.type = declared->type;
    if (declared->mark != MARK_NONE)
        plan->shape.spelling = declared->mark;
    plan->learn_times = declared->type == TYPE_TIME && !declared->time_spelling;
    return declared->type != TYPE_TIME || plan->learn_times ||
           find_spelling(declared->time_spelling, &plan->shape.spelling, err);
}

/* Every declaration must name a column of the file. */
static bool check_declarations(const struct intake *intake, struct error *err)
{
    const struct source_options *options = intake->options;
    const struct grid *grid = intake->grids[0];
    for (size_t i = 0; i < options->n_columns; i++) {
        const char *name = options->columns[i].name;
        struct nearest nearest;
        bool found = false;
        if (!grid->has_header || !name) {
            if (i < grid->width)
                continue;
            fail(err, ERROR_USER, E_NO_COLUMN, "%zu columns are declared, but %s has %zu", options->n_columns,
                 grid->path, grid->width);
            return false;
        }
        nearest_init(&nearest, name);
        for (size_t j = 0; j < grid->width && !found; j++) {
            found = is_called(grid, j, name);
            nearest_offer(&nearest, grid->names[j]);
        }
        if (found || options->columns[i].optional)
            continue;
        fail(err, ERROR_USER, E_NO_COLUMN, "%s has no column '%s'", grid->path, name);
        if (nearest.best)
            error_mend(err, "%s", nearest.best);
        else if (options->columns[i].skip && strspn(name, "0123456789") == strlen(name))
            error_mend(err, "skip_lines=%s leaves out lines above the names", name);
        return false;
    }
    return true;
}

static int compare_plans(const void *a, const void *b)
{
    const struct plan *x = *(const struct plan *const *)a, *y = *(const struct plan *const *)b;
    int order = strcmp(x->name, y->name);
    return order ? order : x->field < y->field ? -1 : 1;
}

static bool fail_duplicate(const struct grid *grid, const struct plan *first, const struct plan *second,
                           struct error *err)
{
    fail(err, ERROR_DATA, E_DUPLICATE_COLUMN, "two columns are called '%s'", first->name);
    error_reason(err, "they are columns %zu and %zu of %s", first->field + 1, second->field + 1, grid->path);
    if (grid->has_header && strcmp(grid->names[first->field], grid->names[second->field]) == 0)
        error_mend(err, "rename=%s@2:NAME, or skip=%s@2", first->name, first->name);
    error_mend(err, "header=no calls them c1, c2, ...");
    error_place(err, grid->path, NULL, grid->has_header ? (size_t)grid->first_line - 1 : 0, 0, 0);
    return false;
}

static bool check_names(const struct intake *intake, struct error *err)
{
    const struct plan **sorted = allocate(intake->n_plans, sizeof *sorted);
    const struct plan *first = NULL, *second = NULL;
    for (size_t i = 0; i < intake->n_plans; i++)
        sorted[i] = &intake->plans[i];
    qsort(sorted, intake->n_plans, sizeof *sorted, compare_plans);
    for (size_t i = 1; i < intake->n_plans; i++)
        if (strcmp(sorted[i - 1]->name, sorted[i]->name) == 0 && (!second || sorted[i]->field < second->field)) {
            first = sorted[i - 1];
            second = sorted[i];
        }
    free(sorted);
    return !second || fail_duplicate(intake->grids[0], first, second, err);
}

/* Columns get the names that declarations expect; each alias must be of some. */
static bool take_aliases(const struct intake *intake, struct error *err)
{
    const struct source_options *options = intake->options;
    for (size_t i = 0; i < options->n_aliases; i++)
        for (size_t g = 0; g < intake->n_grids; g++) {
            const struct source_alias *alias = &options->aliases[i];
            struct grid *grid = intake->grids[g];
            size_t field = 0;
            while (field < grid->width && strcmp(grid->names[field], alias->name) != 0 &&
                   strcmp(grid->names[field], alias->as) != 0) /* called so by the reading before */
                field++;
            if (field == grid->width)
                return fail(err, ERROR_USER, E_NO_COLUMN, "%s has no column '%s'", grid->path, alias->name);
            free(grid->names[field]);
            grid->names[field] = copy_text(alias->as);
        }
    return true;
}

bool intake_plan(struct intake *intake, struct error *err)
{
    for (size_t g = 0; g < intake->n_grids; g++)
        if (intake->grids[g]->agree) {
            if (!intake->grids[g]->agree(intake->grids, intake->n_grids, err))
                return false;
            break;
        }
    size_t width = intake->grids[0]->width;
    const struct source_reading *like = intake->options->like;
    const char *const *missing = intake->options->missing;
    if (!missing && like && like->missing)
        missing = (const char *const *)like->missing;
    missing_texts_init(&intake->missing, missing);
    missing_texts_init(&intake->missing_but_na, default_missing + 1);
    for (size_t g = 0; g < intake->n_grids; g++)
        if (!limit_columns(intake->grids[g]->width, intake->grids[g]->path, err))
            return false;
    if (!take_aliases(intake, err) || !intake_match(intake, err) || !check_declarations(intake, err))
        return false;
    intake->plans = allocate(width, sizeof *intake->plans);
    for (size_t field = 0; field < width; field++)
        if (!plan_column(intake, field, err))
            return false;
    if (width == 0)
        return fail(err, ERROR_DATA, E_NO_COLUMN, "the rows of %s have no fields", intake->grids[0]->path);
    if (intake->n_plans == 0)
        return fail(err, ERROR_USER, E_NO_COLUMN, "no column of %s is left", intake->grids[0]->path);
    return check_names(intake, err);
}

/* Blocks. */

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

const struct missing_texts *plan_missing(const struct intake *intake, const struct plan *plan)
{
    return plan->keeps_na ? &intake->missing_but_na : &intake->missing;
}

/* What the column was the last time. */
static struct shape plan_wants(const struct plan *plan)
{
    struct shape shape = { TYPE_TEXT, -1 };
    if (plan->like)
        shape.type = plan->like->type;
    if (plan->like && plan->like->spelling)
        shape.spelling = spelling_number(plan->like->spelling);
    return shape;
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

/* Types of whole columns. */

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
