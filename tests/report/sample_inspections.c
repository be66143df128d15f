/* Samples of inspections: small fixed results of studies, arranged by the builders. */
#include <math.h>

#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/base/json.h"
#include "patron/base/memory.h"
#include "patron/base/random.h"
#include "patron/table/builder.h"
#include "samples.h"

/* ---- Inspections ---- */

static const struct model_kind logit_kind = { .name = "logit",
                                              .title = "penalised logistic regression",
                                              .reference = "Hastie, Tibshirani and Friedman (2009)",
                                              .answers = sample_yes_no_answers,
                                              .input = &input_features,
                                              .terms_are_weights = true,
                                              .wants_scale = true };
static const struct model_kind gbm_kind = {
    .name = "gbm", .title = "gradient boosting", .answers = sample_yes_no_answers, .input = &input_features
};
static const struct model_answer kmeans_answers[] = { { NULL, (const char *const[]){ "segment", NULL }, NULL, NULL },
                                                      { 0 } };
static const struct model_answer ridge_answers[] = { { "amount", (const char *const[]){ "mean", NULL }, NULL, NULL },
                                                     { 0 } };
static const struct model_kind kmeans_kind = {
    .name = "kmeans", .title = "k-means", .answers = kmeans_answers, .input = &input_features
};
static const struct model_kind ridge_kind = { .name = "ridge",
                                              .title = "ridge regression",
                                              .answers = ridge_answers,
                                              .terms_are_weights = true,
                                              .input = &input_features };

static struct model sample_model(const struct model_kind *kind, const char *set, size_t n_features)
{
    static char *names[3] = { (char *)"recency", (char *)"frequency", (char *)"spend_365d" };
    struct model model = { .kind = kind, .feature_set = (char *)set, .n_features = n_features, .feature_names = names };
    model.split.n_train = 1;
    model.split.train[0] = INT64_C(19814) * TIME_DAY;
    model.split.test = INT64_C(19905) * TIME_DAY;
    model.asof = model.split.test;
    model.answer = &kind->answers[0];
    model.target_kind = model.answer->target ? target_kind_find(model.answer->target) : NULL;
    model.parameters = json_object();
    return model;
}

struct trio {
    struct scored scored[3];
    struct model models[3];
    struct inspected inspected[3];
};

static void trio_init(struct trio *trio, bool outcomes)
{
    const double sharpness[3] = { 0.35, 0.7, 1 };
    static const char *const names[3] = { "m1", "m2", "m3" };
    trio->models[0] = sample_model(outcomes ? &logit_kind : &ridge_kind, "rfm", 3);
    trio->models[1] = sample_model(outcomes ? &logit_kind : &ridge_kind, "full", 3);
    trio->models[2] = sample_model(outcomes ? &gbm_kind : &ridge_kind, "full", 3);
    json_set_number(trio->models[0].parameters, "l2", 1);
    json_set_number(trio->models[1].parameters, "l2", 1);
    json_set_number(trio->models[2].parameters, "trees", 200);
    json_set_number(trio->models[2].parameters, "rate", 0.05);
    for (int m = 0; m < 3; m++) {
        json_set_text(trio->models[m].parameters, "scale", "zscore");
        trio->scored[m] = sample_scored(1500, sharpness[m], outcomes);
        trio->inspected[m] = (struct inspected){ names[m], &trio->models[m], &trio->scored[m], 0.02 + 0.3 * m };
    }
}

static void trio_release(struct trio *trio)
{
    for (int m = 0; m < 3; m++) {
        scored_release(&trio->scored[m]);
        json_free(trio->models[m].parameters);
    }
}

static struct report *need(struct report *report, struct error *err)
{
    if (!report)
        bug(err->what ? err->what : "no report");
    return report;
}

static struct report *make_compare_of(bool outcomes)
{
    struct error err = ERROR_INIT;
    struct trio trio;
    trio_init(&trio, outcomes);
    struct report *report = need(report_compare(trio.inspected, 3, 1, false, NULL, NULL, &err), &err);
    trio_release(&trio);
    return report;
}

struct report *make_compare(void)
{
    return make_compare_of(true);
}

struct report *make_compare_amounts(void)
{
    return make_compare_of(false);
}

