#include "patron/base/file.h"
#include "patron/base/text.h"
#include "patron/source/limits.h"
#include "support.h"

#define HEADER                                                                                                         \
    "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c>"                                    \
    "<c r=\"C1\" t=\"inlineStr\"><is><t>code</t></is></c></row>"

START_TEST(cells_of_all_kinds)
{
    const char *path = make_workbook(
        "b.xlsx",
        HEADER "<row r=\"3\"><c r=\"A3\" s=\"2\"><v>45474.5</v></c><c r=\"B3\" s=\"3\"><v>2.5</v></c>"
               "<c r=\"C3\"><v>536365</v></c></row>"
               "<row r=\"4\"><c r=\"A4\" s=\"1\"><v>45475</v></c><c r=\"C4\" t=\"str\"><f>x()</f><v>C7</v></c></row>"
               "<row r=\"7\"><c r=\"B7\" t=\"e\"><v>#N/A</v></c><c r=\"C7\" t=\"s\"><v>2</v></c></row>"
               "<row r=\"8\"><c r=\"A8\"/></row>");
    struct source_result result = read_file(path, NULL);
    const struct table *t = result.table;
    ck_assert_str_eq(result.format, "xlsx");
    ck_assert_uint_eq(t->n_rows, 3);
    ck_assert_int_eq(type_of(t, "when"), TYPE_TIME);
    assert_shown(t, "when", 0, "2024-07-01T12:00:00");
    assert_shown(t, "when", 1, "2024-07-02T00:00:00");
    assert_shown(t, "when", 2, "");
    ck_assert_int_eq(type_of(t, "amount"), TYPE_REAL);
    assert_shown(t, "amount", 0, "2.5");
    assert_shown(t, "amount", 2, "");
    ck_assert_int_eq(type_of(t, "code"), TYPE_TEXT);
    assert_shown(t, "code", 0, "536365");
    assert_shown(t, "code", 1, "C7");
    assert_shown(t, "code", 2, "A & B");
    ck_assert_str_eq(told(&result, "code", "type"), "text");
    source_result_release(&result);
}
END_TEST

START_TEST(truth_values_and_wide_rows)
{
    const char *path = make_workbook(
        "b.xlsx", "<row><c t=\"inlineStr\"><is><t>a</t></is></c><c t=\"inlineStr\"><is><t>b</t></is></c></row>"
                  "<row><c t=\"b\"><v>1</v></c><c><v>1</v></c></row>"
                  "<row><c t=\"b\"><v>0</v></c><c><v>2</v></c><c><v>3,5</v></c></row>"
                  "<row><c t=\"b\"><v>0</v></c></row>");
    struct source_result result = read_file(path, NULL);
    ck_assert_int_eq(type_of(result.table, "a"), TYPE_BOOL);
    ck_assert_uint_eq(result.table->n_rows, 2);
    assert_shown(result.table, "a", 0, "true");
    assert_shown(result.quarantine, "line", 0, "3");
    assert_shown(result.quarantine, "raw", 0, "false,2,\"3,5\"");
    source_result_release(&result);
}
END_TEST

START_TEST(sheets_by_name)
{
    const char *path = make_workbook("b.xlsx", HEADER "<row><c><v>1</v></c></row>");
    struct source_options options = { .sheet = "other" };
    struct source_result result = read_file(path, &options);
    assert_shown(result.table, "z", 0, "5");
    source_result_release(&result);
    options.sheet = "Ordres";
    struct error err = refuse_file(path, &options, E_NO_SHEET);
    ck_assert_ptr_nonnull(strstr(err.reason, "'Orders', 'Other'"));
    ck_assert_str_eq(err.mend[0], "sheet=\"Orders\"");
    error_release(&err);
}
END_TEST

#define TEXT_CELL(text) "<c t=\"inlineStr\"><is><t>" text "</t></is></c>"

/* A text of the cell itself, and one of the shared strings. */
START_TEST(long_cells_are_refused_by_the_setting)
{
    static const char *const cells[] = { TEXT_CELL("12345"), "<c t=\"s\"><v>2</v></c>" };
    const struct source_limits before = source_limits();
    struct source_limits limits = before;
    limits.cell_bytes = 4;
    source_limits_set(&limits);
    for (size_t i = 0; i < 2; i++) {
        struct text rows = TEXT_EMPTY;
        text_add_format(&rows, "<row>" TEXT_CELL("a") "</row><row>%s</row>", cells[i]);
        struct error err = refuse_file(make_workbook("long.xlsx", text_string(&rows)), NULL, E_LONG_FIELD);
        ck_assert_str_eq(err.what, "a cell has over 4 characters");
        ck_assert_ptr_nonnull(strstr(err.reason, "row 2, column 1 of"));
        ck_assert_str_eq(err.mend[0], "set longest_cell=16, if it truly is so long");
        error_release(&err);
        text_release(&rows);
    }
    source_limits_set(&before);
}
END_TEST

