/* Slices by the values of a column. */
#include "command/model/slice_levels.h"

#include <string.h>

#include "command/verb.h"

enum { MOST_LEVELS = 200 };

/* The values of a column as levels, in the order of the values. */
struct leveller {
    const struct column *column;
    uint32_t *rows; /* a row for each level */
    size_t n;
};

/* Where the value of ROW stands among the levels; *FOUND when it is there. */
static size_t level_of(const struct leveller *leveller, uint32_t row, bool *found)
{
    size_t low = 0, high = leveller->n;
    *found = false;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = column_compare(leveller->column, leveller->rows[middle], row);
        if (order == 0) {
            *found = true;
            return middle;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_missing(const struct leveller *leveller, uint32_t row)
{
    return row == NO_ROW || column_is_missing(leveller->column, row);
}

static bool gather_levels(const uint32_t *rows, size_t n, struct leveller *leveller, struct error *err)
{
    for (size_t i = 0; i < n; i++) {
        bool found;
        if (is_missing(leveller, rows[i]))
            continue;
        size_t at = level_of(leveller, rows[i], &found);
        if (found)
            continue;
        if (leveller->n == MOST_LEVELS) {
            fail(err, ERROR_USER, E_BAD_VALUE, "%s has over %d values", leveller->column->name, (int)MOST_LEVELS);
            error_mend(err, "a column with fewer, or a segmentation");
            return false;
        }
        memmove(leveller->rows + at + 1, leveller->rows + at, (leveller->n - at) * sizeof *leveller->rows);
        leveller->rows[at] = rows[i];
        leveller->n++;
    }
    return true;
}

bool slice_by_levels(const struct column *column, const uint32_t *rows, size_t n, struct arena *arena,
                     struct slicing *out, struct error *err)
{
    struct leveller leveller = { column, arena_allocate(arena, MOST_LEVELS + 1, sizeof(uint32_t)), 0 };
    if (!gather_levels(rows, n, &leveller, err))
        return false;
    uint32_t *codes = arena_allocate(arena, n + 1, sizeof *codes);
    const char **levels = arena_allocate(arena, leveller.n + 1, sizeof *levels);
    for (size_t k = 0; k < leveller.n; k++) {
        struct text text = TEXT_EMPTY;
        column_show(column, leveller.rows[k], &text);
        levels[k] = arena_text(arena, text_string(&text));
        text_release(&text);
    }
    for (size_t i = 0; i < n; i++) {
        bool found;
        codes[i] = is_missing(&leveller, rows[i]) ? TEXT_MISSING : (uint32_t)level_of(&leveller, rows[i], &found);
    }
    *out = (struct slicing){ column->name, codes, levels, leveller.n };
    return true;
}
