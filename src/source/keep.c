/* Blocks put into the columns of the table as they come, so that what was read is held once.

   It is known only at the end what a column is; most columns are what their first block was. Such a column grows block
   by block, its values packed in as many bytes as the largest of them so far needs. One whose blocks differ is given
   up: its later blocks are held as they were read, its earlier ones are read again when its type is settled. Texts get
   their codes in file order, so that the blocks cannot be seen. */
#include <math.h>

#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/table/builder.h"
#include "patron/table/packed.h"
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

static void fill_missing(struct kept *kept, const struct block *block)
{
    uint64_t missing;
    values_fill_missing(&missing, kept->shape.type, 0, 1);
    for (size_t row = block->first_row; row < block->first_row + block->n_rows; row++)
        values_pack(kept->shape.type, &missing, 1, kept->width, (char *)kept->values + row * kept->width);
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
static void make_real(void *values, size_t n)
{
    int64_t *whole = values;
    double *real = values;
    for (size_t row = 0; row < n; row++) {
        int64_t value = whole[row];
        real[row] = value == INT_MISSING ? NAN : (double)value;
    }
}

/* Another place for the values, with room for CAPACITY of WIDTH bytes. False: no memory. */
static bool move(struct kept *kept, size_t width, size_t capacity)
{
    enum { STEP = 4096 };
    uint64_t step[STEP]; /* unpacked */
    char *values = allocate_large(capacity, width, "a column", NULL);
    if (!values)
        return false;
    if (width == kept->width && kept->n_rows)
        memcpy(values, kept->values, kept->n_rows * width);
    for (size_t row = 0; row < kept->n_rows && width != kept->width; row += STEP) {
        size_t n = kept->n_rows - row < STEP ? kept->n_rows - row : STEP;
        values_unpack(kept->shape.type, (char *)kept->values + row * kept->width, n, kept->width, step);
        values_pack(kept->shape.type, step, n, width, values + row * width);
    }
    free(kept->values);
    kept->values = values;
    kept->width = width;
    kept->capacity = capacity;
    return true;
}

static bool widen(struct kept *kept, size_t width)
{
    return width <= kept->width || move(kept, width, kept->capacity);
}

/* Whether a block of SHAPE can stand in the column; a column of whole numbers becomes one of real numbers for it. */
static bool takes(struct kept *kept, const struct part *part)
{
    struct shape shape = part->shape;
    if (!kept->any) {
        kept->any = true;
        kept->shape = shape;
        kept->width = shape.type == TYPE_TEXT ? 1 : part->width;
        return true;
    }
    if (kept->shape.type == TYPE_INT && shape.type == TYPE_REAL) {
        if (!widen(kept, sizeof(double)))
            return false;
        make_real(kept->values, kept->n_rows);
        kept->shape.type = TYPE_REAL;
    }
    return (kept->shape.type == shape.type && kept->shape.spelling == shape.spelling) ||
           (kept->shape.type == TYPE_REAL && shape.type == TYPE_INT);
}

/* Room for the rows read so far; the first time for about as many as the file has. */
static bool reserve(const struct intake *intake, struct kept *kept, size_t n_rows, struct error *err)
{
    if (n_rows <= kept->capacity)
        return true;
    double share = intake->n_positions ? (double)intake->n_positions_read / (double)intake->n_positions : 1;
    size_t expected = share > 0 ? (size_t)((double)n_rows / share * 1.02) + 1024 : n_rows;
    size_t capacity = expected > n_rows ? expected : n_rows + n_rows / 4;
    return move(kept, kept->width, capacity) ||
           fail(err, ERROR_SYSTEM, E_MEMORY, "no memory for a column of %zu rows", capacity);
}

/* Which columns take the blocks from FIRST on, and room for them. On the calling thread: it decides. */
bool keep_prepare(struct intake *intake, size_t first, struct error *err)
{
    for (size_t p = 0; p < intake->n_plans && intake->n_blocks > first; p++) {
        struct plan *plan = &intake->plans[p];
        struct kept *kept = &plan->kept;
        for (size_t b = first; b < intake->n_blocks && !kept->given_up; b++) {
            const struct part *part = &intake->blocks[b].parts[p];
            if (!part_is_empty(plan, part) && !takes(kept, part))
                kept_release(kept);
        }
        if (!kept->given_up && kept->any && !reserve(intake, kept, intake->n_kept, err))
            return false;
    }
    return true;
}

/* The codes of the block become those of the column. */
static void keep_texts(struct kept *kept, const struct block *block, struct part *part)
{
    uint32_t *codes = part->values;
    uint32_t *map = allocate(part->codes.n, sizeof *map);
    if (!kept->texts)
        kept->texts = dictionary_builder_new();
    dictionary_builder_add_all(kept->texts, part->codes.bytes.bytes, part->codes.ends, part->codes.hashes,
                               part->codes.n, map);
    for (size_t row = 0; row < block->n_rows; row++)
        codes[row] = codes[row] == TEXT_MISSING ? TEXT_MISSING : map[codes[row]];
    part->width = codes_width(dictionary_builder_size(kept->texts));
    codes_release(&part->codes);
    free(map);
}

/* The rows before those of BLOCK are kept by now. */
static void keep_part(struct kept *kept, const struct plan *plan, const struct block *block, struct part *part)
{
    enum type type = kept->shape.type;
    bool empty = part_is_empty(plan, part);
    if (!empty && type == TYPE_TEXT)
        keep_texts(kept, block, part);
    if (!empty && type == TYPE_REAL && part->shape.type == TYPE_INT)
        make_real(part->values, block->n_rows);
    if (empty)
        fill_missing(kept, block);
    else if (type == TYPE_REAL || widen(kept, part->width))
        values_pack(type, part->values, block->n_rows, kept->width,
                    (char *)kept->values + block->first_row * kept->width);
    else
        kept_release(kept); /* no memory: given up */
    kept->n_rows = block->first_row + block->n_rows;
    free(part->values);
    part->values = NULL;
    part->kept = true;
}

void keep_column(struct intake *intake, size_t p, size_t first, size_t end)
{
    struct plan *plan = &intake->plans[p];
    struct kept *kept = &plan->kept;
    for (size_t b = first; b < end && kept->any && !kept->given_up; b++)
        keep_part(kept, plan, &intake->blocks[b], &intake->blocks[b].parts[p]);
}

/* Blocks before the first that had a value. */
static void fill_first(struct intake *intake, size_t p)
{
    struct plan *plan = &intake->plans[p];
    for (size_t b = 0; b < intake->n_blocks && !intake->blocks[b].parts[p].kept; b++) {
        struct block *block = &intake->blocks[b];
        fill_missing(&plan->kept, block);
        block->parts[p].kept = true;
    }
}

void keep_settle(struct intake *intake, size_t p)
{
    struct plan *plan = &intake->plans[p];
    struct kept *kept = &plan->kept;
    bool fits = kept->any && kept->shape.type == plan->shape.type &&
                (plan->shape.type != TYPE_TIME || kept->shape.spelling == plan->shape.spelling);
    if (kept->given_up || !fits || plan->keeps_na)
        kept_release(kept);
    else
        fill_first(intake, p);
}
