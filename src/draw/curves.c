/* Curves over two axes with ticks, labels and a key that stands where no curve runs. */
#include <math.h>

#include "draw/raster.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"

static int columns_of(const char *text)
{
    return (int)utf8_width(text, strlen(text));
}

/* Where the parts of a picture lie. */
struct frame {
    struct rect inside; /* where curves run */
    int labels;         /* columns of the y axis' numbers */
    int label_row;      /* of the x axis' name */
};

static int tick_width(const struct axis *axis)
{
    int width = 1;
    for (size_t i = 0; i < axis->n_ticks; i++) {
        char text[64];
        axis_tick_text(axis, i, text);
        if (columns_of(text) > width)
            width = columns_of(text);
    }
    return width;
}

/* One line above for the y axis' name, two below for the line and its numbers, one for the x axis' name; FOOT lines
   below that are kept free. */
static struct frame frame_of(struct rect area, const struct axis *x, const struct axis *y, int foot)
{
    struct frame frame = { .labels = tick_width(y) };
    int above = y->label && *y->label ? 1 : 0, below = 2 + (x->label && *x->label ? 1 : 0);
    frame.inside = (struct rect){ area.x + frame.labels + 2, area.y + above, area.width - frame.labels - 2,
                                  area.height - above - below - foot };
    frame.label_row = frame.inside.y + frame.inside.height + 2;
    return frame;
}

static void draw_y_axis(struct canvas *canvas, struct rect area, const struct frame *frame, const struct axis *y)
{
    struct rect in = frame->inside;
    int x = in.x - 1;
    if (y->label && *y->label)
        canvas_put(canvas, area.x, area.y, area.width, ROLE_MUTED, y->label);
    for (int row = 0; row < in.height; row++)
        canvas_set(canvas, x, in.y + row, 0x2502, ROLE_FRAME);
    int last = -2;
    for (size_t i = 0; i < y->n_ticks; i++) {
        double position = axis_position(y, y->ticks[i]);
        int row = (int)lround((1 - position) * (in.height - 1));
        if (!(position > -1e-9 && position < 1 + 1e-9) || row == last)
            continue;
        char text[64];
        axis_tick_text(y, i, text);
        canvas_put_right(canvas, area.x, in.y + row, frame->labels, ROLE_PLAIN, text);
        canvas_set(canvas, x, in.y + row, canvas->tier == TIER_ASCII ? '+' : 0x2524, ROLE_FRAME);
        last = row;
    }
}

static void draw_x_axis(struct canvas *canvas, struct rect area, const struct frame *frame, const struct axis *x)
{
    struct rect in = frame->inside;
    int y = in.y + in.height, right = area.x + area.width, free_from = area.x;
    canvas_set(canvas, in.x - 1, y, 0x2514, ROLE_FRAME);
    for (int column = 0; column < in.width; column++)
        canvas_set(canvas, in.x + column, y, 0x2500, ROLE_FRAME);
    for (size_t i = 0; i < x->n_ticks; i++) {
        double position = axis_position(x, x->ticks[i]);
        if (!(position > -1e-9 && position < 1 + 1e-9))
            continue;
        int column = in.x + (int)lround(position * (in.width - 1));
        char text[64];
        axis_tick_text(x, i, text);
        int width = columns_of(text), start = column - width / 2;
        if (start + width > right)
            start = right - width;
        if (start < free_from)
            continue;
        canvas_set(canvas, column, y, canvas->tier == TIER_ASCII ? '+' : 0x252C, ROLE_FRAME);
        canvas_put(canvas, start, y + 1, width, ROLE_PLAIN, text);
        free_from = start + width + 1;
    }
    if (x->label && *x->label)
        canvas_put(canvas, columns_of(x->label) > in.width ? area.x : in.x, frame->label_row,
                   columns_of(x->label) > in.width ? area.width : in.width, ROLE_MUTED, x->label);
}

/* ---- The key ---- */

struct key {
    size_t n;
    char **entries;
    enum role *roles;
    int width; /* of the widest */
};

/* BRIEF: of each legend only its first word. */
static struct key key_new(enum tier tier, const struct series *series, size_t n_series, bool brief)
{
    struct key key = { .entries = allocate(n_series + 1, sizeof *key.entries),
                       .roles = allocate(n_series + 1, sizeof *key.roles) };
    int names = 0;
    for (size_t i = 0; i < n_series; i++)
        if (series[i].name && columns_of(series[i].name) > names)
            names = columns_of(series[i].name);
    for (size_t i = 0; i < n_series; i++) {
        if (!series[i].name || !*series[i].name)
            continue;
        struct text text = TEXT_EMPTY;
        const char *sign = plot_series_sign(tier, i, series[i].muted, series[i].dots);
        text_add(&text, sign);
        text_add_repeat(&text, " ", tier != TIER_ASCII ? 4 - (size_t)columns_of(sign) : 1);
        text_add(&text, series[i].name);
        if (series[i].legend && *series[i].legend) {
            text_add_repeat(&text, " ", (size_t)(names - columns_of(series[i].name)) + 2);
            text_add_bytes(&text, series[i].legend, brief ? strcspn(series[i].legend, " ") : strlen(series[i].legend));
        }
        int width = columns_of(text_string(&text));
        key.width = width > key.width ? width : key.width;
        key.roles[key.n] = series[i].muted ? ROLE_MUTED : (enum role)(ROLE_SERIES1 + i % 6);
        key.entries[key.n++] = text_take(&text);
    }
    return key;
}

