/* Expressions read: what is accepted, and where exactly it goes wrong. */
#include "feature_tests.h"
#include "patron/base/text.h"

struct wrong {
    const char *text;
    size_t column, length;
    const char *mend; /* NULL: any or none */
};
static const struct wrong wrongs[] = {
    { "", 1, 1, NULL },
    { "   ", 4, 1, NULL },
    { "amount >", 9, 1, NULL },
    { "amount > > 5", 10, 1, NULL },
    { "amount 5", 8, 1, NULL },
    { "(amount + 1", 12, 1, NULL },
    { "amount + 1)", 11, 1, NULL },
    { "1 < amount < 5", 12, 1, "A < B and B < C" },
    { "amount = 1 = 2", 12, 1, "A < B and B < C" },
    { "a && b", 3, 2, "and" },
    { "a || b", 3, 2, "or" },
    { "!a", 1, 1, "not" },
    { "a => 3", 3, 2, ">=" },
    { "a =< 3", 3, 2, "<=" },
    { "a ** 2", 3, 2, "^" },
    { "a ? b", 3, 1, NULL },
    { "price \xe2\x82\xac 5", 7, 1, NULL }, /* a letter beyond ASCII, standing where none is expected */
    { "x \xcd\xa0", 3, 1, NULL },           /* a letter without width */
    { "'abc", 1, 4, "close it with '" },
    { "x == \"abc", 6, 4, "close it with \"" },
    { "`a", 1, 2, "close it with `" },
    { "``", 1, 2, NULL },
    { "2024-02-30", 1, 10, NULL },
    { "at > 2023-02-29 and x", 6, 10, NULL },
    { "12abc", 1, 5, NULL },
    { "30dd", 1, 4, NULL },
    { "1e999", 1, 5, NULL },
    { "avg(amount)", 1, 3, "mean" },
    { "x + stddev(amount)", 5, 6, "sd" },
    { "lgo(amount)", 1, 3, "log" },
    { "roundd(amount)", 1, 6, "round" },
    { "round()", 1, 5, NULL },
    { "round(1, 2, 3)", 1, 5, NULL },
    { "abs(1, 2)", 1, 3, NULL },
    { "if(a)", 1, 2, NULL },
    { "round(amount", 13, 1, NULL },
    { "round(amount amount)", 14, 6, NULL },
    { "count()", 7, 1, "count(orders)" },
    { "count(*)", 7, 1, "count(orders)" },
    { "sum()", 5, 1, "sum(orders.amount)" },
    { "orders.", 8, 1, NULL },
    { "orders.5", 7, 2, NULL }, /* .5 is a number */
    { "x in 5", 6, 1, NULL },
    { "x in ()", 7, 1, NULL },
    { "x in (1, )", 10, 1, NULL },
    { "x between 1", 12, 1, "between .. and .." },
    { "x between 1 or 2", 13, 2, "between .. and .." },
    { "x is 5", 6, 1, NULL },
    { "x like y", 8, 1, "like \"C%\"" },
    { "a and and b", 7, 3, NULL },
    { "not", 4, 1, NULL },
    { "a or", 5, 1, NULL },
    { "count(orders) over 5", 20, 1, "5d" },
    { "count(orders) over", 19, 1, NULL },
    { "count(orders) over 0d", 20, 2, NULL },
    { "days since", 11, 1, NULL },
};

START_TEST(places)
{
    struct arena arena;
    struct error err = ERROR_INIT;
    const struct wrong *wrong = &wrongs[_i];
    arena_init(&arena);
    ck_assert_ptr_null(expression_parse(wrong->text, 0, &arena, &err));
    ck_assert_int_eq(err.kind, ERROR_SYNTAX);
    ck_assert_msg(err.place.column == wrong->column && err.place.length == wrong->length,
                  "'%s': %zu, %zu wide (%s), expected %zu, %zu wide", wrong->text, err.place.column, err.place.length,
                  err.what, wrong->column, wrong->length);
    if (wrong->mend)
        ck_assert_msg(err.mend[0] && strcmp(err.mend[0], wrong->mend) == 0, "'%s': mend %s, expected %s", wrong->text,
                      err.mend[0] ? err.mend[0] : "none", wrong->mend);
    error_release(&err);
    arena_release(&arena);
}
END_TEST

