/* Arguments to a session: which face, which commands, which status. */
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "patron/base/error.h"
#include "patron/base/file.h"
#include "patron/base/memory.h"
#include "patron/base/streams.h"
#include "patron/base/text.h"
#include "patron/command/command.h"
#include "patron/command/manual.h"
#include "patron/command/session.h"
#include "patron/tui/face.h"

enum flag_id {
    FLAG_HELP,
    FLAG_VERSION,
    FLAG_QUIET,
    FLAG_VERBOSE,
    FLAG_COMMAND,
    FLAG_EXECUTE,
    FLAG_FILE,
    FLAG_INTERACTIVE,
    FLAG_PLAN,
    FLAG_OUTPUT,
    FLAG_WORKSPACE,
    FLAG_AS,
    FLAG_VAR,
    FLAG_SET,
    FLAG_PLAIN,
    FLAG_READ_ONLY,
    FLAG_KEEP_GOING,
    FLAG_OVERWRITE,
    FLAG_LOG,
    FLAG_JUNIT,
    FLAG_FRESH,
    FLAG_PROGRESS,
    FLAG_NO_PAGER,
    FLAG_COLOR,
    FLAG_ASCII,
    FLAG_TOUR,
    FLAG_RC,
    FLAG_NO_RC,
    FLAG_LIST_SETTINGS,
    FLAG_COMPLETION,
    FLAG_MAN,
    FLAG_REFERENCE
};

static const struct flag flags[] = {
    { "command", 'c', "LINE", "run one command line; may repeat", FLAG_COMMAND },
    { "file", 'f', "FILE", "run a command file; may repeat", FLAG_FILE },
    { "execute", 'e', "TEXT", "run text as a command file: several lines, for, if", FLAG_EXECUTE },
    { "workspace", 'w', "FOLDER", "open this workspace first", FLAG_WORKSPACE },
    { "var", 0, "NAME=VALUE", "a value for a param of the command files", FLAG_VAR },
    { "output", 'o', "FILE", "results into a file; its ending says the format", FLAG_OUTPUT },
    { "as", 0, "FORMAT", "results as text, tsv, csv, json or md", FLAG_AS },
    { "plan", 'n', NULL, "check and print what would run; run nothing", FLAG_PLAN },
    { "quiet", 'q', NULL, "no messages, only results and errors", FLAG_QUIET },
    { "verbose", 'v', NULL, "say more: times of fits", FLAG_VERBOSE },
    { "interactive", 'i', NULL, "a prompt after -c and -f, with what they made", FLAG_INTERACTIVE },
    { "plain", 0, NULL, "the plain prompt instead of the full screen", FLAG_PLAIN },
    { "readonly", 0, NULL, "open workspaces without changing them", FLAG_READ_ONLY },
    { "keep-going", 0, NULL, "go on after a failed command; status 1 at the end", FLAG_KEEP_GOING },
    { "overwrite", 0, NULL, "replace files that others wrote", FLAG_OVERWRITE },
    { "log", 0, "FILE", "add a line of JSON for each command", FLAG_LOG },
    { "junit", 0, "FILE", "gates and failures as JUnit XML", FLAG_JUNIT },
    { "fresh", 0, NULL, "do again what would be unchanged", FLAG_FRESH },
    { "progress", 0, "WHEN", "auto, never, or log: a line each ten seconds", FLAG_PROGRESS },
    { "no-pager", 0, NULL, "long answers all at once", FLAG_NO_PAGER },
    { "set", 0, "NAME=VALUE", "a setting; it beats what files set", FLAG_SET },
    { "color", 0, "WHEN", "auto, always or never", FLAG_COLOR },
    { "ascii", 0, NULL, "pictures in 7-bit characters", FLAG_ASCII },
    { "tour", 0, NULL, "a tour of five minutes, with a small shop", FLAG_TOUR },
    { "rc", 0, "FILE", "run this file first, also without a terminal", FLAG_RC },
    { "no-rc", 0, NULL, "do not run patronrc", FLAG_NO_RC },
    { "list-settings", 0, NULL, "every setting with type, default and text", FLAG_LIST_SETTINGS },
    { "completion", 0, "SHELL", "a completion script for bash, zsh or fish", FLAG_COMPLETION },
    { "man", 0, NULL, "the manual page, for man(1)", FLAG_MAN },
    { "reference", 0, NULL, "the reference, in Markdown", FLAG_REFERENCE },
    { "help", 'h', NULL, "this", FLAG_HELP },
    { "version", 'V', NULL, "the program's version", FLAG_VERSION },
    { NULL, 0, NULL, NULL, 0 },
};

