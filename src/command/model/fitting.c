/* Constants of features: fitted on the training rows of the split, or where none stands on the population at the as-of
   date. They are kept in the workspace under a hash of the definition, the data and what chose the rows; when one of
   these has changed, the next use fits them anew and says so. */
#include "command/model/fitting.h"

#include <stdlib.h>
#include <string.h>

#include "command/verb.h"

/* ---- Which rows ---- */

static const struct definition *split_target(struct fitting *fitting)
{
    struct session *session = fitting->session;
    struct error none = ERROR_INIT;
    if (session->training_target)
        return session->training_target;
    const struct definition *target = resolve_target(session, NULL, fitting->arena, &none);
    error_release(&none);
    return target;
}

static void add_definition(struct hasher *hasher, const struct definition *definition)
{
    struct text text = TEXT_EMPTY;
    if (definition)
        definition_write(definition, &text);
    hasher_add_text(hasher, text_string(&text));
    text_release(&text);
}

/* What decides the rows: read, not yet gathered. */
static bool choose_rows(struct fitting *fitting, struct error *err)
{
    struct session *session = fitting->session;
    struct error none = ERROR_INIT;
    fitting->asof = TIME_MISSING;
    fitting->world = resolve_world(session, fitting->arena, err);
    fitting->has_split = resolve_split(session, &fitting->split, &none);
    error_release(&none);
    bool by_date = fitting->has_split && fitting->split.n_train > 0;
    if (!fitting->world || (!by_date && !resolve_asof(session, fitting->world, &fitting->asof, err)) ||
        (!fitting->everybody && !resolve_population(session, fitting->arena, &fitting->population, err)))
        return false;
    char snapshot[HASH_TEXT];
    struct hasher hasher;
    struct text split = TEXT_EMPTY;
    workspace_snapshot_hash(session->workspace, snapshot);
    hasher_init(&hasher);
    hasher_add_text(&hasher, "fitted 1");
    hasher_add_text(&hasher, snapshot);
    if (fitting->has_split)
        split_text(&fitting->split, &split);
    hasher_add_text(&hasher, text_string(&split));
    text_release(&split);
    add_definition(&hasher, fitting->population);
    if (!by_date)
        hasher_add(&hasher, &fitting->asof, sizeof fitting->asof);
    if (fitting->has_split && !by_date) {
        hasher_add(&hasher, &fitting->split.seed, sizeof fitting->split.seed);
        add_definition(&hasher, split_target(fitting));
    }
    struct hash hash = hasher_finish(&hasher);
    hash_text(&hash, fitting->base);
    fitting->known = true;
    return true;
}

static const char *tell_dates(const struct split *split, struct arena *arena)
{
    char first[32], last[32];
    time_format(split->train[0], true, first);
    time_format(split->train[split->n_train - 1], true, last);
    if (split->n_train == 1)
        return arena_text(arena, first);
    return split->n_train == 2 ? arena_format(arena, "%s and %s", first, last)
                               : arena_format(arena, "%zu dates from %s to %s", split->n_train, first, last);
}

static const char *tell_rows(const struct fitting *fitting)
{
    struct arena *arena = fitting->arena;
    const char *of = fitting->population ? arena_format(arena, " of %s", fitting->population->name) : "";
    if (fitting->has_split && fitting->split.n_train > 0)
        return arena_format(arena, "the %s%s at %s", counted(fitting->n, "training row", arena), of,
                            tell_dates(&fitting->split, arena));
    const char *date = asof_text(fitting->asof, arena);
    const char *at = date ? arena_format(arena, " as of %s", date + strlen("asof ")) : "";
    const char *customers = counted(fitting->n, fitting->has_split ? "training customer" : "customer", arena);
    return arena_format(arena, "the %s%s%s%s", customers, of, at, fitting->has_split ? "" : ", for no split stands");
}

static bool gather_rows(struct fitting *fitting, struct feature_rows *out, struct error *err)
{
    if (!fitting->gathered) {
        const struct split *split = fitting->has_split ? &fitting->split : NULL;
        const struct definition *target = split && split->n_train == 0 ? split_target(fitting) : NULL;
        if (!study_training_rows(fitting->world, fitting->population, target, split, fitting->asof,
                                 session_work(fitting->session), &fitting->customers, &fitting->cutoffs, &fitting->n,
                                 err))
            return false;
        arena_adopt(fitting->arena, free, fitting->customers);
        arena_adopt(fitting->arena, free, fitting->cutoffs);
        fitting->gathered = true;
        fitting->told = tell_rows(fitting);
    }
    if (fitting->n == 0) {
        fail(err, ERROR_USER, E_TOO_FEW, "no customer is among the rows that train");
        error_reason(err, "levels and edges of features are fitted on %s", fitting->told);
        error_mend(err, fitting->has_split ? "another split" : "another as-of date");
        return false;
    }
    *out = (struct feature_rows){ fitting->n, fitting->customers, fitting->cutoffs };
    return true;
}

