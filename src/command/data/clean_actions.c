/* What `clean TABLE` can do, one row each. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "command/data/clean.h"
#include "command/verb.h"
#include "patron/base/kinds.h"
#include "patron/feature/expression.h"

static const struct value *value_of(const struct cleaning *c, const char *name)
{
    return values_get(&c->invocation->values, name);
}

/* ---- drop, keep ---- */

static int8_t *marks_where(struct cleaning *c, struct error *err)
{
    const struct value *where = value_of(c, "where");
    struct expression *parsed = expression_parse(where->text, where->column - 1, c->invocation->arena, err);
    return parsed ? expression_filter(parsed, c->table, session_work(c->session), err) : NULL;
}

static int8_t *marks_missing(struct cleaning *c, struct error *err)
{
    const struct column **columns;
    size_t n;
    if (!clean_columns(c->table, value_of(c, "what"), 1, c->invocation->arena, &columns, &n, err))
        return NULL;
    int8_t *marked = allocate_large(c->table->n_rows, 1, "the marks of rows", err);
    for (size_t i = 0; marked && i < c->table->n_rows; i++) {
        marked[i] = 0;
        for (size_t j = 0; j < n; j++)
            marked[i] |= column_is_missing(columns[j], i);
    }
    return marked;
}

static int8_t *marks_twice(struct cleaning *c, struct error *err)
{
    const struct column **columns;
    size_t n, n_twice;
    const struct value *on = value_of(c, "on");
    if (!clean_columns(c->table, on->given ? on : value_of(c, "by"), 0, c->invocation->arena, &columns, &n, err))
        return NULL;
    return rows_twice(c->table, columns, n, &n_twice, err);
}

/* keep=last, keep=greatest COLUMN: of rows of one id, another one than the first stays. */
static int8_t *marks_but_one(struct cleaning *c, struct error *err)
{
    enum { FIRST, LAST, GREATEST };
    const struct value *by = value_of(c, "by"), *keep = value_of(c, "keep"), *what = value_of(c, "what");
    const struct column **columns, *order = c->info->time ? table_column(c->table, c->info->time) : NULL;
    size_t n;
    if (!by->given || (keep->choice == GREATEST) != (what->n_texts == 2)) {
        clean_usage_fails(c->invocation, "duplicates by COLUMNS keep=first|last|greatest COLUMN", err);
        return NULL;
    }
    if (!clean_columns(c->table, by, 0, c->invocation->arena, &columns, &n, err))
        return NULL;
    if (keep->choice == GREATEST && !(order = table_need_column(c->table, what->texts[1], err))) {
        fail_value_at(err, what, 1);
        return NULL;
    }
    return rows_but_one(c->table, columns, n, order, keep->choice != FIRST, err);
}

static int8_t *marks_near(struct cleaning *c, struct error *err)
{
    const struct value *on = value_of(c, "on"), *ignoring = value_of(c, "ignoring");
    struct arena *arena = c->invocation->arena;
    const struct column **columns;
    unsigned ignored = 0;
    struct near near;
    size_t n;
    if (!on->given) {
        clean_usage_fails(c->invocation, "on COLUMNS", err);
        return NULL;
    }
    if (!clean_columns(c->table, on, 0, arena, &columns, &n, err))
        return NULL;
    if (ignoring->given && !near_ignored(ignoring->text, &ignored, err)) {
        fail_value_at(err, ignoring, 0);
        return NULL;
    }
    if (!near_find(columns, n, c->table->n_rows, ignored, &near, err))
        return NULL;
    c->detail = near_tell(&near, c->table, c->info->key, arena);
    int8_t *marked = allocate_large(c->table->n_rows, 1, "the marks of rows", err);
    for (size_t i = 0; marked && i < c->table->n_rows; i++)
        marked[i] = near.kind[i] != NEAR_NONE;
    near_release(&near);
    return marked;
}

