/* Workbooks from any bytes. Bytes that begin as a zip file are read as one; others become the XML of the sheet, of the
   styles or of the shared strings (by their first byte) inside a sound workbook, so that changes reach the parser. */
#include <archive.h>
#include <archive_entry.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "patron/base/error.h"
#include "patron/source/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char plain_sheet[] = "<worksheet><sheetData><row><c t=\"s\"><v>0</v></c></row>"
                                  "<row><c s=\"1\"><v>45000.25</v></c></row></sheetData></worksheet>";
static const char plain_strings[] = "<sst><si><t>when</t></si><si><t>x</t></si></sst>";
static const char plain_styles[] =
    "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"22\"/></cellXfs></styleSheet>";
static const char workbook[] = "<workbook><sheets><sheet name=\"a\" r:id=\"r1\"/></sheets></workbook>";
static const char relations[] = "<Relationships><Relationship Id=\"r1\" Target=\"worksheets/s.xml\"/></Relationships>";

static void add_part(struct archive *archive, const char *name, const void *bytes, size_t size)
{
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, name);
    archive_entry_set_size(entry, (la_int64_t)size);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_write_header(archive, entry);
    archive_write_data(archive, bytes, size);
    archive_entry_free(entry);
}

static void write_workbook(int fd, const uint8_t *data, size_t size)
{
    unsigned part = size ? data[0] % 4 : 0;
    struct archive *archive = archive_write_new();
    archive_write_set_format_zip(archive);
    archive_write_zip_set_compression_store(archive);
    archive_write_open_fd(archive, fd);
    add_part(archive, "xl/workbook.xml", workbook, sizeof workbook - 1);
    add_part(archive, "xl/_rels/workbook.xml.rels", relations, sizeof relations - 1);
    add_part(archive, "xl/styles.xml", part == 1 ? (const void *)data : plain_styles,
             part == 1 ? size : sizeof plain_styles - 1);
    add_part(archive, "xl/sharedStrings.xml", part == 2 ? (const void *)data : plain_strings,
             part == 2 ? size : sizeof plain_strings - 1);
    bool sheet = part == 0 || part == 3;
    add_part(archive, "xl/worksheets/s.xml", sheet ? (const void *)data : plain_sheet,
             sheet ? size : sizeof plain_sheet - 1);
    archive_write_free(archive);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct source_options options = { .format = "xlsx" };
    char name[64];
    const char *path = name;
    struct source_result result;
    struct error err = ERROR_INIT;
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    if (fd < 0)
        abort();
    if (size < 2 || memcmp(data, "PK", 2) != 0)
        write_workbook(fd, data, size);
    else if (write(fd, data, size) != (ssize_t)size)
        abort();
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    if (source_read("t", &path, 1, &options, NULL, &result, &err)) {
        if (result.n_read != result.table->n_rows + result.quarantine->n_rows)
            abort();
        source_result_release(&result);
    } else if (!err.what || !*err.what)
        abort();
    error_release(&err);
    close(fd);
    return 0;
}
