/* Data as they are: summaries, descriptions, frequencies, and the proof that no feature sees the future. */
#include <math.h>

#include "patron/base/error.h"
#include "patron/base/number.h"
#include "patron/feature/reference.h"
#include "report/common.h"
#include "report/statistics.h"

/* ---- summary ---- */

static struct sheet summary_sheet(bool distinct)
{
    static const char *const names[] = { "mean", "sd", "min", "median", "max" };
    struct sheet sheet = sheet_new("summary");
    sheet_text(&sheet, "feature");
    for (size_t j = 0; j < 5; j++)
        sheet_number(&sheet, names[j]);
    sheet_number(&sheet, "missing");
    if (distinct)
        sheet_count(&sheet, "distinct");
    sheet_text(&sheet, "shape");
    return sheet;
}

/* The least and the greatest value are somebody's. */
static void leave_personal(const struct column *column, struct column_statistics *figures)
{
    if (!column->personal)
        return;
    figures->least = figures->median = figures->greatest = NAN;
    figures->wide = false;
}

/* What the summary's columns of real numbers cannot hold. */
static void whole_figures(struct block *block, size_t row, const struct column_statistics *figures)
{
    if (!figures->wide)
        return;
    table_block_whole_number(block, row, 3, figures->whole_least);
    if (figures->whole_median)
        table_block_whole_number(block, row, 4, figures->whole_middle);
    table_block_whole_number(block, row, 5, figures->whole_greatest);
}

static void summary_row(struct sheet *sheet, const struct column *column, const struct column_statistics *figures,
                        size_t n_rows)
{
    const double values[] = { figures->mean, figures->sd, figures->least, figures->median, figures->greatest };
    char *shape = spark_text(figures->shape, figures->n_shape);
    sheet_set_text(sheet, 0, column->name);
    for (size_t j = 0; j < 5; j++)
        sheet_set_number(sheet, j + 1, values[j]);
    sheet_set_number(sheet, 6, n_rows > 0 ? (double)figures->n_missing / (double)n_rows : NAN);
    sheet_set_count(sheet, 7, figures->n_distinct);
    sheet_set_text(sheet, 8, shape);
    sheet_end_row(sheet);
    free(shape);
}

/* Mean of COLUMN over the rows of each level; NaN where there are none. */
static void level_means(const struct column *column, const struct column *by, size_t n_rows,
                        const struct level_count *levels, size_t n_levels, double *out)
{
    for (size_t l = 0; l < n_levels; l++) {
        double sum = 0, n = 0;
        for (size_t i = 0; i < n_rows; i++) {
            double value = column_codes(by)[i] == levels[l].code ? column_number(column, i) : NAN;
            if (!isnan(value)) {
                sum += value;
                n++;
            }
        }
        out[l] = n > 0 ? sum / n : NAN;
    }
}

enum { BY_LEVELS = 8 };

/* A sheet with one column for each level. */
static struct sheet levels_sheet(const struct column *by, const struct level_count *levels, size_t shown)
{
    struct sheet sheet = sheet_new("by");
    sheet_text(&sheet, "feature");
    for (size_t l = 0; l < shown; l++) {
        char *level = level_text(by, levels[l].code), *name = level ? level : copy_text("NA");
        sheet_number(&sheet, name);
        free(name);
    }
    return sheet;
}

static void add_level_sizes(const struct column *by, const struct level_count *levels, size_t shown, size_t n_levels,
                            struct report *report)
{
    struct sheet sheet = levels_sheet(by, levels, shown);
    char *title = make_text("mean by %s", by->name);
    sheet_set_text(&sheet, 0, "n");
    for (size_t l = 0; l < shown; l++)
        sheet_set_number(&sheet, l + 1, (double)levels[l].n);
    sheet_end_row(&sheet);
    struct block *block = sheet_add(&sheet, report, title);
    for (size_t l = 0; l < shown; l++)
        table_block_format(block, l + 1, ".0");
    if (shown < n_levels)
        block_right(block, "%zu most frequent of %zu", shown, n_levels);
    free(title);
}

