/* The check of a whole command file, before anything of it runs. */
#include <string.h>

#include "command/language/run.h"
#include "command/model/gate.h"
#include "patron/base/kinds.h"

/* ---- Errors ---- */

static void tell_error(struct run *run, struct error *err)
{
    if ((*run->n_errors)++ >= ERRORS_LISTED)
        return;
    if (run->first) {
        if (run->first->kind == ERROR_NONE)
            error_copy(run->first, err);
        return;
    }
    struct source_line where = { err->place.name, err->place.line };
    junit_add(run->session, "the file is checked", &where, err->what);
    session_render_error(run->session, err);
}

/* What was found while the file was cut into statements, by line; told between what the check finds. */
struct held_errors {
    struct error *items;
    size_t n, told;
};

static void hold_error(void *context, struct error *err)
{
    struct held_errors *held = context;
    size_t at = held->n++;
    held->items = reallocate(held->items, held->n, sizeof *held->items);
    for (; at > 0 && held->items[at - 1].place.line > err->place.line; at--)
        held->items[at] = held->items[at - 1];
    held->items[at] = (struct error)ERROR_INIT;
    error_copy(&held->items[at], err);
}

/* Lines that are no text were cut short: what else is wrong with the file is told when they are mended. */
static bool drop_consequences(struct held_errors *held)
{
    size_t n = 0;
    for (size_t i = 0; i < held->n; i++)
        n += held->items[i].code == E_BAD_BYTES;
    if (n == 0)
        return true;
    n = 0;
    for (size_t i = 0; i < held->n; i++)
        if (held->items[i].code == E_BAD_BYTES)
            held->items[n++] = held->items[i];
        else
            error_release(&held->items[i]);
    held->n = n;
    return false;
}

static void tell_held(struct run *run, size_t line)
{
    struct held_errors *held = run->held;
    while (held && held->told < held->n && held->items[held->told].place.line <= line) {
        struct error *err = &held->items[held->told++];
        tell_error(run, err);
        error_release(err);
    }
}

static void report_check(struct run *run, struct error *err)
{
    tell_held(run, err->place.line);
    tell_error(run, err);
}

static bool check_fails(struct run *run, const struct statement *statement, const char *expanded, const size_t *map,
                        struct error *err)
{
    script_place(run->script, statement, expanded, map, err);
    report_check(run, err);
    error_release(err);
    return false;
}

/* ---- Variables that no param asks for ---- */

/* Variables given from outside that no param of the file asks for. */
static void check_given(struct run *run)
{
    for (size_t i = 0; i < run->variables.n && !run->lenient; i++) {
        const char *given = run->variables.names[i];
        struct nearest nearest;
        bool asked = false;
        nearest_init(&nearest, given);
        struct arena arena;
        arena_init(&arena);
        for (struct statement *s = run->script->first; s; s = s->next) {
            struct words words;
            words_cut_typed(s->text, &arena, &words);
            if (s->kind != STATEMENT_PARAM || words.n < 2)
                continue;
            asked |= strcmp(words.items[1].text, given) == 0;
            nearest_offer(&nearest, words.items[1].text);
        }
        struct error err = ERROR_INIT;
        if (!asked) {
            fail(&err, ERROR_SYNTAX, E_NO_PARAMETER, "the file has no param '%s'", given);
            if (nearest.best)
                error_mend(&err, "--var %s=%s", nearest.best, run->variables.values[i]);
            report_check(run, &err);
        }
        error_release(&err);
        arena_release(&arena);
    }
}

/* ---- The check ---- */

static bool check_statements(struct run *run, const struct statement *first);

static bool is_run(const struct bound *bound)
{
    return bound->invocation.command && strcmp(bound->invocation.command->name, "run") == 0;
}

static void plan_add(struct run *run, const struct statement *statement, const char *line)
{
    if (!run->plan)
        return;
    const char *file = run->script->name ? run->script->name : "-c";
    while (*line == ' ' || *line == '\t')
        line++;
    builder_set_text(run->plan, 0, file, strlen(file));
    builder_set_int(run->plan, 1, (int64_t)statement->pieces[0].line + 1);
    builder_set_text(run->plan, 2, line, strlen(line));
    builder_end_row(run->plan);
}

/* *FOUND: its lines were seen. */
static bool check_included(struct run *run, const struct statement *statement, const struct bound *bound, bool *found)
{
    size_t depth = 0;
    for (const struct run *r = run; r; r = r->parent)
        depth++;
    if (depth >= INCLUDES_DEEP)
        return true; /* the run itself says that files include each other without end */
    char *path = include_path(run->session, values_text(&bound->invocation.values, "file"));
    bool ok = true;
    *found = file_exists(path);
    if (*found) { /* it may be written by a command before */
        struct script script;
        struct run included = *run;
        included.script = &script;
        tell_held(run, statement->pieces[0].line + 1);
        included.lenient = true;
        included.variables = (struct variables){ 0 };
        variables_copy(&included.variables, &run->variables);
        ok = check_file(&included, path, run);
        variables_release(&included.variables);
    }
    free(path);
    return ok;
}

