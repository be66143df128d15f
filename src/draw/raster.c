/* Lines as dots; see raster.h. */
#include "draw/raster.h"

#include <math.h>

#include "patron/base/memory.h"

/* Dash patterns: dots on, off, on, off; told apart in black and white. All zero: solid. */
static const uint8_t braille_dashes[][4] = { { 0, 0, 0, 0 }, { 5, 3, 5, 3 }, { 1, 2, 1, 2 },
                                             { 6, 2, 1, 2 }, { 1, 4, 1, 4 }, { 9, 4, 9, 4 } };
static const uint8_t block_dashes[][4] = { { 0, 0, 0, 0 }, { 3, 2, 3, 2 }, { 1, 1, 1, 1 },
                                           { 4, 1, 1, 1 }, { 1, 3, 1, 3 }, { 6, 3, 6, 3 } };
static const char signs[][2] = { "*", "x", "o", "+", "#", "@" };
static const char *const strokes[] = { "\u2501\u2501\u2501", "\u254D\u254D\u254D", "\u2508\u2508\u2508",
                                       "\u2505\u2508\u2505", "\u2508 \u2508",      "\u2501 \u2501" };
enum { N_SIGNS = 6 };

const char *plot_series_sign(enum tier tier, size_t i, bool muted, bool dots)
{
    if (muted)
        return tier == TIER_ASCII ? "." : "\u00B7";
    return tier == TIER_ASCII || dots ? signs[i % N_SIGNS] : strokes[i % N_SIGNS];
}

void raster_init(struct raster *raster, int width, int height, enum tier tier)
{
    *raster = (struct raster){ .width = width, .height = height, .tier = tier, .across = 1, .down = 1 };
    if (tier == TIER_BRAILLE) {
        raster->across = 2;
        raster->down = 4;
    } else if (tier == TIER_BLOCK) {
        raster->down = 2;
    }
    size_t cells = (size_t)width * (size_t)height;
    raster->owner = allocate(cells * (size_t)(raster->across * raster->down), 1);
    raster->mark = allocate(cells, 1);
    raster->muted_mark = allocate(cells, sizeof *raster->muted_mark);
}

void raster_release(struct raster *raster)
{
    free(raster->owner);
    free(raster->mark);
    free(raster->muted_mark);
}

/* A pen that walks over a grid of COLUMNS x ROWS points and remembers where it is in its dash pattern. */
struct pen {
    struct raster *raster;
    const struct series *series;
    const uint8_t *dashes; /* NULL: solid */
    uint8_t owner;
    int columns, rows;
    int last_column, last_row;
    unsigned step;
};

static bool pen_down(const struct pen *pen)
{
    if (pen->series->muted)
        return pen->step % (pen->raster->tier == TIER_ASCII ? 2 : 3) == 0;
    if (!pen->dashes)
        return true;
    unsigned total = 0, at;
    for (int i = 0; i < 4; i++)
        total += pen->dashes[i];
    at = pen->step % total;
    return at < pen->dashes[0] || (at >= (unsigned)pen->dashes[0] + pen->dashes[1] && at < total - pen->dashes[3]);
}

static void pen_mark(struct pen *pen, int column, int row)
{
    size_t cell = (size_t)row * (size_t)pen->raster->width + (size_t)column;
    if (pen->raster->mark[cell] && !pen->raster->muted_mark[cell])
        return;
    if (pen->series->muted && pen->raster->mark[cell])
        return;
    pen->raster->mark[cell] = pen->owner;
    pen->raster->muted_mark[cell] = pen->series->muted;
}

static void pen_visit(struct pen *pen, int column, int row)
{
    if (column == pen->last_column && row == pen->last_row)
        return;
    pen->last_column = column;
    pen->last_row = row;
    bool down = pen_down(pen);
    pen->step++;
    if (!down || column < 0 || row < 0 || column >= pen->columns || row >= pen->rows)
        return;
    if (pen->series->muted) {
        pen_mark(pen, column, row);
        return;
    }
    uint8_t *owner = &pen->raster->owner[(size_t)row * (size_t)pen->columns + (size_t)column];
    if (!*owner)
        *owner = pen->owner;
}

/* Cuts the part of the segment outside the unit square away (Liang and Barsky 1984); false when nothing is left. */
static bool clip(double *x0, double *y0, double *x1, double *y1)
{
    double from = 0, to = 1, dx = *x1 - *x0, dy = *y1 - *y0;
    double p[4] = { -dx, dx, -dy, dy }, q[4] = { *x0, 1 - *x0, *y0, 1 - *y0 };
    for (int i = 0; i < 4; i++) {
        if (p[i] == 0 && q[i] < 0)
            return false;
        if (p[i] < 0)
            from = fmax(from, q[i] / p[i]);
        else if (p[i] > 0)
            to = fmin(to, q[i] / p[i]);
    }
    if (from > to)
        return false;
    *x1 = *x0 + to * dx;
    *y1 = *y0 + to * dy;
    *x0 += from * dx;
    *y0 += from * dy;
    return true;
}