static struct report *make_curves_of(unsigned kinds, bool outcomes)
{
    struct error err = ERROR_INIT;
    struct trio trio;
    struct curves_options options = { kinds, 0.5, 10, "churned", "stayed" };
    trio_init(&trio, outcomes);
    struct inspected order[3] = { trio.inspected[2], trio.inspected[1], trio.inspected[0] };
    struct report *report = need(report_curves(order, 3, &options, NULL, &err), &err);
    trio_release(&trio);
    return report;
}

struct report *make_curves(void)
{
    return make_curves_of(CURVES_USUAL, true);
}

struct report *make_curves_more(void)
{
    return make_curves_of(CURVES_PR | CURVES_GAIN | CURVES_SCORES, true);
}

struct report *make_curves_amounts(void)
{
    return make_curves_of(0, false);
}

struct report *make_curves_one_class(void)
{
    struct error err = ERROR_INIT;
    struct scored scored = sample_scored(50, 1, true);
    for (size_t i = 0; i < scored.n; i++)
        scored.outcome[i] = 1;
    struct model model = sample_model(&logit_kind, "rfm", 3);
    struct inspected one = { "m1", &model, &scored, NAN };
    struct report *report = need(report_curves(&one, 1, NULL, NULL, &err), &err);
    scored_release(&scored);
    json_free(model.parameters);
    return report;
}

static const char *const segment_names[5] = { "loyal, frequent", "big tickets, cooling", "returners", "dormant", NULL };

struct report *make_silhouette(void)
{
    static const double sizes[5] = { 3432, 2522, 928, 3779, 3126 }, means[5] = { 0.197, 0.147, 0.22, 0.216, 0.234 };
    enum { N = 400 };
    struct random random = random_stream(5, 0);
    uint32_t label[N], nearest[N];
    double value[N], sum[5] = { 0 }, n[5] = { 0 }, mean[5], negative[5] = { 0 }, total = 0;
    for (size_t i = 0; i < N; i++) {
        label[i] = (uint32_t)(i % 5);
        nearest[i] = (uint32_t)((i + 1 + i / 5 % 4) % 5);
        value[i] = fmax(-0.25, fmin(0.58, means[label[i]] + 0.17 * random_normal(&random)));
        sum[label[i]] += value[i];
        n[label[i]]++;
        negative[label[i]] += value[i] < 0;
        total += value[i];
    }
    for (int s = 0; s < 5; s++) {
        mean[s] = sum[s] / n[s];
        negative[s] /= n[s];
    }
    struct silhouette_result result = { .n = 13787,
                                        .n_sampled = N,
                                        .k = 5,
                                        .mean = total / N,
                                        .label = label,
                                        .nearest = nearest,
                                        .value = value,
                                        .segment_mean = mean,
                                        .segment_negative = negative,
                                        .segment_size = (double *)sizes,
                                        .davies_bouldin = 1.41,
                                        .calinski_harabasz = 3434 };
    static const struct k_choice choices[] = {
        { 2, 0.238, 1.60, 4318, 21000, 0.016, 0.003, 0.240, { 0.235, 0.229, 0.241 }, 0.98, 0.210 },
        { 3, 0.261, 1.40, 3746, 18500, 0.014, 0.003, 0.264, { 0.258, 0.252, 0.264 }, 0.97, 0.205 },
        { 4, 0.217, 1.40, 3719, 17000, 0.044, 0.003, 0.221, { 0.214, 0.208, 0.220 }, 0.81, 0.201 },
        { 5, 0.203, 1.41, 3434, 15900, 0.055, 0.003, 0.205, { 0.200, 0.194, 0.206 }, 0.72, 0.199 },
        { 6, 0.191, 1.36, 3246, 15100, 0.088, 0.003, 0.195, { 0.187, 0.181, 0.193 }, 0.60, 0.196 },
    };
    return report_silhouette("s5", &result, segment_names, choices, 5, NULL);
}

