/* diff: what changed between two versions of a table, two sets of features, or two snapshots. */
#include "patron/workspace/diff.h"
#include "command/names/features_difference.h"
#include "command/names/models_difference.h"
#include "command/verb.h"

static void release_table(void *table)
{
    table_release(table);
}

/* ---- Tables ---- */

struct side { /* one of the two */
    const char *spec, *name;
    int version; /* 0: the one in use */
    struct table *table;
    struct table_version info;
};

static void release_info(void *info)
{
    table_version_release(info);
}

/* "orders@3": the table's name and version. False without an error when no table is called so. */
static bool side_split(struct session *session, const char *spec, struct arena *arena, struct side *out)
{
    const char *at = strchr(spec, '@');
    int64_t version = 0;
    *out = (struct side){ .spec = spec, .name = at ? arena_bytes(arena, spec, (size_t)(at - spec)) : spec };
    if (at && (!integer_parse(at + 1, strlen(at + 1), &version) || version < 1 || version > 1000000))
        return false;
    out->version = (int)version;
    return workspace_what(session->workspace, out->name) == NAME_TABLE;
}

static bool side_open(struct session *session, struct side *side, struct arena *arena, struct error *err)
{
    if (!workspace_table_info(session->workspace, side->name, side->version, &side->info, err))
        return false;
    struct table_version *info = arena_allocate(arena, 1, sizeof *info);
    *info = side->info;
    arena_adopt(arena, release_info, info);
    side->table = workspace_table(session->workspace, side->name, side->version, err);
    if (side->table)
        arena_adopt(arena, release_table, side->table);
    return side->table != NULL;
}

/* Reference data: a key has a row for each time. */
static bool is_dated(const struct table_version *info)
{
    return info->states && !info->of;
}

static bool sides_compare(struct session *session, struct side sides[2], struct arena *arena,
                          struct table_difference *out, struct error *err)
{
    if (!side_open(session, &sides[0], arena, err) || !side_open(session, &sides[1], arena, err))
        return false;
    const char *key = sides[0].info.key, *other = sides[1].info.key;
    if (key && (!other || strcmp(key, other) != 0))
        key = NULL;
    if (key && is_dated(&sides[0].info) && is_dated(&sides[1].info) &&
        strcmp(sides[0].info.time, sides[1].info.time) == 0)
        key = arena_format(arena, "%s,%s", key, sides[0].info.time);
    return tables_compare(sides[0].table, sides[1].table, key, session_work(session), out, err);
}

static const char *change_text(const struct column_difference *d, struct arena *arena)
{
    static const char *const words[] = {
        [COLUMN_SAME] = "", [COLUMN_CHANGED] = "changed", [COLUMN_ADDED] = "added", [COLUMN_REMOVED] = "removed"
    };
    if (d->change != COLUMN_RETYPED)
        return words[d->change][0] ? words[d->change] : NULL;
    return arena_format(arena, "was %s", type_name(d->type_then));
}

static struct table *columns_table(const struct table_difference *difference, struct arena *arena, struct error *err)
{
    static const char *const names[] = { "column",      "type",      "what",     "rows_changed", "missing_then",
                                         "missing_now", "mean_then", "mean_now", "psi" };
    static const enum type types[] = { TYPE_TEXT, TYPE_TEXT, TYPE_TEXT, TYPE_INT, TYPE_REAL,
                                       TYPE_REAL, TYPE_REAL, TYPE_REAL, TYPE_REAL };
    struct builder *builder = builder_new("columns");
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        builder_add_column(builder, names[i], types[i]);
    for (size_t i = 0; i < difference->n_columns; i++) {
        const struct column_difference *d = &difference->columns[i];
        builder_set_string(builder, 0, d->name);
        builder_set_string(builder, 1, type_name(d->change == COLUMN_REMOVED ? d->type_then : d->type_now));
        builder_set_string(builder, 2, change_text(d, arena));
        if (difference->by_key && d->change != COLUMN_ADDED && d->change != COLUMN_REMOVED)
            builder_set_int(builder, 3, (int64_t)d->n_changed);
        const double values[] = { d->missing_then, d->missing_now, d->mean_then, d->mean_now, d->psi };
        for (size_t v = 0; v < sizeof values / sizeof *values; v++)
            builder_set_real(builder, 4 + v, values[v]);
        builder_end_row(builder);
    }
    return builder_finish(builder, err);
}

