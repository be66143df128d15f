/* Curves, bars, histograms and silhouettes as pictures; heat maps are in heat.c. */
#include "report/picture.h"

#include <math.h>

#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/draw/plot.h"
#include "report/cell.h"
#include "report/heat.h"
#include "report/words.h"

enum { MAX_TICKS = 12 };

static int clamp(int value, int least, int greatest)
{
    return value < least ? least : value > greatest ? greatest : value;
}

/* ---- Curves ---- */

static int curves_height(const struct block *block, int width, int room)
{
    int suits = clamp(width * 3 / 8, 12, 24);
    return block->curves.n == 0 ? 1 : room > 0 ? clamp(room, 8, width / 2 + 6) : suits;
}

static struct axis make_axis(double least, double greatest, const char *label, enum axis_scale scale, size_t n_ticks,
                             double ticks[MAX_TICKS])
{
    struct axis axis = { least, greatest, label, ticks, 0, scale };
    n_ticks = n_ticks < 2 ? 2 : n_ticks > MAX_TICKS ? MAX_TICKS : n_ticks;
    axis.n_ticks = scale == AXIS_LOGARITHMIC ? axis_ticks_logarithmic(least, greatest, n_ticks, ticks)
                   : scale == AXIS_TIME      ? axis_ticks_time(least, greatest, n_ticks, ticks)
                                             : axis_ticks(least, greatest, n_ticks, ticks);
    return axis;
}

static void curves_draw(const struct block *block, struct canvas *canvas, struct rect area)
{
    const struct curves_part *part = &block->curves;
    double x_ticks[MAX_TICKS], y_ticks[MAX_TICKS];
    struct axis x = make_axis(part->x_least, part->x_greatest, part->x_label, part->x_scale,
                              (size_t)clamp(area.width / 9, 2, 6), x_ticks);
    struct axis y = make_axis(part->y_least, part->y_greatest, part->y_label, AXIS_LINEAR,
                              (size_t)clamp(area.height / 3, 2, 6), y_ticks);
    struct series *series = allocate(part->n + 1, sizeof *series);
    if (part->n == 0)
        canvas_put(canvas, area.x, area.y, area.width, ROLE_MUTED, "-- nothing to draw");
    for (size_t i = 0; i < part->n; i++) {
        const struct curve_part *curve = &part->curves[i];
        series[i] =
            (struct series){ curve->name, curve->n, curve->x, curve->y, curve->dots, curve->muted, curve->legend };
    }
    if (part->n > 0)
        plot_curves(canvas, area, &x, &y, series, part->n);
    free(series);
}

/* ---- Bars ---- */

struct bars_widths {
    int label, value, note, bar;
    struct cell_style style;
    double least, greatest;
};

static struct bars_widths bars_measure(const struct bars_part *part, int width)
{
    struct bars_widths widths = { 0 };
    double *values = allocate(part->n + 1, sizeof *values);
    struct text text = TEXT_EMPTY;
    for (size_t i = 0; i < part->n; i++) {
        values[i] = part->bars[i].value;
        widths.least = fmin(widths.least, isfinite(values[i]) ? values[i] : 0);
        widths.greatest = fmax(widths.greatest, isfinite(values[i]) ? values[i] : 0);
    }
    bool share = part->unit && strcmp(part->unit, "%") == 0;
    widths.style = cell_style_of_numbers(cell_format_parse(share              ? "%-"
                                                           : widths.least < 0 ? "+-"
                                                                              : "-"),
                                         values, part->n);
    for (size_t i = 0; i < part->n; i++) {
        text_clear(&text);
        cell_number(values[i], &widths.style, &text);
        widths.value = (int)fmax(widths.value, words_width(text_string(&text)));
        widths.label = (int)fmax(widths.label, words_width(part->bars[i].label));
        widths.note = (int)fmax(widths.note, part->bars[i].note ? words_width(part->bars[i].note) + 2 : 0);
    }
    widths.label = clamp(widths.label, 1, width * 2 / 5);
    widths.value = clamp(widths.value, 1, width - widths.label - 1);
    int rest = width - widths.label - widths.value - 4;
    widths.bar = clamp(rest - widths.note, 0, 60);
    if (widths.bar < 8)
        widths.bar = clamp(rest, 0, 8);
    widths.note = clamp(rest - widths.bar, 0, widths.note);
    text_release(&text);
    free(values);
    return widths;
}