static bool check_command(struct run *run, const struct statement *statement)
{
    struct arena arena;
    struct error err = ERROR_INIT;
    struct bound bound = { 0 };
    size_t *map = NULL;
    arena_init(&arena);
    const char *line = variables_expand(&run->variables, statement->text, &arena, &map, &err);
    bool ok = line && line_check(run->session, line, &arena, &bound, &err);
    if (!ok)
        check_fails(run, statement, line ? line : statement->text, line ? map : NULL, &err);
    else
        plan_add(run, statement, line);
    bool included = true;
    if (ok && is_run(&bound))
        ok = check_included(run, statement, &bound, &included);
    if (ok && run->ahead && !names_ahead_check(run->ahead, &bound, !included, &err)) {
        ok = check_fails(run, statement, line, map, &err);
    }
    arena_release(&arena);
    return ok;
}

static bool check_for(struct run *run, const struct statement *statement)
{
    struct arena arena;
    struct error err = ERROR_INIT;
    const char *name;
    struct values_list list;
    arena_init(&arena);
    bool ok = expand_for(run, statement, &arena, &name, &list, &err);
    if (!ok)
        check_fails(run, statement, statement->text, NULL, &err);
    for (size_t i = 0; ok && i < list.n && (i == 0 || run->plan); i++) {
        variables_set(&run->variables, name, list.texts[i]);
        ok = check_statements(run, statement->body);
    }
    arena_release(&arena);
    return ok;
}

static bool check_simple(struct run *run, const struct statement *statement)
{
    struct arena arena;
    struct error err = ERROR_INIT;
    size_t *map;
    arena_init(&arena);
    bool ok;
    if (statement->kind == STATEMENT_VERSION) {
        ok = take_version(statement->text, &arena, &err);
        if (ok && statement != run->script->first)
            ok = fail(&err, ERROR_SYNTAX, E_VERSION, "version stands in the first line of a file");
    } else if (statement->kind == STATEMENT_PARAM) {
        const char *text = variables_expand(&run->variables, statement->text, &arena, &map, &err);
        ok = text && take_param(run, line_compute(run->session, text, "2000-01-01", &arena), &arena, &err);
    } else {
        const char *text = variables_expand(&run->variables, statement->text, &arena, &map, &err);
        ok = text && condition_check(line_compute(run->session, text, "2000-01-01", &arena), &err);
    }
    if (!ok)
        check_fails(run, statement, statement->text, NULL, &err);
    arena_release(&arena);
    return ok;
}

static bool check_statements(struct run *run, const struct statement *first)
{
    bool ok = true;
    for (const struct statement *s = first; s; s = s->next) {
        if (s->kind == STATEMENT_COMMAND)
            ok &= check_command(run, s);
        else if (s->kind == STATEMENT_FOR)
            ok &= check_for(run, s);
        else
            ok &= check_simple(run, s);
        if (s->kind == STATEMENT_IF) {
            ok &= check_statements(run, s->body);
            ok &= check_statements(run, s->otherwise);
        }
    }
    return ok;
}

bool check_bytes(struct run *run, const char *name, const char *bytes, size_t length)
{
    size_t before = *run->n_errors;
    struct variables given = { 0 };
    variables_copy(&given, &run->variables);
    struct held_errors held = { 0 };
    run->held = &held;
    script_parse(run->script, name, bytes, length, hold_error, &held);
    bool readable = drop_consequences(&held);
    if (readable && (!run->parent || !run->lenient))
        check_given(run);
    if (readable)
        check_statements(run, run->script->first);
    tell_held(run, SIZE_MAX);
    run->held = NULL;
    free(held.items);
    variables_release(&run->variables); /* params and loops gave them values that the run gives anew */
    run->variables = given;
    return *run->n_errors == before;
}

bool check_file(struct run *run, const char *path, const struct run *parent)
{
    size_t length;
    struct error err = ERROR_INIT;
    struct script *script = run->script;
    run->parent = parent;
    const struct script *outer = run->session->script;
    char *bytes = file_read(path, &length, &err);
    *script = (struct script){ .name = path };
    if (!bytes) {
        report_check(run, &err);
        error_release(&err);
        return false;
    }
    run->session->script = script;
    bool ok = check_bytes(run, path, bytes, length);
    run->session->script = outer;
    free(bytes);
    if (parent)
        script_release(script);
    return ok;
}
