/* The grid of cells: text in columns, frames, and writing the grid as lines of text. */
#include "patron/draw/canvas.h"

#include <stdarg.h>

#include "draw/fallback.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"

static const struct cell blank = { ' ', 1, ROLE_PLAIN };

struct canvas *canvas_new(int width, int height, enum tier tier)
{
    struct canvas *canvas = allocate(1, sizeof *canvas);
    canvas->width = width < 0 ? 0 : width;
    canvas->height = height < 0 ? 0 : height;
    canvas->tier = tier;
    canvas->cells = allocate((size_t)canvas->width * (size_t)canvas->height + 1, sizeof *canvas->cells);
    canvas_clear(canvas);
    return canvas;
}

void canvas_free(struct canvas *canvas)
{
    if (!canvas)
        return;
    free(canvas->cells);
    free(canvas);
}

void canvas_clear(struct canvas *canvas)
{
    size_t n = (size_t)canvas->width * (size_t)canvas->height;
    for (size_t i = 0; i < n; i++)
        canvas->cells[i] = blank;
}

static struct cell *cell_at(struct canvas *canvas, int x, int y)
{
    if (x < 0 || y < 0 || x >= canvas->width || y >= canvas->height)
        return NULL;
    return &canvas->cells[(size_t)y * (size_t)canvas->width + (size_t)x];
}

static int code_width(uint32_t code)
{
    if (code >= 0x20 && code < 0x300)
        return 1;
    char bytes[4];
    size_t size = utf8_encode(code, bytes);
    return (int)utf8_width(bytes, size);
}

/* Overwriting one half of a wide character leaves no torn half behind. */
static void untear(struct canvas *canvas, int x, int y)
{
    struct cell *cell = cell_at(canvas, x, y);
    if (cell->width == 2) {
        struct cell *right = cell_at(canvas, x + 1, y);
        if (right)
            *right = (struct cell){ ' ', 1, right->role };
    } else if (cell->code == 0) {
        struct cell *left = cell_at(canvas, x - 1, y);
        if (left)
            *left = (struct cell){ ' ', 1, left->role };
    }
}

static void set_cell(struct canvas *canvas, int x, int y, uint32_t code, int width, enum role role)
{
    untear(canvas, x, y);
    if (width == 2) {
        untear(canvas, x + 1, y);
        *cell_at(canvas, x + 1, y) = (struct cell){ 0, 1, (uint8_t)role };
    }
    *cell_at(canvas, x, y) = (struct cell){ code, (uint8_t)width, (uint8_t)role };
}

/* Control characters have no place in a grid; the empty braille cell shows dots in some fonts. */
static uint32_t drawable(uint32_t code)
{
    if (code == '\n' || code == '\t' || code == '\r')
        return ' ';
    if (code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0xFFFD)
        return '?';
    return code == 0x2800 ? ' ' : code;
}

/* Puts CODE at (x, y) when it fits before column END; returns its width, 0 for a combining mark, -1 when it does not
   fit. */
static int put_code(struct canvas *canvas, int x, int y, int end, uint32_t code, enum role role)
{
    code = drawable(code);
    int width = code_width(code);
    if (width == 0)
        return 0;
    if (x + width > end)
        return -1;
    if (canvas->tier == TIER_ASCII && code >= 0x80) {
        for (int i = 0; i < width; i++)
            if (cell_at(canvas, x + i, y))
                set_cell(canvas, x + i, y, ascii_fallback(code), 1, role);
        return width;
    }
    if (x >= 0 && y >= 0 && x + width <= canvas->width && y < canvas->height)
        set_cell(canvas, x, y, code, width, role);
    return width;
}

void canvas_set(struct canvas *canvas, int x, int y, uint32_t code, enum role role)
{
    if (x >= 0)
        put_code(canvas, x, y, canvas->width, code, role);
}

int canvas_put(struct canvas *canvas, int x, int y, int width, enum role role, const char *text)
{
    size_t length = strlen(text), at = 0;
    int end = x + width, start = x;
    if (end > canvas->width)
        end = canvas->width;
    while (at < length) {
        size_t size;
        uint32_t code = utf8_decode(text + at, length - at, &size);
        int used = put_code(canvas, x, y, end, code, role);
        if (used < 0)
            break;
        x += used;
        at += size;
    }
    return x - start;
}

