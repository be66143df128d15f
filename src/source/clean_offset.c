/* Returns set against what was bought before. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/source/clean.h"
#include "patron/table/builder.h"
#include "patron/table/view.h"

#define NO_ROW UINT32_MAX

struct offsetting {
    const struct column *quantity;
    const struct column *const *by;
    size_t n_by, n_rows;
    uint32_t *group;   /* a row: the first one of equal BY values */
    uint32_t *latest;  /* a group's first row: its last purchase that is open, or NO_ROW */
    uint32_t *earlier; /* a purchase: the open one before it */
    double *found;     /* a row: how much of it came back, or was found */
};

/* Rows without a quantity, a time or one of the BY values are set against nothing. */
static bool takes_part(const struct offsetting *o, const struct column *time, size_t row)
{
    bool whole = !column_is_missing(o->quantity, row) && !column_is_missing(time, row);
    for (size_t i = 0; whole && i < o->n_by; i++)
        whole = !column_is_missing(o->by[i], row);
    return whole && column_number(o->quantity, row) != 0;
}

static void set_against(struct offsetting *o, uint32_t row)
{
    uint32_t *latest = &o->latest[o->group[row]];
    double open = -column_number(o->quantity, row);
    while (open > 0 && *latest != NO_ROW) {
        uint32_t purchase = *latest;
        double left = column_number(o->quantity, purchase) - o->found[purchase];
        double taken = open < left ? open : left;
        o->found[purchase] += taken;
        o->found[row] += taken;
        open -= taken;
        if (taken == left)
            *latest = o->earlier[purchase];
    }
}

static bool offset_rows(struct offsetting *o, const struct table *table, const struct column *time, struct error *err)
{
    struct view *view = view_new(table);
    const bool descending = false;
    size_t key = (size_t)(time - table->columns);
    bool ok = view_sort(view, &key, &descending, 1, err);
    for (size_t i = 0; ok && i < o->n_rows; i++) {
        uint32_t row = (uint32_t)view_row(view, i);
        if (!takes_part(o, time, row))
            continue;
        if (column_number(o->quantity, row) < 0) {
            set_against(o, row);
        } else {
            o->earlier[row] = o->latest[o->group[row]];
            o->latest[o->group[row]] = row;
        }
    }
    view_free(view);
    return ok;
}

static void count_offsets(const struct offsetting *o, struct offset_count *count)
{
    for (size_t i = 0; i < o->n_rows; i++) {
        double quantity = column_number(o->quantity, i), found = o->found[i];
        if (quantity < 0) {
            count->n_returns++;
            count->n_whole += found == -quantity;
            count->n_none += found == 0;
            count->n_part += found > 0 && found < -quantity;
        } else if (found > 0) {
            count->n_purchases++;
            count->n_purchases_whole += found == quantity;
        }
    }
}

static struct table *found_column(const struct offsetting *o, const struct table *table, const char *as,
                                  struct error *err)
{
    bool whole = o->quantity->type == TYPE_INT;
    void *values = allocate_large(o->n_rows, sizeof(double), "what came back", err);
    if (!values)
        return NULL;
    for (size_t i = 0; i < o->n_rows; i++)
        if (whole)
            ((int64_t *)values)[i] = (int64_t)o->found[i];
        else
            ((double *)values)[i] = o->found[i];
    struct assembly *assembly = assembly_new(table->name, o->n_rows);
    assembly_add(assembly, as, whole ? TYPE_INT : TYPE_REAL, values, NULL, false, o->quantity->unit);
    struct table *made = assembly_finish(assembly), *with = table_with(table, made);
    table_release(made);
    return with;
}

bool clean_offset(const struct table *table, const char *quantity, const struct column *const *by, size_t n_by,
                  const struct column *time, const char *as, struct offset_count *count, struct cleaned *out,
                  struct error *err)
{
    size_t n = table->n_rows;
    *out = (struct cleaned){ 0 };
    *count = (struct offset_count){ 0 };
    struct offsetting o = { table_need_column(table, quantity, err), by, n_by, n, NULL, NULL, NULL, NULL };
    if (!o.quantity)
        return false;
    if (o.quantity->type != TYPE_INT && o.quantity->type != TYPE_REAL)
        return fail(err, ERROR_USER, E_TYPE, "'%s' is no number", quantity);
    o.group = rows_first(by, n_by, n, err);
    o.latest = o.group ? allocate_large(n, sizeof *o.latest, "the open purchases", err) : NULL;
    o.earlier = o.latest ? allocate_large(n, sizeof *o.earlier, "the open purchases", err) : NULL;
    o.found = o.earlier ? allocate_large(n, sizeof *o.found, "what came back", err) : NULL;
    bool ok = o.found != NULL;
    for (size_t i = 0; ok && i < n; i++) {
        o.latest[i] = NO_ROW;
        o.found[i] = 0;
    }
    ok = ok && offset_rows(&o, table, time, err);
    if (ok) {
        count_offsets(&o, count);
        out->n_changed = count->n_whole + count->n_part;
        out->table = found_column(&o, table, as, err);
    }
    free(o.group);
    free(o.latest);
    free(o.earlier);
    free(o.found);
    return ok && out->table;
}
