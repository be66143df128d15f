/* split: which rows train and which test. */
#include "command/verb.h"

/* test=0.25 is a share, test=2024-07-01 a date. */
static bool read_test(const struct value *value, struct split *out, struct error *err)
{
    const char *text = value->text;
    double share;
    if (number_parse(text, strlen(text), &share)) {
        out->test_share = share;
        if (share > 0 && share < 1)
            return true;
        fail(err, ERROR_USER, E_BAD_VALUE, "test=%s is no share between 0 and 1", text);
        return fail_value_at(err, value, 0);
    }
    if (time_parse(text, strlen(text), &out->test))
        return true;
    fail(err, ERROR_USER, E_BAD_VALUE, "test=%s is neither a date nor a share", text);
    error_mend(err, "test=2024-07-01");
    error_mend(err, "test=0.25");
    return fail_value_at(err, value, 0);
}

static bool add_cutoff(struct split *out, int64_t cutoff, struct error *err)
{
    size_t most = sizeof out->train / sizeof *out->train;
    for (size_t i = 0; i < out->n_train; i++)
        if (out->train[i] == cutoff)
            return true;
    if (out->n_train == most) {
        fail(err, ERROR_USER, E_BAD_VALUE, "more than %zu training dates", most);
        error_mend(err, "a longer step: every 3m");
        return false;
    }
    out->train[out->n_train++] = cutoff;
    return true;
}

/* 2011-03-01..2011-08-01: each step from the first on, the n-th counted from the first so that ends of months stay. */
static bool add_range(const char *text, const char *points, const struct value *every, struct split *out,
                      struct error *err)
{
    int64_t first, last;
    struct duration step;
    if (!time_parse(text, (size_t)(points - text), &first) || !time_parse(points + 2, strlen(points + 2), &last))
        return fail(err, ERROR_USER, E_BAD_VALUE, "train=%s is no range of dates", text);
    if (last < first)
        return fail(err, ERROR_USER, E_BAD_VALUE, "train=%s ends before it begins", text);
    if (!every->given) {
        fail(err, ERROR_USER, E_MISSING_ARGUMENT, "train=%s needs a step", text);
        error_mend(err, "train=%s every 1m", text);
        return false;
    }
    if (!duration_parse(every->text, strlen(every->text), &step) || step.count <= 0)
        return fail(err, ERROR_USER, E_BAD_VALUE, "every %s is no step", every->text);
    for (int n = 0;; n++) {
        int64_t cutoff = time_shift(first, (struct duration){ step.count * n, step.unit }, 1);
        if (cutoff > last)
            return true;
        if (!add_cutoff(out, cutoff, err))
            return false;
    }
}

static bool read_train(const struct value *value, const struct value *every, struct split *out, struct error *err)
{
    bool ranges = false;
    for (size_t i = 0; i < value->n_texts; i++) {
        const char *text = value->texts[i], *points = strstr(text, "..");
        int64_t cutoff;
        ranges = ranges || points;
        if (points ? add_range(text, points, every, out, err)
                   : time_parse(text, strlen(text), &cutoff) && add_cutoff(out, cutoff, err))
            continue;
        if (err->kind == ERROR_NONE) {
            fail(err, ERROR_USER, E_BAD_VALUE, "train=%s is not a date that exists", text);
            error_mend(err, "train=2024-04-01");
            error_mend(err, "train=2024-01-01..2024-04-01 every 1m");
        }
        return fail_value_at(err, value, i);
    }
    if (!every->given || ranges)
        return true;
    fail(err, ERROR_USER, E_BAD_VALUE, "'every' is the step between two training dates: train=FIRST..LAST");
    return fail_value_at(err, every, 0);
}

static bool read_split(const struct values *values, struct split *out, struct error *err)
{
    const struct value *train = values_get(values, "train"), *test = values_get(values, "test");
    *out = (struct split){ .test = TIME_MISSING, .stratify = values_yes(values, "stratify") };
    if (!read_test(test, out, err) || !read_train(train, values_get(values, "every"), out, err))
        return false;
    if (train->given == (out->test != TIME_MISSING))
        return true;
    fail(err, ERROR_USER, E_NO_SPLIT,
         train->given ? "with training dates the test is a date too" : "a test date needs training dates");
    error_mend(err, "split train=2024-04-01 test=2024-07-01");
    return false;
}

