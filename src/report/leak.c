/* leak: the proof that nothing looks ahead, and what tells more than it could know. */
#include <math.h>
#include <stdio.h>

#include "report/common.h"

/* ---- The proof ---- */

static size_t changed(const struct leak_feature *feature)
{
    return feature->n_changed_removed + feature->n_changed_scrambled;
}

static size_t add_proof(const struct leak_result *leak, struct report *report)
{
    char a[64], b[64], c[64], d[64];
    size_t n_bad = 0;
    struct sheet sheet = sheet_new("leak");
    sheet_text(&sheet, "feature");
    sheet_count(&sheet, "changed, rows removed");
    sheet_count(&sheet, "changed, rows scrambled");
    for (size_t i = 0; i < leak->n_features; i++) {
        const struct leak_feature *feature = &leak->features[i];
        n_bad += changed(feature) > 0;
        sheet_set_text(&sheet, 0, feature->name);
        sheet_set_count(&sheet, 1, feature->n_changed_removed);
        sheet_set_count(&sheet, 2, feature->n_changed_scrambled);
        sheet_end_row(&sheet);
    }
    struct block *block = sheet_add(&sheet, report, NULL);
    for (size_t i = 0; i < leak->n_features; i++)
        table_block_verdict(block, i, changed(&leak->features[i]) > 0 ? VERDICT_BAD : VERDICT_OK);
    char late[96] = "";
    if (leak->late_values)
        snprintf(late, sizeof late, " and %s values that came later than their rows",
                 count_text((double)leak->n_values_removed, d));
    report_add_note(
        report, n_bad ? VERDICT_BAD : VERDICT_OK,
        "%zu of %zu features look past the cutoff: %s rows, computed again without %s later events%s and with "
        "%s of them scrambled",
        n_bad, leak->n_features, count_text((double)leak->n_rows, a), count_text((double)leak->n_events_removed, b),
        late, count_text((double)leak->n_events_scrambled, c));
    if (!leak->known_time && leak->late_values)
        report_add_note(report, VERDICT_NONE,
                        "rows by event time only, columns that came later by their own: no known=COLUMN of rows");
    else if (!leak->known_time)
        report_add_note(report, VERDICT_NONE, "by event time only: no table says when its rows became known (known=)");
    return n_bad;
}

/* ---- Suspects ---- */

struct finding {
    const char *title;
    enum verdict verdict;
};
static const struct finding findings[] = {
    [SUSPECT_SAME] = { "is the target", VERDICT_BAD },
    [SUSPECT_OTHER] = { "the target in other words", VERDICT_BAD },
    [SUSPECT_PRESENCE] = { "gives the target", VERDICT_BAD },
    [SUSPECT_LIMIT] = { "gives the target", VERDICT_BAD },
    [SUSPECT_COMPUTED] = { "gives the target", VERDICT_BAD },
    [SUSPECT_TELLS] = { "tells too much", VERDICT_BAD },
    [SUSPECT_WRITTEN] = { "written after the outcome?", VERDICT_BAD },
    [SUSPECT_KEY_ORDER] = { "order of keys tells", VERDICT_WATCH },
    [SUSPECT_ROW_ORDER] = { "order of rows tells", VERDICT_WATCH },
    [SUSPECT_SHARED_DAYS] = { "label days in the test too", VERDICT_BAD },
    [SUSPECT_SHARED_CUSTOMERS] = { "customers in the test too", VERDICT_BAD },
    [SUSPECT_TEST_DATE] = { "test is not after training", VERDICT_BAD },
    [SUSPECT_TWINS] = { "training rows under other keys", VERDICT_BAD },
};

static const char *measure_name(const struct suspect *suspect, bool outcomes)
{
    if (suspect->kind == SUSPECT_SHARED_DAYS)
        return "days";
    if (suspect->kind == SUSPECT_SHARED_CUSTOMERS)
        return "customers";
    if (suspect->kind == SUSPECT_TWINS)
        return "rows";
    return isnan(suspect->value) ? NULL : outcomes ? "auc" : "rank correlation";
}

