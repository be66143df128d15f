/* Rules: read from text, kept, judged. */
#include "command/data/rules.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "command/verb.h"
#include "patron/base/kinds.h"

/* ---- Words of a rule ---- */

struct piece {
    const char *text; /* without quotes */
    char quote;       /* '"' or '\'' around a text, '`' around a name, or '\0' */
};
enum { PIECES = 8 };

/* Blanks, comparisons, brackets and quotes divide. More pieces than a usage has are not told apart: *N is PIECES + 1.
 */
static void cut(const char *text, struct arena *arena, struct piece pieces[PIECES], size_t *n)
{
    *n = 0;
    for (size_t at = 0; text[at];) {
        size_t length = 1;
        char quote = '\0';
        if (isspace((unsigned char)text[at])) {
            at++;
            continue;
        }
        if (strchr("<>=!", text[at])) {
            length += text[at + 1] == '=';
        } else if (strchr("\"'`", text[at])) {
            const char *close = strchr(text + at + 1, text[at]);
            length = close ? (size_t)(close - text) - at + 1 : strlen(text + at);
            quote = close ? text[at] : '\0';
        } else if (!strchr("()", text[at])) {
            length = strcspn(text + at, " \t<>=!()\"'`");
        }
        size_t quotes = quote ? 1 : 0;
        if (*n < PIECES)
            pieces[*n] = (struct piece){ arena_bytes(arena, text + at + quotes, length - 2 * quotes), quote };
        ++*n;
        at += length;
        if (*n > PIECES)
            return;
    }
}

/* Letters of other alphabets than ASCII's are letters too. */
static bool is_letter(char c)
{
    return isalpha((unsigned char)c) || (unsigned char)c >= 0x80 || c == '_';
}

static bool is_name(const struct piece *piece)
{
    if (piece->quote == '`')
        return true;
    if (piece->quote || !is_letter(piece->text[0]))
        return false;
    for (const char *c = piece->text; *c; c++)
        if (!is_letter(*c) && !isdigit((unsigned char)*c) && !strchr(".,", *c))
            return false;
    return true;
}

static bool is_comparison(const char *text)
{
    static const char *const signs[] = { "<", "<=", ">", ">=", "==", "!=", "=", NULL };
    for (const char *const *sign = signs; *sign; sign++)
        if (strcmp(*sign, text) == 0)
            return true;
    return false;
}

/* Whether PIECE may stand for the capital word WANTED of a usage; where nothing but a column can, it may be in any
 * quotes. */
static bool stands_for(const char *wanted, const struct piece *piece, bool first)
{
    double number;
    struct duration duration;
    enum type type;
    if (strcmp(wanted, "TEXT") == 0)
        return piece->quote == '"' || piece->quote == '\'';
    if (strcmp(wanted, "COLUMN") == 0 || strcmp(wanted, "COLUMNS") == 0 || strcmp(wanted, "TABLE") == 0)
        return is_name(piece) || (first && piece->quote);
    if (piece->quote)
        return false;
    if (strcmp(wanted, "OP") == 0)
        return is_comparison(piece->text);
    if (strcmp(wanted, "SHARE") == 0)
        return rule_share(piece->text, &number);
    if (strcmp(wanted, "NUMBER") == 0)
        return number_parse(piece->text, strlen(piece->text), &number);
    if (strcmp(wanted, "DURATION") == 0)
        return duration_parse(piece->text, strlen(piece->text), &duration);
    return strcmp(wanted, "TYPE") == 0 && type_from_name(piece->text, &type);
}

static bool fits(const struct rule_kind *kind, const struct table *table, const struct piece *pieces, size_t n,
                 struct rule *out)
{
    size_t i = 0, n_slots = 0;
    bool literal_first = !isupper((unsigned char)kind->usage[0]);
    for (const char *at = kind->usage; *at; i++) {
        size_t length = strcspn(at, " ");
        char wanted[32];
        snprintf(wanted, sizeof wanted, "%.*s", (int)length, at);
        at += length + (at[length] == ' ');
        if (i >= n)
            return false;
        if (!isupper((unsigned char)wanted[0])) {
            if (pieces[i].quote || strcmp(pieces[i].text, wanted) != 0)
                return false;
            continue;
        }
        if (!stands_for(wanted, &pieces[i], i == 0))
            return false;
        bool equals = strcmp(wanted, "OP") == 0 && strcmp(pieces[i].text, "=") == 0;
        out->slots[n_slots++] = equals ? "==" : pieces[i].text;
        if (!literal_first && n_slots == 1 && strncmp(wanted, "COLUMN", 6) == 0)
            out->column = pieces[i].text;
    }
    /* A column may be called rows, or fresh: then the rule is about its values. */
    return i == n && !(literal_first && table_column(table, pieces[0].text));
}

