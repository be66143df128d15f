/* JSON: what is taken and what is not, held against the library's own parse; columns by path; lines and documents. */
#include <dirent.h>
#include <stdio.h>

#include "json_twin.h"
#include "patron/base/file.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/base/work.h"
#include "patron/source/limits.h"
#include "source/intake.h"
#include "source/json_tree.h"
#include "support.h"

START_TEST(what_is_json)
{
    static const char *const texts[] = { "1",
                                         "-0",
                                         "-0.0",
                                         "1e5",
                                         "1E+05",
                                         "0.1e-7",
                                         "01",
                                         "1.",
                                         ".5",
                                         "+1",
                                         "-",
                                         "1e",
                                         "0x1",
                                         "NaN",
                                         "true",
                                         "tru",
                                         "null",
                                         "\"\"",
                                         "\"a",
                                         "\"\\x\"",
                                         "\"\\u12\"",
                                         "\"\\u0041\"",
                                         "\"\t\"",
                                         "\"\\u0000\"",
                                         "\"\\ud800\"",
                                         "\"\\udc00\"",
                                         "\"\\ud83d\\ude00\"",
                                         "\"\\ud83dx\"",
                                         "[]",
                                         "[1,]",
                                         "[1 2]",
                                         "[,]",
                                         "[",
                                         "]",
                                         "{}",
                                         "{\"a\":1}",
                                         "{\"a\" 1}",
                                         "{a:1}",
                                         "{\"a\":1,}",
                                         "{\"a\":1,\"a\":2}",
                                         "{\"a\":1,\"\\u0061\":2}",
                                         "[{\"a\":1},{\"a\":2}]",
                                         "{\"a\":{\"a\":1}}",
                                         "1 2",
                                         "",
                                         " ",
                                         "\xef\xbb\xbf"
                                         "1",
                                         "\"\xc3\xa4\"",
                                         "\"\xff\"",
                                         "9223372036854775808",
                                         "123456789012345678901234567890",
                                         "[[[[1]]]]",
                                         "{\"a\\\"b\":[true,false,null,{}]}",
                                         "1e400",
                                         "-1e400",
                                         "1e-400",
                                         "\"\x7f\"",
                                         "\v1" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *why = json_twin(texts[i], strlen(texts[i]));
        ck_assert_msg(why == NULL, "%s is %s", texts[i], why);
    }
    for (size_t depth = 199; depth <= 202; depth++) {
        struct text deep = TEXT_EMPTY;
        text_add_repeat(&deep, "[", depth);
        text_add_repeat(&deep, "]", depth);
        ck_assert_msg(json_twin(deep.bytes, deep.length) == NULL, "%zu levels", depth);
        text_release(&deep);
    }
}
END_TEST

static size_t hold_folder(const char *folder)
{
    size_t n = 0;
    char **names = folder_exists(folder) ? folder_list(folder, NULL) : NULL;
    for (char **name = names; name && *name; name++) {
        char *path = path_join(folder, *name);
        size_t length, text = strlen(*name);
        if (folder_exists(path)) {
            n += hold_folder(path);
        } else if (text > 5 && strcmp(*name + text - 5, ".json") == 0) {
            char *bytes = file_read(path, &length, NULL);
            const char *why = json_twin(bytes, length);
            ck_assert_msg(why == NULL, "%s is %s", path, why);
            free(bytes);
            n++;
        }
        free(path);
        free(*name);
    }
    free(names);
    return n;
}

START_TEST(payloads_are_read_as_the_library_reads_them)
{
    ck_assert_uint_ge(hold_folder(TEST_DATA "/source"), 24);
    const char *shared = shared_data();
    if (!shared)
        return;
    char *folder = path_join(shared, "webhooks");
    ck_assert_uint_ge(hold_folder(folder), 100);
    free(folder);
}
END_TEST

START_TEST(columns_are_called_by_their_path)
{
    struct source_result result =
        read_text("names.jsonl",
                  "{\"a\":{\"b\":1,\"c-d\":{\"\\u00e9 f\":2}},\"x\":null,\"n\":{\"m\":null}}\n"
                  "{\"a_b\":3,\"a\":{\"b\":4,\"new\":5},\"n\":null,\"\":6,\"l\":[1,{\"k\": \"a b\"}]}\n",
                  NULL);
    static const char *const names[] = { "a_b_2", "a_c_d_\xc3\xa9_f", "a_new", "x", "n_m", "a_b", "value", "l" };
    ck_assert_uint_eq(result.table->n_columns, 8);
    for (size_t i = 0; i < 8; i++)
        ck_assert_str_eq(result.table->columns[i].name, names[i]);
    assert_shown(result.table, "a_b_2", 1, "4");
    assert_shown(result.table, "a_b", 1, "3");
    assert_shown(result.table, "l", 1, "[1,{\"k\":\"a b\"}]");
    source_result_release(&result);
}
END_TEST

