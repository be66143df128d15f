/* One customer: who it is, what the models say and why, and what happened, all before the cutoff. */
#include <math.h>

#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/feature/known.h"
#include "report/common.h"

enum { WEEKS = 52, LISTED_EVENTS = 50, LISTED_REASONS = 12 };

/* ---- Facts ---- */

static char *shown_value(const struct column *column, size_t row, bool reveal)
{
    struct text text = TEXT_EMPTY;
    struct column shown = *column;
    shown.personal &= !reveal;
    column_show(&shown, row, &text);
    return text_take(&text);
}

static void add_facts(const struct customer_card *card, struct report *report)
{
    const struct table *customers = card->world->customers;
    struct block *facts = report_add_facts(report, "customer");
    const struct events people = world_people(card->world);
    bool masked = false;
    for (size_t j = 0; j < customers->n_columns; j++) {
        const struct column *column = &customers->columns[j];
        if (j == card->world->key_column)
            continue;
        if (!known_value(&people, j, card->customer, card->cutoff)) {
            facts_add_text(facts, column->name, "not known yet");
            continue;
        }
        masked |= !card->reveal && column->personal;
        char *value = shown_value(column, card->customer, card->reveal);
        facts_add_text(facts, column->name, value);
        free(value);
    }
    if (masked)
        block_right(facts, "personal data masked");
}

/* ---- Scores ---- */

static void add_scores(const struct customer_card *card, struct report *report)
{
    if (card->n_scores == 0)
        return;
    struct sheet sheet = sheet_new("scores");
    double least = INFINITY, greatest = -INFINITY;
    char digits[64];
    sheet_text(&sheet, "model");
    sheet_text(&sheet, "kind");
    sheet_number(&sheet, "score");
    sheet_number(&sheet, "top");
    for (size_t i = 0; i < card->n_scores; i++) {
        sheet_set_text(&sheet, 0, card->scores[i].model);
        sheet_set_text(&sheet, 1, card->scores[i].kind);
        sheet_set_number(&sheet, 2, card->scores[i].score);
        sheet_set_number(&sheet, 3, card->scores[i].rank_share);
        sheet_end_row(&sheet);
        least = fmin(least, card->scores[i].score);
        greatest = fmax(greatest, card->scores[i].score);
    }
    char *title = card->target ? make_text("score, %s", card->target) : copy_text("score");
    struct block *block = sheet_add(&sheet, report, title);
    table_block_format(block, 2, ".3#-");
    table_block_format(block, 3, "%.1-");
    block_beside(block);
    bool probabilities = least >= 0 && greatest <= 1;
    if (card->n_scores > 1 && probabilities && greatest - least >= 0.2)
        report_add_note(report, VERDICT_BAD, "models disagree by %s", decimals_text(greatest - least, 2, digits));
    free(title);
}

/* ---- Why ---- */

static bool has_texts(const struct customer_card *card)
{
    for (size_t i = 0; i < card->n_contributions; i++)
        if (card->contributions[i].text)
            return true;
    return false;
}

static void set_value(struct sheet *sheet, size_t column, bool texts, double value, const char *text)
{
    char digits[64];
    if (!texts)
        sheet_set_number(sheet, column, value);
    else
        sheet_set_text(sheet, column, text ? text : short_text(value, digits));
}

