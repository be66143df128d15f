/* Columns of a table, or features as of a date. */
#include "command/model/looked.h"

#include <string.h>

#include "command/verb.h"
#include "patron/feature/known.h"

enum { FEATURE_KEYS = 2 }; /* feature tables begin with the key and the cutoff */

static void release_table(void *table)
{
    table_release(table);
}

/* The table that all names lie in: a table's own name, or TABLE.COLUMN each; NULL when they do not. */
static const char *common_table(struct session *session, const struct value *names, struct arena *arena)
{
    const char *table = NULL;
    for (size_t i = 0; i < names->n_texts; i++) {
        const char *name = names->texts[i], *point = strchr(name, '.');
        const char *own = point ? arena_bytes(arena, name, (size_t)(point - name)) : name;
        if ((!point && names->n_texts > 1) || (table && strcmp(own, table) != 0) ||
            workspace_what(session->workspace, own) != NAME_TABLE)
            return NULL;
        table = own;
    }
    return table;
}

/* MORE that no feature of LIST is called, as it must be written to be one: columns of the customers get their table. */
static bool add_more(struct session *session, const struct world *world, const char *const *more, size_t n_more,
                     struct arena *arena, struct feature_list *list, struct error *err)
{
    const char *set = list->set;
    const char **texts = arena_allocate(arena, list->n + n_more + 1, sizeof *texts);
    size_t n = 0;
    for (; n < list->n; n++)
        texts[n] = list->specs[n];
    for (size_t i = 0; i < n_more; i++) {
        bool there = !more[i];
        for (size_t f = 0; f < list->n && !there; f++)
            there = feature_is_called(&list->features[f], more[i]);
        if (!there)
            texts[n++] = strchr(more[i], '.') || !table_column(world->customers, more[i])
                             ? more[i]
                             : arena_format(arena, "%s.%s", world->customers->name, more[i]);
    }
    if (n > list->n && !resolve_feature_texts(session, texts, n, arena, list, err))
        return false;
    list->set = set;
    return true;
}

static bool look_at_features(struct session *session, const struct value *names, const char *const *more, size_t n_more,
                             const struct value *at, struct arena *arena, struct looked *out, struct error *err)
{
    const struct world *world = resolve_world(session, arena, err);
    struct feature_list list;
    struct definition *population;
    int64_t asof;
    if (!world ||
        !(names->given ? resolve_features(session, names, arena, &list, err)
                       : resolve_all_features(session, arena, &list, err)) ||
        !add_more(session, world, more, n_more, arena, &list, err) || !resolve_date(session, at, world, &asof, err) ||
        !resolve_population(session, arena, &population, err))
        return false;
    out->table = study_features(world, population, list.features, list.n, asof, session_work(session), err);
    if (!out->table)
        return false;
    arena_adopt(arena, release_table, out->table);
    out->is_key = arena_allocate(arena, out->table->n_columns + 1, sizeof *out->is_key);
    for (size_t c = 0; c < FEATURE_KEYS && c < out->table->n_columns; c++)
        out->is_key[c] = true;
    if (out->table->n_rows == 0) {
        char day[32];
        time_format(asof, true, day);
        session_warning(session, "no customer is in %s as of %s",
                        population ? arena_format(arena, "population %s", population->name) : "the data", day);
    }
    const char *date = asof_text(asof, arena), *n = counted(out->table->n_rows, "customer", arena);
    struct feature_clocks clocks = features_clocks(world, list.features, list.n, asof, arena);
    warn_undated(session, &clocks, asof);
    out->event_time_only = clocks.event_time_only;
    out->features = list.features;
    out->n_features = list.n;
    out->subject = list.set;
    out->context = date ? arena_format(arena, "%s  %s", date, n) : n;
    return true;
}

/* The columns of TABLE that NAMES (each TABLE.COLUMN, with * for several) and MORE say; none twice. */
static struct table *columns_named(const struct table *table, const struct value *names, const char *const *more,
                                   size_t n_more, struct arena *arena, struct error *err)
{
    bool *taken = arena_allocate(arena, table->n_columns + 1, sizeof *taken);
    struct assembly *assembly = assembly_new(table->name, table->n_rows);
    bool good = true;
    for (size_t i = 0; i < names->n_texts + n_more && good; i++) {
        const char *name = i < names->n_texts ? names->texts[i] : more[i - names->n_texts];
        const char *point = name ? strchr(name, '.') : NULL;
        size_t n_found = 0;
        for (size_t c = 0; name && c < table->n_columns; c++) {
            if (!glob_match(point ? point + 1 : name, table->columns[c].name))
                continue;
            n_found++;
            if (!taken[c])
                assembly_add_column_of(assembly, table, c, table->columns[c].name);
            taken[c] = true;
        }
        if (n_found == 0 && i < names->n_texts) {
            table_need_column(table, point + 1, err);
            good = fail_value_at(err, names, i);
        }
    }
    if (good)
        return assembly_finish(assembly);
    assembly_free(assembly);
    return NULL;
}

