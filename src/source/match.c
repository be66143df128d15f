/* Several files as one table: the columns of each are those of the first, in whatever order. */
#include "patron/base/error.h"
#include "patron/base/kinds.h"
#include "patron/base/memory.h"
#include "source/intake.h"

#define NO_FIELD SIZE_MAX

static bool fail_other_column(const struct grid *grid, const char *name, const struct grid *than, const char *verb,
                              struct error *err)
{
    struct nearest nearest;
    nearest_init(&nearest, name);
    for (size_t i = 0; i < than->width; i++)
        nearest_offer(&nearest, than->names[i]);
    fail(err, ERROR_DATA, E_RAGGED, "%s has %s column '%s'", grid->path, verb, name);
    error_place(err, grid->path, NULL, grid->first_line > 1 ? (size_t)grid->first_line - 1 : 0, 0, 0);
    if (nearest.best)
        error_reason(err, "the nearest in %s is '%s'", than->path, nearest.best);
    return false;
}

/* Which field of GRID is called as field FIELD of FIRST; of several with that name, the one in the same order. */
static size_t field_of_name(const struct grid *grid, const struct grid *first, size_t field)
{
    size_t before = 0;
    for (size_t i = 0; i < field; i++)
        before += strcmp(first->names[i], first->names[field]) == 0;
    for (size_t i = 0; i < grid->width; i++)
        if (strcmp(grid->names[i], first->names[field]) == 0 && before-- == 0)
            return i;
    return NO_FIELD;
}

/* The columns of FIRST in GRID, which must be the same but may stand in another order. */
static bool match_columns(struct grid *grid, const struct grid *first, struct error *err)
{
    bool moved = false;
    free(grid->fields);
    grid->fields = NULL;
    if (grid->has_header) {
        grid->fields = allocate(first->width, sizeof *grid->fields);
        for (size_t i = 0; i < first->width; i++) {
            grid->fields[i] = field_of_name(grid, first, i);
            if (grid->fields[i] == NO_FIELD)
                return fail_other_column(grid, first->names[i], grid, "no", err);
            moved = moved || grid->fields[i] != i;
        }
        for (size_t i = 0; i < grid->width; i++)
            if (field_of_name(first, grid, i) == NO_FIELD)
                return fail_other_column(grid, grid->names[i], first, "another", err);
    }
    if (grid->width != first->width)
        return fail(err, ERROR_DATA, E_RAGGED, "%s has %zu column%s, but %s has %zu", grid->path, grid->width,
                    grid->width == 1 ? "" : "s", first->path, first->width);
    if (!moved) {
        free(grid->fields);
        grid->fields = NULL;
    }
    return true;
}

bool intake_match(const struct intake *intake, struct error *err)
{
    for (size_t g = 1; g < intake->n_grids; g++)
        if (!match_columns(intake->grids[g], intake->grids[0], err))
            return false;
    return true;
}
