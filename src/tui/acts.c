/* What keys do. A key that changes what is shown becomes a command line, so that the log of a session is a command file
   that repeats it. */
#include "tui/acts.h"

#include "patron/base/kinds.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/command/command.h"
#include "patron/report/report.h"
#include "patron/table/view.h"
#include "tui/terminal.h"

void act_move(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    (void)screen;
    pane_move(pane, row->amount, 0);
}

void act_side(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    (void)screen;
    pane_move(pane, 0, row->amount);
}

void act_page(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    (void)screen;
    pane_page(pane, row->amount);
}

void act_focus(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    (void)pane;
    size_t n = screen->n_panes;
    screen->focus = (screen->focus + (row->amount > 0 ? 1 : n - 1)) % n;
}

void act_jump(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    (void)pane;
    if ((size_t)row->amount <= screen->n_panes)
        screen->focus = (size_t)row->amount - 1;
}

void act_zoom(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    (void)pane, (void)row;
    screen->zoomed = !screen->zoomed;
}

void act_back(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    (void)row;
    if (screen->zoomed)
        screen->zoomed = false;
    else if (screen->n_panes > 1 && strcmp(pane->kind->name, "home") != 0)
        screen_close_pane(screen, screen->focus);
    else
        screen_say(screen, false, "this is the first pane: Ctrl-D or :quit leaves");
}

void act_command(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    (void)pane, (void)row;
    screen_type(screen, TYPING_COMMAND, NULL);
}

void act_search(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    (void)pane, (void)row;
    screen_type(screen, TYPING_SEARCH, "");
}

void act_next(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    if (!pane->search)
        screen_say(screen, false, "nothing was looked for yet: / searches");
    else if (!pane_search(pane, pane->search, row->amount < 0))
        screen_say(screen, false, "not found");
}

/* The second word of a line: what the command is about. */
static char *subject(const char *line)
{
    const char *at = line + strcspn(line, " ");
    at += strspn(at, " ");
    return copy_bytes(at, strcspn(at, " "));
}

/* The words of a line that are neither its verb nor options. */
static void add_names(const char *line, struct text *out)
{
    const char *at = line + strcspn(line, " ");
    while (*(at += strspn(at, " "))) {
        size_t n = strcspn(at, " ");
        if (!memchr(at, '=', n))
            text_add_format(out, "%s%.*s", out->length > 0 && out->bytes[out->length - 1] != ' ' ? " " : "", (int)n,
                            at);
        at += n;
    }
}

static char *fill_in(const struct pane *pane, const char *pattern)
{
    struct text out = TEXT_EMPTY;
    const char *column;
    char *word = pane_word(pane, &column), *first = subject(pane->line);
    for (const char *at = pattern; *at; at++) {
        if (strncmp(at, "$line", 5) == 0) {
            text_add(&out, pane->line);
            at += 4;
        } else if (strncmp(at, "$word", 5) == 0) {
            text_add(&out, word ? word : "");
            at += 4;
        } else if (strncmp(at, "$first", 6) == 0) {
            text_add(&out, first);
            at += 5;
        } else if (strncmp(at, "$names", 6) == 0) {
            add_names(pane->line, &out);
            at += 5;
        } else {
            text_add_char(&out, *at);
        }
    }
    free(word);
    free(first);
    return text_take(&out);
}

void act_run(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    char *line = fill_in(pane, row->text);
    screen_submit(screen, line);
    free(line);
}

void act_edit(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    char *line = fill_in(pane, row->text);
    screen_type(screen, TYPING_COMMAND, line);
    free(line);
}

/* LINE without its option NAME=..., so that another value can be added. NAME begins with a blank. */
static char *without_option(const char *line, const char *name, size_t length)
{
    struct text out = TEXT_EMPTY;
    const char *at = line;
    while ((at = strchr(at, ' ')) && strncmp(at, name, length) != 0)
        at++;
    if (!at)
        return copy_text(line);
    text_add_bytes(&out, line, (size_t)(at - line));
    text_add(&out, at + length + strcspn(at + length, " "));
    return text_take(&out);
}

/* PANE's line with OPTION ("kinds=roc") in place of the one of the same name. */
static char *with_option(const struct pane *pane, const char *option)
{
    struct text out = TEXT_EMPTY;
    char *name = NULL;
    size_t length = strcspn(option, "=") + 1;
    text_add_format(&out, " %.*s", (int)length, option);
    name = text_take(&out);
    char *rest = without_option(pane->line, name, length + 1);
    text_add_format(&out, "%s %s", rest, option);
    free(name);
    free(rest);
    return text_take(&out);
}

