#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "source/intake.h"
#include "support.h"

START_TEST(quotes_and_blanks)
{
    struct source_result result = read_text(
        "q.csv", "a,b,c\n\"x,\"\"y\"\"\",5\" disk, two\n\"in\nside\" ,\"\",\"z\"\t\r\n'q',\"\"\"\", e \n", NULL);
    const struct table *t = result.table;
    ck_assert_uint_eq(t->n_rows, 3);
    assert_shown(t, "a", 0, "x,\"y\"");
    assert_shown(t, "b", 0, "5\" disk");
    assert_shown(t, "c", 0, " two");
    assert_shown(t, "a", 1, "in\nside");
    ck_assert(column_is_missing(table_column(t, "b"), 1));
    assert_shown(t, "c", 1, "z");
    assert_shown(t, "a", 2, "'q'");
    assert_shown(t, "b", 2, "\"");
    assert_shown(t, "c", 2, " e ");
    source_result_release(&result);
}
END_TEST

START_TEST(line_ends)
{
    static const char *const texts[] = { "a,b\n1,x\n2,y",
                                         "a,b\r\n1,x\r\n2,y\r\n",
                                         "a,b\r1,x\r2,y\r",
                                         "\n\na,b\n\n1,x\n  \n2,y\n\n\n",
                                         "\xef\xbb\xbf"
                                         "a,b\n1,x\n2,y\n",
                                         "a,b\r1,x\r2,y\r\n" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct source_result result = read_text("l.csv", texts[i], NULL);
        ck_assert_msg(result.table->n_rows == 2 && result.quarantine->n_rows == 0, "%s", texts[i]);
        assert_shown(result.table, "a", 1, "2");
        assert_shown(result.table, "b", 1, "y");
        source_result_release(&result);
    }
}
END_TEST

static const char *note_of(const char *text, struct source_result *result)
{
    *result = read_text("joined.csv", text, NULL);
    return result->note ? result->note : "";
}

/* Files joined by cat: marks and headers in the middle. */
START_TEST(joined_files)
{
    static const char mark[] = "\xef\xbb\xbf";
    char text[256];
    struct source_result result;
    snprintf(text, sizeof text, "%sday,amount\n2024-01-01,0.1\n%sday,amount\r\n2024-01-02,0.2\nday,amount\n", mark,
             mark);
    ck_assert_ptr_nonnull(
        strstr(note_of(text, &result), "2 lines are the header again and no rows: the first is line 3"));
    ck_assert_uint_eq(result.table->n_rows, 2);
    ck_assert_int_eq(type_of(result.table, "day"), TYPE_TIME);
    ck_assert_int_eq(type_of(result.table, "amount"), TYPE_REAL);
    source_result_release(&result);
    /* A mark alone, before a plain and a quoted field; within quotes it is part of the value. */
    snprintf(text, sizeof text, "a,b\n1,x\n%s2,y\n%s\"3\",z\n\"%s4\",w\n", mark, mark, mark);
    ck_assert_str_eq(note_of(text, &result), "");
    ck_assert_uint_eq(result.table->n_rows, 4);
    assert_shown(result.table, "a", 1, "2");
    assert_shown(result.table, "a", 2, "3");
    assert_shown(result.table, "a", 3,
                 "\xef\xbb\xbf"
                 "4");
    source_result_release(&result);
    /* In one column a value may be called as the column is. */
    ck_assert_str_eq(note_of("word\nother\nword\n", &result), "");
    ck_assert_uint_eq(result.table->n_rows, 2);
    source_result_release(&result);
}
END_TEST

/* A quote that was left out, in legal CSV. */
START_TEST(rows_within_a_field)
{
    struct source_result result;
    const char *note = note_of("id,name,amount\n1,ok,5\n2,\"half \"\"open,6\n3,x,7\n4,y\",9\n5,w,10\n", &result);
    ck_assert_ptr_nonnull(strstr(note, "1 row has a quoted field whose lines look like rows"));
    ck_assert_ptr_nonnull(strstr(note, "lines 3 to 5"));
    source_result_release(&result);
    ck_assert_str_eq(note_of("id,name,amount\n1,\"two\nlines\",5\n2,\"a, b\nc\",7\n", &result), "");
    source_result_release(&result);
}
END_TEST

