/* Customers by a statement, written down as the list of their keys. */
#include "command/population_sql.h"

#include <stdlib.h>
#include <string.h>

#include "command/sql_reach.h"
#include "command/verb.h"

enum { KEYS_MOST = 20000, KEYS_OF_IN = 1000 };

static void release_table(void *table)
{
    table_release(table);
}

static void add_key(const struct column *column, size_t row, struct text *out)
{
    struct text key = TEXT_EMPTY;
    column_write(column, row, &key);
    if (column->type != TYPE_TEXT) {
        text_add(out, text_string(&key));
    } else {
        text_add_char(out, '"');
        for (const char *c = text_string(&key); *c; c++) {
            if (*c == '"')
                text_add_char(out, '"');
            text_add_char(out, *c);
        }
        text_add_char(out, '"');
    }
    text_release(&key);
}

/* The list goes wherever its definition does, so that whatever is made of it tells until when it knows. */
static void add_chosen(const struct world *world, struct text *out)
{
    int64_t end = world_end(world);
    char date[32];
    if (world->last_time != TIME_MISSING && (end == TIME_MISSING || world->last_time >= end))
        end = world->last_time + 1;
    if (end == TIME_MISSING)
        return;
    time_format(end, true, date);
    text_add_format(out, " chosen=%s", date);
}

/* The keys that are those of customers, each once, in the order of customers. */
static bool list_keys(const struct world *world, const struct table *answer, struct text *out, size_t *n,
                      struct error *err)
{
    const struct column *key = &world->customers->columns[world->key_column], *given = &answer->columns[0];
    if (key->identifies) { /* the list would stand in the definition, for all to read */
        fail(err, ERROR_USER, E_BAD_VALUE, "'%s' is personal, and a list of customers holds it in clear", key->name);
        error_mend(err, "reveal %s", key->name);
        error_mend(err, "customers where CONDITION");
        return false;
    }
    if ((key->type == TYPE_TEXT) != (given->type == TYPE_TEXT) && answer->n_rows > 0) {
        fail(err, ERROR_USER, E_TYPE, "the statement's first column is '%s', not a customer's key", given->name);
        error_mend(err, "SELECT %s ..", key->name);
        return false;
    }
    uint32_t *match = join_rows(key, world->customers->n_rows, given, answer->n_rows, NULL, err);
    if (!match)
        return false;
    text_add_format(out, "customers where %s in (", key->name);
    for (size_t i = 0; i < world->customers->n_rows; i++) {
        if (match[i] == UINT32_MAX)
            continue;
        if (*n > 0 && *n % KEYS_OF_IN == 0) /* `in` takes so many values */
            text_add_format(out, ") or %s in (", key->name);
        else if (*n > 0)
            text_add(out, ", ");
        if (++*n <= KEYS_MOST)
            add_key(key, i, out);
    }
    text_add_char(out, ')');
    free(match);
    add_chosen(world, out);
    if (*n > 0 && *n <= KEYS_MOST)
        return true;
    if (*n == 0)
        return fail(err, ERROR_USER, E_NO_ROWS, "the statement gives no customer");
    fail(err, ERROR_USER, E_BAD_VALUE, "%zu customers are too many for a list; the most is %d", *n, (int)KEYS_MOST);
    error_mend(err, "customers where CONDITION says the same for any number");
    return false;
}

static bool keep(struct session *session, const struct invocation *invocation, const char *text, size_t n,
                 struct definition *out, struct error *err)
{
    const struct value *name = values_get(&invocation->values, "name");
    struct text canonical = TEXT_EMPTY;
    char hash[HASH_TEXT];
    if (!definition_parse(DEFINITION_POPULATION, name->text, text, 0, invocation->arena, out, err))
        return false;
    definition_write(out, &canonical);
    workspace_snapshot_hash(session->workspace, hash);
    const char *note = arena_format(invocation->arena, "%zu customers by %s of snapshot %.12s", n,
                                    values_get(&invocation->values, "definition")->text, hash);
    bool ok = workspace_define(session->workspace, NAME_POPULATION, name->text, text_string(&canonical), err) &&
              workspace_note(session->workspace, name->text, note, err);
    text_release(&canonical);
    if (ok)
        session_warning(session,
                        "%s is a fixed list, chosen with all that snapshot %.12s knows: it may look ahead of an "
                        "earlier date",
                        name->text, hash);
    return ok;
}

bool population_by_sql(struct session *session, const struct invocation *invocation, struct definition *out,
                       struct error *err)
{
    struct arena *arena = invocation->arena;
    const struct value *text = values_get(&invocation->values, "definition");
    const char *statement = sql_inside(text, arena, err);
    const struct world *world = statement ? resolve_world(session, arena, err) : NULL;
    struct table *answer = world ? sql_answer(session, statement, text->column + SQL_OPENING, arena, err) : NULL;
    if (!answer)
        return false;
    arena_adopt(arena, release_table, answer);
    struct text list = TEXT_EMPTY;
    size_t n = 0;
    bool ok = list_keys(world, answer, &list, &n, err) && keep(session, invocation, text_string(&list), n, out, err);
    text_release(&list);
    return ok;
}
