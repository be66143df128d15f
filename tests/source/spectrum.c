/* The conformance files of csv-spectrum: every field as its JSON says, byte for byte. */
#include "patron/base/file.h"
#include "patron/base/json.h"
#include "patron/base/text.h"
#include "support.h"

static const char *const names[] = {
    "comma_in_quotes",     "empty",  "empty_crlf",  "escaped_quotes",       "json", "newlines", "newlines_crlf",
    "quotes_and_newlines", "simple", "simple_crlf", "location_coordinates", "utf8"
};

static struct json *expected(const char *name)
{
    char path[256];
    size_t length;
    snprintf(path, sizeof path, "%s/source/csv-spectrum/json/%s.json", TEST_DATA, name);
    char *bytes = file_read(path, &length, NULL);
    ck_assert_ptr_nonnull(bytes);
    struct json *json = json_parse(bytes, length, path, NULL);
    ck_assert_ptr_nonnull(json);
    free(bytes);
    return json;
}

/* All columns declared as text, so that fields keep their bytes. */
static struct source_result read_as_text(const char *name)
{
    static const struct source_column columns[] = { { .typed = true, .type = TYPE_TEXT },
                                                    { .typed = true, .type = TYPE_TEXT },
                                                    { .typed = true, .type = TYPE_TEXT },
                                                    { .typed = true, .type = TYPE_TEXT },
                                                    { .typed = true, .type = TYPE_TEXT } };
    char path[256];
    snprintf(path, sizeof path, "%s/source/csv-spectrum/csvs/%s.csv", TEST_DATA, name);
    struct source_result result = read_file(path, NULL);
    struct source_options options = { .columns = columns, .n_columns = result.table->n_columns };
    source_result_release(&result);
    return read_file(path, &options);
}

static void assert_field(const struct table *table, size_t row, const char *column, const char *wanted)
{
    const struct column *c = table_column(table, column);
    ck_assert_msg(c != NULL, "no column %s", column);
    uint32_t code = column_codes(c)[row];
    size_t length = 0;
    const char *text = code == TEXT_MISSING ? "" : dictionary_text(c->dictionary, code, &length);
    ck_assert_uint_eq(length, strlen(wanted));
    ck_assert_mem_eq(text, wanted, length);
}

static void assert_row(const struct table *table, size_t row, const struct json *object)
{
    for (size_t i = 0; i < json_size(object); i++) {
        struct json *value;
        const char *column = json_member(object, i, &value);
        /* The origin's JSON has another telephone number here than its CSV. */
        const char *wanted = strcmp(column, "Contact Phone Number") == 0 ? "2095257564" : json_text(value);
        assert_field(table, row, column, wanted);
    }
}

START_TEST(conformance)
{
    struct json *json = expected(names[_i]);
    struct source_result result = read_as_text(names[_i]);
    ck_assert_uint_eq(result.quarantine->n_rows, 0);
    if (json_is_array(json)) {
        ck_assert_uint_eq(result.table->n_rows, json_size(json));
        for (size_t row = 0; row < json_size(json); row++) {
            ck_assert_uint_eq(result.table->n_columns, json_size(json_item(json, row)));
            assert_row(result.table, row, json_item(json, row));
        }
    } else {
        ck_assert_uint_eq(result.table->n_rows, 1);
        assert_row(result.table, 0, json);
        assert_field(result.table, 0, "Counties", "Stanislaus");
    }
    source_result_release(&result);
    json_free(json);
}
END_TEST

TCase *spectrum_tests(void)
{
    TCase *tests = tcase_create("csv-spectrum");
    tcase_add_loop_test(tests, conformance, 0, sizeof names / sizeof *names);
    return tests;
}
