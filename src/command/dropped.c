/* The rows that a cleaning rule dropped: the rule is applied once more to the version before. */
#include <stdlib.h>
#include <string.h>

#include "command/clean.h"
#include "command/show_table.h"
#include "command/verb.h"

static void release_table(void *table)
{
    table_release(table);
}

/* The rule that made a version, bound anew; false when it was none that drops. */
static bool read_rule(const char *command, struct arena *arena, struct bound *out)
{
    struct error ignored = ERROR_INIT;
    bool ok = command && line_bind(command, true, arena, out, &ignored) && out->invocation.command &&
              strcmp(out->invocation.command->name, "clean") == 0 &&
              strcmp(values_text(&out->invocation.values, "action"), "drop") == 0;
    error_release(&ignored);
    return ok;
}

static struct table *apply_rule(struct session *session, const struct bound *rule, const char *name, int version,
                                struct arena *arena, struct error *err)
{
    const struct value *where = values_get(&rule->invocation.values, "where");
    struct table *before = workspace_table(session->workspace, name, version - 1, err);
    struct cleaned cleaned = { 0 };
    if (!before)
        return NULL;
    bool ok = where->given ? clean_drop_where(before, where->text, 0, session_work(session), arena, &cleaned, err)
                           : clean_drop_duplicates(before, &cleaned, err);
    struct table *removed = ok && cleaned.removed ? table_retain(cleaned.removed) : NULL;
    cleaned_release(&cleaned);
    table_release(before);
    return removed;
}

struct report *show_dropped(struct session *session, const struct invocation *invocation, const char *name,
                            struct error *err)
{
    const struct value *asked = values_get(&invocation->values, "version");
    struct arena *arena = invocation->arena;
    struct table_version info;
    struct bound rule;
    if (!workspace_table_info(session->workspace, name, asked->given ? (int)asked->number : 0, &info, err))
        return failed();
    int version = info.version;
    bool found = read_rule(info.command, arena, &rule);
    table_version_release(&info);
    while (!found && !asked->given && --version > 0 &&
           workspace_table_info(session->workspace, name, version, &info, NULL)) {
        found = read_rule(info.command, arena, &rule);
        table_version_release(&info);
    }
    if (!found || version < 2)
        return report_message(VERDICT_OK, "%s: no rule dropped rows", name);
    struct table *removed = apply_rule(session, &rule, name, version, arena, err);
    if (!removed)
        return failed();
    arena_adopt(arena, release_table, removed);
    return show_rows(session, invocation, removed,
                     arena_format(arena, "%s.dropped v%d: %s", name, version, rule.invocation.line), false, err);
}
