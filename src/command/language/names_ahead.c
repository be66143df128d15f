/* Names before anything runs. */
#include "command/language/names_ahead.h"

#include <string.h>

#include "command/names/resolve.h"
#include "patron/base/error.h"
#include "patron/base/kinds.h"
#include "patron/base/memory.h"

static void add(struct names_ahead *ahead, const char *name)
{
    ahead->names = reallocate(ahead->names, ahead->n + 1, sizeof *ahead->names);
    ahead->names[ahead->n++] = copy_text(name);
}

void names_ahead_begin(struct names_ahead *ahead, struct session *session)
{
    static const enum name_kind kinds[] = { NAME_TABLE, NAME_FEATURE, NAME_SET,     NAME_TARGET,
                                            NAME_MODEL, NAME_SEGMENT, NAME_SNAPSHOT };
    *ahead = (struct names_ahead){ 0 };
    for (size_t k = 0; session->workspace && k < sizeof kinds / sizeof *kinds; k++) {
        char **names = workspace_names(session->workspace, kinds[k]);
        for (char **name = names; name && *name; name++)
            add(ahead, *name);
        names_free(names);
    }
}

void names_ahead_release(struct names_ahead *ahead)
{
    for (size_t i = 0; i < ahead->n; i++)
        free(ahead->names[i]);
    free(ahead->names);
}

/* A feature over several windows, or by the levels of a column, makes NAME_30d and NAME_web. */
static bool is_known(const struct names_ahead *ahead, const char *name)
{
    for (size_t i = 0; i < ahead->n; i++) {
        size_t length = strlen(ahead->names[i]);
        if (strncmp(ahead->names[i], name, length) == 0 && (name[length] == '\0' || name[length] == '_'))
            return true;
    }
    return false;
}

/* What a parameter names, as errors say it; NULL for those that name nothing of the workspace. */
static const char *kind_named(enum parameter_type type, int *code)
{
    switch (type) {
    case PARAMETER_TABLE:
        *code = E_NO_TABLE;
        return "table";
    case PARAMETER_FEATURES:
        *code = E_NO_FEATURE;
        return "feature";
    case PARAMETER_TARGET:
        *code = E_NO_TARGET;
        return "target";
    case PARAMETER_MODEL:
    case PARAMETER_SEGMENT:
        *code = E_NO_MODEL;
        return type == PARAMETER_MODEL ? "model" : "segmentation";
    default:
        return NULL;
    }
}

static bool check_value(const struct names_ahead *ahead, const struct value *value, struct error *err)
{
    int code = 0;
    const char *kind = value->given ? kind_named(value->parameter->type, &code) : NULL;
    for (size_t i = 0; kind && i < value->n_texts; i++) {
        const char *name = value->texts[i];
        /* Patterns, columns, versions, files, expressions and words such as `champion` are known when the line runs. */
        if (name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")] != '\0' ||
            is_known(ahead, name) || strcmp(name, "champion") == 0 || strcmp(name, "newest") == 0)
            continue;
        struct nearest nearest;
        nearest_init(&nearest, name);
        for (size_t k = 0; k < ahead->n; k++)
            nearest_offer(&nearest, ahead->names[k]);
        fail(err, ERROR_USER, code, "no %s named '%s', neither now nor by a line before", kind, name);
        if (nearest.best)
            error_mend(err, "%s", nearest.best);
        return fail_value_at(err, value, i);
    }
    return true;
}

/* Adds the names that the line at hand gives. What makes names that it does not say (an opened workspace, a delivery, a
   preset, an imported model) leaves nothing to be sure of. */
static void add_made(struct names_ahead *ahead, const struct bound *bound)
{
    const int makes = CHANGES_TABLES | CHANGES_DEFINITIONS | CHANGES_MODELS;
    const struct values *values = &bound->invocation.values;
    size_t n_given = 0;
    bool changes_known = false, more = false;
    for (size_t i = 0; i < values->n; i++) {
        const struct value *value = &values->values[i];
        enum parameter_type type = value->parameter->type;
        for (size_t k = 0; value->given && type == PARAMETER_NAME && k < value->n_texts; k++, n_given++)
            add(ahead, value->texts[k]);
        changes_known = changes_known || (value->given && kind_named(type, &(int){ 0 }));
        more = more || (value->given && type == PARAMETER_PRESET);
    }
    bool makes_names = (bound->invocation.command->changes & makes) != 0;
    ahead->unknown = ahead->unknown || more || (makes_names && (n_given > 1 || (n_given == 0 && !changes_known)));
}

bool names_ahead_check(struct names_ahead *ahead, const struct bound *bound, bool made_elsewhere, struct error *err)
{
    if (!bound->invocation.command)
        return true;
    const struct values *values = &bound->invocation.values;
    bool ok = true;
    for (size_t i = 0; ok && !ahead->unknown && i < values->n; i++)
        ok = check_value(ahead, &values->values[i], err);
    if (strcmp(bound->invocation.command->name, "new") == 0) { /* it has no names yet */
        names_ahead_release(ahead);
        *ahead = (struct names_ahead){ 0 };
        return ok;
    }
    add_made(ahead, bound);
    ahead->unknown = ahead->unknown || made_elsewhere;
    return ok;
}