/* Formulas keep the value that they had; those that failed, of whatever kind, are missing and counted. */
START_TEST(formulas_and_merged_cells)
{
    const char *path = make_workbook(
        "f.xlsx",
        "<row>" TEXT_CELL("a") TEXT_CELL("b")
            TEXT_CELL("c") "</row>"
                           "<row><c><f>1+1</f><v>2</v></c><c t=\"str\"><f>x()</f><v>two</v></c><c "
                           "t=\"b\"><f>y()</f><v>1</v></c></row>"
                           "<row><c t=\"e\"><f>1/0</f><v>#DIV/0!</v></c><c t=\"e\"><v>#REF!</v></c>"
                           "<c t=\"b\"><v>0</v></c></row>"
                           "<row><c><v>3</v></c>" TEXT_CELL(
                               "x") "</row></sheetData>"
                                    "<mergeCells count=\"1\"><mergeCell ref=\"B4:C4\"/></mergeCells><sheetData>");
    struct source_result result = read_file(path, NULL);
    ck_assert_int_eq(type_of(result.table, "a"), TYPE_INT);
    ck_assert_int_eq(type_of(result.table, "c"), TYPE_BOOL);
    assert_shown(result.table, "a", 0, "2");
    assert_shown(result.table, "b", 0, "two");
    assert_shown(result.table, "a", 1, "");
    assert_shown(result.table, "b", 1, "");
    assert_shown(result.table, "b", 2, "x");
    assert_shown(result.table, "c", 2, "");
    ck_assert_str_eq(result.note, "sheet 'Orders'; sheet=all reads the others too; 2 cells where a formula failed are "
                                  "missing; 1 merged range: only the first cell holds the value");
    source_result_release(&result);
}
END_TEST

/* A workbook with the sheets Notes (hidden), May, Empty, June, and the days since 1904 when asked. */
static const char *make_sheets(const char *name, bool from_1904)
{
    struct text workbook = TEXT_EMPTY;
    text_add_format(
        &workbook,
        "<workbook><workbookPr date1904=\"%d\"/><sheets><sheet name=\"Notes\" state=\"hidden\" r:id=\"r1\"/>"
        "<sheet name=\"May 2024\" r:id=\"r2\"/><sheet name=\"Empty\" r:id=\"r3\"/>"
        "<sheet name=\"June\" r:id=\"r4\"/></sheets></workbook>",
        from_1904);
    const char *parts[] = {
        "xl/workbook.xml",
        text_string(&workbook),
        "xl/_rels/workbook.xml.rels",
        "<r><Relationship Id=\"r1\" Target=\"s1.xml\"/><Relationship Id=\"r2\" Target=\"s2.xml\"/>"
        "<Relationship Id=\"r3\" Target=\"s3.xml\"/><Relationship Id=\"r4\" Target=\"s4.xml\"/></r>",
        "xl/styles.xml",
        "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>",
        "xl/s1.xml",
        "<worksheet><row>" TEXT_CELL("note") "</row><row>" TEXT_CELL("read me") "</row></worksheet>",
        "xl/s2.xml",
        "<worksheet><row>" TEXT_CELL("id")
            TEXT_CELL("day") "</row><row><c><v>1</v></c><c s=\"1\"><v>1</v></c></row>"
                             "<row><c><v>2</v></c><c s=\"1\"><v>43951</v></c></row></worksheet>",
        "xl/s3.xml",
        "<worksheet></worksheet>",
        "xl/s4.xml",
        "<worksheet><row>" TEXT_CELL("day") TEXT_CELL("id") "</row><row><c s=\"1\"><v>61</v></c><c><v>3</v></c></row>"
                                                            "<row><c/><c><v>4</v></c><c><v>5</v></c></row></worksheet>"
    };
    const char *path = make_zip(name, parts, sizeof parts / sizeof *parts / 2);
    text_release(&workbook);
    return path;
}