START_TEST(declarations_name_paths_or_columns)
{
    static const struct source_column columns[] = { { .name = "c.id", .as = "buyer", .typed = true, .type = TYPE_TEXT },
                                                    { .name = "c_mail" },
                                                    { .name = "colour", .optional = true } };
    struct source_options options = { .columns = columns, .n_columns = 3, .only_declared = true };
    const char *text = "[{\"c\": {\"id\": 007.50e1, \"mail\": \"NA\"}, \"z\": 1}]";
    struct error err = refuse_text("d.json", text, &options, E_JSON);
    ck_assert_uint_eq(err.place.column, 15);
    error_release(&err);
    struct source_result result =
        read_text("d.json", "[{\"c\": {\"id\": 7.50e1, \"mail\": \"NA\"}, \"z\": 1}]", &options);
    ck_assert_uint_eq(result.table->n_columns, 2);
    assert_shown(result.table, "buyer", 0, "7.50e1"); /* the text as it was */
    assert_shown(result.table, "c_mail", 0, "");      /* as in CSV */
    source_result_release(&result);
}
END_TEST

START_TEST(parts_of_an_array_make_rows)
{
    struct source_options options = { .rows = "f.items" };
    struct source_result result =
        read_text("rows.json",
                  "[{\"id\": 1, \"f\": [{\"t\": \"x\", \"items\": [{\"s\": \"a\"}, {\"s\": \"b\", \"n\": 2}]},\n"
                  "  {\"items\": [{\"n\": 3}]}]},\n"
                  " {\"id\": 2, \"f\": []}, {\"id\": 3}, {\"id\": 4, \"f\": [{\"t\": \"y\", \"items\": []}]}]",
                  &options);
    static const char *const expected[][4] = { { "1", "x", "a", "" }, { "1", "x", "b", "2" }, { "1", "", "", "3" },
                                               { "2", "", "", "" },   { "3", "", "", "" },    { "4", "y", "", "" } };
    static const char *const names[] = { "id", "f_t", "f_items_s", "f_items_n" };
    ck_assert_uint_eq(result.table->n_rows, 6);
    for (size_t row = 0; row < 6; row++)
        for (size_t i = 0; i < 4; i++)
            assert_shown(result.table, names[i], row, expected[row][i]);
    source_result_release(&result);
}
END_TEST

START_TEST(lines_that_are_none_are_set_aside)
{
    const char *text = "{\"id\": 1}\r\n\r\n{\"id\": 2,}\n[3, {\"id\": 4}]\n{\"id\": 5} x\n{\"id\": 6, \"id\": "
                       "6}\n{\"t\": \"\\u0000\"}\n";
    struct source_result result = read_text("aside.jsonl", text, NULL);
    static const char *const lines[] = { "3", "4", "5", "6", "7" };
    static const char *const reasons[] = { "no JSON: a member's name in double quotes is expected here, at column 10",
                                           "a number where an object is expected",
                                           "no JSON: something stands behind the value, at column 11",
                                           "the member 'id' stands twice", "a text holds the character NUL: \\u0000" };
    ck_assert_uint_eq(result.table->n_rows, 2);
    ck_assert_uint_eq(result.quarantine->n_rows, 5);
    ck_assert_uint_eq(result.n_read, 7);
    for (size_t i = 0; i < 5; i++) {
        assert_shown(result.quarantine, "line", i, lines[i]);
        assert_shown(result.quarantine, "reason", i, reasons[i]);
    }
    source_result_release(&result);
}
END_TEST

START_TEST(numbers_that_are_too_long_are_told)
{
    struct source_result result = read_text("l.json", "[{\"v\": -1}, {\"v\": 5}, {\"v\": 9223372036854775808}]", NULL);
    ck_assert_int_eq(type_of(result.table, "v"), TYPE_TEXT);
    ck_assert_ptr_nonnull(strstr(told(&result, "v", "reason"), "more digits than a whole number holds"));
    source_result_release(&result);
}
END_TEST

