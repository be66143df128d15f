/* What no value tells alone: which sign stands before decimals, and whether NA is a value. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "patron/base/random.h"
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

/* Rows of many kinds of columns, each of which some of its values alone would give another type. */
static void add_mixed_row(struct text *text, struct random *random)
{
    static const char *const codes[] = { "NA", "DE", "FR" };
    text_add_format(text, "%zu;", random_below(random, 1000));
    text_add_format(text, "%02zu/%02zu/2023;", 1 + random_below(random, 12), 1 + random_below(random, 28));
    text_add_format(text, "%zu.%03zu,%zu;", 1 + random_below(random, 9), random_below(random, 1000),
                    random_below(random, 100));
    text_add_format(text, "%zu.%03zu;", 1 + random_below(random, 9), random_below(random, 1000));
    text_add_format(text, "%s%zu;", random_below(random, 2) ? "00" : "", 1 + random_below(random, 99));
    text_add_format(text, "%s;", codes[random_below(random, 3)]);
    text_add_format(text, "%s;", random_below(random, 3) ? "" : "7");
    text_add_format(text, "%s\n", random_below(random, 2) ? "yes" : "no");
}

/* A few rows of a file, read as the whole was, have the types and the values that they had there. */
START_TEST(a_part_is_read_as_the_whole)
{
    static const char header[] = "id;day;sum;count;code;country;few;told\n";
    for (uint64_t seed = 0; seed < 60; seed++) {
        struct random random = random_stream(seed, 1);
        struct text whole = TEXT_EMPTY, part = TEXT_EMPTY;
        size_t n = 200, first = random_below(&random, n), m = 1 + random_below(&random, 3), begin = 0, end = 0;
        first = first + m > n ? n - m : first;
        text_add(&whole, header);
        for (size_t i = 0; i < n; i++) {
            begin = i == first ? whole.length : begin;
            add_mixed_row(&whole, &random);
            end = i + 1 == first + m ? whole.length : end;
        }
        text_add(&part, header);
        text_add_bytes(&part, whole.bytes + begin, end - begin);
        struct source_result all = read_text("whole.csv", text_string(&whole), NULL);
        char *written = source_reading_write(all.reading);
        struct source_reading *like = source_reading_parse(written);
        struct source_options options = { .like = like };
        struct source_result some = read_text("part.csv", text_string(&part), &options);
        ck_assert_uint_eq(some.table->n_rows, m);
        for (size_t c = 0; c < all.table->n_columns; c++) {
            const char *name = all.table->columns[c].name;
            ck_assert_msg(type_of(some.table, name) == all.table->columns[c].type, "%s of %s", name,
                          text_string(&part));
            for (size_t i = 0; i < m; i++)
                ck_assert_str_eq(shown(some.table, name, i), shown(all.table, name, first + i));
        }
        source_reading_free(like);
        free(written);
        source_result_release(&some);
        source_result_release(&all);
        text_release(&whole);
        text_release(&part);
    }
}
END_TEST

/* What does not fit is read for itself. */
START_TEST(what_does_not_fit_is_not_read_so)
{
    struct source_result before = read_text("b.csv", "day;sum;n\n01/14/2023;1,5;3\n", NULL);
    struct source_options options = { .like = before.reading };
    struct source_result result = read_text("a.csv", "day;sum;n\n14/01/2023;1.25;x\n", &options);
    assert_shown(result.table, "day", 0, "2023-01-14");
    assert_real(&result, "sum", 0, "1.25");
    ck_assert_int_eq(type_of(result.table, "n"), TYPE_TEXT);
    ck_assert_int_eq(result.reading->decimal, '.');
    source_result_release(&result);
    source_result_release(&before);
    ck_assert_ptr_null(source_reading_parse(NULL));
    ck_assert_ptr_null(source_reading_parse("{"));
    ck_assert_ptr_null(source_reading_parse("[1]"));
}
END_TEST

/* The same rows in a format whose numbers are its own: sum, share and paid are texts, weight holds numbers, and mixed
   both. The last row has a weight that is none. */
static const char *const formats[] = { "f.jsonl", "f.xlsx", "f.db" };