static void key_free(struct key *key)
{
    for (size_t i = 0; i < key->n; i++)
        free(key->entries[i]);
    free(key->entries);
    free(key->roles);
}

/* A corner of the raster where the key covers nothing but muted lines; false when there is none. */
static bool key_corner(const struct key *key, const struct raster *raster, int *column, int *row)
{
    int width = key->width, height = (int)key->n;
    if (width + 2 > raster->width * 3 / 4 || height + 1 > raster->height)
        return false;
    const int columns[] = { raster->width - width - 1, 1, raster->width - width - 1, 1 };
    const int rows[] = { raster->height - height, 0, 0, raster->height - height };
    for (int corner = 0; corner < 4; corner++) {
        bool busy = false;
        for (int y = rows[corner]; y < rows[corner] + height && !busy; y++)
            for (int x = columns[corner] - 1; x < columns[corner] + width && !busy; x++)
                busy = raster_busy(raster, x, y);
        if (!busy) {
            *column = columns[corner];
            *row = rows[corner];
            return true;
        }
    }
    return false;
}

/* Lines that the key takes below the picture, entries side by side as far as they fit; draws them unless CANVAS is
   NULL. */
static int key_below(const struct key *key, struct canvas *canvas, struct rect area)
{
    int x = 0, lines = key->n ? 1 : 0;
    for (size_t i = 0; i < key->n; i++) {
        int width = columns_of(key->entries[i]);
        if (x > 0 && x + 3 + width > area.width) {
            lines++;
            x = 0;
        }
        x += x > 0 ? 3 : 0;
        if (canvas)
            canvas_put(canvas, area.x + x, area.y + lines - 1, area.width - x, key->roles[i], key->entries[i]);
        x += width;
    }
    return lines;
}

static void key_inside(const struct key *key, struct canvas *canvas, int x, int y)
{
    for (size_t i = 0; i < key->n; i++) {
        canvas_fill(canvas, (struct rect){ x - 1, y + (int)i, key->width + 2, 1 }, ' ', ROLE_PLAIN);
        canvas_put(canvas, x, y + (int)i, key->width, key->roles[i], key->entries[i]);
    }
}

static void raster_all(struct raster *raster, const struct frame *frame, enum tier tier, const struct axis *x,
                       const struct axis *y, const struct series *series, size_t n_series)
{
    raster_init(raster, frame->inside.width, frame->inside.height, tier);
    for (size_t i = 0; i < n_series; i++)
        raster_series(raster, x, y, &series[i], i);
}

void plot_curves(struct canvas *canvas, struct rect area, const struct axis *x, const struct axis *y,
                 const struct series *series, size_t n_series)
{
    struct key key = key_new(canvas->tier, series, n_series, false);
    struct frame frame = frame_of(area, x, y, 0);
    struct raster raster;
    int column = 0, row = 0;
    if (frame.inside.width < 4 || frame.inside.height < 2) {
        key_below(&key, canvas, area);
        key_free(&key);
        return;
    }
    raster_all(&raster, &frame, canvas->tier, x, y, series, n_series);
    bool inside = key_corner(&key, &raster, &column, &row);
    if (!inside) {
        struct key brief = key_new(canvas->tier, series, n_series, true);
        inside = key_corner(&brief, &raster, &column, &row);
        struct key other = inside ? key : brief;
        key = inside ? brief : key;
        key_free(&other);
    }
    if (!inside) {
        int lines = key_below(&key, NULL, area);
        if (frame.inside.height - lines >= 2) {
            raster_release(&raster);
            frame = frame_of(area, x, y, lines);
            raster_all(&raster, &frame, canvas->tier, x, y, series, n_series);
            key_below(&key, canvas, (struct rect){ area.x, area.y + area.height - lines, area.width, lines });
        }
    }
    draw_y_axis(canvas, area, &frame, y);
    draw_x_axis(canvas, area, &frame, x);
    raster_put(&raster, canvas, frame.inside.x, frame.inside.y);
    if (inside)
        key_inside(&key, canvas, frame.inside.x + column, frame.inside.y + row);
    raster_release(&raster);
    key_free(&key);
}
