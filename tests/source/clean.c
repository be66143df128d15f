/* Cleaning as pure table work; figures by hand. */
#include <math.h>
#include <string.h>

#include "patron/base/calendar.h"
#include "patron/base/kinds.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/source/clean.h"
#include "source/letters.h"
#include "support.h"

static struct table *table_from(const char *csv)
{
    struct source_result result = read_text("t.csv", csv, NULL);
    struct table *table = table_retain(result.table);
    source_result_release(&result);
    return table;
}

/* The values of COLUMN, divided by bars; valid until the next call. */
static const char *values(const struct table *table, const char *column)
{
    static char out[512];
    size_t n = 0;
    for (size_t i = 0; i < table->n_rows; i++)
        n += (size_t)snprintf(out + n, sizeof out - n, "%s%s", i > 0 ? "|" : "", shown(table, column, i));
    return out;
}

START_TEST(equal_rows)
{
    struct table *table = table_from("a,b,c\n1,x,\n1,x,\n1,y,\n2,x,\n1,x,7\n1,x,\n");
    size_t n;
    struct error err = ERROR_INIT;
    int8_t *marked = rows_twice(table, NULL, 0, &n, &err);
    static const int8_t all[] = { 0, 1, 0, 0, 0, 1 }, by_a[] = { 0, 1, 1, 0, 1, 1 };
    ck_assert_uint_eq(n, 2);
    ck_assert_mem_eq(marked, all, sizeof all);
    struct cleaned cleaned;
    ck_assert(clean_drop(table, marked, &cleaned, &err));
    ck_assert_uint_eq(cleaned.n_changed, 2);
    ck_assert_str_eq(values(cleaned.table, "b"), "x|y|x|x");
    ck_assert_uint_eq(cleaned.removed->n_rows, 2);
    ck_assert_uint_eq(cleaned.table->n_rows + cleaned.removed->n_rows, table->n_rows);
    cleaned_release(&cleaned);
    free(marked);
    const struct column *a = table_column(table, "a");
    marked = rows_twice(table, &a, 1, &n, &err);
    ck_assert_uint_eq(n, 4);
    ck_assert_mem_eq(marked, by_a, sizeof by_a);
    memset(marked, 0, table->n_rows);
    ck_assert(clean_drop(table, marked, &cleaned, &err));
    ck_assert_ptr_null(cleaned.table); /* nothing changed */
    free(marked);
    table_release(table);
}
END_TEST

static const struct {
    const char *form, *before, *after;
} forms[] = {
    { "trim", "\xc2\xa0 a  b\t ", "a  b" },
    { "normalise", "  a \t\xe2\x80\x8b b ", "a b" },
    { "normalise", "  \xef\xbb\xbf ", "" },
    { "upper",
      "stra\xc3\x9f"
      "e \xc3\xbc\xc3\xbf \xcf\x80\xcf\x82 \xd0\xb6\xd1\x91 \xc5\xbe",
      "STRA\xc3\x9f"
      "E \xc3\x9c\xc5\xb8 \xce\xa0\xce\xa3 \xd0\x96\xd0\x81 \xc5\xbd" },
    { "lower", "\xc3\x84RGER \xce\x94 \xd0\xaf \xc5\x81", "\xc3\xa4rger \xce\xb4 \xd1\x8f \xc5\x82" },
};

START_TEST(texts_in_a_form)
{
    const struct text_form *form = kind_find((const void *const *)text_forms, forms[_i].form);
    struct text once = TEXT_EMPTY, twice = TEXT_EMPTY;
    form->write(forms[_i].before, strlen(forms[_i].before), &once);
    ck_assert_str_eq(text_string(&once), forms[_i].after);
    form->write(text_string(&once), once.length, &twice);
    ck_assert_str_eq(text_string(&twice), forms[_i].after);
    text_release(&once);
    text_release(&twice);
}
END_TEST

/* Every letter is the capital or the small one of its counterpart, so that changing twice is changing once. */
START_TEST(letters_come_in_pairs)
{
    size_t n = 0;
    for (unsigned code = 1; code < 0x2000; code++) {
        unsigned up = letter_upper(code), low = letter_lower(code);
        ck_assert_msg(up == code || low == code, "U+%04X is both", code);
        ck_assert_uint_eq(letter_upper(up), up);
        ck_assert_uint_eq(letter_lower(low), low);
        if (up != code && code != 0x3c2)
            ck_assert_uint_eq(letter_lower(up), code);
        n += up != code;
    }
    ck_assert_uint_gt(n, 300);
}
END_TEST