static const char *make_file(size_t format)
{
    if (format == 0)
        return scratch_text(
            "f.jsonl",
            "{\"id\": 1, \"sum\": \"1.234,50\", \"share\": \"19,47\", \"paid\": \"12,50 \u20ac\", \"weight\": 2.5, "
            "\"mixed\": 1.5}\n"
            "{\"id\": 2, \"sum\": \"12,00\", \"share\": \"0,5\", \"paid\": \"(3,25) \u20ac\", \"weight\": 1.125, "
            "\"mixed\": \"2.000,25\"}\n"
            "{\"id\": 3, \"sum\": \"1\", \"share\": \"1\", \"paid\": \"1\", \"weight\": \"x\", \"mixed\": 7.25}\n");
    if (format == 1)
        return make_workbook(
            "f.xlsx",
            "<row>" CELL("id") CELL("sum") CELL("share") CELL("paid") CELL("weight")
                CELL("mixed") "</row>"
                              "<row><c><v>1</v></c>" CELL("1.234,50") CELL("19,47") CELL(
                                  "12,50 \xe2\x82\xac") "<c><v>2.5</v></c><c><v>1.5</v></c></row>"
                                                        "<row><c><v>2</v></c>" CELL("12,00") CELL("0,5")
                                                            CELL("(3,25) \xe2\x82\xac") "<c><v>1.125</v></c>" CELL(
                                                                "2.000,25") "</row>"
                                                                            "<row><c><v>3</v></c>" CELL("1") CELL("1")
                                                                                CELL("1") CELL(
                                                                                    "x") "<c><v>7.25</v></c></row>");
    const char *path = scratch("f.db");
    sqlite3 *handle;
    remove(path);
    ck_assert_int_eq(sqlite3_open(path, &handle), SQLITE_OK);
    ck_assert_int_eq(
        sqlite3_exec(handle,
                     "CREATE TABLE f (id, sum, share, paid, weight, mixed);"
                     "INSERT INTO f VALUES (1, '1.234,50', '19,47', '12,50 \xe2\x82\xac', 2.5, 1.5),"
                     "(2, '12,00', '0,5', '(3,25) \xe2\x82\xac', 1.125, '2.000,25'), (3, '1', '1', '1', 'x', 7.25)",
                     NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(handle);
    return path;
}

START_TEST(texts_with_numbers_are_read_alike_in_every_format)
{
    const struct source_column columns[] = {
        { .name = "weight", .typed = true, .type = TYPE_REAL },
        { .name = "paid", .typed = true, .type = TYPE_REAL, .mark = MARK_MONEY },
    };
    /* Said, or told by 19,47. */
    for (size_t format = 0; format < sizeof formats / sizeof *formats; format++)
        for (int said = 0; said < 2; said++) {
            const struct source_options options = {
                .decimal = said ? ',' : 0, .columns = columns, .n_columns = 2, .bad = said ? BAD_DROP : BAD_MISSING
            };
            struct source_result result = read_file(make_file(format), &options);
            ck_assert_msg(result.reading->decimal == ',', "%s", formats[format]);
            ck_assert_uint_eq(result.table->n_rows, said ? 2 : 3);
            assert_real(&result, "sum", 0, "1234.5");
            assert_real(&result, "share", 1, "0.5");
            assert_real(&result, "paid", 0, "12.5");
            assert_real(&result, "paid", 1, "-3.25");
            assert_real(&result, "weight", 1, "1.125"); /* not a thousand */
            assert_real(&result, "mixed", 0, "1.5");
            assert_real(&result, "mixed", 1, "2000.25");
            ck_assert_int_eq(type_of(result.table, "id"), TYPE_INT);
            if (said && format > 0) /* to be read again with the same sign */
                assert_shown(result.quarantine, "raw", 0, "3,1,1,1,x,\"7,25\"");
            source_result_release(&result);
        }
    /* Texts with a point are spoken for by nobody who says comma; numbers need no one. */
    struct source_result result = read_text("p.jsonl", "{\"a\": \"1.5\", \"b\": 1.5}\n{\"a\": \"2.25\", \"b\": 2.25}\n",
                                            &(struct source_options){ .decimal = ',' });
    ck_assert_int_eq(type_of(result.table, "a"), TYPE_TEXT);
    assert_real(&result, "b", 1, "2.25");
    ck_assert_ptr_nonnull(strstr(told(&result, "a", "reason"), "decimal=point"));
    source_result_release(&result);
}
END_TEST

TCase *conventions_tests(void)
{
    TCase *tests = tcase_create("conventions");
    tcase_add_test(tests, a_part_is_read_as_the_whole);
    tcase_add_test(tests, what_does_not_fit_is_not_read_so);
    tcase_add_test(tests, a_file_has_one_decimal_sign);
    tcase_add_test(tests, texts_with_numbers_are_read_alike_in_every_format);
    tcase_add_test(tests, na_among_codes_is_a_value);
    tcase_add_test(tests, blocks_do_not_show);
    return tests;
}
