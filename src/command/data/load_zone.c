/* Which clocks the times of a workspace are of. A workspace that never heard of a zone has none in its state: UTC. */
#include "command/data/load_zone.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/zone.h"

static const char zone_key[] = "zone";

static bool has_clocks(const struct table *table)
{
    for (size_t i = 0; i < table->n_columns; i++)
        if (table->columns[i].type == TYPE_TIME && !table->columns[i].date_only)
            return true;
    return false;
}

/* Whether NAME was made from the ids in events, whose clocks its times are of. */
static bool is_made(struct session *session, const char *name)
{
    struct table_version info;
    if (!workspace_table_info(session->workspace, name, 0, &info, NULL))
        return false;
    bool made = info.derived;
    table_version_release(&info);
    return made;
}

/* Whether a table that is not NAME has times of day. */
static bool others_have_clocks(struct session *session, const char *name)
{
    bool found = false;
    char **names = workspace_tables(session->workspace);
    for (size_t i = 0; names && names[i] && !found; i++) {
        bool counts = strcasecmp(names[i], name) != 0 && !is_made(session, names[i]);
        struct table *table = counts ? workspace_table(session->workspace, names[i], 0, NULL) : NULL;
        found = table && has_clocks(table);
        table_release(table);
    }
    names_free(names);
    return found;
}

bool load_zone_keep(struct session *session, const struct invocation *invocation, const char *name, int version,
                    struct error *err)
{
    const char *given = values_text(&invocation->values, "zone"), *behind = given ? strchr(given, ':') : NULL;
    const char *zone = behind ? behind + 1 : given ? given : "UTC";
    char *kept = workspace_state(session->workspace, zone_key);
    const char *before = kept ? kept : "UTC";
    bool ok = true;
    if (strcmp(before, zone) != 0) {
        struct table *table = workspace_table(session->workspace, name, version, err);
        bool clocks = table && has_clocks(table);
        ok = table != NULL;
        table_release(table);
        if (ok && clocks && others_have_clocks(session, name))
            session_message(session, "%s has times by the clocks of %s, other tables by those of %s: load them alike",
                            name, zone, before);
        ok = ok && (!clocks || workspace_set_state(session->workspace, zone_key, zone, err));
    }
    free(kept);
    return ok;
}

/* The length of a time with an offset at the beginning of TEXT: 2024-03-31T00:00Z, ...+02:00; 0: none. */
static size_t instant_length(const char *text)
{
    static const char form[] = "0000-00-00T00:00";
    size_t n = 0;
    for (; form[n]; n++)
        if (form[n] == '0' ? !isdigit((unsigned char)text[n])
                           : text[n] != form[n] && (form[n] != 'T' || text[n] != ' '))
            return 0;
    n += strspn(text + n, "0123456789:.");
    if (text[n] == 'Z' || text[n] == 'z')
        return n + 1;
    size_t digits = text[n] == '+' || text[n] == '-' ? strspn(text + n + 1, "0123456789:") : 0;
    return digits >= 2 ? n + 1 + digits : 0;
}

static bool fail_instant(const char *text, size_t length, const char *name, struct error *err)
{
    int64_t time;
    struct zone *zone;
    fail(err, ERROR_USER, E_BAD_VALUE, "'%.*s' is not a time by the clocks of %s", (int)length, text, name);
    error_reason(err, "the tables were loaded with zone=%s, and dates and times in other lines are of it too", name);
    if (time_parse(text, length, &time) && zone_open(name, &zone, NULL)) {
        char wall[32];
        time_format(zone_wall(zone, time), false, wall);
        error_mend(err, "%s, which they showed then", wall);
        zone_free(zone);
    }
    return false;
}

bool line_zone_check(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct command *command = invocation->command;
    if (!session->workspace || !(command->needs & NEEDS_WORKSPACE) || strcmp(command->name, "load") == 0)
        return true;
    const char *text = invocation->line;
    size_t length = 0;
    while (text && *text && (length = instant_length(text)) == 0)
        text++;
    if (length == 0)
        return true;
    char *zone = workspace_state(session->workspace, zone_key);
    bool ok = !zone || strcmp(zone, "UTC") == 0 || fail_instant(text, length, zone, err);
    free(zone);
    return ok;
}
