/* Runs one line: bind, check what it needs, run, redirect, keep, log. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "command/data/load_zone.h"
#include "command/data/made.h"
#include "command/language/dates.h"
#include "command/names/resolve.h"
#include "command/session/jobs.h"
#include "command/state.h"
#include "patron/base/calendar.h"
#include "patron/base/kinds.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"
#include "patron/feature/feature.h"
#include "patron/report/inspect.h"

/* ---- Places ---- */

static bool in_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

/* Whoever failed may have known the user's word and not its place: the first quoted word of the message, in the line.
 */
static void guess_place(const char *line, struct error *err)
{
    const char *quote = err->what ? strchr(err->what, '\'') : NULL;
    const char *end = quote ? strchr(quote + 1, '\'') : NULL;
    size_t length = end ? (size_t)(end - quote) - 1 : 0;
    if (length == 0)
        return;
    for (const char *at = line; strlen(at) >= length; at++) {
        if (strncmp(at, quote + 1, length) != 0 || (at > line && in_word(at[-1])) || in_word(at[length]))
            continue;
        size_t begin = (size_t)(at - line);
        fail_at(err, line, begin, begin + length);
        return;
    }
}

static void complete_place(const char *line, const struct source_line *where, struct error *err)
{
    struct place *place = &err->place;
    if (place->name || place->source)
        return; /* in a file of data, or in another command's text */
    if (!place->column)
        guess_place(line, err);
    place->source = copy_text(line);
    if (!where)
        return;
    place->name = where->file ? copy_text(where->file) : NULL;
    place->line = where->line;
}

/* ---- A name alone ---- */

/* What a person types may be short; a file is written in whole words, also when it is run from the prompt. */
static bool takes_short_forms(const struct session *session)
{
    return session->mode != SESSION_BATCH && !session->where;
}

static bool names_something(struct session *session, const char *name)
{
    char base[256];
    size_t n = strcspn(name, "@.");
    if (!session->workspace || n >= sizeof base)
        return false;
    memcpy(base, name, n);
    base[n] = '\0';
    return workspace_what(session->workspace, base) != NAME_NONE;
}

static bool fail_alone(struct session *session, const char *line, const char *name, struct error *err)
{
    struct nearest nearest;
    nearest_init(&nearest, name);
    for (const struct command *const *c = commands; *c; c++)
        nearest_offer(&nearest, (*c)->name);
    static const enum name_kind kinds[] = { NAME_TABLE,      NAME_FEATURE, NAME_SET,    NAME_TARGET,
                                            NAME_POPULATION, NAME_MODEL,   NAME_SEGMENT };
    char **lists[sizeof kinds / sizeof *kinds] = { 0 };
    for (size_t i = 0; session->workspace && i < sizeof kinds / sizeof *kinds; i++) {
        lists[i] = workspace_names(session->workspace, kinds[i]);
        for (char **offered = lists[i]; offered && *offered; offered++)
            nearest_offer(&nearest, *offered);
    }
    fail(err, ERROR_SYNTAX, E_NO_COMMAND, "no command '%s'", name);
    if (session->workspace)
        error_reason(err, "and nothing is called so");
    if (nearest.best)
        error_mend(err, "%s", nearest.best);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        for (char **offered = lists[i]; offered && *offered; offered++)
            free(*offered);
        free(lists[i]);
    }
    const char *at = strstr(line, name);
    return fail_at(err, line, at ? (size_t)(at - line) : 0, (at ? (size_t)(at - line) : 0) + strlen(name));
}

/* A line of one word that is no command: a name to show, or at the prompt the beginning of a verb. */
static bool bind_alone(struct session *session, const char *line, struct arena *arena, struct bound *bound,
                       struct error *err)
{
    const char *name = bound->name;
    bool tries = bound->tries, short_forms = takes_short_forms(session);
    size_t n;
    const struct command *command = command_by_beginning(name, &n);
    const char *whole = NULL;
    if (names_something(session, name))
        whole = arena_format(arena, "show %s", name);
    else if (command && short_forms)
        whole = command->name;
    if (!whole && n > 1 && short_forms) {
        fail(err, ERROR_SYNTAX, E_AMBIGUOUS, "'%s' may be several commands", name);
        return false;
    }
    if (!whole)
        return fail_alone(session, line, name, err);
    bool ok = line_bind(whole, short_forms, arena, bound, err);
    bound->tries = tries;
    bound->text = whole;
    return ok;
}

/* ---- Needs ---- */