/* Something to run, in the order given. */
struct source {
    enum flag_id kind; /* FLAG_COMMAND, FLAG_EXECUTE, FLAG_FILE */
    const char *text;
};
struct plan {
    struct session *session;
    struct batch_options batch;
    const char *workspace, *output, *rc;
    struct source *sources;
    struct variable *variables;
    size_t n_sources, n_variables;
    bool interactive, plain, read_only, no_rc, tour;
    struct text words; /* a command given as words of the shell */
};

/* ---- Signals ---- */

static struct session *stoppable;
static volatile sig_atomic_t ended_by;

static void on_signal(int number)
{
    ended_by = number;
    session_stop(stoppable);
}

static void catch_signals(struct session *session)
{
    struct sigaction action = { .sa_handler = on_signal };
    stoppable = session;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    signal(SIGPIPE, SIG_IGN); /* a closed pipe is told by the write */
}

/* ---- Arguments ---- */

static int say(const struct error *err, int status)
{
    struct text text = TEXT_EMPTY;
    error_render(err, false, &text);
    fputs(text_string(&text), stderr);
    text_release(&text);
    return status;
}

static int print(struct text *text)
{
    streams_print(text_string(text), text->length);
    text_release(text);
    return 0; /* whether it arrived is asked at the end */
}

static void add_source(struct plan *plan, enum flag_id kind, const char *text)
{
    plan->sources = reallocate(plan->sources, plan->n_sources + 1, sizeof *plan->sources);
    plan->sources[plan->n_sources++] = (struct source){ kind, text };
}

/* NAME=VALUE cut in two; the name is the caller's to free with the plan. */
static bool cut_pair(const char *text, const char *flag, char **name, const char **value, struct error *err)
{
    const char *equals = strchr(text, '=');
    if (!equals || equals == text) {
        fail(err, ERROR_SYNTAX, E_BAD_VALUE, "--%s needs NAME=VALUE, not '%s'", flag, text);
        return false;
    }
    *name = copy_bytes(text, (size_t)(equals - text));
    *value = equals + 1;
    return true;
}

static bool add_variable(struct plan *plan, const char *text, struct error *err)
{
    char *name;
    const char *value;
    if (!cut_pair(text, "var", &name, &value, err))
        return false;
    plan->variables = reallocate(plan->variables, plan->n_variables + 1, sizeof *plan->variables);
    plan->variables[plan->n_variables++] = (struct variable){ name, value };
    return true;
}

static bool add_setting(struct plan *plan, const char *text, struct error *err)
{
    char *name = NULL;
    const char *value;
    bool ok = cut_pair(text, "set", &name, &value, err) && session_set(plan->session, name, value, "flag", err);
    free(name);
    return ok;
}

/* What ends the program at once; -1: go on. */
static int print_and_leave(int id, const char *value, struct error *err)
{
    struct text text = TEXT_EMPTY;
    struct report *report;
    switch (id) {
    case FLAG_VERSION:
        text_add_format(&text, "patron %s\n", PATRON_VERSION);
        return print(&text);
    case FLAG_HELP:
        manual_flags(flags, &text);
        return print(&text);
    case FLAG_MAN:
        manual_roff(flags, &text);
        return print(&text);
    case FLAG_REFERENCE:
        manual_reference(flags, &text);
        return print(&text);
    case FLAG_COMPLETION:
        return manual_completion(flags, value, &text, err) ? print(&text) : 2;
    case FLAG_LIST_SETTINGS:
        report = manual_settings(err);
        if (report)
            report_text(report, FORMAT_JSON, NULL, &text);
        report_free(report);
        return print(&text);
    default:
        return -1;
    }
}

