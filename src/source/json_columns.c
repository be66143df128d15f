/* The columns of JSON: those of all objects of all files of the table, as long as they seem to be columns. */
#include "patron/base/error.h"
#include "patron/base/kinds.h"
#include "patron/base/text.h"
#include "source/json_file.h"
#include "source/limits.h"

enum { BLOCK_CELLS = 1 << 22 };

static bool fail_rows_path(const struct json_file *file, struct error *err)
{
    const struct tree *tree = file->tree;
    struct nearest nearest;
    struct text whole = TEXT_EMPTY;
    for (size_t i = 0; i < file->rows.n; i++)
        text_add_format(&whole, "%s%s", i ? "." : "", file->rows.names[i]);
    nearest_init(&nearest, text_string(&whole));
    for (size_t i = 0; i < tree->n_columns; i++)
        if (tree->nodes[tree->columns[i]].array)
            nearest_offer(&nearest, tree->paths[i]);
    fail(err, ERROR_USER, E_NO_PATH, "%s has no array at '%s'", file->grid.path, text_string(&whole));
    if (nearest.best)
        error_mend(err, "rows=%s", nearest.best);
    text_release(&whole);
    return false;
}

static bool fail_too_wide(const struct json_file *file, struct error *err)
{
    size_t most = file->tree->most_columns;
    fail(err, ERROR_DATA, E_LIMIT, "the objects of %s have over %zu different members", file->grid.path, most);
    error_reason(err, "their names seem to be data");
    error_mend(err, "at= or rows= that leads to objects of one kind");
    error_mend(err, "set most_columns=%zu, if they truly are so wide", 4 * most);
    return false;
}

/* A name costs a file some bytes, and the table a cell in every row. */
static bool check_filled(const struct json_file *first, uint64_t n_bytes, struct error *err)
{
    const struct tree *tree = first->tree;
    size_t most = source_limits().expansion;
    uint64_t n_cells = (uint64_t)tree->n_rows * tree->n_columns;
    if (n_cells <= EXPANSION_FREE || n_cells / most <= n_bytes)
        return true;
    fail(err, ERROR_DATA, E_LIMIT, "%s makes over %zu cells of each of its bytes", first->grid.path, most);
    error_reason(err, "%zu rows have %zu columns, nearly all empty: their names seem to be data", tree->n_rows,
                 tree->n_columns);
    error_mend(err, "at= or rows= that leads to objects of one kind");
    error_mend(err, "set most_expansion=%zu, if they truly are so wide", 4 * most);
    return false;
}

/* Fewer rows in a block when they have many more cells than bytes. */
static void fit_block(struct grid *grid, uint64_t n_bytes)
{
    const struct tree *tree = ((const struct json_file *)grid)->tree;
    uint64_t n = (uint64_t)tree->n_rows * tree->n_columns / BLOCK_CELLS, n_blocks = n_bytes / JSON_BLOCK_BYTES + 1;
    if (n > n_blocks)
        grid->block = grid->block * n_blocks / n + 1;
}

/* The files of one table have the columns of all. */
bool json_agree(struct grid **grids, size_t n, struct error *err)
{
    struct json_file *first = NULL;
    struct tree *tree = NULL;
    uint64_t n_bytes = 0;
    for (size_t i = 0; i < n; i++) {
        struct json_file *file = (struct json_file *)grids[i];
        if (grids[i]->agree != json_agree)
            continue;
        n_bytes += file->content.length;
        tree = first ? tree : file->tree;
        first = first ? first : file;
        if (file->tree != tree) {
            tree_merge(tree, file->tree);
            tree_release(file->tree);
            file->tree = tree;
            tree->users++;
        }
    }
    tree_settle(tree);
    if (tree->full)
        return fail_too_wide(first, err);
    if (!check_filled(first, n_bytes, err))
        return false;
    bool apart = first->rows.n == 0 || first->rows_optional;
    for (size_t i = 0; i < tree->n && !apart; i++)
        apart = tree->nodes[i].apart && tree->nodes[i].on_path == first->rows.n;
    if (!apart)
        return fail_rows_path(first, err);
    for (size_t i = 0; i < n; i++)
        if (grids[i]->agree == json_agree) {
            if (!grids[i]->names) /* not asked before */
                fit_block(grids[i], n_bytes);
            grids[i]->width = tree->n_columns;
            grids[i]->names = tree->names;
            grids[i]->paths = tree->paths;
        }
    return true;
}
