/* Late columns of a table version: those that were declared, and those that the table's values show. */
#include <stdlib.h>
#include <string.h>

#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/feature/late.h"
#include "room.h"

/* Sets FLAG of each column of TABLE that LIST, "a,b:c", names before a colon. */
static void flag_names(const struct table *table, const char *list, bool *flags)
{
    for (const char *at = list; at != NULL && *at != '\0';) {
        size_t length = strcspn(at, ","), name = strcspn(at, ":,");
        for (size_t k = 0; k < table->n_columns; k++)
            flags[k] =
                flags[k] || (strlen(table->columns[k].name) == name && memcmp(table->columns[k].name, at, name) == 0);
        at += length + (at[length] == ',');
    }
}

static size_t place_of(const struct table *table, const char *name)
{
    size_t place;
    return column_number_of(table, name, &place, NULL) ? place : SIZE_MAX;
}

/* What LIST says of column K of TABLE, "score:closed": 1 + the column behind the colon; 0: nothing. */
static size_t said_of(const struct table *table, const char *list, size_t k)
{
    size_t length = strlen(table->columns[k].name), place = SIZE_MAX;
    for (const char *at = list; at != NULL && *at != '\0'; at += strcspn(at, ","), at += *at == ',') {
        if (strncmp(at, table->columns[k].name, length) != 0 || at[length] != ':')
            continue;
        char *time = copy_bytes(at + length + 1, strcspn(at + length + 1, ","));
        place = place_of(table, time);
        free(time);
    }
    return place == SIZE_MAX ? 0 : place + 1;
}

static void add_name(struct text *list, const char *name, const char *time)
{
    text_add_format(list, "%s%s%s%s", list->length > 0 ? "," : "", name, time != NULL ? ":" : "",
                    time != NULL ? time : "");
}

void version_find_late(const struct table *table, const char *before, struct table_version *version)
{
    size_t n = table->n_columns, *from = allocate(n + 1, sizeof *from), *late = NULL;
    bool *settled = allocate(n + 1, sizeof *settled), *planned = allocate(n + 1, sizeof *planned);
    const char *roles[] = { version->key,  version->time, version->via,     version->known,
                            version->ends, version->late, version->planned, version->constant };
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        flag_names(table, roles[i], settled);
    for (size_t k = version->n_columns; k < n; k++)
        settled[k] = true;
    struct text found = TEXT_EMPTY, fixed = TEXT_EMPTY;
    bool dated = version->of != NULL || version->key != NULL || version->time != NULL; /* others are in no feature */
    struct events rows = { .table = (struct table *)table, .time_column = place_of(table, version->time) };
    if (dated && read_late(table, version->late, &late, NULL)) {
        for (size_t k = 0; late != NULL && k < n; k++)
            settled[k] = settled[k] || late[k] > 0;
        rows.late = late;
        late_find(&rows, settled, from, planned);
        for (size_t k = 0; k < n; k++) {
            if (from[k] == 0 && !settled[k])
                from[k] = said_of(table, before, k);
            if (from[k] > 0)
                add_name(&found, table->columns[k].name, table->columns[from[k] - 1].name);
            if (planned[k])
                add_name(&fixed, table->columns[k].name, NULL);
        }
    }
    free(version->found);
    free(version->found_planned);
    version->found = copy_text(text_string(&found));
    version->found_planned = copy_text(text_string(&fixed));
    text_release(&found);
    text_release(&fixed);
    free(late);
    free(from);
    free(settled);
    free(planned);
}

bool version_late(const struct table_version *version, const struct table *table, size_t **out, struct error *err)
{
    struct table_version looked = *version;
    looked.found = looked.found_planned = NULL;
    if (version->found == NULL) /* kept by a program that did not look */
        version_find_late(table, NULL, &looked);
    const char *found = version->found != NULL ? version->found : looked.found;
    struct text all = TEXT_EMPTY;
    text_add_format(&all, "%s%s%s", version->late != NULL ? version->late : "",
                    version->late != NULL && found[0] != '\0' ? "," : "", found);
    bool ok = read_late(table, all.length > 0 ? text_string(&all) : NULL, out, err);
    text_release(&all);
    free(looked.found);
    free(looked.found_planned);
    return ok;
}