/* The line sep= is a hint for spreadsheets and no title. */
START_TEST(separator_line)
{
    static const char *const firsts[] = { "sep=;", "\"sep=;\"", "SEP=;" };
    for (size_t i = 0; i < 3; i++) {
        char text[128];
        struct source_result result;
        snprintf(text, sizeof text, "%s\nid;item;amount\n1;a,b;5.5\n2;b;6.25\n", firsts[i]);
        ck_assert_str_eq(note_of(text, &result), "");
        ck_assert_int_eq(result.delimiter, ';');
        assert_shown(result.table, "item", 0, "a,b");
        ck_assert_int_eq(type_of(result.table, "amount"), TYPE_REAL);
        source_result_release(&result);
    }
    struct error err = refuse_text("c.csv", "# made, today\nid,item,amount\n1,a,5\n", NULL, E_NO_ROWS);
    ck_assert_ptr_nonnull(strstr(err.mend[0], "skip_lines=1"));
    error_release(&err);
}
END_TEST

/* Backslashes in text with tabs. */
START_TEST(escapes)
{
    struct source_result result = read_text("e.tsv", "id\tpath\tn\n1\tC:\\\\new\\tx\t\\N\n2\t\"a\\nb\"\t5\n", NULL);
    assert_shown(result.table, "path", 0, "C:\\new\tx");
    assert_shown(result.table, "path", 1, "a\nb");
    ck_assert(column_is_missing(table_column(result.table, "n"), 0));
    ck_assert_int_eq(type_of(result.table, "n"), TYPE_INT);
    ck_assert_ptr_nonnull(strstr(result.note, "escapes=no"));
    source_result_release(&result);
    /* One backslash that is no escape: none is. */
    result = read_text("e.tsv", "id\tpath\n1\tC:\\new\n2\tC:\\Users\n", NULL);
    assert_shown(result.table, "path", 0, "C:\\new");
    ck_assert_ptr_null(result.note);
    source_result_release(&result);
    const struct source_options no = { .escapes = ESCAPES_NO }, yes = { .escapes = ESCAPES_YES };
    result = read_text("e.tsv", "id\tpath\n1\tC:\\new\n", &no);
    assert_shown(result.table, "path", 0, "C:\\new");
    source_result_release(&result);
    result = read_text("e.tsv", "id\tpath\n1\tC:\\new\n2\tC:\\Users\n", &yes);
    assert_shown(result.table, "path", 0, "C:\new");
    assert_shown(result.table, "path", 1, "C:\\Users");
    source_result_release(&result);
}
END_TEST

/* Lines without a quote take a short way; with a quote in its first field the same row takes libcsv's. */
START_TEST(the_short_way_agrees_with_libcsv)
{
    static const char *const rests[] = { ",b,c\n",       ",,\n",          ", b ,\tc\r\n", ",b\n",   ",b,c,d\n",
                                         ",\xc3\xa9,\n", ",b,c\rx,y,z\n", ",,,\n",        ", , \n", ",b,c" };
    for (size_t i = 0; i < sizeof rests / sizeof *rests; i++) {
        char plain[64], quoted[64];
        snprintf(plain, sizeof plain, "k,l,m\n1,2,3\np%s", rests[i]);
        snprintf(quoted, sizeof quoted, "k,l,m\n1,2,3\n\"p\"%s", rests[i]);
        struct source_result a = read_text("p.csv", plain, NULL), b = read_text("p.csv", quoted, NULL);
        ck_assert_uint_eq(a.table->n_rows, b.table->n_rows);
        ck_assert_uint_eq(a.quarantine->n_rows, b.quarantine->n_rows);
        for (size_t c = 0; c < a.table->n_columns; c++)
            for (size_t row = 0; row < a.table->n_rows; row++) {
                const char *name = a.table->columns[c].name;
                char *other = copy_text(shown(b.table, name, row));
                assert_shown(a.table, name, row, other);
                free(other);
            }
        source_result_release(&a);
        source_result_release(&b);
    }
}
END_TEST

