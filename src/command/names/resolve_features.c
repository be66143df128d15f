/* Names of features to what the engine computes: whole definitions, with all constants. */
#include "command/names/find_features.h"
#include "command/state.h"
#include "patron/base/memory.h"

static bool fit_feature(struct finder *finder, struct feature *feature)
{
    if (!definition_lacks_edges(feature->definition, finder->arena))
        return true;
    struct definition *fitted = arena_allocate(finder->arena, 1, sizeof *fitted);
    *fitted = *feature->definition;
    if (!fitting_edges(&finder->fitting, feature->name, fitted, finder->err))
        return false;
    feature->definition = fitted;
    return true;
}

/* The features of OUT with the names of others replaced and, with EDGES, all constants. */
static bool complete_all(struct finder *finder, bool edges)
{
    struct error none = ERROR_INIT;
    const struct world *world = resolve_world(finder->session, finder->arena, &none);
    bool ok = true;
    error_release(&none);
    for (size_t i = 0; ok && i < finder->out->n; i++) {
        struct feature *feature = &finder->out->features[i];
        ok = feature_expand(feature, world, finder->all.features, finder->all.n, finder->arena, finder->err);
        finder->out->listed[i].feature = *feature;
        ok = ok && (!edges || fit_feature(finder, feature));
    }
    return ok;
}

static bool find_once(struct finder *finder, const char *const *names, size_t n, bool edges)
{
    *finder->out = (struct feature_list){ 0 };
    for (size_t i = 0; i < n; i++)
        finder_ask(finder, names[i], 0);
    struct text label = TEXT_EMPTY;
    bool ok = finder_list(finder);
    for (size_t i = 0; ok && i < n; i++) {
        ok = finder_find(finder, names[i]);
        text_add_format(&label, "%s%s", i > 0 ? " " : "", names[i]);
    }
    finder->out->set = arena_text(finder->arena, text_string(&label));
    text_release(&label);
    ok = ok && complete_all(finder, edges);
    fitting_end(&finder->fitting);
    return ok && (finder->out->n > 0 || fail(finder->err, ERROR_USER, E_NO_FEATURE, "no feature is left"));
}

/* What fails is looked for once more among all definitions, so that the error can say what is near. */
static bool find_all(struct finder *finder, const char *const *names, size_t n, bool edges)
{
    struct finder whole = *finder;
    struct error *err = finder->err, first = ERROR_INIT;
    finder->err = &first;
    bool ok = find_once(finder, names, n, edges);
    finder->err = err;
    error_release(&first);
    whole.whole = true;
    return ok || find_once(&whole, names, n, edges);
}

bool resolve_feature_texts(struct session *session, const char *const *names, size_t n, struct arena *arena,
                           struct feature_list *out, struct error *err)
{
    struct finder finder = finder_of(session, arena, out, err);
    return find_all(&finder, names, n, true);
}

bool resolve_feature_names(struct session *session, const char *const *names, size_t n, struct arena *arena,
                           struct feature_list *out, struct error *err)
{
    struct finder finder = finder_of(session, arena, out, err);
    return find_all(&finder, names, n, false);
}

bool resolve_new_feature(struct session *session, const char *name, struct arena *arena, struct feature_list *out,
                         struct error *err)
{
    struct finder finder = finder_of(session, arena, out, err);
    finder.fitting.silent = true;
    return find_all(&finder, &name, 1, true);
}

const char *resolve_feature_name(struct session *session, const char *text, struct arena *arena)
{
    struct feature_list list;
    struct error none = ERROR_INIT;
    bool one =
        strpbrk(text, "*?.@") == NULL && resolve_feature_names(session, &text, 1, arena, &list, &none) && list.n == 1;
    error_release(&none);
    return one ? list.features[0].name : text;
}

bool fail_features_at(const struct value *names, struct error *err)
{
    for (size_t i = 0; err->what && i < names->n_texts; i++)
        if (strstr(err->what, names->texts[i])) /* the name that the message quotes */
            return fail_value_at(err, names, i);
    return fail_value_at(err, names, 0);
}

bool resolve_features(struct session *session, const struct value *names, struct arena *arena, struct feature_list *out,
                      struct error *err)
{
    return resolve_feature_texts(session, names->texts, names->n_texts, arena, out, err) ||
           fail_features_at(names, err);
}

static bool expand_among(struct session *session, struct definition *definition, bool whole, struct arena *arena,
                         struct error *err)
{
    struct finder finder = finder_of(session, arena, NULL, err);
    const char *name = definition->name ? definition->name : "population";
    struct feature feature = { name, definition, 0 };
    struct error none = ERROR_INIT;
    const struct world *world = resolve_world(session, arena, &none);
    error_release(&none);
    finder.fitting.everybody = true;
    finder.whole = whole;
    bool ok = finder_list_named(&finder, definition->expression) &&
              feature_expand(&feature, world, finder.all.features, finder.all.n, arena, err) &&
              fit_feature(&finder, &feature);
    fitting_end(&finder.fitting);
    if (ok)
        *definition = *feature.definition;
    return ok;
}

bool expand_definition(struct session *session, struct definition *definition, struct arena *arena, struct error *err)
{
    struct error first = ERROR_INIT;
    bool ok = expand_among(session, definition, false, arena, &first);
    error_release(&first);
    return ok || expand_among(session, definition, true, arena, err);
}

bool resolve_known_features(struct session *session, const char *text, bool whole, struct arena *arena,
                            struct feature_list *out, struct error *err)
{
    struct finder finder = finder_of(session, arena, out, err);
    finder.fitting.silent = true;
    finder.whole = whole;
    bool ok = finder_list_named(&finder, text);
    fitting_end(&finder.fitting);
    *out = finder.all;
    return ok;
}

bool resolve_names_of_features(struct session *session, struct arena *arena, struct feature_list *out)
{
    struct finder finder = finder_of(session, arena, out, NULL);
    finder.everything = finder.fitting.last = true;
    bool ok = finder_list(&finder);
    *out = finder.all;
    return ok;
}

bool resolve_all_features(struct session *session, struct arena *arena, struct feature_list *out, struct error *err)
{
    static const char *const all[] = { "*" };
    char **names = workspace_names(session->workspace, NAME_FEATURE);
    bool none = !names || !*names;
    names_free(names);
    if (none) {
        fail(err, ERROR_USER, E_NO_FEATURE, "no feature is defined");
        error_mend(err, "feature recency = days since last(orders.order_ts)");
        return false;
    }
    if (!resolve_feature_texts(session, all, 1, arena, out, err))
        return false;
    out->set = "all features";
    return true;
}