static struct report *tables_report(const struct side sides[2], const struct table_difference *difference,
                                    struct arena *arena, struct error *err)
{
    struct table *columns = columns_table(difference, arena, err);
    if (!columns)
        return failed();
    const char *how = !difference->by_key ? "by content"
                      : is_dated(&sides[1].info)
                          ? arena_format(arena, "by %s and %s", sides[1].info.key, sides[1].info.time)
                          : arena_format(arena, "by %s", sides[1].info.key);
    struct report *report = report_new("diff", arena_format(arena, "%s %s", sides[0].spec, sides[1].spec), how);
    struct block *facts = report_add_facts(report, NULL);
    facts_add_number(facts, "rows then", (double)difference->n_then);
    facts_add_number(facts, "rows now", (double)difference->n_now);
    facts_add_number(facts, "added", (double)difference->n_added);
    facts_add_number(facts, "removed", (double)difference->n_removed);
    if (difference->by_key)
        facts_add_number(facts, "changed", (double)difference->n_changed);
    struct block *block = report_add_table(report, "columns", view_owning(columns));
    table_block_format(block, 4, "%");
    table_block_format(block, 5, "%");
    table_block_format(block, 6, "s-");
    table_block_format(block, 7, "s-");
    table_block_format(block, 8, ".3-");
    table_block_list(block);
    table_block_whole(block);
    for (size_t i = 0; i < difference->n_columns; i++) {
        enum drift_state state = difference->columns[i].state;
        if (state != DRIFT_OK)
            table_block_verdict(block, i, state == DRIFT_SHIFT ? VERDICT_BAD : VERDICT_WATCH);
    }
    if (difference->n_then > difference->psi_rows || difference->n_now > difference->psi_rows)
        report_add_note(report, VERDICT_NONE, "psi: of rows at equal steps, no more than %zu of each table",
                        difference->psi_rows);
    return report;
}

static struct report *diff_tables(struct session *session, struct side sides[2], struct arena *arena, struct error *err)
{
    struct table_difference difference;
    if (!sides_compare(session, sides, arena, &difference, err))
        return failed();
    outcome(session, "%zu added, %zu removed, %zu changed", difference.n_added, difference.n_removed,
            difference.n_changed);
    struct report *report = tables_report(sides, &difference, arena, err);
    table_difference_release(&difference);
    return report;
}

/* ---- Snapshots ---- */

static const char *spec_of(char **specs, const char *spec)
{
    size_t n = strcspn(spec, "@");
    for (; *specs; specs++)
        if (strncmp(*specs, spec, n + 1) == 0)
            return *specs;
    return NULL;
}

/* One table of two snapshots; NULL where it is not. */
static bool add_pair(struct session *session, struct builder *builder, const char *then, const char *now,
                     struct arena *arena, struct error *err)
{
    const char *some = then ? then : now;
    struct side sides[2];
    builder_set_text(builder, 0, some, strcspn(some, "@"));
    builder_set_string(builder, 1, then ? strchr(then, '@') + 1 : NULL);
    builder_set_string(builder, 2, now ? strchr(now, '@') + 1 : NULL);
    bool same = then && now && strcmp(then, now) == 0;
    builder_set_string(builder, 3, !then ? "added" : !now ? "removed" : same ? "same" : "changed");
    if (then && now && !same) {
        struct table_difference difference;
        if (!side_split(session, then, arena, &sides[0]) || !side_split(session, now, arena, &sides[1]) ||
            !sides_compare(session, sides, arena, &difference, err))
            return false;
        builder_set_int(builder, 4, (int64_t)difference.n_added);
        builder_set_int(builder, 5, (int64_t)difference.n_removed);
        if (difference.by_key)
            builder_set_int(builder, 6, (int64_t)difference.n_changed);
        table_difference_release(&difference);
    }
    builder_end_row(builder);
    return true;
}

static struct report *diff_snapshots(struct session *session, const char *const names[2], struct arena *arena,
                                     struct error *err)
{
    char **then = workspace_snapshot_tables(session->workspace, names[0]),
         **now = workspace_snapshot_tables(session->workspace, names[1]);
    struct builder *builder = builder_new("diff");
    static const char *const columns[] = { "table", "then", "now", "what", "added", "removed", "changed" };
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        builder_add_column(builder, columns[i], i < 4 ? TYPE_TEXT : TYPE_INT);
    bool ok = then && now;
    for (char **spec = then; ok && *spec; spec++)
        ok = add_pair(session, builder, *spec, spec_of(now, *spec), arena, err);
    for (char **spec = now; ok && *spec; spec++)
        ok = spec_of(then, *spec) || add_pair(session, builder, NULL, *spec, arena, err);
    names_free(then);
    names_free(now);
    if (!ok) {
        builder_free(builder);
        return failed();
    }
    struct table *table = builder_finish(builder, err);
    return table ? report_of_table("diff", arena_format(arena, "%s %s", names[0], names[1]), NULL, table) : failed();
}

/* ---- Which is it ---- */

