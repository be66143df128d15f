/* See support.h. */
#include "support.h"

#include <archive.h>
#include <archive_entry.h>
#include <unistd.h>

#include "patron/base/file.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"

static char folder[64];

static void remove_folder(void)
{
    folder_remove(folder, NULL);
}

const char *scratch(const char *name)
{
    static char path[256];
    if (!*folder) {
        const char *base = getenv("TMPDIR");
        snprintf(folder, sizeof folder, "%s/patron-source-XXXXXX", base && strlen(base) < 30 ? base : "/tmp");
        ck_assert_ptr_nonnull(mkdtemp(folder));
        atexit(remove_folder);
    }
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

const char *scratch_file(const char *name, const void *bytes, size_t length)
{
    const char *path = scratch(name);
    ck_assert(file_write(path, bytes, length, NULL));
    return path;
}

const char *scratch_text(const char *name, const char *text)
{
    return scratch_file(name, text, strlen(text));
}

struct source_result read_file(const char *path, const struct source_options *options)
{
    struct source_result result;
    struct error err = ERROR_INIT;
    bool good = source_read("t", &path, 1, options, NULL, &result, &err);
    ck_assert_msg(good, "%s: %s (%s)", path, err.what ? err.what : "", err.reason ? err.reason : "");
    ck_assert_uint_eq(result.n_read, result.table->n_rows + result.quarantine->n_rows);
    ck_assert_uint_eq(result.columns->n_rows, result.table->n_columns);
    return result;
}

struct source_result read_text(const char *name, const char *text, const struct source_options *options)
{
    return read_file(scratch_text(name, text), options);
}

struct error refuse_file(const char *path, const struct source_options *options, int code)
{
    struct source_result result;
    struct error err = ERROR_INIT;
    ck_assert(!source_read("t", &path, 1, options, NULL, &result, &err));
    ck_assert_msg(err.code == code, "E%04d instead of E%04d: %s", err.code, code, err.what);
    ck_assert_ptr_null(result.table);
    ck_assert_ptr_null(result.quarantine);
    return err;
}

struct error refuse_text(const char *name, const char *text, const struct source_options *options, int code)
{
    return refuse_file(scratch_text(name, text), options, code);
}

const char *shown(const struct table *table, const char *column, size_t row)
{
    static char values[4][512];
    static int next;
    char *value = values[next++ % 4];
    struct text text = TEXT_EMPTY;
    const struct column *c = table_column(table, column);
    ck_assert_msg(c != NULL, "no column %s", column);
    ck_assert_uint_lt(row, table->n_rows);
    column_write(c, row, &text);
    snprintf(value, sizeof values[0], "%s", text_string(&text));
    text_release(&text);
    return value;
}

enum type type_of(const struct table *table, const char *column)
{
    const struct column *c = table_column(table, column);
    ck_assert_msg(c != NULL, "no column %s", column);
    return c->type;
}

const char *told(const struct source_result *result, const char *column, const char *what)
{
    for (size_t row = 0; row < result->columns->n_rows; row++)
        if (strcmp(shown(result->columns, "column", row), column) == 0)
            return shown(result->columns, what, row);
    ck_abort_msg("the columns table does not tell of %s", column);
}

/* All files of ARCHIVE, whose format is set. */
static const char *write_archive(struct archive *archive, const char *name, const char *const *parts, size_t n)
{
    const char *path = scratch(name);
    ck_assert_int_eq(archive_write_open_filename(archive, path), ARCHIVE_OK);
    for (size_t i = 0; i < n; i++) {
        struct archive_entry *entry = archive_entry_new();
        archive_entry_set_pathname(entry, parts[2 * i]);
        archive_entry_set_size(entry, (la_int64_t)strlen(parts[2 * i + 1]));
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        ck_assert_int_eq(archive_write_header(archive, entry), ARCHIVE_OK);
        archive_write_data(archive, parts[2 * i + 1], strlen(parts[2 * i + 1]));
        archive_entry_free(entry);
    }
    ck_assert_int_eq(archive_write_free(archive), ARCHIVE_OK);
    return path;
}

const char *make_zip(const char *name, const char *const *parts, size_t n)
{
    struct archive *archive = archive_write_new();
    archive_write_set_format_zip(archive);
    return write_archive(archive, name, parts, n);
}

const char *make_tar(const char *name, const char *const *parts, size_t n)
{
    struct archive *archive = archive_write_new();
    archive_write_set_format_ustar(archive);
    archive_write_add_filter_gzip(archive);
    return write_archive(archive, name, parts, n);
}

const char *make_workbook(const char *name, const char *rows)
{
    struct text sheet = TEXT_EMPTY;
    text_add_format(&sheet, "<?xml version=\"1.0\"?><worksheet><sheetData>%s</sheetData></worksheet>", rows);
    const char *parts[] = {
        "xl/worksheets/sheet1.xml",
        text_string(&sheet),
        "xl/worksheets/sheet2.xml",
        "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>z</t></is></c></row>"
        "<row r=\"2\"><c r=\"A2\"><v>5</v></c></row></sheetData></worksheet>",
        "xl/workbook.xml",
        "<workbook xmlns:r=\"u\"><sheets><sheet name=\"Orders\" sheetId=\"1\" r:id=\"r1\"/>"
        "<sheet name=\"Other\" sheetId=\"2\" r:id=\"r2\"/></sheets></workbook>",
        "xl/_rels/workbook.xml.rels",
        "<Relationships><Relationship Id=\"r1\" Target=\"worksheets/sheet1.xml\"/>"
        "<Relationship Id=\"r2\" Target=\"/xl/worksheets/sheet2.xml\"/></Relationships>",
        "xl/styles.xml",
        "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\\ hh:mm\"/>"
        "<numFmt numFmtId=\"165\" formatCode=\"0.00&quot;days&quot;\"/></numFmts><cellStyleXfs><xf numFmtId=\"14\"/>"
        "</cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"165\"/>"
        "</cellXfs></styleSheet>",
        "xl/sharedStrings.xml",
        "<sst><si><t>when</t></si><si><r><t>am</t></r><r><t>ount</t></r><rPh><t>no</t></rPh></si><si><t>A &amp; B</t>"
        "</si></sst>"
    };
    const char *path = make_zip(name, parts, sizeof parts / sizeof *parts / 2);
    text_release(&sheet);
    return path;
}

const char *shared_data(void)
{
    const char *given = getenv("PATRON_SHARED_DATA");
    const char *path = given && *given ? given : TEST_DATA "/../../../shared/data";
    if (folder_exists(path))
        return path;
    printf("skipped: the larger data sets are not at %s (PATRON_SHARED_DATA)\n", path);
    return NULL;
}
