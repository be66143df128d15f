/* Expressions over the rows of a table: values by hand, missing values, types, errors with places, blocks and threads.
 */
#include "feature_tests.h"
#include "patron/base/text.h"

static struct table *orders(void)
{
    return table_of("orders", (const char *[]){
                                  "id:int channel:text amount:real quantity:int gift:bool at:time due:time ship:text",
                                  "1 app 10.5 1 yes 2024-01-01 2024-01-31 web",
                                  "2 web 20 2 no 2024-02-29T12:00:00 2024-03-01 web", "3 store . 3 . 2024-03-31 . App",
                                  "4 app -4 . yes . 2024-07-01 .", "5 . 0 5 no 2024-12-31 2024-01-01 store", NULL });
}

/* The five values, blank between them; "." for missing; times as days since 2024-01-01. */
static void check_values(const char *text, const char *expected)
{
    struct arena arena;
    struct error err = ERROR_INIT;
    arena_init(&arena);
    struct table *table = orders();
    struct expression *tree = expression_parse(text, 0, &arena, &err);
    ck_assert_msg(tree != NULL, "%s: %s", text, err.what);
    struct table *result = expression_evaluate(tree, table, "value", NULL, &err);
    ck_assert_msg(result != NULL, "%s: %s", text, err.what);
    arena_release(&arena); /* the result holds what it needs */
    table_release(table);
    ck_assert_uint_eq(result->n_columns, 1);
    ck_assert_str_eq(result->columns[0].name, "value");
    struct text got = TEXT_EMPTY;
    for (size_t i = 0; i < result->n_rows; i++) {
        const struct column *column = result->columns;
        text_add(&got, i > 0 ? " " : "");
        if (column_is_missing(column, i))
            text_add(&got, ".");
        else if (column->type == TYPE_TIME)
            text_add_format(&got, "%g", (double)(column_ints(column)[i] - day("2024-01-01")) / (double)TIME_DAY);
        else if (column->type == TYPE_TEXT)
            column_write(column, i, &got);
        else
            text_add_format(&got, "%.10g", column_number(column, i));
    }
    ck_assert_msg(strcmp(text_string(&got), expected) == 0, "%s: %s, expected %s", text, text_string(&got), expected);
    text_release(&got);
    table_release(result);
}