/* Flags that only set a member of the plan, or a setting. */
static const struct {
    enum flag_id id;
    size_t member;
} switches[] = {
    { FLAG_QUIET, offsetof(struct plan, batch.quiet) },
    { FLAG_VERBOSE, offsetof(struct plan, batch.verbose) },
    { FLAG_PLAN, offsetof(struct plan, batch.plan_only) },
    { FLAG_KEEP_GOING, offsetof(struct plan, batch.keep_going) },
    { FLAG_OVERWRITE, offsetof(struct plan, batch.overwrite) },
    { FLAG_FRESH, offsetof(struct plan, batch.fresh) },
    { FLAG_INTERACTIVE, offsetof(struct plan, interactive) },
    { FLAG_PLAIN, offsetof(struct plan, plain) },
    { FLAG_READ_ONLY, offsetof(struct plan, read_only) },
    { FLAG_NO_RC, offsetof(struct plan, no_rc) },
    { FLAG_TOUR, offsetof(struct plan, tour) },
}, texts[] = {
    { FLAG_OUTPUT, offsetof(struct plan, output) },
    { FLAG_WORKSPACE, offsetof(struct plan, workspace) },
    { FLAG_LOG, offsetof(struct plan, batch.run_log) },
    { FLAG_JUNIT, offsetof(struct plan, batch.junit) },
    { FLAG_RC, offsetof(struct plan, rc) },
};

static bool take_flag(struct plan *plan, const struct flag_use *use, struct error *err)
{
    enum flag_id id = (enum flag_id)use->flag->id;
    for (size_t i = 0; i < sizeof switches / sizeof *switches; i++)
        if (switches[i].id == id)
            *(bool *)((char *)plan + switches[i].member) = true;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i].id == id)
            *(const char **)(void *)((char *)plan + texts[i].member) = use->value;
    if (id == FLAG_COMMAND || id == FLAG_EXECUTE || id == FLAG_FILE)
        add_source(plan, id, use->value);
    if (id == FLAG_NO_PAGER)
        return session_set(plan->session, "pager", "never", "flag", err);
    if (id == FLAG_AS || id == FLAG_COLOR || id == FLAG_PROGRESS)
        return session_set(plan->session, use->flag->name, use->value, "flag", err);
    if (id == FLAG_ASCII)
        return session_set(plan->session, "draw", "ascii", "flag", err);
    if (id == FLAG_SET)
        return add_setting(plan, use->value, err);
    return id != FLAG_VAR || add_variable(plan, use->value, err);
}

/* A command with its words; flags may stand between them. */
static bool take_command(struct plan *plan, const char *verb, struct flag_reader *reader, struct error *err)
{
    text_add(&plan->words, verb);
    while (reader->at < reader->argc) {
        const char *next = reader->argv[reader->at];
        struct flag_use use;
        if (strcmp(next, "--help") == 0) {
            text_clear(&plan->words);
            text_add_format(&plan->words, "help %s", verb);
            reader->at = reader->argc;
        } else if (strncmp(next, "--", 2) == 0 && flag_known(flags, next + 2)) {
            if (!flag_next(reader, flags, &use, err) || !take_flag(plan, &use, err))
                return false;
        } else {
            flag_word_add(next, &plan->words);
            reader->at++;
        }
    }
    add_source(plan, FLAG_COMMAND, text_string(&plan->words));
    return true;
}

