/* Definitions as commands give them: checked, put into canonical form, kept. */
#include <stdlib.h>
#include <string.h>

#include "command/model/nested.h"
#include "command/sql_reach.h"
#include "command/verb.h"

static const struct {
    const char *verb;
    enum definition_kind kind;
    enum name_kind name_kind;
} definers[] = { { "feature", DEFINITION_FEATURE, NAME_FEATURE },
                 { "target", DEFINITION_TARGET, NAME_TARGET },
                 { "population", DEFINITION_POPULATION, NAME_POPULATION } };
enum { N_DEFINERS = sizeof definers / sizeof *definers };

static bool parse_given(const struct invocation *invocation, enum definition_kind kind, struct definition *out,
                        struct error *err)
{
    const struct value *name = values_get(&invocation->values, "name");
    const struct value *text = values_get(&invocation->values, "definition");
    if (!text->given) {
        fail(err, ERROR_SYNTAX, E_MISSING_ARGUMENT, "nothing stands behind '%s ='", name->text);
        if (invocation->command->examples)
            error_mend(err, "for example: %s", invocation->command->examples[0].line);
        return false;
    }
    return definition_parse(kind, name->text, text->text, text->column - 1, invocation->arena, out, err);
}

bool definition_check(const struct invocation *invocation, struct error *err)
{
    for (size_t i = 0; i < N_DEFINERS; i++) {
        struct definition definition;
        if (strcmp(definers[i].verb, invocation->command->name) != 0 || !values_get(&invocation->values, "name")->given)
            continue;
        const struct value *text = values_get(&invocation->values, "definition");
        if (definers[i].kind == DEFINITION_POPULATION && text->given && sql_is_given(text->text))
            return true; /* what it says is seen when it runs */
        return parse_given(invocation, definers[i].kind, &definition, err);
    }
    return true;
}

bool definition_place(const struct invocation *invocation, const struct definition *definition, struct error *err)
{
    const struct value *text = values_get(&invocation->values, "definition");
    const char *at = definition->expression ? strstr(text->text, definition->expression) : NULL;
    if (err->place.column > 0 && !err->place.source && !err->place.name)
        err->place.column = at ? err->place.column + text->column - 1 + (size_t)(at - text->text) : 0;
    return false;
}

/* A name belongs to one thing; a definition may replace one of its own kind. */
static bool check_taken(struct session *session, const struct value *name, enum name_kind kind, struct error *err)
{
    static const char *const words[] = { "nothing",    "table", "feature",      "set of features", "target",
                                         "population", "model", "segmentation", "snapshot" };
    enum name_kind held = workspace_what(session->workspace, name->text);
    if (held == NAME_NONE || held == kind)
        return true;
    fail(err, ERROR_USER, E_NAME_TAKEN, "'%s' is already the name of a %s", name->text, words[held]);
    return fail_value_at(err, name, 0);
}

bool definition_keep(struct session *session, const struct invocation *invocation, enum definition_kind kind,
                     struct definition *parsed, struct error *err)
{
    const struct value *name = values_get(&invocation->values, "name");
    struct definition definition;
    struct text canonical = TEXT_EMPTY;
    size_t i = 0;
    while (definers[i].kind != kind)
        i++;
    if (!check_taken(session, name, definers[i].name_kind, err) || !parse_given(invocation, kind, &definition, err))
        return false;
    if (!nested_pin(session, &definition, invocation->arena, err))
        return definition_place(invocation, &definition, err);
    definition_write(&definition, &canonical);
    char *before = workspace_definition(session->workspace, definers[i].name_kind, name->text);
    session->unchanged = before && strcmp(before, text_string(&canonical)) == 0;
    free(before);
    bool ok = session->unchanged ||
              workspace_define(session->workspace, definers[i].name_kind, name->text, text_string(&canonical), err);
    text_release(&canonical);
    if (parsed)
        *parsed = definition;
    return ok;
}
