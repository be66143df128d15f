/* The one parser of values: text against a parameter's row. */
#include "patron/base/parameter.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/kinds.h"
#include "patron/base/memory.h"
#include "patron/base/number.h"
#include "patron/base/text.h"

/* Both limits 0: none. A greatest below the least: only the least counts. */
static bool has_least(const struct parameter *p)
{
    return (p->least != 0 || p->greatest != 0) && isfinite(p->least);
}

static bool has_greatest(const struct parameter *p)
{
    return (p->least != 0 || p->greatest != 0) && p->greatest >= p->least && isfinite(p->greatest);
}

/* The bounds of whole numbers are whole: the greatest seed has 16 digits, none of which may be left out. */
static void write_bound(const struct parameter *p, double bound, char out[32])
{
    if (p->type != PARAMETER_NUMBER && bound >= 0 && bound <= 0x1p53)
        count_format((uint64_t)bound, out);
    else
        number_format_short(bound, out);
}

static void describe_number(const struct parameter *p, const char *thing, struct text *out)
{
    char least[32], greatest[32];
    write_bound(p, p->least, least);
    write_bound(p, p->greatest, greatest);
    text_add(out, thing);
    if (p->unit)
        text_add_format(out, " of %s", p->unit);
    if (has_least(p) && has_greatest(p))
        text_add_format(out, " from %s to %s", least, greatest);
    else if (has_least(p))
        text_add_format(out, ", at least %s", least);
    else if (has_greatest(p))
        text_add_format(out, ", at most %s", greatest);
}

static const char *describe_name(enum parameter_type type)
{
    switch (type) {
    case PARAMETER_YESNO:
        return "yes or no";
    case PARAMETER_DATE:
        return "a date such as 2024-07-01";
    case PARAMETER_DURATION:
        return "a duration such as 90d, 12w, 3m or 1y";
    case PARAMETER_FILE:
        return "a file";
    case PARAMETER_EXPRESSION:
        return "an expression";
    case PARAMETER_NAME:
        return "a new name";
    case PARAMETER_TABLE:
        return "a table";
    case PARAMETER_COLUMN:
        return "a column";
    case PARAMETER_FEATURES:
        return "a feature or a set of features";
    case PARAMETER_TARGET:
        return "a target";
    case PARAMETER_MODEL:
        return "a model";
    case PARAMETER_SNAPSHOT:
        return "a snapshot";
    case PARAMETER_SEGMENT:
        return "a segment";
    case PARAMETER_CUSTOMER:
        return "a customer";
    case PARAMETER_PRESET:
        return "a preset";
    case PARAMETER_SCRIPT:
        return "a command file or a pack";
    case PARAMETER_SETTING:
        return "a setting";
    case PARAMETER_COMMAND:
        return "a command";
    case PARAMETER_KIND:
        return "a kind";
    case PARAMETER_THING:
        return "the name of a thing";
    default:
        return "text";
    }
}

void parameter_describe(const struct parameter *parameter, char out[256])
{
    struct text text = TEXT_EMPTY;
    switch (parameter->type) {
    case PARAMETER_NUMBER:
        describe_number(parameter, "a number", &text);
        break;
    case PARAMETER_COUNT:
        describe_number(parameter, "a whole number", &text);
        break;
    case PARAMETER_RANGE:
        describe_number(parameter, "a range such as 2..8 of whole numbers", &text);
        break;
    case PARAMETER_CHOICE:
        text_add(&text, "one of");
        for (const char *const *choice = parameter->choices; choice && *choice; choice++)
            text_add_format(&text, " %s", *choice);
        break;
    default:
        text_add(&text, describe_name(parameter->type));
    }
    snprintf(out, 256, "%s", text_string(&text));
    text_release(&text);
}

/* "l2=-3" for an option, else the value in quotes: how the value is named in a message. */
static void name_value(const struct parameter *p, const char *value, char out[128])
{
    if (p->form == FORM_OPTION)
        snprintf(out, 128, "%.40s=%.80s", p->name, value);
    else
        snprintf(out, 128, "'%.80s'", value);
}

static bool fail_value(const struct parameter *p, const char *value, struct error *err, const char *problem)
{
    char named[128], wanted[256];
    name_value(p, value, named);
    parameter_describe(p, wanted);
    fail(err, ERROR_USER, E_BAD_VALUE, "%s is %s", named, problem);
    error_reason(err, "%s is %s", p->name, wanted);
    return false;
}

