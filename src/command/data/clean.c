/* One cleaning rule from the command to the version that it makes. */
#include "command/data/clean.h"

#include <stdlib.h>
#include <string.h>

#include "command/verb.h"

const struct clean_action *clean_action(const struct invocation *invocation)
{
    return clean_actions[values_choice(&invocation->values, "action")];
}

bool clean_usage_fails(const struct invocation *invocation, const char *needs, struct error *err)
{
    const struct clean_action *action = clean_action(invocation);
    fail(err, ERROR_SYNTAX, E_MISSING_ARGUMENT, "clean %s needs %s", action->name, needs);
    error_reason(err, "usage: clean TABLE %s", action->usage);
    error_mend(err, "clean orders drop where price <= 0");
    return fail_value_at(err, values_get(&invocation->values, "action"), 0);
}

bool clean_columns(const struct table *table, const struct value *what, size_t first, struct arena *arena,
                   const struct column ***out, size_t *n, struct error *err)
{
    size_t most = 1;
    for (size_t i = first; i < what->n_texts; i++)
        most += strlen(what->texts[i]);
    *out = arena_allocate(arena, most, sizeof **out);
    *n = 0;
    for (size_t i = first; i < what->n_texts; i++)
        for (const char *at = what->texts[i]; *at;) {
            size_t length = strcspn(at, ",");
            const char *name = arena_bytes(arena, at, length);
            at += length + (at[length] == ',');
            if (length == 0)
                continue;
            (*out)[*n] = table_need_column(table, name, err);
            if (!(*out)[(*n)++])
                return fail_value_at(err, what, i);
        }
    return true;
}

/* ---- What is stored ---- */

/* An earlier version comes into use again: its content is stored, and found to be there. */
static bool go_back(const struct cleaning *c, const char *name, struct error *err)
{
    struct workspace *workspace = c->session->workspace;
    struct table_version info;
    if (!workspace_table_info(workspace, name, c->version, &info, err))
        return false;
    struct table *table = workspace_table(workspace, name, c->version, err);
    struct table *aside = table ? workspace_quarantine(workspace, name, c->version, err) : NULL;
    struct table_role role = table_version_role(&info, info.command);
    bool ok = aside && workspace_store_table(workspace, name, table, aside, &role, info.derived,
                                             session_work(c->session), NULL, NULL, err);
    table_release(table);
    table_release(aside);
    table_version_release(&info);
    return ok;
}

/* The table's next version, or for `keep` the rows that were found as a table of their own. */
static bool store(struct cleaning *c, const char *name, int *version, struct error *err)
{
    const struct invocation *invocation = c->invocation;
    const char *as = values_text(&invocation->values, "what");
    bool keeps = strcmp(clean_action(invocation)->name, "keep") == 0;
    struct table_role role = table_version_role(c->info, invocation->line);
    const struct table *table = keeps ? c->out.removed : c->out.table;
    struct table *aside =
        keeps || c->info->n_quarantined == 0 ? NULL : workspace_quarantine(c->session->workspace, name, 0, NULL);
    int stored = 0;
    bool ok = !table || workspace_store_table(c->session->workspace, keeps ? as : name, table, aside, &role, false,
                                              session_work(c->session), NULL, &stored, err);
    *version = table && !keeps ? stored : c->info->version;
    table_release(aside);
    return ok;
}

static bool remember(struct cleaning *c, const char *name, int version, struct error *err)
{
    size_t n_in = c->table->n_rows;
    size_t n_out = clean_action(c->invocation)->drops && c->out.table ? c->out.table->n_rows : n_in;
    struct clean_step step = { c->info->version, version, n_in, n_out, c->out.n_changed, c->invocation->line };
    return clean_steps_add(c->session, name, &step, err);
}

/* ---- The rule ---- */

/* Whether the rule stands among the steps already and would not be the same a second time. */
static bool was_applied(struct cleaning *c, const char *name, int *version)
{
    const struct clean_action *action = clean_action(c->invocation);
    struct clean_steps steps;
    if (values_yes(&c->invocation->values, "again") || c->session->fresh ||
        !clean_steps(c->session, name, 0, c->invocation->arena, &steps, NULL))
        return false;
    /* A rule that may be repeated is the same once more right behind itself, and nowhere else. */
    bool once = action->only_once && action->only_once(c->invocation);
    for (size_t i = once || steps.n == 0 ? 0 : steps.n - 1; i < steps.n; i++)
        if (strcmp(clean_rule(steps.items[i].command), clean_rule(c->invocation->line)) == 0) {
            *version = steps.items[i].after;
            return true;
        }
    return false;
}

static void tell(struct cleaning *c, const char *name, const char **told)
{
    struct arena *arena = c->invocation->arena;
    char in[32], out[32], gone[32];
    *told = c->told;
    c->session->n_rows_in = c->table->n_rows;
    c->session->n_rows_out = c->table->n_rows - (clean_action(c->invocation)->drops ? c->out.n_changed : 0);
    if (!clean_action(c->invocation)->drops || c->out.n_changed == 0)
        return;
    count_format(c->table->n_rows, in);
    count_format(c->table->n_rows - c->out.n_changed, out);
    count_format(c->out.n_changed, gone);
    *told = arena_format(arena, "%s (%s = %s kept + %s dropped)", c->told, in, out, gone);
    (void)name;
}

bool clean_run(struct session *session, const struct invocation *invocation, const char **told, struct error *err)
{
    const struct value *name = values_get(&invocation->values, "table");
    struct table_version info;
    struct cleaning c = { .session = session, .invocation = invocation, .info = &info };
    c.table = resolve_table(session, name->text, invocation->arena, err);
    if (!c.table)
        return fail_value_at(err, name, 0);
    if (!workspace_table_info(session->workspace, name->text, 0, &info, err))
        return false;
    int version = 0;
    bool ok = true;
    if (was_applied(&c, name->text, &version)) {
        session->unchanged = true;
        *told = arena_format(invocation->arena, "version %d has this rule (again=yes repeats it)", version);
    } else {
        ok = clean_action(invocation)->apply(&c, err);
        if (ok && c.as_loaded)
            ok = go_back(&c, name->text, err);
        else if (ok)
            ok = store(&c, name->text, &version, err) && remember(&c, name->text, version, err);
        if (ok)
            tell(&c, name->text, told);
    }
    cleaned_release(&c.out);
    table_version_release(&info);
    return ok;
}