START_TEST(offset_moves_places)
{
    struct arena arena;
    struct error err = ERROR_INIT;
    arena_init(&arena);
    ck_assert_ptr_null(expression_parse("amount > > 5", 30, &arena, &err));
    ck_error(&err, E_EXPRESSION, 40, 1);
    struct expression *tree = expression_parse("a + orders.amount", 30, &arena, &err);
    ck_assert_uint_eq(tree->column, 31);
    ck_assert_uint_eq(tree->length, 17);
    ck_assert_uint_eq(tree->arguments[1]->column, 35);
    ck_assert_uint_eq(tree->arguments[1]->length, 13);
    arena_release(&arena);
}
END_TEST

/* Columns are those of a terminal: a letter of two bytes is one wide. */
START_TEST(columns_not_bytes)
{
    struct arena arena;
    struct error err = ERROR_INIT;
    arena_init(&arena);
    ck_assert_ptr_null(expression_parse("gr\xc3\xb6\xc3\x9f"
                                        "e > > 5",
                                        0, &arena, &err));
    ck_error(&err, E_EXPRESSION, 9, 1);
    arena_release(&arena);
}
END_TEST

static bool parses(const char *text)
{
    struct arena arena;
    struct error err = ERROR_INIT;
    arena_init(&arena);
    bool ok = expression_parse(text, 0, &arena, &err) != NULL;
    error_release(&err);
    arena_release(&arena);
    return ok;
}

static char *nested(const char *open, size_t n, const char *core, const char *close)
{
    struct text text = TEXT_EMPTY;
    text_add_repeat(&text, open, n);
    text_add(&text, core);
    text_add_repeat(&text, close, n);
    return text_take(&text);
}

/* Sixty-four levels are read, sixty-five refused, whatever nests. */
START_TEST(depth)
{
    static const char *const pairs[][2] = { { "(", ")" }, { "-", "" }, { "not ", "" }, { "abs(", ")" }, { "2^", "" } };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        char *deep = nested(pairs[i][0], 64, "x", pairs[i][1]), *deeper = nested(pairs[i][0], 65, "x", pairs[i][1]);
        ck_assert_msg(parses(deep), "64 times %s", pairs[i][0]);
        ck_assert_msg(!parses(deeper), "65 times %s", pairs[i][0]);
        free(deep);
        free(deeper);
    }
    char *chain = nested("x + ", 1000, "x", ""), *longer = nested("x + ", 1001, "x", "");
    ck_assert(parses(chain));
    ck_assert(!parses(longer));
    free(chain);
    free(longer);
}
END_TEST

START_TEST(shapes)
{
    struct arena arena;
    arena_init(&arena);
    struct expression *tree = expression_parse("sum(orders.amount where channel == 'app') > 5", 0, &arena, NULL);
    ck_assert_int_eq(tree->kind, EXPRESSION_BINARY);
    ck_assert_int_eq(tree->operator_, OP_GREATER);
    struct expression *sum = tree->arguments[0];
    ck_assert_int_eq(sum->kind, EXPRESSION_AGGREGATE);
    ck_assert_str_eq(sum->text, "sum");
    ck_assert_int_eq(sum->arguments[0]->kind, EXPRESSION_COLUMN);
    ck_assert_str_eq(sum->arguments[0]->table, "orders");
    ck_assert_str_eq(sum->arguments[0]->text, "amount");
    ck_assert_int_eq(sum->condition->operator_, OP_EQUAL);
    tree = expression_parse("days since customers.began", 0, &arena, NULL);
    ck_assert_int_eq(tree->kind, EXPRESSION_SINCE);
    tree = expression_parse("a = 1", 0, &arena, NULL);
    ck_assert_int_eq(tree->operator_, OP_EQUAL);
    tree = expression_parse("2024-07-01T10:15:30", 0, &arena, NULL);
    ck_assert_int_eq(tree->kind, EXPRESSION_TIME);
    ck_assert_int_eq(tree->time, day("2024-07-01T10:15:30"));
    tree = expression_parse("90d", 0, &arena, NULL);
    ck_assert_int_eq(tree->kind, EXPRESSION_DURATION);
    ck_assert_int_eq(tree->duration.count, 90);
    arena_release(&arena);
}
END_TEST

Suite *parser_suite(void)
{
    Suite *suite = suite_create("parser");
    TCase *tcase = tcase_create("parser");
    tcase_add_loop_test(tcase, places, 0, sizeof wrongs / sizeof *wrongs);
    tcase_add_test(tcase, offset_moves_places);
    tcase_add_test(tcase, columns_not_bytes);
    tcase_add_test(tcase, depth);
    tcase_add_test(tcase, shapes);
    suite_add_tcase(suite, tcase);
    return suite;
}
