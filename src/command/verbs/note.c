/* note: a sentence about anything that has a name. */
#include "command/verb.h"

static struct report *run_note(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *on = values_get(&invocation->values, "on");
    char base[256];
    snprintf(base, sizeof base, "%.*s", (int)strcspn(on->text, "@."), on->text);
    if (workspace_what(session->workspace, base) == NAME_NONE) {
        fail(err, ERROR_USER, E_NO_NAME, "nothing is called '%s'", on->text);
        fail_value_at(err, on, 0);
        return failed();
    }
    if (!workspace_note(session->workspace, on->text, values_text(&invocation->values, "text"), err))
        return failed();
    return report_message(VERDICT_OK, "noted on %s", on->text);
}

const struct command note_command = {
    .name = "note",
    .group = GROUP_OUTPUT,
    .summary = "write a note on a table, feature, model or segment",
    .needs = NEEDS_WORKSPACE,
    .changes = CHANGES_NOTES,
    .parameters =
        (const struct parameter[]){
            { "on", PARAMETER_THING, FORM_SUBJECT, .required = true, .summary = "what it is about" },
            { "text", PARAMETER_TEXT, FORM_SUBJECT, .required = true, .summary = "the note, in quotes" },
            { 0 } },
    .examples = (const struct example[]){ { "on a model", "note m2 \"k=5 kept for the review, see slide 4\"" },
                                          { "on a table", "note orders \"the export of the 2nd lacks returns\"" },
                                          { "all notes", "show notes" },
                                          { 0 } },
    .see_also = "history show",
    .run = run_note,
};
