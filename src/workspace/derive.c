/* Entities made from events: when customers have no table of their own, the ids seen in their events are their table.

   The ids of all event tables together, sorted, so that the order of loading cannot be seen; each with the time of the
   first of its rows that was known: a row known later than it happened tells of its customer from then on only. */
#include <stdlib.h>
#include <string.h>

#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/base/hash.h"
#include "patron/base/memory.h"
#include "patron/base/number.h"
#include "patron/table/builder.h"
#include "room.h"

struct id {           /* one distinct id */
    const char *text; /* a view; NULL for numbers */
    size_t length;
    int64_t number;
    int64_t first; /* INT_MISSING: never at a known time */
};
struct ids {
    struct id *items;
    size_t n, capacity;
};

static int64_t earlier(int64_t a, int64_t b)
{
    if (a == INT_MISSING || b == INT_MISSING)
        return a == INT_MISSING ? b : a;
    return a < b ? a : b;
}

static struct id *ids_add(struct ids *ids)
{
    if (ids->n == ids->capacity) {
        ids->capacity = ids->capacity > 0 ? ids->capacity * 2 : 1024;
        ids->items = reallocate(ids->items, ids->capacity, sizeof *ids->items);
    }
    return &ids->items[ids->n++];
}

/* When row I was there. A day on which it was known lasts, unless all that is SEEN are days. */
static int64_t there(const struct seen *seen, size_t i)
{
    int64_t time = column_ints(seen->time)[i];
    if (seen->known == NULL)
        return time;
    return time_there(time, column_ints(seen->known)[i], seen->known->date_only && !seen->days);
}

/* ---- Text links: one look-up a code ---- */

static bool add_texts(struct ids *ids, const struct seen *seen, struct error *err)
{
    const struct dictionary *dictionary = seen->link->dictionary;
    const uint32_t *codes = column_codes(seen->link);
    int64_t *first = allocate_large(dictionary->n, sizeof *first, "the ids", err);
    int8_t *used = allocate_large(dictionary->n, sizeof *used, "the ids", err);
    if (first == NULL || used == NULL) {
        free(first);
        free(used);
        return false;
    }
    memset(used, 0, dictionary->n);
    for (size_t i = 0; i < seen->n_rows; i++) {
        uint32_t code = codes[i];
        if (code == TEXT_MISSING)
            continue;
        int64_t time = there(seen, i);
        first[code] = used[code] ? earlier(first[code], time) : time;
        used[code] = 1;
    }
    for (uint32_t code = 0; code < dictionary->n; code++) {
        if (!used[code])
            continue;
        struct id *id = ids_add(ids);
        *id = (struct id){ .first = first[code] };
        id->text = dictionary_text(dictionary, code, &id->length);
    }
    free(first);
    free(used);
    return true;
}

/* ---- Number links: an open hash table of the numbers seen ---- */

struct numbers {
    uint32_t *places; /* 1 + index into ids; 0: free */
    size_t mask;
};

static bool numbers_grow(struct numbers *numbers, const struct ids *ids, size_t first, struct error *err)
{
    size_t size = numbers->places != NULL ? (numbers->mask + 1) * 2 : 4096;
    free(numbers->places);
    numbers->places = allocate_large(size, sizeof *numbers->places, "the ids", err);
    if (numbers->places == NULL)
        return false;
    memset(numbers->places, 0, size * sizeof *numbers->places);
    numbers->mask = size - 1;
    for (size_t i = first; i < ids->n; i++) {
        size_t place = hash_mix((uint64_t)ids->items[i].number) & numbers->mask;
        while (numbers->places[place] != 0)
            place = (place + 1) & numbers->mask;
        numbers->places[place] = (uint32_t)i + 1;
    }
    return true;
}

