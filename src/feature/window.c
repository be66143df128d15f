/* Windows as words: read, written, and as parts of names. */
#include "patron/feature/window.h"

#include <math.h>
#include <stdio.h>

#include "feature/primary.h"
#include "patron/base/error.h"
#include "patron/base/text.h"

/* Calendar periods by name; the plural too. */
static const struct {
    const char *one, *many;
    enum duration_unit unit;
} periods[] = { { "day", "days", DURATION_DAY },
                { "week", "weeks", DURATION_WEEK },
                { "month", "months", DURATION_MONTH },
                { "quarter", "quarters", DURATION_QUARTER },
                { "year", "years", DURATION_YEAR } };
enum { N_PERIODS = sizeof periods / sizeof *periods, MOST_PERIODS = 1000000 };

static const char *period_name(enum duration_unit unit, bool many)
{
    for (size_t i = 0; i < N_PERIODS; i++)
        if (periods[i].unit == unit)
            return many ? periods[i].many : periods[i].one;
    return many ? "hours" : "hour";
}

bool window_is_all(const struct window *window)
{
    return window->kind == WINDOW_PAST && window->near.count == 0;
}

static bool duration_equals(struct duration a, struct duration b)
{
    return a.count == b.count && a.unit == b.unit;
}

bool window_equals(const struct window *a, const struct window *b)
{
    return a->kind == b->kind && duration_equals(a->near, b->near) && duration_equals(a->far, b->far);
}

void period_write(const struct period *period, struct text *out)
{
    char length[16];
    duration_format(period->length, length);
    text_add_format(out, "%s%s", period->active ? "active " : "",
                    period->calendar ? period_name(period->length.unit, false) : length);
}

void window_write(const struct window *window, struct text *out)
{
    char near[16] = "", far[16] = "";
    duration_format(window->near, near);
    duration_format(window->far, far);
    if (window->kind == WINDOW_PAST)
        text_add_format(out, "%s..", near);
    else if (window->kind == WINDOW_ROLLING && window->near.count == 0)
        text_add(out, far);
    else if (window->kind == WINDOW_ROLLING)
        text_add_format(out, "%s..%s", near, far);
    else if (window->kind == WINDOW_PRESENT)
        text_add_format(out, "this %s", period_name(window->far.unit, false));
    else if (window->far.count == 1)
        text_add(out, period_name(window->far.unit, false));
    else
        text_add_format(out, "%d %s", window->far.count, period_name(window->far.unit, true));
}

void window_name(const struct window *window, char out[48])
{
    char near[16] = "", far[16] = "";
    duration_format(window->near, near);
    duration_format(window->far, far);
    if (window->kind == WINDOW_PAST)
        snprintf(out, 48, "before_%s", near);
    else if (window->kind == WINDOW_ROLLING && window->near.count == 0)
        snprintf(out, 48, "%s", far);
    else if (window->kind == WINDOW_ROLLING)
        snprintf(out, 48, "%s_%s", near, far);
    else if (window->kind == WINDOW_PRESENT)
        snprintf(out, 48, "this_%s", period_name(window->far.unit, false));
    else if (window->far.count == 1)
        snprintf(out, 48, "%s", period_name(window->far.unit, false));
    else
        snprintf(out, 48, "%d%s", window->far.count, period_name(window->far.unit, true));
}

/* The calendar period that TOKEN names. */
static bool token_is_period(const struct token *token, enum duration_unit *unit)
{
    for (size_t i = 0; i < N_PERIODS; i++)
        if (token_is_word(token, periods[i].one) || token_is_word(token, periods[i].many)) {
            *unit = periods[i].unit;
            return true;
        }
    return false;
}

size_t window_words(const struct token *token)
{
    enum duration_unit unit;
    if (token_is_period(token, &unit))
        return 1;
    if (token_is_word(token, "this") || (token->kind == TOKEN_NUMBER && !token_is_sign(token + 1, "..")))
        return token_is_period(token + 1, &unit) ? 2 : 0;
    if (token->kind != TOKEN_DURATION && token->kind != TOKEN_NUMBER)
        return 0;
    if (!token_is_sign(token + 1, ".."))
        return 1;
    return token[2].kind == TOKEN_DURATION ? 3 : 2;
}

