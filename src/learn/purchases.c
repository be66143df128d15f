/* Checking and grouping of purchase histories. */
#include "purchases.h"

#include <math.h>

#include "patron/base/error.h"
#include "patron/base/hash.h"
#include "patron/base/memory.h"

bool purchases_check(const struct matrix *x, struct error *err)
{
    if (!learn_check_columns(x, 3, err))
        return false;
    for (size_t i = 0; i < x->n_rows; i++) {
        const double *row = matrix_row(x, i);
        const char *why = NULL;
        if (!(row[0] >= 0 && row[0] <= MOST_COUNT && row[0] == floor(row[0])))
            why = "the number of repeat purchases is not a whole number";
        else if (!(row[1] >= 0 && row[1] <= row[2] && isfinite(row[2])))
            why = "the last purchase does not lie between the first one and the cutoff";
        else if ((row[0] > 0) != (row[1] > 0))
            why = "repeat purchases and time between first and last purchase contradict each other";
        if (why) {
            fail(err, ERROR_DATA, E_NOT_FIT, "row %zu (x %g, t_x %g, T %g) is no purchase history", i + 1, row[0],
                 row[1], row[2]);
            error_reason(err, "%s", why);
            return false;
        }
    }
    return true;
}

/* A table from histories to their rows: open addressing, twice as many places as rows. */
struct finder {
    uint32_t *place; /* row + 1; 0: free */
    size_t mask;
};

static bool same(const struct history *a, const struct history *b)
{
    return a->x == b->x && a->recency == b->recency && a->age == b->age;
}

/* The weight of ROW goes to the history that equals it, or it becomes one. */
static void add_history(struct histories *histories, struct finder *finder, const struct history *row)
{
    if (!(row->weight > 0))
        return;
    histories->weight += row->weight;
    double key[] = { row->x, row->recency, row->age };
    size_t at = hash_quick(key, sizeof key, 1) & finder->mask;
    for (; finder->place[at]; at = (at + 1) & finder->mask)
        if (same(&histories->rows[finder->place[at] - 1], row)) {
            histories->rows[finder->place[at] - 1].weight += row->weight;
            return;
        }
    histories->rows[histories->n] = *row;
    finder->place[at] = (uint32_t)++histories->n;
}

static bool group(struct histories *histories, const struct learn_data *data, struct error *err)
{
    size_t n = data->x->n_rows, n_places = 16;
    while (n_places < 2 * n)
        n_places *= 2;
    struct finder finder = { allocate_large(n_places, sizeof *finder.place, "purchase histories", err), n_places - 1 };
    if (!finder.place)
        return false;
    memset(finder.place, 0, n_places * sizeof *finder.place);
    for (size_t i = 0; i < n; i++) {
        const double *row = matrix_row(data->x, i);
        add_history(histories, &finder,
                    &(struct history){ row[0], row[1] + 0.0, row[2] + 0.0, data->weight ? data->weight[i] : 1 });
    }
    free(finder.place);
    return sort_by_count(histories->rows, histories->n, sizeof *histories->rows, err);
}

bool histories_init(struct histories *histories, const struct learn_data *data, struct error *err)
{
    *histories = (struct histories){ 0 };
    if (data->x->n_rows >= UINT32_MAX)
        return fail(err, ERROR_DATA, E_NOT_FIT, "a purchase process takes at most %u customers", UINT32_MAX - 1);
    if (!purchases_check(data->x, err))
        return false;
    histories->rows = allocate_large(data->x->n_rows, sizeof *histories->rows, "purchase histories", err);
    histories->count_of = allocate_large(data->x->n_rows, sizeof *histories->count_of, "purchase histories", err);
    if (!histories->rows || !histories->count_of || !group(histories, data, err)) {
        histories_release(histories);
        return false;
    }
    for (size_t i = 0; i < histories->n; i++) {
        if (i == 0 || histories->rows[i].x != histories->rows[i - 1].x) {
            histories->counts = reallocate(histories->counts, histories->n_counts + 1, sizeof *histories->counts);
            histories->counts[histories->n_counts++] = histories->rows[i].x;
        }
        histories->count_of[i] = histories->n_counts - 1;
    }
    return true;
}

void histories_release(struct histories *histories)
{
    free(histories->rows);
    free(histories->counts);
    free(histories->count_of);
    *histories = (struct histories){ 0 };
}
