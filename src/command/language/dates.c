/* Dates that are computed when a line is read: one day before, the month of a day. A nightly file gets its day as a
   param and works with it by these; everything later sees plain dates and numbers. */
#include "command/language/dates.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "patron/base/calendar.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"

struct computing {
    const char *line, *asof;
    size_t at;         /* where the word at hand begins */
    bool asof_is_word; /* in if, gate, print and asof */
    struct text out;
    size_t n_computed;
};

static bool in_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '.' || c == '-' || c == ':' || (unsigned char)c >= 0x80;
}

static size_t blanks(const char *text)
{
    return strspn(text, " \t");
}

/* YYYY-MM-DD, alone or with a time of day behind a T. */
static size_t date_length(const char *text, int64_t *out)
{
    static const char form[] = "dddd-dd-dd";
    for (size_t i = 0; form[i]; i++)
        if (form[i] == 'd' ? !isdigit((unsigned char)text[i]) : text[i] != form[i])
            return 0;
    size_t n = 10;
    if (text[n] == 'T')
        while (isdigit((unsigned char)text[n + 1]) || text[n + 1] == ':' || text[n + 1] == '.')
            n++;
    n += n > 10;
    return time_parse(text, n, out) ? n : 0;
}

/* Whether the word at hand is an option's value, or a part of its list. */
static bool in_option(const struct computing *c)
{
    const char *line = c->line;
    size_t at = c->at;
    while (at > 0 && line[at - 1] == ',') {
        at--;
        while (at > 0 && line[at - 1] != '=' && line[at - 1] != ',' && !isspace((unsigned char)line[at - 1]))
            at--;
    }
    return at > 1 && line[at - 1] == '=' && islower((unsigned char)line[at - 2]);
}

/* A date, or the word asof where it is one: its length. */
static size_t base_length(const struct computing *c, const char *text, int64_t *out)
{
    size_t n = date_length(text, out);
    if (n > 0)
        return n;
    bool is_asof = c->asof && strncmp(text, "asof", 4) == 0 && (text[4] == '-' || !in_word(text[4]));
    return is_asof && (c->asof_is_word || in_option(c)) && date_length(c->asof, out) > 0 ? 4 : 0;
}

/* " - 30d" or "+1m" behind a date: its length. */
static size_t shift_length(const char *text, int64_t *time)
{
    size_t n = blanks(text), digits;
    char sign = text[n];
    struct duration duration;
    if (sign != '-' && sign != '+')
        return 0;
    bool apart = n > 0;
    n++;
    if (apart && blanks(text + n) == 0)
        return 0; /* "2024-07-01 -30d" is two words */
    n += blanks(text + n);
    digits = strspn(text + n, "0123456789");
    if (digits == 0 || !isalpha((unsigned char)text[n + digits]) || isalnum((unsigned char)text[n + digits + 1]) ||
        !duration_parse(text + n, digits + 1, &duration))
        return 0;
    *time = time_shift(*time, duration, sign == '-' ? -1 : 1);
    return n + digits + 1;
}

static void write_date(struct computing *c, int64_t time)
{
    char date[32];
    time_format(time, time % TIME_DAY == 0, date);
    text_add(&c->out, date);
    c->n_computed++;
}

/* The date at the place, with what is added to it; false when there is none, or nothing to compute. */
static bool compute_date(struct computing *c)
{
    const char *text = c->line + c->at;
    int64_t time;
    size_t n = base_length(c, text, &time), more, all = n;
    if (n == 0)
        return false;
    while ((more = shift_length(text + all, &time)) > 0)
        all += more;
    bool is_asof = *text == 'a';
    if ((all == n && !is_asof) || in_word(text[all]))
        return false;
    write_date(c, time);
    c->at += all;
    return true;
}

static int part_of(const char *name, size_t length, int64_t time)
{
    static const char *const names[] = { "year", "quarter", "month", "day", "weekday" };
    struct civil civil = time_to_civil(time);
    const int parts[] = { civil.year, (civil.month + 2) / 3, civil.month, civil.day, time_weekday(time) + 1 };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i]) == length && strncmp(names[i], name, length) == 0)
            return parts[i];
    return -1;
}

/* month(2024-07-01 - 1m) */
static bool compute_part(struct computing *c)
{
    const char *text = c->line + c->at;
    size_t name = 0, n, more;
    int64_t time;
    while (islower((unsigned char)text[name]))
        name++;
    if (name == 0 || text[name] != '(')
        return false;
    size_t at = name + 1 + blanks(text + name + 1);
    if ((n = base_length(c, text + at, &time)) == 0)
        return false;
    at += n;
    while ((more = shift_length(text + at, &time)) > 0)
        at += more;
    at += blanks(text + at);
    int part = part_of(text, name, time);
    if (part < 0 || text[at] != ')')
        return false;
    text_add_format(&c->out, "%d", part);
    c->n_computed++;
    c->at += at + 1;
    return true;
}

static bool begins(const char *line, const char *word)
{
    size_t n = strlen(word);
    line += blanks(line);
    if (strncmp(line, "try ", 4) == 0)
        line += 4 + blanks(line + 4);
    return strncmp(line, word, n) == 0 && isspace((unsigned char)line[n]);
}

const char *dates_compute(const char *line, const char *asof, struct arena *arena)
{
    struct computing c = { .line = line, .asof = asof, .out = TEXT_EMPTY };
    static const char *const words[] = { "if", "gate", "print", "asof" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        c.asof_is_word |= begins(line, words[i]);
    c.at = blanks(line);
    text_add_bytes(&c.out, line, c.at);
    while (line[c.at] && !isspace((unsigned char)line[c.at])) /* the verb */
        text_add_char(&c.out, line[c.at++]);
    for (char quote = '\0'; line[c.at];) {
        char now = line[c.at], before = c.at > 0 ? line[c.at - 1] : ' ';
        bool starts = !quote && !(in_word(before) && !(before == '.' && c.at > 1 && line[c.at - 2] == '.'));
        if (starts && (compute_part(&c) || compute_date(&c)))
            continue;
        if (quote)
            quote = now == quote ? '\0' : quote;
        else if (now == '"' || now == '\'' || now == '`')
            quote = now;
        text_add_char(&c.out, now);
        c.at++;
    }
    const char *result = c.n_computed > 0 ? arena_text(arena, text_string(&c.out)) : line;
    text_release(&c.out);
    return result;
}
