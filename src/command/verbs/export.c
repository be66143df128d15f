/* export: a model as a file, or its card as a page. */
#include "command/data/requeue.h"
#include "command/session/deliver.h"
#include "command/verb.h"
#include "patron/base/hash.h"
#include "patron/base/json.h"

static void model_bytes(const struct model *model, struct text *out)
{
    struct json *json = model_write(model);
    model_seal(json);
    json_write(json, 2, out);
    if (out->length == 0 || out->bytes[out->length - 1] != '\n')
        text_add_char(out, '\n');
    json_free(json);
}

static bool same_bytes(const char *path, const struct text *bytes)
{
    size_t length;
    char *there = file_exists(path) ? file_read(path, &length, NULL) : NULL;
    bool same = there && length == bytes->length && memcmp(there, bytes->bytes, length) == 0;
    free(there);
    return same;
}

/* A folder gets NAME-vN.json in it. */
static char *model_path(const struct model *model, const char *to, struct arena *arena)
{
    size_t length = strlen(to);
    if (!folder_exists(to) && to[length - 1] != '/')
        return copy_text(to);
    return path_join(to, arena_format(arena, "%s-v%d.json", model->name, model->version));
}

static struct report *export_model(struct session *session, const struct invocation *invocation,
                                   const struct model *model, const char *to, bool overwrite, struct error *err)
{
    struct text bytes = TEXT_EMPTY;
    size_t length = strlen(to);
    if (to[length - 1] == '/' && !folder_make(to, err))
        return failed();
    char *path = model_path(model, to, invocation->arena);
    model_bytes(model, &bytes);
    bool unchanged = same_bytes(path, &bytes);
    bool ok = unchanged ? session_remember_file(session, path, invocation->line, err)
                        : deliver(session, path, &bytes, overwrite, invocation->line, err);
    outcome(session, "%s", path);
    struct report *report =
        ok ? report_message(VERDICT_OK, "%s %s", path, unchanged ? "is there already, the same to the bit" : "written")
           : failed();
    text_release(&bytes);
    free(path);
    return report;
}

static struct report *export_card(struct session *session, const struct invocation *invocation,
                                  const struct model *model, const char *to, bool overwrite, struct error *err)
{
    struct report *card = report_model_card(model);
    bool ok = write_report(session, card, to, overwrite, invocation->line, err);
    report_free(card);
    outcome(session, "%s", to);
    return ok ? report_message(VERDICT_OK, "%s written", to) : failed();
}

static struct report *run_export(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct values *values = &invocation->values;
    const struct value *spec = values_get(values, "model"), *to = values_get(values, "to");
    bool overwrite = invocation_overwrites(invocation);
    if (values_choice(values, "what") == 2)
        return export_quarantine(session, invocation, spec->text, to->text, overwrite, err);
    struct model *model = resolve_model(session, spec->text, invocation->arena, err);
    if (!model) {
        fail_value_at(err, spec, 0);
        return failed();
    }
    struct report *report = values_choice(values, "what") == 0
                                ? export_model(session, invocation, model, to->text, overwrite, err)
                                : export_card(session, invocation, model, to->text, overwrite, err);
    if (!report)
        fail_value_at(err, to, 0);
    return report;
}

static const char *const things[] = { "model", "card", "quarantine", NULL };

const struct command export_command = {
    .name = "export",
    .group = GROUP_OUTPUT,
    .summary = "write a model file, a model's card as a page, or the lines that were set aside",
    .description =
        "A model file is JSON with features, preparation, parameters, figures, hashes and reference "
        "distributions: all that is needed to score, judge and rebuild. The same model gives the same bytes. A seal "
        "over all of it lets import find what was changed in the file since. A "
        "card's format follows from its ending: .md .txt .json.\n"
        "export quarantine TABLE writes the lines of its file that could not be read, as they came under their "
        "header, to be mended and given to requeue; where a column of the table is masked it asks for reveal first.",
    .needs = NEEDS_WORKSPACE,
    .parameters =
        (const struct parameter[]){
            { "what", PARAMETER_CHOICE, FORM_SUBJECT, .required = true, .choices = things,
              .summary = "model: the file that import reads; card: a page for people; quarantine: lines to mend" },
            { "model", PARAMETER_MODEL, FORM_SUBJECT, .required = true,
              .summary = "m3, or m3@6; a table for quarantine" },
            { "to", PARAMETER_FILE, FORM_CLAUSE, .required = true, .summary = "a file, or a folder for NAME-vN.json" },
            { 0 } },
    .examples = (const struct example[]){ { "into a folder", "export model m2 to models/" },
                                          { "a page", "export card m2 to m2.md" },
                                          { "and back", "import model models/m2-v1.json as=copy" },
                                          { 0 } },
    .see_also = "import score champion",
    .run = run_export,
};
