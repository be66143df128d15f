/* Roles: key, time, link and known column of a table, before it is stored. */
#include "role.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/number.h"
#include "patron/base/text.h"
#include "patron/feature/reference.h"
#include "patron/table/view.h"

static const char *or_nothing(const char *text)
{
    return text != NULL && text[0] != '\0' ? text : NULL;
}

static char *copy_or_null(const char *text)
{
    return or_nothing(text) != NULL ? copy_text(text) : NULL;
}

/* ---- Types ---- */

static bool check_time(const struct table *table, const char *option, const char *name, struct error *err)
{
    if (name == NULL)
        return true;
    const struct column *column = table_need_column(table, name, err);
    if (column == NULL || column->type == TYPE_TIME)
        return column != NULL;
    fail(err, ERROR_USER, E_BAD_TIME, "%s=%s is no time: it holds %s", option, name, type_name(column->type));
    error_mend(err, "%s=COLUMN with a column of times", option);
    return false;
}

/* Keys and links are compared whole: numbers that count, or texts; with DAYS, which name what is of that day, times. */
static bool check_joins(const struct table *table, const char *option, const char *name, bool days, struct error *err)
{
    const struct column *column = table_need_column(table, name, err);
    if (column == NULL || column->type == TYPE_INT || column->type == TYPE_TEXT || (days && column->type == TYPE_TIME))
        return column != NULL;
    fail(err, ERROR_USER, E_TYPE, "%s=%s cannot name rows: it holds %s", option, name, type_name(column->type));
    error_reason(err, "keys and links are whole numbers or texts%s; types=%s:text reads it as texts",
                 days ? ", or days" : "", name);
    return false;
}

/* ---- The keys of an entity ---- */

static bool check_keys(const struct table *table, const char *key, struct error *err)
{
    const struct column *column = table_column(table, key);
    char count[32];
    size_t n_missing = column_count_missing(column, table->n_rows), row, n_duplicates;
    if (n_missing > 0) {
        count_format(n_missing, count);
        fail(err, ERROR_DATA, E_KEY, "key '%s' of %s is missing in %s row%s", key, table->name, count,
             n_missing == 1 ? "" : "s");
    } else if (column_first_duplicate(column, table->n_rows, &row, &n_duplicates)) {
        struct text text = TEXT_EMPTY;
        column_quote(column, row, &text);
        count_format(n_duplicates, count);
        fail(err, ERROR_DATA, E_KEY, "key '%s' of %s is not unique: %s row%s a key", key, table->name, count,
             n_duplicates == 1 ? " repeats" : "s repeat");
        error_reason(err, "the first is row %zu, with '%s'", row + 1, text_string(&text));
        text_release(&text);
    } else {
        return true;
    }
    error_mend(err, "key=COLUMN with a column that names each row once");
    error_mend(err, "bad=drop sets such rows aside");
    return false;
}

static void write_value(const struct table *table, const char *name, size_t row, struct text *out)
{
    column_quote(table_column(table, name), row, out);
}

/* Of reference data, which have a row for each time: the key may be there again, but not from the same time on. */
static bool check_reference(const struct table *table, const struct table_version *version, struct error *err)
{
    struct reference_data reference = reference_from(table, version->key, version->time, NULL, version->known);
    struct reference_faults faults;
    if (column_count_missing(table_column(table, version->key), table->n_rows) > 0)
        return check_keys(table, version->key, err);
    if (!reference_check(&reference, &faults, err) || faults.n_twice == 0)
        return faults.n_twice == 0;
    struct text key = TEXT_EMPTY, from = TEXT_EMPTY;
    write_value(table, version->key, faults.first, &key);
    write_value(table, version->time, faults.first, &from);
    fail(err, ERROR_DATA, E_KEY, "two rows of %s are in force at once: '%s' from %s on", table->name, text_string(&key),
         text_string(&from));
    error_reason(err, "rows %zu and %zu%s", faults.first + 1, faults.second + 1,
                 faults.n_twice > 1 ? ", and there are more" : "");
    error_mend(err, version->known == NULL ? "known=COLUMN, when the later one corrects the other"
                                           : "leave one of them out");
    text_release(&key);
    text_release(&from);
    return false;
}

/* ---- The link ---- */

/* Whether two names are the same but for case and signs: CustomerID, customer_id, "Customer ID". */
static bool names_alike(const char *a, const char *b)
{
    for (;;) {
        while (*a != '\0' && !isalnum((unsigned char)*a))
            a++;
        while (*b != '\0' && !isalnum((unsigned char)*b))
            b++;
        if (tolower((unsigned char)*a) != tolower((unsigned char)*b))
            return false;
        if (*a == '\0')
            return true;
        a++;
        b++;
    }
}

const char *column_alike(const struct table *table, const char *name)
{
    if (table_column(table, name) != NULL)
        return table_column(table, name)->name;
    for (size_t i = 0; i < table->n_columns; i++)
        if (names_alike(table->columns[i].name, name))
            return table->columns[i].name;
    return NULL;
}

