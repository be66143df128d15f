/* settings: every setting, its value, and who set it. */
#include "command/names/lists.h"
#include "command/verb.h"
#include "patron/base/kinds.h"

static struct report *show_one(struct session *session, const struct value *name, struct error *err)
{
    struct nearest nearest;
    nearest_init(&nearest, name->text);
    for (size_t i = 0; settings[i].name; i++) {
        nearest_offer(&nearest, settings[i].name);
        if (strcmp(settings[i].name, name->text) != 0)
            continue;
        char wanted[256];
        parameter_describe(&settings[i], wanted);
        struct report *report = report_new("settings", settings[i].name, NULL);
        struct block *facts = report_add_facts(report, NULL);
        facts_add_text(facts, "value", setting_value(session, i));
        const char *place = setting_place(session, i);
        facts_add_format(facts, "set by", "%s%s%s", setting_origin(session, i), place ? ", " : "", place ? place : "");
        facts_add_text(facts, "default", settings[i].otherwise);
        facts_add_text(facts, "takes", wanted);
        facts_add_text(facts, "what", settings[i].summary);
        return report;
    }
    fail(err, ERROR_USER, E_NO_SETTING, "no setting '%s'", name->text);
    if (nearest.best)
        error_mend(err, "%s", nearest.best);
    fail_value_at(err, name, 0);
    return failed();
}

static struct report *run_settings(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *name = values_get(&invocation->values, "setting");
    if (name->given)
        return show_one(session, name, err);
    struct table *table = list_find("settings")->make(session, "settings", err);
    return table ? report_of_table("settings", "settings", NULL, table) : failed();
}

const struct command settings_command = {
    .name = "settings",
    .group = GROUP_TERMINAL,
    .summary = "every setting with its value, and who set it",
    .parameters =
        (const struct parameter[]){ { "setting", PARAMETER_SETTING, FORM_SUBJECT, .summary = "only this one" }, { 0 } },
    .examples =
        (const struct example[]){
            { "all", "settings" }, { "one", "settings seed" }, { "changing one", "set seed=7" }, { 0 } },
    .see_also = "set",
    .pane = "table",
    .run = run_settings,
};
