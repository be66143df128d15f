/* import: a model file from elsewhere. */
#include "command/verb.h"

static struct report *run_import(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *file = values_get(&invocation->values, "file"), *as = values_get(&invocation->values, "as");
    enum model_seal seal;
    struct model *model = model_file_read(file->text, &seal, err);
    int version = 0;
    if (!model) {
        fail_value_at(err, file, 0);
        return failed();
    }
    if (seal == SEAL_BROKEN) {
        model_free(model);
        fail(err, ERROR_DATA, E_MODEL_SEAL, "%s was changed after it was written: its seal does not fit its content",
             file->text);
        error_mend(err, "export the model again, or get the file again");
        fail_value_at(err, file, 0);
        return failed();
    }
    char *own = model->name;
    if (as->given || !own)
        model->name = copy_text(as->given ? as->text : name_of_file(file->text, invocation->arena));
    bool renamed = model->name != own;
    bool ok = workspace_import_model(session->workspace, model, &version, err);
    struct report *report = ok ? report_message(VERDICT_OK, "%s@%d: %s, %s", model->name, version, model->kind->title,
                                                counted(model->n_features, "feature", invocation->arena))
                               : failed();
    if (ok)
        outcome(session, "%s@%d", model->name, version);
    if (ok && seal == SEAL_NONE)
        session_warning(session, "%s has no seal: nothing tells whether its figures are those that were written",
                        file->text);
    if (renamed)
        free(own);
    model_free(model);
    return report;
}

static const char *const things[] = { "model", NULL };

const struct command import_command = {
    .name = "import",
    .group = GROUP_OUTPUT,
    .summary = "take in a model file: it scores here as it did there",
    .description =
        "A file that was changed since export wrote it is refused: its seal covers every figure in it. Files "
        "that programs before seals wrote are read, and said to have none. The seal finds edits and damage; "
        "it is no signature of whoever made the file.",
    .needs = NEEDS_WORKSPACE,
    .changes = CHANGES_MODELS,
    .parameters =
        (const struct parameter[]){
            { "what", PARAMETER_CHOICE, FORM_SUBJECT, .required = true, .choices = things, .summary = "a model" },
            { "file", PARAMETER_FILE, FORM_SUBJECT, .required = true, .summary = "as written by export" },
            { "as", PARAMETER_NAME, FORM_OPTION, .summary = "another name than its own" },
            { 0 } },
    .examples = (const struct example[]){ { "a file of our own", "import model models/m2-v1.json" },
                                          { "under another name", "import model models/m2-v1.json as=champion24" },
                                          { "and its scores", "score m2 to again.csv" },
                                          { 0 } },
    .see_also = "export score",
    .run = run_import,
};