/* The least and the most days that a duration may have. */
static void duration_days(struct duration duration, double *least, double *most)
{
    static const double days[][2] = { [DURATION_HOUR] = { 1 / 24.0, 1 / 24.0 },
                                      [DURATION_DAY] = { 1, 1 },
                                      [DURATION_WEEK] = { 7, 7 },
                                      [DURATION_MONTH] = { 28, 31 },
                                      [DURATION_QUARTER] = { 89, 92 },
                                      [DURATION_YEAR] = { 365, 366 } };
    *least = days[duration.unit][0] * duration.count;
    *most = days[duration.unit][1] * duration.count;
}

/* Months are all of one kind: 1m..1q needs no days. */
static int whole_months(struct duration duration)
{
    return duration.unit == DURATION_MONTH     ? duration.count
           : duration.unit == DURATION_QUARTER ? duration.count * 3
           : duration.unit == DURATION_YEAR    ? duration.count * 12
                                               : 0;
}

/* Whether NEAR is nearer than FAR at every cutoff. */
static bool is_nearer(struct duration near, struct duration far)
{
    double near_least, near_most, far_least, far_most;
    if (near.count == 0)
        return far.count > 0;
    if (whole_months(near) > 0 && whole_months(far) > 0)
        return whole_months(near) < whole_months(far);
    duration_days(near, &near_least, &near_most);
    duration_days(far, &far_least, &far_most);
    return near_most < far_least;
}

/* NEAR..FAR, with NEAR read already and `..` at hand. */
static bool parse_far(struct parser *parser, size_t first, struct window *out)
{
    parser->at++;
    if (parser_token(parser)->kind != TOKEN_DURATION) { /* 90d.. */
        out->kind = WINDOW_PAST;
        out->far = (struct duration){ 0 };
        if (out->near.count > 0)
            return true;
        return parser_needs_duration(parser, "over", &out->far);
    }
    if (!parser_needs_duration(parser, "over", &out->far))
        return false;
    if (is_nearer(out->near, out->far))
        return true;
    bool turned = is_nearer(out->far, out->near);
    char near[16], far[16];
    duration_format(out->near, near);
    duration_format(out->far, far);
    parser->at = first;
    if (!turned)
        return parser_fails(parser, "the window %s..%s may be empty", near, far);
    parser_fails(parser, "a window's nearer end stands first");
    error_mend(parser->err, "%s..%s", far, near);
    return false;
}

/* "3 months", "month", "this month". */
static bool parse_calendar(struct parser *parser, struct window *out)
{
    const struct token *token = parser_token(parser);
    out->kind = token_is_word(token, "this") ? WINDOW_PRESENT : WINDOW_WHOLE;
    out->far.count = 1;
    if (token->kind == TOKEN_NUMBER) {
        if (token->number < 1 || token->number > MOST_PERIODS || token->number != floor(token->number))
            return parser_fails(parser, "'over' needs a whole number of %ss", period_name(out->far.unit, false));
        out->far.count = (int)token->number;
    }
    size_t words = window_words(token);
    token_is_period(token + words - 1, &out->far.unit);
    parser->at += words;
    return true;
}

bool parser_needs_window(struct parser *parser, struct window *out)
{
    size_t first = parser->at;
    const struct token *token = parser_token(parser);
    enum duration_unit unit;
    *out = (struct window){ .kind = WINDOW_ROLLING };
    if (window_words(token) > 0 && token->kind != TOKEN_DURATION && !token_is_sign(token + 1, ".."))
        if (token->kind != TOKEN_NUMBER || token_is_period(token + 1, &unit))
            return parse_calendar(parser, out);
    if (!token_is_sign(token + 1, ".."))
        return parser_needs_duration(parser, "over", &out->far);
    if (token->kind == TOKEN_DURATION)
        out->near = token->duration;
    else if (token->kind != TOKEN_NUMBER || token->number != 0)
        return parser_needs_duration(parser, "over", &out->near);
    if (out->near.count == 0)
        out->near = (struct duration){ 0 };
    parser->at++;
    return parse_far(parser, first, out);
}

bool parser_needs_period(struct parser *parser, struct period *out)
{
    *out = (struct period){ 0 };
    out->active = parser_takes_word(parser, "active");
    if (token_is_period(parser_token(parser), &out->length.unit)) {
        out->calendar = true;
        out->length.count = 1;
        parser->at++;
        return true;
    }
    return parser_needs_duration(parser, "per", &out->length);
}
