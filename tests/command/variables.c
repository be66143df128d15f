/* $NAME in command files. */
#include "command/language/variables.h"

#include "fixture.h"

static struct arena arena;
static struct variables variables;

static void setup(void)
{
    arena_init(&arena);
    variables = (struct variables){ 0 };
    variables_set(&variables, "k", "5");
    variables_set(&variables, "name", "two words");
    variables_set(&variables, "odd", "say \"x\" # y");
    variables_set(&variables, "empty", "");
}

static void teardown(void)
{
    variables_release(&variables);
    arena_release(&arena);
}

static const struct {
    const char *line, *expanded;
} cases[] = {
    { "segment s$k = kmeans k=$k", "segment s5 = kmeans k=5" },
    { "out/${k}_x", "out/5_x" },
    { "print $$k", "print $k" },
    { "costs 5$ and $1", "costs 5$ and $1" },
    { "load a from $name", "load a from \"two words\"" },
    { "load a from data/$name/x.csv", "load a from data/\"two words\"/x.csv" },
    { "print \"in $name\"", "print \"in two words\"" },
    { "print \"in $odd\"", "print \"in say \"\"x\"\" # y\"" },
    { "print 'in $odd'", "print 'in say \"x\" # y'" },
    { "print $odd", "print \"say \"\"x\"\" # y\"" },
    { "print a$empty", "print a\"\"" },
    { "print 1 # $nothing", "print 1 # $nothing" },
};

START_TEST(values_take_the_place_of_names)
{
    struct error err = ERROR_INIT;
    size_t *map;
    const char *expanded = variables_expand(&variables, cases[_i].line, &arena, &map, &err);
    ck_assert_msg(expanded != NULL, "%s", err.what);
    ck_assert_str_eq(expanded, cases[_i].expanded);
    ck_assert_uint_eq(map[strlen(expanded)], strlen(cases[_i].line));
}
END_TEST

START_TEST(the_map_leads_back)
{
    struct error err = ERROR_INIT;
    size_t *map;
    const char *expanded = variables_expand(&variables, "ab $name z", &arena, &map, &err);
    ck_assert_str_eq(expanded, "ab \"two words\" z");
    ck_assert_uint_eq(map[1], 1);
    ck_assert_uint_eq(map[3], 3); /* the value comes from the dollar sign */
    ck_assert_uint_eq(map[13], 3);
    ck_assert_uint_eq(map[15], 9); /* z */
}
END_TEST

START_TEST(a_variable_that_is_not_there_is_an_error)
{
    struct error err = ERROR_INIT;
    size_t *map;
    ck_assert_ptr_null(variables_expand(&variables, "print $nam", &arena, &map, &err));
    ck_assert_int_eq(err.code, E_NO_PARAMETER);
    ck_assert_str_eq(err.mend[0], "$name");
    ck_assert_uint_eq(err.place.column, 7);
    ck_assert_uint_eq(err.place.length, 4);
    error_release(&err);
}
END_TEST

START_TEST(a_later_value_replaces_an_earlier_one)
{
    struct variables copy = { 0 };
    variables_copy(&copy, &variables);
    variables_set(&variables, "k", "6");
    ck_assert_str_eq(variables_get(&variables, "k"), "6");
    ck_assert_str_eq(variables_get(&copy, "k"), "5");
    ck_assert_ptr_null(variables_get(&copy, "none"));
    variables_release(&copy);
}
END_TEST

Suite *variables_suite(void)
{
    Suite *suite = suite_create("variables");
    TCase *tcase = tcase_create("expansion");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, values_take_the_place_of_names, 0, sizeof cases / sizeof *cases);
    tcase_add_test(tcase, the_map_leads_back);
    tcase_add_test(tcase, a_variable_that_is_not_there_is_an_error);
    tcase_add_test(tcase, a_later_value_replaces_an_earlier_one);
    suite_add_tcase(suite, tcase);
    return suite;
}