/* The column of TABLE that names rows of OF: called as its key KEY (NULL: not known), customer_id, customers_id,
 * customer. */
static char *guess_link(const struct table *table, const char *of, const char *key)
{
    size_t length = strlen(of);
    struct arena arena;
    arena_init(&arena);
    const char *one = arena_bytes(&arena, of, length > 1 && of[length - 1] == 's' ? length - 1 : length);
    const char *candidates[] = { key, arena_format(&arena, "%s_id", one), arena_format(&arena, "%s_id", of), one };
    const char *found = NULL;
    for (size_t i = 0; found == NULL && i < sizeof candidates / sizeof *candidates; i++)
        if (candidates[i] != NULL)
            found = column_alike(table, candidates[i]);
    arena_release(&arena);
    return found != NULL ? copy_text(found) : NULL;
}

static bool resolve_link(const struct table *table, struct held *held, size_t n_held, struct table_version *out,
                         struct error *err)
{
    if (strcmp(out->of, out->name) == 0)
        return fail(err, ERROR_USER, E_NO_LINK, "%s cannot belong to itself: of=%s", out->name, out->of);
    const struct held *parent = held_find(held, n_held, out->of);
    if (parent != NULL && parent->version.key == NULL) {
        fail(err, ERROR_USER, E_NO_LINK, "%s has no key, so that %s cannot be linked to it", out->of, out->name);
        error_mend(err, "load %s again with key=COLUMN", out->of);
        return false;
    }
    if (out->via == NULL)
        out->via = guess_link(table, out->of, parent != NULL ? parent->version.key : NULL);
    if (out->via == NULL) {
        fail(err, ERROR_USER, E_NO_LINK, "no column of %s says which of the %s a row belongs to", out->name, out->of);
        if (parent != NULL)
            error_reason(err, "the key of %s is %s; %s has no column of this name", out->of, parent->version.key,
                         out->name);
        error_mend(err, "via=COLUMN names it");
        return false;
    }
    if (out->time == NULL && (parent == NULL || parent->version.of == NULL)) {
        fail(err, ERROR_USER, E_NO_LINK, "%s happens to %s, but no column says when", out->name, out->of);
        error_reason(err,
                     parent == NULL ? "where %s has a time, %s takes it: %s must be loaded before"
                                    : "%s has no time of something that happened, which %s could take",
                     out->of, out->name, out->of);
        error_mend(err, "time=COLUMN names it");
        return false;
    }
    return check_joins(table, "via", out->via, false, err);
}

static void find_span(const struct table *table, struct table_version *out)
{
    out->first_time = out->last_time = INT_MISSING;
    if (out->time == NULL)
        return;
    const int64_t *times = column_ints(table_column(table, out->time));
    for (size_t i = 0; i < table->n_rows; i++) {
        if (times[i] == INT_MISSING)
            continue;
        if (out->first_time == INT_MISSING || times[i] < out->first_time)
            out->first_time = times[i];
        if (out->last_time == INT_MISSING || times[i] > out->last_time)
            out->last_time = times[i];
    }
}

/* "csat:csat_at,paid:paid_at": each column and the one that says from when it is known, which is late itself. */
static bool check_late(const struct table *table, const char *late, struct error *err)
{
    bool ok = true;
    struct arena arena;
    arena_init(&arena);
    for (const char *at = late; ok && at != NULL && *at != '\0';) {
        size_t length = strcspn(at, ","), name = strcspn(at, ":,");
        const char *time = name < length ? arena_bytes(&arena, at + name + 1, length - name - 1) : "";
        ok = table_need_column(table, arena_bytes(&arena, at, name), err) != NULL &&
             check_time(table, "known", time, err);
        at += length + (at[length] == ',');
    }
    arena_release(&arena);
    return ok;
}

static bool holds(const struct table *table, const char *name, size_t length)
{
    char *copy = copy_bytes(name, length);
    bool has = table_column(table, copy) != NULL;
    free(copy);
    return has;
}

/* LIST without those entries that begin with a question mark and name a column that the file does not have; to free. */
static char *list_present(const struct table *table, const char *list)
{
    struct text kept = TEXT_EMPTY;
    for (const char *at = or_nothing(list); at != NULL && *at != '\0';) {
        size_t length = strcspn(at, ","), mark = at[0] == '?', name = strcspn(at, ":,") - mark;
        bool there = holds(table, at + mark, name) &&
                     (name + mark == length || holds(table, at + mark + name + 1, length - mark - name - 1));
        if (!mark || there)
            text_add_format(&kept, "%s%.*s", kept.length > 0 ? "," : "", (int)(length - mark), at + mark);
        at += length + (at[length] == ',');
    }
    char *copy = kept.length > 0 ? copy_text(text_string(&kept)) : NULL;
    text_release(&kept);
    return copy;
}

static bool check_names(const struct table *table, const char *list, struct error *err)
{
    bool ok = true;
    for (const char *at = list; ok && at != NULL && *at != '\0';) {
        size_t length = strcspn(at, ",");
        char *name = copy_bytes(at, length);
        ok = table_need_column(table, name, err) != NULL;
        free(name);
        at += length + (at[length] == ',');
    }
    return ok;
}