static bool apply_drop(struct cleaning *c, struct error *err)
{
    const struct value *what = value_of(c, "what"), *where = value_of(c, "where");
    bool twice = what->given && strcmp(what->text, "duplicates") == 0;
    bool missing = what->given && strcmp(what->text, "missing") == 0 && what->n_texts > 1;
    bool near = what->given && what->n_texts == 2 && strcmp(what->texts[0], "near") == 0 &&
                strcmp(what->texts[1], "duplicates") == 0;
    if (!twice && !near && !missing && (!where->given || what->given))
        return clean_usage_fails(c->invocation, "[near] duplicates, missing COLUMNS, or where EXPRESSION", err);
    int8_t *marked = near      ? marks_near(c, err)
                     : twice   ? (value_of(c, "keep")->given ? marks_but_one : marks_twice)(c, err)
                     : missing ? marks_missing(c, err)
                               : marks_where(c, err);
    bool ok = marked && clean_drop(c->table, marked, &c->out, err);
    free(marked);
    const char *rule = clean_rule(c->invocation->line);
    c->told = arena_format(
        c->invocation->arena, "%s dropped: %s%s%s", counted(c->out.n_changed, "row", c->invocation->arena),
        strncmp(rule, "drop ", 5) == 0 ? rule + 5 : rule, c->detail ? "; " : "", c->detail ? c->detail : "");
    return ok;
}

static bool apply_keep(struct cleaning *c, struct error *err)
{
    const struct value *what = value_of(c, "what"), *where = value_of(c, "where");
    if (!what->given || !where->given)
        return clean_usage_fails(c->invocation, "a new table's name and where EXPRESSION", err);
    int8_t *marked = marks_where(c, err);
    bool ok = marked && clean_drop(c->table, marked, &c->out, err);
    free(marked);
    c->told = arena_format(c->invocation->arena, "%s also in %s: where %s",
                           counted(c->out.n_changed, "row", c->invocation->arena), what->text, where->text);
    return ok;
}

/* ---- set ---- */

static struct expression *call(struct cleaning *c, const char *name, struct expression **arguments, size_t n)
{
    struct expression *made = arena_allocate(c->invocation->arena, 1, sizeof *made);
    *made = (struct expression){
        .kind = EXPRESSION_CALL, .text = name, .arguments = arguments, .n_arguments = n, .column = 0, .length = 0
    };
    return made;
}

/* if(coalesce(WHERE, no), VALUE, COLUMN), with the places of what was typed. */
static struct expression *guarded(struct cleaning *c, struct expression *value, struct error *err)
{
    const struct value *where = value_of(c, "where"), *column = value_of(c, "column");
    struct arena *arena = c->invocation->arena;
    struct expression *condition = expression_parse(where->text, where->column - 1, arena, err);
    if (!condition || !table_need_column(c->table, column->text, err))
        return NULL;
    struct expression *names = arena_allocate(arena, 2, sizeof *names);
    names[0] = (struct expression){ .kind = EXPRESSION_NAME, .text = "no" };
    names[1] = (struct expression){ .kind = EXPRESSION_NAME, .text = column->text };
    struct expression **known = arena_allocate(arena, 2, sizeof *known);
    struct expression **parts = arena_allocate(arena, 3, sizeof *parts);
    known[0] = condition;
    known[1] = &names[0];
    parts[0] = call(c, "coalesce", known, 2);
    parts[1] = value;
    parts[2] = &names[1];
    return call(c, "if", parts, 3);
}

static const char *tell_yes(const struct table *made, struct arena *arena)
{
    size_t n = 0;
    if (made->columns[0].type != TYPE_BOOL)
        return "";
    for (size_t i = 0; i < made->n_rows; i++)
        n += column_bools(&made->columns[0])[i] == 1;
    char text[32];
    count_format(n, text);
    return arena_format(arena, ": %s yes (%.2f%%)", text,
                        made->n_rows > 0 ? 100.0 * (double)n / (double)made->n_rows : 0.0);
}

static bool apply_set(struct cleaning *c, struct error *err)
{
    const struct value *column = value_of(c, "column"), *text = value_of(c, "expression");
    const struct value *where = value_of(c, "where");
    struct arena *arena = c->invocation->arena;
    if (!column->given || !text->given)
        return clean_usage_fails(c->invocation, "COLUMN = EXPRESSION", err);
    struct expression *parsed = expression_parse(text->text, text->column - 1, arena, err);
    if (parsed && where->given)
        parsed = guarded(c, parsed, err);
    struct table *made =
        parsed ? expression_evaluate(parsed, c->table, column->text, session_work(c->session), err) : NULL;
    if (!made)
        return false;
    c->out.table = table_with(c->table, made);
    c->out.n_changed = c->table->n_rows;
    if (where->given) {
        int8_t *marked = marks_where(c, err);
        c->out.n_changed = 0;
        for (size_t i = 0; marked && i < c->table->n_rows; i++)
            c->out.n_changed += (size_t)marked[i];
        free(marked);
    }
    c->told =
        arena_format(arena, "%s = %s in %s%s%s%s", column->text, text->text, counted(c->out.n_changed, "row", arena),
                     where->given ? " where " : "", where->given ? where->text : "", tell_yes(made, arena));
    table_release(made);
    return true;
}

