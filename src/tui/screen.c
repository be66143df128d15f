/* The full screen: reads keys, hands lines to the worker, puts reports into panes, and draws.

   The order is always: take what is done, mark what became stale, ask for it anew, draw. Drawing never asks, and asking
   never draws. */
#include "tui/screen.h"

#include <locale.h>
#include <signal.h>
#include <unistd.h>

#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/command/session.h"
#include "patron/report/report.h"
#include "patron/tui/face.h"
#include "tui/line.h"
#include "tui/terminal.h"

static volatile sig_atomic_t ended; /* the number of the signal that ended us */

static void on_end(int number)
{
    ended = number;
}

struct pane *screen_pane(const struct screen *screen)
{
    return screen->n_panes > 0 ? screen->panes[screen->focus] : NULL;
}

void screen_say(struct screen *screen, bool is_error, const char *text)
{
    line_forget_matches(); /* what was said last is what is seen */
    free(screen->message);
    screen->message = text ? copy_text(text) : NULL;
    screen->message_is_error = is_error;
}

void screen_type(struct screen *screen, enum typing typing, const char *text)
{
    screen->typing = typing;
    if (text)
        line_set(text);
}

static void focus_pane(struct screen *screen, const struct pane *pane)
{
    for (size_t i = 0; i < screen->n_panes; i++)
        if (screen->panes[i] == pane)
            screen->focus = i;
}

void screen_close_pane(struct screen *screen, size_t index)
{
    worker_forget(screen->worker, screen->panes[index]);
    struct pane *closed = screen->panes[index], *back = closed->back;
    for (size_t i = 0; i < screen->n_panes; i++) {
        if (screen->panes[i]->list == closed)
            screen->panes[i]->list = NULL;
        if (screen->panes[i]->back == closed)
            screen->panes[i]->back = back == screen->panes[i] ? NULL : back;
    }
    if (screen->from == closed)
        screen->from = NULL;
    bool focused = screen->focus == index;
    pane_free(closed);
    memmove(&screen->panes[index], &screen->panes[index + 1], (screen->n_panes - index - 1) * sizeof screen->panes[0]);
    screen->n_panes--;
    if (screen->focus >= index && screen->focus > 0)
        screen->focus--;
    if (focused && back)
        focus_pane(screen, back);
}

/* Last; the oldest that is neither of the first ones nor focused makes room. */
static void add_pane(struct screen *screen, struct pane *pane)
{
    if (screen->n_panes == MOST_PANES)
        screen_close_pane(screen, screen->focus == FIRST_PANES ? FIRST_PANES + 1 : FIRST_PANES);
    screen->panes[screen->n_panes++] = pane;
}

static struct pane *find_pane(const struct screen *screen, const char *line)
{
    for (size_t i = 0; i < screen->n_panes; i++)
        if (strcmp(screen->panes[i]->line, line) == 0)
            return screen->panes[i];
    return NULL;
}

void screen_submit(struct screen *screen, const char *line)
{
    screen_say(screen, false, NULL);
    worker_submit(screen->worker, line, NULL, false);
}

void screen_submit_from(struct screen *screen, const char *line, struct pane *from)
{
    free(screen->from_line);
    screen->from_line = copy_text(line);
    screen->from = from;
    screen_submit(screen, line);
}

/* The row of the command that made REPORT; NULL when there is none. */
static const struct command *command_of(const char *verb)
{
    for (size_t i = 0; commands[i]; i++)
        if (strcmp(commands[i]->name, verb) == 0)
            return commands[i];
    return NULL;
}

