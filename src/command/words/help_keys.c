/* The keys of the full screen, as help tells them. */
#include <string.h>
#include <strings.h>

#include "command/words/help.h"
#include "patron/base/text.h"

static const struct {
    const char *pane, *key, *note;
} rows[] = {
#define KEY(context, key, act, amount, text, note) { context, key, note },
#include "patron/command/key_rows.h"
#undef KEY
};
enum { N_ROWS = sizeof rows / sizeof *rows };

/* What is typed on a line is no key row: readline has it, or the program itself. */
static const struct {
    const char *key, *note;
} line_keys[] = {
    { "Tab", "complete the word before the cursor" },
    { "Ctrl-C", "stop the running command; else clear the line" },
    { "Ctrl-D", "on an empty line: leave" },
    { "Ctrl-R", "search in the history" },
    { "Ctrl-Z", "suspend" },
    { "Esc", "leave the line for the pane" },
};
enum { N_LINE_KEYS = sizeof line_keys / sizeof *line_keys };

static bool same_key(const char *key, const char *word)
{
    return strlen(key) == 1 || strlen(word) == 1 ? strcmp(key, word) == 0 : strcasecmp(key, word) == 0;
}

struct report *help_key(const char *word)
{
    struct report *report = report_new("help", word, "a key of the full screen");
    struct block *facts = report_add_facts(report, NULL);
    size_t n = 0;
    for (size_t i = 0; i < N_ROWS; i++)
        if (same_key(rows[i].key, word)) {
            facts_add_format(facts, *rows[i].pane ? rows[i].pane : "everywhere", "%s", rows[i].note);
            n++;
        }
    for (size_t i = 0; i < N_LINE_KEYS; i++)
        if (same_key(line_keys[i].key, word)) {
            facts_add_text(facts, "on the line", line_keys[i].note);
            n++;
        }
    if (n > 0)
        return report;
    report_free(report);
    return NULL;
}

struct report *help_keys(void)
{
    struct report *report = report_new("help", "keys", "of the full screen");
    for (size_t i = 0; i < N_ROWS;) {
        const char *pane = rows[i].pane;
        char title[64];
        snprintf(title, sizeof title, "%s%s", *pane ? "In the pane " : "Everywhere", pane);
        struct block *facts = report_add_facts(report, title);
        for (; i < N_ROWS && strcmp(rows[i].pane, pane) == 0; i++)
            facts_add_text(facts, rows[i].key, rows[i].note);
    }
    struct block *facts = report_add_facts(report, "On the command line");
    for (size_t i = 0; i < N_LINE_KEYS; i++)
        facts_add_text(facts, line_keys[i].key, line_keys[i].note);
    return report;
}

void help_search_keys(const char *word, help_found *found, void *context)
{
    for (size_t i = 0; i < N_ROWS; i++)
        if (strcasestr(rows[i].note, word)) {
            struct text what = TEXT_EMPTY;
            text_add_format(&what, "the key %s%s%s: %s", rows[i].key, *rows[i].pane ? " in " : "", rows[i].pane,
                            rows[i].note);
            found(context, rows[i].key, text_string(&what));
            text_release(&what);
        }
}

void help_each_key(void (*offer)(void *context, const char *name), void *context)
{
    for (size_t i = 0; i < N_ROWS; i++)
        offer(context, rows[i].key);
    for (size_t i = 0; i < N_LINE_KEYS; i++)
        offer(context, line_keys[i].key);
}
