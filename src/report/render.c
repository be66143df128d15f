/* The formats, one row each, and the ways into them. */
#include "patron/base/memory.h"
#include "patron/base/work.h"
#include "report/block.h"
#include "report/layout.h"
#include "report/writer.h"

struct format_row {
    enum format format;
    const char *name;
    const char *endings[4];
    render_function *render;
};
static const struct format_row formats[] = {
    { FORMAT_TEXT, "text", { ".txt", ".text", NULL }, render_text },
    { FORMAT_TSV, "tsv", { ".tsv", ".tab", NULL }, render_tsv },
    { FORMAT_CSV, "csv", { ".csv", NULL }, render_csv },
    { FORMAT_JSON, "json", { ".json", NULL }, render_json },
    { FORMAT_JSON_LINES, "jsonl", { ".jsonl", ".ndjson", NULL }, render_json_lines },
    { FORMAT_MARKDOWN, "md", { ".md", ".markdown", NULL }, render_markdown },
};
_Static_assert(sizeof formats / sizeof formats[0] == N_FORMATS, "every format has a row");

bool format_from_name(const char *name, enum format *out)
{
    for (size_t i = 0; i < N_FORMATS; i++)
        if (strcmp(formats[i].name, name) == 0) {
            *out = formats[i].format;
            return true;
        }
    return false;
}

bool format_from_path(const char *path, enum format *out)
{
    size_t length = strlen(path);
    for (size_t i = 0; i < N_FORMATS; i++)
        for (const char *const *ending = formats[i].endings; *ending; ending++)
            if (length > strlen(*ending) && strcmp(path + length - strlen(*ending), *ending) == 0) {
                *out = formats[i].format;
                return true;
            }
    return false;
}

const char *format_name(enum format format)
{
    return formats[format].name;
}

const char *block_kind_name(enum block_kind kind)
{
    static const char *const names[] = {
        "note", "facts", "table", "curves", "bars", "histogram", "heat", "silhouette"
    };
    return names[kind];
}

/* ---- The writer ---- */

enum { PIECE = 64 * 1024 };

static void hand_over(struct writer *writer)
{
    if (!writer->stopped && writer->text.length > 0)
        writer->stopped = !writer->sink(writer->context, writer->text.bytes, writer->text.length);
    text_clear(&writer->text);
}

bool writer_go_on(struct writer *writer)
{
    if (writer->text.length >= PIECE || writer->stopped) {
        writer->stopped |= work_stopped(NULL);
        hand_over(writer);
    }
    return !writer->stopped;
}

bool writer_finish(struct writer *writer)
{
    hand_over(writer);
    text_release(&writer->text);
    return !writer->stopped;
}

void writer_add_valid(struct text *out, const char *bytes, size_t length)
{
    if (utf8_valid(bytes, length)) {
        text_add_bytes(out, bytes, length);
        return;
    }
    for (size_t at = 0; at < length;) {
        size_t size;
        char code[4];
        unsigned decoded = utf8_decode(bytes + at, length - at, &size);
        text_add_bytes(out, code, utf8_encode(decoded, code));
        at += size;
    }
}

static bool add_to_text(void *context, const char *bytes, size_t length)
{
    text_add_bytes(context, bytes, length);
    return true;
}

bool report_render(const struct report *report, enum format format, const struct render_options *options,
                   sink_function *sink, void *context)
{
    static const struct render_options usual = { .width = 80, .height = 24, .tier = TIER_ASCII };
    struct render_options settled = options ? *options : usual;
    struct writer writer = { sink, context, TEXT_EMPTY, false };
    if (settled.width <= 0)
        settled.width = 80;
    if (settled.height <= 0)
        settled.height = 24;
    formats[format].render(report, &settled, &writer);
    return writer_finish(&writer);
}

void report_text(const struct report *report, enum format format, const struct render_options *options,
                 struct text *out)
{
    report_render(report, format, options, add_to_text, out);
}

/* ---- For panes ---- */

enum { PANE_LIMIT = 50 };

int report_layout_height(const struct report *report, int width, int height, enum tier tier)
{
    (void)tier; /* all tiers take the same lines */
    struct layout *layout = layout_new(report, width, height, EXTENT_PANE, PANE_LIMIT);
    long long lines = layout->lines;
    layout_free(layout);
    return lines > INT32_MAX ? INT32_MAX : (int)lines;
}

void report_draw(const struct report *report, struct canvas *canvas, struct rect area, int scroll)
{
    if (area.width <= 0 || area.height <= 0)
        return;
    struct layout *layout = layout_new(report, area.width, area.height, EXTENT_PANE, PANE_LIMIT);
    struct canvas *part = canvas_new(area.width, area.height, canvas->tier);
    layout_draw(layout, part, scroll);
    for (int y = 0; y < area.height; y++)
        for (int x = 0; x < area.width; x++) {
            const struct cell *cell = &part->cells[y * area.width + x];
            if (cell->code != 0)
                canvas_set(canvas, area.x + x, area.y + y, cell->code, (enum role)cell->role);
        }
    canvas_free(part);
    layout_free(layout);
}