/* ---- What was fitted before: key, rows, definition, with tabs between ---- */

struct kept {
    const char *key, *told, *text;
};

static const char *kept_name(const char *name, bool everybody, struct arena *arena)
{
    return arena_format(arena, everybody ? ".fitted everybody %s" : ".fitted %s", name);
}

static bool kept_read(struct session *session, const char *name, bool everybody, struct arena *arena, struct kept *out)
{
    char *state = workspace_state(session->workspace, kept_name(name, everybody, arena));
    char *copy = state ? arena_text(arena, state) : NULL, *told = copy ? strchr(copy, '\t') : NULL;
    char *text = told ? strchr(told + 1, '\t') : NULL;
    free(state);
    if (!text)
        return false;
    *told = *text = '\0';
    *out = (struct kept){ copy, told + 1, text + 1 };
    return true;
}

static void kept_write(struct fitting *fitting, const char *name, const char *key, const struct definition *definition)
{
    struct text state = TEXT_EMPTY;
    struct error none = ERROR_INIT; /* a workspace that cannot be written is fitted again at each use */
    text_add_format(&state, "%s\t%s\t", key, fitting->told);
    definition_write(definition, &state);
    workspace_set_state(fitting->session->workspace, kept_name(name, fitting->everybody, fitting->arena),
                        text_string(&state), &none);
    error_release(&none);
    text_release(&state);
}

static bool kept_take(const struct kept *kept, struct definition *definition, struct arena *arena)
{
    struct definition fitted;
    if (!definition_parse(definition->kind, definition->name, kept->text, 0, arena, &fitted, NULL))
        return false;
    *definition = fitted;
    return true;
}

const char *fitted_on(struct session *session, const char *name, struct arena *arena)
{
    struct kept kept;
    return kept_read(session, name, false, arena, &kept) ? kept.told : NULL;
}

const char *fitted_as(struct session *session, const char *name, struct arena *arena)
{
    struct kept kept;
    return kept_read(session, name, false, arena, &kept) ? kept.text : NULL;
}

/* ---- Fitting ---- */

static void key_of(const struct fitting *fitting, const struct definition *definition, char out[HASH_TEXT])
{
    struct hasher hasher;
    hasher_init(&hasher);
    hasher_add_text(&hasher, fitting->base);
    add_definition(&hasher, definition);
    struct hash hash = hasher_finish(&hasher);
    hash_text(&hash, out);
}

typedef bool fit_function(struct definition *definition, const struct world *world, const struct feature_rows *rows,
                          struct arena *arena, struct work *work, struct error *err);

static bool fit(struct fitting *fitting, const char *name, struct definition *definition, fit_function *function,
                struct error *err)
{
    struct kept kept;
    struct feature_rows rows;
    char key[HASH_TEXT];
    bool before = kept_read(fitting->session, name, fitting->everybody, fitting->arena, &kept);
    if (fitting->last)
        return before && kept_take(&kept, definition, fitting->arena);
    if (!fitting->known && !choose_rows(fitting, err))
        return false;
    key_of(fitting, definition, key);
    if (before && strcmp(kept.key, key) == 0 && kept_take(&kept, definition, fitting->arena))
        return true;
    if (!gather_rows(fitting, &rows, err) ||
        !function(definition, fitting->world, &rows, fitting->arena, session_work(fitting->session), err))
        return false;
    kept_write(fitting, name, key, definition);
    fitting->anew |= before;
    text_add_format(&fitting->names, "%s%s", fitting->names.length > 0 ? ", " : "", name);
    return true;
}

bool fitting_levels(struct fitting *fitting, const char *name, struct definition *definition, struct error *err)
{
    return fit(fitting, name, definition, definition_fit_levels, err);
}

bool fitting_edges(struct fitting *fitting, const char *name, struct definition *definition, struct error *err)
{
    return fit(fitting, name, definition, definition_fit_edges, err);
}

void fitting_end(struct fitting *fitting)
{
    if (fitting->names.length > 0 && !fitting->silent)
        session_message(fitting->session, "%s: fitted %son %s", text_string(&fitting->names),
                        fitting->anew ? "anew " : "", fitting->told);
    text_release(&fitting->names);
}
