/* plot box: five figures of a column for each level of another, and their boxes (Tukey 1977: whiskers end at the last
   value within 1.5 interquartile ranges of the box). */
#include <math.h>

#include "patron/base/error.h"
#include "patron/base/work.h"
#include "patron/measure/measure.h"
#include "report/common.h"
#include "report/plots.h"

enum { BOX_LEVELS = 12, BOX_WIDTH = 30 };

struct box {
    size_t n, n_outside;
    double least, low, q1, median, q3, high, greatest; /* low, high: ends of the whiskers */
};

static struct box box_of(double *values, size_t n)
{
    struct box box = {
        .n = n, .least = NAN, .low = NAN, .q1 = NAN, .median = NAN, .q3 = NAN, .high = NAN, .greatest = NAN
    };
    if (n == 0)
        return box;
    box.least = values[0];
    box.greatest = values[n - 1];
    box.q1 = measure_sorted_quantile(values, n, 0.25);
    box.median = measure_sorted_quantile(values, n, 0.5);
    box.q3 = measure_sorted_quantile(values, n, 0.75);
    double reach = 1.5 * (box.q3 - box.q1);
    for (size_t i = 0; i < n; i++) {
        if (values[i] < box.q1 - reach || values[i] > box.q3 + reach) {
            box.n_outside++;
            continue;
        }
        if (isnan(box.low))
            box.low = values[i];
        box.high = values[i];
    }
    return box;
}

/* The values of one group, sorted. */
static bool find_box(const struct plot_request *request, const struct grouping *groups, size_t group, double *values,
                     struct box *out, struct error *err)
{
    size_t n = 0;
    for (size_t i = 0; i < request->n_rows; i++) {
        if (!loop_goes_on(i, err))
            return false;
        double value = column_number(request->x, i);
        if (!isnan(value) && (!groups || groups->group[i] == group))
            values[n++] = value;
    }
    if (!measure_sort(values, n, err))
        return false;
    *out = box_of(values, n);
    return true;
}

static int place(double value, double least, double greatest)
{
    double part = greatest > least ? (value - least) / (greatest - least) : 0;
    int at = (int)lround(part * (BOX_WIDTH - 1));
    return at < 0 ? 0 : at >= BOX_WIDTH ? BOX_WIDTH - 1 : at;
}

/* ---[==|===]------ on the scale of all whiskers. */
static void box_text(const struct box *box, double least, double greatest, char out[BOX_WIDTH + 1])
{
    memset(out, ' ', BOX_WIDTH);
    out[BOX_WIDTH] = '\0';
    if (box->n == 0)
        return;
    int low = place(box->low, least, greatest), q1 = place(box->q1, least, greatest),
        median = place(box->median, least, greatest), q3 = place(box->q3, least, greatest),
        high = place(box->high, least, greatest);
    for (int i = low; i <= high; i++)
        out[i] = i >= q1 && i <= q3 ? '=' : '-';
    out[q1] = '[';
    out[q3] = ']';
    out[median] = '|';
}

static void add_boxes(const struct box *boxes, const struct grouping *groups, const char *name, const char *by,
                      struct report *report)
{
    double least = INFINITY, greatest = -INFINITY;
    size_t n = groups ? groups->n : 1;
    for (size_t g = 0; g < n; g++) {
        least = fmin(least, boxes[g].low);
        greatest = fmax(greatest, boxes[g].high);
    }
    struct sheet sheet = sheet_new("boxes");
    static const char *const figures[] = { "min", "q1", "median", "q3", "max" };
    sheet_text(&sheet, by ? by : "column");
    sheet_count(&sheet, "n");
    for (size_t j = 0; j < 5; j++)
        sheet_number(&sheet, figures[j]);
    sheet_count(&sheet, "outside");
    sheet_text(&sheet, "box");
    for (size_t g = 0; g < n; g++) {
        const double values[] = { boxes[g].least, boxes[g].q1, boxes[g].median, boxes[g].q3, boxes[g].greatest };
        char text[BOX_WIDTH + 1];
        sheet_set_text(&sheet, 0, groups ? groups->names[g] : name);
        sheet_set_count(&sheet, 1, boxes[g].n);
        for (size_t j = 0; j < 5; j++)
            sheet_set_number(&sheet, 2 + j, values[j]);
        sheet_set_count(&sheet, 7, boxes[g].n_outside);
        box_text(&boxes[g], least, greatest, text);
        sheet_set_text(&sheet, 8, text);
        sheet_end_row(&sheet);
    }
    struct block *block = sheet_add(&sheet, report, NULL);
    for (size_t j = 2; j < 7; j++)
        table_block_format(block, j, "s-");
    table_block_format(block, 8, "~");
    char low[64], high[64];
    report_add_note(report, VERDICT_NONE,
                    "boxes from %s to %s: quartiles and median; whiskers to the last value within 1.5 times the box; "
                    "outside: values beyond",
                    short_text(least, low), short_text(greatest, high));
}

static bool draw_boxes(const struct plot_request *request, struct report *report, struct error *err)
{
    struct grouping groups = { 0 };
    struct box boxes[GROUPS_MOST];
    if (request->x->type == TYPE_TEXT || request->x->type == TYPE_TIME)
        return fail(err, ERROR_USER, E_BAD_VALUE, "'%s' holds no numbers", request->x->name);
    if (request->by && !grouping_init(&groups, request->by, request->n_rows, BOX_LEVELS, err))
        return false;
    double *values = allocate_large(request->n_rows + 1, sizeof *values, "boxes", err);
    bool good = values != NULL;
    for (size_t g = 0; good && g < (request->by ? groups.n : 1); g++)
        good = find_box(request, request->by ? &groups : NULL, g, values, &boxes[g], err);
    if (good)
        add_boxes(boxes, request->by ? &groups : NULL, request->x->name, request->by ? request->by->name : NULL,
                  report);
    free(values);
    grouping_release(&groups);
    return good;
}

const struct plot_kind box_plot = {
    .name = "box",
    .summary = "least, quartiles and greatest of a column, for each level of another",
    .least = 1,
    .most = 1,
    .takes = PLOT_TAKES_BY,
    .draw = draw_boxes,
};
