/* Where results go: standard output, -o, and the redirections of a line. Messages go to standard error. */
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command/session/deliver.h"
#include "command/session/pipe.h"
#include "command/state.h"
#include "patron/base/memory.h"
#include "patron/base/number.h"
#include "patron/base/streams.h"
#include "patron/base/work.h"
#include "patron/report/inspect.h"

/* ---- How results look ---- */

static bool speaks_utf8(void)
{
    static const char *const variables[] = { "LC_ALL", "LC_CTYPE", "LANG", NULL };
    for (const char *const *name = variables; *name; name++) {
        const char *value = getenv(*name);
        if (value && *value)
            return strcasestr(value, "utf-8") || strcasestr(value, "utf8");
    }
    return false;
}

enum tier session_tier(const struct session *session)
{
    const char *draw = session_setting(session, "draw");
    if (strcmp(draw, "ascii") == 0)
        return TIER_ASCII;
    if (strcmp(draw, "block") == 0)
        return TIER_BLOCK;
    return strcmp(draw, "braille") == 0 || speaks_utf8() ? TIER_BRAILLE : TIER_ASCII;
}

bool session_colour(const struct session *session, int descriptor)
{
    const char *color = session_setting(session, "color"), *term = getenv("TERM");
    if (strcmp(color, "auto") != 0)
        return strcmp(color, "always") == 0;
    return isatty(descriptor) && term && *term && strcmp(term, "dumb") != 0;
}

/* Away from a terminal nothing is broken to fit, unless a width was asked for; pages of help are for reading. */
static struct render_options render_options(const struct session *session, const struct report *report, bool terminal)
{
    struct render_options options = { .tier = session_tier(session),
                                      .limit_rows = terminal,
                                      .missing = session_setting(session, "missing"),
                                      .formulas_text = strcmp(session_setting(session, "formulas"), "text") == 0 };
    double width = 0;
    number_parse(session_setting(session, "width"), strlen(session_setting(session, "width")), &width);
    struct winsize size = { 0 };
    if (terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
        options.width = size.ws_col;
        options.height = size.ws_row;
    }
    if (width >= 1)
        options.width = (int)width;
    else
        options.unbroken = !terminal && (!report_kind(report) || strcmp(report_kind(report), "help") != 0);
    return options;
}

/* The format asked for; else by PATH's ending; else text on a terminal and for reports, TSV for tables. */
static enum format choose_format(const struct session *session, const struct report *report, const char *path,
                                 bool terminal)
{
    enum format format;
    if (format_from_name(session_setting(session, "as"), &format) || (path && format_from_path(path, &format)))
        return format;
    return !terminal && report_is_table(report) ? FORMAT_TSV : FORMAT_TEXT;
}

/* ---- Sinks ---- */

static bool write_stdout(void *context, const char *bytes, size_t length)
{
    (void)context;
    return streams_print(bytes, length);
}

/* A terminal: what it would obey is not sent. Whole lines, so that no character is cut. */
struct terminal {
    FILE *stream;
    struct text held;
};

static bool terminal_flush(struct terminal *terminal, size_t n)
{
    struct text line = TEXT_EMPTY;
    text_add_bytes(&line, text_string(&terminal->held), n);
    text_disarm(&line, 0);
    bool written = terminal->stream == stdout
                       ? streams_print(text_string(&line), line.length)
                       : fwrite(text_string(&line), 1, line.length, terminal->stream) == line.length;
    text_release(&line);
    memmove(terminal->held.bytes, terminal->held.bytes + n, terminal->held.length - n);
    terminal->held.length -= n;
    return written;
}

static bool write_terminal(void *context, const char *bytes, size_t length)
{
    struct terminal *terminal = context;
    const char *end = memrchr(bytes, '\n', length);
    size_t before = terminal->held.length;
    text_add_bytes(&terminal->held, bytes, length);
    return !end || terminal_flush(terminal, before + (size_t)(end - bytes) + 1);
}

static bool render_on_terminal(const struct report *report, enum format format, const struct render_options *options,
                               FILE *stream)
{
    struct terminal terminal = { .stream = stream };
    bool written = report_render(report, format, options, write_terminal, &terminal);
    if (terminal.held.length > 0)
        written = terminal_flush(&terminal, terminal.held.length) && written;
    text_release(&terminal.held);
    return written;
}