/* The same pane shows LINE from now on; the user's own doing, so it is in the log. */
static void show_instead(struct screen *screen, struct pane *pane, char *line)
{
    free(pane->line);
    pane->line = line;
    pane->busy = true;
    worker_submit(screen->worker, line, pane, false);
}

void act_option(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    bool already = row->amount && strstr(pane->line, row->text); /* a switch: on, off */
    size_t length = strcspn(row->text, "=") + 1;
    char *line = with_option(pane, row->text);
    if (already) {
        free(line);
        char name[32];
        snprintf(name, sizeof name, " %.*s", (int)length, row->text);
        line = without_option(pane->line, name, length + 1);
    }
    show_instead(screen, pane, line);
}

void act_option_edit(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    char *line = with_option(pane, row->text);
    screen_type(screen, TYPING_COMMAND, line);
    free(line);
}

void act_sort(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    const struct view *view = pane->report ? report_table(pane->report, 0) : NULL;
    if (strncmp(pane->line, "show ", 5) != 0 || !pane_is_grid(pane) || pane->column >= view->n_columns) {
        screen_say(screen, false, "only what show lists can be sorted");
        return;
    }
    struct text option = TEXT_EMPTY;
    text_add_format(&option, "sort=%s%s", row->amount < 0 ? "-" : "", view_column(view, pane->column)->name);
    show_instead(screen, pane, with_option(pane, text_string(&option)));
    text_release(&option);
}

void act_filter(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    if (strncmp(pane->line, "show ", 5) == 0 && pane_is_grid(pane))
        act_edit(screen, pane, row);
    else
        screen_say(screen, false, "only what show lists can be filtered");
}

