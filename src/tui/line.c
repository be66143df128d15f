/* Typing a line: readline behind the command line of the full screen and behind the plain prompt.

   Readline is one editor for the whole program, so its hooks reach the session through the one pointer here. */
#include "tui/line.h"

#include <errno.h>
#include <poll.h>
#include <readline/history.h>
#include <readline/readline.h>
#include <unistd.h>

#include "patron/base/file.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/command/session.h"
#include "patron/table/table.h"
#include "tui/folders.h"

enum { HISTORY_LINES = 10000 };

static struct {
    struct session *session;
    bool on_screen;    /* the full screen draws; readline stays silent */
    const char *bytes; /* fed and not yet read */
    size_t n_bytes;
    char *entered;
    bool finished;
    char **matches; /* of the last Tab */
    size_t n_matches;
    char *why;
    struct completions completions; /* while readline asks for them one by one */
    size_t next_completion;
    bool (*signal_seen)(void);
    bool busy; /* the session runs something: it cannot be asked */
    FILE *nowhere;
} editor;

void line_forget_matches(void)
{
    for (size_t i = 0; i < editor.n_matches; i++)
        free(editor.matches[i]);
    free(editor.matches);
    free(editor.why);
    editor.matches = NULL;
    editor.n_matches = 0;
    editor.why = NULL;
}

/* ---- Completion: the session knows the grammar, readline only inserts ---- */

static char *next_completion(const char *text, int state)
{
    (void)text;
    if (state == 0)
        editor.next_completion = 0;
    if (editor.next_completion >= editor.completions.n)
        return NULL;
    return copy_text(editor.completions.texts[editor.next_completion++]);
}

static char **complete(const char *text, int start, int end)
{
    (void)start;
    rl_attempted_completion_over = 1; /* never fall back to file names of its own */
    line_forget_matches();
    completions_free(&editor.completions);
    editor.completions = (struct completions){ 0 };
    if (editor.busy) {
        editor.why = copy_text("a command runs: completion comes back when it is done");
        return NULL;
    }
    if (!session_complete(editor.session, rl_line_buffer, (size_t)end, &editor.completions))
        return NULL;
    if (editor.completions.n == 0) {
        if (editor.completions.why && editor.on_screen)
            editor.why = copy_text(editor.completions.why);
        else if (editor.completions.why)
            fprintf(rl_outstream, "\n%s\n", editor.completions.why);
        if (!editor.on_screen)
            rl_forced_update_display();
        return NULL;
    }
    bool ends_open = false;
    for (size_t i = 0; i < editor.completions.n; i++) {
        const char *candidate = editor.completions.texts[i];
        size_t length = strlen(candidate);
        ends_open |= length > 0 && strchr("=/(.", candidate[length - 1]) != NULL;
    }
    rl_completion_append_character = ends_open ? '\0' : ' ';
    rl_filename_completion_desired = 0;
    return rl_completion_matches(text, next_completion);
}

/* The word to be completed begins where the session says, not where readline's list of break characters would. */
static char *word_break(void)
{
    static char breaks[] = " \t";
    struct completions found = { 0 };
    if (!editor.busy && session_complete(editor.session, rl_line_buffer, (size_t)rl_point, &found) && found.start > 0 &&
        found.start <= (size_t)rl_point) {
        char before = rl_line_buffer[found.start - 1];
        static char chosen[4];
        chosen[0] = ' ';
        chosen[1] = before == ' ' ? '\t' : before;
        chosen[2] = '\0';
        completions_free(&found);
        return chosen;
    }
    completions_free(&found);
    return breaks;
}

static void keep_matches(char **matches, int n, int longest)
{
    (void)longest;
    line_forget_matches();
    editor.matches = allocate((size_t)n, sizeof *editor.matches);
    for (int i = 1; i <= n; i++)
        editor.matches[editor.n_matches++] = copy_text(matches[i]);
}

/* ---- History ---- */

static char *history_path(void)
{
    char *folder = state_folder();
    char *path = folder ? path_join(folder, "history") : NULL;
    free(folder);
    return path;
}

static void load_history(void)
{
    using_history();
    stifle_history(HISTORY_LINES);
    char *path = history_path();
    if (path)
        read_history(path);
    free(path);
}

void line_remember(const char *line)
{
    if (!*line || *line == ' ')
        return; /* a leading space keeps a line out */
    HIST_ENTRY *last = history_length > 0 ? history_get(history_base + history_length - 1) : NULL;
    if (last && strcmp(last->line, line) == 0)
        return;
    add_history(line);
    using_history(); /* Up begins after the newest */
    char *path = history_path();
    struct text text = TEXT_EMPTY;
    text_add_format(&text, "%s\n", line);
    text_hide_typed(text.bytes, text.length); /* the file outlives the session; within it, Up has the line as it was */
    if (path)
        file_append(path, text.bytes, text.length, NULL); /* no history is no failure */
    text_release(&text);
    free(path);
}