/* Said among messages: what a command did, away from the results that somebody reads from a pipe or a file. */
static bool show_message(struct session *session, const struct report *report)
{
    struct render_options options = render_options(session, report, false);
    if (session->as_job) {
        report_text(report, FORMAT_TEXT, &options, &session->job_messages);
        return true;
    }
    fflush(stdout);
    return session->quiet || render_on_terminal(report, FORMAT_TEXT, &options, stderr);
}

/* Whoever opens the file in a spreadsheet would run what somebody typed into a cell. */
static void tell_formulas(struct session *session, size_t n, const char *path)
{
    if (n == 0)
        return;
    bool text = strcmp(session_setting(session, "formulas"), "text") == 0;
    session_message(session, "%s: %zu cell%s begin%s a formula in a spreadsheet%s", path, n, n == 1 ? "" : "s",
                    n == 1 ? "s" : "",
                    text ? ": an apostrophe was put before" : " (set formulas=text puts an apostrophe before)");
}

/* True when WHOLE, or when nobody asked to stop. The command itself was done, and what it kept stays. */
static bool end_shown(const struct session *session, bool whole, struct error *err)
{
    if (whole || work_go_on(session->work, err))
        return true;
    error_reason(err, "the rest is not shown");
    return false;
}

/* Renders REPORT as what the session's work does, so that it can be stopped. */
static bool render_stoppable(const struct session *session, const struct report *report, enum format format,
                             const struct render_options *options, sink_function *sink, void *context)
{
    struct work *before = work_enter(session->work);
    bool whole = sink ? report_render(report, format, options, sink, context)
                      : render_on_terminal(report, format, options, stdout);
    work_enter(before);
    return whole;
}

/* A closed pipe is no error and says nothing: whoever reads has seen enough. */
bool session_show(struct session *session, const struct report *report, struct error *err)
{
    bool terminal = !session->output && isatty(STDOUT_FILENO);
    struct render_options options = render_options(session, report, terminal);
    enum format format = choose_format(session, report, session->output_path, terminal);
    if (report_is_message(report) && (session->quiet || !terminal || format != FORMAT_TEXT))
        return show_message(session, report);
    if (session->output) {
        size_t formulas = 0;
        options.formulas = &formulas;
        bool whole = render_stoppable(session, report, format, &options, delivery_add, session->output);
        tell_formulas(session, formulas, session->output_path);
        return end_shown(session, whole, err);
    }
    bool apart = session->mode == SESSION_BATCH && session->shown_text; /* at the prompt the typed line is between */
    bool line = report_kind(report) == NULL;
    if (session->closed)
        return true;
    if (apart && !(line && session->shown_line) && format == FORMAT_TEXT)
        streams_print("\n", 1);
    /* What fails on the way marks the stream, which is asked afterwards. */
    bool whole = render_stoppable(session, report, format, &options, terminal ? NULL : write_stdout, NULL);
    session->shown_text = format == FORMAT_TEXT;
    session->shown_line = line;
    return streams_flush(&session->closed, err) && end_shown(session, whole, err);
}

__attribute__((format(printf, 2, 0))) static void say(const char *before, const char *format, va_list arguments)
{
    struct text text = TEXT_EMPTY;
    text_add(&text, before);
    text_add_arguments(&text, format, arguments);
    text_add_char(&text, '\n');
    text_hide_typed(text.bytes, text.length);
    text_disarm(&text, 0);
    fputs(text_string(&text), stderr);
    text_release(&text);
}

void session_message(struct session *session, const char *format, ...)
{
    va_list arguments;
    if (session->as_job) {
        va_start(arguments, format);
        text_add_arguments(&session->job_messages, format, arguments);
        va_end(arguments);
        text_add_char(&session->job_messages, '\n');
        return;
    }
    if (session->quiet || session->mode == SESSION_SCREEN)
        return;
    va_start(arguments, format);
    say("", format, arguments);
    va_end(arguments);
}

void session_warning(struct session *session, const char *format, ...)
{
    va_list arguments;
    if (session->as_job) {
        va_start(arguments, format);
        text_add(&session->job_messages, "warning: ");
        text_add_arguments(&session->job_messages, format, arguments);
        va_end(arguments);
        text_add_char(&session->job_messages, '\n');
        return;
    }
    if (session->mode == SESSION_SCREEN)
        return;
    fflush(stdout);
    va_start(arguments, format);
    say("warning: ", format, arguments);
    va_end(arguments);
}

void session_render_error(struct session *session, const struct error *err)
{
    struct text text = TEXT_EMPTY;
    if (session->mode == SESSION_SCREEN)
        return;
    fflush(stdout);
    error_render(err, session_colour(session, STDERR_FILENO), &text);
    fputs(text_string(&text), stderr);
    text_release(&text);
}

