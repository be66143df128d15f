/* Whether a split keeps time apart: training labels must be complete before the test begins. */
#include "patron/base/error.h"
#include "patron/study/study.h"

/* The latest end of a label window of the training cutoffs; *WHICH gets its cutoff. */
static int64_t last_label(const struct split *split, const struct definition *target, int64_t *which)
{
    int64_t last = TIME_MISSING;
    for (size_t i = 0; i < split->n_train; i++) {
        int64_t end = split->train[i];
        if (target) {
            end = time_shift(end, target->gap, 1);
            end = time_shift(end, target->within, 1);
        }
        if (last == TIME_MISSING || end > last) {
            last = end;
            *which = split->train[i];
        }
    }
    return last;
}

/* The latest cutoff from whose label window ends by the test: the mend. */
static int64_t latest_cutoff(const struct split *split, const struct definition *target)
{
    return time_shift(time_shift(split->test, target->within, -1), target->gap, -1);
}

bool split_check(const struct split *split, const struct definition *target, struct error *err)
{
    if (split->n_train == 0) {
        if (split->test_share > 0 && split->test_share < 1)
            return true;
        return fail(err, ERROR_USER, E_NO_SPLIT, "there is neither a training date nor a share of test customers");
    }
    if (split->test == TIME_MISSING)
        return fail(err, ERROR_USER, E_NO_SPLIT, "the split has training dates and no test date");
    int64_t cutoff = TIME_MISSING, end = last_label(split, target, &cutoff);
    if (end <= split->test)
        return true;
    char train[32], test[32], until[32], mend[32];
    time_format(cutoff, true, train);
    time_format(split->test, true, test);
    time_format(end, true, until);
    fail(err, ERROR_USER, E_SPLIT_OVERLAP, "training labels from %s end on %s, after the test date %s", train, until,
         test);
    error_reason(err, "a model would be tested on days that it has learnt from");
    if (target) {
        time_format(latest_cutoff(split, target), true, mend);
        error_mend(err, "split train=%s test=%s", mend, test);
        error_mend(err, "split train=%s test=%s", train, until);
    }
    return false;
}

/* Labels of who is not seen to the end are known as far as the data go. */
static bool is_censored(const struct definition *target, const struct world *world)
{
    struct error none = ERROR_INIT;
    const struct target_kind *kind = target_kind_of(world, target, &none);
    error_release(&none);
    return kind && target_widest(kind)->censored;
}

bool cutoff_check_labels(int64_t cutoff, const struct definition *target, const struct world *world, struct error *err)
{
    char at[32], end[32], last[32], mend[32];
    int64_t until = time_shift(time_shift(cutoff, target->gap, 1), target->within, 1), data_end = world_end(world);
    if (target->within.count == 0 || data_end == TIME_MISSING || until <= data_end ||
        (cutoff < data_end && is_censored(target, world)))
        return true;
    int64_t day = data_end - data_end % TIME_DAY;
    time_format(cutoff, true, at);
    time_format(until, true, end);
    time_format(day, true, last);
    time_format(time_shift(time_shift(day, target->within, -1), target->gap, -1), true, mend);
    fail(err, ERROR_USER, E_IMMATURE, "labels at %s are not complete", at);
    error_reason(err, "their window ends on %s and the data on %s", end, last);
    error_mend(err, "a cutoff not after %s", mend);
    return false;
}

bool split_check_labels(const struct split *split, const struct definition *target, const struct world *world,
                        struct error *err)
{
    if (split->n_train == 0)
        return true;
    int64_t first = split->train[0];
    for (size_t i = 1; i < split->n_train; i++)
        first = split->train[i] < first ? split->train[i] : first;
    return cutoff_check_labels(split->test, target, world, err) && cutoff_check_labels(first, target, world, err);
}

int64_t split_shared_days(const struct split *split, const struct definition *target)
{
    int64_t begin = time_shift(split->test, target->gap, 1), end = time_shift(begin, target->within, 1), shared = 0;
    for (size_t i = 0; i < split->n_train; i++) {
        int64_t from = time_shift(split->train[i], target->gap, 1), to = time_shift(from, target->within, 1);
        int64_t low = from > begin ? from : begin, high = to < end ? to : end;
        int64_t days = high > low ? (high - low + TIME_DAY - 1) / TIME_DAY : 0;
        shared = days > shared ? days : shared;
    }
    return shared;
}
