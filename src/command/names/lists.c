/* What there is, as tables. */
#include "command/names/lists.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "command/data/preset.h"
#include "command/next.h"
#include "command/verb.h"
#include "patron/base/kinds.h"

/* A builder with columns "name:type", separated by blanks; types are t(ext) i(nt) r(eal) T(ime). */
static struct builder *columns_new(const char *name, const char *columns)
{
    struct builder *builder = builder_new(name);
    static const enum type types[] = { ['t'] = TYPE_TEXT, ['i'] = TYPE_INT, ['r'] = TYPE_REAL, ['T'] = TYPE_TIME };
    while (*columns) {
        size_t n = strcspn(columns, ":");
        char *column = copy_bytes(columns, n);
        builder_add_column(builder, column, types[(unsigned char)columns[n + 1]]);
        free(column);
        columns += n + 2;
        columns += *columns == ' ';
    }
    return builder;
}

/* ---- Models ---- */

static void add_model(struct builder *builder, const struct model_info *info)
{
    builder_set_string(builder, 0, info->name);
    builder_set_int(builder, 1, info->version);
    builder_set_string(builder, 2, info->kind);
    builder_set_string(builder, 3, info->target);
    builder_set_string(builder, 4, info->feature_set);
    builder_set_string(builder, 5, info->damaged ? "damaged" : info->metric);
    if (info->metric)
        builder_set_real(builder, 6, info->value);
    builder_set_string(builder, 7, info->champion ? "yes" : NULL);
    builder_end_row(builder);
}

static struct table *list_models(struct session *session, bool segments, struct error *err)
{
    struct model_info *infos;
    size_t n;
    if (!workspace_models(session->workspace, &infos, &n, err))
        return NULL;
    struct builder *builder = columns_new(segments ? "segments" : "models",
                                          "name:t version:i kind:t target:t features:t metric:t value:r champion:t");
    for (size_t i = 0; i < n; i++)
        if (infos[i].segment == segments)
            add_model(builder, &infos[i]);
    model_infos_free(infos, n);
    return builder_finish(builder, err);
}

static struct table *make_models(struct session *session, const char *name, struct error *err)
{
    (void)name;
    return list_models(session, false, err);
}

static struct table *make_segments(struct session *session, const char *name, struct error *err)
{
    (void)name;
    return list_models(session, true, err);
}

/* ---- Definitions ---- */

static struct table *list_definitions(struct session *session, const char *name, enum name_kind kind, const char *state,
                                      struct error *err)
{
    struct builder *builder = columns_new(name, "name:t definition:t in_use:t");
    char **names = workspace_names(session->workspace, kind);
    char *in_use = state ? workspace_state(session->workspace, state) : NULL;
    for (char **at = names; at && *at; at++) {
        char *text = workspace_definition(session->workspace, kind, *at);
        builder_set_string(builder, 0, *at);
        builder_set_string(builder, 1, text);
        builder_set_string(builder, 2, in_use && strcmp(in_use, *at) == 0 ? "yes" : NULL);
        builder_end_row(builder);
        free(text);
    }
    free(in_use);
    names_free(names);
    return builder_finish(builder, err);
}

static struct table *make_targets(struct session *session, const char *name, struct error *err)
{
    return list_definitions(session, name, NAME_TARGET, "target", err);
}

static struct table *make_populations(struct session *session, const char *name, struct error *err)
{
    return list_definitions(session, name, NAME_POPULATION, "population", err);
}

static struct table *make_features(struct session *session, const char *name, struct error *err)
{
    struct builder *builder = columns_new(name, "name:t definition:t columns:t");
    char **names = workspace_names(session->workspace, NAME_FEATURE);
    struct arena arena;
    struct feature_list known;
    arena_init(&arena);
    resolve_names_of_features(session, &arena, &known);
    for (char **at = names; at && *at; at++) {
        char *text = workspace_definition(session->workspace, NAME_FEATURE, *at);
        struct text columns = TEXT_EMPTY;
        for (size_t i = 0; i < known.n; i++)
            if (strcmp(known.features[i].definition->name, *at) == 0)
                text_add_format(&columns, "%s%s", columns.length > 0 ? " " : "", known.features[i].name);
        builder_set_string(builder, 0, *at);
        builder_set_string(builder, 1, text);
        builder_set_string(builder, 2, text_string(&columns));
        builder_end_row(builder);
        text_release(&columns);
        free(text);
    }
    arena_release(&arena);
    names_free(names);
    return builder_finish(builder, err);
}

static struct table *make_sets(struct session *session, const char *name, struct error *err)
{
    struct builder *builder = columns_new(name, "name:t version:i n:i features:t");
    char **names = workspace_names(session->workspace, NAME_SET);
    for (char **at = names; at && *at; at++) {
        char *text = workspace_definition(session->workspace, NAME_SET, *at);
        int64_t n = 1;
        for (const char *c = text; *c; c++)
            n += *c == ' ';
        builder_set_string(builder, 0, *at);
        builder_set_int(builder, 1, workspace_set_version(session->workspace, *at));
        builder_set_int(builder, 2, n);
        builder_set_string(builder, 3, text);
        builder_end_row(builder);
        free(text);
    }
    names_free(names);
    return builder_finish(builder, err);
}

/* ---- Data ---- */

