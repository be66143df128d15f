/* drop: a version of a table that nobody needs goes. */
#include <stdlib.h>
#include <string.h>

#include "command/data/delivery.h"
#include "command/verb.h"

/* "orders@3": E_NO_TABLE unless it is the name of a table and the number of a version. */
static bool version_split(struct session *session, const struct value *value, const char **name, int *number,
                          struct arena *arena, struct error *err)
{
    const char *spec = value->text, *at = strchr(spec, '@');
    *name = at ? arena_bytes(arena, spec, (size_t)(at - spec)) : spec;
    int64_t parsed = 0;
    if (at && integer_parse(at + 1, strlen(at + 1), &parsed) && parsed > 0 && parsed < 1000000000) {
        *number = (int)parsed;
        return true;
    }
    fail(err, ERROR_USER, E_NO_TABLE, at ? "'%s' is no version of a table" : "drop takes one version, not '%s' itself",
         spec);
    struct table_version info;
    if (workspace_table_info(session->workspace, *name, 0, &info, NULL)) {
        error_mend(err, "drop %s@%d", *name, info.version);
        table_version_release(&info);
    }
    return fail_value_at(err, value, 0);
}

/* Whether the way back from the delivery at hand (`use last good`) leads to the version. */
static bool is_last_good(struct session *session, const char *name, int number)
{
    char *before = delivery_before(session);
    bool is = before && workspace_snapshot_version(session->workspace, before, name) == number;
    free(before);
    return is;
}

static struct report *run_drop(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *value = values_get(&invocation->values, "version");
    const char *name;
    int number;
    uint64_t n_rows = 0;
    if (!version_split(session, value, &name, &number, invocation->arena, err))
        return failed();
    bool ok = !is_last_good(session, name, number) ||
              fail(err, ERROR_USER, E_NEEDED, "%s cannot be dropped: `use last good` goes back to it", value->text);
    ok = ok && workspace_drop_version(session->workspace, name, number, &n_rows, err);
    if (!ok) {
        fail_value_at(err, value, 0);
        return failed();
    }
    outcome(session, "%s: %llu", value->text, (unsigned long long)n_rows);
    return report_message(VERDICT_OK, "%s is dropped: %s", value->text, counted(n_rows, "row", invocation->arena));
}

const struct command drop_command = {
    .name = "drop",
    .group = GROUP_DATA,
    .summary = "remove a version of a table that nothing needs",
    .description =
        "For a delivery that was refused, or one that is too old: its rows, and the snapshots without a name "
        "that had it, are gone for good, and its number is not given again. A version that is in use, that a "
        "snapshot with a name has, that a model or another table was made from, or that `use last good` goes "
        "back to is kept, and what needs it is told. Files are removed when nothing else has the same columns.",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .changes = CHANGES_TABLES,
    .parameters =
        (const struct parameter[]){
            { "version", PARAMETER_THING, FORM_SUBJECT, .required = true, .summary = "TABLE@NUMBER" }, { 0 } },
    .examples = (const struct example[]){ { "a delivery that was refused", "drop web@2" },
                                          { "which versions there are", "snapshots" },
                                          { "back to the tables before it", "use first" },
                                          { 0 } },
    .see_also = "use snapshots load gate",
    .run = run_drop,
};