/* Numbers of the contributions, the strongest push first. */
static size_t *by_strength(const struct customer_card *card)
{
    size_t *order = allocate(card->n_contributions + 1, sizeof *order);
    for (size_t i = 0; i < card->n_contributions; i++) {
        size_t at = i;
        for (; at > 0 && fabs(card->contributions[order[at - 1]].push) < fabs(card->contributions[i].push); at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
    return order;
}

static void add_reasons(const struct customer_card *card, struct report *report)
{
    bool against_then = card->then && !isnan(card->then_score), texts = has_texts(card);
    double score = card->n_scores > 0 ? card->scores[0].score : NAN;
    char a[64], b[64];
    struct sheet sheet = sheet_new("why");
    sheet_text(&sheet, "feature");
    const char *before = against_then ? "then" : "median", *now = against_then ? "now" : "value";
    if (texts) {
        sheet_text(&sheet, now);
        sheet_text(&sheet, before);
    } else {
        sheet_number(&sheet, now);
        sheet_number(&sheet, before);
    }
    sheet_number(&sheet, "push");
    size_t *order = by_strength(card);
    for (size_t i = 0; i < card->n_contributions; i++) {
        const struct contribution *contribution = &card->contributions[order[i]];
        sheet_set_text(&sheet, 0, contribution->feature);
        set_value(&sheet, 1, texts, contribution->value, contribution->text);
        set_value(&sheet, 2, texts, contribution->median, NULL);
        sheet_set_number(&sheet, 3, contribution->push);
        sheet_end_row(&sheet);
    }
    if (!against_then && card->explanation.against && !isnan(card->explanation.base)) {
        sheet_set_text(&sheet, 0, "(base)");
        set_value(&sheet, 1, texts, NAN, NULL);
        set_value(&sheet, 2, texts, NAN, NULL);
        sheet_set_number(&sheet, 3, card->explanation.base);
        sheet_end_row(&sheet);
    }
    char *title = against_then   ? make_text("why it moved: %s to %s", decimals_text(card->then_score, 3, a),
                                             decimals_text(score, 3, b))
                  : isnan(score) ? copy_text("why")
                                 : make_text("why %s", decimals_text(score, 3, a));
    struct block *block = sheet_add(&sheet, report, title);
    table_block_format(block, 1, ">-");
    table_block_format(block, 2, ">-");
    table_block_format(block, 3, "+.2#-!");
    table_block_limit(block, LISTED_REASONS);
    block_right(block, "against %s",
                against_then                ? card->then
                : card->explanation.against ? card->explanation.against
                                            : "the median customer");
    free(order);
    free(title);
}

static void explain_push(const struct customer_card *card, struct report *report)
{
    const struct explanation *e = &card->explanation;
    char base[64], margin[64];
    if (!card->then && e->against && !isnan(e->base) && !isnan(e->margin))
        report_add_note(report, VERDICT_NONE, "base %s (%s) and the pushes add up to the margin %s",
                        signed_text(e->base, 4, base), e->against, signed_text(e->margin, 4, margin));
    report_add_note(report, VERDICT_NONE,
                    "push: contribution to the model's margin (log-odds, log hazard, or amount). These are "
                    "associations of the model, not effects of acting.");
}

/* ---- What happened ---- */

static size_t amount_column(const struct table *table)
{
    static const char *const names[] = { "amount", "price", "revenue", "value", "total" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        for (size_t j = 0; j < table->n_columns; j++)
            if (table->columns[j].type == TYPE_REAL && strcasecmp(table->columns[j].name, names[i]) == 0)
                return j;
    return SIZE_MAX;
}

/* Sums (of AMOUNT, or counts when it is SIZE_MAX) of the 52 weeks before the cutoff. */
static void week_totals(const struct customer_card *card, const struct events *events, size_t amount,
                        double weeks[WEEKS], double *all)
{
    const int64_t *time = column_ints(&events->table->columns[events->time_column]);
    memset(weeks, 0, WEEKS * sizeof *weeks);
    *all = 0;
    for (size_t row = events->start[card->customer]; row < events->start[card->customer + 1]; row++) {
        if (!event_is_visible(events, row, card->cutoff))
            continue;
        bool known = amount == SIZE_MAX || known_value(events, amount, row, card->cutoff);
        double value = amount == SIZE_MAX ? 1 : known ? column_reals(&events->table->columns[amount])[row] : NAN;
        value = isnan(value) ? 0 : value;
        *all += value;
        int64_t back = (card->cutoff - 1 - time[row]) / (7 * TIME_DAY);
        if (back < WEEKS)
            weeks[WEEKS - 1 - back] += value;
    }
}

static void add_week_row(struct sheet *sheet, const char *name, const double weeks[WEEKS], double all)
{
    double greatest = 0, sum = 0;
    char *shape = spark_text(weeks, WEEKS);
    for (size_t i = 0; i < WEEKS; i++) {
        greatest = fmax(greatest, weeks[i]);
        sum += weeks[i];
    }
    sheet_set_text(sheet, 0, name);
    sheet_set_text(sheet, 1, shape);
    sheet_set_number(sheet, 2, greatest);
    sheet_set_number(sheet, 3, sum);
    sheet_set_number(sheet, 4, all);
    sheet_end_row(sheet);
    free(shape);
}

static void add_weeks(const struct customer_card *card, struct report *report)
{
    if (card->cutoff == TIME_MISSING || card->world->n_events == 0)
        return;
    double weeks[WEEKS], all;
    char a[64], b[64];
    struct sheet sheet = sheet_new("weeks");
    sheet_text(&sheet, "what");
    sheet_text(&sheet, "52 weeks, one column each");
    sheet_number(&sheet, "max");
    sheet_number(&sheet, "year");
    sheet_number(&sheet, "ever");
    for (size_t e = 0; e < card->world->n_events; e++) {
        const struct events *events = &card->world->events[e];
        size_t amount = amount_column(events->table);
        week_totals(card, events, SIZE_MAX, weeks, &all);
        add_week_row(&sheet, events->table->name, weeks, all);
        if (amount == SIZE_MAX)
            continue;
        week_totals(card, events, amount, weeks, &all);
        char *name = make_text("%s %s", events->table->name, events->table->columns[amount].name);
        add_week_row(&sheet, name, weeks, all);
        free(name);
    }
    struct block *block = sheet_add(&sheet, report, "52 weeks to the as-of date");
    table_block_format(block, 1, "~");
    for (size_t j = 2; j < 5; j++)
        table_block_format(block, j, ".0!");
    block_right(block, "%s .. %s", date_text(card->cutoff - WEEKS * 7 * TIME_DAY, a), date_text(card->cutoff, b));
}

struct happening {
    const struct events *events;
    size_t row;
    int64_t time;
};

static int newest_first(const void *a, const void *b)
{
    const struct happening *x = a, *y = b;
    if (x->time != y->time)
        return x->time < y->time ? 1 : -1;
    if (x->events != y->events)
        return x->events < y->events ? -1 : 1;
    return x->row < y->row ? 1 : -1;
}

static struct happening *collect(const struct customer_card *card, size_t *n, struct error *err)
{
    size_t room = 1;
    for (size_t e = 0; e < card->world->n_events; e++) {
        const uint64_t *start = card->world->events[e].start + card->customer;
        room += start[1] - start[0];
    }
    struct happening *all = allocate_large(room, sizeof *all, "events of the customer", err);
    *n = 0;
    for (size_t e = 0; all && e < card->world->n_events; e++) {
        const struct events *events = &card->world->events[e];
        for (size_t row = events->start[card->customer]; row < events->start[card->customer + 1]; row++)
            if (event_is_visible(events, row, card->cutoff))
                all[(*n)++] =
                    (struct happening){ events, row, column_ints(&events->table->columns[events->time_column])[row] };
    }
    if (all)
        qsort(all, *n, sizeof *all, newest_first);
    return all;
}

/* All columns but the time, keys that name the row or the customer, and what is missing or was not known yet. */
static char *details(const struct customer_card *card, const struct happening *happening)
{
    const struct table *table = happening->events->table;
    const char *key = card->world->customers->columns[card->world->key_column].name;
    struct text text = TEXT_EMPTY;
    for (size_t j = 0; j < table->n_columns; j++) {
        const struct column *column = &table->columns[j];
        size_t length = strlen(column->name);
        bool id = length > 3 && strcasecmp(column->name + length - 3, "_id") == 0;
        if (j == happening->events->time_column || j == happening->events->known_column || id ||
            strcmp(column->name, key) == 0 || column_is_missing(column, happening->row) ||
            !known_value(happening->events, j, happening->row, card->cutoff))
            continue;
        char *value = shown_value(column, happening->row, card->reveal);
        bool bare = column->type == TYPE_TEXT;
        text_add_format(&text, "%s%s%s%s", text.length ? "  " : "", bare ? "" : column->name, bare ? "" : " ", value);
        free(value);
    }
    return text_take(&text);
}

static bool add_events(const struct customer_card *card, struct report *report, struct error *err)
{
    size_t n, listed = card->n_events ? card->n_events : LISTED_EVENTS;
    struct happening *all = collect(card, &n, err);
    char words[64];
    if (!all)
        return false;
    struct sheet sheet = sheet_new("events");
    sheet_time(&sheet, "time", false);
    sheet_text(&sheet, "event");
    sheet_text(&sheet, "details");
    for (size_t i = 0; i < n && i < listed; i++) {
        char *text = details(card, &all[i]);
        sheet_set_time(&sheet, 0, all[i].time);
        sheet_set_text(&sheet, 1, all[i].events->table->name);
        sheet_set_text(&sheet, 2, text);
        sheet_end_row(&sheet);
        free(text);
    }
    struct block *block = sheet_add(&sheet, report, "events, newest first");
    table_block_limit(block, listed);
    if (card->n_contributions > 0)
        block_beside(block);
    if (n > listed)
        block_right(block, "%zu of %s", listed, count_text((double)n, words));
    else
        block_right(block, "%s", count_text((double)n, words));
    free(all);
    return true;
}

/* ---- The card ---- */

static struct report *new_card(const struct customer_card *card, const char *kind)
{
    struct text key = TEXT_EMPTY;
    char date[64];
    const struct column *named = &card->world->customers->columns[card->world->key_column];
    (named->identifies && !card->reveal ? column_show : column_write)(named, card->customer, &key);
    char *title = make_text("%s %s", kind, text_string(&key));
    char *context = card->cutoff == TIME_MISSING ? NULL : make_text("as of %s", date_text(card->cutoff, date));
    struct report *report = report_new(kind, title, context);
    text_release(&key);
    free(title);
    free(context);
    return report;
}

struct report *report_customer(const struct customer_card *card, struct error *err)
{
    struct report *report = new_card(card, "customer");
    if (!world_has_customer(card->world, card->customer, card->cutoff))
        report_add_note(report, VERDICT_WATCH, "nobody knew this customer at that date");
    add_facts(card, report);
    add_scores(card, report);
    add_weeks(card, report);
    if (card->n_contributions > 0)
        add_reasons(card, report);
    if (!add_events(card, report, err)) {
        report_free(report);
        return NULL;
    }
    if (card->n_contributions > 0)
        explain_push(card, report);
    return report;
}

struct report *report_explain(const struct customer_card *card)
{
    struct report *report = new_card(card, "explain");
    add_scores(card, report);
    add_reasons(card, report);
    explain_push(card, report);
    return report;
}
