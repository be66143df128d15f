/* name: a segment gets a name of its own. */
#include "command/verb.h"

static struct report *run_name(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *segment = values_get(&invocation->values, "segment");
    const char *label = values_text(&invocation->values, "label"), *point = strchr(segment->text, '.');
    int64_t number = 0;
    if (!point || !integer_parse(point + 1, strlen(point + 1), &number) || number < 1) {
        fail(err, ERROR_USER, E_BAD_VALUE, "'%s' is no segment", segment->text);
        error_mend(err, "%.*s.1", (int)(point ? point - segment->text : (ptrdiff_t)strlen(segment->text)),
                   segment->text);
        fail_value_at(err, segment, 0);
        return failed();
    }
    const char *spec = arena_bytes(invocation->arena, segment->text, (size_t)(point - segment->text));
    struct model *model = resolve_segmentation(session, spec, invocation->arena, err);
    if (model && (size_t)number > model->n_segments)
        model = fail_null(err, ERROR_USER, E_BAD_VALUE, "%s has %zu segments", model->name, model->n_segments);
    if (!model || !workspace_name_segment(session->workspace, spec, (size_t)number - 1, label, err)) {
        fail_value_at(err, segment, 0);
        return failed();
    }
    return report_message(VERDICT_OK, "segment %s is called \"%s\"", segment->text, label);
}

const struct command name_command = {
    .name = "name",
    .group = GROUP_SEGMENTS,
    .summary = "give a segment a name",
    .needs = NEEDS_WORKSPACE,
    .changes = CHANGES_MODELS,
    .parameters = (const struct parameter[]){ { "segment", PARAMETER_SEGMENT, FORM_SUBJECT, .required = true,
                                                .summary = "s5.2 is the second segment of s5" },
                                              { "label", PARAMETER_TEXT, FORM_SUBJECT, .required = true,
                                                .summary = "its name, in quotes" },
                                              { 0 } },
    .examples = (const struct example[]){ { "a segment", "name s5.2 \"big tickets, cooling\"" },
                                          { "another", "name s5.1 \"once a year\"" },
                                          { "and how it shows", "profile s5" },
                                          { 0 } },
    .see_also = "segment profile",
    .run = run_name,
};