static enum name_kind kind_of(struct session *session, const char *spec, struct arena *arena)
{
    return workspace_what(session->workspace, arena_bytes(arena, spec, strcspn(spec, "@")));
}

static bool is_model_file(const char *spec)
{
    size_t length = strlen(spec);
    return length > 5 && strcmp(spec + length - 5, ".json") == 0;
}

static bool is_model(struct session *session, const char *spec, struct arena *arena)
{
    enum name_kind kind = kind_of(session, spec, arena);
    return is_model_file(spec) || kind == NAME_MODEL || kind == NAME_SEGMENT;
}

static void release_model(void *model)
{
    model_free(model);
}

/* Models of the workspace, or model files. */
static struct report *diff_models(struct session *session, const struct value *things, struct arena *arena,
                                  struct error *err)
{
    const struct model *models[2];
    for (size_t i = 0; i < 2; i++) {
        enum model_seal seal = SEAL_HOLDS;
        struct model *model = is_model_file(things->texts[i]) ? model_file_read(things->texts[i], &seal, err)
                                                              : resolve_model(session, things->texts[i], arena, err);
        if (!model) {
            fail_value_at(err, things, i);
            return failed();
        }
        if (seal == SEAL_BROKEN)
            session_warning(session, "%s was changed after it was written", things->texts[i]);
        if (is_model_file(things->texts[i]))
            arena_adopt(arena, release_model, model);
        models[i] = model;
    }
    return models_difference(models, things->texts, arena, err);
}

static struct report *run_diff(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *things = values_get(&invocation->values, "things");
    struct arena *arena = invocation->arena;
    if (things->n_texts != 2) {
        fail(err, ERROR_SYNTAX, E_MISSING_ARGUMENT, "diff compares two things, not %zu", things->n_texts);
        error_mend(err, "for example: %s", invocation->command->examples[0].line);
        return failed();
    }
    if (is_model_file(things->texts[0]) && is_model_file(things->texts[1]))
        return diff_models(session, things, arena, err);
    if (!session->workspace) {
        fail(err, ERROR_USER, E_NO_WORKSPACE, "diff needs an open workspace, or two model files");
        error_mend(err, "new NAME makes one");
        error_mend(err, "open NAME");
        return failed();
    }
    if (is_model(session, things->texts[0], arena) && is_model(session, things->texts[1], arena))
        return diff_models(session, things, arena, err);
    enum name_kind kinds[2] = { kind_of(session, things->texts[0], arena), kind_of(session, things->texts[1], arena) };
    struct side sides[2];
    bool tables = side_split(session, things->texts[0], arena, &sides[0]);
    if (side_split(session, things->texts[1], arena, &sides[1]) && tables)
        return diff_tables(session, sides, arena, err);
    if (kinds[0] == NAME_SET && kinds[1] == NAME_SET)
        return features_difference(session, things->texts, arena, err);
    if (kinds[0] == NAME_SNAPSHOT && kinds[1] == NAME_SNAPSHOT)
        return diff_snapshots(session, things->texts, arena, err);
    for (size_t i = 0; i < 2; i++) {
        if (kinds[i] != NAME_NONE)
            continue;
        fail_no_name(session, E_NO_NAME, "table, set, snapshot or model", things->texts[i], NAME_TABLE, err);
        fail_value_at(err, things, i);
        return failed();
    }
    fail(err, ERROR_USER, E_NO_NAME, "'%s' and '%s' cannot be compared", things->texts[0], things->texts[1]);
    error_reason(err, "diff takes two tables, two sets of features, two snapshots, or two models");
    return failed();
}

const struct command diff_command = {
    .name = "diff",
    .group = GROUP_DATA,
    .summary = "what changed between two versions of a table, a set, a snapshot, or a model",
    .description =
        "The first is then, the second now. Rows are matched by the key where it names each row of both once, else "
        "compared by content. Each column: whether it is new, gone or of another type, how many matched rows have "
        "another value (10 and 10.0 are one), and how its distribution moved (psi, deciles or levels cut then: 0.1 is "
        "worth a look, 0.25 a "
        "shift). orders@1 is a version, orders the one in use; full@1 a set as it was. Of models, or "
        "model files, what they record: parameters, features, figures, coefficients; compare says whether the "
        "difference is "
        "more than chance.",
    .parameters = (const struct parameter[]){ { "things", PARAMETER_THING, FORM_SUBJECT, .required = true,
                                                .repeats = true, .summary = "then, now" },
                                              { 0 } },
    .examples = (const struct example[]){ { "two versions of a table", "diff orders@1 orders" },
                                          { "a set of features and how it was", "diff rfm@1 rfm" },
                                          { "two models", "diff m1 m2" },
                                          { 0 } },
    .see_also = "features snapshots drift load",
    .pane = "table",
    .run = run_diff,
};
