/* The aggregates. */
#include "feature/aggregate.h"

#include <math.h>

#include "feature/measures.h"

const char aggregate_any[] = "any", aggregate_no[] = "no";

static void mean_finish(const double *const *measures, size_t n, double *out)
{
    const double *count = measures[MEASURE_N], *sum = measures[MEASURE_SUM];
    for (size_t i = 0; i < n; i++) {
        double mean = sum[i] / count[i];
        out[i] = count[i] > 0 ? mean : NAN;
    }
}

static void var_finish(const double *const *measures, size_t n, double *out)
{
    const double *count = measures[MEASURE_N], *squares = measures[MEASURE_SQUARES];
    for (size_t i = 0; i < n; i++)
        out[i] = count[i] > 1 ? squares[i] / (count[i] - 1) : NAN;
}

static void sd_finish(const double *const *measures, size_t n, double *out)
{
    var_finish(measures, n, out);
    for (size_t i = 0; i < n; i++)
        out[i] = sqrt(out[i]);
}

static const char *check_share(double q)
{
    return q >= 0 && q <= 1 ? NULL : "a share from 0 to 1, such as 0.9, is needed";
}

static const char *check_count(double k)
{
    return k >= 1 && k <= 1e6 && k == floor(k) ? NULL : "a whole number from 1 on is needed";
}

static const char *check_place(double n)
{
    return n != 0 && fabs(n) <= 1e6 && n == floor(n) ? NULL : "a whole number is needed: 1 is the first, -1 the last";
}

static const char *check_minutes(double minutes)
{
    return minutes >= 0 && minutes <= 1e6 ? NULL : "minutes are needed: 30 ends a session after half an hour";
}