static const char *const values[][2] = {
    { "amount", "10.5 20 . -4 0" },
    { "orders.amount", "10.5 20 . -4 0" },
    { "channel", "app web store app ." },
    { "amount + quantity * 2", "12.5 24 . . 10" },
    { "amount / quantity", "10.5 10 . . 0" },
    { "quantity / amount", "0.09523809524 0.1 . . ." },
    { "1 / 0", ". . . . ." },
    { "quantity % 2", "1 0 1 . 1" },
    { "-quantity % 3", "2 1 0 . 1" },
    { "quantity ^ 2 - 1", "0 3 8 . 24" },
    { "2 ^ 5000", ". . . . ." },
    { "-amount", "-10.5 -20 . 4 0" },
    { "log(amount)", "2.351375257 2.995732274 . . ." },
    { "log1p(amount)", "2.442347035 3.044522438 . . 0" },
    { "sqrt(amount)", "3.240370349 4.472135955 . . 0" },
    { "abs(amount)", "10.5 20 . 4 0" },
    { "exp(amount * 100)", ". . . 1.915169597e-174 1" },
    { "round(amount / 3)", "4 7 . -1 0" },
    { "round(amount / 3, 2)", "3.5 6.67 . -1.33 0" },
    { "round(quantity * 1234, -2)", "1200 2500 3700 . 6200" },
    { "floor(amount / 4)", "2 5 . -1 0" },
    { "bin(amount, 0, 15)", "1 2 . 0 1" },
    { "coalesce(amount, quantity, 99)", "10.5 20 3 -4 0" },
    { "coalesce(channel, ship, 'none')", "app web store app store" },
    { "coalesce(due, at)", "30 60 90 182 0" },
    { "if(gift, 1, 2)", "1 2 . 1 2" },
    { "if(amount > 5, 'large', channel)", "large large . app ." },
    { "if(amount > 5, at)", "0 59.5 . . ." },
    { "days(at, due)", "30 0.5 . . -365" },
    { "due - at", "30 0.5 . . -365" },
    { "at + 1m", "31 88.5 120 . 396" },
    { "at - 1d", "-1 58.5 89 . 364" },
    { "2d + at", "2 61.5 92 . 367" },
    { "2024-01-03 - at", "2 -57.5 -88 . -363" },
    { "amount > 5", "1 1 . 0 0" },
    { "5 < amount", "1 1 . 0 0" },
    { "amount >= 10.5", "1 1 . 0 0" },
    { "amount != 0", "1 1 . 1 0" },
    { "amount <= 0", "0 0 . 1 1" },
    { "amount = 20", "0 1 . 0 0" },
    { "at >= 2024-03-01", "0 0 1 . 1" },
    { "at >= '2024-02-29 12:00'", "0 1 1 . 1" },
    { "at < due", "1 1 . . 0" },
    { "days(at, due) > 2w", "1 0 . . 0" },
    { "channel == 'app'", "1 0 0 1 ." },
    { "'app' != channel", "0 1 1 0 ." },
    { "channel > 'app'", "0 1 1 0 ." },
    { "'app' < channel", "0 1 1 0 ." },
    { "channel == ship", "0 1 0 . ." },
    { "channel < ship", "1 0 0 . ." },
    { "channel in ('app', 'nowhere')", "1 0 0 1 ." },
    { "channel not in ('app')", "0 1 1 0 ." },
    { "channel in (ship, 'app')", "1 1 0 1 ." },
    { "quantity in (5, 1, 1)", "1 0 0 . 1" },
    { "amount in (quantity * 10, 10.5)", "1 1 . . 0" },
    { "at in (2024-01-01, 2024-03-31)", "1 0 1 . 0" },
    { "amount between 0 and 15", "1 0 . 0 1" },
    { "amount not between 0 and 15", "0 1 . 1 0" },
    { "channel between 'b' and 'tz'", "0 0 1 0 ." },
    { "at between 2024-01-01 and 2024-02-29", "1 0 0 . 0" },
    { "amount is missing", "0 0 1 0 0" },
    { "channel is not missing", "1 1 1 1 0" },
    { "at is missing", "0 0 0 1 0" },
    { "gift is missing", "0 0 1 0 0" },
    { "channel like 'a%'", "1 0 0 1 ." },
    { "channel like '%p'", "1 0 0 1 ." },
    { "channel like '_e%'", "0 1 0 0 ." },
    { "channel like '%'", "1 1 1 1 ." },
    { "channel like 'st%re'", "0 0 1 0 ." },
    { "channel not like '___'", "0 0 1 0 ." },
    { "ship like 'App'", "0 0 1 . 0" },
    { "gift", "1 0 . 1 0" },
    { "gift == yes", "1 0 . 1 0" },
    { "gift = false", "0 1 . 0 1" },
    { "gift == 'Yes'", "1 0 . 1 0" },
    { "gift == 1", "1 0 . 1 0" },
    { "gift + 1", "2 1 . 2 1" },
    { "not gift", "0 1 . 0 1" },
    { "gift and amount > 0", "1 0 . 0 0" },
    { "gift or amount > 0", "1 1 . 1 0" },
    { "gift and channel is missing", "0 0 0 0 0" },
    { "gift or id > 0", "1 1 1 1 1" },
    { "'a' == 'a'", "1 1 1 1 1" },
    { "'abc' like 'a%'", "1 1 1 1 1" },
    { "id == 3 or id == 5 and gift", "0 0 1 0 0" },
};

START_TEST(by_hand)
{
    check_values(values[_i][0], values[_i][1]);
}
END_TEST

struct wrong {
    const char *text;
    int code;
    size_t column, length;
    const char *mend; /* one of the mends */
};
static const struct wrong wrongs[] = {
    { "amout > 5", E_NO_COLUMN, 1, 5, "amount" },
    { "id + quantty", E_NO_COLUMN, 6, 7, "quantity" },
    { "channel == app", E_NO_COLUMN, 12, 3, "\"app\"" },
    { "channel in ('web', App)", E_NO_COLUMN, 20, 3, "\"app\"" },
    { "orders.amout", E_NO_COLUMN, 1, 12, "amount" },
    { "returns.amount", E_NO_TABLE, 1, 14, "amount" },
    { "amount + channel", E_TYPE, 10, 7, NULL },
    { "log(channel)", E_TYPE, 5, 7, NULL },
    { "channel == 5", E_TYPE, 1, 12, "\"5\"" },
    { "quantity == '3'", E_TYPE, 1, 15, "3" },
    { "channel == yes", E_TYPE, 1, 14, "\"yes\"" },
    { "gift == 'maybe'", E_TYPE, 9, 7, "yes   or   no" },
    { "at > 'soon'", E_TYPE, 6, 6, "2024-07-01" },
    { "at > 5", E_TYPE, 1, 6, "2024-07-01" },
    { "at + 5", E_TYPE, 1, 6, "5d" },
    { "at * 2", E_TYPE, 1, 6, NULL },
    { "quantity + 3m", E_TYPE, 12, 2, NULL },
    { "amount like 'a%'", E_TYPE, 1, 6, NULL },
    { "channel and gift", E_TYPE, 1, 7, NULL },
    { "if(gift, 1, 'a')", E_TYPE, 13, 3, NULL },
    { "sum(orders.amount) > 5", E_EXPRESSION, 1, 18, NULL },
    { "days since at < 30", E_EXPRESSION, 1, 13, "2024-07-01 - at" },
};

