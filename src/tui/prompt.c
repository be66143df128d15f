/* Typing a line: readline behind the command line of the full screen and behind the plain prompt.

   Readline is one editor for the whole program, so its hooks reach the session through the one pointer here. */
#include "tui/prompt.h"

#include <errno.h>
#include <readline/history.h>
#include <readline/readline.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "patron/base/error.h"
#include "patron/base/file.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/command/session.h"
#include "patron/tui/face.h"
#include "tui/folders.h"

enum { HISTORY_LINES = 10000 };

static struct {
    struct session *session;
    bool on_screen;         /* the full screen draws; readline stays silent */
    const char *bytes;      /* fed and not yet read */
    size_t n_bytes;
    char *entered;
    bool finished;
    char **matches;         /* of the last Tab */
    size_t n_matches;
    char *why;
    struct completions completions; /* while readline asks for them one by one */
    size_t next_completion;
    volatile sig_atomic_t interrupted;
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
    if (session_complete(editor.session, rl_line_buffer, (size_t)rl_point, &found) && found.start > 0 &&
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
    char *path = history_path();
    struct text text = TEXT_EMPTY;
    text_add_format(&text, "%s\n", line);
    if (path)
        file_append(path, text.bytes, text.length, NULL); /* no history is no failure */
    text_release(&text);
    free(path);
}

static void prepare(struct session *session)
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
    prepare(session);
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
    line_forget_matches();
    completions_free(&editor.completions);
    editor.completions = (struct completions){ 0 };
    if (editor.nowhere)
        fclose(editor.nowhere);
    editor.nowhere = NULL;
    editor.session = NULL;
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

/* ---- The plain prompt ---- */

static void on_interrupt(int number)
{
    (void)number;
    editor.interrupted = 1;
    if (editor.session)
        session_stop(editor.session);
}

/* Readline calls this between keys after a signal: an interrupted line is dropped. */
static int after_signal(void)
{
    if (editor.interrupted) {
        rl_replace_line("", 0);
        rl_done = 1;
    }
    return 0;
}

struct output {
    FILE *stream;
    bool failed;
};

static bool write_out(void *context, const char *bytes, size_t length)
{
    struct output *out = context;
    out->failed = out->failed || fwrite(bytes, 1, length, out->stream) != length;
    return !out->failed;
}

static enum tier prompt_tier(struct session *session)
{
    const char *draw = session_setting(session, "draw");
    return strcmp(draw, "ascii") == 0 ? TIER_ASCII : strcmp(draw, "block") == 0 ? TIER_BLOCK : TIER_BRAILLE;
}

static void terminal_extent(int *width, int *height)
{
    struct winsize size = { 0 };
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        size = (struct winsize){ .ws_row = 24, .ws_col = 80 };
    *width = size.ws_col;
    *height = size.ws_row;
}

/* Longer than the screen: through the pager, if there is one and stdout is a terminal. */
static FILE *open_pager(const struct text *text, int height)
{
    size_t lines = 0;
    for (size_t i = 0; i < text->length; i++)
        lines += text->bytes[i] == '\n';
    const char *pager = getenv("PAGER");
    if (!isatty(STDOUT_FILENO) || lines < (size_t)height || (pager && (!*pager || strcmp(pager, "cat") == 0)))
        return NULL;
    fflush(stdout);
    return popen(pager ? pager : "less -FRX", "w");
}

static void show(struct session *session, const struct report *report)
{
    int width, height;
    terminal_extent(&width, &height);
    struct render_options options = {
        .width = width, .height = height, .tier = prompt_tier(session), .limit_rows = true
    };
    struct text text = TEXT_EMPTY;
    report_text(report, FORMAT_TEXT, &options, &text);
    FILE *pager = open_pager(&text, height);
    struct output out = { pager ? pager : stdout, false };
    write_out(&out, text_string(&text), text.length);
    if (pager)
        pclose(pager);
    else
        fflush(stdout);
    text_release(&text);
}

static bool run_line(struct session *session, const char *line, bool colour)
{
    struct error err = ERROR_INIT;
    struct report *report = NULL;
    bool ok = session_run(session, line, NULL, &report, &err);
    if (ok && report)
        show(session, report);
    report_free(report);
    if (!ok) {
        struct text text = TEXT_EMPTY;
        error_render(&err, colour, &text);
        fputs(text_string(&text), stderr);
        text_release(&text);
    }
    error_release(&err);
    return ok;
}

/* A pasted block comes as one text of several lines: they run in order, and a failing one stops the rest. */
static void run_lines(struct session *session, char *text, struct text *pending, bool colour)
{
    bool more = true;
    int status;
    while (more && !session_quitting(session, &status)) {
        char *end = strchr(text, '\n');
        more = end != NULL;
        if (end)
            *end = '\0';
        size_t length = strlen(text);
        bool continued = length > 0 && text[length - 1] == '\\';
        if (length == 0 && pending->length > 0) {
            text_clear(pending); /* a blank line ends a continuation without running it */
        } else {
            text_add_bytes(pending, text, continued ? length - 1 : length);
            if (!continued) {
                bool ok = pending->length == 0 || run_line(session, text_string(pending), colour);
                text_clear(pending);
                size_t left = 0;
                for (char *c = end; !ok && c && *c; c = strchr(c + 1, '\n'))
                    left++;
                if (left > 0) {
                    fprintf(stderr, "%zu more pasted lines were not run\n", left);
                    return;
                }
            }
        }
        text = end ? end + 1 : text;
    }
}

/* What the prompt shows: the workspace's name and nothing else. */
static void prompt_text(struct session *session, bool continued, char out[96])
{
    struct title title = session_title(session);
    if (continued)
        snprintf(out, 96, "    > ");
    else if (title.workspace)
        snprintf(out, 96, "%.80s> ", title.workspace);
    else
        snprintf(out, 96, "patron> ");
}

int face_prompt(struct session *session)
{
    struct text pending = TEXT_EMPTY;
    int status = 0, interrupts = 0;
    const char *no_colour = getenv("NO_COLOR");
    bool colour = isatty(STDERR_FILENO) && !(no_colour && *no_colour);
    session_set_mode(session, SESSION_PROMPT);
    prepare(session);
    rl_signal_event_hook = after_signal;
    rl_catch_signals = 0;
    struct sigaction action = { .sa_handler = on_interrupt }, before;
    sigaction(SIGINT, &action, &before);
    while (!session_quitting(session, &status)) {
        char prompt[96];
        prompt_text(session, pending.length > 0, prompt);
        editor.interrupted = 0;
        char *line = readline(prompt);
        if (editor.interrupted) {
            putchar('\n');
            if (pending.length == 0 && ++interrupts >= 2)
                fprintf(stderr, "Ctrl-D or quit to leave\n");
            text_clear(&pending);
            free(line);
            work_clear_stop(session_work(session));
            continue;
        }
        interrupts = 0;
        if (!line) {
            putchar('\n');
            break; /* Ctrl-D on an empty line */
        }
        line_remember(line);
        run_lines(session, line, &pending, colour);
        free(line);
    }
    sigaction(SIGINT, &before, NULL);
    text_release(&pending);
    completions_free(&editor.completions);
    editor.completions = (struct completions){ 0 };
    editor.session = NULL;
    return status;
}
