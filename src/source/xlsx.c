/* Workbooks: one sheet of an XLSX file as a grid.

   Cells become texts as CSV would spell them: numbers in their shortest spelling, days as YYYY-MM-DD HH:MM:SS, so that
   one inference serves all formats. The first row that holds anything is the header and decides the width; rows without
   a cell are no rows; cells beyond the width refuse the row, and those that a short row lacks are missing. A formula is
   its value when the workbook was saved; one that failed (#DIV/0!) is missing, and a note counts such cells. Of a
   merged range only the first cell holds the value. */
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
#include "source/limits.h"
#include "source/serial.h"
#include "source/sheet.h"
#include "source/xml.h"

enum { MOST_SHEETS = 4096, MOST_STYLES = 1 << 16 };

struct sheet {
    char *name, *id, *member;
    bool hidden;
};

struct workbook {
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

/* workbook.xml and its relations: the sheets. */

static void workbook_begin(struct xml *xml, const char *name, const char **attributes)
{
    struct workbook *workbook = xml->owner;
    if (strcmp(name, "workbookPr") == 0) {
        const char *from = xml_attribute(attributes, "date1904");
        workbook->from_1904 = from && (strcmp(from, "1") == 0 || strcmp(from, "true") == 0);
    } else if (strcmp(name, "sheet") == 0 && workbook->n_sheets < MOST_SHEETS) {
        const char *sheet_name = xml_attribute(attributes, "name"), *id = xml_attribute(attributes, "id");
        const char *state = xml_attribute(attributes, "state");
        if (!sheet_name || !id)
            return;
        workbook->sheets = reallocate(workbook->sheets, workbook->n_sheets + 1, sizeof *workbook->sheets);
        workbook->sheets[workbook->n_sheets++] = (struct sheet){ .name = copy_text(sheet_name),
                                                                 .id = copy_text(id),
                                                                 .hidden = state && strcmp(state, "visible") != 0 };
    }
}

static void relations_begin(struct xml *xml, const char *name, const char **attributes)
{
    struct workbook *workbook = xml->owner;
    const char *id = xml_attribute(attributes, "Id"), *target = xml_attribute(attributes, "Target");
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
        fail(err, ERROR_USER, E_NO_SHEET, "%s has no sheet '%s'", workbook->packed.path, wanted);
    else
        fail(err, ERROR_DATA, E_NO_SHEET, "%s has no sheet", workbook->packed.path);
    if (names.length)
        error_reason(err, "its sheets are %s", text_string(&names));
    if (wanted && nearest.best)
        error_mend(err, "sheet=\"%s\"", nearest.best);
    if (wanted)
        error_mend(err, "sheet=all");
    text_release(&names);
    return false;
}

static const struct sheet *first_sheet(const struct workbook *workbook)
{
    for (int hidden = 0; hidden <= 1; hidden++)
        for (size_t i = 0; i < workbook->n_sheets; i++)
            if (is_worksheet(&workbook->sheets[i]) && workbook->sheets[i].hidden == hidden)
                return &workbook->sheets[i];
    return NULL;
}

/* The sheet called NAME; NULL: the first that can be seen. */
static const struct sheet *find_sheet(const struct workbook *workbook, const char *name, struct error *err)
{
    const struct sheet *first = name ? NULL : first_sheet(workbook);
    if (first)
        return first;
    for (int exact = 1; exact >= 0 && name; exact--)
        for (size_t i = 0; i < workbook->n_sheets; i++) {
            const struct sheet *sheet = &workbook->sheets[i];
            if (is_worksheet(sheet) && (exact ? strcmp(sheet->name, name) : strcasecmp(sheet->name, name)) == 0)
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
    struct workbook *workbook = xml->owner;
    struct styles *styles = xml->context;
    const char *id = xml_attribute(attributes, "numFmtId"), *code = xml_attribute(attributes, "formatCode");
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
    size_t begin; /* of the run of text that is being read */
};

static void strings_begin(struct xml *xml, const char *name, const char **attributes)
{
    struct strings *strings = xml->context;
    (void)attributes;
    if (strcmp(name, "rPh") == 0)
        strings->in_phonetic = true;
    strings->in_text = strcmp(name, "t") == 0 && !strings->in_phonetic;
    strings->begin = ((struct workbook *)xml->owner)->strings.length;
}

static void decode_from(struct text *text, size_t begin)
{
    if (begin < text->length)
        text->length = begin + xstring_decode(text->bytes + begin, text->length - begin);
}

static void strings_end(struct xml *xml, const char *name)
{
    struct workbook *workbook = xml->owner;
    struct strings *strings = xml->context;
    if (strings->in_text)
        decode_from(&workbook->strings, strings->begin);
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
        text_add_bytes(&((struct workbook *)xml->owner)->strings, text, length);
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
    size_t begin;              /* of the run of text that is being read, in value */
    size_t n_errors, n_merged; /* cells with an error of a formula; merged ranges */
};

static void row_begins(struct xml *xml, const char **attributes)
{
    struct sheet_reading *s = xml->context;
    const char *number = xml_attribute(attributes, "r");
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
    const char *name = xml_attribute(attributes, "r"), *type = xml_attribute(attributes, "t");
    const char *style = xml_attribute(attributes, "s");
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
    else if (strcmp(name, "mergeCell") == 0)
        s->n_merged++;
    s->in_value = strcmp(name, "v") == 0 || (strcmp(name, "t") == 0 && !s->in_phonetic);
    s->begin = s->value.length;
}

static void stop_long_cell(struct xml *xml)
{
    struct sheet_reading *s = xml->context;
    if (!xml->failed) {
        fail_long_cell(xml->err, "a cell");
        error_reason(xml->err, "it is in row %zu, column %zu of %s", s->line, s->column + 1, xml->path);
        mend_long_cell(xml->err);
    }
    xml_stop(xml);
}

static void sheet_text(struct xml *xml, const char *text, size_t length)
{
    struct sheet_reading *s = xml->context;
    if (s->in_value)
        text_add_bytes(&s->value, text, length);
    if (s->value.length > source_limits().cell_bytes)
        stop_long_cell(xml);
}

/* A number's text, or a day's. */
static void push_number(struct sheet_reading *s, const struct workbook *workbook)
{
    struct text out = TEXT_EMPTY;
    double value;
    bool date = s->style < workbook->n_dates && workbook->dates[s->style];
    bool number = false;
    if (!number_parse(s->value.bytes, s->value.length, &value))
        text_add_bytes(&out, s->value.bytes, s->value.length);
    else if ((number = !date || !serial_write(value, workbook->from_1904, &out)))
        cell_number_write(value, &out);
    (number ? sheet_add_number : sheet_add_field)(s->sheet, text_string(&out), out.length);
    text_release(&out);
}

static void push_shared(struct xml *xml, struct sheet_reading *s)
{
    const struct workbook *workbook = xml->owner;
    int64_t index;
    if (!integer_parse(s->value.bytes, s->value.length, &index) || index < 0 || (size_t)index >= workbook->n_strings) {
        xml_fail(xml, "a cell names a shared string that is not there");
        return;
    }
    size_t begin = index ? workbook->string_ends[index - 1] : 0, length = workbook->string_ends[index] - begin;
    if (length > source_limits().cell_bytes)
        stop_long_cell(xml);
    else
        sheet_add_field(s->sheet, text_string(&workbook->strings) + begin, length);
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
        push_number(s, xml->owner);
    else if (s->type == 's')
        push_shared(xml, s);
    else if (s->type == 'b')
        sheet_add_field(s->sheet, *text == '1' ? "true" : "false", *text == '1' ? 4 : 5);
    else if (s->type == 'e') {
        sheet_add_field(s->sheet, "", 0);
        s->n_errors += strcmp(text, "#N/A") != 0;
    } else
        sheet_add_field(s->sheet, text, s->value.length);
}

static void row_ends(struct xml *xml)
{
    struct sheet_reading *s = xml->context;
    if (!sheet_row_end(s->sheet))
        xml_fail(xml, "there is no memory for its rows");
    else if (s->line % 1024 == 0)
        work_advance(((struct workbook *)xml->owner)->work, 1024);
}

static void sheet_end(struct xml *xml, const char *name)
{
    struct sheet_reading *s = xml->context;
    if (s->in_value && s->type == 't')
        decode_from(&s->value, s->begin);
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

static bool workbook_part(struct workbook *workbook, const char *member, bool needed,
                          const struct xml_handlers *handlers, void *context, struct error *err)
{
    return xml_read(&workbook->packed, member, needed, handlers, workbook, context, workbook->work, err);
}

static bool read_sheets(struct workbook *workbook, struct error *err)
{
    static const struct xml_handlers workbook_handlers = { .begin = workbook_begin },
                                     relations_handlers = { .begin = relations_begin };
    return workbook_part(workbook, "xl/workbook.xml", true, &workbook_handlers, NULL, err) &&
           workbook_part(workbook, "xl/_rels/workbook.xml.rels", true, &relations_handlers, NULL, err);
}

/* That the workbook has more than was read. */
static char *note_of_sheet(const struct workbook *workbook, const struct sheet *sheet, bool asked)
{
    struct text note = TEXT_EMPTY;
    size_t n_others = 0;
    for (size_t i = 0; i < workbook->n_sheets && !asked; i++)
        n_others += &workbook->sheets[i] != sheet && is_worksheet(&workbook->sheets[i]);
    if (n_others)
        text_add_format(&note, "sheet '%s'; sheet=all reads the others too", sheet->name);
    return note.length ? text_take(&note) : NULL;
}

static bool read_sheet(struct workbook *workbook, const struct source_options *options, struct sheet_grid *grid,
                       struct error *err)
{
    struct styles styles = { 0 };
    struct strings strings = { 0 };
    struct sheet_reading reading = { .sheet = grid };
    static const struct xml_handlers styles_handlers = { .begin = styles_begin, .end = styles_end },
                                     strings_handlers = { .begin = strings_begin,
                                                          .end = strings_end,
                                                          .text = strings_text },
                                     sheet_handlers = { .begin = sheet_begin, .end = sheet_end, .text = sheet_text };
    if (!read_sheets(workbook, err))
        return false;
    const struct sheet *sheet = find_sheet(workbook, options->sheet, err);
    if (!sheet || !workbook_part(workbook, "xl/styles.xml", false, &styles_handlers, &styles, err) ||
        !workbook_part(workbook, "xl/sharedStrings.xml", false, &strings_handlers, &strings, err))
        return false;
    bool good = workbook_part(workbook, sheet->member, true, &sheet_handlers, &reading, err);
    text_release(&reading.value);
    if (good && !sheet_grid_finish(grid)) {
        fail(err, ERROR_DATA, E_EMPTY_FILE, "sheet '%s' of %s is empty", sheet->name, workbook->packed.path);
        if (workbook->n_sheets > 1)
            error_mend(err, "sheet= names another one");
        return false;
    }
    if (good)
        grid->grid.note = note_of_sheet(workbook, sheet, options->sheet != NULL);
    grid->grid.n_failed = reading.n_errors;
    grid->grid.n_merged = reading.n_merged;
    return good;
}

/* What stands at the beginning tells files that are no workbook. */
static bool check_head(const char *path, const struct held *held, uint64_t *n_bytes, struct error *err)
{
    struct file_map map = { 0 };
    if (held)
        map = (struct file_map){ .bytes = held->bytes, .length = held->length };
    else if (!file_map_open_foreign(path, &map, err))
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

static struct packed packed_of(const char *path, const struct held *held)
{
    return (struct packed){ path, held ? held->bytes : NULL, held ? held->length : 0 };
}

bool xlsx_sheets(const char *path, const struct held *held, struct work *work, char ***out, struct error *err)
{
    uint64_t n_bytes;
    struct workbook workbook = { .packed = packed_of(path, held), .work = work };
    bool good = check_head(path, held, &n_bytes, err) && read_sheets(&workbook, err);
    char **names = allocate(workbook.n_sheets + 1, sizeof *names);
    size_t n = 0;
    for (size_t i = 0; i < workbook.n_sheets; i++)
        if (is_worksheet(&workbook.sheets[i]) && !workbook.sheets[i].hidden)
            names[n++] = copy_text(workbook.sheets[i].name);
    if (good && n == 0)
        good = fail_no_sheet(&workbook, NULL, err);
    workbook_release(&workbook);
    *out = good ? names : NULL;
    if (!good)
        source_paths_free(names);
    return good;
}

bool xlsx_open(const char *path, const struct source_options *options, struct work *work, struct grid **out,
               struct error *err)
{
    uint64_t n_bytes;
    const struct held *held = options->held;
    if (!check_head(path, held, &n_bytes, err))
        return false;
    struct sheet_grid *sheet = sheet_grid_new(path, n_bytes, options);
    struct workbook workbook = { .packed = packed_of(path, held), .work = work };
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
