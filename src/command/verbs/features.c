/* features: a named set, and what is in it. */
#include "command/names/features_difference.h"
#include "command/names/lists.h"
#include "command/names/set_text.h"
#include "command/verb.h"

static struct report *list_sets(struct session *session, struct arena *arena, struct error *err)
{
    struct table *stored = workspace_stored_features(session->workspace, err);
    struct table *table = stored ? list_find("sets")->make(session, "sets", err) : NULL;
    const char *kept = stored && stored->n_rows > 0 ? arena_format(arena, "%s kept: show stored",
                                                                   counted(stored->n_rows, "computed column", arena))
                                                    : NULL;
    table_release(stored);
    return table ? report_of_table("features", "sets of features", kept, table) : failed();
}

static bool keep_set(struct session *session, const struct value *name, const struct feature_list *list, int *version,
                     struct error *err)
{
    enum name_kind held = workspace_what(session->workspace, name->text);
    if (held != NAME_NONE && held != NAME_SET) {
        fail(err, ERROR_USER, E_NAME_TAKEN, "'%s' is the name of something else", name->text);
        return fail_value_at(err, name, 0);
    }
    char *text = set_text_write(list), *members = set_members_write(list);
    bool ok = workspace_define(session->workspace, NAME_SET, name->text, text, err) &&
              workspace_set_keep(session->workspace, name->text, members, version, err);
    free(members);
    free(text);
    return ok;
}

static struct report *run_features(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *name = values_get(&invocation->values, "name");
    const struct value *names = values_get(&invocation->values, "features");
    struct feature_list list;
    session->only_looked = !name->given;
    if (!names->given && !name->given)
        return list_sets(session, invocation->arena, err);
    if (!names->given) {
        fail(err, ERROR_SYNTAX, E_MISSING_ARGUMENT, "nothing stands behind '%s ='", name->text);
        error_mend(err, "for example: %s", invocation->command->examples[0].line);
        return failed();
    }
    if (!name->given && names->n_texts == 3 && strcmp(names->texts[0], "diff") == 0)
        return features_difference(session, &names->texts[1], invocation->arena, err);
    int version = 0;
    if (!resolve_feature_names(session, names->texts, names->n_texts, invocation->arena, &list, err)) {
        fail_features_at(names, err);
        return failed();
    }
    if (name->given && !keep_set(session, name, &list, &version, err))
        return failed();
    struct text text = TEXT_EMPTY;
    for (size_t i = 0; i < list.n; i++)
        text_add_format(&text, "%s%s", i > 0 ? " " : "", list.features[i].name);
    const char *what = counted(list.n, "feature", invocation->arena);
    outcome(session, "%s", what);
    struct report *report = report_message(VERDICT_OK, "%s: %s: %s",
                                           version > 1   ? arena_format(invocation->arena, "%s@%d", name->text, version)
                                           : name->given ? name->text
                                                         : list.set,
                                           what, text_string(&text));
    text_release(&text);
    return report;
}

const struct command features_command = {
    .name = "features",
    .group = GROUP_FEATURES,
    .summary = "name a set of features, or list the sets",
    .description =
        "Names, families, other sets, patterns such as spend_*, columns such as customers.plan or customers.*, "
        "and -NAME to leave one out of those before it (-customers.plan of columns); customers.`zip code` for names "
        "with "
        "blanks. The set holds what the names stand for now; each redefinition is a version, and "
        "full@1 is the first, with its definitions as they stood. features diff compares two. Columns that were "
        "computed are kept under the hash of all that their bits depend on and found again (show stored; set store=no "
        "does without, with the same results).",
    .needs = NEEDS_WORKSPACE,
    .changes = CHANGES_DEFINITIONS,
    .parameters = (const struct parameter[]){ { "name", PARAMETER_NAME, FORM_NAME, .summary = "the set's name" },
                                              { "features", PARAMETER_FEATURES, FORM_SUBJECT, .repeats = true,
                                                .summary = "what is in it" },
                                              { 0 } },
    .examples = (const struct example[]){ { "three by name", "features three = recency frequency spend_365d" },
                                          { "families and columns", "features wide = recency spend_* customers.plan" },
                                          { "all sets", "features" },
                                          { "an earlier version", "features rfm@1" },
                                          { "what a version changed", "features diff rfm@1 rfm" },
                                          { 0 } },
    .see_also = "feature summary train segment",
    .run = run_features,
};