START_TEST(a_text_column)
{
    struct table *table = table_from("k,t\n1,Tea \n2,tea\n3,\n4, TEA\n5,tea\n");
    struct error err = ERROR_INIT;
    struct cleaned cleaned, again;
    const struct text_form *trim = kind_find((const void *const *)text_forms, "trim");
    ck_assert(clean_text(table, "t", trim, &cleaned, &err));
    ck_assert_uint_eq(cleaned.n_changed, 2);
    ck_assert_str_eq(values(cleaned.table, "t"), "Tea|tea||TEA|tea");
    ck_assert(clean_text(cleaned.table, "t", trim, &again, &err));
    ck_assert_ptr_null(again.table);
    cleaned_release(&cleaned);
    ck_assert(!clean_text(table, "k", trim, &cleaned, &err));
    ck_assert_int_eq(err.code, E_TYPE);
    error_release(&err);
    table_release(table);
}
END_TEST

static const struct {
    const char *column, *with, *after;
} fills[] = {
    { "n", "0", "4|0|1|0|1|4" },    { "n", "mean", "4|2.5|1|2.5|1|4" }, { "n", "median", "4|2.5|1|2.5|1|4" },
    { "n", "mode", "4|1|1|1|1|4" }, { "n", "previous", "4||1|1|1|4" },  { "t", "none", "a|none|b|b|none|a" },
    { "t", "mode", "a|a|b|b|a|a" }, { "t", "previous", "a||b|b|b|a" },  { "n", "median before", "4|4|1|4|1|4" },
};

/* Rows of x and y by time; `previous` stays within one of them. */
START_TEST(missing_values_filled)
{
    struct table *table = table_from("who,day,n,t\nx,2024-01-01,4,a\ny,2024-01-02,,\ny,2024-01-03,1,b\n"
                                     "y,2024-01-05,,b\ny,2024-01-06,1,\nx,2024-01-07,4,a\n");
    struct error err = ERROR_INIT;
    bool before = strcmp(fills[_i].with, "median before") == 0;
    struct fill fill = { before ? "median" : fills[_i].with, table_column(table, "who"), table_column(table, "day"),
                         TIME_MISSING };
    if (before)
        ck_assert(time_parse("2024-01-03", 10, &fill.before));
    struct cleaned cleaned;
    ck_assert(clean_fill(table, fills[_i].column, &fill, &cleaned, &err));
    ck_assert_str_eq(values(cleaned.table, fills[_i].column), fills[_i].after);
    cleaned_release(&cleaned);
    table_release(table);
}
END_TEST

START_TEST(fills_that_do_not_fit)
{
    struct table *table = table_from("n,t,e\n1,a,\n,,\n");
    struct error err = ERROR_INIT;
    struct cleaned cleaned;
    static const struct {
        const char *column, *with;
        int code;
    } wrong[] = {
        { "n", "cheap", E_BAD_VALUE }, { "t", "mean", E_TYPE }, { "e", "mode", E_TOO_FEW }, { "none", "0", E_NO_COLUMN }
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        ck_assert(!clean_fill(table, wrong[i].column, &(struct fill){ wrong[i].with, NULL, NULL, TIME_MISSING },
                              &cleaned, &err));
        ck_assert_int_eq(err.code, wrong[i].code);
        error_release(&err);
    }
    ck_assert(clean_flag(table, "n", &cleaned, &err));
    ck_assert_str_eq(values(cleaned.table, "n_missing"), "false|true");
    cleaned_release(&cleaned);
    table_release(table);
}
END_TEST

START_TEST(outliers_capped)
{
    struct table *table = table_from("v\n1\n2\n3\n4\n5\n6\n7\n8\n9\n1000\n");
    const struct column *v = table_column(table, "v");
    struct error err = ERROR_INIT;
    double least, greatest;
    ck_assert(cap_quantiles(v, 10, 0.2, 0.9, &least, &greatest, &err));
    ck_assert_double_eq(least, 2); /* ceil(0.2 * 10) = the second value */
    ck_assert_double_eq(greatest, 9);
    struct cleaned cleaned, again;
    ck_assert(clean_cap(table, "v", least, greatest, &cleaned, &err));
    ck_assert_uint_eq(cleaned.n_changed, 2);
    ck_assert_str_eq(values(cleaned.table, "v"), "2|2|3|4|5|6|7|8|9|9");
    ck_assert_int_eq(table_column(cleaned.table, "v")->type, TYPE_INT);
    ck_assert(cap_quantiles(table_column(cleaned.table, "v"), 10, 0.2, 0.9, &least, &greatest, &err));
    ck_assert(clean_cap(cleaned.table, "v", least, greatest, &again, &err));
    ck_assert_ptr_null(again.table); /* capping twice is capping once */
    cleaned_release(&cleaned);
    table_release(table);
    table = table_from("v\n2\n4\n4\n4\n5\n5\n7\n9\n");
    ck_assert(cap_deviations(table_column(table, "v"), 8, 1, &least, &greatest));
    ck_assert_double_eq_tol(least, 5 - sqrt(32.0 / 7), 1e-12); /* mean 5, squares 32 */
    ck_assert_double_eq_tol(greatest, 5 + sqrt(32.0 / 7), 1e-12);
    table_release(table);
}
END_TEST