START_TEST(all_sheets)
{
    char path[300], **sheets;
    snprintf(path, sizeof path, "%s", make_sheets("s.xlsx", false));
    ck_assert(source_sheets(path, NULL, &sheets, NULL));
    ck_assert_str_eq(sheets[0], "May 2024");
    ck_assert_str_eq(sheets[2], "June");
    ck_assert_ptr_null(sheets[3]);
    source_paths_free(sheets);
    struct source_result result = read_file(path, NULL); /* the first that can be seen */
    ck_assert_uint_eq(result.table->n_rows, 2);
    source_result_release(&result);
    struct source_options options = { .sheet = "notes" };
    result = read_file(path, &options);
    assert_shown(result.table, "note", 0, "read me");
    source_result_release(&result);
    options.sheet = "all";
    result = read_file(path, &options);
    ck_assert_uint_eq(result.n_files, 2);
    ck_assert_uint_eq(result.table->n_rows, 3);
    assert_shown(result.table, "id", 2, "3");
    assert_shown(result.table, "day", 2, "1900-03-01");
    ck_assert_ptr_nonnull(strstr(shown(result.quarantine, "file", 0), "s.xlsx:June"));
    source_result_release(&result);
    options.sheet = "Empty";
    struct error err = refuse_file(path, &options, E_EMPTY_FILE);
    error_release(&err);
}
END_TEST

/* What is told of a workbook counts over all sheets that were read. */
START_TEST(failed_cells_of_all_sheets)
{
    const char *parts[] = {
        "xl/workbook.xml",
        "<workbook><sheets><sheet name=\"May\" r:id=\"r1\"/><sheet name=\"June\" r:id=\"r2\"/></sheets></workbook>",
        "xl/_rels/workbook.xml.rels",
        "<r><Relationship Id=\"r1\" Target=\"s1.xml\"/><Relationship Id=\"r2\" Target=\"s2.xml\"/></r>",
        "xl/s1.xml",
        "<worksheet><row>" TEXT_CELL("id")
            TEXT_CELL("v") "</row>"
                           "<row><c><v>1</v></c><c t=\"e\"><v>#REF!</v></c></row></worksheet>",
        "xl/s2.xml",
        "<worksheet><row>" TEXT_CELL("id")
            TEXT_CELL("v") "</row>"
                           "<row><c><v>2</v></c><c "
                           "t=\"e\"><v>#DIV/0!</v></c></row><row><c><v>3</v></c><c><v>4</v></c></row></worksheet>"
    };
    char path[300];
    snprintf(path, sizeof path, "%s", make_zip("f.xlsx", parts, 4));
    struct source_options options = { .sheet = "all" };
    struct source_result result = read_file(path, &options);
    ck_assert_str_eq(result.note, "2 cells where a formula failed are missing");
    source_result_release(&result);
    result = read_file(path, NULL);
    ck_assert_str_eq(result.note,
                     "sheet 'May'; sheet=all reads the others too; 1 cell where a formula failed is missing");
    source_result_release(&result);
}
END_TEST

/* Published pairs of both systems: serial 43951 is 2020-04-30, or 2024-05-01 when days are counted from 1904. */
START_TEST(days_of_both_systems)
{
    struct source_result result = read_file(make_sheets("s.xlsx", false), NULL);
    assert_shown(result.table, "day", 0, "1900-01-01");
    assert_shown(result.table, "day", 1, "2020-04-30");
    source_result_release(&result);
    result = read_file(make_sheets("s.xlsx", true), NULL);
    assert_shown(result.table, "day", 0, "1904-01-02");
    assert_shown(result.table, "day", 1, "2024-05-01");
    source_result_release(&result);
}
END_TEST

START_TEST(empty_sheets)
{
    struct error err = refuse_file(make_workbook("b.xlsx", ""), NULL, E_EMPTY_FILE);
    error_release(&err);
    err = refuse_file(make_workbook("b.xlsx", HEADER), NULL, E_NO_ROWS);
    error_release(&err);
    err = refuse_text("b.xlsx", "", NULL, E_EMPTY_FILE);
    error_release(&err);
}
END_TEST

