/* Rules: how they are read, kept and judged, and the figures of quality; all by hand. */
#include "command/data/quality.h"
#include "command/verb.h"
#include "fixture.h"

#undef fail

static struct session *session;

static void setup(void)
{
    folder_setup();
    session = session_new(SESSION_BATCH);
    session_set_batch(session, &(struct batch_options){ .quiet = true });
    write_text("people.csv", "id\nann\nbob\n");
    write_text("lines.csv", "id,n,who,day,refused\n1,2,ann,2024-01-01,5\n2,-1,bob,2024-01-02,\n3,4,eve,2024-01-09,5\n"
                            "4,5,bob,2024-01-04,5\n");
    free(ran(session, "new here"));
    free(ran(session, "load people from people.csv key=id"));
    free(ran(session, "load lines from lines.csv key=id time=day"));
}

static void teardown(void)
{
    shop_close(session, NULL);
}

static const struct {
    const char *text, *kind, *written, *column;
} spellings[] = {
    { "n   required", "required", "n required", "n" },
    { "id,who key", "key", "id,who key", "id,who" },
    { "who in people", "reference", "who in people", "who" },
    { "who in people.id", "reference", "who in people.id", "who" },
    { "who in (\"ann\")", "allowed", "who in (\"ann\")", "who" },
    { "n missing<5%", "nulls", "n missing < 5%", "n" },
    { "n is not missing", "expression", "n is not missing", "n" },
    { "n between 0 and 3", "range", "n between 0 and 3", "n" },
    { "duplicates = 0", "duplicates", "duplicates == 0", NULL },
    { "refused >= 2", "expression", "refused >= 2", "refused" }, /* there is a column of this name */
    { "fresh < 2d", "fresh", "fresh < 2d", NULL },
    { "who matches \"^a\"", "pattern", "who matches \"^a\"", "who" },
    { "sum(n) = 10", "total", "sum(n) == 10", NULL },
    { "day increasing by who", "order", "day increasing by who", "day" },
};

START_TEST(rules_are_read)
{
    struct arena arena;
    struct error err = ERROR_INIT;
    struct rule rule;
    arena_init(&arena);
    struct table *table = resolve_table(session, "lines", &arena, &err);
    ck_assert(rule_parse(spellings[_i].text, 0, table, &arena, &rule, &err));
    ck_assert_str_eq(rule.kind->name, spellings[_i].kind);
    ck_assert_str_eq(rule.text, spellings[_i].written);
    if (spellings[_i].column)
        ck_assert_str_eq(rule.column, spellings[_i].column);
    else
        ck_assert_ptr_null(rule.column);
    struct rule again; /* what is kept is what was read */
    ck_assert(rule_parse(rule.text, 0, table, &arena, &again, &err));
    ck_assert_str_eq(again.text, rule.text);
    ck_assert_ptr_eq(again.kind, rule.kind);
    arena_release(&arena);
}
END_TEST

static void gives(const char *line, const char *wanted)
{
    char *text = ran(session, line);
    ck_assert_ptr_nonnull(strstr(text, wanted));
    free(text);
}

START_TEST(rules_are_judged)
{
    gives("check lines n between 0 and 9", "n between 0 and 9\tstop\t1\t0.25\t2: -1");
    gives("check lines n between 0 and 9 allow=25%", "passed\t1\t0.25");
    gives("check lines who in people severity=warn", "who in people\twarn\t1\t0.25\t3: eve");
    gives("check lines fresh <= 0d", "passed\t\t\tlast 2024-01-09, 0 days before");
    gives("check lines sum(n where n > 0) == 11", "passed\t\t\t11 against 11");
    gives("check lines mean(n) > count(people)", "passed\t\t\t2.5 against 2");
    gives("check lines rows change < 20%", "passed\t\t\tno earlier delivery");
    gives("check lines changed < 30%", "passed\t\t\tno earlier delivery");
    gives("check lines", "n between 0 and 9\tpassed");
    write_text("more.csv", "id,n,who,day,refused\n1,2,ann,2024-01-01,5\n2,1,bob,2024-01-02,\n3,4,eve,2024-01-09,5\n");
    free(ran(session, "load lines from more.csv key=id time=day"));
    char *text = ran(session, "check lines"); /* what it refuses is in use no more: both are judged in one look */
    ck_assert_ptr_nonnull(strstr(text, "rows change < 20%\tstop\t\t\t25% from 4 rows in version 1"));
    ck_assert_ptr_nonnull(
        strstr(text, "changed < 30%\tstop\t1\t0.3333333333333333\t33.33% new or other than in version 1"));
    free(text);
    free(ran(session, "load lines from more.csv key=id time=day"));
    gives("gate check(lines) == pass", "gate failed: check(lines) == pass");
    gives("check lines forget all", "lines: 7 rules forgotten");
    gives("gate check(lines) == pass", "gate holds");
}
END_TEST

