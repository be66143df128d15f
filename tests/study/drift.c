/* Tests of drift. */
#include "patron/base/random.h"
#include "patron/base/work.h"
#include "patron/table/builder.h"
#include "study_tests.h"

/* N rows of a normal feature with the given mean, a count and a text; shaped as feature tables are when KEYED. */
static struct table *sample(size_t n, double mean, double gold, bool keyed, uint64_t seed)
{
    struct random random = random_stream(seed, 0);
    struct builder *b = builder_new("features");
    size_t id = 0, cutoff = 0;
    if (keyed) {
        id = builder_add_column(b, "id", TYPE_INT);
        cutoff = builder_add_column(b, "cutoff", TYPE_TIME);
    }
    size_t x = builder_add_column(b, "x", TYPE_REAL), k = builder_add_column(b, "k", TYPE_REAL);
    size_t plan = builder_add_column(b, "plan", TYPE_TEXT);
    for (size_t i = 0; i < n; i++) {
        if (keyed) {
            builder_set_int(b, id, (int64_t)i);
            builder_set_int(b, cutoff, 0);
        }
        builder_set_real(b, x, mean + random_normal(&random));
        builder_set_real(b, k, (double)random_below(&random, 4));
        const char *text = random_unit(&random) < gold ? "gold" : "base";
        builder_set_text(b, plan, text, 4);
        builder_end_row(b);
    }
    return builder_finish(b, NULL);
}

START_TEST(equal_samples_have_none)
{
    struct table *then = sample(1000, 0, 0.3, true, 1);
    struct drift drift;
    ck_assert(study_drift(then, then, NULL, &drift, NULL));
    ck_assert_uint_eq(drift.n, 3);
    ck_assert_uint_eq(drift.n_moved, 0);
    for (size_t i = 0; i < 3; i++) {
        const struct drift_feature *f = &drift.features[i];
        ck_assert(f->psi == 0 && f->p == 1 && f->state == DRIFT_OK);
        ck_assert(f->chi_square ? isnan(f->ks) : f->ks == 0 && f->mean_then == f->mean_now);
    }
    drift_release(&drift);
    table_release(then);
}
END_TEST

START_TEST(what_moved_comes_first)
{
    struct table *then = sample(2000, 0, 0.3, false, 1), *now = sample(1500, 1, 0.48, false, 2);
    struct drift one, many;
    struct work *work = work_new(4);
    ck_assert(study_drift(then, now, NULL, &one, NULL));
    ck_assert(study_drift(then, now, work, &many, NULL));
    ck_assert_str_eq(one.features[0].feature, "x");
    ck_assert_str_eq(one.features[1].feature, "plan");
    ck_assert_str_eq(one.features[2].feature, "k");
    ck_assert_int_eq(one.features[0].state, DRIFT_SHIFT);
    ck_assert_int_eq(one.features[1].state, DRIFT_WATCH);
    ck_assert_int_eq(one.features[2].state, DRIFT_OK);
    ck_assert_uint_eq(one.n_moved, 2);
    assert_near(one.features[0].ks, 0.383, 0.05); /* 2 Phi(1/2) - 1 */
    ck_assert(one.features[0].p < 1e-9 && one.features[1].p < 1e-9 && one.features[2].p > 0.001);
    const double *a = one.features[1].reference.counts, *b = one.features[1].now; /* base, gold, other, missing */
    double psi = (b[0] / 1500 - a[0] / 2000) * log(b[0] / 1500 / (a[0] / 2000)) +
                 (b[1] / 1500 - a[1] / 2000) * log(b[1] / 1500 / (a[1] / 2000));
    assert_near(one.features[1].psi, psi, 1e-12);
    assert_near(one.features[0].mean_now - one.features[0].mean_then, 1, 0.1);
    for (size_t i = 0; i < 3; i++) {
        double n_then = 0, n_now = 0;
        for (size_t c = 0; c < one.features[i].reference.n_cells; c++) {
            n_then += one.features[i].reference.counts[c];
            n_now += one.features[i].now[c];
        }
        ck_assert(n_then == 2000 && n_now == 1500);
        ck_assert(one.features[i].psi == many.features[i].psi && one.features[i].p == many.features[i].p);
    }
    drift_release(&one);
    drift_release(&many);
    work_free(work);
    table_release(then);
    table_release(now);
}
END_TEST

/* ---- Complete shifts, and none ---- */

enum shape { NORMAL, COUNTS, ZEROS, RARE, LEVELS, MANY_LEVELS, SHAPES };

static double draw(struct random *random, enum shape shape)
{
    double sum = 0;
    switch (shape) {
    case COUNTS:
        for (size_t i = 0; i < 12; i++)
            sum += random_unit(random) < 0.25;
        return sum;
    case ZEROS:
        return random_unit(random) < 0.8 ? 0 : exp(random_normal(random));
    case RARE:
        return random_unit(random) < 0.04;
    case LEVELS:
        return floor(6 * random_unit(random) * random_unit(random));
    case MANY_LEVELS:
        return floor(800 * random_unit(random) * random_unit(random));
    default:
        return random_normal(random);
    }
}

