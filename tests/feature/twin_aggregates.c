/* The naive twin: aggregates of values in order of time. */
#include "twin_parts.h"

#include "feature_tests.h"

static double sum_of(const struct twin_value *values, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += values[i].number;
    return sum;
}

static double var_of(const struct twin_value *values, size_t n)
{
    double mean = sum_of(values, n) / (double)n, squares = 0;
    for (size_t i = 0; i < n; i++)
        squares += (values[i].number - mean) * (values[i].number - mean);
    return n < 2 ? NAN : squares / (double)(n - 1);
}

static double sd_of(const struct twin_value *values, size_t n)
{
    return sqrt(var_of(values, n));
}

static double median_of(struct twin_value *values, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n; k++)
            if (twin_less(&values[k], &values[i])) {
                struct twin_value swapped = values[i];
                values[i] = values[k];
                values[k] = swapped;
            }
    return n == 0 ? NAN : n % 2 ? values[n / 2].number : (values[n / 2 - 1].number + values[n / 2].number) / 2;
}

static double distinct_of(const struct twin_value *values, size_t n)
{
    size_t distinct = 0;
    for (size_t i = 0; i < n; i++) {
        bool seen_before = false;
        for (size_t k = 0; k < i; k++)
            seen_before = seen_before || twin_equal(&values[k], &values[i]);
        distinct += !seen_before;
    }
    return (double)distinct;
}

static struct twin_value extreme_of(const struct twin_value *values, size_t n, bool greatest, enum twin_kind kind)
{
    if (n == 0)
        return twin_nothing(kind);
    size_t best = 0;
    for (size_t i = 1; i < n; i++)
        if (greatest ? twin_less(&values[best], &values[i]) : twin_less(&values[i], &values[best]))
            best = i;
    return values[best];
}

static void sort(struct twin_value *values, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n; k++)
            if (twin_less(&values[k], &values[i])) {
                struct twin_value swapped = values[i];
                values[i] = values[k];
                values[k] = swapped;
            }
}

static double quantile_of(struct twin_value *values, size_t n, double q)
{
    sort(values, n);
    if (n == 0)
        return NAN;
    double place = (double)(n - 1) * q, below = floor(place);
    size_t at = (size_t)below;
    return at + 1 < n ? values[at].number + (place - below) * (values[at + 1].number - values[at].number)
                      : values[at].number;
}

static size_t times_in(const struct twin_value *value, const struct twin_value *values, size_t n)
{
    size_t times = 0;
    for (size_t i = 0; i < n; i++)
        times += twin_equal(value, &values[i]);
    return times;
}

static struct twin_value mode_of(struct twin_value *values, size_t n, enum twin_kind kind)
{
    if (n == 0)
        return twin_nothing(kind);
    size_t best = 0;
    for (size_t i = 1; i < n; i++) {
        size_t mine = times_in(&values[i], values, n), most = times_in(&values[best], values, n);
        if (mine > most || (mine == most && twin_less(&values[i], &values[best])))
            best = i;
    }
    return values[best];
}

/* How often each value stands there, in rising order; as numbers. */
static size_t counts_of(const struct twin_value *values, size_t n, struct twin_value *counts)
{
    size_t n_counts = 0;
    for (size_t i = 0; i < n; i++)
        if (times_in(&values[i], values, i) == 0)
            counts[n_counts++] = twin_real((double)times_in(&values[i], values, n));
    sort(counts, n_counts);
    return n_counts;
}

static double entropy_of(const struct twin_value *values, size_t n)
{
    struct twin_value *counts = allocate(n + 1, sizeof *counts);
    size_t n_counts = counts_of(values, n, counts);
    double sum = 0;
    for (size_t i = 0; i < n_counts; i++)
        sum -= counts[i].number / (double)n * log(counts[i].number / (double)n);
    free(counts);
    return n > 0 ? sum : NAN;
}

static double top_of(const struct twin_value *values, size_t n, double k)
{
    struct twin_value *counts = allocate(n + 1, sizeof *counts);
    size_t n_counts = counts_of(values, n, counts);
    double sum = 0;
    for (size_t i = 0; i < n_counts; i++)
        if ((double)(n_counts - i) <= k)
            sum += counts[i].number;
    free(counts);
    return n > 0 ? sum / (double)n : NAN;
}