START_TEST(delimiters)
{
    static const char each[] = ",;\t|";
    for (const char *d = each; *d; d++) {
        char text[64];
        snprintf(text, sizeof text, "\"a,b;\"%cn\n\"x%cy\"%c3\n", *d, *d, *d);
        struct source_result result = read_text("d.csv", text, NULL);
        ck_assert_uint_eq(result.table->n_columns, 2);
        ck_assert_str_eq(result.table->columns[0].name, "a,b;");
        assert_shown(result.table, "n", 0, "3");
        source_result_release(&result);
    }
    struct source_options options = { .delimiter = '#' };
    struct source_result result = read_text("d.csv", "a#b\n1,5#2\n", &options);
    assert_shown(result.table, "b", 0, "2");
    source_result_release(&result);
    result = read_text("d.tsv", "a,b\tc\n1\t2\n", NULL);
    ck_assert_str_eq(result.format, "tsv");
    ck_assert_str_eq(result.table->columns[0].name, "a,b");
    source_result_release(&result);
    result = read_text("d.csv", "sep=;\na,b;c\n1;2\n", NULL);
    ck_assert_str_eq(result.table->columns[0].name, "a,b");
    assert_shown(result.table, "c", 0, "2");
    source_result_release(&result);
}
END_TEST

START_TEST(no_header)
{
    struct source_options options = { .no_header = true };
    struct source_result result = read_text("n.csv", "1,x\n2,y\n", &options);
    ck_assert_uint_eq(result.table->n_rows, 2);
    assert_shown(result.table, "c1", 0, "1");
    assert_shown(result.table, "c2", 1, "y");
    source_result_release(&result);
    static const struct source_column columns[] = { { .name = "id" }, { .as = "word" } };
    options.columns = columns;
    options.n_columns = 2;
    result = read_text("n.csv", "1,x\n2,y\n", &options);
    assert_shown(result.table, "id", 1, "2");
    assert_shown(result.table, "word", 0, "x");
    source_result_release(&result);
}
END_TEST

START_TEST(header_only)
{
    struct error err = refuse_text("h.csv", "a,b\n", NULL, E_NO_ROWS);
    ck_assert_ptr_nonnull(strstr(err.what, "2 columns and no rows"));
    error_release(&err);
}
END_TEST

START_TEST(titles_above_the_names)
{
    static const char text[] = "\xef\xbb\xbfReport of July\n\n\"who made it, and when\";;\nid;day;note\n"
                               "1;2024-07-01;a\n2;2024-07-02\n3;2024-07-03;\"b;\nc\"\n";
    struct source_options options = { .skip_lines = 3 };
    struct source_result result = read_text("t.csv", text, &options);
    ck_assert_uint_eq(result.table->n_rows, 2);
    assert_shown(result.table, "id", 1, "3");
    ck_assert_int_eq(type_of(result.table, "day"), TYPE_TIME);
    assert_shown(result.quarantine, "line", 0, "6");
    ck_assert_ptr_null(result.note);
    source_result_release(&result);
    result = read_text("t.csv", text, NULL); /* with a comma as delimiter: one column */
    ck_assert_ptr_nonnull(strstr(result.note, "skip_lines=3"));
    source_result_release(&result);
    struct error err = refuse_text("c.csv", "Report\nid,day,note\n1,2,3\n", NULL, E_NO_ROWS);
    ck_assert_ptr_nonnull(strstr(err.mend[0], "skip_lines=1"));
    error_release(&err);
    /* Padded, as spreadsheets write them: it can be read, wrongly. */
    result = read_text("p.csv", "Report,,\n,,\nid,day,note\n1,2024-07-01,a\n", NULL);
    ck_assert_ptr_nonnull(strstr(result.note, "skip_lines=2"));
    source_result_release(&result);
    /* Names alone, a file of one column, and lines that end with CR. */
    result = read_text("n.csv", "id,day\n,\n1,2\n", NULL);
    ck_assert_ptr_null(result.note);
    source_result_release(&result);
    result = read_text("o.csv", "word\nyes\nno\n", NULL);
    ck_assert_ptr_null(result.note);
    source_result_release(&result);
    options.skip_lines = 1;
    result = read_text("r.csv", "Report\rid,day\r1,2\r", &options);
    assert_shown(result.table, "day", 0, "2");
    source_result_release(&result);
    options.skip_lines = 9;
    err = refuse_text("r.csv", "Report\nid,day\n1,2\n", &options, E_EMPTY_FILE);
    error_release(&err);
    /* Columns lined up with blanks. */
    options.skip_lines = 2;
    result = read_text("f.txt", "The report\n\n id day\n 1 2\n 3 4\n 5\n",
                       &(struct source_options){ .format = "fixed", .skip_lines = 2 });
    assert_shown(result.table, "day", 1, "4");
    assert_shown(result.quarantine, "line", 0, "6");
    source_result_release(&result);
}
END_TEST