static struct table *shaped(size_t n, enum shape shape, uint64_t seed)
{
    struct random random = random_stream(seed, (uint64_t)shape);
    struct builder *b = builder_new("features");
    bool is_text = shape >= LEVELS;
    size_t x = builder_add_column(b, "x", is_text ? TYPE_TEXT : TYPE_REAL);
    for (size_t i = 0; i < n; i++) {
        double value = draw(&random, shape);
        char text[32];
        snprintf(text, sizeof text, "level %.0f", value);
        if (is_text)
            builder_set_text(b, x, text, strlen(text));
        else
            builder_set_real(b, x, value);
        builder_end_row(b);
    }
    return builder_finish(b, NULL);
}

/* Splits of one distribution: the null level is passed in about 5 % of them, and moved is called what passes both. */
START_TEST(false_alarms_are_as_stated)
{
    static const size_t sizes[] = { 50, 500, 5000 };
    enum { SPLITS = 200 };
    size_t n = sizes[_i], above[SHAPES] = { 0 }, moved[SHAPES] = { 0 };
    for (int shape = 0; shape < SHAPES; shape++) {
        for (uint64_t seed = 0; seed < SPLITS; seed++) {
            struct table *then = shaped(n, (enum shape)shape, 100 + 2 * seed),
                         *now = shaped(n, (enum shape)shape, 101 + 2 * seed);
            struct drift drift;
            ck_assert(study_drift(then, now, NULL, &drift, NULL));
            above[shape] += drift.features[0].psi > drift.features[0].level;
            moved[shape] += drift.n_moved;
            drift_release(&drift);
            table_release(then);
            table_release(now);
        }
        /* 5 % is 10 of 200, 3.1 the standard deviation; cells of very few rows make it 8 % */
        ck_assert_msg(above[shape] <= 26, "shape %d, %zu rows: %zu of 200 above chance", shape, n, above[shape]);
        ck_assert_msg(moved[shape] <= (n < 500 ? 26 : 8), "shape %d, %zu rows: %zu of 200 moved", shape, n,
                      moved[shape]);
    }
    ck_assert_uint_ge(above[NORMAL], 2);
    ck_assert_uint_ge(above[COUNTS], 2);
}
END_TEST

static struct table *one_column(size_t n, double (*value)(size_t i), bool is_text)
{
    struct builder *b = builder_new("features");
    size_t x = builder_add_column(b, "x", is_text ? TYPE_TEXT : TYPE_REAL);
    for (size_t i = 0; i < n; i++) {
        char text[32];
        snprintf(text, sizeof text, "level %.0f", value(i));
        if (!isnan(value(i)) && is_text)
            builder_set_text(b, x, text, strlen(text));
        else if (!isnan(value(i)))
            builder_set_real(b, x, value(i));
        builder_end_row(b);
    }
    return builder_finish(b, NULL);
}

static double few_are_one(size_t i)
{
    return i % 20 == 0;
}
static double most_are_one(size_t i)
{
    return i % 5 < 3;
}
static double all_five(size_t i)
{
    return 5 + 0 * (double)i;
}
static double all_nine(size_t i)
{
    return 9 + 0 * (double)i;
}
static double seven_to_eleven(size_t i)
{
    return 7 + (double)(i % 5);
}
static double none_there(size_t i)
{
    return NAN + (double)i;
}
static double half_missing(size_t i)
{
    return i % 2 ? NAN : 5;
}
static double spread(size_t i)
{
    return (double)(i * 37 % 101);
}
static double spread_far(size_t i)
{
    return 1000 + (double)(i * 37 % 101);
}
static double a_few_far(size_t i)
{
    return i % 20 == 0 ? 1e5 : 0;
}
static double halves(size_t i)
{
    return (double)(i % 4) + 0.5;
}
static double whole(size_t i)
{
    return (double)(i % 4);
}
static double many(size_t i)
{
    return (double)(i % 300);
}
static double many_others(size_t i)
{
    return 5000 + (double)(i % 300);
}

/* What has wholly changed is a shift, whatever it looked like; both ways round. */
START_TEST(complete_shifts_are_seen)
{
    static const struct {
        double (*then)(size_t i), (*now)(size_t i);
        bool is_text;
    } shifts[] = {
        { few_are_one, most_are_one, false }, { all_five, all_nine, false },     { all_five, seven_to_eleven, false },
        { all_five, none_there, false },      { all_five, half_missing, false }, { spread, spread_far, false },
        { few_are_one, a_few_far, false },    { whole, halves, false },          { spread, all_five, false },
        { all_five, all_nine, true },         { whole, seven_to_eleven, true },  { many, many_others, true },
        { all_five, none_there, true },       { whole, many_others, true },      { few_are_one, most_are_one, true },
    };
    for (size_t i = 0; i < sizeof shifts / sizeof *shifts; i++) {
        for (int back = 0; back < 2; back++) {
            struct table *then = one_column(600, back ? shifts[i].now : shifts[i].then, shifts[i].is_text),
                         *now = one_column(600, back ? shifts[i].then : shifts[i].now, shifts[i].is_text);
            struct drift drift;
            ck_assert(study_drift(then, now, NULL, &drift, NULL));
            ck_assert_msg(drift.features[0].psi > 0.25 && drift.features[0].state == DRIFT_SHIFT,
                          "shift %zu, back %d: psi %g", i, back, drift.features[0].psi);
            drift_release(&drift);
            ck_assert(study_drift(then, then, NULL, &drift, NULL));
            ck_assert_msg(drift.features[0].psi == 0, "shift %zu, back %d, against itself", i, back);
            drift_release(&drift);
            table_release(then);
            table_release(now);
        }
    }
}
END_TEST