/* One sentence that says what was seen. */
static char *explain(const struct suspect *suspect, const char *target, bool outcomes)
{
    char a[64], b[64], c[64];
    const char *name = suspect->name, *measure = outcomes ? "auc" : "rank correlation",
               *value = decimals_text(suspect->value, 3, a), *n = count_text((double)suspect->n, b),
               *number = count_text(suspect->value, c);
    switch (suspect->kind) {
    case SUSPECT_SAME:
        return make_text("%s is %s itself: they are equal in all %s training rows", name, target, n);
    case SUSPECT_OTHER:
        return make_text("%s is %s in other words: one value for yes, one for no, in all %s training rows", name,
                         target, n);
    case SUSPECT_COMPUTED:
        return make_text("%s can be computed from %s: each of its %s values has one outcome", target, name, n);
    case SUSPECT_PRESENCE:
        return make_text("%s is there for one outcome of %s and missing for the other, in all %s training rows", name,
                         target, n);
    case SUSPECT_LIMIT:
        return outcomes
                   ? make_text("%s can be computed from %s: all yes are on one side of a limit, all no on the other",
                               target, name)
                   : make_text("%s can be computed from %s: the one rises or falls with the other in all %s rows",
                               target, name, n);
    case SUSPECT_TELLS:
        return make_text("%s alone tells %s: %s %s in %s training rows", name, target, measure, value, n);
    case SUSPECT_WRITTEN:
        return make_text("%s looks as if it was written after the outcome: alone it tells %s with %s %s", name, target,
                         measure, value);
    case SUSPECT_KEY_ORDER:
        return make_text("customers in the order of %s: %s %s, so keys were given out, or reused, with the outcome",
                         name, measure, value);
    case SUSPECT_ROW_ORDER:
        return make_text("customers in the order of their rows: %s %s, so the table was sorted by what %s asks",
                         measure, value, target);
    case SUSPECT_SHARED_DAYS:
        return make_text("%s label days of training are label days of the test of %s", number, name);
    case SUSPECT_SHARED_CUSTOMERS:
        return make_text("%s of the %s test customers of %s are in training with a label of the same days", number, n,
                         name);
    case SUSPECT_TWINS:
        return make_text("%s of %s test rows are equal in all features to training rows of other customers, far more "
                         "than chance gives: the same person under two keys",
                         number, n);
    default:
        return make_text("training dates lie at or after the test date %s", name);
    }
}

/* What to do about it. */
static char *mend(const struct suspect *suspect, const struct suspects *suspects)
{
    const char *name = suspect->name;
    char date[64];
    switch (suspect->kind) {
    case SUSPECT_KEY_ORDER:
    case SUSPECT_ROW_ORDER:
        return make_text("make no feature of %s or of the order of rows, and ask who made the table",
                         suspect->kind == SUSPECT_KEY_ORDER ? name : "row numbers");
    case SUSPECT_SHARED_DAYS:
    case SUSPECT_SHARED_CUSTOMERS:
    case SUSPECT_TEST_DATE:
        return make_text("an earlier training date, or a later test date than %s", date_text(suspects->test, date));
    case SUSPECT_TWINS:
        return make_text("one key a person before the split: clean CUSTOMERS drop duplicates by COLUMNS");
    case SUSPECT_WRITTEN:
        return make_text("load it from a table with valid_from=, or keep it out: %s%s",
                         suspect->is_feature ? "-" : "no feature of ", name);
    default:
        return suspect->is_feature ? make_text("leave it out: -%s", name)
                                   : make_text("make no feature of it, and ask when it is written");
    }
}

static void add_table(const char *target, const struct suspects *suspects, struct report *report)
{
    struct sheet sheet = sheet_new("suspects");
    sheet_text(&sheet, "suspect");
    sheet_text(&sheet, "finding");
    sheet_text(&sheet, "by");
    sheet_number(&sheet, "value");
    sheet_text(&sheet, "explanation");
    sheet_text(&sheet, "mend");
    for (size_t i = 0; i < suspects->n; i++) {
        const struct suspect *suspect = &suspects->list[i];
        char *why = explain(suspect, target, target_is(suspects->target_kind, &target_yes_no)),
             *how = mend(suspect, suspects);
        sheet_set_text(&sheet, 0, suspect->name);
        sheet_set_text(&sheet, 1, findings[suspect->kind].title);
        sheet_set_text(&sheet, 2, measure_name(suspect, target_is(suspects->target_kind, &target_yes_no)));
        sheet_set_number(&sheet, 3, suspect->value);
        sheet_set_text(&sheet, 4, why);
        sheet_set_text(&sheet, 5, how);
        sheet_end_row(&sheet);
        free(why);
        free(how);
    }
    struct block *block = sheet_add(&sheet, report, "suspects");
    table_block_list(block);
    table_block_format(block, 3, "s-");
    table_block_format(block, 4, "d");
    table_block_format(block, 5, "d");
    for (size_t i = 0; i < suspects->n; i++)
        table_block_verdict(block, i, findings[suspects->list[i].kind].verdict);
}

