/* Workbooks: all files of one but the cells. */
#include "source/workbook.h"

#include <strings.h>

#include "patron/base/error.h"
#include "patron/base/file.h"
#include "patron/base/kinds.h"
#include "patron/base/memory.h"
#include "source/content.h"
#include "source/held.h"
#include "source/serial.h"

enum { MOST_SHEETS = 4096, MOST_STYLES = 1 << 16 };

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

bool is_worksheet(const struct sheet *sheet)
{
    return sheet->member && !strstr(sheet->member, "chartsheet") && !strstr(sheet->member, "dialogsheet");
}

bool workbook_no_sheet(const struct workbook *workbook, const char *wanted, struct error *err)
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

const struct sheet *workbook_sheet(const struct workbook *workbook, const char *name, struct error *err)
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
    workbook_no_sheet(workbook, name, err);
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

void workbook_decode(struct text *text, size_t begin)
{
    if (begin < text->length)
        text->length = begin + xstring_decode(text->bytes + begin, text->length - begin);
}

static void strings_end(struct xml *xml, const char *name)
{
    struct workbook *workbook = xml->owner;
    struct strings *strings = xml->context;
    if (strings->in_text)
        workbook_decode(&workbook->strings, strings->begin);
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

/* The whole. */

void workbook_release(struct workbook *workbook)
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

bool workbook_part(struct workbook *workbook, const char *member, bool needed, const struct xml_handlers *handlers,
                   void *context, struct error *err)
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

bool workbook_open(struct workbook *workbook, const char *path, const struct held *held, struct work *work,
                   struct error *err)
{
    *workbook =
        (struct workbook){ .packed = { path, held ? held->bytes : NULL, held ? held->length : 0 }, .work = work };
    if (check_head(path, held, &workbook->n_bytes, err) && read_sheets(workbook, err))
        return true;
    workbook_release(workbook);
    return false;
}

bool workbook_read_shared(struct workbook *workbook, struct error *err)
{
    struct styles styles = { 0 };
    struct strings strings = { 0 };
    static const struct xml_handlers styles_handlers = { .begin = styles_begin, .end = styles_end },
                                     strings_handlers = { .begin = strings_begin,
                                                          .end = strings_end,
                                                          .text = strings_text };
    return workbook_part(workbook, "xl/styles.xml", false, &styles_handlers, &styles, err) &&
           workbook_part(workbook, "xl/sharedStrings.xml", false, &strings_handlers, &strings, err);
}

bool workbook_is_date(const struct workbook *workbook, size_t style)
{
    return style < workbook->n_dates && workbook->dates[style];
}

const char *workbook_string(const struct workbook *workbook, int64_t index, size_t *length)
{
    if (index < 0 || (size_t)index >= workbook->n_strings)
        return NULL;
    size_t begin = index ? workbook->string_ends[index - 1] : 0;
    *length = workbook->string_ends[index] - begin;
    return text_string(&workbook->strings) + begin;
}
