/* Tests of what kinds see. */
#include "study/input.h"

#include "study/model.h"
#include "study_tests.h"

START_TEST(windows_become_weeks)
{
    struct shop *shop = shop_open(100, 6);
    struct definition gapped = define(shop, DEFINITION_TARGET, "later", "no orders within 90d gap=7d");
    struct study_request request = shop_request(shop, "bgnbd", &gapped);
    struct model *model = model_new();
    struct study_rows rows;
    struct study_input input;
    int64_t cutoff = day("2024-07-01");
    ck_assert(model_fill(model, &request, NULL));
    ck_assert(rows_make(shop->world, NULL, &gapped, &cutoff, 1, false, NULL, &rows, NULL));
    ck_assert(input_make(model, shop->world, &rows, NULL, &input, NULL));
    assert_near(input.gap, 1, 1e-15);
    assert_near(input.horizon, 90.0 / 7, 1e-15);
    const struct events *orders = world_events(shop->world, "orders");
    for (size_t i = 0; i < rows.n; i++) {
        const int64_t *time = column_ints(&orders->table->columns[orders->time_column]);
        uint64_t first = orders->start[rows.customer[i]], n = 0, days = 0;
        for (uint64_t e = first; e < orders->start[rows.customer[i] + 1] && time[e] < cutoff; e++, n++)
            days += n == 0 || time[e] / TIME_DAY != time[e - 1] / TIME_DAY;
        ck_assert_uint_eq(input.absent[i], n == 0);
        const double *row = matrix_row(&input.x[0], i);
        ck_assert(row[0] == (n > 0 ? (double)days - 1 : 0));
        ck_assert(row[1] <= row[2]);
    }
    input_release(&input);
    rows_release(&rows);
    model_free(model);
    shop_close(shop);
}
END_TEST

/* What a target's window is in periods, or the error's code. */
static int window_in(struct shop *shop, const char *target_text, const char *per, double *gap, double *horizon)
{
    struct definition target = define(shop, DEFINITION_TARGET, "later", target_text);
    struct study_request request = shop_request(shop, "bgbb", &target);
    struct error err = ERROR_INIT;
    struct model *model = model_new();
    struct study_rows rows;
    struct study_input input;
    int64_t cutoff = day("2024-07-01");
    shop_set(shop, &request, "per", per);
    ck_assert(model_fill(model, &request, NULL));
    ck_assert(rows_make(shop->world, NULL, &target, &cutoff, 1, false, NULL, &rows, NULL));
    bool good = input_make(model, shop->world, &rows, NULL, &input, &err);
    int code = good ? 0 : err.code;
    if (good) {
        *gap = input.gap;
        *horizon = input.horizon;
        for (size_t i = 0; i < input.n; i++) {
            const double *row = matrix_row(&input.x[0], i);
            ck_assert(row[0] <= row[1] && row[1] <= row[2] && (row[0] > 0) == (row[1] > 0));
        }
        input_release(&input);
    }
    error_release(&err);
    rows_release(&rows);
    model_free(model);
    return code;
}

START_TEST(windows_are_whole_periods)
{
    struct shop *shop = shop_open(100, 6);
    double gap, horizon;
    ck_assert_int_eq(window_in(shop, "no orders within 90d", "30d", &gap, &horizon), 0);
    ck_assert(gap == 0 && horizon == 3);
    ck_assert_int_eq(window_in(shop, "no orders within 1q gap=2m", "1m", &gap, &horizon), 0);
    ck_assert(gap == 2 && horizon == 3);
    ck_assert_int_eq(window_in(shop, "no orders within 2w gap=1w", "7d", &gap, &horizon), 0);
    ck_assert(gap == 1 && horizon == 2);
    /* July and August, but not so at another date. */
    ck_assert_int_eq(window_in(shop, "no orders within 62d", "1m", &gap, &horizon), E_NOT_FIT);
    ck_assert_int_eq(window_in(shop, "no orders within 90d", "1m", &gap, &horizon), E_NOT_FIT);
    ck_assert_int_eq(window_in(shop, "no orders within 90d gap=7d", "30d", &gap, &horizon), E_NOT_FIT);
    shop_close(shop);
}
END_TEST

START_TEST(values_of_processes_have_places)
{
    struct model model = { .kind = model_kind_find("gammagamma") };
    struct process_value values[PROCESS_VALUES];
    model.answer = model_kind_answer(model.kind, "sum");
    ck_assert_uint_eq(process_values(&model, values), 2); /* of a file without its part */
    model.n_parts = 1;
    ck_assert_uint_eq(process_values(&model, values), 4);
    ck_assert_str_eq(values[0].name, "repeat_purchases");
    ck_assert(values[0].column[0] == 0 && values[0].column[1] == 0);
    ck_assert_str_eq(values[1].name, "mean_spend");
    ck_assert(values[1].column[0] == 1 && values[1].column[1] == -1);
    ck_assert_str_eq(values[3].name, "age_weeks");
    ck_assert(values[3].column[0] == -1 && values[3].column[1] == 2);
    double x[8] = { 0 }, purchases[] = { 2, 50, 40, 0, 10, 40, 2.5, 0, 40, 3, 5, 0 };
    struct study_input input = { .n = 4, .x = { { 4, 2, x }, { 4, 3, purchases } } };
    process_mend(&model, &input);
    const double expected[] = { 2, 40, 40, 0, 0, 40, 3, 1.0 / 7, 40, 0, 0, 0 };
    ck_assert_mem_eq(purchases, expected, sizeof expected);
    double periods[] = { 4.4, 2, 6, 9, 9, 5, 0, 3, 4, 2, 2.5, 4 }, whole[] = { 4, 4, 6, 5, 5, 5, 0, 0, 4, 2, 3, 4 };
    model.kind = model_kind_find("bgbb");
    model.answer = model_kind_answer(model.kind, "no");
    model.n_parts = 0;
    input.x[0] = (struct matrix){ 4, 3, periods };
    process_mend(&model, &input);
    ck_assert_mem_eq(periods, whole, sizeof whole);
    model.kind = model_kind_find("bgnbd");
    model.answer = model_kind_answer(model.kind, "count");
    model.n_parts = 0;
    ck_assert_uint_eq(process_values(&model, values), 3);
    ck_assert_int_eq(values[2].column[0], 2);
}
END_TEST

TCase *input_tests(void)
{
    TCase *tests = tcase_create("input");
    tcase_add_test(tests, windows_become_weeks);
    tcase_add_test(tests, windows_are_whole_periods);
    tcase_add_test(tests, values_of_processes_have_places);
    return tests;
}
