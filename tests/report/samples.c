/* Samples of reports; all data are made by fixed streams, so that golden files stay. */
#include "samples.h"

#include <check.h>
#include <math.h>

#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/random.h"
#include "patron/base/text.h"
#include "patron/table/builder.h"

/* ---- Data ---- */

const struct model_answer sample_yes_no_answers[] = { { "yes/no", (const char *const[]){ "p", NULL }, NULL, NULL },
                                                      { 0 } };

struct scored sample_scored(size_t n, double sharpness, bool outcomes)
{
    static const char *const answers[][2] = { { "mean", NULL }, { "p", NULL } };
    struct scored scored;
    ck_assert(scored_init(&scored, outcomes ? &target_yes_no : &target_amount, answers[outcomes], n, NULL));
    struct random truth = random_stream(7, 1), noise = random_stream(7, 2);
    for (size_t i = 0; i < n; i++) {
        double margin = 2.2 * random_normal(&truth) + 0.4, blur = random_normal(&noise);
        double p = 1 / (1 + exp(-margin));
        double seen = 1 / (1 + exp(-(sharpness * margin + (1 - sharpness) * 2 * blur)));
        double draw = random_unit(&truth);
        scored.outcome[i] = outcomes ? draw < p : fmax(0, 40 * p + 12 * random_normal(&truth));
        scored.score[i] = outcomes ? seen : 40 * seen;
    }
    return scored;
}

static const char *const nasty[] = { "plain",
                                     "with, comma",
                                     "with \"quotes\"",
                                     "line\nbreak",
                                     "tab\there",
                                     "",
                                     "pipe | and *star*",
                                     "Grüße aus Köln",
                                     "\xE6\x97\xA5\xE6\x9C\xAC wide",
                                     "bad \xFF byte",
                                     "back\\slash",
                                     "a rather long text that has to be cut or broken wherever a table is narrow" };

struct table *sample_table(size_t n)
{
    struct builder *builder = builder_new("sample");
    size_t id = builder_add_column(builder, "customer_id", TYPE_INT),
           text = builder_add_column(builder, "remark", TYPE_TEXT);
    size_t spend = builder_add_column(builder, "spend_365d", TYPE_REAL),
           yes = builder_add_column(builder, "active", TYPE_BOOL);
    size_t day = builder_add_column(builder, "signup", TYPE_TIME), at = builder_add_column(builder, "seen", TYPE_TIME);
    size_t share = builder_add_column(builder, "return_rate", TYPE_REAL);
    builder_column_unit(builder, spend, "EUR");
    builder_column_date_only(builder, day, true);
    struct random random = random_stream(11, 0);
    for (size_t i = 0; i < n; i++) {
        const char *remark = nasty[i % (sizeof nasty / sizeof nasty[0])];
        builder_set_int(builder, id, (int64_t)(1001 + i));
        if (i % 13 != 12)
            builder_set_text(builder, text, remark, strlen(remark));
        builder_set_real(builder, spend, i % 5 == 4 ? NAN : round(100000 * random_unit(&random)) / 100);
        builder_set_bool(builder, yes, random_unit(&random) < 0.5);
        builder_set_int(builder, day, (int64_t)(19000 + i) * TIME_DAY);
        builder_set_int(builder, at, (int64_t)(19100 + i) * TIME_DAY + (int64_t)(i % 86400) * TIME_SECOND);
        builder_set_real(builder, share, i % 7 == 0 ? 0 : random_unit(&random) / 3);
        builder_end_row(builder);
    }
    struct error err = ERROR_INIT;
    struct table *table = builder_finish(builder, &err);
    if (!table)
        bug("no sample table");
    return table;
}

/* ---- Blocks ---- */

static struct report *make_words(void)
{
    struct report *report = report_new("check", "check orders", "199,689 rows");
    struct block *facts = report_add_facts(report, "what was looked at");
    facts_add_text(facts, "table", "orders, loaded from data/orders.csv with key order_id and time order_ts");
    facts_add_number(facts, "rows", 199689);
    facts_add_format(facts, "orphans", "%d", 0);
    facts_add_number(facts, "not computed", NAN);
    report_add_note(report, VERDICT_OK, "0 duplicate keys");
    report_add_note(report, VERDICT_WATCH,
                    "tickets.csat is missing in 40.6%% of rows; it is not used by any feature yet");
    report_add_note(report, VERDICT_BAD, "3 rows of returns have no order");
    return report;
}

