/* set: settings of the session. */
#include "command/verb.h"

/* The seed decides results: it stays with the workspace. */
static bool keep(struct session *session, const char *name, const char *value, struct error *err)
{
    struct workspace *workspace = session->workspace;
    if (strcmp(name, "seed") != 0 || session->in_rc || !workspace || workspace_read_only(workspace))
        return true;
    return workspace_set_state(workspace, "setting.seed", value, err);
}

static struct report *run_set(struct session *session, const struct invocation *invocation, struct error *err)
{
    struct text told = TEXT_EMPTY;
    const struct values *values = &invocation->values;
    bool ok = true;
    for (size_t i = 0; ok && i < values->n; i++) {
        const struct value *value = &values->values[i];
        if (!value->given)
            continue;
        ok = session_set(session, value->parameter->name, value->text, setting_origin_here(session), err) &&
             keep(session, value->parameter->name, value->text, err);
        text_add_format(&told, "%s%s=%s", told.length ? " " : "", value->parameter->name, value->text);
    }
    if (ok && told.length == 0) {
        ok = fail(err, ERROR_SYNTAX, E_MISSING_ARGUMENT, "set needs SETTING=VALUE");
        error_mend(err, "settings lists them");
    }
    struct report *report = ok ? report_message(VERDICT_OK, "%s", text_string(&told)) : failed();
    text_release(&told);
    return report;
}

const struct command set_command = {
    .name = "set",
    .group = GROUP_TERMINAL,
    .summary = "set settings: seed, threads, how things are drawn and written",
    .description = "A flag of the command line beats what a file sets. `settings` says who set what.",
    .changes = CHANGES_SETTINGS,
    .parameters = settings,
    .examples = (const struct example[]){ { "chance and threads", "set seed=42 threads=2" },
                                          { "seven-bit pictures", "set draw=ascii" },
                                          { "what is set", "settings" },
                                          { 0 } },
    .see_also = "settings",
    .run = run_set,
};