START_TEST(a_quote_that_never_closes)
{
    struct error err = refuse_text("q.csv", "a,b\n\"two\nlines\",1\n2,\"open\n3,4\n5,6\n", NULL, E_QUOTE);
    ck_assert_uint_eq(err.place.line, 4);
    ck_assert_uint_eq(err.place.column, 3);
    ck_assert_str_eq(err.place.source, "2,\"open");
    error_release(&err);
    err = refuse_text("q.csv", "a,\"b\n1,2\n", NULL, E_QUOTE);
    ck_assert_uint_eq(err.place.line, 1);
    error_release(&err);
}
END_TEST

START_TEST(text_behind_a_closing_quote_spoils_one_row)
{
    struct source_result result = read_text("s.csv", "a,b\n1,\"x\"y\n2,z\n\"3\n4\"5,6\n7,8\n", NULL);
    ck_assert_uint_eq(result.table->n_rows, 2);
    assert_shown(result.table, "a", 0, "2");
    assert_shown(result.table, "a", 1, "7");
    ck_assert_uint_eq(result.quarantine->n_rows, 2);
    assert_shown(result.quarantine, "line", 0, "2");
    assert_shown(result.quarantine, "reason", 0, "field 2: text after the closing quote");
    assert_shown(result.quarantine, "line", 1, "4");
    assert_shown(result.quarantine, "raw", 1, "\"3\n4\"5,6");
    source_result_release(&result);
}
END_TEST

START_TEST(a_million_characters)
{
    struct text text = TEXT_EMPTY;
    text_add(&text, "a,b\n1,\"");
    text_add_repeat(&text, "x", 1000000);
    text_add(&text, "\"\n2,y\n");
    struct source_result result = read_text("m.csv", text_string(&text), NULL);
    size_t length;
    const struct column *b = table_column(result.table, "b");
    dictionary_text(b->dictionary, column_codes(b)[0], &length);
    ck_assert_uint_eq(length, 1000000);
    assert_shown(result.table, "b", 1, "y");
    source_result_release(&result);
    text_release(&text);
}
END_TEST

START_TEST(sixteen_million_characters_are_too_many)
{
    struct text text = TEXT_EMPTY;
    text_add(&text, "a,b\n1,2\n3,\"");
    text_add_repeat(&text, "0123456789abcde\n", 1000001);
    text_add(&text, "\"\n4,5\n");
    struct error err = refuse_text("m.csv", text_string(&text), NULL, E_LONG_FIELD);
    ck_assert_uint_eq(err.place.line, 3);
    error_release(&err);
    text_release(&text);
}
END_TEST

START_TEST(decimal_comma)
{
    struct source_options options = { .decimal = ',' };
    struct source_result result = read_text("c.csv", "a;b\n1,5;2\n-0,25;3\n", &options);
    ck_assert_int_eq(type_of(result.table, "a"), TYPE_REAL);
    ck_assert_double_eq(column_reals(table_column(result.table, "a"))[0], 1.5);
    ck_assert_double_eq(column_reals(table_column(result.table, "a"))[1], -0.25);
    ck_assert_int_eq(type_of(result.table, "b"), TYPE_INT);
    source_result_release(&result);
}
END_TEST

TCase *csv_tests(void)
{
    TCase *tests = tcase_create("csv");
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, quotes_and_blanks);
    tcase_add_test(tests, line_ends);
    tcase_add_test(tests, joined_files);
    tcase_add_test(tests, rows_within_a_field);
    tcase_add_test(tests, separator_line);
    tcase_add_test(tests, escapes);
    tcase_add_test(tests, the_short_way_agrees_with_libcsv);
    tcase_add_test(tests, delimiters);
    tcase_add_test(tests, no_header);
    tcase_add_test(tests, header_only);
    tcase_add_test(tests, titles_above_the_names);
    tcase_add_test(tests, a_quote_that_never_closes);
    tcase_add_test(tests, text_behind_a_closing_quote_spoils_one_row);
    tcase_add_test(tests, a_million_characters);
    tcase_add_test(tests, sixteen_million_characters_are_too_many);
    tcase_add_test(tests, decimal_comma);
    return tests;
}