/* x = x + 1: the column reads itself. */
static bool set_reads_itself(const struct invocation *invocation)
{
    const char *name = values_text(&invocation->values, "column"),
               *text = values_text(&invocation->values, "expression");
    size_t n = name ? strlen(name) : 0;
    for (const char *at = text && n > 0 ? strstr(text, name) : NULL; at; at = strstr(at + 1, name)) {
        bool begins = at == text || !strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_", at[-1]);
        bool ends = !at[n] || !strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_", at[n]);
        if (begins && ends)
            return true;
    }
    return false;
}

/* ---- Texts ---- */

static bool apply_form(struct cleaning *c, struct error *err)
{
    const char *name = clean_action(c->invocation)->name;
    const struct text_form *form = kind_find((const void *const *)text_forms, name);
    const struct value *what = value_of(c, "what");
    struct arena *arena = c->invocation->arena;
    const struct column **columns;
    size_t n;
    if (!what->given)
        return clean_usage_fails(c->invocation, "a column", err);
    if (!clean_columns(c->table, what, 0, arena, &columns, &n, err))
        return false;
    struct table *table = table_retain(c->table);
    bool ok = true;
    struct text names = TEXT_EMPTY;
    for (size_t i = 0; ok && i < n; i++) {
        struct cleaned one;
        ok = clean_text(table, columns[i]->name, form, &one, err);
        text_add_format(&names, "%s%s", i > 0 ? ", " : "", columns[i]->name);
        c->out.n_changed += one.n_changed;
        if (ok && one.table) {
            table_release(table);
            table = one.table;
        }
    }
    c->told =
        arena_format(arena, "%s: %s changed %s", text_string(&names), name, counted(c->out.n_changed, "value", arena));
    text_release(&names);
    if (ok && table != c->table)
        c->out.table = table;
    else
        table_release(table);
    return ok || fail_value_at(err, what, 0);
}

/* ---- Missing values ---- */

static const struct column *time_of(const struct cleaning *c)
{
    return c->info->time ? table_column(c->table, c->info->time) : NULL;
}

static bool apply_fill(struct cleaning *c, struct error *err)
{
    const struct value *what = value_of(c, "what"), *with = value_of(c, "with"), *before = value_of(c, "before");
    const struct value *by = value_of(c, "by");
    struct arena *arena = c->invocation->arena;
    const struct column **columns;
    size_t n;
    if (!what->given || !with->given)
        return clean_usage_fails(c->invocation, "a column and with VALUE", err);
    if (!clean_columns(c->table, by, 0, arena, &columns, &n, err))
        return false;
    struct fill fill = { with->text, n > 0 ? columns[0] : NULL, time_of(c),
                         before->given ? before->time : TIME_MISSING };
    if (n == 0 && c->info->via)
        fill.by = table_column(c->table, c->info->via);
    if (!clean_fill(c->table, what->text, &fill, &c->out, err))
        return fail_value_at(err, what, 0);
    c->told = arena_format(arena, "%s: %s filled with %s", what->text,
                           counted(c->out.n_changed, "missing value", arena), with->text);
    return true;
}

static bool apply_flag(struct cleaning *c, struct error *err)
{
    const struct value *what = value_of(c, "what");
    if (!what->given)
        return clean_usage_fails(c->invocation, "a column", err);
    if (!clean_flag(c->table, what->text, &c->out, err))
        return fail_value_at(err, what, 0);
    c->told = arena_format(c->invocation->arena, "%s_missing is yes in %s", what->text,
                           counted(c->out.n_changed, "row", c->invocation->arena));
    return true;
}

/* ---- Outliers ---- */

/* "0.99" or "0.01..0.99". */
static bool read_quantiles(const struct value *value, double *low, double *high, struct error *err)
{
    const char *points = strstr(value->text, "..");
    size_t length = points ? (size_t)(points - value->text) : 0;
    *low = 0;
    bool ok = !points || number_parse(value->text, length, low);
    const char *rest = points ? points + 2 : value->text;
    ok = ok && number_parse(rest, strlen(rest), high) && *low >= 0 && *low < *high && *high <= 1;
    if (ok)
        return true;
    fail(err, ERROR_USER, E_BAD_VALUE, "'%s' is no quantile", value->text);
    error_mend(err, "quantile=0.99");
    error_mend(err, "quantile=0.01..0.99");
    return fail_value_at(err, value, 0);
}

