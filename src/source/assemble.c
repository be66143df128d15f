/* Blocks put together as the columns of a table. */
#include <math.h>

#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"
#include "patron/table/builder.h"
#include "source/intake.h"

/* One text column: the codes of each block in the dictionary of the column. */
struct merge {
    size_t plan;
    uint32_t **maps; /* per block */
    struct dictionary *dictionary;
    struct error err;
};

struct merging {
    struct intake *intake;
    struct merge *merges;
};

static void map_codes(struct dictionary_builder *builder, const struct codes *codes, uint32_t *map)
{
    dictionary_builder_add_all(builder, codes->bytes.bytes, codes->ends, codes->hashes, codes->n, map);
}

/* As map_codes, for a block of which some rows are dropped: texts that only those have get no code. */
static void map_codes_in_use(struct dictionary_builder *builder, const struct block *block, const struct part *part,
                             uint32_t *map)
{
    const uint32_t *values = part->values;
    size_t dropped = 0;
    memset(map, 0xff, part->codes.n * sizeof *map);
    for (size_t row = 0; row < block->n_rows; row++) {
        if (dropped < block->n_dropped && block->dropped[dropped] == row) {
            dropped++;
            continue;
        }
        if (values[row] == TEXT_MISSING || map[values[row]] != TEXT_MISSING)
            continue;
        size_t length;
        const char *text = codes_text(&part->codes, values[row], &length);
        map[values[row]] = dictionary_builder_add(builder, text, length);
    }
}

static void merge_texts(void *context, size_t i)
{
    struct merging *merging = context;
    struct intake *intake = merging->intake;
    struct merge *merge = &merging->merges[i];
    struct kept *kept = &intake->plans[merge->plan].kept;
    if (!kept->given_up) {
        if (!kept->texts)
            kept->texts = dictionary_builder_new();
        merge->dictionary = dictionary_builder_finish(kept->texts, &merge->err);
        kept->texts = NULL;
        return;
    }
    struct dictionary_builder *builder = dictionary_builder_new();
    for (size_t b = 0; b < intake->n_blocks; b++) {
        struct block *block = &intake->blocks[b];
        struct part *part = &block->parts[merge->plan];
        merge->maps[b] = allocate(part->codes.n, sizeof **merge->maps);
        if (block->n_dropped)
            map_codes_in_use(builder, block, part, merge->maps[b]);
        else
            map_codes(builder, &part->codes, merge->maps[b]);
        codes_release(&part->codes);
    }
    merge->dictionary = dictionary_builder_finish(builder, &merge->err);
}

/* Copying one column, block by block. */
struct copying {
    const struct intake *intake;
    size_t plan;
    void *values;
    uint32_t **maps;
};

static void copy_one(const struct copying *copying, const struct part *part, size_t block, size_t from, size_t to)
{
    enum type type = copying->intake->plans[copying->plan].shape.type;
    switch (type) {
    case TYPE_BOOL:
        ((int8_t *)copying->values)[to] = ((const int8_t *)part->values)[from];
        break;
    case TYPE_REAL:
        if (part->shape.type == TYPE_INT) {
            int64_t whole = ((const int64_t *)part->values)[from];
            ((double *)copying->values)[to] = whole == INT_MISSING ? NAN : (double)whole;
        } else
            ((double *)copying->values)[to] = ((const double *)part->values)[from];
        break;
    case TYPE_TEXT: {
        uint32_t code = ((const uint32_t *)part->values)[from];
        ((uint32_t *)copying->values)[to] = code == TEXT_MISSING ? TEXT_MISSING : copying->maps[block][code];
        break;
    }
    default:
        ((int64_t *)copying->values)[to] = ((const int64_t *)part->values)[from];
    }
}