enum {
    CHANGES_WORKSPACE = CHANGES_TABLES | CHANGES_DEFINITIONS | CHANGES_MODELS | CHANGES_SCORES | CHANGES_STATE |
                        CHANGES_NOTES | CHANGES_VIEW
};

static bool fail_no_tables(const struct command *command, struct error *err)
{
    fail(err, ERROR_USER, E_NO_TABLE, "%s needs data, and no table is loaded", command->name);
    error_mend(err, "load NAME from FILE key=COLUMN");
    return false;
}

static bool check_needs(struct session *session, const struct command *command, struct error *err)
{
    struct workspace *workspace = session->workspace;
    if ((command->needs & NEEDS_WORKSPACE) && !workspace) {
        fail(err, ERROR_USER, E_NO_WORKSPACE, "%s needs an open workspace", command->name);
        error_mend(err, "new NAME makes one");
        error_mend(err, "open NAME");
        return false;
    }
    /* Scores go to files, and what is masked is for this opening alone: a workspace that cannot be changed does. */
    unsigned changes = command->changes & CHANGES_WORKSPACE & ~(unsigned)(CHANGES_SCORES | CHANGES_VIEW);
    bool writes = (command->needs & NEEDS_WRITABLE) || ((command->needs & NEEDS_WORKSPACE) && changes);
    if (writes && workspace && workspace_read_only(workspace) && !session->as_job) {
        fail(err, ERROR_USER, E_READ_ONLY, "%s changes the workspace, which is open read-only", command->name);
        error_mend(err, "open %s", workspace_folder(workspace));
        return false;
    }
    if (command->needs & NEEDS_SNAPSHOT) {
        char **tables = workspace_tables(workspace);
        bool none = !tables || !*tables;
        for (char **name = tables; name && *name; name++)
            free(*name);
        free(tables);
        if (none)
            return fail_no_tables(command, err);
    }
    return true;
}

/* ---- Running ---- */

/* Before anything runs: where the result is to go must be a place to write. */
static bool check_redirection(struct session *session, const struct redirection *to, struct error *err)
{
    return to->kind != REDIRECT_WRITE || check_overwrite(session, to->target, to->overwrite, err);
}

/* A command whose transaction left everything as it was says so, in its message and in the log. */
static void tell_unchanged(struct session *session, const struct command *command, struct report *report)
{
    bool message = report && report_is_message(report);
    bool elsewhere = (command->changes & (CHANGES_SCORES | CHANGES_VIEW)) != 0; /* files, and what is masked */
    if (session->in_transaction && !session->nested && !elsewhere && !session->only_looked &&
        !workspace_has_changed(session->workspace)) {
        session->unchanged |= message;
        session->only_looked |= !message;
    }
    if (!session->unchanged)
        return;
    if (message)
        report_message_add(report, ", unchanged");
    if (!strstr(text_string(&session->outcome), "unchanged"))
        text_add_format(&session->outcome, "%sunchanged", session->outcome.length ? ", " : "");
}

static bool run_kept(struct session *session, const struct bound *bound, struct report **report, double began,
                     struct error *err)
{
    const struct invocation *invocation = &bound->invocation;
    *report = invocation->command->run(session, invocation, err);
    if (!*report && err->kind != ERROR_NONE)
        return false;
    if ((invocation->command->changes & CHANGES_TABLES) && session->in_transaction && !session->nested &&
        !session->only_looked && !made_again(session, err)) {
        report_free(*report);
        *report = NULL;
        return false;
    }
    /* Some of what was asked to stop says nothing of it, and what it made is not whole. A file of scores is. */
    bool written = (invocation->command->changes & CHANGES_SCORES) != 0;
    if (session->in_transaction && !written && !work_go_on(NULL, err)) {
        report_free(*report);
        *report = NULL;
        return false;
    }
    tell_unchanged(session, invocation->command, *report);
    const struct view *view = *report ? report_table(*report, 0) : NULL;
    if (session->n_rows_out == ROWS_NOT_COUNTED && view && report_is_table(*report))
        session->n_rows_out = view->n_rows;
    if (!redirect_report(session, &bound->redirection, invocation->line, report, err))
        return false;
    if (!session->in_transaction || session->nested || session->only_looked || session->unchanged)
        return true;
    return workspace_audit(session->workspace, invocation->line, text_string(&session->outcome),
                           clock_seconds() - began, err);
}

/* Definitions in a file are kept together with those of the lines that follow; everything else finds them on the disk.
 */