static int bars_height(const struct block *block, int width, int room)
{
    (void)width;
    (void)room;
    return block->bars.n > 0 ? (int)block->bars.n : 1;
}

static void bars_draw(const struct block *block, struct canvas *canvas, struct rect area)
{
    const struct bars_part *part = &block->bars;
    struct bars_widths widths = bars_measure(part, area.width);
    if (part->n == 0)
        canvas_put(canvas, area.x, area.y, area.width, ROLE_MUTED, "-- nothing to draw");
    for (size_t i = 0; i < part->n; i++) {
        struct text text = TEXT_EMPTY;
        int y = area.y + (int)i, x = area.x;
        words_fit_width(canvas, x, y, widths.label, ROLE_PLAIN, part->bars[i].label);
        x += widths.label + 1;
        cell_number(part->bars[i].value, &widths.style, &text);
        canvas_put_right(canvas, x, y, widths.value, ROLE_NUMBER, text_string(&text));
        x += widths.value + 1;
        if (widths.least < 0)
            plot_signed_bar(canvas, x, y, widths.bar, part->bars[i].value, widths.least, widths.greatest, ROLE_SERIES1);
        else
            plot_bar(canvas, x, y, widths.bar, part->bars[i].value, widths.greatest, ROLE_SERIES1);
        x += widths.bar + 2;
        if (part->bars[i].note && widths.note > 2)
            words_fit_width(canvas, x, y, area.x + area.width - x, ROLE_MUTED, part->bars[i].note);
        text_release(&text);
    }
}

/* ---- Histograms ---- */

static int histogram_height(const struct block *block, int width, int room)
{
    int extra = 4; /* names, axis, edges, label */
    (void)block;
    int suits = clamp(width / 8, 6, 12) + extra;
    return room > 0 ? clamp(room, 5 + extra, 24) : suits;
}

/* The edges of the bins as they are written: all in one style. */
static void edge_text(const struct histogram_part *part, size_t i, struct text *out)
{
    text_clear(out);
    if (part->x_scale == AXIS_TIME) {
        char date[64];
        struct axis axis = {
            part->edges[0], part->edges[part->n_bins], NULL, part->edges, part->n_bins + 1, AXIS_TIME
        };
        axis_tick_text(&axis, i, date);
        text_add(out, date);
    } else {
        struct cell_style style = cell_style_of_numbers(cell_format_parse(""), part->edges, part->n_bins + 1);
        cell_number(part->edges[i], &style, out);
    }
}

/* Every how many edges there is room for a text. */
static size_t edges_apart(const struct histogram_part *part, int width)
{
    int widest = 1;
    struct text text = TEXT_EMPTY;
    for (size_t i = 0; i <= part->n_bins; i++) {
        edge_text(part, i, &text);
        widest = (int)fmax(widest, words_width(text_string(&text)) + 2);
    }
    text_release(&text);
    static const size_t round[] = { 1, 2, 4, 5, 10, 20, 25, 50, 100 };
    for (size_t i = 0; i < sizeof round / sizeof round[0]; i++)
        if ((size_t)width * round[i] / part->n_bins >= (size_t)widest)
            return round[i];
    return part->n_bins;
}

/* Numbers at the edges of bins, as many as there is room for. */
static void histogram_edges(const struct histogram_part *part, struct canvas *canvas, struct rect area, int y)
{
    size_t apart = edges_apart(part, area.width);
    int free_from = area.x;
    for (size_t i = 0; i <= part->n_bins; i += apart) {
        struct text text = TEXT_EMPTY;
        int at = area.x + (int)((size_t)area.width * i / part->n_bins);
        edge_text(part, i, &text);
        int width = words_width(text_string(&text)), x = at - width / 2;
        x = x < area.x ? area.x : x + width > area.x + area.width ? area.x + area.width - width : x;
        if (x >= free_from && isfinite(part->edges[i])) {
            canvas_put(canvas, x, y, width, ROLE_PLAIN, text_string(&text));
            free_from = x + width + 1;
        }
        text_release(&text);
    }
}