static bool add_means_by(const struct table *table, const struct column *by, struct report *report, struct error *err)
{
    size_t n_levels;
    struct level_count *levels = level_counts(by, table->n_rows, &n_levels, err);
    if (!levels)
        return false;
    size_t shown = n_levels < BY_LEVELS ? n_levels : BY_LEVELS;
    add_level_sizes(by, levels, shown, n_levels, report);
    struct sheet sheet = levels_sheet(by, levels, shown);
    for (size_t j = 0; j < table->n_columns; j++) {
        const struct column *column = &table->columns[j];
        double means[BY_LEVELS];
        if (column->type == TYPE_TEXT || column->type == TYPE_TIME)
            continue;
        level_means(column, by, table->n_rows, levels, shown, means);
        sheet_set_text(&sheet, 0, column->name);
        for (size_t l = 0; l < shown; l++)
            sheet_set_number(&sheet, l + 1, means[l]);
        sheet_end_row(&sheet);
    }
    struct block *block = sheet_add(&sheet, report, NULL);
    for (size_t l = 0; l < shown; l++)
        table_block_format(block, l + 1, "s-");
    table_block_continue(block);
    free(levels);
    return true;
}

struct report *report_summary(const char *subject, const struct table *table, const char *by, const char *context,
                              struct error *err)
{
    const struct column *by_column = by ? table_need_column(table, by, err) : NULL;
    char digits[64];
    bool done = true;
    if (by && !by_column)
        return NULL;
    if (by && by_column->type != TYPE_TEXT)
        return fail_null(err, ERROR_USER, E_BAD_VALUE, "'%s' holds no texts to group by", by);
    struct sheet sheet = summary_sheet(true);
    struct column_statistics *figures = allocate(table->n_columns, sizeof *figures);
    size_t n = 0;
    for (size_t j = 0; j < table->n_columns && done; j++) {
        if (table->columns[j].type == TYPE_TIME)
            continue;
        done = column_statistics(&table->columns[j], table->n_rows, &figures[n], err);
        if (!done)
            break;
        leave_personal(&table->columns[j], &figures[n]);
        summary_row(&sheet, &table->columns[j], &figures[n++], table->n_rows);
    }
    if (!done) {
        free(figures);
        builder_free(sheet.builder);
        return NULL;
    }
    char *title = make_text("summary %s", subject),
         *made = make_text("n %s", count_text((double)table->n_rows, digits));
    struct report *report = report_new("summary", title, context ? context : made);
    struct block *block = sheet_add(&sheet, report, NULL);
    for (size_t j = 1; j <= 5; j++)
        table_block_format(block, j, ".2-");
    table_block_format(block, 6, "%.1-");
    table_block_format(block, 8, "~!");
    for (size_t i = 0; i < n; i++)
        whole_figures(block, i, &figures[i]);
    free(figures);
    free(title);
    free(made);
    if (by && !add_means_by(table, by_column, report, err)) {
        report_free(report);
        return NULL;
    }
    return report;
}

/* ---- describe ---- */

struct report *report_describe(const struct described_table *tables, size_t n, const char *context)
{
    struct report *report = report_new("describe", "tables", context);
    bool visible = false;
    struct sheet sheet = sheet_new("describe");
    for (size_t i = 0; i < n; i++)
        visible |= tables[i].n_visible != SIZE_MAX;
    sheet_text(&sheet, "table");
    sheet_count(&sheet, "rows");
    sheet_count(&sheet, "columns");
    sheet_text(&sheet, "key");
    sheet_text(&sheet, "time");
    sheet_time(&sheet, "from", true);
    sheet_time(&sheet, "to", true);
    sheet_text(&sheet, "of");
    sheet_count(&sheet, "bad");
    sheet_text(&sheet, "check");
    if (visible)
        sheet_count(&sheet, "visible");
    for (size_t i = 0; i < n; i++) {
        const struct described_table *table = &tables[i];
        sheet_set_text(&sheet, 0, table->name);
        sheet_set_count(&sheet, 1, table->n_rows);
        sheet_set_count(&sheet, 2, table->n_columns);
        sheet_set_text(&sheet, 3, table->key);
        sheet_set_text(&sheet, 4, table->time);
        if (table->first_time != TIME_MISSING)
            sheet_set_time(&sheet, 5, table->first_time);
        if (table->last_time != TIME_MISSING)
            sheet_set_time(&sheet, 6, table->last_time);
        sheet_set_text(&sheet, 7, table->of);
        sheet_set_count(&sheet, 8, table->n_quarantined);
        sheet_set_text(&sheet, 9, table->check);
        if (visible && table->n_visible != SIZE_MAX)
            sheet_set_count(&sheet, 10, table->n_visible);
        sheet_end_row(&sheet);
    }
    struct block *block = sheet_add(&sheet, report, NULL);
    for (size_t j = 3; j < 10; j++)
        table_block_format(block, j, j == 9 ? "-!" : "-");
    if (n == 0)
        report_add_note(report, VERDICT_NONE, "no tables are loaded");
    return report;
}

