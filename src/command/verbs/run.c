/* run: a command file from within. */
#include "command/data/preset.h"
#include "command/language/run_file.h"
#include "command/verb.h"

static bool set_variables(const struct value *given, struct variables *variables, struct error *err)
{
    for (size_t i = 0; i < given->n_texts; i++) {
        const char *equals = strchr(given->texts[i], ':');
        if (!equals || equals == given->texts[i]) {
            fail(err, ERROR_USER, E_BAD_VALUE, "'%s' is not of the form NAME:VALUE", given->texts[i]);
            return fail_value_at(err, given, i);
        }
        char *name = copy_bytes(given->texts[i], (size_t)(equals - given->texts[i]));
        variables_set(variables, name, equals + 1);
        free(name);
    }
    return true;
}

static struct report *run_run(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *file = values_get(&invocation->values, "file");
    struct variables variables = { 0 };
    char *path = include_path(session, file->text);
    size_t before = session->n_log;
    session->run_depth++;
    bool ok = true;
    if (session->run_variables)
        variables_copy(&variables, session->run_variables);
    ok = set_variables(values_get(&invocation->values, "var"), &variables, err) &&
         run_included(session, path, &variables, true, err);
    session->run_depth--;
    variables_release(&variables);
    free(path);
    if (!ok) {
        if (err->code == E_NO_FILE && !strpbrk(file->text, "./")) { /* a word: the name of a pack */
            error_release(err);
            preset_path(PRESET_FEATURES, file->text, invocation->arena, err);
        }
        if (!err->place.name)
            fail_value_at(err, file, 0);
        return failed();
    }
    outcome(session, "%s", counted(session->n_log - before, "command", invocation->arena));
    struct report *report = session->last_report;
    session->last_report = NULL;
    if (report || session->mode == SESSION_BATCH)
        return report;
    return report_message(VERDICT_OK, "%s: %s", file->text, text_string(&session->outcome));
}

const struct command run_command = {
    .name = "run",
    .group = GROUP_SCRIPTS,
    .summary = "run a command file",
    .needs = NEEDS_OTHER_LINES,
    .description =
        "The whole file is checked first. It is looked for beside the file that names it, then from here, then among "
        "the packs: `presets` lists them, `show pack rfm` prints one. A pack is a command file that defines features; "
        "its params name the tables and columns that it reads. Params get the values that this file has under the "
        "same names, or var=NAME:VALUE. Your own packs are looked for in patron/features/ under XDG_DATA_HOME.",
    .parameters =
        (const struct parameter[]){
            { "file", PARAMETER_SCRIPT, FORM_SUBJECT, .required = true, .summary = "the file, or a pack's name" },
            { "var", PARAMETER_TEXT, FORM_OPTION, .repeats = true, .summary = "NAME:VALUE, ... for its params" },
            { 0 } },
    .examples = (const struct example[]){ { "definitions kept apart", "run features.patron" },
                                          { "with a value", "run features.patron var=days:90" },
                                          { "a ready set of features", "run rfm" },
                                          { "of another table", "run rfm var=events:orders,amount:amount" },
                                          { "writing one", "save session to july.patron" },
                                          { 0 } },
    .see_also = "presets features save print",
    .run = run_run,
};