static void histogram_key(const struct histogram_part *part, struct canvas *canvas, struct rect area, int y)
{
    int x = area.x + canvas_put(canvas, area.x, y, area.width, ROLE_MUTED, part->y_label ? part->y_label : "rows") + 3;
    for (size_t s = 0; s < part->n && part->n > 1; s++) {
        canvas_set(canvas, x, y, plot_bin_texture(canvas->tier, s), (enum role)(ROLE_SERIES1 + s % 6));
        x += 2;
        x += canvas_put(canvas, x, y, area.x + area.width - x, ROLE_PLAIN, part->series[s].name) + 3;
        if (x >= area.x + area.width)
            break;
    }
}

static void histogram_draw(const struct block *block, struct canvas *canvas, struct rect area)
{
    const struct histogram_part *part = &block->histogram;
    double ticks[MAX_TICKS], greatest = 0;
    const double **values = allocate(part->n + 1, sizeof *values);
    for (size_t s = 0; s < part->n; s++) {
        values[s] = part->series[s].counts;
        for (size_t b = 0; b < part->n_bins; b++)
            greatest = fmax(greatest, values[s][b]);
    }
    int bars = area.height - 4, labels = 1;
    struct axis axis =
        make_axis(0, greatest > 0 ? greatest : 1, NULL, AXIS_LINEAR, (size_t)clamp(bars / 3, 2, 4), ticks);
    for (size_t i = 0; i < axis.n_ticks; i++) {
        char tick[64];
        axis_tick_text(&axis, i, tick);
        labels = (int)fmax(labels, (double)strlen(tick));
    }
    struct rect inside = { area.x + labels + 2, area.y + 1, area.width - labels - 2, bars };
    histogram_key(part, canvas, area, area.y);
    for (int row = 0; row < bars; row++)
        canvas_set(canvas, inside.x - 1, inside.y + row, 0x2502, ROLE_FRAME);
    for (size_t i = 0; i < axis.n_ticks; i++) {
        char tick[64];
        axis_tick_text(&axis, i, tick);
        int row = (int)lround((1 - axis_position(&axis, ticks[i])) * (bars - 1));
        canvas_put_right(canvas, area.x, inside.y + row, labels, ROLE_PLAIN, tick);
    }
    canvas_set(canvas, inside.x - 1, inside.y + bars, 0x2514, ROLE_FRAME);
    canvas_fill(canvas, (struct rect){ inside.x, inside.y + bars, inside.width, 1 }, 0x2500, ROLE_FRAME);
    if (inside.width > 0 && part->n_bins > 0) {
        plot_bins(canvas, inside, values, part->n, part->n_bins);
        histogram_edges(part, canvas, inside, inside.y + bars + 1);
    }
    if (part->x_label)
        words_fit_width(canvas, inside.x, inside.y + bars + 2, inside.width, ROLE_MUTED, part->x_label);
    free(values);
}

/* ---- Silhouettes ---- */

enum { BAND_NOTES = 3 };

static int silhouette_height(const struct block *block, int width, int room)
{
    int bands = (int)block->silhouette.n, extra = width < 60 ? 4 : 3;
    return room > 0 ? clamp(room, bands * 3 + extra, bands * 8 + extra) : bands * 4 + extra;
}

static void silhouette_notes(const struct silhouette_segment *segment, char *notes[BAND_NOTES])
{
    struct text text = TEXT_EMPTY;
    struct cell_style whole = { cell_format_parse(".0"), 0 }, fine = { cell_format_parse(".3"), 3 };
    struct cell_style share = { cell_format_parse("%.1"), 1 };
    text_add(&text, "mean ");
    cell_number(segment->mean, &fine, &text);
    notes[0] = text_take(&text);
    text_add(&text, "neg  ");
    cell_number(segment->negative_share, &share, &text);
    notes[1] = text_take(&text);
    text_add(&text, "n    ");
    cell_number(segment->size, &whole, &text);
    notes[2] = text_take(&text);
}