static void mend_value(const struct parameter *p, const char *value, struct error *err)
{
    if (p->form == FORM_OPTION)
        error_mend(err, "%s=%s", p->name, value);
    else
        error_mend(err, "%s", value);
}

/* NUMBER against the limits of the row; VALUE is the text that holds it. */
static bool check_limits(const struct parameter *p, const char *value, double number, struct error *err)
{
    bool below = has_least(p) && number < p->least;
    if (!below && !(has_greatest(p) && number > p->greatest))
        return true;
    char limit[32], plain[32], problem[64];
    number_format_short(below ? p->least : p->greatest, limit);
    number_format(below ? p->least : p->greatest, plain);
    snprintf(problem, sizeof(problem), "%s %s", below ? "below" : "above", limit);
    fail_value(p, value, err, problem);
    if (p->type != PARAMETER_RANGE)
        mend_value(p, plain, err);
    return false;
}

static bool parse_number(const struct parameter *p, const char *text, struct value *out, struct error *err)
{
    if (!number_parse(text, strlen(text), &out->number))
        return fail_value(p, text, err, "not a number");
    return check_limits(p, text, out->number, err);
}

static bool parse_count(const struct parameter *p, const char *text, struct value *out, struct error *err)
{
    if (!number_parse(text, strlen(text), &out->number))
        return fail_value(p, text, err, "not a number");
    if (out->number != floor(out->number) || fabs(out->number) > 0x1p53)
        return fail_value(p, text, err, "not a whole number");
    return check_limits(p, text, out->number, err);
}

static bool parse_yesno(const struct parameter *p, const char *text, struct value *out, struct error *err)
{
    if (strcmp(text, "yes") != 0 && strcmp(text, "no") != 0) {
        fail_value(p, text, err, "neither yes nor no");
        mend_value(p, "yes", err);
        mend_value(p, "no", err);
        return false;
    }
    out->number = text[0] == 'y';
    return true;
}

static bool parse_choice(const struct parameter *p, const char *text, struct value *out, struct error *err)
{
    struct nearest nearest;
    nearest_init(&nearest, text);
    for (int i = 0; p->choices && p->choices[i]; i++) {
        if (strcmp(p->choices[i], text) == 0) {
            out->choice = i;
            return true;
        }
        nearest_offer(&nearest, p->choices[i]);
    }
    fail_value(p, text, err, "not one of the choices");
    if (nearest.best)
        mend_value(p, nearest.best, err);
    return false;
}

static bool parse_range(const struct parameter *p, const char *text, struct value *out, struct error *err)
{
    const char *dots = strstr(text, "..");
    size_t first_length = dots ? (size_t)(dots - text) : strlen(text);
    const char *last_text = dots ? dots + 2 : text;
    int64_t first, last;
    if (!integer_parse(text, first_length, &first) || !integer_parse(last_text, strlen(last_text), &last))
        return fail_value(p, text, err, "not a range");
    out->number = (double)first;
    out->last = (double)last;
    if (first > last) {
        char turned[64];
        snprintf(turned, sizeof(turned), "%lld..%lld", (long long)last, (long long)first);
        fail_value(p, text, err, "a range that ends before it begins");
        mend_value(p, turned, err);
        return false;
    }
    return check_limits(p, text, out->number, err) && check_limits(p, text, out->last, err);
}

static bool parse_date(const struct parameter *p, const char *text, struct value *out, struct error *err)
{
    return time_parse(text, strlen(text), &out->time) ? true : fail_value(p, text, err, "not a date that exists");
}

static bool parse_duration(const struct parameter *p, const char *text, struct value *out, struct error *err)
{
    if (duration_parse(text, strlen(text), &out->duration))
        return true;
    fail_value(p, text, err, "not a duration");
    if (*text && strspn(text, "0123456789") == strlen(text) && strlen(text) < 7) { /* most often days are meant */
        char days[16];
        snprintf(days, sizeof(days), "%.6sd", text);
        mend_value(p, days, err);
    }
    return false;
}