START_TEST(declarations_are_undone)
{
    free(ran(session, "check lines n required"));
    free(ran(session, "check lines n > 100"));
    gives("undo", "taken back: rules of lines");
    gives("gate check(lines) == pass", "gate holds");
    free(ran(session, "check lines n > 100"));
    gives("check lines forget n > 100", "1 rule forgotten");
    free(failed_with(session, "check lines forget n > 100", E_NO_NAME));
    free(failed_with(session, "check lines n >", E_EXPRESSION));
    free(failed_with(session, "check lines m required", E_NO_COLUMN));
    free(failed_with(session, "check line n required", E_NO_TABLE));
}
END_TEST

static double figure(const char *name, const char *column, enum figure_kind kind)
{
    struct figures figures;
    struct error err = ERROR_INIT;
    ck_assert_msg(quality_figures(session, name, column, &figures, &err), "%s", err.what);
    return figures.value[kind];
}

START_TEST(figures_by_hand)
{
    ck_assert_double_eq_tol(figure("lines", NULL, FIGURE_COMPLETENESS), 1 - 1.0 / 20, 1e-12);
    ck_assert_double_eq_tol(figure("lines", "refused", FIGURE_COMPLETENESS), 0.75, 1e-12);
    ck_assert(isnan(figure("lines", NULL, FIGURE_ACCURACY)));
    ck_assert_double_eq_tol(figure("lines", NULL, FIGURE_TIMELINESS), 1, 1e-12);
    ck_assert_double_eq_tol(figure("lines", NULL, FIGURE_UNIQUENESS), 1, 1e-12);
    ck_assert_double_eq_tol(figure("lines", "who", FIGURE_CONSISTENCY), 1, 1e-12);
    free(ran(session, "check lines n > 0"));
    free(ran(session, "check lines n < 5"));
    ck_assert_double_eq_tol(figure("lines", NULL, FIGURE_ACCURACY), 0.5, 1e-12);
    free(ran(session, "check lines who in people"));
    ck_assert_double_eq_tol(figure("lines", "who", FIGURE_CONSISTENCY), 0.75, 1e-12);
    ck_assert_double_eq_tol(figure("lines", NULL, FIGURE_CONSISTENCY), 1 - 1.0 / 19, 1e-12);
    free(ran(session, "check lines refused required"));
    ck_assert_double_eq_tol(figure("lines", NULL, FIGURE_COMPLETENESS), 0.75, 1e-12);
    free(ran(session, "check lines who unique"));
    ck_assert_double_eq_tol(figure("lines", NULL, FIGURE_UNIQUENESS), 0.75, 1e-12);
    free(ran(session, "check lines fresh < 2d"));
    free(ran(session, "asof 2024-01-14")); /* five days after the last row */
    ck_assert_double_eq_tol(figure("lines", NULL, FIGURE_TIMELINESS), 2.0 / 5, 1e-12);
    free(ran(session, "asof 2024-01-08")); /* the row of the 9th is not there yet: four days */
    ck_assert_double_eq_tol(figure("lines", NULL, FIGURE_TIMELINESS), 2.0 / 4, 1e-12);
    free(failed_with(session, "gate accuracy(people) > 0", E_NO_METRIC));
    gives("gate completeness(lines) >= 0.75", "gate holds");
    gives("quality lines", "completeness");
}
END_TEST

Suite *rules_suite(void)
{
    Suite *suite = suite_create("rules");
    TCase *tcase = tcase_create("rules");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, rules_are_read, 0, sizeof spellings / sizeof *spellings);
    tcase_add_test(tcase, rules_are_judged);
    tcase_add_test(tcase, declarations_are_undone);
    tcase_add_test(tcase, figures_by_hand);
    suite_add_tcase(suite, tcase);
    return suite;
}
