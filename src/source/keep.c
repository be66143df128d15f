/* Blocks put into the columns of the table as they come, so that what was read is held once.

   It is known only at the end what a column is; most columns are what their first block was. Such a column grows block
   by block. One whose blocks differ is given up: its later blocks are held as they were read, its earlier ones are read
   again when its type is settled. Texts get their codes in file order, so that the blocks cannot be seen. */
#include <math.h>

#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/table/builder.h"
#include "source/intake.h"

void values_fill_missing(void *values, enum type type, size_t from, size_t n)
{
    for (size_t row = from; row < from + n; row++)
        if (type == TYPE_BOOL)
            ((int8_t *)values)[row] = BOOL_MISSING;
        else if (type == TYPE_REAL)
            ((double *)values)[row] = NAN;
        else if (type == TYPE_TEXT)
            ((uint32_t *)values)[row] = TEXT_MISSING;
        else
            ((int64_t *)values)[row] = INT_MISSING;
}

bool part_is_empty(const struct plan *plan, const struct part *part)
{
    return (!plan->typed || plan->learn_times) && !part->fit.any && part->n_bad == 0;
}

void kept_release(struct kept *kept)
{
    free(kept->values);
    dictionary_builder_free(kept->texts);
    *kept = (struct kept){ .given_up = true };
}

/* Whole numbers as real ones, in their place. */
static void widen(struct kept *kept, size_t n)
{
    int64_t *whole = kept->values;
    double *real = kept->values;
    for (size_t row = 0; row < n; row++) {
        int64_t value = whole[row];
        real[row] = value == INT_MISSING ? NAN : (double)value;
    }
    kept->shape.type = TYPE_REAL;
}

/* Whether a block of SHAPE can stand in the column; a column of whole numbers becomes one of real numbers for it. */
static bool takes(struct kept *kept, struct shape shape, size_t n_rows)
{
    if (!kept->any) {
        kept->any = true;
        kept->shape = shape;
        return true;
    }
    if (kept->shape.type == TYPE_INT && shape.type == TYPE_REAL)
        widen(kept, n_rows);
    return (kept->shape.type == shape.type && kept->shape.spelling == shape.spelling) ||
           (kept->shape.type == TYPE_REAL && shape.type == TYPE_INT);
}

/* Room for the rows read so far; the first time for about as many as the file has. */
static bool reserve(const struct intake *intake, struct kept *kept, size_t n_rows, struct error *err)
{
    size_t size = type_size(kept->shape.type);
    if (n_rows <= kept->capacity)
        return true;
    double share = intake->n_positions ? (double)intake->n_positions_read / (double)intake->n_positions : 1;
    size_t expected = share > 0 ? (size_t)((double)n_rows / share * 1.02) + 1024 : n_rows;
    size_t capacity = expected > n_rows ? expected : n_rows + n_rows / 4;
    void *values = allocate_large(capacity, size, "a column", err);
    if (!values)
        return false;
    if (kept->n_rows)
        memcpy(values, kept->values, kept->n_rows * size);
    free(kept->values);
    kept->values = values;
    kept->capacity = capacity;
    return true;
}

/* Which columns take the blocks from FIRST on, and room for them. On the calling thread: it decides. */
bool keep_prepare(struct intake *intake, size_t first, struct error *err)
{
    for (size_t p = 0; p < intake->n_plans && intake->n_blocks > first; p++) {
        struct plan *plan = &intake->plans[p];
        struct kept *kept = &plan->kept;
        for (size_t b = first; b < intake->n_blocks && !kept->given_up; b++) {
            const struct part *part = &intake->blocks[b].parts[p];
            if (!part_is_empty(plan, part) && !takes(kept, part->shape, kept->n_rows))
                kept_release(kept);
        }
        if (!kept->given_up && kept->any && !reserve(intake, kept, intake->n_kept, err))
            return false;
    }
    return true;
}

static void keep_texts(struct kept *kept, struct block *block, struct part *part)
{
    const uint32_t *from = part->values;
    uint32_t *to = (uint32_t *)kept->values + block->first_row;
    uint32_t *map = allocate(part->codes.n, sizeof *map);
    if (!kept->texts)
        kept->texts = dictionary_builder_new();
    dictionary_builder_add_all(kept->texts, part->codes.bytes.bytes, part->codes.ends, part->codes.hashes,
                               part->codes.n, map);
    for (size_t row = 0; row < block->n_rows; row++)
        to[row] = from[row] == TEXT_MISSING ? TEXT_MISSING : map[from[row]];
    codes_release(&part->codes);
    free(map);
}

static void keep_part(struct kept *kept, const struct plan *plan, struct block *block, struct part *part)
{
    size_t size = type_size(kept->shape.type), n = block->n_rows;
    if (n == 0 || part_is_empty(plan, part))
        values_fill_missing(kept->values, kept->shape.type, block->first_row, n);
    else if (kept->shape.type == TYPE_TEXT)
        keep_texts(kept, block, part);
    else {
        memcpy((char *)kept->values + block->first_row * size, part->values, n * size);
        if (part->shape.type == TYPE_INT && kept->shape.type == TYPE_REAL) {
            struct kept widened = { .values = (int64_t *)kept->values + block->first_row };
            widen(&widened, n);
        }
    }
    free(part->values);
    part->values = NULL;
    part->kept = true;
}

void keep_column(struct intake *intake, size_t p, size_t first, size_t end)
{
    struct plan *plan = &intake->plans[p];
    struct kept *kept = &plan->kept;
    if (kept->given_up || !kept->any)
        return;
    for (size_t b = first; b < end; b++)
        keep_part(kept, plan, &intake->blocks[b], &intake->blocks[b].parts[p]);
    if (end > first)
        kept->n_rows = intake->blocks[end - 1].first_row + intake->blocks[end - 1].n_rows;
}

/* Blocks before the first that had a value. */
static void fill_first(struct intake *intake, size_t p)
{
    struct plan *plan = &intake->plans[p];
    for (size_t b = 0; b < intake->n_blocks && !intake->blocks[b].parts[p].kept; b++) {
        struct block *block = &intake->blocks[b];
        values_fill_missing(plan->kept.values, plan->kept.shape.type, block->first_row, block->n_rows);
        block->parts[p].kept = true;
    }
}

void keep_settle(struct intake *intake, size_t p)
{
    struct plan *plan = &intake->plans[p];
    struct kept *kept = &plan->kept;
    bool fits = kept->any && kept->shape.type == plan->shape.type &&
                (plan->shape.type != TYPE_TIME || kept->shape.spelling == plan->shape.spelling);
    if (kept->given_up || !fits)
        kept_release(kept);
    else
        fill_first(intake, p);
}