/* A word of the command line: a command file, a workspace, or a command with its words. */
static bool take_word(struct plan *plan, const char *word, struct flag_reader *reader, struct error *err)
{
    size_t length = strlen(word);
    bool script = length > 7 && strcmp(word + length - 7, ".patron") == 0;
    if (folder_exists(word) && !plan->workspace) {
        plan->workspace = word;
        return true;
    }
    if (script || file_exists(word)) {
        add_source(plan, FLAG_FILE, word);
        return true;
    }
    if (manual_command(word))
        return take_command(plan, word, reader, err);
    fail(err, ERROR_USER, E_NO_FILE, "'%s' is no workspace, no command file and no command", word);
    error_reason(err, "taken for the folder of a workspace; there is none of this name");
    error_mend(err, "patron -c 'new %s'", word);
    return false;
}

/* -1: go on; else the status to end with. */
static int read_arguments(struct plan *plan, int argc, char **argv)
{
    struct flag_reader reader = { .argc = argc, .argv = argv };
    struct flag_use use;
    struct error err = ERROR_INIT;
    int status = -1;
    while (status < 0 && flag_next(&reader, flags, &use, &err)) {
        if (use.flag)
            status = print_and_leave(use.flag->id, use.value, &err);
        if (status < 0 && !(use.flag ? take_flag(plan, &use, &err) : take_word(plan, use.value, &reader, &err)))
            break;
    }
    if (err.kind != ERROR_NONE)
        status = say(&err, 2);
    error_release(&err);
    return status;
}

/* ---- Running ---- */

static bool show(void *context, const struct report *report, struct error *err)
{
    return session_show(context, report, err);
}

/* Lines of -c that only look keep no writer out, not even one that comes later. Files, and people, write when nobody
   else does: what they compute is kept. */
static enum opening choose_opening(const struct plan *plan, bool batch)
{
    if (plan->read_only)
        return OPENING_READS;
    enum line_reach reach = REACH_READS;
    bool only_lines = batch && plan->n_sources > 0 && !plan->output && !plan->rc;
    for (size_t i = 0; i < plan->n_sources; i++) {
        const struct source *source = &plan->sources[i];
        only_lines &= source->kind == FLAG_COMMAND;
        enum line_reach own =
            source->kind == FLAG_FILE ? file_reach(source->text) : text_reach(source->text, strlen(source->text));
        reach = own > reach ? own : reach;
    }
    if (reach == REACH_WRITES || (batch && (plan->n_sources == 0 || plan->rc)))
        return OPENING_WRITES;
    return only_lines && reach == REACH_READS ? OPENING_READS : OPENING_MAY_READ;
}

static bool open_workspace(struct plan *plan, bool batch)
{
    struct error err = ERROR_INIT;
    bool ok = !plan->workspace || session_open(plan->session, plan->workspace, choose_opening(plan, batch), &err);
    if (!ok)
        say(&err, 1);
    error_release(&err);
    return ok;
}

static char *rc_path(void)
{
    const char *own = getenv("PATRON_HOME"), *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    if (own && *own)
        return path_join(own, "patronrc");
    if (config && *config)
        return path_join(config, "patron/patronrc");
    return home && *home ? path_join(home, ".config/patron/patronrc") : NULL;
}

/* Batch reads no rc file unless told to; an error in it is told, and a person's session goes on. */
static int run_rc(struct plan *plan, bool batch)
{
    char *path = plan->rc ? copy_text(plan->rc) : plan->no_rc || batch ? NULL : rc_path();
    int status = 0;
    struct batch_options quiet = plan->batch;
    quiet.quiet = true;
    session_set_batch(plan->session, &quiet);
    session_set_rc(plan->session, true);
    if (path && (plan->rc || file_exists(path)))
        status = session_run_file(plan->session, path, NULL, 0, show, plan->session);
    session_set_rc(plan->session, false);
    session_set_batch(plan->session, &plan->batch);
    free(path);
    return batch && status != 0 ? 2 : 0;
}

