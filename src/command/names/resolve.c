/* Names to data, dates and definitions. */
#include "command/names/resolve.h"

#include <stdlib.h>
#include <string.h>

#include "command/model/nested.h"
#include "command/state.h"
#include "patron/base/calendar.h"
#include "patron/base/kinds.h"
#include "patron/base/memory.h"
#include "patron/base/number.h"

void names_free(char **names)
{
    for (char **name = names; name && *name; name++)
        free(*name);
    free(names);
}

bool fail_value_at(struct error *err, const struct value *value, size_t i)
{
    if (value && value->given && i < value->n_texts)
        error_place(err, NULL, NULL, 0, value->columns[i],
                    value->n_texts == 1 && value->length ? value->length
                                                         : utf8_width(value->texts[i], strlen(value->texts[i])));
    return false;
}

bool fail_no_name(struct session *session, int code, const char *what, const char *name, enum name_kind kind,
                  struct error *err)
{
    struct nearest nearest;
    nearest_init(&nearest, name);
    char **names = workspace_names(session->workspace, kind);
    for (char **offered = names; offered && *offered; offered++)
        nearest_offer(&nearest, *offered);
    fail(err, ERROR_USER, code, "no %s named '%s'", what, name);
    if (nearest.best)
        error_mend(err, "%s", nearest.best);
    names_free(names);
    return false;
}

/* ---- Data ---- */

static void release_table(void *table)
{
    table_release(table);
}

static void release_world(void *world)
{
    world_free(world);
}

struct table *resolve_table(struct session *session, const char *name, struct arena *arena, struct error *err)
{
    if (workspace_what(session->workspace, name) != NAME_TABLE) {
        fail_no_name(session, E_NO_TABLE, "table", name, NAME_TABLE, err);
        return NULL;
    }
    struct table *table = workspace_table(session->workspace, name, 0, err);
    if (table)
        arena_adopt(arena, release_table, table);
    return table;
}

const struct world *resolve_world(struct session *session, struct arena *arena, struct error *err)
{
    struct world *world = workspace_world(session->workspace, session_work(session), err);
    if (world && strcmp(session_setting(session, "store"), "no") == 0)
        world->store = NULL;
    if (world) {
        nested_give(session, world, arena);
        arena_adopt(arena, release_world, world);
    }
    return world;
}

/* ---- Targets, populations ---- */

static struct definition *read_definition(struct session *session, enum name_kind kind, const char *name,
                                          struct arena *arena, struct error *err)
{
    static const enum definition_kind kinds[] = { [NAME_FEATURE] = DEFINITION_FEATURE,
                                                  [NAME_TARGET] = DEFINITION_TARGET,
                                                  [NAME_POPULATION] = DEFINITION_POPULATION };
    char *text = workspace_definition(session->workspace, kind, name);
    if (!text)
        return NULL;
    struct definition *definition = arena_allocate(arena, 1, sizeof *definition);
    bool ok =
        definition_parse(kinds[kind], arena_text(arena, name), arena_text(arena, text), 0, arena, definition, err);
    free(text);
    return ok ? definition : NULL;
}

struct definition *resolve_target(struct session *session, const char *name, struct arena *arena, struct error *err)
{
    char *in_use = name ? NULL : workspace_state(session->workspace, "target");
    const char *wanted = name ? name : in_use;
    struct definition *target = wanted ? read_definition(session, NAME_TARGET, wanted, arena, err) : NULL;
    if (!target && !wanted) {
        fail(err, ERROR_USER, E_NO_TARGET, "no target is defined");
        error_mend(err, "target churn90 = no orders within 90d");
    } else if (!target && err->kind == ERROR_NONE) {
        fail_no_name(session, E_NO_TARGET, "target", wanted, NAME_TARGET, err);
    }
    free(in_use);
    return target;
}

bool resolve_population(struct session *session, struct arena *arena, struct definition **out, struct error *err)
{
    char *name = workspace_state(session->workspace, "population");
    *out = NULL;
    if (name && strcmp(name, "all") != 0)
        *out = read_definition(session, NAME_POPULATION, name, arena, err);
    free(name);
    return *out ? expand_definition(session, *out, arena, err) : err->kind == ERROR_NONE;
}

/* ---- Dates, splits ---- */

uint64_t session_seed(const struct session *session)
{
    double seed = 42;
    const char *text = session_setting(session, "seed");
    number_parse(text, strlen(text), &seed);
    return (uint64_t)seed;
}

bool resolve_asof(struct session *session, const struct world *world, int64_t *out, struct error *err)
{
    char *text = workspace_state(session->workspace, "asof");
    *out = TIME_MISSING;
    bool known = text && time_parse(text, strlen(text), out);
    free(text);
    if (known || (world && world->n_events == 0 && world->time_column == SIZE_MAX))
        return true;
    fail(err, ERROR_USER, E_NO_ASOF, "there is no as-of date");
    error_reason(err, "features see what happened before a date, and none was given");
    if (world && world->last_time != TIME_MISSING) {
        char date[32];
        time_format(world->last_time - world->last_time % TIME_DAY, true, date);
        error_mend(err, "asof %s", date);
    }
    return false;
}

bool resolve_date(struct session *session, const struct value *value, const struct world *world, int64_t *out,
                  struct error *err)
{
    if (!value->given)
        return resolve_asof(session, world, out, err);
    *out = value->time;
    return true;
}

void split_text(const struct split *split, struct text *out)
{
    char date[32];
    if (split->n_train == 0) {
        number_format(split->test_share, date);
        text_add_format(out, "share=%s stratify=%s", date, split->stratify ? "yes" : "no");
        return;
    }
    text_add(out, "train=");
    for (size_t i = 0; i < split->n_train; i++) {
        time_format(split->train[i], true, date);
        text_add_format(out, "%s%s", i > 0 ? "," : "", date);
    }
    time_format(split->test, true, date);
    text_add_format(out, " test=%s", date);
}

static bool parse_dates(const char *text, size_t length, struct split *out)
{
    size_t most = sizeof out->train / sizeof *out->train;
    for (size_t at = 0; at < length && out->n_train < most;) {
        const char *comma = memchr(text + at, ',', length - at);
        size_t n = comma ? (size_t)(comma - text) - at : length - at;
        if (!time_parse(text + at, n, &out->train[out->n_train++]))
            return false;
        at += n + 1;
    }
    return true;
}

bool split_parse(const char *text, uint64_t seed, struct split *out)
{
    *out = (struct split){ .test = TIME_MISSING, .seed = seed };
    const char *train = strstr(text, "train="), *test = strstr(text, "test="), *share = strstr(text, "share=");
    if (share) {
        out->stratify = strstr(text, "stratify=yes") != NULL;
        return number_parse(share + 6, strcspn(share + 6, " "), &out->test_share);
    }
    return train && test && parse_dates(train + 6, strcspn(train + 6, " "), out) &&
           time_parse(test + 5, strcspn(test + 5, " "), &out->test);
}

bool resolve_split(struct session *session, struct split *out, struct error *err)
{
    char *text = workspace_state(session->workspace, "split");
    bool ok = text && split_parse(text, session_seed(session), out);
    free(text);
    if (ok)
        return true;
    fail(err, ERROR_USER, E_NO_SPLIT, "there is no split: which rows train and which test");
    error_mend(err, "split train=2024-04-01 test=2024-07-01");
    error_mend(err, "split test=0.25");
    return false;
}

const char *asof_text(int64_t asof, struct arena *arena)
{
    char date[32];
    if (asof == TIME_MISSING)
        return NULL;
    time_format(asof, true, date);
    return arena_format(arena, "asof %s", date);
}
