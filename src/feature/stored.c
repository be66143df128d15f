/* Features through the store: keys, what is missing, and the table of both. */
#include "patron/feature/store.h"

#include <ctype.h>
#include <gnu/libc-version.h>
#include <stdlib.h>
#include <string.h>

#include "feature/scores.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/table/builder.h"

/* Below this, looking for a column takes longer than computing it. */
enum { ROWS_LEAST = 32, NAMES_DEEP = 16, KEY_COLUMNS = 2 };
/* Raise when any bit of any feature may come out otherwise than before with the same program version. */
static const char bits_version[] = "patron feature 2 " PATRON_VERSION;

/* ---- Which features a definition names ---- */

static bool in_name(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

/* Whether NAME stands in TEXT as a word; in doubt yes, which costs a computation and no more. */
static bool mentions(const char *text, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = strstr(text, name); at != NULL; at = strstr(at + 1, name))
        if ((at == text || !in_name(at[-1])) && !in_name(at[length]))
            return true;
    return false;
}

struct naming {
    const struct feature *features;
    size_t n;
    bool *named; /* one a feature */
};

/* Marks the features that the definition of feature I names, and those that they name. */
static void mark_named(struct naming *naming, size_t i, int depth)
{
    const char *text = naming->features[i].definition->expression;
    for (size_t j = 0; depth < NAMES_DEEP && j < naming->n; j++)
        if (j != i && !naming->named[j] && mentions(text, naming->features[j].name)) {
            naming->named[j] = true;
            mark_named(naming, j, depth + 1);
        }
}

/* ---- Keys ---- */

static void add_feature(struct hasher *hasher, const struct world *world, const struct feature *feature)
{
    struct text text = TEXT_EMPTY;
    definition_write(feature->definition, &text);
    text_add_format(&text, " #%zu", feature->window);
    hasher_add_text(hasher, feature->name);
    hasher_add_text(hasher, text_string(&text));
    hasher_add_text(hasher, feature->definition->expression);
    scores_hash(world, feature->definition, hasher);
    text_release(&text);
}

/* Of the world and the rows: what all features of one computation share. */
static void base_key(const struct feature_store *store, const struct feature_rows *rows, char out[HASH_TEXT])
{
    struct hasher hasher;
    hasher_init(&hasher);
    hasher_add_text(&hasher, bits_version);
    hasher_add_text(&hasher, gnu_get_libc_version()); /* its logarithms and powers are in the bits */
    hasher_add_text(&hasher, store->world);
    hasher_add(&hasher, &rows->n, sizeof rows->n);
    hasher_add(&hasher, rows->customer, rows->n * sizeof *rows->customer);
    for (size_t i = 0, first = 0; i < rows->n; i++) {
        if (i + 1 < rows->n && rows->cutoff[i + 1] == rows->cutoff[first])
            continue;
        int64_t run[2] = { rows->cutoff[first], (int64_t)(i + 1 - first) };
        hasher_add(&hasher, run, sizeof run);
        first = i + 1;
    }
    struct hash hash = hasher_finish(&hasher);
    hash_text(&hash, out);
}

static void feature_key(const struct world *world, const char *base, const struct feature *features, size_t n, size_t i,
                        char out[HASH_TEXT])
{
    struct naming naming = { features, n, allocate(n + 1, sizeof(bool)) };
    mark_named(&naming, i, 0);
    struct hasher hasher;
    hasher_init(&hasher);
    hasher_add_text(&hasher, base);
    add_feature(&hasher, world, &features[i]);
    for (size_t j = 0; j < n; j++)
        if (naming.named[j])
            add_feature(&hasher, world, &features[j]);
    free(naming.named);
    struct hash hash = hasher_finish(&hasher);
    hash_text(&hash, out);
}

/* ---- Computing ---- */

static struct table *compute(const struct world *world, const struct feature *features, size_t n,
                             const struct feature_rows *rows, const char *name, struct work *work, struct error *err)
{
    struct plan *plan = plan_new(world, features, n, err);
    struct table *table = plan != NULL ? plan_compute(plan, rows, name, work, err) : NULL;
    plan_free(plan);
    return table;
}

struct request {
    const struct world *world;
    const struct feature *features;
    size_t n;
    const struct feature_rows *rows;
    const char *name;
    struct work *work;
    struct error *err;
    char (*keys)[HASH_TEXT];
    struct table **found;
};