static bool read_stdin(struct text *text, struct error *err)
{
    char bytes[65536];
    size_t n;
    while ((n = fread(bytes, 1, sizeof bytes, stdin)) > 0)
        text_add_bytes(text, bytes, n);
    return !ferror(stdin) || fail_errno(err, errno, "cannot read", "standard input");
}

static int run_source(struct plan *plan, const struct source *source)
{
    struct session *session = plan->session;
    if (source->kind == FLAG_FILE)
        return session_run_file(session, source->text, plan->variables, plan->n_variables, show, session);
    return session_run_text(session, source->text, strlen(source->text), source->kind == FLAG_EXECUTE ? "-e" : NULL,
                            show, session);
}

/* All sources, to the first failure; a failed gate does not stop them. */
static int run_batch(struct plan *plan)
{
    int status = 0, first = 0;
    for (size_t i = 0; i < plan->n_sources; i++) {
        status = run_source(plan, &plan->sources[i]);
        if (status != 0 && status != 3 && first == 0)
            first = status;
        if (session_quitting(plan->session, NULL) || (first != 0 && !plan->batch.keep_going))
            break;
    }
    if (ended_by == SIGTERM)
        return 143;
    return ended_by == SIGINT ? 130 : session_quitting(plan->session, &status) ? status : first;
}

static int run_face(struct plan *plan)
{
    const char *term = getenv("TERM");
    bool dumb = !term || !*term || strcmp(term, "dumb") == 0;
    if (dumb && !plan->plain)
        fputs("note: this terminal cannot be drawn on; the plain prompt\n", stderr);
    return plan->plain || dumb ? face_prompt(plan->session) : face_screen(plan->session);
}

static int run_stdin(struct plan *plan)
{
    struct text text = TEXT_EMPTY;
    struct error err = ERROR_INIT;
    int status = read_stdin(&text, &err)
                     ? session_run_text(plan->session, text_string(&text), text.length, "stdin", show, plan->session)
                     : say(&err, 1);
    error_release(&err);
    text_release(&text);
    return ended_by == SIGTERM ? 143 : ended_by == SIGINT ? 130 : status;
}

static int run(struct plan *plan)
{
    struct session *session = plan->session;
    struct error err = ERROR_INIT;
    bool terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
    bool batch = !plan->interactive && (plan->n_sources > 0 || !terminal);
    session_set_batch(session, &plan->batch);
    session_set_mode(session, batch || plan->n_sources > 0 ? SESSION_BATCH : SESSION_PROMPT);
    catch_signals(session);
    if (plan->tour)
        return face_tour(session);
    if (!open_workspace(plan, batch))
        return 1;
    if (plan->output && !session_set_output(session, plan->output, &err)) {
        int status = say(&err, 1);
        error_release(&err);
        return status;
    }
    int status = run_rc(plan, batch);
    if (status == 0 && plan->n_sources > 0)
        status = run_batch(plan);
    else if (status == 0 && batch)
        status = run_stdin(plan);
    if (!batch && !session_quitting(session, NULL) && status != 2)
        status = run_face(plan);
    status = session_finish(session, status);
    if (!session_finish_output(session, status == 0 || status == 3, &err)) {
        status = say(&err, 1);
        error_release(&err);
    }
    return status;
}

/* Whatever was printed and did not arrive is a failure, at each exit. One that its line told of already has a status.
 */
static int end_streams(int status)
{
    struct error err = ERROR_INIT;
    bool failed = !streams_end(&err);
    if (failed && (status == 0 || status == 3))
        status = say(&err, 1);
    error_release(&err);
    return status;
}

int main(int argc, char **argv)
{
    streams_begin();
    struct plan plan = { .session = session_new(SESSION_BATCH) };
    int status = read_arguments(&plan, argc, argv);
    if (status < 0)
        status = run(&plan);
    session_free(plan.session);
    for (size_t i = 0; i < plan.n_variables; i++)
        free((char *)plan.variables[i].name);
    free(plan.variables);
    free(plan.sources);
    text_release(&plan.words);
    return end_streams(status);
}