/* The latest purchase gives first; equal keys only; what was given back is not given back again. */
START_TEST(returns_against_purchases)
{
    struct table *table = table_from("who,code,day,q\na,t,2024-01-01,5\na,t,2024-01-02,3\na,t,2024-01-03,-4\n"
                                     "a,t,2024-01-04,-6\na,u,2024-01-04,-1\n,t,2024-01-05,9\n,t,2024-01-06,-9\n"
                                     "b,t,2024-01-07,-2\nb,t,2024-01-08,2\n");
    const struct column *by[] = { table_column(table, "who"), table_column(table, "code") };
    struct error err = ERROR_INIT;
    struct offset_count count;
    struct cleaned cleaned;
    ck_assert(clean_offset(table, "q", by, 2, table_column(table, "day"), "back", &count, &cleaned, &err));
    ck_assert_str_eq(values(cleaned.table, "back"), "5|3|4|4|0|0|0|0|0");
    ck_assert_uint_eq(count.n_returns, 5);
    ck_assert_uint_eq(count.n_whole, 1);
    ck_assert_uint_eq(count.n_part, 1);
    ck_assert_uint_eq(count.n_none, 3);
    ck_assert_uint_eq(count.n_purchases_whole, 2);
    cleaned_release(&cleaned);
    table_release(table);
}
END_TEST

START_TEST(amounts_in_one_currency)
{
    struct table *table = table_from("day,amount,cur\n2024-01-01,10,GBP\n2024-01-02,10,GBP\n2024-01-03,10,GBP\n"
                                     "2024-01-03,10,EUR\n2024-01-03,10,USD\n2024-01-03,,GBP\n2024-01-03,10,\n");
    struct table *rates = table_from("currency,date,rate\nGBP,2024-01-03,1.5\nGBP,2024-01-02,1.25\nSEK,2024-01-01,9\n");
    struct error err = ERROR_INIT;
    struct conversion conversion = {
        .amount = "amount", .currency = "cur", .into = "EUR", .time = table_column(table, "day"), .rates = rates
    };
    struct cleaned cleaned, again;
    size_t n_without;
    ck_assert(clean_convert(table, &conversion, &n_without, &cleaned, &err));
    ck_assert_uint_eq(n_without, 3);
    ck_assert_str_eq(values(cleaned.table, "amount"), "|12.5|15|10|||");
    ck_assert_str_eq(values(cleaned.table, "cur"), "GBP|EUR|EUR|EUR|USD|GBP|");
    conversion.time = table_column(cleaned.table, "day");
    ck_assert(clean_convert(cleaned.table, &conversion, &n_without, &again, &err));
    ck_assert_uint_eq(again.n_changed, 0);
    ck_assert_ptr_null(again.table); /* converting twice is converting once */
    cleaned_release(&cleaned);
    conversion.rates = table;
    ck_assert(!clean_convert(table, &conversion, &n_without, &cleaned, &err));
    ck_assert_int_eq(err.code, E_NO_COLUMN);
    error_release(&err);
    table_release(table);
    table_release(rates);
}
END_TEST

START_TEST(rows_behind_others)
{
    struct table *table = table_from("k,t,d,x\n1,b,2024-01-01,0.5\n2,,2024-01-02,\n");
    struct table *more = table_from("t,d,k,other\na,2024-01-03,3,9\nb,,,9\n"), *wrong = table_from("k\nten\n");
    struct error err = ERROR_INIT;
    struct table *both = rows_append(table, more, &err);
    ck_assert_str_eq(values(both, "k"), "1|2|3|");
    ck_assert_str_eq(values(both, "t"), "b||a|b");
    ck_assert_str_eq(values(both, "d"), "2024-01-01|2024-01-02|2024-01-03|");
    ck_assert_str_eq(values(both, "x"), "0.5|||");
    ck_assert_ptr_null(table_column(both, "other"));
    ck_assert_ptr_null(rows_append(table, wrong, &err));
    ck_assert_int_eq(err.code, E_TYPE);
    error_release(&err);
    table_release(both);
    table_release(more);
    table_release(wrong);
    table_release(table);
}
END_TEST

TCase *clean_tests(void)
{
    TCase *tests = tcase_create("clean");
    tcase_add_test(tests, equal_rows);
    tcase_add_loop_test(tests, texts_in_a_form, 0, sizeof forms / sizeof *forms);
    tcase_add_test(tests, letters_come_in_pairs);
    tcase_add_test(tests, a_text_column);
    tcase_add_loop_test(tests, missing_values_filled, 0, sizeof fills / sizeof *fills);
    tcase_add_test(tests, fills_that_do_not_fit);
    tcase_add_test(tests, outliers_capped);
    tcase_add_test(tests, returns_against_purchases);
    tcase_add_test(tests, amounts_in_one_currency);
    tcase_add_test(tests, rows_behind_others);
    return tests;
}