/* The usage with what was given: the rule's normal spelling. */
static const char *write_rule(const struct piece *pieces, size_t n, struct arena *arena)
{
    struct text text = TEXT_EMPTY;
    for (size_t i = 0; i < n; i++) {
        char quote[2] = { pieces[i].quote == '\'' ? '"' : pieces[i].quote, '\0' };
        bool equals = !pieces[i].quote && strcmp(pieces[i].text, "=") == 0;
        text_add_format(&text, "%s%s%s%s", i > 0 ? " " : "", quote, equals ? "==" : pieces[i].text, quote);
    }
    const char *written = arena_text(arena, text_string(&text));
    text_release(&text);
    return written;
}

/* ---- Rules that are expressions ---- */

static const char *first_name(const struct expression *expression)
{
    if (expression->kind == EXPRESSION_NAME)
        return expression->text;
    for (size_t i = 0; i < expression->n_arguments; i++) {
        const char *name = first_name(expression->arguments[i]);
        if (name)
            return name;
    }
    return NULL;
}

static bool parse_expression(const char *text, size_t offset, struct arena *arena, struct rule *out, struct error *err)
{
    struct expression *parsed = expression_parse(text, offset, arena, err);
    if (!parsed)
        return false;
    struct text written = TEXT_EMPTY;
    expression_write(parsed, &written);
    *out = (struct rule){ .expression = parsed, .text = arena_text(arena, text_string(&written)) };
    text_release(&written);
    bool total = expression_has_aggregate(parsed);
    enum expression_kind root = total ? EXPRESSION_AGGREGATE : parsed->kind;
    for (const struct rule_kind *const *kind = rule_kinds; *kind; kind++)
        if ((*kind)->root == root || ((*kind)->root == EXPRESSION_BINARY && !out->kind && !total))
            out->kind = (*kind);
    out->column = total ? NULL : first_name(parsed);
    return true;
}

bool rule_parse(const char *text, size_t offset, const struct table *table, struct arena *arena, struct rule *out,
                struct error *err)
{
    struct piece pieces[PIECES];
    size_t n;
    cut(text, arena, pieces, &n);
    for (const struct rule_kind *const *kind = rule_kinds; n <= PIECES && *kind; kind++) {
        *out = (struct rule){ .kind = *kind };
        if ((*kind)->root != EXPRESSION_NUMBER || !fits(*kind, table, pieces, n, out))
            continue;
        out->text = write_rule(pieces, n, arena);
        return true;
    }
    if (parse_expression(text, offset, arena, out, err))
        return true;
    if (err && err->kind != ERROR_NONE)
        error_mend(err, "help check lists the rules");
    return false;
}

/* ---- Kept: one line a rule, "stop 0.05 TEXT" ---- */

static const char *key_of(const char *name, struct arena *arena)
{
    return arena_format(arena, "rules of %s", name);
}

static void write_line(const struct rule *rule, struct text *out)
{
    char allow[32];
    number_format(rule->allow, allow);
    text_add_format(out, "%s %s %s\n", rule->stops ? "stop" : "warn", allow, rule->text);
}

/* The lines of state, each cut into severity, allowance and text. */
static size_t read_lines(struct session *session, const char *name, struct arena *arena, struct rule **out)
{
    char *text = workspace_state(session->workspace, key_of(name, arena));
    size_t most = 1, n = 0;
    for (const char *at = text; at && *at; at++)
        most += *at == '\n';
    *out = arena_allocate(arena, most, sizeof **out);
    for (const char *at = text; at && *at;) {
        size_t length = strcspn(at, "\n");
        const char *line = arena_bytes(arena, at, length), *allow = strchr(line, ' ');
        const char *rest = allow ? strchr(allow + 1, ' ') : NULL;
        at += length + (at[length] == '\n');
        if (!rest)
            continue;
        struct rule *rule = &(*out)[n++];
        rule->stops = strncmp(line, "stop", 4) == 0;
        rule->text = rest + 1;
        number_parse(allow + 1, (size_t)(rest - allow) - 1, &rule->allow);
    }
    free(text);
    return n;
}