START_TEST(errors_have_a_place)
{
    struct error err = refuse_text("a.json", "[{\"a\": 1},\n {\"a\" 2}]", NULL, E_JSON);
    ck_assert_uint_eq(err.place.line, 2);
    ck_assert_uint_eq(err.place.column, 7);
    error_release(&err);
    err = refuse_text("b.json", "[{\"a\": 1},\n {\"a\": \"\xff\"}]", NULL, E_ENCODING);
    ck_assert_uint_eq(err.place.line, 2);
    error_release(&err);
    err = refuse_text("n.json", "\n[1, 2]", NULL, E_NO_ROWS); /* JSON, but no rows */
    ck_assert_uint_eq(err.place.line, 2);
    ck_assert_ptr_nonnull(strstr(err.reason, "a number where an object is expected"));
    error_release(&err);
    err = refuse_text("n.json", "{}", NULL, E_NO_COLUMN);
    error_release(&err);
    err = refuse_text("c.json", "[{\"a\": 1}", NULL, E_JSON);
    ck_assert_str_eq(err.mend[0], "the file is cut short: export it again");
    error_release(&err);
    static const struct source_column whole[] = { { .name = "b", .typed = true, .type = TYPE_INT } };
    err = refuse_text("d.json", "[{\"a\": 1, \"b\": 2},\n {\"a\": 2,\n  \"b\": \"x\"}]",
                      &(struct source_options){ .columns = whole, .n_columns = 1 }, E_BAD_NUMBER);
    ck_assert_uint_eq(err.place.line, 3);
    ck_assert_uint_eq(err.place.column, 9);
    error_release(&err);
    err = refuse_text("e.json", "{\"data\": {\"orders\": [{\"a\": 1}]}}",
                      &(struct source_options){ .at = "data.order" }, E_NO_PATH);
    ck_assert_str_eq(err.mend[0], "at=data.orders");
    error_release(&err);
    err = refuse_text("f.json", "[{\"items\": [1]}]", &(struct source_options){ .rows = "item" }, E_NO_PATH);
    ck_assert_str_eq(err.mend[0], "rows=items");
    error_release(&err);
    err = refuse_text("g.jsonl", "no\nobject\n", NULL, E_JSON);
    ck_assert_uint_eq(err.place.line, 1);
    error_release(&err);
    err = refuse_text("h.json", "[ ]", NULL, E_NO_ROWS);
    error_release(&err);
}
END_TEST

/* An object of N members, or N objects of one. */
static void add_members(struct text *text, size_t n, bool apart)
{
    text_clear(text);
    for (size_t i = 0; i < n; i++)
        text_add_format(text, "%s\"k%zu\": %zu%s", i == 0 || apart ? "{" : ", ", i, i,
                        i + 1 == n || apart ? "}\n" : "");
}

START_TEST(names_that_are_data_are_too_many)
{
    const struct source_limits before = source_limits();
    struct source_limits limits = before;
    struct text text = TEXT_EMPTY;
    limits.columns = 5000;
    source_limits_set(&limits);
    add_members(&text, limits.columns + 1, false);
    struct error err = refuse_text("wide.json", text_string(&text), NULL, E_LIMIT);
    error_release(&err);
    add_members(&text, limits.columns + 1, true);
    err = refuse_text("wide.jsonl", text_string(&text), NULL, E_LIMIT);
    error_release(&err);
    source_limits_set(&before);
    struct source_result result = read_text("wide.jsonl", text_string(&text), NULL);
    ck_assert_uint_eq(result.table->n_columns, 5001);
    ck_assert_uint_eq(result.table->n_rows, 5001);
    assert_shown(result.table, "k5000", 5000, "5000");
    assert_shown(result.table, "k4999", 5000, "");
    source_result_release(&result);
    add_members(&text, 20000, true); /* 400 million cells of 300,000 bytes */
    err = refuse_text("wide.jsonl", text_string(&text), NULL, E_LIMIT);
    ck_assert_ptr_nonnull(strstr(err.what, "250 cells"));
    error_release(&err);
    text_release(&text);
}
END_TEST

START_TEST(columns_that_would_be_called_alike_are_numbered)
{
    struct source_result result =
        read_text("alike.json", "{\"a b\": 1, \"a_b_3\": 2, \"a-b\": 3, \"a.b\": 4, \"a+b\": 5}", NULL);
    static const char *const names[] = { "a_b", "a_b_3", "a_b_2", "a_b_4", "a_b_5" };
    for (size_t i = 0; i < 5; i++)
        ck_assert_str_eq(result.table->columns[i].name, names[i]);
    source_result_release(&result);
}
END_TEST

