/* What kinds of rules share, and rules over whole columns: sum(a) == sum(b). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "command/data/clean.h"
#include "command/data/delivery.h"
#include "command/data/rules.h"
#include "command/verb.h"

bool rule_share(const char *text, double *out)
{
    size_t length = strlen(text);
    bool percent = length > 1 && text[length - 1] == '%';
    if (!number_parse(text, length - percent, out))
        return false;
    *out = percent ? *out / 100 : *out;
    return true;
}

bool rule_compare(double a, const char *sign, double b)
{
    switch (sign[0]) {
    case '<':
        return sign[1] ? a <= b : a < b;
    case '>':
        return sign[1] ? a >= b : a > b;
    case '!':
        return a != b;
    default:
        return a == b;
    }
}

const struct column *rule_column(struct judging *j, size_t slot, struct error *err)
{
    return table_need_column(j->table, j->rule->slots[slot], err);
}

int64_t rule_now(struct session *session, struct error *err)
{
    struct error none = ERROR_INIT;
    int64_t asof = TIME_MISSING, last = TIME_MISSING;
    char *set = workspace_state(session->workspace, "asof");
    bool given = set && resolve_asof(session, NULL, &asof, &none);
    free(set);
    error_release(&none);
    if (given)
        return asof;
    char **names = workspace_tables(session->workspace);
    for (char **name = names; name && *name; name++) {
        struct table_version info;
        if (!workspace_table_info(session->workspace, *name, 0, &info, err))
            break;
        if (info.last_time != TIME_MISSING && (last == TIME_MISSING || info.last_time > last))
            last = info.last_time;
        table_version_release(&info);
    }
    names_free(names);
    return last;
}

int rule_version_before(struct judging *j)
{
    struct clean_steps steps;
    struct table_version info;
    int good = delivery_version_before(j->session, j->name);
    if (good > 0 && good != j->info->version)
        return good; /* what was in use: a delivery that was refused in between is none */
    if (!clean_steps(j->session, j->name, 0, j->arena, &steps, NULL) || steps.loaded < 2 ||
        !workspace_table_info(j->session->workspace, j->name, steps.loaded - 1, &info, NULL))
        return 0;
    int version = info.version;
    table_version_release(&info);
    return version;
}

/* ---- Totals ---- */

bool expression_has_aggregate(const struct expression *expression)
{
    bool has = expression->kind == EXPRESSION_AGGREGATE;
    for (size_t i = 0; !has && i < expression->n_arguments; i++)
        has = expression_has_aggregate(expression->arguments[i]);
    return has;
}

