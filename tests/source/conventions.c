/* What no value tells alone: which sign stands before decimals, and whether NA is a value. */
#include "patron/base/text.h"
#include "source/intake.h"
#include "support.h"

static void assert_real(const struct source_result *result, const char *column, size_t row, const char *wanted)
{
    ck_assert_int_eq(type_of(result->table, column), TYPE_REAL);
    assert_shown(result->table, column, row, wanted);
}

START_TEST(a_file_has_one_decimal_sign)
{
    /* 19,47 can only be a number with a comma; 2.155 beside it is two thousand. */
    struct source_result result =
        read_text("f.csv", "id;sum;n;share\n1;1.234,50;2.155;19,47\n2;12,00;1.234;0,5\n", NULL);
    assert_real(&result, "sum", 0, "1234.5");
    assert_real(&result, "n", 1, "1234");
    assert_real(&result, "share", 1, "0.5");
    ck_assert_int_eq(type_of(result.table, "id"), TYPE_INT);
    ck_assert_ptr_nonnull(strstr(result.note, "decimal=point"));
    source_result_release(&result);
    /* A value speaks against it: the column is told instead. */
    result = read_text("f.csv", "id;sum;weight\n1;19,47;2.5\n2;12,00;1.25\n", NULL);
    ck_assert_int_eq(type_of(result.table, "sum"), TYPE_TEXT);
    assert_real(&result, "weight", 0, "2.5");
    ck_assert_ptr_nonnull(strstr(told(&result, "sum", "reason"), "decimal=comma"));
    ck_assert_str_eq(told(&result, "sum", "doubt"), "1");
    source_result_release(&result);
    /* Thousands in English: nothing is decided. */
    result = read_text("f.csv", "id;sum;weight\n1;1,234;2.155\n2;12,500;1.250\n", NULL);
    ck_assert_int_eq(type_of(result.table, "sum"), TYPE_TEXT);
    assert_real(&result, "weight", 0, "2.155");
    ck_assert_ptr_nonnull(strstr(told(&result, "sum", "reason"), "types=sum:real as thousands"));
    source_result_release(&result);
    /* What was asked for is done. */
    const struct source_options point = { .decimal = '.' }, comma = { .decimal = ',' };
    result = read_text("f.csv", "id;sum\n1;19,47\n", &point);
    ck_assert_int_eq(type_of(result.table, "sum"), TYPE_TEXT);
    source_result_release(&result);
    result = read_text("f.csv", "id;sum\n1;19.47\n", &comma);
    ck_assert_int_eq(type_of(result.table, "sum"), TYPE_TEXT);
    ck_assert_ptr_nonnull(strstr(told(&result, "sum", "reason"), "decimal=point"));
    source_result_release(&result);
}
END_TEST

static void assert_countries(struct source_result result, const char *na, const char *note)
{
    ck_assert_uint_eq(result.table->n_rows, 4);
    assert_shown(result.table, "country", 0, na);
    assert_shown(result.table, "country", 2, na);
    ck_assert(column_is_missing(table_column(result.table, "country"), 3));
    ck_assert_ptr_nonnull(result.note);
    ck_assert_msg(strstr(result.note, note) != NULL, "%s", result.note);
    source_result_release(&result);
}

#define CELL(text) "<c t=\"inlineStr\"><is><t>" text "</t></is></c>"
#define WORKBOOK(text)                                                                                                 \
    "<row>" CELL("id") CELL("country") "</row><row>" CELL("A") CELL("NA") "</row><row>" CELL("B")                      \
        CELL(text) "</row><row>" CELL("C") CELL("NA") "</row><row>" CELL("D") "</row>"

/* Namibia, and a value that is not known; alike in every format. */
START_TEST(na_among_codes_is_a_value)
{
    static const char kept[] = "NA is a value in country (2)", taken[] = "NA is taken as missing in country (2)";
    assert_countries(read_text("c.csv", "id,country\nA,NA\nB,DE\nC,NA\nD,\n", NULL), "NA", kept);
    assert_countries(read_text("c.csv", "id,country\nA,NA\nB,Spain\nC,NA\nD,\n", NULL), "", taken);
    assert_countries(read_text("c.csv", "id,country\nA,NA\nB,12\nC,NA\nD,\n", NULL), "", taken);
    assert_countries(read_text("c.csv", "id,country\nA,NA\nB,\nC,NA\nD,\n", NULL), "", taken);
    assert_countries(read_text("c.jsonl",
                               "{\"id\":\"A\",\"country\":\"NA\"}\n{\"id\":\"B\",\"country\":\"DE\"}\n"
                               "{\"id\":\"C\",\"country\":\"NA\"}\n{\"id\":\"D\",\"country\":null}\n",
                               NULL),
                     "NA", kept);
    assert_countries(read_text("c.jsonl",
                               "{\"id\":\"A\",\"country\":\"NA\"}\n{\"id\":\"B\",\"country\":\"Spain\"}\n"
                               "{\"id\":\"C\",\"country\":\"NA\"}\n{\"id\":\"D\",\"country\":null}\n",
                               NULL),
                     "", taken);
    assert_countries(read_file(make_workbook("c.xlsx", WORKBOOK("DE")), NULL), "NA", kept);
    assert_countries(read_file(make_workbook("c.xlsx", WORKBOOK("Spain")), NULL), "", taken);
    static const char *const none[] = { NULL }, *const na[] = { "NA", NULL };
    const struct source_options keep = { .missing = none }, take = { .missing = na };
    struct source_result result = read_text("c.csv", "id,country\nA,NA\nB,Spain\n", &keep);
    assert_shown(result.table, "country", 0, "NA");
    ck_assert_ptr_null(result.note);
    source_result_release(&result);
    result = read_text("c.csv", "id,country\nA,NA\nB,DE\n", &take);
    assert_shown(result.table, "country", 0, "");
    source_result_release(&result);
}
END_TEST

/* Whatever the blocks: the codes of a column are known only at its end. */
START_TEST(blocks_do_not_show)
{
    for (int mixed = 0; mixed <= 1; mixed++) {
        struct text text = TEXT_EMPTY;
        text_add(&text, "id,country,n\n");
        for (int i = 0; i < 2000; i++)
            text_add_format(&text, "%d,%s,%s\n", i,
                            i < 700             ? "NA"
                            : i % 3             ? "DE"
                            : i == 1999 - mixed ? "Spain"
                                                : "",
                            "NA");
        const char *path = scratch_text("codes.csv", text_string(&text));
        static const uint64_t blocks[] = { 64, 999, 4000, UINT64_C(1) << 30 };
        for (size_t b = 0; b < sizeof blocks / sizeof *blocks; b++) {
            struct source_result result;
            struct error err = ERROR_INIT;
            ck_assert(source_read_in_blocks("t", &path, 1, NULL, blocks[b], NULL, &result, &err));
            const struct column *country = table_column(result.table, "country");
            bool spain = strstr(text_string(&text), "Spain") != NULL;
            ck_assert_int_eq(column_is_missing(country, 0), spain);
            ck_assert_int_eq(column_is_missing(country, 699), spain);
            assert_shown(result.table, "country", 1000, "DE");
            ck_assert(column_is_missing(table_column(result.table, "n"), 5));
            source_result_release(&result);
        }
        text_release(&text);
    }
}
END_TEST

TCase *conventions_tests(void)
{
    TCase *tests = tcase_create("conventions");
    tcase_add_test(tests, a_file_has_one_decimal_sign);
    tcase_add_test(tests, na_among_codes_is_a_value);
    tcase_add_test(tests, blocks_do_not_show);
    return tests;
}
