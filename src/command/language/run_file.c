/* Runs command files: checked as a whole first, then statement by statement. */
#include <string.h>

#include "command/data/preset.h"
#include "command/language/run.h"
#include "command/model/gate.h"
#include "command/session/jobs.h"
#include "patron/base/calendar.h"
#include "patron/report/inspect.h"

/* ---- The run ---- */

static bool run_statements(struct run *run, const struct statement *first, struct error *err);

static bool goes_on(const struct run *run)
{
    return !run->session->quitting && !run->session->stop_run && !run->session->stopped;
}

static void add_chain(struct run *run, const struct statement *statement, const struct error *err)
{
    const char *own = run->script->name, *at = err->place.name;
    if (own && (!at || strcmp(own, at) != 0))
        text_add_format(&run->session->chain, "  at %s:%zu\n", own, statement->pieces[0].line + 1);
}

static void render_with_chain(struct session *session, const struct error *err)
{
    session_render_error(session, err);
    if (session->chain.length && session->mode != SESSION_SCREEN)
        fputs(text_string(&session->chain), stderr);
    text_clear(&session->chain);
}

/* A failed command ends the run, or is counted and passed with --keep-going. */
static bool pass_failure(struct run *run, struct error *err)
{
    if (!run->session->keep_going || err->kind == ERROR_CANCELLED)
        return false;
    ++*run->n_failed;
    text_add(&run->session->failures, "  ");
    if (err->place.name)
        text_add_format(&run->session->failures, "%s:%zu: ", err->place.name, err->place.line);
    text_add_format(&run->session->failures, "%s [E%04d]\n", err->what ? err->what : "failed", err->code);
    render_with_chain(run->session, err);
    error_release(err);
    return true;
}

/* Reports of a file go where the face wants them. At the prompt they are printed as they come; the full screen gets the
   last one, as the answer to `run`. */
bool session_hand_over(struct session *session, struct report **report, struct error *err)
{
    if (session->show)
        return session->show(session->show_context, *report, err);
    if (session->nested)
        return true;
    if (session->mode == SESSION_PROMPT)
        return session_show(session, *report, err);
    report_free(session->last_report);
    session->last_report = *report;
    *report = NULL;
    return true;
}

static bool run_command(struct run *run, const struct statement *statement, struct error *err)
{
    struct arena arena;
    struct report *report = NULL;
    size_t *map = NULL;
    struct session *session = run->session;
    struct source_line where = { run->script->name, statement->pieces[0].line + 1 };
    const struct script *outer = session->script;
    const struct variables *outer_variables = session->run_variables;
    arena_init(&arena);
    session->script = run->script;
    session->run_variables = &run->variables;
    const char *line = variables_expand(&run->variables, statement->text, &arena, &map, err);
    bool ok = line && session_run(session, line, run->script->name ? &where : NULL, &report, err);
    session->script = outer;
    session->run_variables = outer_variables;
    ++*run->n_commands;
    if (ok && report)
        ok = session_hand_over(session, &report, err);
    report_free(report);
    if (!ok) {
        script_place(run->script, statement, line ? line : statement->text, line ? map : NULL, err);
        add_chain(run, statement, err);
    }
    arena_release(&arena);
    return ok || pass_failure(run, err);
}

static bool run_for(struct run *run, const struct statement *statement, struct error *err)
{
    struct arena arena;
    const char *name;
    struct values_list list;
    arena_init(&arena);
    bool ok = expand_for(run, statement, &arena, &name, &list, err);
    for (size_t i = 0; ok && i < list.n && goes_on(run); i++) {
        variables_set(&run->variables, name, list.texts[i]);
        ok = run_statements(run, statement->body, err);
    }
    arena_release(&arena);
    return ok;
}

static bool run_if(struct run *run, const struct statement *statement, struct error *err)
{
    struct arena arena;
    size_t *map = NULL;
    bool yes = false;
    arena_init(&arena);
    const char *text = variables_expand(&run->variables, statement->text, &arena, &map, err);
    const char *computed = text ? line_compute(run->session, text, NULL, &arena) : NULL;
    bool ok = text && condition_evaluate(run->session, computed, &yes, err);
    if (!ok) {
        script_place(run->script, statement, text ? text : statement->text, text ? map : NULL, err);
        add_chain(run, statement, err);
    }
    arena_release(&arena);
    if (!ok)
        return pass_failure(run, err);
    return run_statements(run, yes ? statement->body : statement->otherwise, err);
}

