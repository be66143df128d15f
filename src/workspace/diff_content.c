/* Each row becomes a number of 64 bits made of its values; both tables' numbers are sorted and walked side by side. Two
   different rows among ten million have the same number with a chance of three in a million. */
#include "diff_content.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/hash.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"

enum { BLOCK_ROWS = 1 << 16, DIGIT = 1 << 16 };

struct numbering {
    const struct column *column;
    const uint64_t *texts; /* a number for each text */
    uint64_t *numbers;
    size_t n_rows;
};

static uint64_t value_number(const struct numbering *n, size_t row)
{
    uint64_t bits = 0;
    if (column_is_missing(n->column, row))
        return 0x9e3779b97f4a7c15;
    switch (n->column->type) {
    case TYPE_BOOL:
        return (uint64_t)column_bools(n->column)[row];
    case TYPE_REAL: {
        double value = column_reals(n->column)[row] + 0.0; /* -0 is 0 */
        memcpy(&bits, &value, sizeof bits);
        return bits;
    }
    case TYPE_TEXT:
        return n->texts[column_code(n->column, row)];
    default:
        return (uint64_t)column_int(n->column, row);
    }
}

static void number_block(void *context, size_t block)
{
    struct numbering *n = context;
    size_t last = (block + 1) * BLOCK_ROWS < n->n_rows ? (block + 1) * BLOCK_ROWS : n->n_rows;
    for (size_t row = block * BLOCK_ROWS; row < last; row++)
        n->numbers[row] = hash_mix(n->numbers[row] * 31 + hash_mix(value_number(n, row)) + 1);
}

static bool number_column(struct numbering *n, struct work *work, struct error *err)
{
    uint64_t *texts = NULL;
    if (n->column->type == TYPE_TEXT) {
        const struct dictionary *dictionary = n->column->dictionary;
        texts = allocate_large((size_t)dictionary->n + 1, sizeof *texts, "the texts of a column", err);
        if (texts == NULL)
            return false;
        for (uint32_t i = 0; i < dictionary->n; i++) {
            size_t length;
            const char *text = dictionary_text(dictionary, i, &length);
            texts[i] = hash_quick(text, length, 1);
        }
    }
    n->texts = texts;
    bool ok = work_run(work, (n->n_rows + BLOCK_ROWS - 1) / BLOCK_ROWS, number_block, n, err);
    free(texts);
    return ok;
}

/* Sorts by digits of 16 bits, the lowest first. */
static bool sort_numbers(uint64_t *numbers, size_t n, struct work *work, struct error *err)
{
    uint64_t *other = allocate_large(n, sizeof *other, "the rows", err), *from = numbers, *to = other;
    size_t *starts = allocate(DIGIT + 1, sizeof *starts);
    bool ok = other != NULL;
    for (int shift = 0; ok && shift < 64; shift += 16) {
        memset(starts, 0, (DIGIT + 1) * sizeof *starts);
        for (size_t i = 0; i < n; i++)
            starts[(from[i] >> shift) % DIGIT + 1]++;
        for (size_t i = 0; i < DIGIT; i++)
            starts[i + 1] += starts[i];
        for (size_t i = 0; i < n; i++)
            to[starts[(from[i] >> shift) % DIGIT]++] = from[i];
        uint64_t *last = from;
        from = to;
        to = last;
        ok = work_go_on(work, err);
    }
    free(starts);
    free(other); /* after four passes the numbers are where they began */
    return ok;
}

/* The rows of TABLE as sorted numbers, by the columns that OTHER has too; to free. */
static uint64_t *rows_number(const struct table *table, const struct table *then, const struct table *now,
                             struct work *work, struct error *err)
{
    uint64_t *numbers = allocate_large(table->n_rows, sizeof *numbers, "the rows", err);
    if (numbers == NULL)
        return NULL;
    memset(numbers, 0, table->n_rows * sizeof *numbers);
    bool ok = true;
    for (size_t i = 0; ok && i < then->n_columns; i++) { /* in the order of THEN for both */
        const struct column *before = &then->columns[i], *after = table_column(now, before->name);
        if (after == NULL || after->type != before->type)
            continue;
        struct numbering n = { .column = table == then ? before : after, .numbers = numbers, .n_rows = table->n_rows };
        ok = number_column(&n, work, err);
    }
    if (ok && sort_numbers(numbers, table->n_rows, work, err))
        return numbers;
    free(numbers);
    return NULL;
}

bool contents_compare(const struct table *then, const struct table *now, struct work *work, size_t *n_added,
                      size_t *n_removed, struct error *err)
{
    uint64_t *a = rows_number(then, then, now, work, err),
             *b = a != NULL ? rows_number(now, then, now, work, err) : NULL;
    bool ok = b != NULL;
    size_t i = 0, j = 0, n_same = 0;
    while (ok && i < then->n_rows && j < now->n_rows) {
        n_same += a[i] == b[j];
        bool first = a[i] <= b[j], second = b[j] <= a[i];
        i += first;
        j += second;
    }
    *n_added = now->n_rows - n_same;
    *n_removed = then->n_rows - n_same;
    free(a);
    free(b);
    return ok;
}