/* ---- Files ---- */

/* That a file does not hold what it seems to is said aloud. */
static void tell_masked(struct session *session, const struct report *report, const char *path)
{
    struct text masked = TEXT_EMPTY;
    report_masked(report, &masked);
    if (masked.length > 0)
        session_message(session, "masked in %s: %s (reveal %s)", path, text_string(&masked), text_string(&masked));
    text_release(&masked);
}

bool write_report(struct session *session, const struct report *report, const char *path, bool overwrite,
                  const char *line, struct error *err)
{
    struct render_options options = render_options(session, report, false);
    enum format format = choose_format(session, report, path, false);
    size_t formulas = 0;
    options.formulas = &formulas;
    struct delivery *delivery = delivery_open(session, path, overwrite, line, err);
    if (!delivery)
        return false;
    report_render(report, format, &options, delivery_add, delivery);
    if (!work_go_on(NULL, err)) {
        delivery_discard(delivery);
        return false;
    }
    if (!delivery_commit(delivery, err))
        return false;
    tell_masked(session, report, path);
    tell_formulas(session, formulas, path);
    return true;
}

/* Behind rows that are there already the header is not repeated. */
static bool append_report(struct session *session, const struct report *report, const char *path, const char *line,
                          struct error *err)
{
    struct render_options options = render_options(session, report, false);
    enum format format = choose_format(session, report, path, false);
    struct text text = TEXT_EMPTY;
    size_t formulas = 0;
    options.formulas = &formulas;
    report_text(report, format, &options, &text);
    size_t begin = 0;
    struct stat state;
    if ((format == FORMAT_CSV || format == FORMAT_TSV) && report_is_table(report) && stat(path, &state) == 0 &&
        state.st_size > 0) {
        const char *newline = strchr(text_string(&text), '\n');
        begin = newline ? (size_t)(newline - text.bytes) + 1 : 0;
    }
    bool ok = work_go_on(NULL, err) &&
              deliver_behind(session, path, text_string(&text) + begin, text.length - begin, line, err);
    if (ok) {
        tell_masked(session, report, path);
        tell_formulas(session, formulas, path);
    }
    text_release(&text);
    return ok;
}

/* The full screen keeps the terminal: what the command says comes back as a report. */
static bool pipe_report(struct session *session, const char *command, struct report **report, struct error *err)
{
    struct render_options options = render_options(session, *report, false);
    enum format format = choose_format(session, *report, NULL, false);
    bool captures = session->mode == SESSION_SCREEN;
    struct text said = TEXT_EMPTY;
    struct pipe_out pipe;
    fflush(stdout);
    if (!pipe_open(&pipe, command, captures, err))
        return false;
    report_render(*report, format, &options, pipe_write, &pipe);
    bool ok = pipe_close(&pipe, &said, err) && work_go_on(NULL, err);
    report_free(*report);
    *report = ok && captures ? report_message(VERDICT_NONE, "%s", text_string(&said)) : NULL;
    text_release(&said);
    return ok;
}

bool redirect_report(struct session *session, const struct redirection *to, const char *line, struct report **report,
                     struct error *err)
{
    bool ok = true;
    if (to->kind == REDIRECT_NONE)
        return true;
    if (!*report)
        *report = report_new(NULL, NULL, NULL);
    if (to->kind == REDIRECT_PIPE)
        return pipe_report(session, to->target, report, err);
    if (to->kind == REDIRECT_WRITE)
        ok = write_report(session, *report, to->target, to->overwrite, line, err);
    else
        ok = append_report(session, *report, to->target, line, err);
    struct stat state;
    if (ok && stat(to->target, &state) == 0 && S_ISREG(state.st_mode))
        session_message(session, "wrote %s", to->target);
    report_free(*report);
    *report = NULL;
    return ok;
}

/* ---- -o ---- */

bool session_set_output(struct session *session, const char *path, struct error *err)
{
    session->output = delivery_open(session, path, false, "", err);
    session->output_path = session->output ? copy_text(path) : NULL;
    return session->output != NULL;
}

bool session_finish_output(struct session *session, bool keep, struct error *err)
{
    bool ok = true;
    if (!session->output)
        return true;
    if (keep)
        ok = delivery_commit(session->output, err);
    else
        delivery_discard(session->output);
    session->output = NULL;
    free(session->output_path);
    session->output_path = NULL;
    return ok;
}