/* A key as a word of a line: quoted when it must be. */
static void add_key(struct text *line, const char *key)
{
    bool plain = *key && strspn(key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == strlen(key);
    text_add_format(line, plain ? "%s" : "\"%s\"", key);
}

/* A column whose values are names that `show` knows. */
static bool holds_names(const char *column)
{
    static const char *const names[] = { "name", "feature", "model", "table", "column", "segment", "set", "kind", "n" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(column, names[i]) == 0)
            return true;
    return false;
}

/* Whose row it is can be said, if need be by a pseudonym. */
static bool tells_who(const struct column *column)
{
    return !column->personal || column->identifies;
}

/* The customer of the cursor's row: in a table of events another column than the key says whose they are. */
static char *row_customer(const struct pane *pane)
{
    const struct view *view = pane_is_grid(pane) ? report_table(pane->report, 0) : NULL;
    if (!view || view->n_rows == 0 || holds_names(view_column(view, 0)->name))
        return NULL;
    size_t chosen = 0;
    for (size_t j = view->n_columns; j-- > 0;)
        if (tells_who(view_column(view, j)) && (strncmp(view_column(view, j)->name, "customer", 8) == 0 ||
                                                strncmp(view_column(view, j)->name, "cust_", 5) == 0))
            chosen = j;
    const struct column *who = view_column(view, chosen);
    if (!tells_who(who))
        return NULL;
    struct text text = TEXT_EMPTY;
    (who->identifies ? column_show : column_write)(who, view_row(view, pane->row), &text);
    return text_take(&text);
}

static char *customer_line(const char *key)
{
    struct text line = TEXT_EMPTY;
    text_add(&line, "customer ");
    add_key(&line, key);
    return text_take(&line);
}

/* On the first page some lines are about the state: Enter takes the command that changes it. */
static bool edit_state(struct screen *screen, const char *word)
{
    static const char *const verbs[] = { "asof", "population", "target", "split", "seed" };
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
        if (strcmp(word, verbs[i]) == 0) {
            char line[32];
            snprintf(line, sizeof line, strcmp(word, "seed") == 0 ? "set %s=" : "%s ", word);
            screen_type(screen, TYPING_COMMAND, line);
            return true;
        }
    return false;
}

/* On the first page a line that begins with a command, in the log or under Next, is taken into the command line. */
static bool take_line(struct screen *screen, const struct pane *pane, const char *word)
{
    char *phrase = pane_phrase(pane);
    bool taken = strchr(phrase, ' ') && kind_find((const void *const *)commands, word);
    if (taken)
        screen_type(screen, TYPING_COMMAND, phrase);
    free(phrase);
    return taken;
}

/* Enter: deeper. A row to its customer, a name to what it names. */
void act_enter(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    (void)row;
    const char *column;
    char *customer = row_customer(pane), *word = pane_word(pane, &column);
    bool home = strcmp(pane->kind->name, "home") == 0;
    bool shown = pane_is_grid(pane) || pane->kind->picks; /* a cursor that is not seen chooses nothing */
    if (!shown || !word || !*word || (home && strcmp(word, "workspace") == 0)) {
        screen_say(screen, false, "nothing to open on this line");
    } else if (customer) {
        char *line = customer_line(customer);
        screen_submit_from(screen, line, pane);
        free(line);
    } else if (!home || !(take_line(screen, pane, word) || edit_state(screen, word))) {
        struct text line = TEXT_EMPTY;
        text_add_format(&line, "%s %s", strcmp(pane->kind->name, "help") == 0 ? "help" : "show", word);
        screen_submit(screen, text_string(&line));
        text_release(&line);
    }
    free(customer);
    free(word);
}

/* Both shapes of the feature under the cursor. */
void act_feature(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    (void)row;
    const char *column;
    char *word = pane_word(pane, &column);
    if (!word || strcmp(word, "feature") == 0 || strstr(pane->line, " feature=")) {
        screen_say(screen, false, "nothing to open on this line");
    } else {
        struct text line = TEXT_EMPTY;
        text_add_format(&line, "%s feature=%s", pane->line, word);
        screen_submit(screen, text_string(&line));
        text_release(&line);
    }
    free(word);
}

/* The list one came from, one row on, without going back to it. */
void act_neighbour(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    if (!pane->list || !pane_is_grid(pane->list)) {
        screen_say(screen, false, "no list to walk along: open a customer from a table");
        return;
    }
    size_t before = pane->list->row;
    pane_move(pane->list, row->amount, 0);
    char *customer = row_customer(pane->list);
    if (!customer || pane->list->row == before)
        screen_say(screen, false, row->amount > 0 ? "this is the last of the list" : "this is the first of the list");
    else
        show_instead(screen, pane, customer_line(customer));
    free(customer);
}

void act_again(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    (void)row;
    pane->busy = true;
    worker_submit(screen->worker, pane->line, pane, false);
}

void act_log_line(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    (void)row;
    const struct view *view = pane_is_grid(pane) ? report_table(pane->report, 0) : NULL;
    if (!view || view->n_rows == 0 || view->n_columns < 2) {
        screen_say(screen, false, "the log is empty yet");
        return;
    }
    struct text line = TEXT_EMPTY;
    column_write(view_column(view, 1), view_row(view, pane->row), &line);
    screen_type(screen, TYPING_COMMAND, text_string(&line));
    text_release(&line);
}

void act_redraw(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    (void)screen, (void)pane, (void)row;
    terminal_redraw();
}

static void add_keys(struct report *report, const char *title, const char *context)
{
    size_t n;
    const struct key_note *notes = keys_notes(&n);
    struct block *facts = NULL;
    for (size_t i = 0; i < n; i++) {
        if (strcmp(notes[i].context, context) != 0 || (i > 0 && strcmp(notes[i].note, notes[i - 1].note) == 0))
            continue;
        /* Keys of one meaning stand on one line; they are neighbours in the rows. */
        struct text keys = TEXT_EMPTY;
        for (size_t j = i; j < n && strcmp(notes[j].note, notes[i].note) == 0; j++)
            text_add_format(&keys, "%s%s", j > i ? " " : "", notes[j].key);
        facts = facts ? facts : report_add_facts(report, title);
        facts_add_text(facts, text_string(&keys), notes[i].note);
        text_release(&keys);
    }
}

/* The keys of this kind of pane, those of every pane, and where the command's own page is. */
void act_help(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    (void)row;
    struct text title = TEXT_EMPTY;
    struct report *report;
    char *verb = copy_bytes(pane->line, strcspn(pane->line, " "));
    text_add_format(&title, "keys: %s", pane->kind->name);
    report = report_new("help", text_string(&title), NULL);
    struct block *facts = report_add_facts(report, "The command");
    facts_add_text(facts, verb, "Enter opens its page");
    add_keys(report, "Here", pane->kind->name);
    add_keys(report, "In every pane", "");
    facts = report_add_facts(report, "In the command line");
    facts_add_text(facts, "Tab", "completes the word; several candidates are listed above");
    facts_add_text(facts, "Up Down Ctrl-R", "lines typed before");
    facts_add_text(facts, "Esc", "back to the pane, and closes what was said");
    facts_add_text(facts, "Ctrl-C", "stops the running command; else clears the line");
    facts_add_text(facts, "Ctrl-D", "on an empty line: leave, as quit and :q do");
    text_clear(&title);
    text_add_format(&title, "help %s", verb);
    screen_show(screen, text_string(&title), report);
    text_release(&title);
    free(verb);
}

void act_leave(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    (void)pane, (void)row;
    screen->leaving = true;
}