START_TEST(refused)
{
    const struct wrong *wrong = &wrongs[_i];
    struct arena arena;
    struct error err = ERROR_INIT;
    arena_init(&arena);
    struct table *table = orders();
    struct expression *tree = expression_parse(wrong->text, 0, &arena, &err);
    ck_assert_msg(tree != NULL, "%s", err.what);
    ck_assert_ptr_null(expression_evaluate(tree, table, "value", NULL, &err));
    bool mended = wrong->mend == NULL;
    for (size_t i = 0; i < ERROR_MENDS; i++)
        mended = mended || (err.mend[i] && strcmp(err.mend[i], wrong->mend) == 0);
    ck_assert_msg(mended, "%s: no mend %s but %s", wrong->text, wrong->mend, err.mend[0] ? err.mend[0] : "none");
    ck_error(&err, wrong->code, wrong->column, wrong->length);
    table_release(table);
    arena_release(&arena);
}
END_TEST

START_TEST(filter)
{
    struct arena arena;
    struct error err = ERROR_INIT;
    arena_init(&arena);
    struct table *table = orders();
    int8_t *keep = expression_filter(expression_parse("amount > 5 or gift", 0, &arena, &err), table, NULL, &err);
    static const int8_t expected[] = { 1, 1, 0, 1, 0 }; /* missing is not kept */
    ck_assert_mem_eq(keep, expected, 5);
    free(keep);
    keep = expression_filter(expression_parse("quantity - 1", 0, &arena, &err), table, NULL, &err);
    static const int8_t nonzero[] = { 0, 1, 1, 0, 1 };
    ck_assert_mem_eq(keep, nonzero, 5);
    free(keep);
    ck_assert_ptr_null(expression_filter(expression_parse("at", 0, &arena, &err), table, NULL, &err));
    ck_error(&err, E_TYPE, 1, 2);
    table_release(table);
    arena_release(&arena);
}
END_TEST

/* Many blocks, several threads, columns with points and blanks in their names. */
START_TEST(many_rows)
{
    enum { N_ROWS = 150000 };
    struct builder *builder = builder_new("t");
    builder_add_column(builder, "lead.time", TYPE_REAL);
    builder_add_column(builder, "unit price", TYPE_INT);
    builder_add_column(builder, "word", TYPE_TEXT);
    for (size_t i = 0; i < N_ROWS; i++) {
        char word[16];
        int length = snprintf(word, sizeof word, "w%zu", i % 1000);
        builder_set_real(builder, 0, (double)i / 4);
        builder_set_int(builder, 1, (int64_t)(i % 7));
        builder_set_text(builder, 2, word, (size_t)length);
        builder_end_row(builder);
    }
    struct table *table = builder_finish(builder, NULL);
    struct work *work = work_new(4);
    struct arena arena;
    arena_init(&arena);
    const char *text = "lead.time * 2 > `unit price` ^ 2 and word like 'w1%'";
    struct error err = ERROR_INIT;
    int8_t *keep = expression_filter(expression_parse(text, 0, &arena, &err), table, work, &err);
    ck_assert_msg(keep != NULL, "%s", err.what);
    for (size_t i = 0; i < N_ROWS; i++) {
        size_t number = i % 1000;
        bool begins = number == 1 || (number >= 10 && number < 20) || (number >= 100 && number < 200);
        bool expected = (double)i / 2 > (double)((i % 7) * (i % 7)) && begins;
        expect(keep[i] == expected, "row %zu", i);
    }
    free(keep);
    work_free(work);
    table_release(table);
    arena_release(&arena);
}
END_TEST

START_TEST(no_rows)
{
    struct arena arena;
    arena_init(&arena);
    struct table *table = table_of("t", (const char *[]){ "a:real b:text", NULL });
    struct table *result = expression_evaluate(expression_parse("a + 1", 0, &arena, NULL), table, "v", NULL, NULL);
    ck_assert_uint_eq(result->n_rows, 0);
    ck_assert_int_eq(result->columns[0].type, TYPE_REAL);
    int8_t *keep = expression_filter(expression_parse("b == 'x'", 0, &arena, NULL), table, NULL, NULL);
    ck_assert_ptr_nonnull(keep);
    free(keep);
    table_release(result);
    table_release(table);
    arena_release(&arena);
}
END_TEST

Suite *rows_suite(void)
{
    Suite *suite = suite_create("rows");
    TCase *tcase = tcase_create("rows");
    tcase_add_loop_test(tcase, by_hand, 0, sizeof values / sizeof *values);
    tcase_add_loop_test(tcase, refused, 0, sizeof wrongs / sizeof *wrongs);
    tcase_add_test(tcase, filter);
    tcase_add_test(tcase, many_rows);
    tcase_add_test(tcase, no_rows);
    suite_add_tcase(suite, tcase);
    return suite;
}