/* Marks the key and the link of the table NAME, but for those that NAMES says in so many words. */
static bool mark_keys(struct session *session, const char *name, const struct value *names, struct arena *arena,
                      struct looked *out, struct error *err)
{
    struct table_version info;
    if (!workspace_table_info(session->workspace, name, 0, &info, err))
        return false;
    out->is_key = arena_allocate(arena, out->table->n_columns + 1, sizeof *out->is_key);
    for (size_t c = 0; c < out->table->n_columns; c++) {
        const char *column = out->table->columns[c].name;
        out->is_key[c] = (info.key && strcmp(info.key, column) == 0) || (info.via && strcmp(info.via, column) == 0);
        for (size_t i = 0; i < names->n_texts; i++) {
            const char *point = strchr(names->texts[i], '.');
            if (point && strcmp(point + 1, column) == 0)
                out->is_key[c] = false;
        }
    }
    table_version_release(&info);
    return true;
}

void looked_leave_keys(struct looked *looked, const char *kept, struct arena *arena)
{
    struct assembly *assembly = assembly_new(looked->table->name, looked->table->n_rows);
    struct text gone = TEXT_EMPTY;
    size_t n_left = 0;
    for (size_t c = 0; c < looked->table->n_columns; c++) {
        const struct column *column = &looked->table->columns[c];
        bool leave = looked->is_key[c] && !(kept && strcmp(kept, column->name) == 0);
        if (!leave)
            assembly_add_column_of(assembly, looked->table, c, column->name);
        else if (column->type != TYPE_TIME)
            text_add_format(&gone, "%s%s", gone.length > 0 ? ", " : "", column->name);
        n_left += !leave;
    }
    looked->table = assembly_finish(assembly);
    arena_adopt(arena, release_table, looked->table);
    looked->is_key = arena_allocate(arena, n_left + 1, sizeof *looked->is_key);
    if (looked->is_table && gone.length > 0)
        looked->context = arena_format(arena, "%s  key left out: %s", looked->context, text_string(&gone));
    text_release(&gone);
}

/* The table NAME as it was known on the date AT or, if none is given, the as-of date; as it was loaded when there is no
   as-of date either. Says which in OUT. */
static bool take_table(struct session *session, const char *name, const struct value *at, struct arena *arena,
                       struct looked *out, struct error *err)
{
    struct error none = ERROR_INIT;
    struct known_counts hidden = { 0 };
    int64_t cutoff;
    if (!resolve_table(session, name, arena, err))
        return false;
    bool dated = resolve_date(session, at, NULL, &cutoff, &none);
    error_release(&none);
    out->table = dated ? workspace_table_at(session->workspace, name, 0, cutoff, &hidden, err)
                       : resolve_table(session, name, arena, err);
    if (!out->table)
        return false;
    if (dated)
        arena_adopt(arena, release_table, out->table);
    out->context = counted(out->table->n_rows, "row", arena);
    if (hidden.n_rows > 0 || hidden.n_values > 0) {
        char n[32];
        out->context = arena_format(arena, "%s  %s", asof_text(cutoff, arena), out->context);
        count_format(hidden.n_rows > 0 ? hidden.n_rows : hidden.n_values, n);
        out->context = arena_format(arena, "%s  %s later %s not seen", out->context, n,
                                    hidden.n_rows > 1     ? "rows are"
                                    : hidden.n_rows == 1  ? "row is"
                                    : hidden.n_values > 1 ? "values are"
                                                          : "value is");
    }
    return true;
}

bool look_at(struct session *session, const struct value *names, const char *const *more, size_t n_more,
             const struct value *at, struct arena *arena, struct looked *out, struct error *err)
{
    const char *name = common_table(session, names, arena);
    out->event_time_only = out->is_table = false;
    out->n_features = 0;
    if (!name)
        return look_at_features(session, names, more, n_more, at, arena, out, err);
    if (!take_table(session, name, at, arena, out, err))
        return false;
    if (strchr(names->texts[0], '.')) {
        out->table = columns_named(out->table, names, more, n_more, arena, err);
        if (!out->table)
            return false;
        arena_adopt(arena, release_table, out->table);
    }
    out->is_table = true;
    if (!mark_keys(session, name, names, arena, out, err))
        return false;
    struct text subject = TEXT_EMPTY;
    for (size_t i = 0; i < names->n_texts; i++)
        text_add_format(&subject, "%s%s", i > 0 ? " " : "", names->texts[i]);
    out->subject = arena_text(arena, text_string(&subject));
    text_release(&subject);
    return true;
}

const struct column *looked_column(const struct looked *looked, const char *name, struct error *err)
{
    const char *point = strchr(name, '.');
    for (size_t i = 0; i < looked->n_features && !table_column(looked->table, name); i++)
        if (feature_is_called(&looked->features[i], name))
            name = looked->features[i].name;
    return table_need_column(looked->table, point ? point + 1 : name, err);
}
