/* Building the blocks that are pictures: curves, bars, histograms, heat maps, silhouettes. */
#include <math.h>

#include "patron/base/memory.h"
#include "report/block.h"

/* ---- Curves ---- */

struct block *report_add_curves(struct report *report, const char *title, const char *x_label, double x_least,
                                double x_greatest, const char *y_label, double y_least, double y_greatest)
{
    struct block *block = block_new(report, BLOCK_CURVES, title);
    block->curves = (struct curves_part){ .x_label = copy_optional(x_label),
                                          .y_label = copy_optional(y_label),
                                          .x_least = x_least,
                                          .x_greatest = x_greatest,
                                          .y_least = y_least,
                                          .y_greatest = y_greatest };
    return block;
}

static struct curve_part *add_curve(struct block *block, const char *name, size_t n, const double *x, const double *y)
{
    struct curve_part *curve = GROW(block->curves.curves, block->curves.n);
    *curve =
        (struct curve_part){ .name = copy_optional(name), .n = n, .x = copy_numbers(x, n), .y = copy_numbers(y, n) };
    return curve;
}

void curves_add(struct block *curves, const char *name, const char *legend, size_t n, const double *x, const double *y)
{
    add_curve(curves, name, n, x, y)->legend = copy_optional(legend);
}

void curves_add_muted(struct block *curves, const char *name, size_t n, const double *x, const double *y)
{
    add_curve(curves, name, n, x, y)->muted = true;
}

void curves_add_points(struct block *curves, const char *name, size_t n, const double *x, const double *y)
{
    add_curve(curves, name, n, x, y)->dots = true;
}

void curves_x_scale(struct block *curves, enum axis_scale scale)
{
    curves->curves.x_scale = scale;
}

/* ---- Bars, histograms ---- */

struct block *report_add_bars(struct report *report, const char *title, const char *unit)
{
    struct block *block = block_new(report, BLOCK_BARS, title);
    block->bars.unit = copy_optional(unit);
    return block;
}

void bars_add(struct block *bars, const char *label, double value, const char *note)
{
    struct bar_part *bar = GROW(bars->bars.bars, bars->bars.n);
    *bar = (struct bar_part){ copy_text(label), copy_optional(note), value };
}

struct block *report_add_histogram(struct report *report, const char *title, const char *x_label, size_t n_bins,
                                   const double *edges)
{
    struct block *block = block_new(report, BLOCK_HISTOGRAM, title);
    block->histogram = (struct histogram_part){ .x_label = copy_optional(x_label),
                                                .n_bins = n_bins,
                                                .edges = copy_numbers(edges, n_bins + 1) };
    return block;
}

void histogram_x_scale(struct block *histogram, enum axis_scale scale)
{
    histogram->histogram.x_scale = scale;
}

void histogram_add(struct block *histogram, const char *name, const double *counts)
{
    struct histogram_series *series = GROW(histogram->histogram.series, histogram->histogram.n);
    *series = (struct histogram_series){ copy_optional(name), copy_numbers(counts, histogram->histogram.n_bins) };
}

void histogram_label(struct block *histogram, const char *y_label)
{
    free(histogram->histogram.y_label);
    histogram->histogram.y_label = copy_optional(y_label);
}

/* ---- Heat ---- */

static char **copy_texts(const char *const *texts, size_t n)
{
    char **copy = allocate(n + 1, sizeof *copy);
    for (size_t i = 0; i < n; i++)
        copy[i] = copy_text(texts[i] ? texts[i] : "");
    return copy;
}

struct block *report_add_heat(struct report *report, const char *title, size_t n_rows, const char *const *rows,
                              size_t n_columns, const char *const *columns, const double *values, const double steps[4])
{
    struct block *block = block_new(report, BLOCK_HEAT, title);
    struct heat_part *heat = &block->heat;
    *heat = (struct heat_part){ .n_rows = n_rows,
                                .n_columns = n_columns,
                                .rows = copy_texts(rows, n_rows),
                                .columns = copy_texts(columns, n_columns),
                                .values = copy_numbers(values, n_rows * n_columns),
                                .format = cell_format_parse("+.2"),
                                .second_format = cell_format_parse(""),
                                .footer_format = cell_format_parse("") };
    memcpy(heat->steps, steps, sizeof heat->steps);
    return block;
}

void heat_list_pairs(struct block *heat)
{
    heat->heat.lists_pairs = true;
}

void heat_format(struct block *heat, const char *format)
{
    heat->heat.format = cell_format_parse(format);
}

void heat_shade(struct block *heat, const double *values)
{
    heat->heat.shades = copy_numbers(values, heat->heat.n_rows * heat->heat.n_columns);
}

void heat_second(struct block *heat, const double *values, const char *format)
{
    heat->heat.second = copy_numbers(values, heat->heat.n_rows * heat->heat.n_columns);
    heat->heat.second_format = cell_format_parse(format);
}

void heat_notes(struct block *heat, const char *note_name, const char *const *notes)
{
    heat->heat.note_name = copy_optional(note_name);
    heat->heat.notes = copy_texts(notes, heat->heat.n_rows);
}

void heat_footer(struct block *heat, const char *footer_name, const double *values, const char *format,
                 const char *note)
{
    heat->heat.footer_name = copy_text(footer_name);
    heat->heat.footer = copy_numbers(values, heat->heat.n_columns);
    heat->heat.footer_format = cell_format_parse(format);
    heat->heat.footer_note = copy_optional(note);
}

void heat_scale(struct block *heat, const char *text)
{
    heat->heat.scale = copy_optional(text);
}

/* ---- Silhouettes ---- */

struct block *report_add_silhouette(struct report *report, const char *title, double mean)
{
    struct block *block = block_new(report, BLOCK_SILHOUETTE, title);
    block->silhouette.mean = mean;
    return block;
}

void silhouette_add(struct block *silhouette, const char *segment, size_t n, const double *sorted_values)
{
    struct silhouette_segment *added = GROW(silhouette->silhouette.segments, silhouette->silhouette.n);
    *added = (struct silhouette_segment){ copy_text(segment), n, copy_numbers(sorted_values, n), NAN, NAN, NAN };
}

void silhouette_describe(struct block *silhouette, double size, double mean, double negative_share)
{
    if (silhouette->silhouette.n == 0)
        bug("silhouette_describe before silhouette_add");
    struct silhouette_segment *last = &silhouette->silhouette.segments[silhouette->silhouette.n - 1];
    last->size = size;
    last->mean = mean;
    last->negative_share = negative_share;
}
