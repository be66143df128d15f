/* Conditions over figures. */
#include "command/model/gate.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "command/data/rules.h"
#include "command/model/figure.h"
#include "command/verb.h"
#include "patron/base/calendar.h"
#include "patron/base/kinds.h"

/* ---- Reading ---- */

struct reader {
    struct session *session;
    const char *text;
    size_t at, offset;
    struct arena *arena;
    struct error *err;
};

static void skip_blanks(struct reader *reader)
{
    while (isspace((unsigned char)reader->text[reader->at]))
        reader->at++;
}

static bool read_fails(struct reader *reader, size_t begin, size_t end, const char *what)
{
    fail(reader->err, ERROR_SYNTAX, E_EXPRESSION, "%s", what);
    error_mend(reader->err, "auc(m3) >= 0.88");
    error_place(reader->err, NULL, NULL, 0, reader->offset + line_column(reader->text, begin),
                line_width(reader->text, begin, end));
    return false;
}

/* What stands on one side: a number, a call, or a word. */
struct operand {
    bool is_call, is_number;
    struct figure_call call;
    double number;
    const char *word;
    size_t begin, end;
};

static bool read_call(struct reader *reader, struct operand *out)
{
    size_t depth = 0, open = reader->at, at = open;
    do {
        depth += reader->text[at] == '(';
        depth -= reader->text[at] == ')';
        if (!reader->text[at])
            return read_fails(reader, open, open + 1, "a bracket is not closed");
        at++;
    } while (depth > 0);
    out->is_call = true;
    out->call.name = out->word;
    out->call.name_column = reader->offset + line_column(reader->text, out->begin);
    figure_call_cut(&out->call, arena_bytes(reader->arena, reader->text + open + 1, at - open - 2),
                    reader->offset + line_column(reader->text, open + 1) - 1, reader->arena);
    out->end = reader->at = at;
    return true;
}

static bool read_operand(struct reader *reader, struct operand *out)
{
    skip_blanks(reader);
    *out = (struct operand){ .begin = reader->at };
    const char *text = reader->text + reader->at;
    size_t n = 0;
    if (*text == '"' || *text == '\'') {
        const char *close = strchr(text + 1, *text);
        if (!close)
            return read_fails(reader, reader->at, reader->at + 1, "a quote is not closed");
        out->word = arena_bytes(reader->arena, text + 1, (size_t)(close - text) - 1);
        n = (size_t)(close - text) + 1;
    } else {
        while (text[n] && !isspace((unsigned char)text[n]) && !strchr("<>=!()", text[n]))
            n++;
        out->word = arena_bytes(reader->arena, text, n);
    }
    reader->at += n;
    out->end = reader->at;
    if (n == 0)
        return read_fails(reader, reader->at, reader->at + 1, "a figure or a number is missing");
    if (reader->text[reader->at] == '(' && isalpha((unsigned char)*text))
        return read_call(reader, out);
    out->is_number = number_parse(out->word, strlen(out->word), &out->number);
    return true;
}

static const char *const comparisons[] = { "<=", ">=", "==", "!=", "<", ">", "=", NULL };

static const char *read_comparison(struct reader *reader)
{
    skip_blanks(reader);
    for (const char *const *sign = comparisons; *sign; sign++)
        if (strncmp(reader->text + reader->at, *sign, strlen(*sign)) == 0) {
            reader->at += strlen(*sign);
            return strcmp(*sign, "=") == 0 ? "==" : *sign;
        }
    read_fails(reader, reader->at, reader->at + 1, "a comparison is missing: < <= > >= == !=");
    return NULL;
}

/* A figure that is not known satisfies nothing. */
static bool compare_numbers(double a, const char *sign, double b)
{
    return !isnan(a) && !isnan(b) && rule_compare(a, sign, b);
}

/* ---- Conditions ---- */

struct sides {
    struct operand left, right;
    const char *sign;
};

static bool read_sides(struct reader *reader, struct sides *out)
{
    if (!read_operand(reader, &out->left) || !(out->sign = read_comparison(reader)) ||
        !read_operand(reader, &out->right))
        return false;
    skip_blanks(reader);
    if (!reader->text[reader->at])
        return true;
    return read_fails(reader, reader->at, strlen(reader->text), "the condition goes on where it should end");
}

static bool evaluate_operand(struct reader *reader, const struct operand *operand, struct figure *out)
{
    *out = (struct figure){ .value = operand->number, .arena = reader->arena };
    if (!operand->is_call)
        return operand->is_number || read_fails(reader, operand->begin, operand->end, "neither a figure nor a number");
    return figure_call_evaluate(reader->session, &operand->call, out, reader->err);
}

static const char *write_sides(const struct reader *reader, const struct sides *sides)
{
    const char *text = reader->text;
    return arena_format(reader->arena, "%.*s %s %.*s", (int)(sides->left.end - sides->left.begin),
                        text + sides->left.begin, sides->sign, (int)(sides->right.end - sides->right.begin),
                        text + sides->right.begin);
}

