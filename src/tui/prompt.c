/* The plain prompt: readline, the same commands, output that only grows downwards. */
#include <signal.h>
#include <unistd.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/command/session.h"
#include "patron/report/report.h"
#include "patron/tui/face.h"
#include "tui/line.h"
#include "tui/pager.h"

/* What signals did; the handlers can reach nothing else. */
static struct {
    struct session *session;
    volatile sig_atomic_t interrupted, ended;
} noticed;

static void on_interrupt(int number)
{
    (void)number;
    noticed.interrupted = 1;
    if (noticed.session)
        session_stop(noticed.session);
}

static void on_end(int number)
{
    noticed.ended = number;
    if (noticed.session)
        session_stop(noticed.session);
}

static bool signal_seen(void)
{
    return noticed.interrupted || noticed.ended;
}

static void say_error(struct session *session, const struct error *error)
{
    struct text text = TEXT_EMPTY;
    error_render(error, session_colour(session, STDERR_FILENO), &text);
    fflush(stdout);
    fputs(text_string(&text), stderr);
    text_release(&text);
}

static bool run_line(struct session *session, const char *line)
{
    struct error err = ERROR_INIT;
    struct report *report = NULL;
    bool ok = session_run(session, line, NULL, &report, &err);
    if (ok && report && !pager_show(session, report))
        ok = session_show(session, report, &err);
    report_free(report);
    if (!ok)
        say_error(session, &err);
    error_release(&err);
    fflush(stdout);
    return ok;
}

static size_t count_lines(const char *text)
{
    size_t n = 0;
    for (; *text; text++)
        n += *text == '\n' || text[1] == '\0';
    return n;
}

/* A pasted block comes as one text of several lines: they run in order, and a failing one stops the rest. */
static void run_lines(struct session *session, char *text, struct text *pending, bool remember)
{
    int status;
    for (char *end; text && !session_quitting(session, &status); text = end) {
        end = strchr(text, '\n');
        if (end)
            *end++ = '\0';
        size_t length = strlen(text);
        bool continued = length > 0 && text[length - 1] == '\\';
        if (length == 0 && pending->length > 0) {
            text_clear(pending); /* a blank line ends a continuation without running it */
            continue;
        }
        text_add_bytes(pending, text, continued ? length - 1 : length);
        if (continued)
            continue;
        if (remember)
            line_remember(text_string(pending));
        bool ok = pending->length == 0 || run_line(session, text_string(pending));
        text_clear(pending);
        if (!ok && end && *end) {
            fprintf(stderr, "%zu more pasted lines were not run\n", count_lines(end));
            return;
        }
    }
}

/* What the prompt shows: the workspace's name, how many jobs there are, and nothing else. */
static void prompt_text(struct session *session, bool continued, char out[96])
{
    struct title title = session_title(session);
    size_t n = session_jobs(session);
    char jobs[32] = "";
    if (n > 0)
        snprintf(jobs, sizeof jobs, n == 1 ? " (%zu job)" : " (%zu jobs)", n);
    if (continued)
        snprintf(out, 96, "    > ");
    else
        snprintf(out, 96, "%.60s%s> ", title.workspace ? title.workspace : "patron", jobs);
}

/* Where a pipe stands at either end nobody is prompted: no prompt, no editing, no escape. */
static char *read_line(struct session *session, bool continued, bool terminal)
{
    if (terminal) {
        char prompt[96];
        prompt_text(session, continued, prompt);
        return line_ask(prompt, signal_seen);
    }
    char *line = NULL;
    size_t room = 0;
    ssize_t n = getline(&line, &room, stdin);
    if (n < 0) {
        free(line);
        return NULL;
    }
    line[strcspn(line, "\n")] = '\0';
    return line;
}

/* Jobs that have ended are told of before the next prompt. */
static void tell_jobs(struct session *session)
{
    struct error err = ERROR_INIT;
    while (session_job_ended(session)) {
        struct report *report = session_take_job(session, &err);
        if (report)
            session_show(session, report, &err);
        report_free(report);
        if (err.kind != ERROR_NONE)
            say_error(session, &err);
        error_release(&err);
    }
    fflush(stdout);
}

static bool may_leave(struct session *session)
{
    struct error err = ERROR_INIT;
    bool may = session_may_leave(session, &err);
    if (!may)
        say_error(session, &err);
    error_release(&err);
    return may;
}

static void ask_and_run(struct session *session, int *status)
{
    struct text pending = TEXT_EMPTY;
    bool terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
    int interrupts = 0;
    while (!noticed.ended && !session_quitting(session, status)) {
        noticed.interrupted = 0;
        tell_jobs(session);
        char *line = read_line(session, pending.length > 0, terminal);
        if (noticed.interrupted && !noticed.ended) {
            if (pending.length > 0 || (line && *line))
                interrupts = 0;
            else if (++interrupts >= 2)
                fprintf(stderr, "Ctrl-D or quit to leave\n");
            text_clear(&pending);
            free(line);
            continue;
        }
        interrupts = 0;
        if (!line || noticed.ended) {
            free(line);
            if (noticed.ended || may_leave(session))
                break; /* Ctrl-D on an empty line, or told to end */
            continue;
        }
        run_lines(session, line, &pending, terminal);
        free(line);
    }
    text_release(&pending);
}

int face_prompt(struct session *session)
{
    int status = 0;
    struct sigaction interrupt = { .sa_handler = on_interrupt }, end = { .sa_handler = on_end }, before[3];
    session_set_mode(session, SESSION_PROMPT);
    line_prepare(session);
    noticed.session = session;
    noticed.interrupted = noticed.ended = 0;
    sigaction(SIGINT, &interrupt, &before[0]);
    sigaction(SIGTERM, &end, &before[1]);
    sigaction(SIGHUP, &end, &before[2]);
    ask_and_run(session, &status);
    sigaction(SIGINT, &before[0], NULL);
    sigaction(SIGTERM, &before[1], NULL);
    sigaction(SIGHUP, &before[2], NULL);
    line_release();
    noticed.session = NULL;
    return noticed.ended ? 128 + noticed.ended : status;
}