static bool find_caps(struct cleaning *c, const struct column *column, double *least, double *greatest,
                      struct error *err)
{
    const struct value *quantile = value_of(c, "quantile"), *sd = value_of(c, "sd");
    const struct value *low = value_of(c, "least"), *high = value_of(c, "greatest");
    double from, to;
    if (quantile->given)
        return read_quantiles(quantile, &from, &to, err) &&
               cap_quantiles(column, c->table->n_rows, from, to, least, greatest, err);
    if (sd->given)
        cap_deviations(column, c->table->n_rows, sd->number, least, greatest);
    if (low->given)
        *least = low->number;
    if (high->given)
        *greatest = high->number;
    return sd->given || low->given || high->given ||
           clean_usage_fails(c->invocation, "quantile=, sd=, least= or greatest=", err);
}

static bool apply_cap(struct cleaning *c, struct error *err)
{
    const struct value *what = value_of(c, "what");
    double least = -INFINITY, greatest = INFINITY;
    char low[32], high[32];
    if (!what->given)
        return clean_usage_fails(c->invocation, "a column", err);
    const struct column *column = table_need_column(c->table, what->text, err);
    if (!column || (column->type != TYPE_INT && column->type != TYPE_REAL)) {
        if (column)
            fail(err, ERROR_USER, E_TYPE, "'%s' is no number", column->name);
        return fail_value_at(err, what, 0);
    }
    if (!find_caps(c, column, &least, &greatest, err) ||
        !clean_cap(c->table, what->text, least, greatest, &c->out, err))
        return false;
    number_format_short(least, low);
    number_format_short(greatest, high);
    c->told =
        arena_format(c->invocation->arena, "%s: %s capped%s%s%s%s", what->text,
                     counted(c->out.n_changed, "value", c->invocation->arena), isfinite(least) ? " from " : "",
                     isfinite(least) ? low : "", isfinite(greatest) ? " to " : "", isfinite(greatest) ? high : "");
    return true;
}

static bool caps_by_deviation(const struct invocation *invocation)
{
    return values_get(&invocation->values, "sd")->given;
}

/* ---- Returns, currencies ---- */

static bool fail_no_time(const struct cleaning *c, struct error *err)
{
    fail(err, ERROR_USER, E_NO_COLUMN, "'%s' has no time, and this rule needs the order of rows", c->table->name);
    error_mend(err, "load %s again with time=COLUMN", c->table->name);
    return false;
}

static bool apply_offset(struct cleaning *c, struct error *err)
{
    const struct value *what = value_of(c, "what"), *by = value_of(c, "by"), *as = value_of(c, "as");
    struct arena *arena = c->invocation->arena;
    const struct column **columns, *time = time_of(c);
    struct offset_count count;
    size_t n;
    if (!what->given || !by->given)
        return clean_usage_fails(c->invocation, "a quantity and by COLUMNS", err);
    if (!time)
        return fail_no_time(c, err);
    if (!clean_columns(c->table, by, 0, arena, &columns, &n, err))
        return false;
    const char *name = as->given ? as->text : "returned";
    if (!clean_offset(c->table, what->text, columns, n, time, name, &count, &c->out, err))
        return fail_value_at(err, what, 0);
    char whole[32], part[32], none[32];
    count_format(count.n_whole, whole);
    count_format(count.n_part, part);
    count_format(count.n_none, none);
    c->told = arena_format(arena, "%s: of %s %s found whole, %s in part, %s not; %s came back", name,
                           counted(count.n_returns, "return", arena), whole, part, none,
                           counted(count.n_purchases, "purchase", arena));
    return true;
}

