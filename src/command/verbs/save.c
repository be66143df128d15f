/* save: the commands of this session as a command file. */
#include "command/session/deliver.h"
#include "command/session/jobs.h"
#include "command/verb.h"

/* Else a flag of the program opened it, and the file has to. */
static bool opens_workspace(const struct session *session)
{
    for (size_t i = 0; i < session->n_log; i++) {
        const char *line = log_entry(session, i)->line;
        line += strspn(line, " \t");
        if (strncmp(line, "new ", 4) == 0 || strncmp(line, "open ", 5) == 0)
            return true;
    }
    return false;
}

/* Commands that only asked something of the session do not come into the file, nor those that failed. */
static size_t write_session(struct session *session, struct text *out)
{
    size_t n = 0;
    text_add(out, "version 1\n");
    if (session->workspace && !opens_workspace(session))
        text_add_format(out, "open %s\n", workspace_folder(session->workspace));
    for (size_t i = 0; i < session->n_log; i++) {
        const struct log_entry *entry = log_entry(session, i);
        if (entry->shown.failed || (entry->job && job_was_lost(session, entry->job)) || entry->nested ||
            entry->control || strncmp(entry->line, "save ", 5) == 0)
            continue;
        if (strcmp(entry->told, entry->line) == 0)
            text_add_format(out, "%s\n", entry->line + strspn(entry->line, " \t"));
        else /* a file is read by others */
            text_add_format(out, "# an address or a password stood here; type it again: %s\n", entry->told);
        n++;
    }
    return n;
}

static struct report *run_save(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *to = values_get(&invocation->values, "to");
    struct text text = TEXT_EMPTY;
    size_t n = write_session(session, &text);
    bool ok = deliver(session, to->text, &text, invocation_overwrites(invocation), invocation->line, err);
    text_release(&text);
    if (!ok) {
        fail_value_at(err, to, 0);
        return failed();
    }
    return report_message(VERDICT_OK, "%s: %s", to->text, counted(n, "command", invocation->arena));
}

static const char *const things[] = { "session", NULL };

const struct command save_command = {
    .name = "save",
    .group = GROUP_SCRIPTS,
    .summary = "write this session's commands as a command file",
    .description =
        "The file runs by patron -f and makes the same things with the same hashes. Commands that failed are left "
        "out.",
    .parameters =
        (const struct parameter[]){
            { "what", PARAMETER_CHOICE, FORM_SUBJECT, .required = true, .choices = things, .summary = "the session" },
            { "to", PARAMETER_FILE, FORM_CLAUSE, .required = true, .summary = "the file" },
            { 0 } },
    .examples = (const struct example[]){ { "as a file", "save session to july.patron" },
                                          { "again", "save session to july.patron overwrite=yes" },
                                          { "and run it", "help run" },
                                          { 0 } },
    .see_also = "run log history",
    .run = run_save,
};