/* Whether LIST, "city,plan" or "csat:csat_at", begins an entry with NAME of LENGTH. */
static bool list_has(const char *list, const char *name, size_t length)
{
    for (const char *at = list; at != NULL && *at != '\0'; at += strcspn(at, ","), at += *at == ',')
        if (strcspn(at, ":,") == length && memcmp(at, name, length) == 0)
            return true;
    return false;
}

/* What is said of a column must be able to have an effect: a column whose role makes it known with its row cannot come
   later, and none is both late and planned. */
static bool check_settled(const struct table_version *version, struct error *err)
{
    const struct {
        const char *option, *name;
    } roles[] = { { "key", version->key },
                  { version->states ? "valid_from" : "time", version->time },
                  { "via", version->of != NULL ? version->via : NULL },
                  { "known", version->known },
                  { "valid_to", version->ends } };
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        size_t length = roles[i].name != NULL ? strlen(roles[i].name) : 0;
        bool late = length > 0 && list_has(version->late, roles[i].name, length);
        if (length == 0 || (!late && !list_has(version->planned, roles[i].name, length)))
            continue;
        fail(err, ERROR_USER, E_BAD_VALUE, "%s=%s%s would have no effect: it is %s=%s", late ? "known" : "planned",
             roles[i].name, late ? ":.." : "", roles[i].option, roles[i].name);
        error_mend(err, "leave it out");
        return false;
    }
    for (const char *at = version->planned; at != NULL && *at != '\0'; at += strcspn(at, ","), at += *at == ',')
        if (list_has(version->late, at, strcspn(at, ","))) {
            fail(err, ERROR_USER, E_BAD_VALUE, "%.*s is known with its row (planned=) or later (known=), not both",
                 (int)strcspn(at, ","), at);
            error_mend(err, "leave it out of one of them");
            return false;
        }
    return true;
}

/* Rows of nobody, which have no key, are in no feature: nothing can be seen of them too early. */
static bool check_effect(const struct table_version *version, struct error *err)
{
    const struct {
        const char *option, *value;
    } options[] = { { "known", version->known != NULL ? version->known : version->late },
                    { "planned", version->planned },
                    { "constant", version->constant } };
    for (size_t i = 0; i < sizeof options / sizeof *options && version->of == NULL && version->key == NULL; i++) {
        if (options[i].value == NULL)
            continue;
        fail(err, ERROR_USER, E_BAD_VALUE, "%s=%s would have no effect: %s is neither of customers nor has it a key",
             options[i].option, options[i].value, version->name);
        error_mend(err, "of=customers");
        error_mend(err, "key=COLUMN");
        return false;
    }
    return true;
}

static bool check_further(const struct table *table, const struct table_version *version, struct error *err)
{
    if (version->states && version->of == NULL && version->key == NULL) {
        fail(err, ERROR_USER, E_NO_LINK, "rows with valid_from= are states of somebody: of whom is not said");
        error_reason(err, "reference data, such as prices, have a key instead: key=COLUMN");
        error_mend(err, "of=customers");
        return false;
    }
    if (version->constant != NULL && version->of != NULL)
        return fail(err, ERROR_USER, E_BAD_VALUE, "constant= is for tables of customers: rows of %s have a time",
                    version->name);
    return check_time(table, "valid_to", version->ends, err) && check_late(table, version->late, err) &&
           check_names(table, version->constant, err) && check_names(table, version->planned, err);
}

bool role_resolve(const char *name, const struct table *table, const struct table_role *role, struct held *held,
                  size_t n_held, struct table_version *out, struct error *err)
{
    memset(out, 0, sizeof *out);
    out->name = copy_text(name);
    out->key = copy_or_null(role->key);
    out->time = copy_or_null(role->time);
    out->of = copy_or_null(role->of);
    out->via = out->of != NULL || out->key != NULL ? copy_or_null(role->via) : NULL;
    out->known = copy_or_null(role->known);
    out->source = copy_or_null(role->source);
    out->command = copy_or_null(role->command);
    out->states = role->states;
    out->ends = copy_or_null(role->ends);
    out->late = list_present(table, role->late);
    out->constant = copy_or_null(role->constant);
    out->planned = list_present(table, role->planned);
    out->statement = copy_or_null(role->statement);
    out->sources = copy_or_null(role->sources);
    out->n_rows = table->n_rows;
    out->n_columns = table->n_columns;
    if (!check_time(table, "time", out->time, err) || !check_time(table, "known", out->known, err) ||
        (out->key != NULL && !check_joins(table, "key", out->key, out->of == NULL, err)) ||
        !check_further(table, out, err))
        return false;
    find_span(table, out);
    if (!check_effect(out, err) || (out->of != NULL && !resolve_link(table, held, n_held, out, err)) ||
        !check_settled(out, err))
        return false;
    version_find_late(table, role->found, out);
    if (out->of != NULL)
        return true;
    return out->key == NULL || (out->states ? check_reference(table, out, err) : check_keys(table, out->key, err));
}