/* A short answer is shown above the command line; what has a pane of its own, or is long, goes into a pane. */
static void place_report(struct screen *screen, const char *line, struct report *report)
{
    const struct command *command = report_kind(report) ? command_of(report_kind(report)) : NULL;
    const char *kind = command ? command->pane : NULL;
    if (!kind && report_layout_height(report, 76, 24, screen->tier) <= 6) {
        struct render_options options = { .width = 76, .tier = screen->tier };
        struct text text = TEXT_EMPTY;
        report_text(report, FORMAT_TEXT, &options, &text);
        screen_say(screen, false, text_string(&text));
        text_release(&text);
        report_free(report);
        return;
    }
    struct pane *pane = find_pane(screen, line);
    if (!pane) {
        pane = pane_new(pane_kind_find(kind), line);
        add_pane(screen, pane);
        pane->back = screen_pane(screen); /* closing it leads back there */
    }
    if (screen->from && screen->from_line && strcmp(screen->from_line, line) == 0)
        pane->list = screen->from;
    screen->from = NULL;
    pane->fixed = command && command->changes != 0;
    pane_set_report(pane, report);
    focus_pane(screen, pane);
    if (screen->typing == TYPING_COMMAND && !*line_text())
        screen->typing = TYPING_NOTHING; /* who types on already stays in the line */
}

void screen_show(struct screen *screen, const char *line, struct report *report)
{
    place_report(screen, line, report);
}

static void keep_title(struct screen *screen)
{
    struct title title = session_title(screen->session);
    struct text rest = TEXT_EMPTY;
    const char *bar = screen->tier == TIER_ASCII ? " | " : " \xe2\x94\x82 ";
    free(screen->title_workspace);
    free(screen->title_rest);
    free(screen->title_short);
    screen->title_workspace = copy_text(title.workspace ? title.workspace : "patron");
    if (title.read_only)
        text_add_format(&rest, "%sREAD-ONLY", bar);
    if (title.asof)
        text_add_format(&rest, "%sasof %s", bar, title.asof);
    if (title.population)
        text_add_format(&rest, "%s%s", bar, title.population);
    if (title.target)
        text_add_format(&rest, "%s%s", bar, title.target);
    if (title.champion)
        text_add_format(&rest, "%schampion %s", bar, title.champion);
    screen->title_rest = text_take(&rest);
    text_add_format(&rest, "%s %s %s", title.read_only ? " READ-ONLY" : "", title.asof ? title.asof : "",
                    title.champion ? title.champion : "");
    screen->title_short = text_take(&rest);
}

static void mark_stale(struct screen *screen)
{
    unsigned changes = session_take_changes(screen->session);
    for (size_t i = 0; i < screen->n_panes; i++)
        if ((screen->panes[i]->kind->shows & changes) && !screen->panes[i]->fixed)
            screen->panes[i]->stale = true;
}

/* Of a pasted block the lines after the failed one are dropped. */
static void say_error(struct screen *screen, const struct outcome *outcome)
{
    struct text text = TEXT_EMPTY;
    error_render(&outcome->error, false, &text);
    size_t left = outcome->block ? worker_drop_block(screen->worker, outcome->block) : 0;
    if (left > 0)
        text_add_format(&text, "%zu more pasted lines were not run\n", left);
    screen_say(screen, true, text_string(&text));
    text_release(&text);
}

/* One finished line: its report to a pane, its error above the command line. */
static void take_outcome(struct screen *screen, struct outcome *outcome)
{
    struct pane *pane = outcome->pane;
    if (pane)
        pane->busy = false;
    if (outcome->closed)
        report_free(outcome->report);
    else if (outcome->ok && outcome->report && pane)
        pane_set_report(pane, outcome->report);
    else if (outcome->ok && outcome->report)
        place_report(screen, outcome->line, outcome->report);
    else if (!outcome->ok && pane && outcome->quiet)
        pane->failure = pane->failure ? pane->failure : copy_text(outcome->error.what ? outcome->error.what : "failed");
    else if (!outcome->ok)
        say_error(screen, outcome);
    error_release(&outcome->error);
    free(outcome->line);
}

/* Stale panes that can be seen are asked for anew; the others wait until they are. */
static void refresh_stale(struct screen *screen, int width, int height)
{
    size_t n = screen_visible(screen, width, height);
    for (size_t i = screen->first; i < screen->first + n && i < screen->n_panes; i++) {
        struct pane *pane = screen->panes[i];
        if (pane->stale && !pane->busy) {
            pane->stale = false;
            pane->busy = true;
            worker_submit(screen->worker, pane->line, pane, true);
        }
    }
}

