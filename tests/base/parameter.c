/* Tests of src/base/parameter.c. */
#include <signal.h>
#include <string.h>

#include "base_tests.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/parameter.h"

static const char *const curves[] = { "roc", "pr", "gain", NULL };
static const struct parameter rows[] = {
    { "l2", PARAMETER_NUMBER, .least = 0, .greatest = 100, .otherwise = "1", .summary = "penalty" },
    { "trees", PARAMETER_COUNT, .least = 1, .greatest = 10000, .unit = "trees", .otherwise = "200" },
    { "any", PARAMETER_NUMBER, .otherwise = NULL },
    { "atleast", PARAMETER_COUNT, .least = 2 },
    { "scale", PARAMETER_YESNO, .otherwise = "yes" },
    { "curve", PARAMETER_CHOICE, .choices = curves, .otherwise = "pr" },
    { "asof", PARAMETER_DATE, .form = FORM_CLAUSE },
    { "over", PARAMETER_DURATION, .form = FORM_CLAUSE, .otherwise = "90d" },
    { "k", PARAMETER_RANGE, .least = 2, .greatest = 20, .otherwise = "2..8" },
    { "name", PARAMETER_NAME, .form = FORM_NAME },
    { "with", PARAMETER_TEXT, .repeats = true, .otherwise = "p,decile" },
    { "table", PARAMETER_TABLE, .form = FORM_SUBJECT },
    { "threads", PARAMETER_COUNT, .otherwise = "auto" },
    { 0 },
};

static const struct parameter *row(const char *name)
{
    for (const struct parameter *parameter = rows; parameter->name; parameter++)
        if (strcmp(parameter->name, name) == 0)
            return parameter;
    return NULL;
}

static struct arena arena;

static void arena_begin(void)
{
    arena_init(&arena);
}

static void arena_end(void)
{
    arena_release(&arena);
}

static struct value parse(const char *name, const char *text)
{
    struct value value;
    struct error err = ERROR_INIT;
    ck_assert_msg(parameter_parse(row(name), text, &arena, &value, &err), "%s=%s: %s", name, text, err.what);
    ck_assert(value.given && value.present && value.parameter == row(name));
    return value;
}

static struct error refuse(const char *name, const char *text)
{
    struct value value;
    struct error err = ERROR_INIT;
    ck_assert_msg(!parameter_parse(row(name), text, &arena, &value, &err), "%s=%s", name, text);
    ck_assert_int_eq(err.kind, ERROR_USER);
    return err;
}

START_TEST(values_are_parsed)
{
    ck_assert_double_eq(parse("l2", "0.5").number, 0.5);
    ck_assert_double_eq(parse("l2", "0").number, 0);
    ck_assert_double_eq(parse("l2", "100").number, 100);
    ck_assert_double_eq(parse("any", "-1e300").number, -1e300);
    ck_assert_double_eq(parse("trees", "1e3").number, 1000);
    ck_assert_double_eq(parse("atleast", "1000000").number, 1000000);
    ck_assert_double_eq(parse("scale", "yes").number, 1);
    ck_assert_double_eq(parse("scale", "no").number, 0);
    ck_assert_int_eq(parse("curve", "gain").choice, 2);
    ck_assert_int_eq(parse("asof", "1970-01-02").time, TIME_DAY);
    struct duration duration = parse("over", "3m").duration;
    ck_assert(duration.count == 3 && duration.unit == DURATION_MONTH);
    struct value range = parse("k", "3..7");
    ck_assert(range.number == 3 && range.last == 7);
    range = parse("k", "5");
    ck_assert(range.number == 5 && range.last == 5);
    ck_assert_str_eq(parse("name", "m2_final").text, "m2_final");
    ck_assert_str_eq(parse("table", "orders").text, "orders");
}
END_TEST

START_TEST(texts_are_copied)
{
    char text[] = "orders";
    struct value value = parse("table", text);
    text[0] = 'X';
    ck_assert_str_eq(value.text, "orders");
    ck_assert_uint_eq(value.n_texts, 1);
    ck_assert_str_eq(value.texts[0], "orders");
}
END_TEST

START_TEST(lists_are_cut)
{
    struct value value = parse("with", "a,,bc");
    ck_assert_uint_eq(value.n_texts, 3);
    ck_assert_str_eq(value.text, "a");
    ck_assert_str_eq(value.texts[1], "");
    ck_assert_str_eq(value.texts[2], "bc");
    ck_assert_uint_eq(value.columns[2], 0);
    ck_assert_str_eq(parse("table", "a,b").text, "a,b"); /* repeats not */
    static const struct parameter cutoffs = { "cutoffs", PARAMETER_DATE, .repeats = true };
    ck_assert(parameter_parse(&cutoffs, "1970-01-02,1970-01-03", &arena, &value, NULL));
    ck_assert(value.time == TIME_DAY && value.n_texts == 2);
    struct error err = ERROR_INIT;
    ck_assert(!parameter_parse(&cutoffs, "1970-01-02,x", &arena, &value, &err));
    ck_assert_str_eq(err.what, "cutoffs=x is not a date that exists");
    error_release(&err);
}
END_TEST

