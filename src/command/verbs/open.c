/* open: an existing workspace, whatever its size, in milliseconds. */
#include "command/verb.h"

static struct report *run_open(struct session *session, const struct invocation *invocation, struct error *err)
{
    const char *folder = values_text(&invocation->values, "folder");
    bool read_only = values_yes(&invocation->values, "readonly");
    if (session->workspace && strcmp(workspace_folder(session->workspace), folder) == 0 &&
        !workspace_read_only(session->workspace) && !read_only)
        return report_message(VERDICT_OK, "workspace %s is open", folder);
    if (!session_open(session, folder, read_only ? OPENING_READS : OPENING_WRITES, err))
        return failed();
    struct workspace *workspace = session->workspace;
    char **tables = workspace_tables(workspace);
    size_t n = 0;
    while (tables && tables[n])
        n++;
    names_free(tables);
    outcome(session, "%s", folder);
    return report_message(VERDICT_OK, "workspace %s: %s%s", folder, counted(n, "table", invocation->arena),
                          read_only ? ", read-only" : "");
}

const struct command open_command = {
    .name = "open",
    .group = GROUP_START,
    .summary = "open a workspace",
    .description =
        "One program writes to a workspace at a time, and any number look at it meanwhile. readonly=yes looks at it as "
        "it stands now, whoever writes to it; opened so again, as it stands then. `patron FOLDER -c LINE` whose lines "
        "only look does so by itself, keeps no job out, and keeps nothing of what it computes; the prompt and files "
        "of lines that only look do so when another program writes.",
    .changes = CHANGES_TABLES | CHANGES_DEFINITIONS | CHANGES_MODELS | CHANGES_STATE,
    .parameters =
        (const struct parameter[]){
            { "folder", PARAMETER_FILE, FORM_SUBJECT, .required = true, .summary = "the workspace's folder" },
            { "readonly", PARAMETER_YESNO, FORM_OPTION, .otherwise = "no", .summary = "look and change nothing" },
            { 0 } },
    .examples = (const struct example[]){ { "go on with the shop", "open shop" },
                                          { "look while a job runs", "open shop readonly=yes" },
                                          { "the whole of it on one page", "home" },
                                          { 0 } },
    .see_also = "new home",
    .run = run_open,
};