static void take_line(struct screen *screen, char *line)
{
    if (screen->typing == TYPING_SEARCH) {
        struct pane *pane = screen_pane(screen);
        screen->typing = TYPING_NOTHING;
        if (pane && *line) {
            free(pane->search);
            pane->search = copy_text(line);
            screen_say(screen, false, pane_search(pane, line, false) ? NULL : "not found");
        }
    } else if (strspn(line, " :") < strlen(line)) {
        const char *text = line + strspn(line, ":"); /* fingers that type : once too often */
        line_remember(text);
        screen_submit(screen, strcmp(text, "q") == 0 ? "quit" : text);
    }
}

static void key_in_line(struct screen *screen, struct key key)
{
    char bytes[8], *entered = NULL;
    line_forget_matches();
    line_hold(worker_busy(screen->worker));
    if (key.code == INPUT_ESCAPE && !key.alt && !line_question()) {
        line_set("");
        screen_say(screen, false, NULL);
        screen->typing = TYPING_NOTHING;
        return;
    }
    if (key.code == 4 && !*line_text()) { /* Ctrl-D on an empty line */
        screen->leaving = true;
        return;
    }
    size_t n = key_bytes(key, bytes);
    if (n > 0 && line_feed(bytes, n, &entered)) {
        if (entered)
            take_line(screen, entered);
        free(entered);
    }
}

/* Pasted lines run in order, as if each had been typed; what follows the last line end waits in the command line. */
static void take_paste(struct screen *screen, char *text)
{
    struct text line = TEXT_EMPTY;
    unsigned block = ++screen->blocks;
    if (screen->typing == TYPING_NOTHING)
        screen_type(screen, TYPING_COMMAND, NULL);
    char *at = text, *end;
    for (; screen->typing == TYPING_COMMAND && (end = strchr(at, '\n')); at = end + 1) {
        *end = '\0';
        text_add(&line, line.length == 0 ? line_text() : "");
        line_set("");
        bool continued = end > at && end[-1] == '\\';
        text_add_bytes(&line, at, (size_t)(end - at) - continued);
        if (continued)
            continue;
        const char *command = text_string(&line) + strspn(text_string(&line), ":");
        if (command[strspn(command, " ")]) {
            line_remember(command);
            screen_say(screen, false, NULL);
            worker_submit_block(screen->worker, command, block);
        }
        text_clear(&line);
    }
    at[strcspn(at, "\n")] = '\0';
    line_insert(text_string(&line));
    line_insert(at);
    text_release(&line);
}

static void interrupt(struct screen *screen)
{
    if (worker_busy(screen->worker)) {
        worker_stop(screen->worker);
    } else if (screen->typing != TYPING_NOTHING && line_question()) {
        char *entered = NULL;
        line_feed("\007", 1, &entered);
        free(entered);
        line_set("");
    } else if (screen->typing != TYPING_NOTHING && *line_text()) {
        line_set("");
    } else {
        screen_say(screen, false, "nothing runs: Ctrl-D or :quit leaves");
    }
}

static void take_key(struct screen *screen, struct key key)
{
    if (key.code == INPUT_NONE || key.code == INPUT_RESIZE)
        return;
    if (key.code == INPUT_ENDED)
        ended = SIGHUP;
    else if (key.code == 3 && !key.alt)
        interrupt(screen);
    else if (key.code == 26 && !key.alt)
        terminal_suspend();
    else if (key.code == INPUT_PASTE) {
        char *text = input_pasted();
        take_paste(screen, text);
        free(text);
    } else if (key.code == INPUT_F10)
        screen->leaving = true;
    else if (screen->typing != TYPING_NOTHING)
        key_in_line(screen, key);
    else if (key.code == 4 && !key.alt)
        screen->leaving = true;
    else {
        screen_say(screen, false, NULL);
        if (!keys_act(screen, key)) {
            char name[24], text[128];
            key_label(key, name);
            snprintf(text, sizeof text, "%s does nothing here: ? lists the keys, : goes to the command line", name);
            screen_say(screen, false, text);
        }
    }
}