static bool add_numbers(struct ids *ids, const struct seen *seen, struct error *err)
{
    const int64_t *values = column_ints(seen->link);
    size_t first = ids->n; /* those of other tables are not looked at: they are joined by sorting */
    struct numbers numbers = { NULL, 0 };
    bool ok = numbers_grow(&numbers, ids, first, err);
    for (size_t i = 0; ok && i < seen->n_rows; i++) {
        if (values[i] == INT_MISSING)
            continue;
        size_t place = hash_mix((uint64_t)values[i]) & numbers.mask;
        while (numbers.places[place] != 0 && ids->items[numbers.places[place] - 1].number != values[i])
            place = (place + 1) & numbers.mask;
        if (numbers.places[place] != 0) {
            struct id *id = &ids->items[numbers.places[place] - 1];
            id->first = earlier(id->first, there(seen, i));
            continue;
        }
        *ids_add(ids) = (struct id){ .number = values[i], .first = there(seen, i) };
        numbers.places[place] = (uint32_t)ids->n;
        if ((ids->n - first) * 2 > numbers.mask)
            ok = numbers_grow(&numbers, ids, first, err);
    }
    free(numbers.places);
    return ok;
}

/* ---- All together ---- */

static int compare_ids(const void *a, const void *b)
{
    const struct id *first = a, *second = b;
    if (first->text == NULL)
        return first->number < second->number ? -1 : first->number > second->number;
    size_t shorter = first->length < second->length ? first->length : second->length;
    int order = memcmp(first->text, second->text, shorter);
    return order != 0 ? order : first->length < second->length ? -1 : first->length > second->length;
}

static void ids_unite(struct ids *ids)
{
    if (ids->n > 1)
        qsort(ids->items, ids->n, sizeof *ids->items, compare_ids);
    size_t n = 0;
    for (size_t i = 0; i < ids->n; i++) {
        if (n > 0 && compare_ids(&ids->items[n - 1], &ids->items[i]) == 0)
            ids->items[n - 1].first = earlier(ids->items[n - 1].first, ids->items[i].first);
        else
            ids->items[n++] = ids->items[i];
    }
    ids->n = n;
}

/* Numbers become texts where one of the tables spells the ids as text. */
static void ids_spell(struct ids *ids, struct arena *arena)
{
    for (size_t i = 0; i < ids->n; i++) {
        struct id *id = &ids->items[i];
        if (id->text != NULL)
            continue;
        id->text = arena_format(arena, "%lld", (long long)id->number);
        id->length = strlen(id->text);
    }
}

static struct table *ids_table(const char *name, const char *key, const struct ids *ids, bool as_text, bool date_only,
                               struct error *err)
{
    struct builder *builder = builder_new(name);
    size_t key_column = builder_add_column(builder, key, as_text ? TYPE_TEXT : TYPE_INT);
    size_t time_column = builder_add_column(builder, "first_seen", TYPE_TIME);
    builder_column_date_only(builder, time_column, date_only);
    for (size_t i = 0; i < ids->n; i++) {
        const struct id *id = &ids->items[i];
        if (as_text)
            builder_set_text(builder, key_column, id->text, id->length);
        else
            builder_set_int(builder, key_column, id->number);
        if (id->first != INT_MISSING)
            builder_set_int(builder, time_column, id->first);
        builder_end_row(builder);
    }
    return builder_finish(builder, err);
}

struct table *entity_derive(const char *name, const char *key, struct seen *seen, size_t n_seen, struct error *err)
{
    struct ids ids = { NULL, 0, 0 };
    struct arena arena;
    arena_init(&arena);
    bool ok = true, as_text = false, date_only = true;
    for (size_t i = 0; i < n_seen; i++)
        date_only = date_only && seen[i].time->date_only && (seen[i].known == NULL || seen[i].known->date_only);
    for (size_t i = 0; ok && i < n_seen; i++) {
        seen[i].days = date_only;
        bool is_text = seen[i].link->type == TYPE_TEXT;
        ok = is_text ? add_texts(&ids, &seen[i], err) : add_numbers(&ids, &seen[i], err);
        as_text = as_text || is_text;
    }
    if (as_text)
        ids_spell(&ids, &arena);
    struct table *table = NULL;
    if (ok) {
        ids_unite(&ids);
        table = ids_table(name, key, &ids, as_text, date_only, err);
    }
    free(ids.items);
    arena_release(&arena);
    return table;
}
