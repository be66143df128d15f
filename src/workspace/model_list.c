/* What lists show of models, which stands in their rows of the catalog: no model file is read for it. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "room.h"

void model_bind_figure(struct query *query, const struct model *model)
{
    const struct model_metric *figure = model_main_metric(model);
    query_bind_text(query, figure ? figure->name : "");
    query_bind_real(query, figure ? figure->value.estimate : NAN);
}

/* A row that an earlier program made says nothing of its figure: the model's file does. */
static void figure_from_file(struct workspace *workspace, struct model_info *info)
{
    struct error ignored = ERROR_INIT;
    struct text spec = TEXT_EMPTY;
    text_add_format(&spec, "%s@%d", info->name, info->version);
    struct model *model = workspace_model(workspace, text_string(&spec), &ignored);
    const struct model_metric *figure = model ? model_main_metric(model) : NULL;
    info->damaged = !model;
    if (figure) {
        info->metric = metric_find(figure->name)->name;
        info->value = figure->value.estimate;
    }
    model_free(model);
    text_release(&spec);
    error_release(&ignored);
}

static void info_read(struct workspace *workspace, struct query *query, struct model_info *info)
{
    memset(info, 0, sizeof *info);
    info->name = query_copy(query, 0);
    info->kind = query_copy(query, 1);
    info->target = query_copy(query, 2);
    info->feature_set = query_copy(query, 3);
    info->population = query_copy(query, 4);
    info->version = (int)query_integer(query, 5);
    info->segment = query_integer(query, 6) != 0;
    info->made = query_integer(query, 7);
    snprintf(info->hash, sizeof info->hash, "%s", query_text(query, 8));
    snprintf(info->snapshot, sizeof info->snapshot, "%s", query_text(query, 9));
    info->fit_seconds = query_real(query, 10);
    info->champion = query_integer(query, 11) != 0;
    info->value = NAN;
    const char *name = query_text(query, 12);
    const struct metric *metric = name ? metric_find(name) : NULL;
    if (metric)
        info->metric = metric->name;
    if (metric && query_text(query, 13))
        info->value = query_real(query, 13);
    if (!name)
        figure_from_file(workspace, info);
}

bool workspace_models(struct workspace *workspace, struct model_info **out, size_t *n, struct error *err)
{
    *out = NULL;
    *n = 0;
    struct query *query = query_new(
        workspace->catalog,
        "SELECT m.name, m.kind, m.target, m.feature_set, m.population, m.version, m.segment, m.made, m.hash, "
        "  m.snapshot, m.fit_seconds, "
        "  m.id IN (SELECT (SELECT p.model FROM promotion p JOIN model o ON o.id = p.model WHERE o.name = named.name "
        "    ORDER BY p.id DESC LIMIT 1) FROM (SELECT DISTINCT name FROM model) named), m.metric, m.value "
        "FROM model m ORDER BY m.id");
    while (query_row(query)) {
        *out = reallocate(*out, *n + 1, sizeof **out);
        info_read(workspace, query, &(*out)[(*n)++]);
    }
    return query_end(query, err);
}

void model_infos_free(struct model_info *infos, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char *texts[] = { infos[i].name, infos[i].kind, infos[i].target, infos[i].feature_set, infos[i].population };
        for (size_t t = 0; t < sizeof texts / sizeof *texts; t++)
            free(texts[t]);
    }
    free(infos);
}

/* ---- Rows of earlier programs ---- */

static bool models_to_settle(struct workspace *workspace)
{
    int64_t n = 0;
    bool found;
    return query_one_integer(query_new(workspace->catalog, "SELECT count(*) FROM model WHERE metric IS NULL"), &n,
                             &found, NULL) &&
           n > 0;
}

static bool info_settle(struct workspace *workspace, const struct model_info *info, struct error *err)
{
    struct query *query =
        query_new(workspace->catalog, "UPDATE model SET metric = ?, value = ? WHERE name = ? AND version = ?");
    query_bind_text(query, info->metric ? info->metric : "");
    query_bind_real(query, info->value);
    query_bind_text(query, info->name);
    query_bind_integer(query, info->version);
    return query_end(query, err);
}

void models_settle(struct workspace *workspace)
{
    struct model_info *infos;
    size_t n;
    if (!models_to_settle(workspace) || !workspace_models(workspace, &infos, &n, NULL))
        return;
    if (change_begin(workspace, NULL)) {
        bool ok = true;
        for (size_t i = 0; ok && i < n; i++)
            ok = infos[i].damaged || info_settle(workspace, &infos[i], NULL);
        change_end(workspace, ok, NULL);
    }
    model_infos_free(infos, n);
}
