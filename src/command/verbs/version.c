/* version: of the program and of the language. */
#include "command/verb.h"

static struct report *run_version(struct session *session, const struct invocation *invocation, struct error *err)
{
    (void)session;
    const struct value *language = values_get(&invocation->values, "language");
    if (language->given && language->number != 1) {
        fail(err, ERROR_SYNTAX, E_VERSION, "this program has version 1 of the language, not '%s'", language->text);
        fail_value_at(err, language, 0);
        return failed();
    }
    return report_message(VERDICT_NONE, "patron %s, language version 1", PATRON_VERSION);
}

const struct command version_command = {
    .name = "version",
    .group = GROUP_SCRIPTS,
    .summary = "the program's version; as first line of a file, the language's",
    .description =
        "version 1 fixes words, defaults and formats of numbers: a later program runs the file with the same "
        "results, or refuses it.",
    .parameters = (const struct parameter[]){ { "language", PARAMETER_COUNT, FORM_SUBJECT, .least = 1, .greatest = 1000,
                                                .summary = "the version of the language that a file was written for" },
                                              { 0 } },
    .examples = (const struct example[]){ { "the program's", "version" },
                                          { "as first line of a file", "version 1" },
                                          { "about command files", "help run" },
                                          { 0 } },
    .see_also = "run help",
    .run = run_version,
};