START_TEST(damaged_workbooks)
{
    static const char *const rows[] = { "<row><c><v>1</v></row>", "<row r=\"5\"/><row r=\"4\"/>",
                                        "<row><c r=\"B1\"><v>1</v></c><c r=\"A1\"><v>2</v></c></row>",
                                        "<row><c t=\"s\"><v>99</v></c></row>",
                                        "<row><c r=\"ZZZZ1\"><v>1</v></c></row>" };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct source_options all = { .sheet = "all" };
        struct error err = refuse_file(make_workbook("b.xlsx", rows[i]), NULL, E_WORKBOOK);
        ck_assert_ptr_nonnull(err.reason);
        error_release(&err);
        err = refuse_file(make_workbook("b.xlsx", rows[i]), &all, E_WORKBOOK);
        error_release(&err);
    }
    struct source_options all = { .sheet = "all" };
    const char *no_list[] = { "xl/workbook.xml", "<workbook><sheets><sheet name=\"A & B\"/></sheets></workbook>" };
    struct error err = refuse_file(make_zip("b.xlsx", no_list, 1), &all, E_WORKBOOK);
    error_release(&err);
    err = refuse_text("b.xlsx", "a,b\n1,2\n", NULL, E_WORKBOOK);
    ck_assert_str_eq(err.mend[0], "format=csv if it is text");
    error_release(&err);
    err = refuse_text("b.xlsx", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", NULL, E_WORKBOOK);
    ck_assert_ptr_nonnull(strstr(err.reason, "locked"));
    error_release(&err);
    err = refuse_file(make_zip("b.xlsx", (const char *const[]){ "readme", "x" }, 1), NULL, E_WORKBOOK);
    error_release(&err);
}
END_TEST

/* Whatever the length at which a workbook is cut off, it is refused or whole, never read in part. */
START_TEST(truncated_workbooks)
{
    size_t length;
    char *bytes = file_read(make_workbook("whole.xlsx", HEADER "<row><c><v>1</v></c></row>"), &length, NULL);
    for (size_t cut = 0; cut < length; cut += 17) {
        const char *path = scratch_file("cut.xlsx", bytes, cut);
        struct source_result result;
        struct error err = ERROR_INIT;
        if (source_read("t", &path, 1, NULL, NULL, &result, &err)) {
            ck_assert_uint_eq(result.table->n_rows, 1);
            ck_assert_uint_eq(result.table->n_columns, 3);
            source_result_release(&result);
        } else
            ck_assert_msg(err.code == E_WORKBOOK || err.code == E_EMPTY_FILE, "%d %s", err.code, err.what);
        error_release(&err);
    }
    free(bytes);
}
END_TEST

START_TEST(without_header)
{
    struct source_options options = { .no_header = true };
    struct source_result result = read_file(
        make_workbook("b.xlsx", "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"), &options);
    ck_assert_uint_eq(result.table->n_rows, 2);
    assert_shown(result.table, "c1", 1, "3");
    source_result_release(&result);
}
END_TEST

START_TEST(more_rows_than_a_block)
{
    struct text rows = TEXT_EMPTY;
    text_add(&rows, HEADER);
    for (int i = 0; i < 40000; i++)
        text_add_format(&rows, "<row r=\"%d\"><c r=\"B%d\"><v>%d</v></c><c r=\"C%d\"><v>%d</v></c>%s</row>", i + 2,
                        i + 2, i, i + 2, i % 7, i % 10000 == 9999 ? "<c><v>1</v></c>" : "");
    struct source_result result = read_file(make_workbook("b.xlsx", text_string(&rows)), NULL);
    ck_assert_uint_eq(result.table->n_rows, 39996);
    ck_assert_uint_eq(result.quarantine->n_rows, 4);
    assert_shown(result.quarantine, "line", 3, "40001");
    assert_shown(result.quarantine, "line", 1, "20001");
    assert_shown(result.table, "amount", 39995, "39998");
    source_result_release(&result);
    text_release(&rows);
}
END_TEST

TCase *xlsx_tests(void)
{
    TCase *tests = tcase_create("xlsx");
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, cells_of_all_kinds);
    tcase_add_test(tests, truth_values_and_wide_rows);
    tcase_add_test(tests, sheets_by_name);
    tcase_add_test(tests, long_cells_are_refused_by_the_setting);
    tcase_add_test(tests, formulas_and_merged_cells);
    tcase_add_test(tests, all_sheets);
    tcase_add_test(tests, failed_cells_of_all_sheets);
    tcase_add_test(tests, days_of_both_systems);
    tcase_add_test(tests, empty_sheets);
    tcase_add_test(tests, damaged_workbooks);
    tcase_add_test(tests, truncated_workbooks);
    tcase_add_test(tests, without_header);
    tcase_add_test(tests, more_rows_than_a_block);
    return tests;
}
