/* Workbooks: one sheet of an XLSX file as a grid.

   Cells become texts as CSV would spell them: numbers in their shortest spelling, days as YYYY-MM-DD HH:MM:SS, so that
   one inference serves all formats. The first row that holds anything is the header and decides the width; rows without
   a cell are no rows; cells beyond the width refuse the row, and those that a short row lacks are missing. A formula is
   its value when the workbook was saved; one that failed (#DIV/0!) is missing, and a note counts such cells. Of a
   merged range only the first cell holds the value. */
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/number.h"
#include "patron/base/work.h"
#include "patron/source/source.h"
#include "source/limits.h"
#include "source/serial.h"
#include "source/sheet.h"
#include "source/workbook.h"

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
    bool date = workbook_is_date(workbook, s->style);
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
    int64_t index;
    size_t length;
    bool whole = integer_parse(s->value.bytes, s->value.length, &index);
    const char *text = whole ? workbook_string(xml->owner, index, &length) : NULL;
    if (!text)
        xml_fail(xml, "a cell names a shared string that is not there");
    else if (length > source_limits().cell_bytes)
        stop_long_cell(xml);
    else
        sheet_add_field(s->sheet, text, length);
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
        workbook_decode(&s->value, s->begin);
    s->in_value = false;
    if (strcmp(name, "c") == 0)
        cell_ends(xml);
    else if (strcmp(name, "row") == 0)
        row_ends(xml);
    else if (strcmp(name, "rPh") == 0)
        s->in_phonetic = false;
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
    struct sheet_reading reading = { .sheet = grid };
    static const struct xml_handlers handlers = { .begin = sheet_begin, .end = sheet_end, .text = sheet_text };
    const struct sheet *sheet = workbook_sheet(workbook, options->sheet, err);
    if (!sheet || !workbook_read_shared(workbook, err))
        return false;
    bool good = workbook_part(workbook, sheet->member, true, &handlers, &reading, err);
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

bool xlsx_sheets(const char *path, const struct held *held, struct work *work, char ***out, struct error *err)
{
    struct workbook workbook;
    *out = NULL;
    if (!workbook_open(&workbook, path, held, work, err))
        return false;
    char **names = allocate(workbook.n_sheets + 1, sizeof *names);
    size_t n = 0;
    for (size_t i = 0; i < workbook.n_sheets; i++)
        if (is_worksheet(&workbook.sheets[i]) && !workbook.sheets[i].hidden)
            names[n++] = copy_text(workbook.sheets[i].name);
    bool good = n > 0 || workbook_no_sheet(&workbook, NULL, err);
    workbook_release(&workbook);
    if (good)
        *out = names;
    else
        source_paths_free(names);
    return good;
}

bool xlsx_open(const char *path, const struct source_options *options, struct work *work, struct grid **out,
               struct error *err)
{
    struct workbook workbook;
    if (!workbook_open(&workbook, path, options->held, work, err))
        return false;
    struct sheet_grid *sheet = sheet_grid_new(path, workbook.n_bytes, options);
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