static void draw(struct screen *screen, int width, int height)
{
    int x, y;
    struct canvas *canvas = canvas_new(width, height, screen->tier);
    screen_draw(screen, canvas, &x, &y);
    terminal_show(canvas, x, y);
    canvas_free(canvas);
}

static enum tier chosen_tier(struct session *session)
{
    const char *draw_setting = session_setting(session, "draw");
    enum tier best = terminal_tier();
    enum tier wanted = strcmp(draw_setting, "ascii") == 0     ? TIER_ASCII
                       : strcmp(draw_setting, "block") == 0   ? TIER_BLOCK
                       : strcmp(draw_setting, "braille") == 0 ? TIER_BRAILLE
                                                              : best;
    return best == TIER_ASCII ? TIER_ASCII : wanted;
}

/* Who leaves while jobs run is told, and leaves by doing it again. */
static void check_leaving(struct screen *screen)
{
    struct error err = ERROR_INIT;
    if (!screen->leaving || ended || worker_busy(screen->worker) || session_may_leave(screen->session, &err))
        return;
    struct text text = TEXT_EMPTY;
    screen->leaving = false;
    error_render(&err, false, &text);
    screen_say(screen, true, text_string(&text));
    text_release(&text);
    error_release(&err);
}

static void loop(struct screen *screen, int *status)
{
    int width, height;
    struct outcome outcome;
    bool changed = true, was_busy = false;
    keep_title(screen);
    while (!screen->leaving && !ended) {
        while (worker_take(screen->worker, &outcome)) {
            take_outcome(screen, &outcome);
            worker_go_on(screen->worker);
            changed = true;
        }
        if (!worker_busy(screen->worker)) {
            mark_stale(screen);
            keep_title(screen);
            screen->tier = chosen_tier(screen->session);
            if (session_quitting(screen->session, status))
                return;
            if (session_job_ended(screen->session))
                worker_take_job(screen->worker);
        }
        terminal_size(&width, &height);
        refresh_stale(screen, width, height);
        worker_keep_stopping(screen->worker);
        bool busy = worker_busy(screen->worker) || session_jobs(screen->session) > 0;
        if (changed || busy || was_busy)
            draw(screen, width, height);
        was_busy = busy;
        struct key key = input_read(busy ? 20 : 250);
        changed = key.code != INPUT_NONE;
        take_key(screen, key);
        check_leaving(screen);
    }
    if (ended)
        *status = 128 + ended;
}

static void open_first_panes(struct screen *screen)
{
    static const char *const lines[FIRST_PANES][2] = {
        { "home", "home" }, { "log", "log" }, { "table", "show models" }, { "table", "show features" }
    };
    for (size_t i = 0; i < FIRST_PANES; i++) {
        add_pane(screen, pane_new(pane_kind_find(lines[i][0]), lines[i][1]));
        screen->panes[i]->stale = true;
    }
    if (!session_workspace(screen->session))
        screen->typing = TYPING_COMMAND; /* nothing to look at yet: a command comes first */
}

int face_screen(struct session *session)
{
    struct error err = ERROR_INIT;
    struct screen screen = { .session = session };
    int status = 0;
    setlocale(LC_CTYPE, "");
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return face_prompt(session);
    if (!terminal_open(session_colour(session, STDOUT_FILENO), &err)) {
        fprintf(stderr, "note: %s; using the plain prompt\n", err.what);
        error_release(&err);
        return face_prompt(session);
    }
    struct sigaction action = { .sa_handler = on_end };
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
    session_set_mode(session, SESSION_SCREEN);
    screen.tier = chosen_tier(session);
    screen.worker = worker_new(session);
    line_open(session);
    open_first_panes(&screen);
    loop(&screen, &status);
    line_close();
    worker_free(screen.worker);
    while (screen.n_panes > 0) {
        pane_free(screen.panes[--screen.n_panes]);
    }
    terminal_close();
    free(screen.message);
    free(screen.from_line);
    free(screen.title_workspace);
    free(screen.title_rest);
    free(screen.title_short);
    return status;
}
