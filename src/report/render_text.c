/* Reports as text: the layout drawn band after band on a canvas, and the canvas written as lines. */
#include "report/layout.h"
#include "report/words.h"
#include "report/writer.h"

enum { BAND = 256, LEAST_TEXT = 20, LEAST_ROWS = 10 };

/* The title at the left and the context at the right of one heavy rule, or both as paragraphs where it is too narrow.
 */
static void head(const struct report *report, const struct render_options *options, int width, struct text *out)
{
    const char *title = report->title ? report->title : report->context ? report->kind : NULL;
    const char *context = report->context ? report->context : "";
    if (!title)
        return;
    int wanted = words_width(title) + words_width(context) + 9;
    if (options->unbroken && wanted > width)
        width = wanted;
    int lines = wanted <= width ? 1 : words_lines(title, width) + words_lines(context, width);
    struct canvas *canvas = canvas_new(width, lines, options->tier);
    if (wanted <= width) {
        canvas_fill(canvas, (struct rect){ 0, 0, width, 1 }, 0x2501, ROLE_FOCUS);
        canvas_format(canvas, 2, 0, width, ROLE_TITLE, " %s ", title);
        int x = width - words_width(context) - 4;
        if (*context)
            canvas_format(canvas, x, 0, width - x, ROLE_TITLE, " %s ", context);
    } else {
        int y = words_draw(canvas, 0, 0, width, ROLE_TITLE, title);
        words_draw(canvas, 0, y, width, ROLE_MUTED, context);
    }
    canvas_text(canvas, 0, lines, out);
    canvas_free(canvas);
}

void render_text(const struct report *report, const struct render_options *options, struct writer *writer)
{
    int width = options->width < LEAST_TEXT ? LEAST_TEXT : options->width;
    size_t limit = options->height - 5 > LEAST_ROWS ? (size_t)(options->height - 5) : LEAST_ROWS;
    enum extent extent = options->limit_rows ? EXTENT_LIMITED : options->unbroken ? EXTENT_UNBROKEN : EXTENT_WHOLE;
    struct layout *layout = layout_new(report, width, 0, extent, limit);
    writer->stopped |= layout->broken_off;
    if (!writer->stopped)
        head(report, options, width, &writer->text);
    for (long long first = 0; first < layout->lines && writer_go_on(writer); first += BAND) {
        int lines = layout->lines - first < BAND ? (int)(layout->lines - first) : BAND;
        struct canvas *canvas = canvas_new(layout->reach, lines, options->tier);
        layout_draw(layout, canvas, first);
        canvas_text(canvas, 0, lines, &writer->text);
        canvas_free(canvas);
    }
    layout_free(layout);
}