/* A default may be made of params before it. */
static bool run_param(struct run *run, const struct statement *statement, struct arena *arena, struct error *err)
{
    size_t *map = NULL;
    const char *text = variables_expand(&run->variables, statement->text, arena, &map, err);
    return text && take_param(run, line_compute(run->session, text, NULL, arena), arena, err);
}

static bool run_statements(struct run *run, const struct statement *first, struct error *err)
{
    for (const struct statement *s = first; s && goes_on(run); s = s->next) {
        bool ok = true;
        struct arena arena;
        arena_init(&arena);
        if (s->kind == STATEMENT_COMMAND)
            ok = run_command(run, s, err);
        else if (s->kind == STATEMENT_FOR)
            ok = run_for(run, s, err);
        else if (s->kind == STATEMENT_IF)
            ok = run_if(run, s, err);
        else if (s->kind == STATEMENT_PARAM)
            ok = run_param(run, s, &arena, err);
        arena_release(&arena);
        if (!ok)
            return false;
    }
    return !run->session->stopped || err->kind != ERROR_NONE || fail_cancelled(err);
}

/* ---- Faces ---- */

static bool show_plan(struct session *session, struct builder *plan, struct error *err)
{
    struct table *table = builder_finish(plan, err);
    if (!table)
        return false;
    struct report *report = report_new("plan", "plan", NULL);
    report_add_table(report, NULL, view_owning(table));
    bool ok = !session->show || session->show(session->show_context, report, err);
    report_free(report);
    return ok;
}

static struct builder *plan_new_table(void)
{
    struct builder *plan = builder_new("plan");
    builder_add_column(plan, "file", TYPE_TEXT);
    builder_add_column(plan, "line", TYPE_INT);
    builder_add_column(plan, "command", TYPE_TEXT);
    return plan;
}

static int status_of(struct run *run, bool ok, struct error *err)
{
    struct session *session = run->session;
    int status = 0;
    if (!ok) {
        render_with_chain(session, err);
        status = err->kind == ERROR_CANCELLED ? 130 : err->kind == ERROR_SYNTAX && *run->n_commands <= 1 ? 2 : 1;
    } else if (session->quitting) {
        status = session->quit_status;
    } else if (*run->n_failed > 0) {
        text_hide_typed(session->failures.bytes, session->failures.length);
        fprintf(stderr, "%zu of %zu commands failed\n%s", *run->n_failed, *run->n_commands,
                text_string(&session->failures));
        text_clear(&session->failures);
        status = 1;
    }
    return status == 0 && session->n_gates > 0 ? 3 : status;
}

/* The last line of a job's messages. */
static void tell_end(const struct run *run, const struct error *err, double seconds)
{
    size_t n = *run->n_commands;
    if (err)
        fprintf(stderr, "failed %s:%zu\n", err->place.name ? err->place.name : run->script->name, err->place.line);
    else if (*run->n_failed == 0)
        fprintf(stderr, "ok %zu command%s, %.1f s\n", n, n == 1 ? "" : "s", seconds);
}

/* A batch is done when its jobs are. */
static bool end_jobs(struct run *run, struct error *err)
{
    struct session *session = run->session;
    if (session->active > 1 || session->mode != SESSION_BATCH || session_wait_jobs(session, err))
        return true;
    return pass_failure(run, err);
}

/* What the last lines defined is on the disk when the file ends, however it ends. */
static bool settle(struct run *run, struct error *err)
{
    struct session *session = run->session;
    struct error last = ERROR_INIT;
    if (session->active > 1 || !session->workspace || workspace_settle(session->workspace, &last))
        return true;
    if (err->kind == ERROR_NONE)
        error_move(err, &last);
    error_release(&last);
    return false;
}

static int run_checked(struct run *run)
{
    struct error err = ERROR_INIT;
    double began = clock_seconds();
    struct session *session = run->session;
    session_begin(session);
    bool ok = run_statements(run, run->script->first, &err);
    ok = settle(run, &err) && ok && end_jobs(run, &err);
    if (!ok && session->active == 1)
        jobs_stop(session);
    session->active--;
    int status = status_of(run, ok, &err);
    if (run->tells && !session->quiet && session->mode == SESSION_BATCH)
        tell_end(run, ok ? NULL : &err, clock_seconds() - began);
    error_release(&err);
    return status;
}