static void copy_block(void *context, size_t b)
{
    const struct copying *copying = context;
    struct block *block = &copying->intake->blocks[b];
    const struct plan *plan = &copying->intake->plans[copying->plan];
    struct part *part = &block->parts[copying->plan];
    size_t size = type_size(plan->shape.type), to = block->first_row, dropped = 0;
    if (part_is_empty(plan, part))
        values_fill_missing(copying->values, plan->shape.type, to, block->n_rows - block->n_dropped);
    else if (part->shape.type == plan->shape.type && plan->shape.type != TYPE_TEXT && !block->n_dropped) {
        if (block->n_rows)
            memcpy((char *)copying->values + to * size, part->values, block->n_rows * size);
    } else
        for (size_t row = 0; row < block->n_rows; row++) {
            if (dropped < block->n_dropped && block->dropped[dropped] == row)
                dropped++;
            else
                copy_one(copying, part, b, row, to++);
        }
    free(part->values);
    part->values = NULL;
}

static bool all_midnight(const struct intake *intake, const int64_t *times)
{
    bool any = false;
    for (size_t row = 0; row < intake->n_rows; row++) {
        if (times[row] == TIME_MISSING)
            continue;
        if (times[row] % TIME_DAY)
            return false;
        any = true;
    }
    return any;
}

/* A column out of its blocks, whose values are freed on the way. */
static bool gather(struct intake *intake, const struct plan *plan, struct copying *copying, struct error *err)
{
    copying->values = allocate_large(intake->n_rows, type_size(plan->shape.type), plan->name, err);
    if (!copying->values)
        return false;
    if (!work_run(intake->work, intake->n_blocks, copy_block, copying, err)) {
        free(copying->values);
        return false;
    }
    memory_return();
    return true;
}

/* The column of plan P. */
static bool add_column(struct intake *intake, size_t p, struct merge *merge, struct assembly *assembly,
                       struct error *err)
{
    struct plan *plan = &intake->plans[p];
    struct copying copying = { intake, p, NULL, merge ? merge->maps : NULL };
    if (!plan->kept.given_up) {
        copying.values = plan->kept.values;
        plan->kept.values = NULL;
    } else if (!gather(intake, plan, &copying, err))
        return false;
    bool date_only = plan->shape.type == TYPE_TIME && all_midnight(intake, copying.values);
    assembly_add(assembly, plan->name, plan->shape.type, copying.values, merge ? merge->dictionary : NULL, date_only,
                 NULL);
    if (!plan->kept.given_up)
        assembly_pack(assembly, plan->kept.width);
    if (merge)
        merge->dictionary = NULL;
    return true;
}

static void merge_release(const struct intake *intake, struct merge *merge)
{
    for (size_t b = 0; b < intake->n_blocks; b++)
        free(merge->maps[b]);
    free(merge->maps);
    if (merge->dictionary)
        dictionary_free(merge->dictionary);
    error_release(&merge->err);
}

static bool add_columns(struct intake *intake, struct merge *merges, struct assembly *assembly, struct error *err)
{
    size_t n_texts = 0;
    for (size_t p = 0; p < intake->n_plans; p++) {
        bool text = intake->plans[p].shape.type == TYPE_TEXT;
        struct merge *merge = text ? &merges[n_texts++] : NULL;
        if (merge && !merge->dictionary) {
            error_move(err, &merge->err);
            return false;
        }
        if (!add_column(intake, p, merge, assembly, err))
            return false;
    }
    return true;
}

struct table *intake_assemble(struct intake *intake, const char *name, struct error *err)
{
    struct merge *merges = allocate(intake->n_plans, sizeof *merges);
    size_t n_texts = 0;
    for (size_t p = 0; p < intake->n_plans; p++)
        if (intake->plans[p].shape.type == TYPE_TEXT)
            merges[n_texts++] = (struct merge){ .plan = p,
                                                .maps = allocate(intake->n_blocks, sizeof *merges->maps),
                                                .err = ERROR_INIT };
    struct merging merging = { intake, merges };
    struct assembly *assembly = assembly_new(name, intake->n_rows);
    bool good =
        work_run(intake->work, n_texts, merge_texts, &merging, err) && add_columns(intake, merges, assembly, err);
    for (size_t i = 0; i < n_texts; i++)
        merge_release(intake, &merges[i]);
    free(merges);
    if (good)
        return assembly_finish(assembly);
    assembly_free(assembly);
    return NULL;
}