static bool gathers(const struct session *session, const struct command *command)
{
    return session->active > 1 && command->changes == CHANGES_DEFINITIONS && (command->needs & NEEDS_WORKSPACE);
}

static bool gather(struct session *session, const struct command *command, struct error *err)
{
    return !gathers(session, command) || workspace_gather(session->workspace, err);
}

static bool run_in_transaction(struct session *session, const struct bound *bound, struct report **report, double began,
                               struct error *err)
{
    const struct command *command = bound->invocation.command;
    bool own = (command->needs & NEEDS_WORKSPACE) && (command->changes & CHANGES_WORKSPACE) &&
               !session->in_transaction && !workspace_read_only(session->workspace);
    if (own && (!gather(session, command, err) || !workspace_begin(session->workspace, err)))
        return false;
    session->in_transaction |= own;
    bool ok = run_kept(session, bound, report, began, err);
    if (!own)
        return ok;
    session->in_transaction = false;
    if (ok && workspace_commit(session->workspace, err))
        return true;
    workspace_rollback(session->workspace);
    report_free(*report);
    *report = NULL;
    return false;
}

/* A file that `run` runs is one command to who runs it: its lines are done when it is. */
static bool runs_aside(const struct session *session, const struct bound *bound)
{
    return bound->background && !session->nested && !session->as_job;
}

static bool give_job(struct session *session, const struct bound *bound, struct report **report, struct error *err)
{
    int number;
    if (!job_submit(session, bound, session->where, &number, err))
        return false;
    text_add_format(&session->outcome, "job %d", number);
    session->given_job = number;
    *report = report_message(VERDICT_OK, "job %d: %s", number, bound->invocation.line);
    return true;
}

static bool run_bound(struct session *session, const struct bound *bound, struct report **report, struct error *err)
{
    double began = clock_seconds();
    const struct command *command = bound->invocation.command;
    if (session->workspace && !session->in_transaction && !gathers(session, command) &&
        !workspace_settle(session->workspace, err))
        return false;
    if (!jobs_let_run(session, bound, err) || !check_needs(session, command, err) ||
        !line_zone_check(session, &bound->invocation, err) || !check_redirection(session, &bound->redirection, err))
        return false;
    if (runs_aside(session, bound))
        return give_job(session, bound, report, err);
    struct progress_line *progress = progress_line_start(session);
    struct work *before = work_enter(session_work(session));
    bool ok = run_in_transaction(session, bound, report, began, err);
    work_enter(before ? session_work(session) : NULL); /* a file's lines may have made another one */
    progress_line_stop(progress);
    if (ok)
        session->changes |= command->changes;
    if (command->changes)
        title_refresh(session);
    return ok;
}

/* A ? at the end of a line at the prompt asks for the page of the word before it. */
static const char *question_line(const struct session *session, const char *line, struct arena *arena)
{
    struct words words;
    words_cut_typed(line, arena, &words);
    if (!takes_short_forms(session) || words.n == 0 || words.items[words.n - 1].quoted)
        return NULL;
    const struct word *last = &words.items[words.n - 1];
    if (last->shell || line[last->end - 1] != '?')
        return NULL;
    const char *word = arena_bytes(arena, line + last->begin, last->end - last->begin - 1);
    if (!*word)
        word = words.n > 1 ? words.items[words.n - 2].text : "";
    bool has_page = command_find(word) || model_kind_find(word);
    return arena_format(arena, "help %s", has_page || words.n == 1 ? word : words.items[0].text);
}

static bool bind_and_run(struct session *session, const char *line, struct arena *arena, struct bound *bound,
                         struct report **report, struct error *err)
{
    const char *question = question_line(session, line, arena);
    if (!line_bind(question ? question : line, takes_short_forms(session), arena, bound, err))
        return false;
    bound->text = question;
    session->trying = bound->tries;
    if (bound->name && !bind_alone(session, line, arena, bound, err))
        return false;
    if (!bound->invocation.command)
        return true; /* a comment, or nothing */
    if (session->stopped)
        return fail_cancelled(err);
    return run_bound(session, bound, report, err);
}

static void remember_failure(struct session *session, const char *line, const struct error *err)
{
    if (session->nested || session->querying)
        return;
    free(session->last_failed);
    session->last_failed = copy_text(line);
    error_copy(&session->last_error, err);
}

