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

static void sd_finish(const double *const *measures, size_t n, double *out)
{
    const double *count = measures[MEASURE_N], *squares = measures[MEASURE_SQUARES];
    for (size_t i = 0; i < n; i++)
        out[i] = count[i] > 1 ? sqrt(squares[i] / (count[i] - 1)) : NAN;
}

static const struct aggregate count_aggregate = {
    .name = "count",
    .summary = "the number of events, or of values that are not missing; 0 for none",
    .takes_table = true,
    .takes_text = true,
    .takes_time = true,
    .measures = MEASURE_BIT(MEASURE_N),
};
static const struct aggregate sum_aggregate = {
    .name = "sum",
    .summary = "the sum; 0 for none",
    .measures = MEASURE_BIT(MEASURE_SUM),
};
static const struct aggregate mean_aggregate = {
    .name = "mean",
    .summary = "the mean; missing for none",
    .measures = MEASURE_BIT(MEASURE_N) | MEASURE_BIT(MEASURE_SUM),
    .finish = mean_finish,
};
static const struct aggregate min_aggregate = {
    .name = "min",
    .summary = "the least value; missing for none",
    .takes_time = true,
    .measures = MEASURE_BIT(MEASURE_LEAST),
};
static const struct aggregate max_aggregate = {
    .name = "max",
    .summary = "the greatest value; missing for none",
    .takes_time = true,
    .measures = MEASURE_BIT(MEASURE_GREATEST),
};
static const struct aggregate sd_aggregate = {
    .name = "sd",
    .summary = "the standard deviation with n - 1; missing for fewer than two",
    .measures = MEASURE_BIT(MEASURE_N) | MEASURE_BIT(MEASURE_SQUARES),
    .finish = sd_finish,
};
static const struct aggregate median_aggregate = {
    .name = "median",
    .summary = "the median, the mean of the middle two; missing for none",
    .measures = MEASURE_BIT(MEASURE_MEDIAN),
};
static const struct aggregate distinct_aggregate = {
    .name = "distinct",
    .summary = "how many different values; 0 for none",
    .takes_text = true,
    .takes_time = true,
    .measures = MEASURE_BIT(MEASURE_DISTINCT),
};
static const struct aggregate first_aggregate = {
    .name = "first",
    .summary = "the first value in time that is not missing",
    .takes_text = true,
    .takes_time = true,
    .measures = MEASURE_BIT(MEASURE_FIRST),
};
static const struct aggregate last_aggregate = {
    .name = "last",
    .summary = "the last value in time that is not missing",
    .takes_text = true,
    .takes_time = true,
    .measures = MEASURE_BIT(MEASURE_LAST),
};

const struct aggregate *const aggregates[] = {
    &count_aggregate,  &sum_aggregate,      &mean_aggregate,  &min_aggregate,  &max_aggregate, &sd_aggregate,
    &median_aggregate, &distinct_aggregate, &first_aggregate, &last_aggregate, NULL,
};