static void add_sentences(const char *target, const struct suspects *suspects, struct report *report)
{
    for (size_t i = 0; i < suspects->n; i++) {
        const struct suspect *suspect = &suspects->list[i];
        char *why = explain(suspect, target, target_is(suspects->target_kind, &target_yes_no)),
             *how = mend(suspect, suspects);
        report_add_note(report, findings[suspect->kind].verdict, "%s. Mend: %s", why, how);
        free(why);
        free(how);
    }
}

static void add_split(const struct suspects *suspects, struct report *report)
{
    char a[64], b[64], c[64], d[64], e[64];
    if (!suspects->split)
        return;
    const char *train = count_text((double)suspects->n_train_customers, a),
               *test = count_text((double)suspects->n_test_customers, b),
               *shared = count_text((double)suspects->n_shared_customers, c);
    if (suspects->test == TIME_MISSING)
        report_add_note(report, VERDICT_NONE, "split: %s customers train, %s test, %s do both", train, test, shared);
    else
        report_add_note(
            report, VERDICT_NONE,
            "split: %s customers train, %s test on %s; %s do both, %s of them with labels of the same days; "
            "%lld label days shared",
            train, test, date_text(suspects->test, d), shared, count_text((double)suspects->n_shared_periods, e),
            (long long)suspects->shared_days);
}

static void add_unchecked(const char *target, const struct suspects *suspects, struct report *report)
{
    static const char *const reasons[] = {
        [SUSPECTS_NO_LABELS] = "no row has a label that is complete; a split says from which dates on",
        [SUSPECTS_ONE_OUTCOME] = "all rows have one outcome",
        [SUSPECTS_FEW_ROWS] = "too few rows: chance could tell as much",
    };
    if (suspects->skipped != SUSPECTS_CHECKED)
        report_add_note(report, VERDICT_WATCH, "nothing was held against %s: %s", target, reasons[suspects->skipped]);
}

static void add_suspects(const char *target, const struct suspects *suspects, struct report *report)
{
    if (suspects->n > 0)
        add_table(target, suspects, report);
    add_sentences(target, suspects, report);
    add_split(suspects, report);
    add_unchecked(target, suspects, report);
}

/* All of it in one line. */
static void add_verdict(const char *target, size_t n_ahead, const struct suspects *suspects, struct report *report)
{
    char rows[64];
    size_t n_bad = 0;
    for (size_t i = 0; i < suspects->n; i++)
        n_bad += findings[suspects->list[i].kind].verdict == VERDICT_BAD;
    if (suspects->skipped != SUSPECTS_CHECKED && suspects->n == 0)
        return;
    report_add_note(report,
                    n_ahead + n_bad > 0 ? VERDICT_BAD
                    : suspects->n > 0   ? VERDICT_WATCH
                                        : VERDICT_OK,
                    "%zu suspect%s: %zu feature%s and %zu column%s of customers held against %s in %s training rows",
                    suspects->n, suspects->n == 1 ? "" : "s", suspects->n_features,
                    suspects->n_features == 1 ? "" : "s", suspects->n_columns, suspects->n_columns == 1 ? "" : "s",
                    target, count_text((double)suspects->n_rows, rows));
}

struct report *report_leak(const char *subject, const struct leak_result *leak, const char *target,
                           const struct suspects *suspects, const char *context)
{
    char *title = make_text("leak %s", subject);
    struct report *report = report_new("leak", title, context);
    size_t n_ahead = add_proof(leak, report);
    if (suspects) {
        add_suspects(target, suspects, report);
        add_verdict(target, n_ahead, suspects, report);
    }
    free(title);
    return report;
}
