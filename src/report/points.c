/* The numbers drawn by a block, in the order in which they are drawn. */
#include "report/points.h"

#include <math.h>

#include "patron/base/calendar.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"

static const char *block_name(const struct block *block)
{
    return block->title ? block->title : block_kind_name(block->kind);
}

/* An instant on an axis of time as it is written into files; NULL on other axes. */
static const char *instant_text(enum axis_scale scale, double x, char out[32])
{
    if (scale != AXIS_TIME || isnan(x))
        return NULL;
    time_format((int64_t)x, (int64_t)x % TIME_DAY == 0, out);
    return out;
}

static bool curves_points(const struct block *block, point_function *function, void *context)
{
    for (size_t i = 0; i < block->curves.n; i++) {
        const struct curve_part *curve = &block->curves.curves[i];
        for (size_t p = 0; p < curve->n; p++) {
            char instant[32];
            struct point point = {
                block_name(block), curve->name, instant_text(block->curves.x_scale, curve->x[p], instant),
                curve->x[p],       NULL,        curve->y[p]
            };
            if (!function(context, &point))
                return false;
        }
    }
    return true;
}

static bool bars_points(const struct block *block, point_function *function, void *context)
{
    for (size_t i = 0; i < block->bars.n; i++) {
        struct point point = {
            block_name(block), block->bars.bars[i].label, NULL, NAN, NULL, block->bars.bars[i].value
        };
        if (!function(context, &point))
            return false;
    }
    return true;
}

static bool histogram_points(const struct block *block, point_function *function, void *context)
{
    const struct histogram_part *part = &block->histogram;
    for (size_t s = 0; s < part->n; s++)
        for (size_t b = 0; b < part->n_bins; b++) {
            char instant[32];
            struct point point = { block_name(block),
                                   part->series[s].name,
                                   instant_text(part->x_scale, part->edges[b], instant),
                                   part->edges[b],
                                   NULL,
                                   part->series[s].counts[b] };
            if (!function(context, &point))
                return false;
        }
    return true;
}

static bool grid_points(const char *name, const struct heat_part *part, const double *values, point_function *function,
                        void *context)
{
    for (size_t i = 0; i < part->n_rows; i++)
        for (size_t j = 0; j < part->n_columns; j++) {
            struct point point = { name, part->rows[i], part->columns[j], NAN, NULL, values[i * part->n_columns + j] };
            if (!function(context, &point))
                return false;
        }
    return true;
}

static bool heat_points(const struct block *block, point_function *function, void *context)
{
    const struct heat_part *part = &block->heat;
    bool on = grid_points(block_name(block), part, part->values, function, context);
    if (on && part->second) {
        struct text name = TEXT_EMPTY;
        text_add_format(&name, "%s, second", block_name(block));
        on = grid_points(text_string(&name), part, part->second, function, context);
        text_release(&name);
    }
    for (size_t j = 0; on && part->footer && j < part->n_columns; j++) {
        struct point point = { block_name(block), part->footer_name, part->columns[j], NAN, NULL, part->footer[j] };
        on = function(context, &point);
    }
    return on;
}

static bool silhouette_points(const struct block *block, point_function *function, void *context)
{
    for (size_t i = 0; i < block->silhouette.n; i++) {
        const struct silhouette_segment *segment = &block->silhouette.segments[i];
        for (size_t p = 0; p < segment->n; p++) {
            struct point point = { block_name(block), segment->name, NULL, (double)p, NULL, segment->values[p] };
            if (!function(context, &point))
                return false;
        }
    }
    return true;
}

static bool facts_points(const struct block *block, point_function *function, void *context)
{
    for (size_t i = 0; i < block->facts.n; i++) {
        const struct fact *fact = &block->facts.facts[i];
        struct point point = { block_name(block), fact->name, NULL, NAN, fact->is_number ? NULL : fact->text,
                               fact->number };
        if (!function(context, &point))
            return false;
    }
    return true;
}

bool block_points(const struct block *block, point_function *function, void *context)
{
    switch (block->kind) {
    case BLOCK_CURVES:
        return curves_points(block, function, context);
    case BLOCK_BARS:
        return bars_points(block, function, context);
    case BLOCK_HISTOGRAM:
        return histogram_points(block, function, context);
    case BLOCK_HEAT:
        return heat_points(block, function, context);
    case BLOCK_SILHOUETTE:
        return silhouette_points(block, function, context);
    case BLOCK_FACTS:
        return facts_points(block, function, context);
    default:
        return true;
    }
}