/* Those that were not found, with those that they name; *N_MISSING counts the former. */
static struct table *compute_missing(const struct request *request, size_t *n_missing)
{
    struct naming naming = { request->features, request->n, allocate(request->n + 1, sizeof(bool)) };
    *n_missing = 0;
    for (size_t i = 0; i < request->n; i++)
        if (request->found[i] == NULL) {
            ++*n_missing;
            mark_named(&naming, i, 0);
            naming.named[i] = true;
        }
    struct feature *wanted = allocate(request->n + 1, sizeof *wanted);
    size_t n = 0;
    for (size_t i = 0; i < request->n; i++)
        if (naming.named[i])
            wanted[n++] = request->features[i];
    struct table *table = compute(request->world, wanted, n, request->rows, request->name, request->work, request->err);
    free(wanted);
    free(naming.named);
    return table;
}

static void keep_missing(const struct request *request, const struct table *computed)
{
    struct stored_feature *kept = allocate(request->n + 1, sizeof *kept);
    struct text *texts = allocate(request->n + 1, sizeof *texts);
    size_t n = 0;
    for (size_t i = 0; i < request->n; i++) {
        const struct column *column =
            request->found[i] == NULL ? table_column(computed, request->features[i].name) : NULL;
        if (column == NULL || column->type != TYPE_REAL)
            continue;
        definition_write(request->features[i].definition, &texts[i]);
        memcpy(kept[n].key, request->keys[i], HASH_TEXT);
        kept[n].name = request->features[i].name;
        kept[n].definition = text_string(&texts[i]);
        kept[n++].column = *column;
    }
    const struct feature_store *store = request->world->store;
    if (n > 0)
        store->keep(store->context, kept, n, request->rows->n, request->work);
    for (size_t i = 0; i < request->n; i++)
        text_release(&texts[i]);
    free(texts);
    free(kept);
}

/* Keys and cutoffs from COMPUTED, each feature from where it is. */
static struct table *assemble(const struct request *request, const struct table *computed)
{
    struct assembly *assembly = assembly_new(request->name, request->rows->n);
    for (size_t c = 0; c < KEY_COLUMNS; c++)
        assembly_add_column_of(assembly, computed, c, computed->columns[c].name);
    for (size_t i = 0; i < request->n; i++) {
        const char *name = request->features[i].name;
        const struct table *from = request->found[i];
        size_t column = 0;
        if (from == NULL) { /* a feature may be called as the key is: look behind it */
            from = computed;
            for (column = KEY_COLUMNS; strcmp(computed->columns[column].name, name) != 0;)
                column++;
        }
        assembly_add_column_of(assembly, from, column, name);
    }
    return assembly_finish(assembly);
}

static struct table *through_store(struct request *request)
{
    const struct feature_store *store = request->world->store;
    char base[HASH_TEXT];
    base_key(store, request->rows, base);
    for (size_t i = 0; i < request->n; i++)
        feature_key(request->world, base, request->features, request->n, i, request->keys[i]);
    store->find(store->context, request->keys, request->n, request->rows->n, request->found);
    size_t n_missing;
    struct table *computed = compute_missing(request, &n_missing), *table = NULL;
    if (computed != NULL && n_missing > 0)
        keep_missing(request, computed);
    if (computed != NULL)
        table = n_missing == request->n ? table_retain(computed) : assemble(request, computed);
    table_release(computed);
    return table;
}

struct table *features_compute(const struct world *world, const struct feature *features, size_t n_features,
                               const struct feature_rows *rows, const char *name, struct work *work, struct error *err)
{
    if (world->store == NULL || rows->n < ROWS_LEAST)
        return compute(world, features, n_features, rows, name, work, err);
    struct request request = { .world = world,
                               .features = features,
                               .n = n_features,
                               .rows = rows,
                               .name = name,
                               .work = work,
                               .err = err,
                               .keys = allocate(n_features + 1, sizeof *request.keys),
                               .found = allocate(n_features + 1, sizeof(struct table *)) };
    struct table *table = through_store(&request);
    for (size_t i = 0; i < n_features; i++)
        table_release(request.found[i]);
    free(request.found);
    free(request.keys);
    return table;
}
