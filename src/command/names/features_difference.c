/* Two sets of features, feature by feature. */
#include "command/names/features_difference.h"

#include <string.h>

#include "command/verb.h"

static const struct feature *feature_named(const struct feature_list *list, const char *name)
{
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->features[i].name, name) == 0)
            return &list->features[i];
    return NULL;
}

/* One feature of a definition, as text. */
static const char *feature_text(const struct feature *feature, struct arena *arena)
{
    if (!feature)
        return NULL;
    struct text text = TEXT_EMPTY;
    definition_write_one(feature->definition, feature->window, &text);
    const char *written = arena_text(arena, text_string(&text));
    text_release(&text);
    return written;
}

static size_t add_difference(struct builder *builder, const char *name, const struct feature *before,
                             const struct feature *after, struct arena *arena)
{
    const char *then = feature_text(before, arena), *now = feature_text(after, arena);
    if (then && now && strcmp(then, now) == 0)
        return 0;
    builder_set_string(builder, 0, name);
    builder_set_string(builder, 1, !then ? "added" : !now ? "removed" : "changed");
    builder_set_string(builder, 2, then);
    builder_set_string(builder, 3, now);
    builder_end_row(builder);
    return 1;
}

struct report *features_difference(struct session *session, const char *const names[2], struct arena *arena,
                                   struct error *err)
{
    struct feature_list lists[2];
    for (size_t i = 0; i < 2; i++)
        if (!resolve_feature_names(session, &names[i], 1, arena, &lists[i], err))
            return failed();
    struct builder *builder = builder_new("diff");
    static const char *const columns[] = { "feature", "what", "then", "now" };
    for (size_t i = 0; i < 4; i++)
        builder_add_column(builder, columns[i], TYPE_TEXT);
    size_t n = 0;
    for (size_t i = 0; i < lists[0].n; i++)
        n += add_difference(builder, lists[0].features[i].name, &lists[0].features[i],
                            feature_named(&lists[1], lists[0].features[i].name), arena);
    for (size_t i = 0; i < lists[1].n; i++)
        if (!feature_named(&lists[0], lists[1].features[i].name))
            n += add_difference(builder, lists[1].features[i].name, NULL, &lists[1].features[i], arena);
    struct table *table = builder_finish(builder, err);
    const char *title = arena_format(arena, "%s %s", names[0], names[1]);
    if (n > 0 || !table)
        return table ? report_of_table("diff", title, counted(n, "difference", arena), table) : failed();
    table_release(table);
    return report_message(VERDICT_OK, "%s and %s are the same %s", names[0], names[1],
                          counted(lists[0].n, "feature", arena));
}