START_TEST(files_of_one_table_need_not_have_the_same_members)
{
    char *first = copy_text(scratch_text("one.json", "{\"order\": {\"id\": 1, \"note\": \"x\"}}"));
    const char *const paths[] = { first, scratch_text("two.jsonl", "{\"id\": 2, \"total\": 3}\n{\"id\": 3}\n") };
    struct source_result result;
    struct error err = ERROR_INIT;
    ck_assert_msg(source_read("t", paths, 2, NULL, NULL, &result, &err), "%s", err.what);
    ck_assert_uint_eq(result.table->n_rows, 3);
    assert_shown(result.table, "note", 0, "x");
    assert_shown(result.table, "total", 1, "3");
    assert_shown(result.table, "total", 2, "");
    source_result_release(&result);
    free(first);
}
END_TEST

/* N orders of one to three items each; every 97th has a member of its own. */
static const char *many(const char *name, size_t n, bool lines)
{
    struct text text = TEXT_EMPTY;
    text_add(&text, lines ? "" : "[");
    for (size_t i = 0; i < n; i++) {
        text_add_format(&text, "%s{\"id\": %zu, \"c\": {\"name\": \"n%zu\"}, \"items\": [",
                        i ? lines ? "\n" : ",\n" : "", i, i % 50);
        for (size_t j = 0; j <= i % 3; j++)
            text_add_format(&text, "%s{\"n\": %zu}", j ? "," : "", j);
        text_add_format(&text, "]%s}", i % 97 == 96 ? ", \"late\": true" : "");
    }
    text_add(&text, lines ? "\n" : "]");
    const char *path = scratch_text(name, text_string(&text));
    text_release(&text);
    return path;
}

START_TEST(blocks_and_threads_do_not_show)
{
    enum { ORDERS = 5000 };
    static const struct source_options options = { .rows = "items" };
    struct work *work = work_new(3);
    for (int lines = 0; lines < 2; lines++) {
        const char *path = many(lines ? "many.jsonl" : "many.json", ORDERS, lines);
        for (uint64_t block = 0; block <= 1000; block += 333) {
            struct source_result result;
            struct error err = ERROR_INIT;
            ck_assert_msg(source_read_in_blocks("t", &path, 1, &options, block, work, &result, &err), "%s", err.what);
            int64_t sum = 0, parts = 0, late = 0;
            ck_assert_uint_eq(result.table->n_rows, 9999); /* 5000 + a second item of 3333 and a third of 1666 */
            for (size_t row = 0; row < result.table->n_rows; row++) {
                sum += column_ints(table_column(result.table, "id"))[row];
                parts += column_ints(table_column(result.table, "items_n"))[row];
                late += !column_is_missing(table_column(result.table, "late"), row);
            }
            ck_assert_int_eq(parts, 3333 + 2 * 1666);
            int64_t expected = 0, expected_late = 0;
            for (int64_t i = 0; i < ORDERS; i++) {
                expected += i * (i % 3 + 1);
                expected_late += i % 97 == 96 ? i % 3 + 1 : 0;
            }
            ck_assert_int_eq(sum, expected);
            ck_assert_int_eq(late, expected_late);
            source_result_release(&result);
        }
    }
    work_free(work);
}
END_TEST

TCase *json_tests(void)
{
    TCase *cases = tcase_create("json");
    tcase_add_test(cases, what_is_json);
    tcase_add_test(cases, payloads_are_read_as_the_library_reads_them);
    tcase_add_test(cases, columns_are_called_by_their_path);
    tcase_add_test(cases, declarations_name_paths_or_columns);
    tcase_add_test(cases, parts_of_an_array_make_rows);
    tcase_add_test(cases, lines_that_are_none_are_set_aside);
    tcase_add_test(cases, numbers_that_are_too_long_are_told);
    tcase_add_test(cases, errors_have_a_place);
    tcase_add_test(cases, names_that_are_data_are_too_many);
    tcase_add_test(cases, columns_that_would_be_called_alike_are_numbered);
    tcase_add_test(cases, files_of_one_table_need_not_have_the_same_members);
    tcase_add_test(cases, blocks_and_threads_do_not_show);
    return cases;
}