int canvas_put_right(struct canvas *canvas, int x, int y, int width, enum role role, const char *text)
{
    int wanted = (int)utf8_width(text, strlen(text));
    if (wanted < width)
        x += width - wanted;
    return canvas_put(canvas, x, y, wanted < width ? wanted : width, role, text);
}

int canvas_format(struct canvas *canvas, int x, int y, int width, enum role role, const char *format, ...)
{
    struct text text = TEXT_EMPTY;
    va_list arguments;
    va_start(arguments, format);
    text_add_arguments(&text, format, arguments);
    va_end(arguments);
    int used = canvas_put(canvas, x, y, width, role, text_string(&text));
    text_release(&text);
    return used;
}

void canvas_fill(struct canvas *canvas, struct rect area, uint32_t code, enum role role)
{
    for (int y = area.y; y < area.y + area.height; y++)
        for (int x = area.x; x < area.x + area.width; x++)
            canvas_set(canvas, x, y, code, role);
}

void canvas_role(struct canvas *canvas, struct rect area, enum role role)
{
    for (int y = area.y; y < area.y + area.height; y++)
        for (int x = area.x; x < area.x + area.width; x++) {
            struct cell *cell = cell_at(canvas, x, y);
            if (cell)
                cell->role = (uint8_t)role;
        }
}

struct strokes {
    uint32_t across, down, upper_left, upper_right, lower_left, lower_right;
};
static const struct strokes light = { 0x2500, 0x2502, 0x250C, 0x2510, 0x2514, 0x2518 };
static const struct strokes heavy = { 0x2501, 0x2503, 0x250F, 0x2513, 0x2517, 0x251B };

static void frame_titles(struct canvas *canvas, struct rect area, enum role role, const char *title, const char *right)
{
    int room = area.width - 4, used = 0;
    enum role title_role = role == ROLE_FOCUS ? ROLE_FOCUS : ROLE_TITLE;
    if (title && *title && room > 2) {
        canvas_set(canvas, area.x + 2, area.y, ' ', role);
        used = 1 + canvas_put(canvas, area.x + 3, area.y, room - 2, title_role, title);
        canvas_set(canvas, area.x + 2 + used++, area.y, ' ', role);
    }
    if (!right || !*right)
        return;
    int wanted = (int)utf8_width(right, strlen(right));
    if (wanted + 2 + (used ? 1 : 0) > room - used)
        return;
    int x = area.x + area.width - 2 - wanted - 2;
    canvas_set(canvas, x, area.y, ' ', role);
    canvas_put(canvas, x + 1, area.y, wanted, title_role, right);
    canvas_set(canvas, x + 1 + wanted, area.y, ' ', role);
}

void canvas_frame(struct canvas *canvas, struct rect area, bool focused, const char *title, const char *right)
{
    if (area.width < 2 || area.height < 2)
        return;
    const struct strokes *strokes = focused ? &heavy : &light;
    enum role role = focused ? ROLE_FOCUS : ROLE_FRAME;
    int last_x = area.x + area.width - 1, last_y = area.y + area.height - 1;
    for (int x = area.x + 1; x < last_x; x++) {
        canvas_set(canvas, x, area.y, strokes->across, role);
        canvas_set(canvas, x, last_y, strokes->across, role);
    }
    for (int y = area.y + 1; y < last_y; y++) {
        canvas_set(canvas, area.x, y, strokes->down, role);
        canvas_set(canvas, last_x, y, strokes->down, role);
    }
    canvas_set(canvas, area.x, area.y, strokes->upper_left, role);
    canvas_set(canvas, last_x, area.y, strokes->upper_right, role);
    canvas_set(canvas, area.x, last_y, strokes->lower_left, role);
    canvas_set(canvas, last_x, last_y, strokes->lower_right, role);
    frame_titles(canvas, area, role, title, right);
}

void canvas_text(const struct canvas *canvas, int first, int last, struct text *out)
{
    if (last > canvas->height)
        last = canvas->height;
    for (int y = first < 0 ? 0 : first; y < last; y++) {
        const struct cell *row = canvas->cells + (size_t)y * (size_t)canvas->width;
        int width = canvas->width;
        while (width > 0 && row[width - 1].code == ' ')
            width--;
        for (int x = 0; x < width; x++) {
            char bytes[4];
            if (row[x].code == 0)
                continue;
            text_add_bytes(out, bytes, utf8_encode(row[x].code, bytes));
        }
        text_add_char(out, '\n');
    }
}
