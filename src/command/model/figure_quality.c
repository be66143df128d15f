/* Quality as figures of conditions: check(orders) == pass, completeness(orders) >= 0.95. */
#include <math.h>
#include <string.h>

#include "command/data/quality.h"
#include "command/model/figure.h"
#include "command/verb.h"

static bool need_table(struct session *session, const char *name, struct error *err)
{
    return workspace_what(session->workspace, name) == NAME_TABLE ||
           fail_no_name(session, E_NO_TABLE, "table", name, NAME_TABLE, err);
}

/* Of one table, or of all. */
bool figure_of_check(struct session *session, const struct figure_call *call, struct figure *out, struct error *err)
{
    struct arena arena;
    arena_init(&arena);
    struct quality *quality = arena_allocate(&arena, 1, sizeof *quality);
    char **names = workspace_tables(session->workspace);
    quality_init(quality, &arena);
    bool ok = call->n_words == 0 || need_table(session, call->words[0], err);
    for (char **name = names; ok && *name; name++)
        if (call->n_words == 0 || strcmp(*name, call->words[0]) == 0)
            ok = quality_check(session, *name, quality, err);
    names_free(names);
    builder_free(quality->findings);
    out->value = (double)quality->n_failed;
    out->word = quality->n_failed > 0 ? "fail" : "pass";
    if (quality->n_failed > 0 && out->arena)
        out->detail = quality->n_failed == 1
                          ? arena_text(out->arena, quality->first_failed)
                          : arena_format(out->arena, "%s, and %zu more", quality->first_failed, quality->n_failed - 1);
    arena_release(&arena);
    return ok;
}

bool figure_of_quality(struct session *session, const struct figure_call *call, struct figure *out, struct error *err)
{
    struct figures figures;
    char table[256];
    const char *name = call->words[0], *point = strchr(name, '.');
    enum figure_kind kind = 0;
    while (strcmp(figure_names[kind], call->name) != 0)
        kind++;
    snprintf(table, sizeof table, "%.*s", (int)(point ? point - name : (long)strlen(name)), name);
    if (!need_table(session, table, err) || !quality_figures(session, table, point ? point + 1 : NULL, &figures, err))
        return false;
    out->value = figures.value[kind];
    if (!isnan(out->value))
        return true;
    fail(err, ERROR_USER, E_NO_METRIC, "'%s' has no %s", name, call->name);
    if (kind == FIGURE_ACCURACY) {
        error_reason(err, "no rule says which values are right");
        error_mend(err, "check %s EXPRESSION", table);
    } else if (kind == FIGURE_TIMELINESS) {
        error_reason(err, "it has no times");
    } else {
        error_reason(err, "no rule speaks of it");
        error_mend(err, "quality %s", table);
    }
    return false;
}