static bool is_word(const struct operand *operand)
{
    return !operand->is_call && !operand->is_number;
}

static bool is_date(const struct operand *operand, int64_t *time)
{
    return is_word(operand) && time_parse(operand->word, strlen(operand->word), time);
}

/* check(orders) == pass */
static bool compare_word(struct reader *reader, const struct sides *sides, struct condition *out)
{
    if (!evaluate_operand(reader, &sides->left, &out->left))
        return false;
    if (!out->left.word || (sides->sign[0] != '=' && sides->sign[0] != '!'))
        return read_fails(reader, sides->right.begin, sides->right.end,
                          out->left.word ? "words are compared with == or !=" : "neither a figure nor a number");
    bool equal = strcmp(out->left.word, sides->right.word) == 0;
    out->holds = sides->sign[0] == '!' ? !equal : equal;
    return true;
}

bool gate_evaluate(struct session *session, const char *text, size_t offset, struct arena *arena, struct condition *out,
                   struct error *err)
{
    struct reader reader = { session, text, 0, offset, arena, err };
    struct sides sides;
    *out = (struct condition){ 0 };
    if (!read_sides(&reader, &sides))
        return false;
    out->text = write_sides(&reader, &sides);
    int64_t left_time, right_time;
    if (is_date(&sides.left, &left_time) && is_date(&sides.right, &right_time)) {
        out->holds = compare_numbers(left_time < right_time ? -1 : left_time > right_time, sides.sign, 0);
        return true;
    }
    if (is_word(&sides.left) && is_word(&sides.right)) {
        bool equal = strcmp(sides.left.word, sides.right.word) == 0;
        out->holds = sides.sign[0] == '!' ? !equal : equal;
        return sides.sign[0] == '=' || sides.sign[0] == '!' ||
               read_fails(&reader, sides.left.begin, sides.left.end, "words are compared with == or !=");
    }
    if (sides.left.is_call && is_word(&sides.right))
        return compare_word(&reader, &sides, out);
    if (!evaluate_operand(&reader, &sides.left, &out->left) || !evaluate_operand(&reader, &sides.right, &out->right))
        return false;
    out->holds = compare_numbers(out->left.value, sides.sign, out->right.value);
    return true;
}

bool figure_evaluate(struct session *session, const char *text, size_t offset, struct arena *arena, struct figure *out,
                     bool *is_figure, struct error *err)
{
    struct reader reader = { session, text, 0, offset, arena, err };
    struct operand operand;
    struct error ignored = ERROR_INIT;
    reader.err = &ignored;
    *is_figure = read_operand(&reader, &operand) && operand.is_call && !text[reader.at];
    error_release(&ignored);
    reader.err = err;
    return !*is_figure || evaluate_operand(&reader, &operand, out);
}

/* ---- if ---- */

struct if_words {
    bool negated, failed, exists;
    const char *name;
    const char *rest; /* a condition */
    size_t offset;
};

static void cut_if(const char *line, struct arena *arena, struct if_words *out)
{
    struct words words;
    words_cut_typed(line, arena, &words);
    size_t i = 1;
    *out = (struct if_words){ 0 };
    if (i < words.n && strcmp(words.items[i].text, "not") == 0) {
        out->negated = true;
        i++;
    }
    out->failed = i + 1 == words.n && strcmp(words.items[i].text, "failed") == 0;
    out->exists = i + 2 == words.n && strcmp(words.items[i].text, "exists") == 0;
    out->name = out->exists ? words.items[i + 1].text : NULL;
    size_t begin = i < words.n ? words.items[i].begin : words.end;
    out->rest = arena_bytes(arena, line + begin, words.end - begin);
    out->offset = line_column(line, begin) - 1;
}

bool condition_check(const char *line, struct error *err)
{
    struct arena arena;
    struct if_words words;
    struct sides sides;
    arena_init(&arena);
    cut_if(line, &arena, &words);
    struct reader reader = { NULL, words.rest, 0, words.offset, &arena, err };
    bool ok = words.failed || words.exists || read_sides(&reader, &sides);
    arena_release(&arena);
    return ok;
}

bool condition_evaluate(struct session *session, const char *line, bool *yes, struct error *err)
{
    struct arena arena;
    struct if_words words;
    struct condition condition = { 0 };
    bool ok = true;
    arena_init(&arena);
    cut_if(line, &arena, &words);
    if (words.failed)
        condition.holds = session->failed_before;
    else if (words.exists)
        condition.holds = session->workspace && workspace_what(session->workspace, words.name) != NAME_NONE;
    else
        ok = gate_evaluate(session, words.rest, words.offset, &arena, &condition, err);
    *yes = condition.holds != words.negated;
    arena_release(&arena);
    return ok;
}
