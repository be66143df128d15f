/* Hashes of content. The layout hashed: "patron column 1", name, type and number of rows, the values as they lie in
   memory (little-endian), and for text the dictionary. */
#include <string.h>

#include "patron/base/hash.h"
#include "patron/table/table.h"

enum { CHUNK = 4096 };

static void add_count(struct hasher *hasher, uint64_t n)
{
    hasher_add(hasher, &n, sizeof(n));
}

/* Missing numbers may be NaNs of different bits, which mean the same: hashed as one. */
static void add_reals(struct hasher *hasher, const double *values, size_t n)
{
    for (size_t begin = 0; begin < n; begin += CHUNK) {
        size_t count = n - begin < CHUNK ? n - begin : CHUNK;
        const double *chunk = values + begin;
        double plain[CHUNK];
        bool any_missing = false;
        for (size_t i = 0; i < count; i++)
            any_missing |= chunk[i] != chunk[i];
        if (any_missing) {
            for (size_t i = 0; i < count; i++)
                plain[i] = isnan(chunk[i]) ? NAN : chunk[i];
            chunk = plain;
        }
        hasher_add(hasher, chunk, count * sizeof(*chunk));
    }
}

struct hash column_hash(const struct column *column, size_t n_rows)
{
    struct hasher hasher;
    hasher_init(&hasher);
    hasher_add_text(&hasher, "patron column 1");
    hasher_add_text(&hasher, column->name);
    hasher_add_text(&hasher, type_name(column->type));
    add_count(&hasher, n_rows);
    if (column->type == TYPE_REAL)
        add_reals(&hasher, column_reals(column), n_rows);
    else
        hasher_add(&hasher, column_values(column), n_rows * type_size(column->type));
    if (column->type == TYPE_TEXT) {
        const struct dictionary *dictionary = column->dictionary;
        uint32_t n = dictionary ? dictionary->n : 0;
        add_count(&hasher, n);
        if (n) {
            hasher_add(&hasher, dictionary->offsets, ((size_t)n + 1) * sizeof(*dictionary->offsets));
            hasher_add(&hasher, dictionary->bytes, (size_t)dictionary->offsets[n]);
        }
    }
    return hasher_finish(&hasher);
}

struct hash table_hash(const struct table *table)
{
    struct hasher hasher;
    hasher_init(&hasher);
    hasher_add_text(&hasher, "patron table 1");
    add_count(&hasher, table->n_rows);
    add_count(&hasher, table->n_columns);
    for (size_t i = 0; i < table->n_columns; i++) {
        struct hash hash = column_hash(&table->columns[i], table->n_rows);
        hasher_add(&hasher, hash.bytes, HASH_BYTES);
    }
    return hasher_finish(&hasher);
}