/* What leads to reference data, and how often nothing is found there. */
static void reference_facts(const struct described_table *described, struct block *facts)
{
    char rows[64], unknown[64], then[64];
    facts_add_format(facts, "holds", "reference data, by %s%s%s", described->key, described->time ? " from " : "",
                     described->time ? described->time : "");
    for (size_t i = 0; i < described->n_uses; i++) {
        const struct reference_use *use = &described->uses[i];
        const char *label = i == 0 ? "found by" : "";
        count_text((double)use->n, rows);
        count_text((double)use->n_unknown, unknown);
        count_text((double)use->n_not_then, then);
        if (use->by_day)
            facts_add_format(facts, label, "%s.%s: the days of %s of %s rows", use->table->name, use->column->name,
                             count_text((double)(use->n - use->n_unknown - use->n_not_then), then), rows);
        else
            facts_add_format(facts, label, "%s.%s: %s rows, %s of an unknown key, %s with none in force then",
                             use->table->name, use->column->name, rows, unknown, then);
    }
}

static void described_facts(const struct described_table *described, struct report *report)
{
    char a[64], b[64];
    struct block *facts = report_add_facts(report, NULL);
    facts_add_text(facts, "rows", count_text((double)described->n_rows, a));
    if (described->key)
        facts_add_text(facts, "key", described->key);
    if (described->time)
        facts_add_format(facts, "time", "%s, %s to %s", described->time, date_text(described->first_time, a),
                         date_text(described->last_time, b));
    else if (described->of)
        facts_add_format(facts, "time", "that of the row of %s", described->of);
    if (described->of)
        facts_add_format(facts, "of", "%s%s%s", described->of, described->via ? " via " : "",
                         described->via ? described->via : "");
    if (described->known)
        facts_add_text(facts, "known from", described->known);
    if (described->late)
        facts_add_text(facts, "known later", described->late);
    if (described->found && described->found[0])
        facts_add_format(facts, "found later", "%s: missing until then, as nothing is declared (known= or planned=)",
                         described->found);
    if (described->planned)
        facts_add_text(facts, "planned", described->planned);
    if (described->found_planned && described->found_planned[0])
        facts_add_format(facts, "found planned", "%s: at the same distance after %s in all rows",
                         described->found_planned, described->time);
    if (described->reference)
        reference_facts(described, facts);
    else if (described->states)
        facts_add_format(facts, "holds", "states, each from %s to %s", described->time,
                         described->ends ? described->ends : "the next");
    if (described->made_from)
        facts_add_text(facts, "made from", described->made_from);
    if (described->source)
        facts_add_text(facts, "loaded from", described->source);
    if (described->n_quarantined > 0)
        facts_add_text(facts, "bad rows", count_text((double)described->n_quarantined, a));
}

/* Whether LIST, "city,plan" or "csat:csat_at,paid:paid_at", has NAME. */
static bool list_holds(const char *list, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = list; at && *at; at += strcspn(at, ",") + (at[strcspn(at, ",")] == ','))
        if (strcspn(at, ",:") == length && memcmp(at, name, length) == 0)
            return true;
    return false;
}