static const struct aggregate count_aggregate = {
    .name = "count",
    .summary = "the number of events, or of values that are not missing; 0 for none",
    .takes_table = true,
    .takes_text = true,
    .takes_time = true,
    .takes_numbers = true,
    .decays = true,
    .measures = MEASURE_BIT(MEASURE_N),
};
static const struct aggregate sum_aggregate = {
    .name = "sum",
    .summary = "the sum; 0 for none",
    .takes_numbers = true,
    .decays = true,
    .measures = MEASURE_BIT(MEASURE_SUM),
};
static const struct aggregate mean_aggregate = {
    .name = "mean",
    .summary = "the mean; missing for none",
    .takes_numbers = true,
    .decays = true,
    .measures = MEASURE_BIT(MEASURE_N) | MEASURE_BIT(MEASURE_SUM),
    .finish = mean_finish,
};
static const struct aggregate share_aggregate = {
    .name = "share",
    .summary = "the share of events for which a condition is true, of those where it is known; missing for none",
    .form = "condition",
    .takes_numbers = true,
    .takes_yes_no = true,
    .decays = true,
    .measures = MEASURE_BIT(MEASURE_N) | MEASURE_BIT(MEASURE_SUM),
    .finish = mean_finish,
};
static const struct aggregate min_aggregate = {
    .name = "min",
    .summary = "the least value; missing for none",
    .takes_numbers = true,
    .takes_time = true,
    .gives_value = true,
    .measures = MEASURE_BIT(MEASURE_LEAST),
};
static const struct aggregate max_aggregate = {
    .name = "max",
    .summary = "the greatest value; missing for none",
    .takes_numbers = true,
    .takes_time = true,
    .gives_value = true,
    .measures = MEASURE_BIT(MEASURE_GREATEST),
};
static const struct aggregate sd_aggregate = {
    .name = "sd",
    .summary = "the standard deviation with n - 1; missing for fewer than two",
    .takes_numbers = true,
    .measures = MEASURE_BIT(MEASURE_N) | MEASURE_BIT(MEASURE_SQUARES),
    .finish = sd_finish,
};
static const struct aggregate var_aggregate = {
    .name = "var",
    .summary = "the variance with n - 1; missing for fewer than two",
    .takes_numbers = true,
    .measures = MEASURE_BIT(MEASURE_N) | MEASURE_BIT(MEASURE_SQUARES),
    .finish = var_finish,
};
static const struct aggregate median_aggregate = {
    .name = "median",
    .summary = "the median, the mean of the middle two; missing for none",
    .takes_numbers = true,
    .measures = MEASURE_BIT(MEASURE_MEDIAN),
};
static const struct aggregate quantile_aggregate = {
    .name = "quantile",
    .summary = "the value that a share q lies below, linear between two; missing for none",
    .form = "x, q",
    .takes_numbers = true,
    .has_parameter = true,
    .parameter = NAN,
    .check = check_share,
    .measures = MEASURE_BIT(MEASURE_QUANTILE),
};
static const struct aggregate distinct_aggregate = {
    .name = "distinct",
    .summary = "how many different values, or values side by side: distinct(a, b); 0 for none",
    .form = "x, ..",
    .takes_numbers = true,
    .takes_text = true,
    .takes_time = true,
    .takes_many = true,
    .measures = MEASURE_BIT(MEASURE_DISTINCT),
};
static const struct aggregate mode_aggregate = {
    .name = "mode",
    .summary = "the most frequent value, of several the smallest; missing for none",
    .takes_numbers = true,
    .takes_text = true,
    .takes_time = true,
    .gives_value = true,
    .measures = MEASURE_BIT(MEASURE_MODE),
};
static const struct aggregate top_aggregate = {
    .name = "top",
    .summary = "the share of the k most frequent values (1 when left out); missing for none",
    .form = "x, k",
    .takes_numbers = true,
    .takes_text = true,
    .takes_time = true,
    .has_parameter = true,
    .parameter = 1,
    .check = check_count,
    .measures = MEASURE_BIT(MEASURE_TOP),
};
static const struct aggregate entropy_aggregate = {
    .name = "entropy",
    .summary = "how evenly the values are spread: - sum of p log(p), 0 for one value; missing for none",
    .takes_numbers = true,
    .takes_text = true,
    .takes_time = true,
    .measures = MEASURE_BIT(MEASURE_ENTROPY),
};
static const struct aggregate first_aggregate = {
    .name = "first",
    .summary = "the first value in time that is not missing",
    .takes_numbers = true,
    .takes_text = true,
    .takes_time = true,
    .gives_value = true,
    .measures = MEASURE_BIT(MEASURE_FIRST),
};
static const struct aggregate last_aggregate = {
    .name = "last",
    .summary = "the last value in time that is not missing",
    .takes_numbers = true,
    .takes_text = true,
    .takes_time = true,
    .gives_value = true,
    .measures = MEASURE_BIT(MEASURE_LAST),
};
static const struct aggregate nth_aggregate = {
    .name = "nth",
    .summary = "the n-th value in time that is not missing; -1 is the last, -2 the one before",
    .form = "x, n",
    .takes_numbers = true,
    .takes_text = true,
    .takes_time = true,
    .gives_value = true,
    .has_parameter = true,
    .parameter = NAN,
    .check = check_place,
    .measures = MEASURE_BIT(MEASURE_NTH),
};
static const struct aggregate slope_aggregate = {
    .name = "slope",
    .summary =
        "the least-squares trend of the values, per week, or per period with `per`; missing for fewer than two moments",
    .takes_numbers = true,
    .measures = MEASURE_BIT(MEASURE_SLOPE),
};
static const struct aggregate theil_sen_aggregate = {
    .name = "theil_sen",
    .summary =
        "the robust trend of values per period: the median of the slopes between each two, which a few values far "
        "off do not move; missing for fewer than two periods or more than 2,000",
    .form = "x per PERIOD",
    .takes_numbers = true,
    .of_series = true,
    .measures = MEASURE_BIT(MEASURE_THEIL_SEN),
};
static const struct aggregate streak_aggregate = {
    .name = "streak",
    .summary = "how many periods in a row, up to the last, are not 0: streak(orders per 1w)",
    .form = "x per PERIOD",
    .takes_numbers = true,
    .of_series = true,
    .measures = MEASURE_BIT(MEASURE_STREAK),
};
static const struct aggregate longest_aggregate = {
    .name = "longest",
    .summary = "the most periods in a row that are not 0: longest(orders per 1w)",
    .form = "x per PERIOD",
    .takes_numbers = true,
    .of_series = true,
    .measures = MEASURE_BIT(MEASURE_LONGEST),
};
static const struct aggregate gap_mean_aggregate = {
    .name = "gap_mean",
    .summary = "the mean gap between events, in days; missing for fewer than two",
    .takes_table = true,
    .takes_time = true,
    .of_times = true,
    .measures = MEASURE_BIT(MEASURE_GAP_MEAN),
};
static const struct aggregate gap_sd_aggregate = {
    .name = "gap_sd",
    .summary = "the standard deviation of the gaps between events, in days; missing for fewer than three events",
    .takes_table = true,
    .takes_time = true,
    .of_times = true,
    .measures = MEASURE_BIT(MEASURE_GAP_SD),
};

static const struct aggregate sessions_aggregate = {
    .name = "sessions",
    .summary = "how many runs of events with no more than so many minutes between them (30 when left out); 0 for none",
    .form = "x, minutes",
    .takes_table = true,
    .takes_time = true,
    .of_times = true,
    .has_parameter = true,
    .parameter = 30,
    .check = check_minutes,
    .measures = MEASURE_BIT(MEASURE_SESSIONS),
};
static const struct aggregate session_mean_aggregate = {
    .name = "session_mean",
    .summary = "the mean length of such runs in minutes, from first event to last; missing for none",
    .form = "x, minutes",
    .takes_table = true,
    .takes_time = true,
    .of_times = true,
    .has_parameter = true,
    .parameter = 30,
    .check = check_minutes,
    .measures = MEASURE_BIT(MEASURE_SESSION_MEAN),
};

const struct aggregate *const aggregates[] = {
    &count_aggregate,        &sum_aggregate,
    &mean_aggregate,         &share_aggregate,
    &min_aggregate,          &max_aggregate,
    &sd_aggregate,           &var_aggregate,
    &median_aggregate,       &quantile_aggregate,
    &distinct_aggregate,     &mode_aggregate,
    &top_aggregate,          &entropy_aggregate,
    &first_aggregate,        &last_aggregate,
    &nth_aggregate,          &slope_aggregate,
    &theil_sen_aggregate,    &streak_aggregate,
    &longest_aggregate,      &gap_mean_aggregate,
    &gap_sd_aggregate,       &sessions_aggregate,
    &session_mean_aggregate, NULL,
};