static struct profile sample_profile(void)
{
    static char *features[6] = { (char *)"recency",        (char *)"orders_n_365d", (char *)"aov_365d",
                                 (char *)"sessions_n_90d", (char *)"tenure",        (char *)"return_rate_365d" };
    static double z[30] = { -0.92, 1.21,  0.03, 1.20,  0.33,  0.05,  0.59,  -0.28, 1.19,  -0.50,
                            0.08,  -0.28, 0.49, -0.52, -0.05, -0.44, -0.06, 3.02,  0.83,  -0.31,
                            -0.62, -0.68, 0.50, -0.29, -0.61, -0.58, -0.24, 0.03,  -1.01, -0.37 };
    static double mean[30] = { 25.78,  15.71, 34.73,  9.02, 395.68, 0.06, 161.78, 4.33, 68.11,  1.10,
                               342.33, 0.02,  155.82, 2.89, 34.77,  1.30, 310.27, 0.55, 203.81, 4.26,
                               21.22,  0.70,  433.61, 0.02, 37.31,  2.76, 28.39,  2.56, 100.59, 0.01 };
    static double all[6] = { 110.82, 6.69, 35.70, 3.31, 323.66, 0.07 }, sd[6] = { 92, 7.4, 27, 4.8, 220, 0.16 };
    static double size[5] = { 3432, 2522, 928, 3779, 3126 };
    return (struct profile){ 5, 6, features, mean, z, all, sd, size };
}

static struct report *make_profile_of(enum profile_by by)
{
    static const double churn[5] = { 0.21, 0.799, 0.723, 0.874, 0.425 }, value[5] = { 134, 30.6, 20.6, 4.6, NAN };
    struct segment_outcome outcomes[2] = { { "churn90", churn, true }, { "value90", value, false } };
    struct profile profile = sample_profile();
    return report_profile("s5", &profile, segment_names, by, outcomes, 2, NULL);
}

struct report *make_profile(void)
{
    return make_profile_of(PROFILE_Z);
}

struct report *make_profile_mean(void)
{
    return make_profile_of(PROFILE_MEAN);
}

enum { DRIFT_CELLS = 12 };
static double then_counts[DRIFT_CELLS] = { 978, 978, 978, 978, 977, 978, 978, 978, 978, 977, 0, 0 };
static double now_counts[DRIFT_CELLS] = { 820, 900, 930, 960, 1000, 1100, 1280, 1500, 1900, 3397, 0, 0 };
static double plan_then[5] = { 5400, 3000, 1378, 0, 0 }, plan_now[5] = { 7392, 4300, 2095, 0, 0 };
static double tenure_edges[10] = { 30, 60, 95, 130, 170, 220, 270, 330, 410, 600 };
static char *plan_levels[2] = { (char *)"basic", (char *)"plus" };

static struct drift sample_drift(struct drift_feature features[4])
{
    features[0] = (struct drift_feature){ .feature = (char *)"tenure",
                                          .psi = 0.2182,
                                          .level = 0.0034,
                                          .effect = 0.41,
                                          .ks = 0.18,
                                          .p = 0,
                                          .q = 0,
                                          .mean_then = 231.5,
                                          .mean_now = 323.66,
                                          .reference = { .feature = (char *)"tenure",
                                                         .rows = (char *)"",
                                                         .type = TYPE_REAL,
                                                         .n_edges = 10,
                                                         .edges = tenure_edges,
                                                         .n_cells = DRIFT_CELLS,
                                                         .counts = then_counts },
                                          .now = now_counts,
                                          .state = DRIFT_WATCH };
    features[1] = features[0];
    features[1].feature = (char *)"orders_n_365d";
    features[1].psi = 0.0096;
    features[1].ks = 0.04;
    features[1].p = 3e-8;
    features[1].mean_then = 6.02;
    features[1].mean_now = 6.69;
    features[1].state = DRIFT_OK;
    features[1].effect = 0.04;
    features[1].q = 4e-8;
    features[2] = (struct drift_feature){ .feature = (char *)"plan",
                                          .psi = 0.0001,
                                          .level = 0.001,
                                          .effect = 0.005,
                                          .ks = NAN,
                                          .p = 0.863,
                                          .q = 0.863,
                                          .chi_square = true,
                                          .mean_then = NAN,
                                          .mean_now = NAN,
                                          .reference = { .feature = (char *)"plan",
                                                         .rows = (char *)"",
                                                         .type = TYPE_TEXT,
                                                         .n_levels = 2,
                                                         .levels = plan_levels,
                                                         .n_cells = 5,
                                                         .counts = plan_then },
                                          .now = plan_now,
                                          .state = DRIFT_OK };
    features[3] = features[0];
    features[3].feature = (char *)"sessions_n_30d";
    features[3].psi = 0.31;
    features[3].state = DRIFT_SHIFT;
    struct drift_feature moved = features[3];
    features[3] = features[0];
    features[0] = moved;
    struct drift_feature plan = features[2];
    features[2] = features[1];
    features[1] = features[3];
    features[3] = plan;
    return (struct drift){ 4, 9778, 13787, features, 2 };
}