/* What a run counts and holds, whatever its file was asked for. */
struct running {
    struct run run;
    struct script script;
    size_t n_errors, n_commands, n_failed;
};

static void running_begin(struct running *running, struct session *session)
{
    *running = (struct running){ 0 };
    running->run = (struct run){ .session = session,
                                 .script = &running->script,
                                 .n_errors = &running->n_errors,
                                 .n_commands = &running->n_commands,
                                 .n_failed = &running->n_failed };
}

static void running_end(struct running *running)
{
    script_release(&running->script);
    variables_release(&running->run.variables);
}

/* BYTES NULL: of the file NAME. */
static int run_text(struct session *session, const char *bytes, size_t length, const char *name,
                    const struct variable *variables, size_t n_variables, show_function *show, void *context)
{
    struct running running;
    running_begin(&running, session);
    struct run *run = &running.run;
    struct names_ahead ahead = { 0 };
    if (session->plan_only) {
        names_ahead_begin(&ahead, session);
        run->plan = plan_new_table();
        run->ahead = &ahead;
    }
    run->tells = !bytes;
    show_function *outer = session->show;
    void *outer_context = session->show_context;
    session->show = show;
    session->show_context = context;
    for (size_t i = 0; i < n_variables; i++)
        variables_set(&run->variables, variables[i].name, variables[i].value);
    bool ok = bytes ? check_bytes(run, name, bytes, length) : check_file(run, name, NULL);
    int status = ok ? 0 : 2;
    struct error err = ERROR_INIT;
    if (running.n_errors > ERRORS_LISTED)
        fprintf(stderr, "and %zu more errors\n", running.n_errors - ERRORS_LISTED);
    if (run->plan && ok) {
        if (!show_plan(session, run->plan, &err)) {
            session_render_error(session, &err);
            status = 1;
        }
    } else if (run->plan) {
        builder_free(run->plan);
    } else if (ok) {
        status = run_checked(run);
    }
    error_release(&err);
    session->show = outer;
    session->show_context = outer_context;
    names_ahead_release(&ahead);
    running_end(&running);
    return status;
}

int session_run_file(struct session *session, const char *path, const struct variable *variables, size_t n_variables,
                     show_function *show, void *context)
{
    return run_text(session, NULL, 0, path, variables, n_variables, show, context);
}

int session_run_text(struct session *session, const char *text, size_t length, const char *name, show_function *show,
                     void *context)
{
    return run_text(session, text, length, name, NULL, 0, show, context);
}

/* ---- Files within commands ---- */

/* run rfm: no file of this name, but a pack. */
static char *pack_path(const char *name)
{
    struct arena arena;
    arena_init(&arena);
    const char *found = strchr(name, '/') ? NULL : preset_path(PRESET_FEATURES, name, &arena, NULL);
    char *path = copy_text(found ? found : name);
    arena_release(&arena);
    return path;
}

char *include_path(const struct session *session, const char *path)
{
    const char *own = session->script ? session->script->name : NULL;
    const char *slash = own ? strrchr(own, '/') : NULL;
    if (!slash || path[0] == '/')
        return file_exists(path) ? copy_text(path) : pack_path(path);
    char *folder = copy_bytes(own, (size_t)(slash - own));
    char *beside = path_join(folder, path);
    free(folder);
    if (file_exists(beside))
        return beside;
    free(beside);
    return file_exists(path) ? copy_text(path) : pack_path(path);
}

bool run_included(struct session *session, const char *path, const struct variables *variables, bool lenient,
                  struct error *err)
{
    struct running running;
    if (session->active > INCLUDES_DEEP)
        return fail(err, ERROR_USER, E_SYNTAX, "'%s' is included too deep: files that include each other", path);
    running_begin(&running, session);
    running.run.lenient = lenient;
    running.run.first = err;
    variables_copy(&running.run.variables, variables);
    bool ok = check_file(&running.run, path, NULL);
    if (ok)
        ok = run_statements(&running.run, running.script.first, err);
    if (ok && running.n_failed > 0)
        ok = fail(err, ERROR_USER, E_SYSTEM, "%zu commands of %s failed", running.n_failed, path);
    running_end(&running);
    return ok;
}

bool run_as_one(struct session *session, const char *path, const struct variables *variables, struct error *err)
{
    bool keep_going = session->keep_going;
    session->keep_going = false;
    bool ok = run_included(session, path, variables, true, err);
    session->keep_going = keep_going;
    return ok;
}