static struct report *make_table(void)
{
    struct report *report = report_new("show", "show sample", "12 rows");
    struct table *table = sample_table(12);
    struct block *block = report_add_table(report, NULL, view_owning(table));
    table_block_format(block, 0, "i");
    table_block_format(block, 6, "%");
    table_block_verdict(block, 2, VERDICT_WATCH);
    table_block_verdict(block, 5, VERDICT_BAD);
    return report;
}

static struct report *make_curves_block(void)
{
    double x[41], rise[41], fall[41], dots_x[5] = { 1, 3, 5, 7, 9 }, dots_y[5] = { 20, 35, NAN, 70, 92 };
    for (int i = 0; i <= 40; i++) {
        x[i] = i / 4.0;
        rise[i] = 100 * (1 - exp(-x[i] / 3));
        fall[i] = i >= 18 && i <= 22 ? NAN : 100 * exp(-x[i] / 4);
    }
    struct report *report = report_new("plot", "two curves", NULL);
    struct block *block = report_add_curves(report, "survival", "weeks", 0, 10, "share in per cent", 0, 100);
    curves_add(block, "rise", "at 10: 96", 41, x, rise);
    curves_add(block, "fall, with a gap", NULL, 41, x, fall);
    curves_add_points(block, "seen", 5, dots_x, dots_y);
    return report;
}

static struct report *make_bars(void)
{
    struct report *report = report_new("plot", "bars", NULL);
    struct block *block = report_add_bars(report, "orders by channel", NULL);
    bars_add(block, "web", 5210, "2,100 customers");
    bars_add(block, "app", 3333, "1,400 customers");
    bars_add(block, "store", 12, NULL);
    bars_add(block, "none", 0, NULL);
    bars_add(block, "telephone, letter and all else", NAN, "not computed");
    block = report_add_bars(report, "pushes", NULL);
    bars_add(block, "sessions_n_30d", 2.84, "2.0 -> 0.0");
    bars_add(block, "sessions_n_90d", -1.0, "14.0 -> 6.0");
    bars_add(block, "recency", 0.41, "33.9 -> 63.9");
    bars_add(block, "spend_90d", -0.25, "240.6 -> 98.2");
    return report;
}

static struct report *make_histogram(void)
{
    double edges[13], then[12], now[12];
    for (int i = 0; i <= 12; i++)
        edges[i] = 75 * i;
    for (int i = 0; i < 12; i++) {
        then[i] = i < 8 ? 100 - 4 * i : i == 8 ? 30 : 0;
        now[i] = 80 - 5 * i;
    }
    struct report *report = report_new("plot", "tenure", NULL);
    struct block *block = report_add_histogram(report, "tenure", "days", 12, edges);
    histogram_add(block, "2023-07-01", then);
    histogram_add(block, "2024-07-01", now);
    block = report_add_histogram(report, "now alone", "days", 12, edges);
    histogram_add(block, "now", now);
    return report;
}

const struct sample samples[] = {
    { "words", make_words },
    { "table", make_table },
    { "curves-block", make_curves_block },
    { "bars", make_bars },
    { "histogram", make_histogram },
    { "compare", make_compare },
    { "compare-amounts", make_compare_amounts },
    { "curves", make_curves },
    { "curves-more", make_curves_more },
    { "curves-amounts", make_curves_amounts },
    { "curves-one-class", make_curves_one_class },
    { "silhouette", make_silhouette },
    { "profile", make_profile },
    { "profile-mean", make_profile_mean },
    { "drift", make_drift },
    { "drift-importance", make_drift_importance },
    { "drift-feature", make_drift_feature },
    { "importance", make_importance },
    { "slices", make_slices },
    { "train", make_train },
    { "segment", make_segment },
    { "card", make_card },
    { "customer", make_customer },
    { "summary", make_summary },
    { "summary-by", make_summary_by },
    { "describe", make_describe },
    { "describe-table", make_describe_table },
    { "plot", make_plot },
    { "frequency", make_frequency },
    { "correlation", make_correlation },
    { "leak", make_leak },
    { NULL, NULL },
};