static const char *column_role(const struct described_table *described, const char *name)
{
    if (described->key && strcmp(described->key, name) == 0)
        return "key";
    if (described->time && strcmp(described->time, name) == 0)
        return "time";
    if (described->via && strcmp(described->via, name) == 0)
        return "link";
    if (described->known && strcmp(described->known, name) == 0)
        return "known";
    if (described->ends && strcmp(described->ends, name) == 0)
        return "end";
    if (list_holds(described->late, name) || list_holds(described->found, name))
        return "late";
    if (list_holds(described->planned, name) || list_holds(described->found_planned, name))
        return "planned";
    return list_holds(described->constant, name) ? "constant" : NULL;
}

/* Least and greatest as people read them; the most frequent value of texts. */
static bool range_texts(const struct column *column, size_t n_rows, const struct column_statistics *figures, char **low,
                        char **high, struct error *err)
{
    char a[64];
    *low = *high = NULL;
    if (column->type == TYPE_TEXT) {
        size_t n_levels;
        struct level_count *levels = level_counts(column, n_rows, &n_levels, err);
        if (!levels)
            return false;
        if (figures->n_distinct > 0) {
            *low = level_text(column, levels[0].code);
            *high = make_text("%s", share_text((double)levels[0].n / (double)n_rows, a));
        }
        free(levels);
    } else if (column->personal && figures->n > 0) {
        *low = copy_text("***");
        *high = copy_text("***");
    } else if (column->type == TYPE_TIME && figures->n > 0) {
        *low = copy_text(date_text((int64_t)figures->least, a));
        *high = copy_text(date_text((int64_t)figures->greatest, a));
    } else if (figures->wide) {
        whole_format(figures->whole_least, a);
        *low = copy_text(a);
        whole_format(figures->whole_greatest, a);
        *high = copy_text(a);
    } else if (figures->n > 0) {
        *low = copy_text(short_text(figures->least, a));
        *high = copy_text(short_text(figures->greatest, a));
    }
    return true;
}

static bool described_row(const struct described_table *described, const struct column *column, size_t n_rows,
                          struct sheet *sheet, struct error *err)
{
    struct column_statistics figures;
    char *low, *high;
    if (!column_statistics(column, n_rows, &figures, err) || !range_texts(column, n_rows, &figures, &low, &high, err))
        return false;
    char *shape = spark_text(figures.shape, figures.n_shape);
    sheet_set_text(sheet, 0, column->name);
    sheet_set_text(sheet, 1, column->type == TYPE_TIME && column->date_only ? "date" : type_name(column->type));
    sheet_set_text(sheet, 2, column_role(described, column->name));
    sheet_set_number(sheet, 3, n_rows > 0 ? (double)figures.n_missing / (double)n_rows : NAN);
    sheet_set_count(sheet, 4, figures.n_distinct);
    sheet_set_text(sheet, 5, low);
    sheet_set_text(sheet, 6, high);
    sheet_set_text(sheet, 7, shape);
    sheet_end_row(sheet);
    free(shape);
    free(low);
    free(high);
    return true;
}

struct report *report_describe_table(const struct described_table *described, const struct table *table,
                                     struct error *err)
{
    char *title = make_text("table %s", described->name);
    char *context = described->version > 0 ? make_text("version %d", described->version) : NULL;
    struct report *report = report_new("describe", title, context);
    bool done = true;
    described_facts(described, report);
    struct sheet sheet = sheet_new("columns");
    sheet_text(&sheet, "column");
    sheet_text(&sheet, "type");
    sheet_text(&sheet, "role");
    sheet_number(&sheet, "missing");
    sheet_count(&sheet, "distinct");
    sheet_text(&sheet, "least or top");
    sheet_text(&sheet, "greatest");
    sheet_text(&sheet, "shape");
    for (size_t j = 0; j < table->n_columns && done; j++)
        done = described_row(described, &table->columns[j], table->n_rows, &sheet, err);
    free(title);
    free(context);
    if (!done) {
        builder_free(sheet.builder);
        report_free(report);
        return NULL;
    }
    struct block *block = sheet_add(&sheet, report, "columns");
    table_block_format(block, 2, "-");
    table_block_format(block, 3, "%.1-");
    table_block_format(block, 6, ">-");
    table_block_format(block, 7, "~!");
    return report;
}