static bool apply_convert(struct cleaning *c, struct error *err)
{
    const struct value *what = value_of(c, "what"), *by = value_of(c, "by"), *with = value_of(c, "with");
    const struct value *into = value_of(c, "into"), *as = value_of(c, "as");
    struct arena *arena = c->invocation->arena;
    struct table_version info;
    size_t n_without = 0;
    if (!what->given || !by->given || !with->given || !into->given)
        return clean_usage_fails(c->invocation, "an amount, by CURRENCY, with RATES and into=", err);
    struct conversion conversion = { .amount = what->text,
                                     .currency = by->text,
                                     .into = into->text,
                                     .as = as->given ? as->text : NULL,
                                     .time = time_of(c),
                                     .rates = resolve_table(c->session, with->text, arena, err) };
    if (!conversion.rates || !workspace_table_info(c->session->workspace, with->text, 0, &info, err))
        return fail_value_at(err, with, 0);
    conversion.rates_time = info.time;
    bool ok = conversion.time ? clean_convert(c->table, &conversion, &n_without, &c->out, err) : fail_no_time(c, err);
    table_version_release(&info);
    if (ok)
        c->told =
            arena_format(arena, "%s: %s converted into %s%s%s%s", what->text, counted(c->out.n_changed, "row", arena),
                         into->text, n_without > 0 ? ", " : "", n_without > 0 ? counted(n_without, "row", arena) : "",
                         n_without > 0 ? " without a rate" : "");
    return ok;
}

/* ---- Back ---- */

static bool apply_back(struct cleaning *c, struct error *err)
{
    struct clean_steps steps;
    bool all = strcmp(clean_action(c->invocation)->name, "none") == 0;
    if (!clean_steps(c->session, c->info->name, 0, c->invocation->arena, &steps, err))
        return false;
    size_t last = steps.n;
    while (last > 0 && steps.items[last - 1].before == steps.items[last - 1].after)
        last--;
    if (last == 0)
        return fail(err, ERROR_USER, E_NO_NAME, "'%s' is as it was loaded: there is no rule to take back",
                    c->info->name);
    c->as_loaded = true;
    c->version = all ? steps.loaded : steps.items[last - 1].before;
    c->told = all ? arena_format(c->invocation->arena, "as loaded, version %d", c->version)
                  : arena_format(c->invocation->arena, "taken back, version %d: %s", c->version,
                                 clean_rule(steps.items[last - 1].command));
    return true;
}

#define ACTION(id, usage, summary, drops, apply, once)                                                                 \
    static const struct clean_action id##_action = { #id, usage, summary, drops, apply, once }
ACTION(drop,
       "drop duplicates [by COLUMNS [keep=first|last|greatest COLUMN]] | drop near duplicates on COLUMNS "
       "[ignoring=tags,dots] | drop missing COLUMNS | "
       "drop where EXPRESSION",
       "rows that go", true, apply_drop, NULL);
ACTION(set, "set COLUMN = EXPRESSION [where EXPRESSION]", "a column's values", false, apply_set, set_reads_itself);
ACTION(keep, "keep NAME where EXPRESSION", "rows as a table of their own too", false, apply_keep, NULL);
ACTION(trim, "trim COLUMNS", "no blanks around texts", false, apply_form, NULL);
ACTION(normalise, "normalise COLUMNS",
       "trimmed, one space for every run of blanks, one character for a letter with an accent", false, apply_form,
       NULL);
ACTION(upper, "upper COLUMNS", "capital letters", false, apply_form, NULL);
ACTION(lower, "lower COLUMNS", "small letters", false, apply_form, NULL);
ACTION(fill, "fill COLUMN with VALUE|mean|median|mode|previous [by COLUMN] [before=DATE]", "missing values", false,
       apply_fill, NULL);
ACTION(flag, "flag COLUMN", "a column that says where another one is missing", false, apply_flag, NULL);
ACTION(cap, "cap COLUMN quantile=LOW..HIGH|sd=N|least=N|greatest=N", "outliers", false, apply_cap, caps_by_deviation);
ACTION(offset, "offset QUANTITY by COLUMNS [as=COLUMN]", "returns against earlier purchases", false, apply_offset,
       NULL);
ACTION(convert, "convert AMOUNT by CURRENCY with RATES into=CODE [as=COLUMN]", "amounts in one currency", false,
       apply_convert, NULL);
ACTION(back, "back", "to the version before the last rule", false, apply_back, NULL);
ACTION(none, "none", "to the version as it was loaded", false, apply_back, NULL);

const struct clean_action *const clean_actions[] = { &drop_action,  &set_action,       &keep_action,
                                                     &trim_action,  &normalise_action, &upper_action,
                                                     &lower_action, &fill_action,      &flag_action,
                                                     &cap_action,   &offset_action,    &convert_action,
                                                     &back_action,  &none_action,      NULL };
const char *const clean_action_names[] = { "drop", "set", "keep",   "trim",    "normalise", "upper", "lower", "fill",
                                           "flag", "cap", "offset", "convert", "back",      "none",  NULL };
