/* Bars: horizontal in eighths of a cell, sparklines, columns, bins, and the shades of heat cells. */
#include <math.h>

#include "patron/draw/plot.h"

/* Values that are no numbers or below zero are drawn as nothing. */
static double share(double value, double greatest)
{
    if (!(value > 0) || !(greatest > 0))
        return 0;
    return value < greatest ? value / greatest : 1;
}

void plot_bar(struct canvas *canvas, int x, int y, int width, double value, double greatest, enum role role)
{
    double part = share(value, greatest) * width;
    if (canvas->tier == TIER_ASCII) {
        for (int i = 0; i < (int)lround(part); i++)
            canvas_set(canvas, x + i, y, '#', role);
        return;
    }
    int eighths = (int)lround(part * 8);
    if (eighths == 0 && part > 0)
        eighths = 1;
    for (int i = 0; i < width && eighths > 0; i++, eighths -= 8)
        canvas_set(canvas, x + i, y, eighths >= 8 ? 0x2588 : 0x2590 - (uint32_t)eighths, role);
}

void plot_signed_bar(struct canvas *canvas, int x, int y, int width, double value, double least, double greatest,
                     enum role role)
{
    double range = greatest - least;
    if (width < 3 || !(range > 0))
        return;
    int left = least < 0 ? (int)lround((width - 1) * (-least / range)) : 0;
    if (least < 0 && left == 0)
        left = 1;
    if (greatest > 0 && left > width - 2)
        left = width - 2;
    int right = width - 1 - left;
    canvas_set(canvas, x + left, y, 0x2502, ROLE_MUTED);
    if (value >= 0) {
        plot_bar(canvas, x + left + 1, y, right, value, greatest, role);
        return;
    }
    int cells = (int)lround(share(-value, -least) * left);
    for (int i = 0; i < cells; i++)
        canvas_set(canvas, x + left - 1 - i, y, canvas->tier == TIER_ASCII ? '-' : 0x2592, role);
}

static double greatest_of(const double *values, size_t n)
{
    double greatest = 0;
    for (size_t i = 0; i < n; i++)
        if (values[i] > greatest)
            greatest = values[i];
    return greatest;
}

void plot_spark(struct canvas *canvas, int x, int y, const double *values, size_t n, enum role role)
{
    double greatest = greatest_of(values, n);
    for (size_t i = 0; i < n; i++) {
        int level = (int)lround(share(values[i], greatest) * 8);
        if (level == 0 && values[i] > 0)
            level = 1;
        if (level > 0)
            canvas_set(canvas, x + (int)i, y, 0x2580 + (uint32_t)level, role);
    }
}

/* One upright bar, CODE where it is full; its top in eighths where the tier has them and the texture allows. */
static void column_bar(struct canvas *canvas, struct rect area, double part, uint32_t code, enum role role)
{
    bool fine = canvas->tier != TIER_ASCII && code == 0x2588;
    int steps = fine ? 8 : 1, height = (int)lround(part * area.height * steps);
    if (height == 0 && part > 0 && fine)
        height = 1;
    for (int row = area.height - 1; row >= 0 && height > 0; row--, height -= steps)
        for (int x = area.x; x < area.x + area.width; x++)
            canvas_set(canvas, x, area.y + row, height >= steps ? code : 0x2580 + (uint32_t)height, role);
}

uint32_t plot_bin_texture(enum tier tier, size_t i)
{
    static const uint32_t blocks[] = { 0x2592, 0x2588, 0x2591, 0x2593 };
    static const char ascii[] = ":#.+";
    return tier == TIER_ASCII ? (uint32_t)(unsigned char)ascii[i % 4] : blocks[i % 4];
}

void plot_columns(struct canvas *canvas, struct rect area, const double *values, size_t n, enum role role)
{
    double greatest = greatest_of(values, n);
    uint32_t code = canvas->tier == TIER_ASCII ? '#' : 0x2588;
    for (size_t i = 0; i < n; i++) {
        int from = area.x + (int)((size_t)area.width * i / n), to = area.x + (int)((size_t)area.width * (i + 1) / n);
        if (to - from > 2)
            to--;
        column_bar(canvas, (struct rect){ from, area.y, to - from, area.height }, share(values[i], greatest), code,
                   role);
    }
}

void plot_bins(struct canvas *canvas, struct rect area, const double *const *values, size_t n_series, size_t n_bins)
{
    double greatest = 0;
    for (size_t s = 0; s < n_series; s++)
        greatest = fmax(greatest, greatest_of(values[s], n_bins));
    if (n_bins == 0 || n_series == 0)
        return;
    for (size_t b = 0; b < n_bins; b++) {
        int from = (int)((size_t)area.width * b / n_bins), to = (int)((size_t)area.width * (b + 1) / n_bins);
        int bar = (to - from) / (int)n_series, gap = to - from - bar * (int)n_series;
        if (bar == 0)
            bar = 1;
        else if (gap == 0 && bar > 1 && n_series > 1)
            bar--;
        for (size_t s = n_series; s-- > 0;) { /* where bars must share a column the first series is in front */
            int x = area.x + from + (int)s * bar;
            uint32_t code = n_series == 1 ? plot_bin_texture(canvas->tier, 1) : plot_bin_texture(canvas->tier, s);
            if (from + (int)s * bar < to)
                column_bar(canvas, (struct rect){ x, area.y, bar, area.height }, share(values[s][b], greatest), code,
                           (enum role)(ROLE_SERIES1 + s % 6));
        }
    }
}

void plot_shade(struct canvas *canvas, struct rect area, int level, enum role role)
{
    static const uint32_t shades[] = { ' ', 0x2591, 0x2592, 0x2593, 0x2588 };
    static const char ascii[] = " .:+#";
    level = level < 0 ? 0 : level > 4 ? 4 : level;
    canvas_fill(canvas, area, canvas->tier == TIER_ASCII ? (uint32_t)(unsigned char)ascii[level] : shades[level], role);
}
