/* What the writers of tables write, the readers of files read back. */
#include "fixture.h"
#include "patron/base/random.h"
#include "patron/report/report.h"
#include "patron/source/source.h"
#include "patron/table/builder.h"

enum { MOST_COLUMNS = 3, MOST_ROWS = 40, MOST_PIECES = 6 };

static const struct {
    const char *path;
    enum format format;
} files[] = { { "t.csv", FORMAT_CSV }, { "t.tsv", FORMAT_TSV }, { "t.jsonl", FORMAT_JSON_LINES } };

static const char *const names[MOST_COLUMNS] = { "column one", "column_2", "third" };

/* What makes trouble in one format or another. */
static const char *const pieces[] = { "\"",
                                      "\"\"",
                                      "\t",
                                      "\n",
                                      "\r",
                                      "\r\n",
                                      "\\",
                                      "\\n",
                                      "\\N",
                                      ",",
                                      ";",
                                      "|",
                                      "a",
                                      "NA",
                                      "sep=",
                                      "column",
                                      "\x01",
                                      "\x1f",
                                      "\x7f",
                                      "\x0b",
                                      " ",
                                      "#",
                                      "é",
                                      "\xef\xbb\xbf",
                                      "'",
                                      "0",
                                      "{",
                                      "[",
                                      ":",
                                      "=",
                                      "\xf0\x9f\x98\x80" };

/* Blanks, and the texts that mean missing, are none of the values that a table of texts holds. */
static bool is_missing(const char *text)
{
    const char *begin = text + strspn(text, " \t");
    size_t length = strlen(begin);
    while (length && strchr(" \t", begin[length - 1]))
        length--;
    return length == 0 || (length == 2 && memcmp(begin, "NA", 2) == 0);
}

static struct table *random_texts(struct random *random)
{
    struct builder *builder = builder_new("t");
    struct text text = TEXT_EMPTY;
    size_t n_columns = 1 + random_below(random, MOST_COLUMNS), n_rows = 1 + random_below(random, MOST_ROWS);
    for (size_t c = 0; c < n_columns; c++)
        builder_add_column(builder, names[c], TYPE_TEXT);
    for (size_t row = 0; row < n_rows; row++) {
        for (size_t c = 0; c < n_columns; c++) {
            text_clear(&text);
            for (size_t n = random_below(random, MOST_PIECES); n > 0; n--)
                text_add(&text, pieces[random_below(random, sizeof pieces / sizeof *pieces)]);
            if (!is_missing(text_string(&text)))
                builder_set_text(builder, c, text_string(&text), text.length);
        }
        builder_end_row(builder);
    }
    text_release(&text);
    return builder_finish(builder, NULL);
}

static struct source_result read_back(const char *path, size_t n_columns)
{
    struct source_column columns[MOST_COLUMNS] = { { 0 } };
    for (size_t c = 0; c < n_columns; c++)
        columns[c] = (struct source_column){
            .name = names[c], .as = names[c], .typed = true, .type = TYPE_TEXT, .optional = true
        };
    struct source_options options = { .columns = columns, .n_columns = n_columns };
    struct source_result result;
    struct error err = ERROR_INIT;
    ck_assert_msg(source_read("t", &path, 1, &options, NULL, &result, &err), "%s: %s", path, err.what);
    return result;
}

static void write_report(const char *path, enum format format, const struct table *table)
{
    struct report *report = report_new("show", "t", NULL);
    struct text out = TEXT_EMPTY;
    struct render_options options = { .missing = NULL };
    report_add_table(report, NULL, view_new(table));
    report_text(report, format, &options, &out);
    FILE *file = fopen(path, "wb");
    ck_assert(file && fwrite(out.bytes, 1, out.length, file) == out.length && fclose(file) == 0);
    text_release(&out);
    report_free(report);
}

static const char *text_at(const struct column *column, size_t row, size_t *length)
{
    *length = 0;
    return !column || column_is_missing(column, row)
               ? ""
               : dictionary_text(column->dictionary, column_code(column, row), length);
}

static void assert_same(const struct table *was, const struct table *is, const char *path)
{
    ck_assert_msg(was->n_rows == is->n_rows, "%s: %zu rows, %zu read back", path, was->n_rows, is->n_rows);
    for (size_t c = 0; c < was->n_columns; c++)
        for (size_t row = 0; row < was->n_rows; row++) {
            size_t n, m;
            const char *a = text_at(&was->columns[c], row, &n);
            const char *b = text_at(table_column(is, was->columns[c].name), row, &m);
            ck_assert_msg(n == m && memcmp(a, b, n) == 0, "%s: row %zu of '%s': '%.*s' is '%.*s'", path, row,
                          was->columns[c].name, (int)n, a, (int)m, b);
        }
}

/* A table without any value has nothing that could be read. */
static bool has_values(const struct table *table)
{
    for (size_t c = 0; c < table->n_columns; c++)
        if (column_count_missing(&table->columns[c], table->n_rows) < table->n_rows)
            return true;
    return false;
}

START_TEST(texts_come_back)
{
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct random random = random_stream(seed, (uint64_t)_i);
        struct table *table = random_texts(&random);
        if (has_values(table)) {
            write_report(files[_i].path, files[_i].format, table);
            struct source_result result = read_back(files[_i].path, table->n_columns);
            ck_assert_uint_eq(result.quarantine->n_rows, 0);
            assert_same(table, result.table, files[_i].path);
            source_result_release(&result);
        }
        table_release(table);
    }
}
END_TEST

Suite *round_trip_suite(void)
{
    Suite *suite = suite_create("round trip");
    TCase *tests = tcase_create("writers and readers");
    tcase_add_checked_fixture(tests, folder_setup, folder_teardown);
    tcase_add_loop_test(tests, texts_come_back, 0, sizeof files / sizeof *files);
    suite_add_tcase(suite, tests);
    return suite;
}