static void silhouette_axis_ends(const struct silhouette_part *part, double *least, double *greatest)
{
    *least = 0;
    *greatest = fmax(part->mean, 0.1);
    for (size_t i = 0; i < part->n; i++) {
        const struct silhouette_segment *segment = &part->segments[i];
        if (segment->n == 0)
            continue;
        *greatest = fmax(*greatest, segment->values[0]);
        *least = fmin(*least, segment->values[segment->n - 1]);
    }
    *greatest = fmin(1, ceil(*greatest * 10 - 1e-9) / 10);
    *least = fmax(-1, floor(*least * 10 + 1e-9) / 10);
}

/* What the signs mean, under the axis. */
static void silhouette_key(const struct silhouette_part *part, struct canvas *canvas, struct rect area)
{
    struct text text = TEXT_EMPTY;
    struct cell_style fine = { cell_format_parse(".3"), 3 };
    bool ascii = canvas->tier == TIER_ASCII;
    text_add(&text, ascii ? "silhouette   ! mean " : "silhouette   \u250A mean ");
    cell_number(part->mean, &fine, &text);
    text_add(&text, ascii ? "   % nearer another segment" : "   \u2592 nearer another segment");
    words_draw(canvas, area.x, area.y, area.width, ROLE_MUTED, text_string(&text));
    text_release(&text);
}

static void silhouette_draw(const struct block *block, struct canvas *canvas, struct rect area)
{
    const struct silhouette_part *part = &block->silhouette;
    struct band *bands = allocate(part->n + 1, sizeof *bands);
    char *(*notes)[BAND_NOTES] = allocate(part->n + 1, sizeof *notes);
    double ticks[MAX_TICKS], least, greatest;
    for (size_t i = 0; i < part->n; i++) {
        const struct silhouette_segment *segment = &part->segments[i];
        silhouette_notes(segment, notes[i]);
        bool described = !isnan(segment->mean);
        bands[i] = (struct band){ segment->name,
                                  (const char *const *)notes[i],
                                  described ? BAND_NOTES : 0,
                                  segment->n,
                                  isnan(segment->size) ? 0 : segment->size,
                                  segment->values };
    }
    silhouette_axis_ends(part, &least, &greatest);
    struct axis axis = make_axis(least, greatest, NULL, AXIS_LINEAR, (size_t)clamp(area.width / 12, 3, 6), ticks);
    int key = area.width < 60 ? 2 : 1;
    plot_bands(canvas, (struct rect){ area.x, area.y, area.width, area.height - key }, &axis, part->mean, bands,
               part->n);
    silhouette_key(part, canvas, (struct rect){ area.x, area.y + area.height - key, area.width, key });
    for (size_t i = 0; i < part->n; i++)
        for (size_t k = 0; k < BAND_NOTES; k++)
            free(notes[i][k]);
    free(notes);
    free(bands);
}

/* ---- Kinds of pictures ---- */

struct picture {
    enum block_kind kind;
    int least_width;
    bool stretches;
    int (*height)(const struct block *block, int width, int room);
    void (*draw)(const struct block *block, struct canvas *canvas, struct rect area);
};
static const struct picture pictures[] = {
    { BLOCK_CURVES, 37, true, curves_height, curves_draw },
    { BLOCK_BARS, 37, false, bars_height, bars_draw },
    { BLOCK_HISTOGRAM, 37, true, histogram_height, histogram_draw },
    { BLOCK_HEAT, 60, false, heat_height, heat_draw },
    { BLOCK_SILHOUETTE, 42, true, silhouette_height, silhouette_draw },
};

static const struct picture *picture_find(const struct block *block)
{
    for (size_t i = 0; i < sizeof pictures / sizeof pictures[0]; i++)
        if (pictures[i].kind == block->kind)
            return &pictures[i];
    bug("a block that is no picture");
}

int picture_least_width(const struct block *block)
{
    return picture_find(block)->least_width;
}

int picture_height(const struct block *block, int width, int room)
{
    return picture_find(block)->height(block, width, room);
}

void picture_draw(const struct block *block, struct canvas *canvas, struct rect area)
{
    picture_find(block)->draw(block, canvas, area);
}

bool picture_stretches(const struct block *block)
{
    return picture_find(block)->stretches;
}
