/* The strongest pairs of a symmetric heat map that is too wide to look at. */
#include "report/heat_pairs.h"

#include <math.h>

#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/draw/plot.h"
#include "report/cell.h"
#include "report/common.h"
#include "report/words.h"

enum { PAIRS = 50, NUMBER = 8 };

struct pair {
    size_t i, j;
    double value;
};
struct pairs {
    size_t n, n_all; /* listed, and all that have a value */
    struct pair items[PAIRS];
};

/* The larger first; of equals, those whose columns stand first. */
static bool comes_before(const struct pair *a, const struct pair *b)
{
    if (fabs(a->value) != fabs(b->value))
        return fabs(a->value) > fabs(b->value);
    return a->i != b->i ? a->i < b->i : a->j < b->j;
}

static struct pairs strongest(const struct heat_part *part)
{
    struct pairs pairs = { 0 };
    size_t n = part->n_columns;
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++) {
            struct pair pair = { i, j, part->values[i * n + j] };
            if (isnan(pair.value))
                continue;
            pairs.n_all++;
            if (pairs.n == PAIRS && !comes_before(&pair, &pairs.items[PAIRS - 1]))
                continue;
            size_t at = pairs.n < PAIRS ? pairs.n++ : PAIRS - 1;
            for (; at > 0 && comes_before(&pair, &pairs.items[at - 1]); at--)
                pairs.items[at] = pairs.items[at - 1];
            pairs.items[at] = pair;
        }
    return pairs;
}

int heat_pairs_height(const struct heat_part *part)
{
    size_t pairs = part->n_columns * (part->n_columns - 1) / 2;
    return 2 + (int)(pairs < PAIRS ? pairs : PAIRS);
}

int heat_pairs_draw(const struct heat_part *part, struct canvas *canvas, struct rect area)
{
    struct pairs pairs = strongest(part);
    struct cell_style style = { part->format, 4 };
    char listed[64], all[64];
    int name = 8, y = area.y;
    for (size_t i = 0; i < pairs.n; i++) {
        int first = words_width(part->columns[pairs.items[i].i]), second = words_width(part->columns[pairs.items[i].j]);
        name = name > first ? name : first;
        name = name > second ? name : second;
    }
    if (name > (area.width - NUMBER - 4) / 2)
        name = (area.width - NUMBER - 4) / 2;
    char *title = make_text("the %s strongest of %s pairs", count_text((double)pairs.n, listed),
                            count_text((double)pairs.n_all, all));
    words_fit_width(canvas, area.x, y++, area.width, ROLE_TITLE, title);
    free(title);
    canvas_fill(canvas, (struct rect){ area.x, y++, 2 * name + NUMBER + 4, 1 }, 0x2500, ROLE_FRAME);
    for (size_t i = 0; i < pairs.n; i++, y++) {
        struct text value = TEXT_EMPTY;
        cell_number(pairs.items[i].value, &style, &value);
        words_fit_width(canvas, area.x, y, name, ROLE_PLAIN, part->columns[pairs.items[i].i]);
        words_fit_width(canvas, area.x + name + 2, y, name, ROLE_PLAIN, part->columns[pairs.items[i].j]);
        canvas_put_right(canvas, area.x + 2 * name + 4, y, NUMBER, ROLE_NUMBER, text_string(&value));
        text_release(&value);
    }
    return area.y + heat_pairs_height(part);
}
