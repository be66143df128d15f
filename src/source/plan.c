/* The columns of the table to be: what the files have, what is declared, and how the last file was read. */
#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/base/kinds.h"
#include "patron/base/memory.h"
#include "patron/base/number.h"
#include "source/intake.h"
#include "source/limits.h"

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

const struct missing_texts *plan_missing(const struct intake *intake, const struct plan *plan)
{
    return plan->keeps_na ? &intake->missing_but_na : &intake->missing;
}

struct shape plan_wants(const struct plan *plan)
{
    struct shape shape = { TYPE_TEXT, -1 };
    if (plan->like)
        shape.type = plan->like->type;
    if (plan->like && plan->like->spelling)
        shape.spelling = spelling_number(plan->like->spelling);
    return shape;
}