static struct table *make_tables(struct session *session, const char *name, struct error *err)
{
    struct builder *builder = columns_new(name, "name:t version:i rows:i columns:i key:t time:t of:t");
    char **names = workspace_tables(session->workspace);
    for (char **at = names; at && *at; at++) {
        struct table_version info;
        if (!workspace_table_info(session->workspace, *at, 0, &info, err)) {
            builder_free(builder);
            names_free(names);
            return NULL;
        }
        builder_set_string(builder, 0, info.name);
        builder_set_int(builder, 1, info.version);
        builder_set_int(builder, 2, (int64_t)info.n_rows);
        builder_set_int(builder, 3, (int64_t)info.n_columns);
        builder_set_string(builder, 4, info.key);
        builder_set_string(builder, 5, info.time);
        builder_set_string(builder, 6, info.of);
        builder_end_row(builder);
        table_version_release(&info);
    }
    names_free(names);
    return builder_finish(builder, err);
}

static struct table *make_snapshots(struct session *session, const char *name, struct error *err)
{
    struct snapshot_info *infos;
    size_t n;
    if (!workspace_snapshots(session->workspace, &infos, &n, err))
        return NULL;
    struct builder *builder = columns_new(name, "name:t hash:t tables:i rows:i in_use:t note:t");
    for (size_t i = 0; i < n; i++) {
        infos[i].hash[8] = '\0';
        builder_set_string(builder, 0, infos[i].name);
        builder_set_string(builder, 1, infos[i].hash);
        builder_set_int(builder, 2, (int64_t)infos[i].n_tables);
        builder_set_int(builder, 3, (int64_t)infos[i].n_rows);
        builder_set_string(builder, 4, infos[i].in_use ? "yes" : NULL);
        builder_set_string(builder, 5, infos[i].note);
        builder_end_row(builder);
    }
    snapshot_infos_free(infos, n);
    return builder_finish(builder, err);
}

static void add_presets(struct builder *builder, enum preset_kind kind, const char *used)
{
    struct preset *presets;
    size_t n = presets_list(kind, &presets);
    for (size_t i = 0; i < n; i++) {
        builder_set_string(builder, 0, presets[i].name);
        builder_set_string(builder, 1, used);
        builder_set_string(builder, 2, presets[i].title);
        builder_end_row(builder);
    }
    presets_free(presets, n);
}

static struct table *make_presets(struct session *session, const char *name, struct error *err)
{
    (void)session;
    struct builder *builder = columns_new(name, "name:t used:t what:t");
    if (strcmp(name, "presets") == 0)
        add_presets(builder, PRESET_LOAD, "load as=");
    add_presets(builder, PRESET_FEATURES, "run");
    return builder_finish(builder, err);
}

/* ---- The rest ---- */

static struct table *make_trail(struct session *session, const char *name, struct error *err)
{
    return workspace_trail(session->workspace, name, err);
}

static struct table *make_scores(struct session *session, const char *name, struct error *err)
{
    (void)name;
    if (session->scores)
        return table_retain(session->scores);
    fail(err, ERROR_USER, E_NO_NAME, "no scores were made in this session");
    error_mend(err, "score MODEL to FILE");
    return NULL;
}

static struct table *make_stored(struct session *session, const char *name, struct error *err)
{
    (void)name;
    return workspace_stored_features(session->workspace, err);
}

static struct table *make_settings(struct session *session, const char *name, struct error *err)
{
    struct builder *builder = columns_new(name, "name:t value:t from:t default:t what:t");
    for (size_t i = 0; settings[i].name; i++) {
        builder_set_string(builder, 0, settings[i].name);
        builder_set_string(builder, 1, setting_value(session, i));
        builder_set_string(builder, 2, setting_origin(session, i));
        builder_set_string(builder, 3, settings[i].otherwise);
        builder_set_string(builder, 4, settings[i].summary);
        builder_end_row(builder);
    }
    return builder_finish(builder, err);
}

static struct table *make_next(struct session *session, const char *name, struct error *err)
{
    (void)name;
    return next_steps(session, err);
}

#define LIST(id, make, needs, what) static const struct list id##_list = { #id, what, make, needs }
LIST(tables, make_tables, true, "tables of the snapshot in use");
LIST(snapshots, make_snapshots, true, "snapshots");
static const struct list presets_list_row = { "presets", "kinds of files that load knows, and packs", make_presets,
                                              false };
LIST(packs, make_presets, false, "command files that define features, which run knows");
LIST(features, make_features, true, "features and their definitions");
LIST(sets, make_sets, true, "sets of features");
LIST(targets, make_targets, true, "targets");
LIST(populations, make_populations, true, "populations");
LIST(models, make_models, true, "models, all versions");
LIST(segments, make_segments, true, "segmentations, all versions");
LIST(scores, make_scores, true, "the score table made last");
LIST(notes, make_trail, true, "notes");
LIST(promotions, make_trail, true, "champions and when they became so");
LIST(files, make_trail, true, "files that this workspace wrote");
LIST(audit, make_trail, true, "every command that changed something");
LIST(stored, make_stored, true, "features that were computed and are kept");
LIST(next, make_next, false, "what most people do from here");
LIST(settings, make_settings, false, "settings and who set them");

const struct list *const lists[] = { &tables_list,   &snapshots_list, &presets_list_row, &packs_list,  &features_list,
                                     &sets_list,     &targets_list,   &populations_list, &models_list, &segments_list,
                                     &scores_list,   &notes_list,     &promotions_list,  &files_list,  &audit_list,
                                     &settings_list, &stored_list,    &next_list,        NULL };

const struct list *list_find(const char *name)
{
    return kind_find((const void *const *)lists, name);
}