struct report *make_drift(void)
{
    struct drift_feature features[4];
    struct drift drift = sample_drift(features);
    return report_drift("full", &drift, "2023-07-01", "2024-07-01", NULL, false);
}

struct report *make_drift_importance(void)
{
    static char *names[2] = { (char *)"sessions_n_30d", (char *)"tenure" };
    static double value[2] = { 0.048, 0.005 };
    struct drift_feature features[4];
    struct drift drift = sample_drift(features);
    struct importance importance = { 2, names, value, NULL, "roc_auc", 0.91 };
    return report_drift("full", &drift, "2023-07-01", "2024-07-01", &importance, true);
}

struct report *make_drift_feature(void)
{
    struct drift_feature features[4];
    sample_drift(features);
    return report_drift_feature(&features[1], "2023-07-01", "2024-07-01");
}

struct report *make_importance(void)
{
    static char *names[4] = { (char *)"tenure", (char *)"recency", (char *)"sessions_n_90d", (char *)"aov_365d" };
    static double value[4] = { 0.0052, 0.2161, 0.0410, -0.0003 }, sd[4] = { 0.0004, 0.004, 0.0012, 0.0002 };
    struct importance importance = { 4, names, value, sd, "roc_auc", 0.9097 };
    return report_importance("m3", &importance, "test 2024-07-01  n 13,787");
}

struct report *make_slices(void)
{
    static const char *const levels[3] = { "basic", "plus", "premium" };
    struct error err = ERROR_INIT;
    struct scored scored = sample_scored(900, 0.9, true);
    uint32_t slice[900];
    for (size_t i = 0; i < 900; i++)
        slice[i] = i % 10 == 9 ? TEXT_MISSING : (uint32_t)(i % 3);
    struct model model = sample_model(&gbm_kind, "full", 3);
    struct inspected one = { "m3", &model, &scored, NAN };
    struct report *report =
        need(report_slices(&one, &(struct slicing){ "plan", slice, levels, 3 }, 1, NULL, &err), &err);
    scored_release(&scored);
    json_free(model.parameters);
    return report;
}

struct report *make_train(void)
{
    static struct model_metric metrics_found[3] = { { "roc_auc", { 0.8953, 0.8903, 0.8999 } },
                                                    { "log_loss", { 0.4090, 0.3987, 0.4196 } },
                                                    { "ece", { 0.0256, NAN, NAN } } };
    static struct fit_term terms[4] = { { "intercept", -1, 0.412, 0.023 },
                                        { "recency", 0, 1.271, 0.031 },
                                        { "frequency", 1, -0.804, 0.044 },
                                        { "spend_365d", 2, -0.112, 0.029 } };
    struct model model = sample_model(&logit_kind, "rfm", 3);
    model.name = (char *)"m1";
    model.version = 3;
    model.target = (char *)"churn90";
    model.population = (char *)"active365";
    model.n_train_rows = 13028;
    model.n_train_positives = 7621;
    model.n_test_rows = 13787;
    model.n_test_positives = 8036;
    model.n_dropped_immature = 120;
    model.n_metrics = 3;
    model.metrics = metrics_found;
    model.fit = (struct fit_summary){ FIT_CONVERGED, 6, -5120.25, -8842.1, 1e-9, 0, 4, terms, "", 0 };
    struct report *report = report_train(&model, 0.03);
    json_free(model.parameters);
    return report;
}

struct report *make_segment(void)
{
    static double sizes[5] = { 3432, 2522, 928, 3779, 3126 };
    struct model model = sample_model(&kmeans_kind, "seg6", 3);
    model.name = (char *)"s5";
    model.version = 1;
    model.n_train_rows = 13787;
    model.n_segments = 5;
    model.segment_sizes = sizes;
    model.segment_names = (char **)segment_names;
    model.fit = (struct fit_summary){ .state = FIT_CONVERGED, .n_iterations = 23, .log_likelihood = NAN };
    struct report *report = report_train(&model, 0.44);
    json_free(model.parameters);
    return report;
}

