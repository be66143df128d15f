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

static bool read_train(const struct value *value, struct split *out, struct error *err)
{
    size_t most = sizeof out->train / sizeof *out->train;
    if (value->n_texts > most)
        return fail(err, ERROR_USER, E_BAD_VALUE, "%zu training dates; the most is %zu", value->n_texts, most);
    for (size_t i = 0; i < value->n_texts; i++)
        if (!time_parse(value->texts[i], strlen(value->texts[i]), &out->train[out->n_train++]))
            return fail_value_at(err, value, i);
    return true;
}

static bool read_split(const struct values *values, struct split *out, struct error *err)
{
    const struct value *train = values_get(values, "train"), *test = values_get(values, "test");
    *out = (struct split){ .test = TIME_MISSING, .stratify = values_yes(values, "stratify") };
    if (!read_test(test, out, err) || !read_train(train, out, err))
        return false;
    if (train->given == (out->test != TIME_MISSING))
        return true;
    fail(err, ERROR_USER, E_NO_SPLIT,
         train->given ? "with training dates the test is a date too" : "a test date needs training dates");
    error_mend(err, "split train=2024-04-01 test=2024-07-01");
    return false;
}

static struct report *run_split(struct session *session, const struct invocation *invocation, struct error *err)
{
    struct split split;
    struct text text = TEXT_EMPTY;
    if (!read_split(&invocation->values, &split, err) || !split_check(&split, NULL, err))
        return failed();
    split_text(&split, &text);
    bool ok = workspace_set_state(session->workspace, "split", text_string(&text), err);
    outcome(session, "%s", text_string(&text));
    text_release(&text);
    if (!ok)
        return failed();
    if (split.n_train == 0)
        return report_message(VERDICT_OK, "split: %.0f %% of the customers test, chosen by the seed%s",
                              split.test_share * 100, split.stratify ? ", in each class" : "");
    return report_message(VERDICT_OK, "split: %s. Labels of training must be complete before the test.",
                          text_string(&session->outcome));
}

const struct command split_command = {
    .name = "split",
    .group = GROUP_FEATURES,
    .summary = "say which rows train and which test: by date, or by a share of customers",
    .description =
        "By date: features are computed at each training date and at the test date, and a training label must "
        "be known before the test date. For data without dates: test=0.25, a share of customers by the seed; "
        "stratify=yes keeps the classes' shares.",
    .needs = NEEDS_WORKSPACE,
    .changes = CHANGES_STATE,
    .parameters = (const struct parameter[]){ { "train", PARAMETER_DATE, FORM_OPTION, .repeats = true,
                                                .summary = "training cutoffs, with commas between" },
                                              { "test", PARAMETER_TEXT, FORM_OPTION, .required = true,
                                                .summary = "the test cutoff, or a share such as 0.25" },
                                              { "stratify", PARAMETER_YESNO, FORM_OPTION, .otherwise = "no",
                                                .summary = "the same share of each class" },
                                              { 0 } },
    .examples = (const struct example[]){ { "one cutoff each", "split train=2024-04-01 test=2024-07-01" },
                                          { "two to train on", "split train=2024-01-01,2024-04-01 test=2024-07-01" },
                                          { "without dates", "split test=0.25 stratify=yes" },
                                          { 0 } },
    .see_also = "target train compare",
    .run = run_split,
};