/* The table that an aggregate is over: the one before a point, or the one at hand. */
static const char *table_of(const struct expression *expression, const char *otherwise)
{
    if (expression->kind == EXPRESSION_COLUMN)
        return expression->table;
    for (size_t i = 0; i < expression->n_arguments; i++) {
        const char *name = table_of(expression->arguments[i], NULL);
        if (name)
            return name;
    }
    return otherwise;
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double distinct_of(const double *sorted, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += i == 0 || sorted[i] != sorted[i - 1];
    return (double)count;
}

/* The figure NAME of the N values that are there, which get sorted. */
static double figure_of(const char *name, double *values, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += values[i];
    if (strcmp(name, "sum") == 0)
        return sum;
    if (strcmp(name, "count") == 0)
        return (double)n;
    if (strcmp(name, "mean") == 0)
        return n > 0 ? sum / (double)n : NAN;
    qsort(values, n, sizeof *values, compare_doubles);
    if (strcmp(name, "distinct") == 0)
        return distinct_of(values, n);
    if (n == 0)
        return NAN;
    if (strcmp(name, "min") == 0)
        return values[0];
    if (strcmp(name, "max") == 0)
        return values[n - 1];
    return strcmp(name, "median") == 0 ? (values[(n - 1) / 2] + values[n / 2]) / 2 : NAN;
}

static bool is_known(const char *name)
{
    static const char *const known[] = { "sum", "count", "mean", "distinct", "min", "max", "median", NULL };
    for (const char *const *k = known; *k; k++)
        if (strcmp(*k, name) == 0)
            return true;
    return false;
}

static bool total_of(struct judging *j, const struct expression *aggregate, double *out, struct error *err)
{
    const struct expression *argument = aggregate->n_arguments > 0 ? aggregate->arguments[0] : NULL;
    struct work *work = session_work(j->session);
    if (!is_known(aggregate->text) || !argument) {
        fail(err, ERROR_USER, E_EXPRESSION, "a rule knows no %s()", aggregate->text);
        error_reason(err, "rules over a table have sum count mean median distinct min max of a column");
        return false;
    }
    const char *other = table_of(argument, NULL);
    bool counts = argument->kind == EXPRESSION_NAME && !table_column(j->table, argument->text) &&
                  strcmp(aggregate->text, "count") == 0;
    if (counts)
        other = argument->text;
    struct table *table = other && strcmp(other, j->name) != 0 ? resolve_table(j->session, other, j->arena, err)
                                                               : (struct table *)j->table;
    if (!table)
        return false;
    int8_t *keep = aggregate->condition ? expression_filter(aggregate->condition, table, work, err) : NULL;
    struct table *made = aggregate->condition && !keep ? NULL
                         : counts                      ? table_retain(table)
                                                       : expression_evaluate(argument, table, "value", work, err);
    bool wide = made && strcmp(aggregate->text, "distinct") == 0 && column_is_wide(&made->columns[0], table->n_rows);
    double *places = wide ? column_places(&made->columns[0], table->n_rows, err) : NULL;
    double *values =
        made && (places || !wide) ? allocate_large(table->n_rows, sizeof *values, "the values of a rule", err) : NULL;
    size_t n = 0;
    for (size_t i = 0; values && i < table->n_rows; i++) {
        const struct column *column = &made->columns[0];
        if ((keep && !keep[i]) || (!counts && column_is_missing(column, i)))
            continue;
        values[n++] = counts                      ? 1
                      : places                    ? places[i]
                      : column->type == TYPE_TEXT ? (double)column_codes(column)[i]
                                                  : column_number(column, i);
    }
    if (values)
        *out = figure_of(aggregate->text, values, n);
    bool ok = values != NULL;
    free(values);
    free(places);
    free(keep);
    table_release(made);
    return ok;
}

/* An expression of aggregates and numbers. */
static bool total_evaluate(struct judging *j, const struct expression *e, double *out, struct error *err)
{
    double a = NAN, b = NAN;
    if (e->kind == EXPRESSION_NUMBER) {
        *out = e->number;
        return true;
    }
    if (e->kind == EXPRESSION_AGGREGATE)
        return total_of(j, e, out, err);
    bool two = e->kind == EXPRESSION_BINARY && e->operator_ <= OP_DIVIDE;
    if (!two && !(e->kind == EXPRESSION_UNARY && e->operator_ == OP_NEGATE))
        return fail(err, ERROR_USER, E_EXPRESSION, "a rule over a table compares figures such as sum(a) and sum(b)");
    if (!total_evaluate(j, e->arguments[0], &a, err) || (two && !total_evaluate(j, e->arguments[1], &b, err)))
        return false;
    *out = !two                          ? -a
           : e->operator_ == OP_ADD      ? a + b
           : e->operator_ == OP_SUBTRACT ? a - b
           : e->operator_ == OP_MULTIPLY ? a * b
           : b != 0                      ? a / b
                                         : NAN;
    return true;
}

/* Sums are equal when they differ by no more than adding in another order would make them. */
static bool nearly_equal(double a, double b)
{
    return fabs(a - b) <= 1e-9 * fmax(fabs(a), fabs(b));
}

bool judge_total(struct judging *j, struct error *err)
{
    static const char *const signs[] = { [OP_EQUAL] = "==",      [OP_NOT_EQUAL] = "!=", [OP_LESS] = "<",
                                         [OP_LESS_EQUAL] = "<=", [OP_GREATER] = ">",    [OP_GREATER_EQUAL] = ">=" };
    const struct expression *e = j->rule->expression;
    double a, b;
    char left[32], right[32];
    if (e->kind != EXPRESSION_BINARY || e->operator_ < OP_EQUAL)
        return fail(err, ERROR_USER, E_EXPRESSION, "a rule over a table compares two figures: sum(a) == sum(b)");
    if (!total_evaluate(j, e->arguments[0], &a, err) || !total_evaluate(j, e->arguments[1], &b, err))
        return false;
    bool equal = nearly_equal(a, b);
    const char *sign = signs[e->operator_];
    j->passed = e->operator_ == OP_EQUAL       ? equal
                : e->operator_ == OP_NOT_EQUAL ? !equal && !isnan(a) && !isnan(b)
                                               : rule_compare(a, sign, b) || (sign[1] && equal);
    number_format_short(a, left);
    number_format_short(b, right);
    j->found = arena_format(j->arena, "%s against %s", left, right);
    return true;
}
