/* Silhouette bands: each segment's sorted values as bars that grow from zero to both sides. */
#include <math.h>

#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/draw/plot.h"

static double band_weight(const struct band *band)
{
    return band->weight > 0 ? band->weight : (double)band->n;
}

/* Shares LINES among the bands: one each, the rest by weight, largest remainders first (ties: the earlier band). */
static void share_lines(const struct band *bands, size_t n, int lines, int *out)
{
    double total = 0, *rest = allocate(n + 1, sizeof *rest);
    int left = lines - (int)n;
    for (size_t i = 0; i < n; i++)
        total += band_weight(&bands[i]);
    int given = 0;
    for (size_t i = 0; i < n; i++) {
        double wanted = total > 0 ? band_weight(&bands[i]) / total * lines - 1 : 0;
        if (wanted < 0)
            wanted = 0;
        int whole = (int)floor(wanted);
        if (given + whole > left)
            whole = left - given;
        out[i] = 1 + whole;
        given += whole;
        rest[i] = wanted - whole;
    }
    while (given < left && n > 0) {
        size_t best = 0;
        for (size_t i = 1; i < n; i++)
            if (rest[i] > rest[best])
                best = i;
        out[best]++;
        rest[best] -= 1;
        given++;
    }
    free(rest);
}

struct scale {
    const struct axis *axis;
    int x, width; /* columns of the bars */
    int zero, mean;
};

static int scale_column(const struct scale *scale, double value)
{
    double position = axis_position(scale->axis, value);
    position = position < 0 ? 0 : position > 1 ? 1 : position;
    return scale->x + (int)lround(position * (scale->width - 1));
}

static void band_row(struct canvas *canvas, const struct scale *scale, int y, double value, enum role role)
{
    bool ascii = canvas->tier == TIER_ASCII;
    canvas_set(canvas, scale->zero, y, ascii ? '|' : 0x2502, ROLE_MUTED);
    canvas_set(canvas, scale->mean, y, ascii ? ':' : 0x250A, ROLE_MUTED);
    if (value < 0) {
        for (int x = scale_column(scale, value); x < scale->zero; x++)
            canvas_set(canvas, x, y, ascii ? '%' : 0x2592, ROLE_BAD);
        return;
    }
    int end = scale->x + scale->width - 1;
    double full = scale->axis->greatest;
    plot_bar(canvas, scale->zero, y, end - scale->zero + 1, value, full, role);
    if (scale->mean >= scale->zero && scale_column(scale, value) > scale->mean)
        canvas_set(canvas, scale->mean, y, ascii ? '!' : 0x250B, ROLE_FOCUS);
}

/* The value that line LINE of LINES stands for: the mean of its share of the sorted values. */
static double band_value(const struct band *band, int line, int lines)
{
    size_t from = band->n * (size_t)line / (size_t)lines, to = band->n * (size_t)(line + 1) / (size_t)lines;
    if (band->n == 0)
        return 0;
    if (to == from)
        return band->values[from < band->n ? from : band->n - 1];
    double sum = 0;
    for (size_t i = from; i < to; i++)
        sum += band->values[i];
    return sum / (double)(to - from);
}

static int text_width(const char *text)
{
    return (int)utf8_width(text, strlen(text));
}

static int notes_width(const struct band *bands, size_t n)
{
    int widest = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < bands[i].n_notes; k++)
            if (2 + text_width(bands[i].notes[k]) > widest)
                widest = 2 + text_width(bands[i].notes[k]);
    return widest;
}

static void band_draw(struct canvas *canvas, const struct scale *scale, int x, int y, int labels, int lines,
                      const struct band *band, size_t number, bool notes)
{
    for (int line = 0; line < lines; line++) {
        if (line == 0 && canvas_put(canvas, x, y, labels, ROLE_TITLE, band->name) < text_width(band->name))
            canvas_set(canvas, x + labels - 1, y, 0x2026, ROLE_MUTED);
        else if (line > 0 && notes && (size_t)line <= band->n_notes)
            canvas_put(canvas, x + 2, y + line, labels - 2, ROLE_MUTED, band->notes[line - 1]);
        band_row(canvas, scale, y + line, band_value(band, line, lines), (enum role)(ROLE_SERIES1 + number % 6));
    }
}

static void bands_axis(struct canvas *canvas, const struct scale *scale, int y, int left)
{
    int free_from = left;
    for (int x = scale->x; x < scale->x + scale->width; x++)
        canvas_set(canvas, x, y, 0x2500, ROLE_FRAME);
    for (size_t i = 0; i < scale->axis->n_ticks; i++) {
        char text[64];
        axis_tick_text(scale->axis, i, text);
        int width = (int)strlen(text), column = scale_column(scale, scale->axis->ticks[i]);
        int start = column - width / 2, right = scale->x + scale->width;
        if (start + width > right)
            start = right - width;
        if (start < free_from)
            continue;
        canvas_set(canvas, column, y, canvas->tier == TIER_ASCII ? '+' : 0x252C, ROLE_FRAME);
        canvas_put(canvas, start, y + 1, width, ROLE_PLAIN, text);
        free_from = start + width + 1;
    }
}

void plot_bands(struct canvas *canvas, struct rect area, const struct axis *axis, double mean, const struct band *bands,
                size_t n_bands)
{
    int labels = notes_width(bands, n_bands), *lines = allocate(n_bands + 1, sizeof *lines);
    for (size_t i = 0; i < n_bands; i++)
        labels = text_width(bands[i].name) > labels ? text_width(bands[i].name) : labels;
    if (labels > area.width * 2 / 5)
        labels = area.width * 2 / 5;
    bool notes = labels >= notes_width(bands, n_bands); /* rather none than half a number */
    struct scale scale = { axis, area.x + labels + 1, area.width - labels - 1, 0, 0 };
    scale.zero = scale_column(&scale, 0);
    scale.mean = scale_column(&scale, mean);
    share_lines(bands, n_bands, area.height - 2, lines);
    int y = area.y;
    for (size_t i = 0; i < n_bands && y < area.y + area.height - 2; y += lines[i], i++)
        band_draw(canvas, &scale, area.x, y, labels, lines[i], &bands[i], i, notes);
    bands_axis(canvas, &scale, area.y + area.height - 2, area.x);
    free(lines);
}