bool rules_read(struct session *session, const char *name, const struct table *table, struct arena *arena,
                struct rule **out, size_t *n, struct error *err)
{
    *n = read_lines(session, name, arena, out);
    for (size_t i = 0; i < *n; i++) {
        struct rule kept = (*out)[i];
        if (!rule_parse(kept.text, 0, table, arena, &(*out)[i], err))
            return false;
        (*out)[i].stops = kept.stops;
        (*out)[i].allow = kept.allow;
    }
    return true;
}

static bool write_all(struct session *session, const char *name, const struct rule *rules, size_t n,
                      struct arena *arena, struct error *err)
{
    struct text text = TEXT_EMPTY;
    for (size_t i = 0; i < n; i++)
        write_line(&rules[i], &text);
    bool ok = workspace_set_state(session->workspace, key_of(name, arena), n > 0 ? text_string(&text) : NULL, err);
    text_release(&text);
    return ok;
}

bool rules_keep(struct session *session, const char *name, const struct rule *rule, bool *same, struct error *err)
{
    struct arena arena;
    arena_init(&arena);
    struct rule *there;
    size_t n = read_lines(session, name, &arena, &there), at = 0;
    struct rule *rules = arena_allocate(&arena, n + 1, sizeof *rules);
    for (size_t i = 0; i < n; i++)
        rules[i] = there[i];
    while (at < n && strcmp(rules[at].text, rule->text) != 0)
        at++;
    *same = at < n && rules[at].stops == rule->stops && rules[at].allow == rule->allow;
    rules[at] = *rule;
    bool ok = *same || write_all(session, name, rules, at == n ? n + 1 : n, &arena, err);
    arena_release(&arena);
    return ok;
}

bool rules_forget(struct session *session, const char *name, const char *text, size_t *n, struct error *err)
{
    struct arena arena;
    arena_init(&arena);
    struct rule *rules;
    size_t n_there = read_lines(session, name, &arena, &rules), kept = 0;
    bool all = strcmp(text, "all") == 0;
    for (size_t i = 0; i < n_there; i++)
        if (!all && strcmp(rules[i].text, text) != 0)
            rules[kept++] = rules[i];
    *n = n_there - kept;
    bool ok = *n == 0 || write_all(session, name, rules, kept, &arena, err);
    arena_release(&arena);
    return ok;
}

/* ---- Judged ---- */

enum { EXAMPLES = 3 };

/* The first rows that break it: their keys, or where they stand, with the column's value. */
static const char *show_examples(const struct judging *j)
{
    const struct column *key = j->info->key ? table_column(j->table, j->info->key) : NULL;
    const struct column *column = j->rule->column ? table_column(j->table, j->rule->column) : NULL;
    struct text text = TEXT_EMPTY;
    size_t shown = 0;
    for (size_t i = 0; i < j->table->n_rows && shown < EXAMPLES; i++) {
        if (!j->marked[i])
            continue;
        text_add(&text, shown++ > 0 ? ", " : "");
        if (key) /* as it is spelled: an id has no thousands */
            (key->personal ? column_show : column_write)(key, i, &text);
        else
            text_add_format(&text, "row %zu", i + 1);
        if (column && column != key) {
            text_add(&text, ": ");
            column_show(column, i, &text);
        }
    }
    const char *found = shown > 0 ? arena_text(j->arena, text_string(&text)) : NULL;
    text_release(&text);
    return found;
}

bool rule_judge(struct session *session, const char *name, const struct rule *rule, const struct table *table,
                struct arena *arena, struct rule_outcome *out, struct error *err)
{
    struct table_version info;
    *out = (struct rule_outcome){ .share = NAN };
    if (!workspace_table_info(session->workspace, name, 0, &info, err))
        return false;
    struct judging j = { session, rule, name, table, &info, arena, NULL, false, NULL };
    j.marked = allocate_large(table->n_rows + 1, 1, "the marks of rows", err);
    if (j.marked) {
        memset(j.marked, 0, table->n_rows + 1);
        arena_adopt(arena, free, j.marked);
    }
    bool ok = j.marked && rule->kind->judge(&j, err);
    for (size_t i = 0; ok && i < table->n_rows; i++)
        out->n_rows += (size_t)j.marked[i];
    if (ok && (rule->kind->of_rows || out->n_rows > 0))
        out->share = table->n_rows > 0 ? (double)out->n_rows / (double)table->n_rows : 0;
    if (ok && rule->kind->of_rows) {
        out->marked = j.marked;
        j.passed = out->share <= rule->allow;
        j.found = show_examples(&j);
    }
    out->passed = j.passed;
    out->found = j.found;
    table_version_release(&info);
    return ok;
}