/* The target in use looks ahead of each date: the data must go that far. */
static bool check_labels(struct session *session, const struct split *split, const struct definition *target,
                         struct arena *arena, struct error *err)
{
    struct error none = ERROR_INIT;
    const struct world *world =
        target && target->within.count > 0 && split->n_train > 0 ? resolve_world(session, arena, &none) : NULL;
    error_release(&none);
    return !world || split_check_labels(split, target, world, err);
}

static struct report *run_split(struct session *session, const struct invocation *invocation, struct error *err)
{
    struct split split;
    struct text text = TEXT_EMPTY;
    struct error none = ERROR_INIT;
    const struct definition *target = resolve_target(session, NULL, invocation->arena, &none);
    error_release(&none);
    if (!read_split(&invocation->values, &split, err) || !split_check(&split, NULL, err))
        return failed();
    if (!check_labels(session, &split, target, invocation->arena, err)) {
        fail_value_at(err, values_get(&invocation->values, "test"), 0);
        return failed();
    }
    split_text(&split, &text);
    bool ok = workspace_set_state(session->workspace, "split", text_string(&text), err);
    outcome(session, "%s", text_string(&text));
    text_release(&text);
    if (!ok)
        return failed();
    if (split.n_train == 0)
        return report_message(VERDICT_OK, "split: %.0f %% of the customers test, chosen by the seed%s",
                              split.test_share * 100, split.stratify ? ", in each class" : "");
    const char *dates =
        arena_format(invocation->arena, "%zu training date%s", split.n_train, split.n_train == 1 ? "" : "s");
    if (!target || target->within.count == 0)
        return report_message(VERDICT_OK, "split: %s. Labels of training must be complete before the test.",
                              text_string(&session->outcome));
    int64_t shared = split_shared_days(&split, target);
    return report_message(shared > 0 ? VERDICT_WATCH : VERDICT_OK,
                          "split: %s. %s, %lld label days shared with the test%s", text_string(&session->outcome),
                          dates, (long long)shared, shared > 0 ? ": kinds that learn from labels will refuse" : "");
}

const struct command split_command = {
    .name = "split",
    .group = GROUP_FEATURES,
    .summary = "say which rows train and which test: by date, or by a share of customers",
    .description =
        "By date: features are computed at each training date and at the test date, and a training label must "
        "be known before the test date. A range with every takes each step from its first day on, and one model "
        "learns from all of them: the rows are customers at dates. A date whose labels the data cannot complete is "
        "refused, with the last date that could be. For data without dates: test=0.25, a share of "
        "customers by the seed; "
        "stratify=yes keeps the classes' shares.",
    .needs = NEEDS_WORKSPACE,
    .changes = CHANGES_STATE,
    .parameters =
        (const struct parameter[]){
            { "train", PARAMETER_TEXT, FORM_OPTION, .repeats = true,
              .summary = "training cutoffs, with commas between, or FIRST..LAST" },
            { "every", PARAMETER_DURATION, FORM_CLAUSE, .summary = "the step between the cutoffs of FIRST..LAST" },
            { "test", PARAMETER_TEXT, FORM_OPTION, .required = true,
              .summary = "the test cutoff, or a share such as 0.25" },
            { "stratify", PARAMETER_YESNO, FORM_OPTION, .otherwise = "no", .summary = "the same share of each class" },
            { 0 } },
    .examples =
        (const struct example[]){ { "one cutoff each", "split train=2024-04-01 test=2024-07-01" },
                                  { "two to train on", "split train=2024-01-01,2024-04-01 test=2024-07-01" },
                                  { "one a month", "split train=2023-10-01..2024-01-01 every 1m test=2024-07-01" },
                                  { "without dates", "split test=0.25 stratify=yes" },
                                  { 0 } },
    .see_also = "target train compare",
    .run = run_split,
};