/* VALUES at MOMENTS; missing values are there and do not count. */
static int slope_order(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static double theil_sen_of(const struct twin_value *values, size_t n_all)
{
    double *slopes = allocate(n_all * n_all + 1, sizeof *slopes), answer = NAN;
    size_t n = 0;
    for (size_t a = 0; a < n_all; a++)
        for (size_t b = a + 1; b < n_all; b++)
            if (!isnan(values[a].number) && !isnan(values[b].number))
                slopes[n++] = (values[b].number - values[a].number) / (double)(b - a);
    qsort(slopes, n, sizeof *slopes, slope_order);
    if (n > 0)
        answer = n % 2 == 1 ? slopes[n / 2] : (slopes[n / 2 - 1] + slopes[n / 2]) / 2;
    free(slopes);
    return answer;
}

static double slope_of(const struct twin_value *values, const double *moments, size_t n_all)
{
    double n = 0, x = 0, y = 0, products = 0, squares = 0;
    for (size_t i = 0; i < n_all; i++) {
        n += !values[i].missing;
        x += values[i].missing ? 0 : moments[i];
        y += values[i].missing ? 0 : values[i].number;
    }
    for (size_t i = 0; i < n_all; i++) {
        double from_mean = moments[i] - x / n;
        products += values[i].missing ? 0 : from_mean * (values[i].number - y / n);
        squares += values[i].missing ? 0 : from_mean * from_mean;
    }
    return n > 1 && squares > 0 ? products / squares : NAN;
}

static double gap_of(struct twin_value *values, size_t n, bool sd)
{
    struct twin_value *gaps = allocate(n + 1, sizeof *gaps);
    sort(values, n);
    for (size_t i = 1; i < n; i++)
        gaps[i - 1] = twin_real((double)(values[i].time - values[i - 1].time) / (double)TIME_DAY);
    double mean = n > 1 ? (double)(values[n - 1].time - values[0].time) / (double)TIME_DAY / (double)(n - 1) : NAN;
    double squares = 0;
    for (size_t i = 1; i < n; i++)
        squares += (gaps[i - 1].number - mean) * (gaps[i - 1].number - mean);
    free(gaps);
    return !sd ? mean : n > 2 ? sqrt(squares / (double)(n - 2)) : NAN;
}

/* A session begins with each event that has none within MINUTES before it; its length ends with the last that has. */
static double sessions_of(struct twin_value *values, size_t n, double minutes, bool mean)
{
    double begun = 0, length = 0;
    sort(values, n);
    for (size_t i = 0; i < n; i++) {
        double nearest = INFINITY;
        for (size_t k = 0; k < i; k++) {
            double before = (double)(values[i].time - values[k].time) / 60e6;
            nearest = before < nearest ? before : nearest;
        }
        begun += nearest > minutes;
        length += nearest > minutes ? 0 : nearest;
    }
    return mean ? n > 0 ? length / begun : NAN : begun;
}

static double run_of(const struct twin_value *values, size_t n, bool longest)
{
    size_t run = 0, best = 0;
    for (size_t i = 0; i < n; i++) {
        run = values[i].missing || values[i].number == 0 ? 0 : run + 1;
        best = run > best ? run : best;
    }
    return (double)(longest ? best : run);
}

struct twin_value twin_aggregate_of(const struct expression *node, const struct twin_value *all, const double *moments,
                                    size_t n_all, enum twin_kind kind)
{
    const char *name = node->text;
    struct twin_value *values = allocate(n_all + 1, sizeof *values), result;
    size_t n = 0;
    double parameter = node->n_arguments > 1 ? node->arguments[1]->number : 1;
    if (node->n_arguments > 1 && node->arguments[1]->kind == EXPRESSION_UNARY)
        parameter = -node->arguments[1]->arguments[0]->number;
    for (size_t i = 0; i < n_all; i++)
        if (!all[i].missing)
            values[n++] = all[i];
    double place = parameter > 0 ? parameter - 1 : (double)n + parameter;
    if (strcmp(name, "count") == 0)
        result = twin_real((double)n);
    else if (strcmp(name, "sum") == 0)
        result = twin_real(sum_of(values, n));
    else if (strcmp(name, "mean") == 0 || strcmp(name, "share") == 0)
        result = twin_real(n > 0 ? sum_of(values, n) / (double)n : NAN);
    else if (strcmp(name, "sd") == 0)
        result = twin_real(sd_of(values, n));
    else if (strcmp(name, "var") == 0)
        result = twin_real(var_of(values, n));
    else if (strcmp(name, "median") == 0)
        result = twin_real(median_of(values, n));
    else if (strcmp(name, "quantile") == 0)
        result = twin_real(quantile_of(values, n, parameter));
    else if (strcmp(name, "distinct") == 0)
        result = twin_real(distinct_of(values, n));
    else if (strcmp(name, "mode") == 0)
        result = mode_of(values, n, kind);
    else if (strcmp(name, "entropy") == 0)
        result = twin_real(entropy_of(values, n));
    else if (strcmp(name, "top") == 0)
        result = twin_real(top_of(values, n, parameter));
    else if (strcmp(name, "slope") == 0)
        result = twin_real(slope_of(all, moments, n_all));
    else if (strcmp(name, "theil_sen") == 0)
        result = twin_real(theil_sen_of(all, n_all));
    else if (strncmp(name, "gap_", 4) == 0)
        result = twin_real(gap_of(values, n, strcmp(name, "gap_sd") == 0));
    else if (strncmp(name, "session", 7) == 0)
        result = twin_real(sessions_of(values, n, node->n_arguments > 1 ? parameter : 30, name[7] == '_'));
    else if (strcmp(name, "streak") == 0 || strcmp(name, "longest") == 0)
        result = twin_real(run_of(all, n_all, name[0] == 'l'));
    else if (strcmp(name, "min") == 0 || strcmp(name, "max") == 0)
        result = extreme_of(values, n, name[1] == 'a', kind);
    else if (strcmp(name, "nth") == 0)
        result = place >= 0 && place < (double)n ? values[(size_t)place] : twin_nothing(kind);
    else
        result = n == 0 ? twin_nothing(kind) : values[strcmp(name, "first") == 0 ? 0 : n - 1];
    free(values);
    return result;
}
