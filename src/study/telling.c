/* How much one column tells of the outcome: by its order, and by its levels. */
#include "study/telling.h"

#include <math.h>
#include <stdlib.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "study/figures.h"

double telling_value(const double *values, const double *outcome, size_t n, const struct target_kind *target)
{
    struct amount_figures figures = { .spearman = NAN };
    if (!target_is(target, &target_yes_no))
        return n > 1 && measure_amount(values, outcome, n, &figures, NULL) ? figures.spearman : NAN;
    uint8_t *bytes = outcome_bytes(outcome, n, NULL);
    double auc = bytes ? measure_auc(values, bytes, n) : NAN;
    free(bytes);
    return auc;
}

double telling_strength(double value, const struct target_kind *target)
{
    return isnan(value) ? 0 : target_is(target, &target_yes_no) ? fabs(2 * value - 1) : fabs(value);
}

double telling_z(double value, const struct study_rows *rows)
{
    double n = (double)rows->n, p = rows_positives(rows), q = n - p;
    if (isnan(value) || n < 2 || (target_is(rows->target_kind, &target_yes_no) && (p < 1 || q < 1)))
        return 0;
    return target_is(rows->target_kind, &target_yes_no) ? (value - 0.5) / sqrt((n + 1) / (12 * p * q))
                                                        : value * sqrt(n - 1);
}

static double value_at(const struct column *column, const uint32_t *place, size_t i)
{
    size_t row = place ? place[i] : i;
    if (column->type != TYPE_TEXT)
        return column_number(column, row);
    uint32_t code = column_codes(column)[row];
    return code == TEXT_MISSING ? NAN : (double)code;
}

/* ---- By order ---- */

/* Missing values are of one kind: below all others, or above them, whichever tells more. A date of leaving that only
   those have who left tells by being there. */
static double value_by_order(const double *values, const struct study_rows *rows, double *scratch)
{
    double best = NAN;
    for (int above = 0; above < 2; above++) {
        bool missing = false;
        for (size_t i = 0; i < rows->n; i++) {
            missing = missing || isnan(values[i]);
            scratch[i] = !isnan(values[i]) ? values[i] : above ? INFINITY : -INFINITY;
        }
        if (above && !missing)
            break;
        double value = telling_value(scratch, rows->outcome, rows->n, rows->target_kind);
        if (isnan(best) || telling_strength(value, rows->target_kind) > telling_strength(best, rows->target_kind))
            best = value;
    }
    return best;
}

/* ---- By levels ---- */

struct placed {
    double value;
    size_t row;
};

static int compare_placed(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;
    bool x_missing = isnan(x->value), y_missing = isnan(y->value);
    if (x_missing != y_missing)
        return x_missing ? 1 : -1;
    if (!x_missing && x->value != y->value)
        return x->value < y->value ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

static bool same_level(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

/* One level, PLACED[0..n): its rows get the mean outcome that it has in the other half, OVERALL where it has none.
   Whether all its outcomes are equal. */
static bool learn_level(const struct placed *placed, size_t n, const struct study_rows *rows, const uint8_t *half,
                        double overall, double *learnt)
{
    double sum[2] = { 0, 0 }, count[2] = { 0, 0 };
    bool pure = true;
    for (size_t k = 0; k < n; k++) {
        size_t row = placed[k].row;
        pure = pure && rows->outcome[row] == rows->outcome[placed[0].row];
        sum[half[row]] += rows->outcome[row];
        count[half[row]]++;
    }
    for (size_t k = 0; k < n; k++) {
        int other = 1 - half[placed[k].row];
        learnt[placed[k].row] = count[other] > 0 ? sum[other] / count[other] : overall;
    }
    return pure;
}

/* The mean over both halves of what was learnt in the other. */
static double value_of_halves(const struct study_rows *rows, const uint8_t *half, const double *learnt, double *scratch)
{
    double total = 0;
    for (int h = 0; h < 2; h++) {
        size_t n = 0;
        for (size_t i = 0; i < rows->n; i++) {
            if (half[i] != h)
                continue;
            scratch[n] = learnt[i];
            scratch[rows->n + n++] = rows->outcome[i];
        }
        total += telling_value(scratch, scratch + rows->n, n, rows->target_kind) / 2;
    }
    return total;
}

/* SCRATCH has room for three values a row. */
static bool tell_by_levels(const double *values, const struct study_rows *rows, const uint8_t *half, double *scratch,
                           struct telling *out, struct error *err)
{
    struct placed *placed = allocate_large(rows->n, sizeof *placed, "the values of a column", err);
    if (!placed)
        return false;
    for (size_t i = 0; i < rows->n; i++)
        placed[i] = (struct placed){ values[i], i };
    qsort(placed, rows->n, sizeof *placed, compare_placed);
    double overall = rows_positives(rows) / (double)rows->n;
    bool pure = true;
    for (size_t i = 0, end; i < rows->n; i = end) {
        for (end = i; end < rows->n && same_level(placed[end].value, placed[i].value); end++)
            ;
        pure &= learn_level(placed + i, end - i, rows, half, overall, scratch);
        out->n_distinct++;
    }
    free(placed);
    double value = value_of_halves(rows, half, scratch, scratch + rows->n);
    out->computed = pure && telling_strength(value, rows->target_kind) >= 1 - 1e-12;
    if (isnan(out->value) ||
        telling_strength(value, rows->target_kind) > telling_strength(out->value, rows->target_kind))
        out->value = value;
    return true;
}

bool column_tells(const struct column *column, const uint32_t *place, const struct study_rows *rows,
                  const uint8_t *half, struct telling *out, struct error *err)
{
    size_t n = rows->n;
    bool text = column->type == TYPE_TEXT;
    bool there[2] = { false, false }, missing[2] = { false, false };
    *out = (struct telling){ .same = !text, .value = NAN };
    double *values = allocate_large(4 * n, sizeof *values, "the values of a column", err);
    if (!values)
        return false;
    for (size_t i = 0; i < n; i++) {
        values[i] = value_at(column, place, i);
        out->same = out->same && values[i] == rows->outcome[i];
        *(isnan(values[i]) ? &missing[rows->outcome[i] != 0] : &there[rows->outcome[i] != 0]) = true;
    }
    out->presence = target_is(rows->target_kind, &target_yes_no) && there[0] != missing[0] && there[1] == missing[0] &&
                    missing[1] == there[0];
    if (!text)
        out->value = value_by_order(values, rows, values + n);
    bool ok = tell_by_levels(values, rows, half, values + n, out, err);
    free(values);
    return ok;
}