bool name_is_plain(const char *text)
{
    bool letter = (text[0] >= 'a' && text[0] <= 'z') || (text[0] >= 'A' && text[0] <= 'Z');
    return letter && text[strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")] == '\0';
}

bool name_is_dated(const char *text)
{
    char head[NAME_LENGTH_MOST + 1];
    size_t n = strlen(text);
    int64_t time;
    if (n < 10 || n > NAME_LENGTH_MOST || !time_parse(text + n - 10, 10, &time))
        return false;
    memcpy(head, text, n - 10);
    head[n - 10] = '\0';
    return n == 10 || name_is_plain(head);
}

/* That of a snapshot may be or end with a date; for others the workspace says that it may not. */
static bool parse_name(const char *text, struct error *err)
{
    size_t n = strlen(text);
    bool plain = name_is_plain(text);
    if ((plain && n <= NAME_LENGTH_MOST) || name_is_dated(text))
        return true;
    if (plain)
        return fail(err, ERROR_USER, E_BAD_NAME, "a name has at most %d characters, and '%.20s..' has %zu",
                    NAME_LENGTH_MOST, text, n);
    fail(err, ERROR_USER, E_BAD_NAME, "'%s' is not a name", text);
    error_reason(err, "names begin with a letter and hold letters, digits and _");
    return false;
}

static bool parse_one(const struct parameter *p, const char *text, struct value *out, struct error *err)
{
    switch (p->type) {
    case PARAMETER_NUMBER:
        return parse_number(p, text, out, err);
    case PARAMETER_COUNT:
        return parse_count(p, text, out, err);
    case PARAMETER_YESNO:
        return parse_yesno(p, text, out, err);
    case PARAMETER_CHOICE:
        return parse_choice(p, text, out, err);
    case PARAMETER_DATE:
        return parse_date(p, text, out, err);
    case PARAMETER_DURATION:
        return parse_duration(p, text, out, err);
    case PARAMETER_RANGE:
        return parse_range(p, text, out, err);
    case PARAMETER_NAME:
        return parse_name(text, err);
    default:
        return *text || p->type == PARAMETER_TEXT ? true : fail_value(p, text, err, "empty");
    }
}

/* TEXT cut at commas into OUT->texts; a text without comma is its only piece. */
static void cut_list(const char *text, bool repeats, struct arena *arena, struct value *out)
{
    size_t n = 1;
    for (const char *p = text; repeats && *p; p++)
        n += *p == ',';
    const char **texts = arena_allocate(arena, n, sizeof(*texts));
    size_t used = 0;
    for (const char *p = text; used < n; p++) {
        size_t length = n == 1 ? strlen(p) : strcspn(p, ",");
        texts[used++] = arena_bytes(arena, p, length);
        p += length;
    }
    out->texts = texts;
    out->n_texts = n;
    out->text = texts[0];
    out->columns = arena_allocate(arena, n, sizeof(*out->columns));
}

bool parameter_parse(const struct parameter *parameter, const char *text, struct arena *arena, struct value *out,
                     struct error *err)
{
    struct value value = { .parameter = parameter, .given = true, .present = true };
    cut_list(text, parameter->repeats && parameter->form == FORM_OPTION, arena, &value);
    struct value piece = value;
    for (size_t i = value.n_texts; i-- > 0;) /* the first is parsed last: its figures stay */
        if (!parse_one(parameter, value.texts[i], &piece, err))
            return false;
    *out = piece;
    return true;
}

struct values values_defaults(const struct parameter *parameters, struct arena *arena)
{
    struct values values = { .parameters = parameters };
    while (parameters[values.n].name)
        values.n++;
    values.values = arena_allocate(arena, values.n, sizeof(*values.values));
    for (size_t i = 0; i < values.n; i++) {
        struct value *value = &values.values[i];
        const struct parameter *p = &parameters[i];
        value->parameter = p;
        if (!p->otherwise)
            continue;
        /* A default such as "auto" is no number: it stands as text, and who reads the value knows the word. */
        if (!parameter_parse(p, p->otherwise, arena, value, NULL))
            cut_list(p->otherwise, false, arena, value);
        value->present = true;
        value->given = false;
    }
    return values;
}

const struct value *values_get(const struct values *values, const char *name)
{
    for (size_t i = 0; i < values->n; i++)
        if (strcmp(values->parameters[i].name, name) == 0)
            return &values->values[i];
    fprintf(stderr, "patron: no parameter is called '%s'\n", name);
    bug("a parameter that its table does not have");
}

double values_number(const struct values *values, const char *name)
{
    return values_get(values, name)->number;
}

bool values_yes(const struct values *values, const char *name)
{
    return values_get(values, name)->number != 0;
}

const char *values_text(const struct values *values, const char *name)
{
    return values_get(values, name)->text;
}

int values_choice(const struct values *values, const char *name)
{
    return values_get(values, name)->choice;
}