START_TEST(refusals_say_what_is_wanted)
{
    static const struct {
        const char *name, *text, *what, *reason, *mend;
    } cases[] = {
        { "l2", "-3", "l2=-3 is below 0", "l2 is a number from 0 to 100", "l2=0" },
        { "l2", "101", "l2=101 is above 100", "l2 is a number from 0 to 100", "l2=100" },
        { "l2", "abc", "l2=abc is not a number", "l2 is a number from 0 to 100", NULL },
        { "l2", "", "l2= is not a number", "l2 is a number from 0 to 100", NULL },
        { "trees", "2.5", "trees=2.5 is not a whole number", "trees is a whole number of trees from 1 to 10,000",
          NULL },
        { "trees", "20000", "trees=20000 is above 10,000", "trees is a whole number of trees from 1 to 10,000",
          "trees=10000" },
        { "atleast", "1", "atleast=1 is below 2", "atleast is a whole number, at least 2", "atleast=2" },
        { "scale", "true", "scale=true is neither yes nor no", "scale is yes or no", "scale=yes" },
        { "curve", "gian", "curve=gian is not one of the choices", "curve is one of roc pr gain", "curve=gain" },
        { "curve", "zzz", "curve=zzz is not one of the choices", "curve is one of roc pr gain", NULL },
        { "asof", "2024-02-30", "'2024-02-30' is not a date that exists", "asof is a date such as 2024-07-01", NULL },
        { "over", "90", "'90' is not a duration", "over is a duration such as 90d, 12w, 3m or 1y", "90d" },
        { "k", "8..2", "k=8..2 is a range that ends before it begins",
          "k is a range such as 2..8 of whole numbers from 2 to 20", "k=2..8" },
        { "k", "1..5", "k=1..5 is below 2", "k is a range such as 2..8 of whole numbers from 2 to 20", NULL },
        { "k", "2..", "k=2.. is not a range", "k is a range such as 2..8 of whole numbers from 2 to 20", NULL },
        { "table", "", "'' is empty", "table is a table", NULL },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct error err = refuse(cases[i].name, cases[i].text);
        ck_assert_int_eq(err.code, E_BAD_VALUE);
        ck_assert_str_eq(err.what, cases[i].what);
        ck_assert_str_eq(err.reason, cases[i].reason);
        ck_assert_pstr_eq(err.mend[0], cases[i].mend);
        error_release(&err);
    }
    static const char *const bad_names[] = { "", "2x", "a-b", "_x", "a b", "caf\xC3\xA9" };
    for (size_t i = 0; i < sizeof(bad_names) / sizeof(*bad_names); i++) {
        struct error err = refuse("name", bad_names[i]);
        ck_assert_int_eq(err.code, E_BAD_NAME);
        error_release(&err);
    }
}
END_TEST

START_TEST(long_values_are_cut_in_messages)
{
    char text[3000];
    memset(text, '7', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    struct error err = refuse("trees", text);
    ck_assert_uint_lt(strlen(err.what), 300);
    error_release(&err);
}
END_TEST

START_TEST(defaults_are_bound)
{
    struct values values = values_defaults(rows, &arena);
    ck_assert_uint_eq(values.n, 13);
    ck_assert_double_eq(values_number(&values, "l2"), 1);
    ck_assert_double_eq(values_number(&values, "trees"), 200);
    ck_assert(values_yes(&values, "scale"));
    ck_assert_int_eq(values_choice(&values, "curve"), 1);
    ck_assert_str_eq(values_text(&values, "over"), "90d");
    ck_assert_ptr_null(values_text(&values, "any"));
    ck_assert_uint_eq(values_get(&values, "with")->n_texts, 2);
    const struct value *any = values_get(&values, "any"), *k = values_get(&values, "k");
    ck_assert(!any->given && !any->present && any->parameter == row("any"));
    ck_assert(!k->given && k->present && k->number == 2 && k->last == 8);
    /* a default that is a word of its own */
    const struct value *threads = values_get(&values, "threads");
    ck_assert(threads->present && !threads->given && threads->number == 0 && threads->parameter == row("threads"));
    ck_assert_str_eq(threads->text, "auto");
}
END_TEST

START_TEST(a_name_that_no_row_has_is_a_bug)
{
    struct values values = values_defaults(rows, &arena);
    values_get(&values, "nonesuch");
}
END_TEST

START_TEST(every_type_is_described)
{
    for (int type = PARAMETER_TEXT; type <= PARAMETER_THING; type++) {
        struct parameter parameter = { "x", (enum parameter_type)type, .choices = curves };
        char text[256];
        parameter_describe(&parameter, text);
        ck_assert_uint_ge(strlen(text), 4);
        ck_assert((type == PARAMETER_TEXT) == (strcmp(text, "text") == 0));
    }
}
END_TEST

TCase *parameter_cases(void)
{
    TCase *cases = tcase_create("parameter");
    tcase_add_checked_fixture(cases, arena_begin, arena_end);
    tcase_add_test(cases, values_are_parsed);
    tcase_add_test(cases, texts_are_copied);
    tcase_add_test(cases, lists_are_cut);
    tcase_add_test(cases, refusals_say_what_is_wanted);
    tcase_add_test(cases, long_values_are_cut_in_messages);
    tcase_add_test(cases, defaults_are_bound);
    tcase_add_test_raise_signal(cases, a_name_that_no_row_has_is_a_bug, SIGABRT);
    tcase_add_test(cases, every_type_is_described);
    return cases;
}
