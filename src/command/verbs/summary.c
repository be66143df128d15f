/* summary: each feature, or each column of a table, in figures. */
#include "command/verb.h"

static void release_table(void *table)
{
    table_release(table);
}

/* The features named, and the column of `by` when it is not among them. */
static bool find_features(struct session *session, const struct value *names, const char *by, struct arena *arena,
                          const struct world *world, struct feature_list *list, struct error *err)
{
    bool ok = names->given ? resolve_features(session, names, arena, list, err)
                           : resolve_all_features(session, arena, list, err);
    if (!ok || !by)
        return ok;
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->features[i].name, by) == 0)
            return true;
    const char *set = list->set;
    size_t n = list->n;
    const char **texts = arena_allocate(arena, n + 1, sizeof *texts);
    for (size_t i = 0; i < n; i++)
        texts[i] = list->specs[i];
    texts[n] = strchr(by, '.') || !table_column(world->customers, by)
                   ? by
                   : arena_format(arena, "%s.%s", world->customers->name, by);
    ok = resolve_feature_texts(session, texts, n + 1, arena, list, err);
    list->set = set;
    return ok;
}

static struct report *summarise_features(struct session *session, const struct invocation *invocation,
                                         struct error *err)
{
    const struct values *values = &invocation->values;
    const struct value *by = values_get(values, "by");
    struct arena *arena = invocation->arena;
    const struct world *world = resolve_world(session, arena, err);
    struct feature_list list;
    struct definition *population;
    int64_t asof;
    if (!world || !find_features(session, values_get(values, "features"), by->text, arena, world, &list, err) ||
        !resolve_date(session, values_get(values, "at"), world, &asof, err) ||
        !resolve_population(session, arena, &population, err))
        return failed();
    struct table *table = study_features(world, population, list.features, list.n, asof, session_work(session), err);
    if (!table)
        return failed();
    arena_adopt(arena, release_table, table);
    const char *date = asof_text(asof, arena), *n = counted(table->n_rows, "customer", arena);
    const char *point = by->text ? strchr(by->text, '.') : NULL;
    struct report *report = report_summary(list.set, table, point ? point + 1 : by->text,
                                           date ? arena_format(arena, "%s  %s", date, n) : n, err);
    if (!report)
        fail_value_at(err, by, 0);
    return report;
}

static struct report *run_summary(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *names = values_get(&invocation->values, "features");
    if (names->n_texts != 1 || workspace_what(session->workspace, names->text) != NAME_TABLE)
        return summarise_features(session, invocation, err);
    struct table *table = resolve_table(session, names->text, invocation->arena, err);
    return table ? report_summary(names->text, table, values_text(&invocation->values, "by"),
                                  counted(table->n_rows, "row", invocation->arena), err)
                 : failed();
}

const struct command summary_command = {
    .name = "summary",
    .group = GROUP_FEATURES,
    .summary = "mean, spread, least, greatest, missing and shape of features or columns",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .parameters =
        (const struct parameter[]){
            { "features", PARAMETER_FEATURES, FORM_SUBJECT, .repeats = true,
              .summary = "features or sets, or one table; all features when left out" },
            { "by", PARAMETER_COLUMN, FORM_OPTION, .summary = "also the mean in each level of this column or feature" },
            { "at", PARAMETER_DATE, FORM_OPTION, .summary = "another date than the as-of date" },
            { 0 } },
    .examples = (const struct example[]){ { "a set", "summary rfm" },
                                          { "by plan", "summary rfm by=plan" },
                                          { "a table's columns", "summary orders" },
                                          { 0 } },
    .see_also = "features describe drift",
    .pane = "table",
    .run = run_summary,
};
