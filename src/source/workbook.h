/* What the cells of a workbook's sheets refer to: the list of sheets, which styles are dates, the shared strings.
   Private to source/. */
#ifndef SOURCE_WORKBOOK_H
#define SOURCE_WORKBOOK_H

#include <stdint.h>

#include "patron/base/text.h"
#include "source/archive.h"
#include "source/xml.h"

struct error;
struct held;
struct work;

struct sheet {
    char *name, *id, *member;
    bool hidden;
};

struct workbook {
    struct packed packed;
    uint64_t n_bytes; /* of the file */
    struct work *work;
    struct sheet *sheets;
    size_t n_sheets;
    bool from_1904;
    struct text strings; /* shared strings, one behind the other */
    size_t *string_ends;
    size_t n_strings, strings_capacity;
    bool *dates; /* per style: its numbers are days */
    size_t n_dates;
    struct number_format {
        unsigned id;
        bool date;
    } * formats;
    size_t n_formats;
};

/* Begins with what its file is and its list of sheets; HELD may be NULL. False: it is no workbook (released). */
bool workbook_open(struct workbook *workbook, const char *path, const struct held *held, struct work *work,
                   struct error *err);
void workbook_release(struct workbook *workbook);
bool is_worksheet(const struct sheet *sheet);
/* The sheet called NAME; NULL: the first that can be seen. */
const struct sheet *workbook_sheet(const struct workbook *workbook, const char *name, struct error *err);
/* E_NO_SHEET for the sheet called WANTED, or for there being none; returns false. */
bool workbook_no_sheet(const struct workbook *workbook, const char *wanted, struct error *err);
/* Styles and strings, before the cells of a sheet. */
bool workbook_read_shared(struct workbook *workbook, struct error *err);
/* Reads one of its files. */
bool workbook_part(struct workbook *workbook, const char *member, bool needed, const struct xml_handlers *handlers,
                   void *context, struct error *err);
bool workbook_is_date(const struct workbook *workbook, size_t style);
/* The shared string INDEX, not NUL-terminated; NULL: there is none. */
const char *workbook_string(const struct workbook *workbook, int64_t index, size_t *length);
/* Texts of cells from BEGIN on without the escapes of XLSX. */
void workbook_decode(struct text *text, size_t begin);

#endif
