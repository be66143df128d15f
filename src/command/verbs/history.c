/* history: what was done in this workspace, and by what command. */
#include <string.h>

#include "command/verb.h"
#include "patron/table/builder.h"

static const char *const trails[] = { "audit", "notes", "promotions", "files", NULL };

/* What differs from one run to the next is shown when it is asked for: times, and the hashes that hold them. */
static struct table *leave_out(struct table *whole, bool times, bool hashes)
{
    struct assembly *assembly = assembly_new(whole->name, whole->n_rows);
    for (size_t i = 0; i < whole->n_columns; i++) {
        const char *name = whole->columns[i].name;
        bool timed = strcmp(name, "time") == 0 || strcmp(name, "seconds") == 0;
        bool hash = strcmp(name, "hash") == 0;
        if ((times || !timed) && (hashes || !hash))
            assembly_add_column_of(assembly, whole, i, name);
    }
    struct table *table = assembly_finish(assembly);
    table_release(whole);
    return table;
}

static struct report *run_history(struct session *session, const struct invocation *invocation, struct error *err)
{
    const char *which = trails[values_choice(&invocation->values, "what")];
    bool verify = values_yes(&invocation->values, "verify");
    if (verify && !workspace_audit_verify(session->workspace, err))
        return failed();
    struct table *table = workspace_trail(session->workspace, which, err);
    if (!table)
        return failed();
    bool chain = strcmp(which, "audit") == 0; /* each hash over the one before and the time; else of a content */
    table = leave_out(table, values_yes(&invocation->values, "times"), verify || !chain);
    return report_of_table("history", which, counted(table->n_rows, "line", invocation->arena), table);
}

const struct command history_command = {
    .name = "history",
    .group = GROUP_OUTPUT,
    .summary = "what was done here: each command that changed something, in a chain of hashes",
    .needs = NEEDS_WORKSPACE,
    .parameters =
        (const struct parameter[]){ { "what", PARAMETER_CHOICE, FORM_SUBJECT, .choices = trails, .otherwise = "audit",
                                      .summary = "commands, notes, promotions, or files written" },
                                    { "verify", PARAMETER_YESNO, FORM_OPTION, .otherwise = "no",
                                      .summary = "also recompute the chain of hashes, and show it" },
                                    { "times", PARAMETER_YESNO, FORM_OPTION, .otherwise = "no",
                                      .summary = "also when, and how many seconds it took" },
                                    { 0 } },
    .examples = (const struct example[]){ { "commands", "history" },
                                          { "is the chain whole", "history verify=yes" },
                                          { "when", "history times=yes" },
                                          { "files written", "history files" },
                                          { 0 } },
    .see_also = "note log show",
    .pane = "table",
    .run = run_history,
};