struct report *make_card(void)
{
    struct model model = sample_model(&logit_kind, "rfm", 3);
    model.name = (char *)"m1";
    model.version = 3;
    model.target = (char *)"churn90";
    model.seed = 42;
    model.n_train_rows = 13028;
    model.n_train_positives = 7621;
    model.note = (char *)"July review";
    model.fit = (struct fit_summary){ .state = FIT_BOUNDARY,
                                      .n_iterations = 6,
                                      .log_likelihood = -5120.25,
                                      .note = "one coefficient lies at its limit" };
    json_set_number(model.parameters, "l2", 1);
    json_set_text(model.parameters, "scale", "zscore");
    struct reference references[1] = { { .feature = (char *)"tenure",
                                         .type = TYPE_REAL,
                                         .n_cells = DRIFT_CELLS,
                                         .counts = now_counts,
                                         .mean = 323.66,
                                         .sd = 201.5 } };
    model.n_references = 1;
    model.references = references;
    struct report *report = report_model_card(&model);
    json_free(model.parameters);
    return report;
}

static struct table *make_customers(void)
{
    struct builder *builder = builder_new("customers");
    size_t id = builder_add_column(builder, "customer_id", TYPE_TEXT),
           plan = builder_add_column(builder, "plan", TYPE_TEXT);
    size_t mail = builder_add_column(builder, "email", TYPE_TEXT),
           phone = builder_add_column(builder, "phone", TYPE_TEXT);
    size_t signup = builder_add_column(builder, "signup_date", TYPE_TIME);
    struct error err = ERROR_INIT;
    builder_column_date_only(builder, signup, true);
    builder_column_personal(builder, mail);
    builder_column_personal(builder, phone);
    builder_set_text(builder, id, "C000001644", 10);
    builder_set_text(builder, plan, "basic", 5);
    builder_set_text(builder, mail, "hanna@example.org", 17);
    builder_set_text(builder, phone, "+44 20 7946 0969", 16);
    builder_set_int(builder, signup, INT64_C(19614) * TIME_DAY);
    builder_end_row(builder);
    return builder_finish(builder, &err);
}

static struct table *make_orders(int64_t cutoff)
{
    struct builder *builder = builder_new("orders");
    size_t id = builder_add_column(builder, "order_id", TYPE_TEXT),
           time = builder_add_column(builder, "order_ts", TYPE_TIME);
    size_t amount = builder_add_column(builder, "amount", TYPE_REAL),
           where = builder_add_column(builder, "channel", TYPE_TEXT);
    struct error err = ERROR_INIT;
    for (int i = 0; i < 9; i++) { /* the last is after the cutoff */
        builder_set_text(builder, id, "A", 1);
        builder_set_int(builder, time, cutoff - (int64_t)(8 - i) * 31 * TIME_DAY + 9 * 3600 * TIME_SECOND);
        builder_set_real(builder, amount, 20.5 * (i + 1));
        builder_set_text(builder, where, i % 2 ? "app" : "web", 3);
        builder_end_row(builder);
    }
    return builder_finish(builder, &err);
}

struct report *make_customer(void)
{
    const int64_t cutoff = INT64_C(19905) * TIME_DAY;
    static const uint64_t start[2] = { 0, 9 };
    static const struct customer_score scores[2] = { { "m3", "gbm full", 0.786, 0.4125 },
                                                     { "m2", "logit full", 0.505, NAN } };
    static const struct contribution reasons[3] = { { (char *)"sessions_n_90d", 6, 1, NULL, -0.84, NAN },
                                                    { (char *)"orders_n_365d", 16, 4, NULL, 0.65, NAN },
                                                    { (char *)"recency", 63.9, 70.8, NULL, -0.16, NAN } };
    struct events events = { .table = make_orders(cutoff), .time_column = 1, .known_column = SIZE_MAX, .start = start };
    struct world world = {
        .customers = make_customers(), .key_column = 0, .time_column = 4, .n_events = 1, .events = &events
    };
    struct customer_card card = { .world = &world,
                                  .cutoff = cutoff,
                                  .scores = scores,
                                  .n_scores = 2,
                                  .target = "churn90",
                                  .contributions = reasons,
                                  .n_contributions = 3,
                                  .then_score = NAN };
    struct error err = ERROR_INIT;
    struct report *report = need(report_customer(&card, &err), &err);
    table_release(events.table);
    table_release(world.customers);
    return report;
}

/* A view of all columns but the first. */
static struct table without_key(const struct table *table)
{
    struct table variables = *table;
    variables.columns++;
    variables.n_columns--;
    return variables;
}

struct report *make_summary(void)
{
    struct error err = ERROR_INIT;
    struct table *table = sample_table(60), variables = without_key(table);
    struct report *report = need(report_summary("full", &variables, NULL, NULL, &err), &err);
    table_release(table);
    return report;
}

