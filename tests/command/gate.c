/* Conditions over figures. */
#include "command/model/gate.h"

#include "fixture.h"

static struct session *session;
static struct arena arena;

static void setup(void)
{
    session = shop_open(&arena);
}

static void teardown(void)
{
    shop_close(session, &arena);
}

static const struct {
    const char *text;
    bool holds;
} good[] = {
    { "rows(orders) == 120", true },
    { "rows(orders)>119", true },
    { "rows(orders) < 120", false },
    { "rows(orders) <= 120", true },
    { "120 = rows(orders)", true },
    { "rows(orders) != 120", false },
    { "rows( orders ) > rows(customers)", true },
    { "abc == abc", true },
    { "abc != abc", false },
    { "\"a b\" == 'a b'", true },
    { "1e2 < 1.5e2", true },
};

START_TEST(conditions_hold_or_do_not)
{
    struct condition condition;
    struct error err = ERROR_INIT;
    ck_assert_msg(gate_evaluate(session, good[_i].text, 0, &arena, &condition, &err), "%s: %s", good[_i].text,
                  err.what);
    ck_assert_msg(condition.holds == good[_i].holds, "%s", good[_i].text);
}
END_TEST

static const struct {
    const char *text;
    int code;
    size_t column;
} bad[] = {
    { "rows(orders)", E_EXPRESSION, 18 },    { "rows(orders) >", E_EXPRESSION, 20 },
    { "rows(orders > 3", E_EXPRESSION, 10 }, { "rows(orders) > 3 4", E_EXPRESSION, 23 },
    { "rosw(orders) > 3", E_NO_METRIC, 6 },  { "rows(ordrs) > 3", E_NO_TABLE, 11 },
    { "auc(m9) > 3", E_NO_MODEL, 10 },       { "abc > 3", E_EXPRESSION, 6 },
    { "abc < abd", E_EXPRESSION, 6 },        { "rows() > 3", E_EXPRESSION, 6 },
    { "rows(scores) > 1", E_NO_NAME, 11 },   { "", E_EXPRESSION, 6 },
};

START_TEST(errors_have_places_in_the_line)
{
    struct condition condition;
    struct error err = ERROR_INIT;
    ck_assert(!gate_evaluate(session, bad[_i].text, 5, &arena, &condition, &err)); /* behind "gate " */
    ck_assert_msg(err.code == bad[_i].code, "%s: E%04d %s", bad[_i].text, err.code, err.what);
    ck_assert_msg(err.place.column == bad[_i].column, "%s: %zu", bad[_i].text, err.place.column);
    error_release(&err);
}
END_TEST

START_TEST(figures_of_models_and_of_drift)
{
    free(ran(session, "segment s = kmeans on both k=2"));
    struct figure figure = { .arena = &arena };
    struct error err = ERROR_INIT;
    bool is_figure;
    ck_assert(figure_evaluate(session, "silhouette(s)", 0, &arena, &figure, &is_figure, &err));
    ck_assert(is_figure && figure.value > 0 && figure.value <= 1);
    ck_assert(figure_evaluate(session, "psi(both, against=2024-04-01)", 0, &arena, &figure, &is_figure, &err));
    ck_assert_double_eq(figure.value, 0); /* against its own date nothing moved */
    ck_assert(figure_evaluate(session, "psi(both, against=2024-02-01)", 0, &arena, &figure, &is_figure, &err));
    ck_assert_double_gt(figure.value, 0);
    ck_assert_ptr_nonnull(figure.detail);
    char ignoring[128];
    snprintf(ignoring, sizeof ignoring, "psi(both, against=2024-02-01, ignore=recency+spend_90d)");
    ck_assert(figure_evaluate(session, ignoring, 0, &arena, &figure, &is_figure, &err));
    ck_assert_double_eq(figure.value, 0);
    ck_assert(figure_evaluate(session, "word", 0, &arena, &figure, &is_figure, &err));
    ck_assert(!is_figure);
}
END_TEST

static const struct {
    const char *line;
    bool yes;
} conditions[] = { { "if failed", false },
                   { "if not failed", true },
                   { "if exists orders", true },
                   { "if exists nothing", false },
                   { "if not exists nothing", true },
                   { "if rows(orders) > 3", true },
                   { "if not rows(orders) > 3", false },
                   { "if x == y", false } };

START_TEST(ifs)
{
    struct error err = ERROR_INIT;
    bool yes;
    ck_assert(condition_check(conditions[_i].line, &err));
    ck_assert(condition_evaluate(session, conditions[_i].line, &yes, &err));
    ck_assert_msg(yes == conditions[_i].yes, "%s", conditions[_i].line);
}
END_TEST

START_TEST(an_if_that_cannot_be_read)
{
    struct error err = ERROR_INIT;
    ck_assert(!condition_check("if", &err));
    error_release(&err);
    ck_assert(!condition_check("if auc(m) >", &err));
    ck_assert_int_eq(err.code, E_EXPRESSION);
    error_release(&err);
}
END_TEST

Suite *gate_suite(void)
{
    Suite *suite = suite_create("gate");
    TCase *tcase = tcase_create("conditions");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, conditions_hold_or_do_not, 0, sizeof good / sizeof *good);
    tcase_add_loop_test(tcase, errors_have_places_in_the_line, 0, sizeof bad / sizeof *bad);
    tcase_add_test(tcase, figures_of_models_and_of_drift);
    tcase_add_loop_test(tcase, ifs, 0, sizeof conditions / sizeof *conditions);
    tcase_add_test(tcase, an_if_that_cannot_be_read);
    suite_add_tcase(suite, tcase);
    return suite;
}