void line_prepare(struct session *session)
{
    editor.session = session;
    rl_readline_name = "patron"; /* ~/.inputrc: $if patron */
    rl_attempted_completion_function = complete;
    rl_completion_word_break_hook = word_break;
    rl_completer_quote_characters = "\"'";
    rl_change_environment = 0;
    load_history();
}

/* ---- The line of the full screen ---- */

static int next_byte(FILE *stream)
{
    (void)stream;
    if (editor.n_bytes == 0)
        return EOF;
    editor.n_bytes--;
    return (unsigned char)*editor.bytes++;
}

/* Readline looks for typed-ahead keys; it must see those that were fed, not those still waiting in the terminal. */
static int bytes_wait(void)
{
    return editor.n_bytes > 0;
}

static void redisplay(void)
{
}

static void prepare_terminal(int meta)
{
    (void)meta;
}

static void restore_terminal(void)
{
}

static void finish_line(char *line)
{
    editor.entered = line ? line : NULL;
    editor.finished = line != NULL;
}

void line_open(struct session *session)
{
    line_prepare(session);
    editor.on_screen = true;
    editor.nowhere = fopen("/dev/null", "w");
    rl_outstream = editor.nowhere ? editor.nowhere : stderr;
    rl_instream = stdin;
    rl_getc_function = next_byte;
    rl_input_available_hook = bytes_wait;
    rl_redisplay_function = redisplay;
    rl_prep_term_function = prepare_terminal;
    rl_deprep_term_function = restore_terminal;
    rl_completion_display_matches_hook = keep_matches;
    rl_catch_signals = 0;
    rl_catch_sigwinch = 0;
    rl_callback_handler_install("", finish_line);
    rl_variable_bind("enable-bracketed-paste", "off");
    rl_variable_bind("show-all-if-ambiguous", "on");
    rl_variable_bind("bell-style", "none");
}

void line_close(void)
{
    rl_callback_handler_remove();
    line_release();
    if (editor.nowhere)
        fclose(editor.nowhere);
    editor.nowhere = NULL;
    editor.on_screen = false;
}

bool line_feed(const char *bytes, size_t n, char **entered)
{
    editor.bytes = bytes;
    editor.n_bytes = n;
    editor.finished = false;
    while (editor.n_bytes > 0 && !editor.finished)
        rl_callback_read_char();
    if (!editor.finished)
        return false;
    *entered = editor.entered;
    editor.entered = NULL;
    return true;
}

const char *line_text(void)
{
    return rl_line_buffer ? rl_line_buffer : "";
}

size_t line_cursor(void)
{
    return rl_point > 0 ? (size_t)rl_point : 0;
}

void line_set(const char *text)
{
    rl_replace_line(text, 0);
    rl_point = rl_end;
    using_history(); /* a new line: Up begins after the newest */
}

void line_insert(const char *text)
{
    rl_insert_text(text);
}

void line_hold(bool busy)
{
    editor.busy = busy;
}

const char *line_question(void)
{
    return RL_ISSTATE(RL_STATE_ISEARCH | RL_STATE_NSEARCH | RL_STATE_NUMERICARG) ? rl_display_prompt : NULL;
}

const char *const *line_matches(size_t *n)
{
    *n = editor.n_matches;
    return (const char *const *)editor.matches;
}

const char *line_why(void)
{
    return editor.why;
}

/* ---- The line of the plain prompt ---- */

/* Readline would go on waiting after a signal; an interrupted line is dropped and ends at once. */
static int ask_byte(FILE *stream)
{
    for (;;) {
        struct pollfd ready = { .fd = fileno(stream), .events = POLLIN };
        int state = poll(&ready, 1, 200);
        rl_check_signals();
        if (editor.signal_seen && editor.signal_seen()) {
            rl_replace_line("", 0);
            return '\n';
        }
        unsigned char byte;
        if (state <= 0)
            continue;
        ssize_t n = read(ready.fd, &byte, 1);
        if (n == 1)
            return byte;
        if (n == 0 || errno != EINTR)
            return EOF;
    }
}

char *line_ask(const char *prompt, bool (*signal_seen)(void))
{
    const char *term = getenv("TERM");
    editor.signal_seen = signal_seen;
    rl_getc_function = ask_byte;
    rl_catch_signals = 1;
    if (!term || !*term || strcmp(term, "dumb") == 0)
        rl_variable_bind("enable-bracketed-paste", "off"); /* no escapes for a terminal that knows none */
    char *line = readline(prompt);
    char *marked = rl_variable_value("enable-bracketed-paste");
    if (!line && !(marked && strcmp(marked, "on") == 0))
        putchar('\n'); /* readline ends the line itself when it has marks to take back */
    return line;
}

void line_release(void)
{
    line_forget_matches();
    completions_free(&editor.completions);
    editor.completions = (struct completions){ 0 };
    editor.session = NULL;
    editor.signal_seen = NULL;
}