static void pen_line(struct pen *pen, double x0, double y0, double x1, double y1)
{
    if (!clip(&x0, &y0, &x1, &y1))
        return;
    double c0 = x0 * (pen->columns - 1), c1 = x1 * (pen->columns - 1);
    double r0 = (1 - y0) * (pen->rows - 1), r1 = (1 - y1) * (pen->rows - 1);
    int steps = (int)ceil(fmax(fabs(c1 - c0), fabs(r1 - r0)));
    for (int i = 0; i <= steps; i++) {
        double part = steps ? (double)i / steps : 0;
        pen_visit(pen, (int)lround(c0 + part * (c1 - c0)), (int)lround(r0 + part * (r1 - r0)));
    }
}

static void raster_points(struct raster *raster, const struct axis *x, const struct axis *y,
                          const struct series *series, size_t i)
{
    struct pen pen = { .raster = raster, .series = series, .owner = (uint8_t)(i % 250 + 1) };
    for (size_t p = 0; p < series->n; p++) {
        double px = axis_position(x, series->x[p]), py = axis_position(y, series->y[p]);
        if (px >= 0 && px <= 1 && py >= 0 && py <= 1)
            pen_mark(&pen, (int)lround(px * (raster->width - 1)), (int)lround((1 - py) * (raster->height - 1)));
    }
}

void raster_series(struct raster *raster, const struct axis *x, const struct axis *y, const struct series *series,
                   size_t i)
{
    if (series->dots) {
        raster_points(raster, x, y, series, i);
        return;
    }
    const uint8_t(*dashes)[4] = raster->tier == TIER_BRAILLE ? braille_dashes : block_dashes;
    bool solid = raster->tier == TIER_ASCII || i % N_SIGNS == 0;
    struct pen pen = { raster,
                       series,
                       solid ? NULL : dashes[i % N_SIGNS],
                       (uint8_t)(i % 250 + 1),
                       raster->width * raster->across,
                       raster->height * raster->down,
                       -1,
                       -1,
                       0 };
    if (series->muted) {
        pen.columns = raster->width;
        pen.rows = raster->height;
    }
    for (size_t p = 0; p < series->n; p++) {
        size_t before = p ? p - 1 : p;
        double x0 = axis_position(x, series->x[before]), y0 = axis_position(y, series->y[before]);
        double x1 = axis_position(x, series->x[p]), y1 = axis_position(y, series->y[p]);
        if (!isfinite(x1) || !isfinite(y1))
            continue;
        if (isfinite(x0) && isfinite(y0))
            pen_line(&pen, x0, y0, x1, y1);
        else /* after a gap the line begins anew, even if only with one point */
            pen_line(&pen, x1, y1, x1, y1);
    }
}

/* The dots of one cell as bits, row by row, and the first series that drew there. */
static unsigned cell_dots(const struct raster *raster, int column, int row, uint8_t *first)
{
    unsigned dots = 0;
    *first = 0;
    for (int y = 0; y < raster->down; y++)
        for (int x = 0; x < raster->across; x++) {
            uint8_t owner = raster->owner[(size_t)(row * raster->down + y) * (size_t)(raster->width * raster->across) +
                                          (size_t)(column * raster->across + x)];
            if (!owner)
                continue;
            dots |= 1u << (y * raster->across + x);
            if (!*first || owner < *first)
                *first = owner;
        }
    return dots;
}

bool raster_busy(const struct raster *raster, int column, int row)
{
    uint8_t first;
    size_t cell = (size_t)row * (size_t)raster->width + (size_t)column;
    return cell_dots(raster, column, row, &first) != 0 || (raster->mark[cell] && !raster->muted_mark[cell]);
}

static uint32_t dots_code(const struct raster *raster, unsigned dots, uint8_t first)
{
    static const uint8_t braille_bits[8] = { 0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80 };
    if (raster->tier == TIER_ASCII)
        return (uint32_t)(unsigned char)signs[(first - 1) % N_SIGNS][0];
    if (raster->tier == TIER_BLOCK)
        return dots == 3 ? 0x2588 : dots == 1 ? 0x2580 : 0x2584;
    uint32_t code = 0x2800;
    for (int i = 0; i < 8; i++)
        if (dots & (1u << i))
            code |= braille_bits[i];
    return code;
}

static enum role series_role(uint8_t owner)
{
    return (enum role)(ROLE_SERIES1 + (owner - 1) % (ROLE_SERIES6 - ROLE_SERIES1 + 1));
}

void raster_put(const struct raster *raster, struct canvas *canvas, int x, int y)
{
    for (int row = 0; row < raster->height; row++)
        for (int column = 0; column < raster->width; column++) {
            size_t cell = (size_t)row * (size_t)raster->width + (size_t)column;
            uint8_t first;
            unsigned dots = cell_dots(raster, column, row, &first);
            if (raster->mark[cell] && !raster->muted_mark[cell])
                canvas_set(canvas, x + column, y + row,
                           (uint32_t)(unsigned char)signs[(raster->mark[cell] - 1) % N_SIGNS][0],
                           series_role(raster->mark[cell]));
            else if (dots)
                canvas_set(canvas, x + column, y + row, dots_code(raster, dots, first), series_role(first));
            else if (raster->mark[cell])
                canvas_set(canvas, x + column, y + row, raster->tier == TIER_ASCII ? '.' : 0xB7, ROLE_MUTED);
        }
}