/* `try`: the failure is a warning. `if failed` may ask, and also what a gate or check said. */
static bool end_try(struct session *session, const struct bound *bound, bool ok, struct error *err)
{
    if (!bound->tries && session->judged != JUDGED_NOT && ok)
        session->failed_before = session->judged == JUDGED_BAD;
    if (!bound->tries || (!ok && err->kind == ERROR_CANCELLED))
        return ok;
    session->failed_before = !ok || session->judged == JUDGED_BAD;
    if (!ok)
        session_warning(session, "%s [E%04d]", err->what, err->code);
    error_release(err);
    return true;
}

static void log_line(struct session *session, const struct bound *bound, const char *line,
                     const struct source_line *where, bool ok, double seconds, const struct resources *before,
                     struct error *err)
{
    const struct command *command = bound->invocation.command;
    if ((ok && !command) || session->querying)
        return;
    const char *whole = command ? bound->invocation.line : line;
    if (command && runs_aside(session, bound))
        whole = arena_format(bound->invocation.arena, "%s &", whole);
    char *told = typed_copy(whole);
    if (!ok && !bound->tries && !session->nested)
        junit_add(session, told, where, err->what);
    bool control = command && !(command->needs & NEEDS_WORKSPACE) && !command->changes;
    log_add(session, whole, ok ? NULL : err, seconds, session->nested, control);
    bool beside = session_jobs(session) > 0;
    if (!ok || !session->given_job) /* else the run log hears of it when it is done */
        run_log_add(session, where, told, ok ? NULL : err, seconds, beside ? NULL : before);
    free(told);
}

const char *line_compute(struct session *session, const char *line, const char *otherwise, struct arena *arena)
{
    bool asks = session->workspace && strstr(line, "asof"); /* few lines do: the catalog is not asked for each */
    char *asof = asks ? workspace_state(session->workspace, "asof") : NULL;
    const char *computed = dates_compute(line, asof ? asof : otherwise, arena);
    free(asof);
    return computed;
}

bool session_run(struct session *session, const char *line, const struct source_line *where, struct report **report,
                 struct error *err)
{
    struct arena arena;
    struct bound bound = { 0 };
    struct error own = ERROR_INIT;
    double began = clock_seconds();
    struct resources before = resources_now(session);
    *report = NULL;
    session_begin(session);
    const struct source_line *outer = session->where;
    session->where = where;
    arena_init(&arena);
    text_clear(&session->outcome);
    session->n_rows_in = session->n_rows_out = ROWS_NOT_COUNTED;
    session->unchanged = session->only_looked = session->trying = false;
    session->judged = JUDGED_NOT;
    session->given_job = 0;
    line = line_compute(session, line, NULL, &arena);
    bool ok = bind_and_run(session, line, &arena, &bound, report, &own);
    if (!ok) {
        complete_place(bound.text ? bound.text : line, where, &own);
        remember_failure(session, line, &own);
    }
    log_line(session, &bound, line, where, ok, clock_seconds() - began, &before, &own);
    ok = end_try(session, &bound, ok, &own);
    if (!ok)
        error_move(err, &own);
    arena_release(&arena);
    session->where = outer;
    session->active--;
    return ok;
}

bool session_query(struct session *session, const char *line, struct report **report, struct error *err)
{
    session->querying = true;
    bool ok = session_run(session, line, NULL, report, err);
    session->querying = false;
    return ok;
}

/* ---- Checking without running ---- */

static bool check_expression(const struct value *value, struct arena *arena, struct error *err)
{
    const struct parameter *row = value->parameter;
    if (!value->given || row->type != PARAMETER_EXPRESSION || row->form != FORM_CLAUSE)
        return true;
    return expression_parse(value->text, value->column - 1, arena, err) != NULL;
}

bool line_check(struct session *session, const char *line, struct arena *arena, struct bound *bound, struct error *err)
{
    line = line_compute(session, line, "2000-01-01", arena); /* any date will do to see whether the line is one */
    if (!line_bind(line, false, arena, bound, err))
        return false;
    if (bound->name) {
        /* What a file shows by its name alone may be made by the file: only what is nearly a verb is refused. */
        struct nearest nearest;
        nearest_init(&nearest, bound->name);
        for (const struct command *const *c = commands; *c; c++)
            nearest_offer(&nearest, (*c)->name);
        return nearest.distance > 1 || names_something(session, bound->name) ||
               fail_alone(session, line, bound->name, err);
    }
    const struct values *values = &bound->invocation.values;
    for (size_t i = 0; bound->invocation.command && i < values->n; i++)
        if (!check_expression(&values->values[i], arena, err))
            return false;
    return !bound->invocation.command || definition_check(&bound->invocation, err);
}
