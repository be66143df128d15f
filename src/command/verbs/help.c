/* help: pages computed from rows. */
#include "command/words/help.h"
#include "command/verb.h"

static struct report *run_help(struct session *session, const struct invocation *invocation, struct error *err)
{
    (void)session;
    const struct value *word = values_get(&invocation->values, "word");
    if (!word->given)
        return help_overview();
    struct report *report = help_page(word->text, err);
    if (!report)
        fail_value_at(err, word, 0);
    return report;
}

const struct command help_command = {
    .name = "help",
    .group = GROUP_TERMINAL,
    .summary = "pages on commands, model kinds, metrics, errors, settings, keys; or a search",
    .parameters =
        (const struct parameter[]){ { "word", PARAMETER_COMMAND, FORM_SUBJECT,
                                      .summary = "a command, kind, metric, setting, error code, key, metrics, "
                                                 "expressions, files, keys, or a word to look for" },
                                    { 0 } },
    .examples = (const struct example[]){ { "all commands", "help" },
                                          { "one", "help train" },
                                          { "an error", "help E0213" },
                                          { "what is ECE", "help ece" },
                                          { "what a key does", "help Tab" },
                                          { 0 } },
    .see_also = "settings",
    .pane = "help",
    .run = run_help,
};