/* The two-cell figures by hand: 0.11, 0.10, 0.09 and 0.05 of ones that become 0.60. */
START_TEST(figures_by_hand)
{
    static const struct {
        size_t then, now;
        double psi;
    } cases[] = { { 110, 600, 1.22319 }, { 100, 600, 1.30133 }, { 90, 600, 1.38661 }, { 50, 600, 1.84245 } };
    for (size_t i = 0; i < 4; i++) {
        struct builder *b[2] = { builder_new("f"), builder_new("f") };
        struct table *tables[2];
        for (size_t t = 0; t < 2; t++) {
            size_t x = builder_add_column(b[t], "x", TYPE_REAL);
            for (size_t r = 0; r < 1000; r++) {
                builder_set_real(b[t], x, r < (t ? cases[i].now : cases[i].then));
                builder_end_row(b[t]);
            }
            tables[t] = builder_finish(b[t], NULL);
        }
        double p = (double)cases[i].then / 1000, q = 0.6, psi = (q - p) * log(q / p) + (p - q) * log((1 - q) / (1 - p));
        struct drift drift;
        ck_assert(study_drift(tables[0], tables[1], NULL, &drift, NULL));
        assert_near(drift.features[0].psi, psi, 1e-12);
        assert_near(drift.features[0].psi, cases[i].psi, 1e-3);
        assert_near(drift.features[0].ks, q - p, 1e-12);
        assert_near(drift.features[0].effect, (q - p) / sqrt(p * (1 - p) * 1000 / 999), 1e-9);
        drift_release(&drift);
        table_release(tables[0]);
        table_release(tables[1]);
    }
}
END_TEST

START_TEST(a_model_carries_its_reference)
{
    struct shop *shop = shop_open(400, 30);
    shop->split = (struct split){ .n_train = 1, .train = { day("2024-04-01") }, .test = day("2024-07-01"), .seed = 1 };
    struct study_request request = shop_request(shop, "logit", &shop->churn);
    struct model *model = shop_train(&request, NULL);
    struct table *same =
        study_features(shop->world, &shop->active, shop->features, shop->n_features, day("2024-04-01"), NULL, NULL);
    struct drift drift;
    ck_assert(study_drift_model(model, same, NULL, &drift, NULL)); /* the training rows themselves */
    ck_assert_uint_eq(drift.n, shop->n_features);
    for (size_t i = 0; i < drift.n; i++)
        ck_assert(drift.features[i].psi == 0 && drift.features[i].p == 1 &&
                  (drift.features[i].chi_square || drift.features[i].ks == 0));
    drift_release(&drift);
    struct table *later =
        study_features(shop->world, &shop->active, shop->features, shop->n_features, day("2024-12-15"), NULL, NULL);
    ck_assert(study_drift_model(model, later, NULL, &drift, NULL));
    ck_assert(drift.features[0].psi > drift.features[drift.n - 1].psi);
    drift_release(&drift);
    table_release(same);
    table_release(later);
    model_free(model);
    shop_close(shop);
}
END_TEST

START_TEST(other_columns_are_refused)
{
    struct table *then = sample(50, 0, 0.3, false, 1);
    struct builder *b = builder_new("t");
    builder_add_column(b, "x", TYPE_REAL);
    builder_end_row(b);
    struct table *now = builder_finish(b, NULL);
    struct drift drift;
    struct error err = ERROR_INIT;
    ck_assert(!study_drift(then, now, NULL, &drift, &err));
    check_error(&err, E_NO_COLUMN);
    table_release(now);
    b = builder_new("t");
    builder_add_column(b, "x", TYPE_REAL);
    now = builder_finish(b, NULL); /* no rows */
    ck_assert(!study_drift(then, now, NULL, &drift, &err));
    check_error(&err, E_NO_ROWS);
    table_release(then);
    table_release(now);
}
END_TEST

TCase *drift_tests(void)
{
    TCase *tests = tcase_create("drift");
    tcase_add_test(tests, equal_samples_have_none);
    tcase_add_test(tests, what_moved_comes_first);
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, false_alarms_are_as_stated, 0, 3);
    tcase_add_test(tests, complete_shifts_are_seen);
    tcase_add_test(tests, figures_by_hand);
    tcase_add_test(tests, a_model_carries_its_reference);
    tcase_add_test(tests, other_columns_are_refused);
    return tests;
}