struct report *make_summary_by(void)
{
    struct error err = ERROR_INIT;
    struct table *table = sample_table(60), variables = without_key(table);
    struct report *report = need(report_summary("full", &variables, "remark", NULL, &err), &err);
    table_release(table);
    return report;
}

struct report *make_describe(void)
{
    static const struct described_table tables[2] = {
        { "customers",
          "customer_id",
          "signup_date",
          NULL,
          NULL,
          NULL,
          "data/customers.csv",
          false,
          NULL,
          NULL,
          NULL,
          NULL,
          NULL,
          NULL,
          1,
          20000,
          9,
          19000,
          INT64_C(18993) * TIME_DAY,
          INT64_C(20088) * TIME_DAY,
          0,
          "ok",
          false,
          NULL,
          0,
          NULL },
        { "orders",
          "order_id",
          "order_ts",
          "customers",
          "customer_id",
          NULL,
          "data/orders.csv",
          false,
          NULL,
          NULL,
          NULL,
          NULL,
          NULL,
          NULL,
          1,
          199689,
          7,
          161641,
          INT64_C(18993) * TIME_DAY,
          INT64_C(20088) * TIME_DAY,
          3,
          "1 warn",
          false,
          NULL,
          0,
          NULL },
    };
    return report_describe(tables, 2, "shop");
}

struct report *make_describe_table(void)
{
    static const struct described_table described = { .name = "sample",
                                                      .key = "customer_id",
                                                      .time = "seen",
                                                      .source = "data/sample.csv",
                                                      .version = 2,
                                                      .n_rows = 60,
                                                      .n_columns = 7,
                                                      .n_visible = SIZE_MAX,
                                                      .first_time = INT64_C(19100) * TIME_DAY,
                                                      .last_time = INT64_C(19159) * TIME_DAY };
    struct error err = ERROR_INIT;
    struct table *table = sample_table(60);
    struct report *report = need(report_describe_table(&described, table, &err), &err);
    table_release(table);
    return report;
}

struct report *make_plot(void)
{
    struct error err = ERROR_INIT;
    struct table *table = sample_table(60);
    struct report *report = need(report_frequency(&table->columns[2], 60, 0, &err), &err);
    table_release(table);
    return report;
}

struct report *make_frequency(void)
{
    struct error err = ERROR_INIT;
    struct table *table = sample_table(60);
    struct report *report = need(report_frequency(&table->columns[1], 60, 6, &err), &err);
    table_release(table);
    return report;
}

struct report *make_correlation(void)
{
    struct error err = ERROR_INIT;
    struct table *table = sample_table(60);
    struct report *report = need(report_correlation("full", table, true, NULL, NULL, &err), &err);
    table_release(table);
    return report;
}

struct report *make_leak(void)
{
    static struct leak_feature features[2] = { { "recency", 0, 0 }, { "spend_365d", 0, 0 } };
    struct leak_result leak = {
        .n_features = 2, .n_rows = 13787, .n_events_removed = 149323, .n_events_scrambled = 161641, .features = features
    };
    struct suspect list[] = {
        { SUSPECT_COMPUTED, (char[]){ "reason" }, true, 1, 7 },
        { SUSPECT_WRITTEN, (char[]){ "customers.status" }, false, 0.991, 13787 },
        { SUSPECT_KEY_ORDER, (char[]){ "customer_id" }, false, 0.73, 13787 },
        { SUSPECT_SHARED_DAYS, (char[]){ "2024-07-01" }, false, 31, 1 },
    };
    struct suspects suspects = { .n = 4,
                                 .list = list,
                                 .target_kind = &target_yes_no,
                                 .n_rows = 13787,
                                 .n_features = 2,
                                 .n_columns = 5,
                                 .n_positives = 8110,
                                 .train = 1711929600 * TIME_SECOND, /* 2024-04-01 */
                                 .test = 1719792000 * TIME_SECOND,  /* 2024-07-01 */
                                 .split = true,
                                 .n_test_rows = 12000,
                                 .n_train_customers = 13787,
                                 .n_test_customers = 12000,
                                 .n_shared_customers = 9100,
                                 .n_shared_periods = 9100,
                                 .shared_days = 31 };
    return report_leak("rfm", &leak, "churn90", &suspects, "as of 2024-07-01");
}
