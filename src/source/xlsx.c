/* Workbooks: one sheet of an XLSX file as a grid. This is expat's one door.

   Cells become texts as CSV would spell them: numbers in their shortest spelling, days as YYYY-MM-DD HH:MM:SS, so that
   one inference serves all formats. The first row that holds anything is the header and decides the width; rows without
   a cell are no rows; cells beyond the width refuse the row. #N/A is a missing value. */
#include <expat.h>
#include <strings.h>

#include "patron/base/error.h"
#include "patron/base/kinds.h"
#include "patron/base/memory.h"
#include "patron/base/number.h"
#include "patron/base/work.h"
#include "patron/source/source.h"
#include "source/archive.h"
#include "source/content.h"
#include "source/held.h"
#include "source/serial.h"
#include "source/sheet.h"

enum { MOST_SHEETS = 4096, MOST_STYLES = 1 << 16 };

struct sheet {
    char *name, *id, *member;
};

struct workbook {
    const char *path;
    struct packed packed;
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

/* XML. */

struct xml {
    XML_Parser parser;
    struct workbook *workbook;
    const char *member;
    void *context;
    struct error *err;
    bool failed;
};

typedef void element_begin(struct xml *xml, const char *name, const char **attributes);
typedef void element_end(struct xml *xml, const char *name);
typedef void element_text(struct xml *xml, const char *text, size_t length);

struct xml_handlers {
    struct xml *xml;
    element_begin *begin;
    element_end *end;
    element_text *text;
};

static void xml_fail(struct xml *xml, const char *reason)
{
    if (!xml->failed) {
        fail(xml->err, ERROR_DATA, E_WORKBOOK, "%s is no workbook that can be read", xml->workbook->path);
        error_reason(xml->err, "%s: %s", xml->member, reason);
        error_mend(xml->err, "save it again as .xlsx, or export it as CSV");
    }
    xml->failed = true;
    XML_StopParser(xml->parser, XML_FALSE);
}

static const char *local_name(const char *name)
{
    const char *colon = strrchr(name, ':');
    return colon ? colon + 1 : name;
}

/* The attribute NAME, whatever its prefix, or NULL. */
static const char *attribute(const char **attributes, const char *name)
{
    for (; attributes[0]; attributes += 2)
        if (strcmp(local_name(attributes[0]), name) == 0)
            return attributes[1];
    return NULL;
}

static void XMLCALL on_begin(void *context, const XML_Char *name, const XML_Char **attributes)
{
    struct xml_handlers *handlers = context;
    if (!handlers->xml->failed)
        handlers->begin(handlers->xml, local_name(name), attributes);
}

static void XMLCALL on_end(void *context, const XML_Char *name)
{
    struct xml_handlers *handlers = context;
    if (!handlers->xml->failed && handlers->end)
        handlers->end(handlers->xml, local_name(name));
}

static void XMLCALL on_text(void *context, const XML_Char *text, int length)
{
    struct xml_handlers *handlers = context;
    if (!handlers->xml->failed && handlers->text)
        handlers->text(handlers->xml, text, (size_t)length);
}

static void XMLCALL on_doctype(void *context, const XML_Char *name, const XML_Char *system, const XML_Char *public,
                               int internal)
{
    struct xml_handlers *handlers = context;
    (void)name;
    (void)system;
    (void)public;
    (void)internal;
    xml_fail(handlers->xml, "a document type, which workbooks do not have");
}

static bool take_xml(void *context, const void *bytes, size_t length, struct error *err)
{
    struct xml *xml = context;
    if (XML_Parse(xml->parser, bytes, (int)length, 0) != XML_STATUS_OK && !xml->failed)
        xml_fail(xml, XML_ErrorString(XML_GetErrorCode(xml->parser)));
    return !xml->failed && work_go_on(xml->workbook->work, err);
}

/* Parses MEMBER of the workbook. An absent member is an error when it is NEEDED. */
static bool read_member(struct workbook *workbook, const char *member, bool needed, struct xml_handlers handlers,
                        void *context, struct error *err)
{
    struct xml xml = { XML_ParserCreate(NULL), workbook, member, context, err, false };
    bool found;
    handlers.xml = &xml;
    XML_SetUserData(xml.parser, &handlers);
    XML_SetElementHandler(xml.parser, on_begin, on_end);
    XML_SetCharacterDataHandler(xml.parser, on_text);
    XML_SetStartDoctypeDeclHandler(xml.parser, on_doctype);
    bool good = archive_member(&workbook->packed, member, take_xml, &xml, &found, err);
    if (good && found && XML_Parse(xml.parser, "", 0, 1) != XML_STATUS_OK && !xml.failed)
        xml_fail(&xml, XML_ErrorString(XML_GetErrorCode(xml.parser)));
    if (good && !found && needed)
        xml_fail(&xml, "the file holds no such part; it is cut short or no workbook");
    XML_ParserFree(xml.parser);
    return good && !xml.failed;
}

/* workbook.xml and its relations: the sheets. */

static void workbook_begin(struct xml *xml, const char *name, const char **attributes)
{
    struct workbook *workbook = xml->workbook;
    if (strcmp(name, "workbookPr") == 0) {
        const char *from = attribute(attributes, "date1904");
        workbook->from_1904 = from && (strcmp(from, "1") == 0 || strcmp(from, "true") == 0);
    } else if (strcmp(name, "sheet") == 0 && workbook->n_sheets < MOST_SHEETS) {
        const char *sheet_name = attribute(attributes, "name"), *id = attribute(attributes, "id");
        if (!sheet_name || !id)
            return;
        workbook->sheets = reallocate(workbook->sheets, workbook->n_sheets + 1, sizeof *workbook->sheets);
        workbook->sheets[workbook->n_sheets++] = (struct sheet){ copy_text(sheet_name), copy_text(id), NULL };
    }
}

static void relations_begin(struct xml *xml, const char *name, const char **attributes)
{
    struct workbook *workbook = xml->workbook;
    const char *id = attribute(attributes, "Id"), *target = attribute(attributes, "Target");
    if (strcmp(name, "Relationship") != 0 || !id || !target)
        return;
    for (size_t i = 0; i < workbook->n_sheets; i++)
        if (strcmp(workbook->sheets[i].id, id) == 0 && !workbook->sheets[i].member)
            workbook->sheets[i].member = *target == '/' ? copy_text(target + 1) : path_join("xl", target);
}

static bool is_worksheet(const struct sheet *sheet)
{
    return sheet->member && !strstr(sheet->member, "chartsheet") && !strstr(sheet->member, "dialogsheet");
}

static bool fail_no_sheet(const struct workbook *workbook, const char *wanted, struct error *err)
{
    struct text names = TEXT_EMPTY;
    struct nearest nearest;
    nearest_init(&nearest, wanted ? wanted : "");
    for (size_t i = 0; i < workbook->n_sheets; i++) {
        if (!is_worksheet(&workbook->sheets[i]))
            continue;
        text_add_format(&names, "%s'%s'", names.length ? ", " : "", workbook->sheets[i].name);
        nearest_offer(&nearest, workbook->sheets[i].name);
    }
    if (wanted)
        fail(err, ERROR_USER, E_NO_SHEET, "%s has no sheet '%s'", workbook->path, wanted);
    else
        fail(err, ERROR_DATA, E_NO_SHEET, "%s has no sheet", workbook->path);
    if (names.length)
        error_reason(err, "its sheets are %s", text_string(&names));
    if (wanted && nearest.best)
        error_mend(err, "sheet=\"%s\"", nearest.best);
    if (wanted)
        error_mend(err, "leave sheet= out for the first one");
    text_release(&names);
    return false;
}

/* The sheet called NAME (NULL: the first). */
static const struct sheet *find_sheet(const struct workbook *workbook, const char *name, struct error *err)
{
    for (int exact = 1; exact >= 0; exact--)
        for (size_t i = 0; i < workbook->n_sheets; i++) {
            const struct sheet *sheet = &workbook->sheets[i];
            if (is_worksheet(sheet) &&
                (!name || (exact ? strcmp(sheet->name, name) : strcasecmp(sheet->name, name)) == 0))
                return sheet;
        }
    fail_no_sheet(workbook, name, err);
    return NULL;
}

/* styles.xml: which styles are dates. */

struct styles {
    bool in_cell_formats;
};

static bool format_is_date(const struct workbook *workbook, unsigned id)
{
    for (size_t i = 0; i < workbook->n_formats; i++)
        if (workbook->formats[i].id == id)
            return workbook->formats[i].date;
    return number_format_is_date(id, NULL);
}

static void styles_begin(struct xml *xml, const char *name, const char **attributes)
{
    struct workbook *workbook = xml->workbook;
    struct styles *styles = xml->context;
    const char *id = attribute(attributes, "numFmtId"), *code = attribute(attributes, "formatCode");
    unsigned number = id ? (unsigned)strtoul(id, NULL, 10) : 0;
    if (strcmp(name, "cellXfs") == 0)
        styles->in_cell_formats = true;
    else if (strcmp(name, "numFmt") == 0 && code && workbook->n_formats < MOST_STYLES) {
        workbook->formats = reallocate(workbook->formats, workbook->n_formats + 1, sizeof *workbook->formats);
        workbook->formats[workbook->n_formats++] =
            (struct number_format){ number, number_format_is_date(number, code) };
    } else if (strcmp(name, "xf") == 0 && styles->in_cell_formats && workbook->n_dates < MOST_STYLES) {
        workbook->dates = reallocate(workbook->dates, workbook->n_dates + 1, sizeof *workbook->dates);
        workbook->dates[workbook->n_dates++] = format_is_date(workbook, number);
    }
}

static void styles_end(struct xml *xml, const char *name)
{
    struct styles *styles = xml->context;
    if (strcmp(name, "cellXfs") == 0)
        styles->in_cell_formats = false;
}

/* sharedStrings.xml. */

struct strings {
    bool in_text, in_phonetic;
};

static void strings_begin(struct xml *xml, const char *name, const char **attributes)
{
    struct strings *strings = xml->context;
    (void)attributes;
    if (strcmp(name, "rPh") == 0)
        strings->in_phonetic = true;
    strings->in_text = strcmp(name, "t") == 0 && !strings->in_phonetic;
}

static void strings_end(struct xml *xml, const char *name)
{
    struct workbook *workbook = xml->workbook;
    struct strings *strings = xml->context;
    strings->in_text = false;
    if (strcmp(name, "rPh") == 0)
        strings->in_phonetic = false;
    if (strcmp(name, "si") != 0)
        return;
    if (workbook->n_strings == workbook->strings_capacity) {
        workbook->strings_capacity = workbook->strings_capacity ? workbook->strings_capacity * 2 : 1024;
        workbook->string_ends =
            reallocate(workbook->string_ends, workbook->strings_capacity, sizeof *workbook->string_ends);
    }
    workbook->string_ends[workbook->n_strings++] = workbook->strings.length;
}

static void strings_text(struct xml *xml, const char *text, size_t length)
{
    struct strings *strings = xml->context;
    if (strings->in_text)
        text_add_bytes(&xml->workbook->strings, text, length);
}

/* The sheet. */

struct sheet_reading {
    struct sheet_grid *sheet;
    size_t line;   /* of the row before */
    size_t column; /* of the cell that is being read, from 0 */
    char type;     /* n number, s shared, b bool, e error, t any text */
    size_t style;
    bool in_value, in_phonetic;
    struct text value;
};

static void row_begins(struct xml *xml, const char **attributes)
{
    struct sheet_reading *s = xml->context;
    const char *number = attribute(attributes, "r");
    size_t column = 0, row = s->line + 1;
    if (number && (!cell_name_parse(number, &column, &row) || column || row <= s->line)) {
        xml_fail(xml, "rows out of order");
        return;
    }
    s->line = row;
    sheet_row_begin(s->sheet, row);
}

static void cell_begins(struct xml *xml, const char **attributes)
{
    struct sheet_reading *s = xml->context;
    const char *name = attribute(attributes, "r"), *type = attribute(attributes, "t");
    const char *style = attribute(attributes, "s");
    size_t column = 0, row;
    if (name && (!cell_name_parse(name, &column, &row) || (column && column <= s->sheet->n_fields))) {
        xml_fail(xml, "cells out of order");
        return;
    }
    s->column = column ? column - 1 : s->sheet->n_fields;
    s->style = style ? strtoul(style, NULL, 10) : 0;
    s->type = !type || strcmp(type, "n") == 0 ? 'n'
              : strcmp(type, "s") == 0        ? 's'
              : strcmp(type, "b") == 0        ? 'b'
              : strcmp(type, "e") == 0        ? 'e'
                                              : 't';
    text_clear(&s->value);
}

static void sheet_begin(struct xml *xml, const char *name, const char **attributes)
{
    struct sheet_reading *s = xml->context;
    if (strcmp(name, "c") == 0)
        cell_begins(xml, attributes);
    else if (strcmp(name, "row") == 0)
        row_begins(xml, attributes);
    else if (strcmp(name, "rPh") == 0)
        s->in_phonetic = true;
    s->in_value = strcmp(name, "v") == 0 || (strcmp(name, "t") == 0 && !s->in_phonetic);
}

static void sheet_text(struct xml *xml, const char *text, size_t length)
{
    struct sheet_reading *s = xml->context;
    if (s->in_value)
        text_add_bytes(&s->value, text, length);
    if (s->value.length > FIELD_MAX_BYTES)
        xml_fail(xml, "a cell has over 16 million characters");
}

/* A number's text, or a day's. */
static void push_number(struct sheet_reading *s, const struct workbook *workbook)
{
    struct text out = TEXT_EMPTY;
    double value;
    bool date = s->style < workbook->n_dates && workbook->dates[s->style];
    if (!number_parse(s->value.bytes, s->value.length, &value))
        text_add_bytes(&out, s->value.bytes, s->value.length);
    else if (!date || !serial_write(value, workbook->from_1904, &out))
        cell_number_write(value, &out);
    sheet_add_field(s->sheet, text_string(&out), out.length);
    text_release(&out);
}

static void push_shared(struct xml *xml, struct sheet_reading *s)
{
    const struct workbook *workbook = xml->workbook;
    int64_t index;
    if (!integer_parse(s->value.bytes, s->value.length, &index) || index < 0 || (size_t)index >= workbook->n_strings) {
        xml_fail(xml, "a cell names a shared string that is not there");
        return;
    }
    size_t begin = index ? workbook->string_ends[index - 1] : 0;
    sheet_add_field(s->sheet, text_string(&workbook->strings) + begin, workbook->string_ends[index] - begin);
}

static void cell_ends(struct xml *xml)
{
    struct sheet_reading *s = xml->context;
    while (s->sheet->n_fields < s->column)
        sheet_add_field(s->sheet, "", 0);
    const char *text = text_string(&s->value);
    if (s->value.length == 0)
        sheet_add_field(s->sheet, "", 0);
    else if (s->type == 'n')
        push_number(s, xml->workbook);
    else if (s->type == 's')
        push_shared(xml, s);
    else if (s->type == 'b')
        sheet_add_field(s->sheet, *text == '1' ? "true" : "false", *text == '1' ? 4 : 5);
    else if (s->type == 'e' && strcmp(text, "#N/A") == 0)
        sheet_add_field(s->sheet, "", 0);
    else
        sheet_add_field(s->sheet, text, s->value.length);
}

static void row_ends(struct xml *xml)
{
    struct sheet_reading *s = xml->context;
    if (!sheet_row_end(s->sheet))
        xml_fail(xml, "there is no memory for its rows");
    else if (s->line % 1024 == 0)
        work_advance(xml->workbook->work, 1024);
}

static void sheet_end(struct xml *xml, const char *name)
{
    struct sheet_reading *s = xml->context;
    s->in_value = false;
    if (strcmp(name, "c") == 0)
        cell_ends(xml);
    else if (strcmp(name, "row") == 0)
        row_ends(xml);
    else if (strcmp(name, "rPh") == 0)
        s->in_phonetic = false;
}

/* The whole. */

static void workbook_release(struct workbook *workbook)
{
    for (size_t i = 0; i < workbook->n_sheets; i++) {
        free(workbook->sheets[i].name);
        free(workbook->sheets[i].id);
        free(workbook->sheets[i].member);
    }
    free(workbook->sheets);
    text_release(&workbook->strings);
    free(workbook->string_ends);
    free(workbook->dates);
    free(workbook->formats);
}

static bool read_sheet(struct workbook *workbook, const struct source_options *options, struct sheet_grid *grid,
                       struct error *err)
{
    struct styles styles = { 0 };
    struct strings strings = { 0 };
    struct sheet_reading reading = { .sheet = grid };
    static const struct xml_handlers workbook_handlers = { .begin = workbook_begin },
                                     relations_handlers = { .begin = relations_begin },
                                     styles_handlers = { .begin = styles_begin, .end = styles_end },
                                     strings_handlers = { .begin = strings_begin,
                                                          .end = strings_end,
                                                          .text = strings_text },
                                     sheet_handlers = { .begin = sheet_begin, .end = sheet_end, .text = sheet_text };
    if (!read_member(workbook, "xl/workbook.xml", true, workbook_handlers, NULL, err) ||
        !read_member(workbook, "xl/_rels/workbook.xml.rels", true, relations_handlers, NULL, err))
        return false;
    const struct sheet *sheet = find_sheet(workbook, options->sheet, err);
    if (!sheet || !read_member(workbook, "xl/styles.xml", false, styles_handlers, &styles, err) ||
        !read_member(workbook, "xl/sharedStrings.xml", false, strings_handlers, &strings, err))
        return false;
    bool good = read_member(workbook, sheet->member, true, sheet_handlers, &reading, err);
    text_release(&reading.value);
    if (good && !sheet_grid_finish(grid)) {
        fail(err, ERROR_DATA, E_EMPTY_FILE, "sheet '%s' of %s is empty", sheet->name, workbook->path);
        if (workbook->n_sheets > 1)
            error_mend(err, "sheet= names another one");
        return false;
    }
    return good;
}

/* What stands at the beginning tells files that are no workbook. */
static bool check_head(const char *path, const struct held *held, uint64_t *n_bytes, struct error *err)
{
    struct file_map map = { 0 };
    if (held)
        map = (struct file_map){ .bytes = held->bytes, .length = held->length };
    else if (!file_map_open(path, &map, err))
        return false;
    *n_bytes = map.length;
    bool zip = map.length >= 4 && memcmp(map.bytes, "PK\3\4", 4) == 0;
    const char *what = map.length ? content_kind((const unsigned char *)map.bytes, map.length) : NULL;
    if (map.length == 0) {
        fail(err, ERROR_DATA, E_EMPTY_FILE, "%s is empty", path);
        error_mend(err, "check the export that made it");
    } else if (!zip) {
        fail(err, ERROR_DATA, E_WORKBOOK, "%s is no XLSX workbook", path);
        error_reason(err, "it is %s", what ? what : "no zip archive, as workbooks are");
        error_mend(err, what ? "save it as .xlsx without a password" : "format=csv if it is text");
    }
    if (!held)
        file_map_close(&map);
    return zip;
}

bool xlsx_open(const char *path, const struct source_options *options, struct work *work, struct grid **out,
               struct error *err)
{
    uint64_t n_bytes;
    const struct held *held = options->held;
    if (!check_head(path, held, &n_bytes, err))
        return false;
    struct sheet_grid *sheet = sheet_grid_new(path, n_bytes, options->no_header);
    struct workbook workbook = { .path = path, .packed = { .path = path }, .work = work };
    if (held)
        workbook.packed = (struct packed){ path, held->bytes, held->length };
    work_begin(work, "rows", 0);
    bool good = read_sheet(&workbook, options, sheet, err);
    work_end(work);
    workbook_release(&workbook);
    if (!good) {
        grid_close(&sheet->grid);
        return false;
    }
    *out = &sheet->grid;
    return true;
}
