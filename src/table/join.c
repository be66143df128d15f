/* Joining by key, and keys that occur twice. Texts are matched once per distinct text, through the dictionaries. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/hash.h"
#include "patron/base/memory.h"
#include "patron/base/number.h"
#include "patron/base/work.h"
#include "patron/table/view.h"
#include "table/owner.h"

static const uint32_t nobody = UINT32_MAX;

/* Whole numbers to the first row that holds them: open addressing, at most half full. */
struct number_index {
    struct number_slot {
        int64_t number;
        uint32_t row; /* nobody: empty */
    } * slots;
    size_t mask;
};

static size_t number_index_size(size_t n)
{
    size_t size = 16;
    while (size < 2 * n)
        size *= 2;
    return size;
}

static void number_index_clear(struct number_index *index, size_t size)
{
    index->mask = size - 1;
    for (size_t i = 0; i < size; i++) /* to the end: who looks for a free slot must find one */
        index->slots[i].row = nobody;
}

static bool number_index_init(struct number_index *index, size_t n, struct error *err)
{
    size_t size = number_index_size(n);
    index->slots = allocate_large(size, sizeof(*index->slots), "the index of a key column", err);
    if (!index->slots)
        return false;
    number_index_clear(index, size);
    return true;
}

static struct number_slot *number_index_slot(const struct number_index *index, int64_t number)
{
    size_t i = hash_mix((uint64_t)number) & index->mask;
    while (index->slots[i].row != nobody && index->slots[i].number != number)
        i = (i + 1) & index->mask;
    return &index->slots[i];
}

/* NUMBER stands in ROW, unless an earlier row has it: then false. */
static bool number_index_add(struct number_index *index, int64_t number, uint32_t row)
{
    struct number_slot *slot = number_index_slot(index, number);
    if (slot->row != nobody)
        return false;
    *slot = (struct number_slot){ number, row };
    return true;
}

static bool number_index_fill(struct number_index *index, const struct column *column, size_t n, struct error *err)
{
    if (!number_index_init(index, n, err))
        return false;
    int64_t number;
    bool ok = true;
    for (size_t row = 0; row < n && (ok = loop_goes_on(row, err)); row++)
        if (column_whole(column, row, &number))
            number_index_add(index, number, (uint32_t)row);
    if (!ok)
        free(index->slots);
    return ok;
}

static uint32_t dictionary_size(const struct column *column)
{
    return column->dictionary ? column->dictionary->n : 0;
}

/* The first row of each code; nobody for texts that no row has. */
static uint32_t *rows_of_codes(const struct column *column, size_t n, struct error *err)
{
    uint32_t n_codes = dictionary_size(column);
    uint32_t *rows = allocate_large(n_codes, sizeof(*rows), "the index of a key column", err);
    if (!rows)
        return NULL;
    memset(rows, 0xFF, n_codes * sizeof(*rows));
    const uint32_t *codes = column_codes(column);
    bool ok = true;
    for (size_t row = 0; row < n && (ok = loop_goes_on(row, err)); row++)
        if (codes[row] != TEXT_MISSING && rows[codes[row]] == nobody)
            rows[codes[row]] = (uint32_t)row;
    if (ok)
        return rows;
    free(rows);
    return NULL;
}

/* Whether text CODE is the decimal spelling of a whole number, as we would write it: "7", not "07" or "+7". */
static bool code_whole(const struct dictionary *dictionary, uint32_t code, int64_t *out)
{
    size_t length;
    const char *text = dictionary_text(dictionary, code, &length);
    char again[24];
    if (length >= sizeof(again) || !integer_parse(text, length, out))
        return false;
    return (size_t)snprintf(again, sizeof(again), "%" PRId64, *out) == length && memcmp(again, text, length) == 0;
}

/* For each code of LEFT the row of RIGHT, a text column. */
static bool match_texts(const struct column *left, const struct column *right, size_t n_right, uint32_t *matches,
                        struct error *err)
{
    uint32_t *rows = rows_of_codes(right, n_right, err);
    if (!rows)
        return false;
    struct text_index *index = left->dictionary == right->dictionary ? NULL : text_index_new(right->dictionary, err);
    bool ready = index || left->dictionary == right->dictionary;
    for (uint32_t code = 0; ready && code < dictionary_size(left) && (ready = loop_goes_on(code, err)); code++) {
        size_t length;
        const char *text = dictionary_text(left->dictionary, code, &length);
        uint32_t other = index ? text_index_find(index, text, length) : code;
        matches[code] = other == TEXT_MISSING ? nobody : rows[other];
    }
    text_index_free(index);
    free(rows);
    return ready;
}

/* For each code of LEFT the row of RIGHT, a column of numbers. */
static bool match_texts_to_numbers(const struct column *left, const struct column *right, size_t n_right,
                                   uint32_t *matches, struct error *err)
{
    struct number_index index;
    if (!number_index_fill(&index, right, n_right, err))
        return false;
    int64_t number;
    bool ok = true;
    for (uint32_t code = 0; code < dictionary_size(left) && (ok = loop_goes_on(code, err)); code++)
        matches[code] = code_whole(left->dictionary, code, &number) ? number_index_slot(&index, number)->row : nobody;
    free(index.slots);
    return ok;
}

static bool join_from_text(const struct column *left, size_t n_left, const struct column *right, size_t n_right,
                           uint32_t *out, struct error *err)
{
    uint32_t *matches = allocate_large(dictionary_size(left), sizeof(*matches), "a join", err);
    bool ready = matches && (right->type == TYPE_TEXT ? match_texts(left, right, n_right, matches, err)
                                                      : match_texts_to_numbers(left, right, n_right, matches, err));
    const uint32_t *codes = column_codes(left);
    for (size_t row = 0; ready && row < n_left && (ready = loop_goes_on(row, err)); row++)
        out[row] = codes[row] == TEXT_MISSING ? nobody : matches[codes[row]];
    free(matches);
    return ready;
}

/* The numbers that texts of COLUMN spell, each to its first row. */
static bool number_index_of_texts(struct number_index *index, const struct column *column, size_t n, struct error *err)
{
    uint32_t *rows = rows_of_codes(column, n, err);
    if (!rows || !number_index_init(index, dictionary_size(column), err)) {
        free(rows);
        return false;
    }
    int64_t number;
    bool ok = true;
    for (uint32_t code = 0; code < dictionary_size(column) && (ok = loop_goes_on(code, err)); code++)
        if (rows[code] != nobody && code_whole(column->dictionary, code, &number))
            number_index_add(index, number, rows[code]);
    free(rows);
    if (!ok)
        free(index->slots);
    return ok;
}

static bool join_from_numbers(const struct column *left, size_t n_left, const struct column *right, size_t n_right,
                              uint32_t *out, struct error *err)
{
    struct number_index index;
    bool ready = right->type == TYPE_TEXT ? number_index_of_texts(&index, right, n_right, err)
                                          : number_index_fill(&index, right, n_right, err);
    if (!ready)
        return false;
    int64_t number;
    for (size_t row = 0; row < n_left && (ready = loop_goes_on(row, err)); row++)
        out[row] = column_whole(left, row, &number) ? number_index_slot(&index, number)->row : nobody;
    free(index.slots);
    return ready;
}

uint32_t *join_rows(const struct column *left, size_t n_left, const struct column *right, size_t n_right,
                    size_t *n_unmatched, struct error *err)
{
    uint32_t *out = allocate_large(n_left, sizeof(*out), "a join", err);
    if (!out)
        return NULL;
    bool joined = left->type == TYPE_TEXT ? join_from_text(left, n_left, right, n_right, out, err)
                                          : join_from_numbers(left, n_left, right, n_right, out, err);
    if (!joined) {
        free(out);
        return NULL;
    }
    size_t unmatched = 0;
    for (size_t row = 0; row < n_left; row++)
        unmatched += out[row] == nobody;
    if (n_unmatched)
        *n_unmatched = unmatched;
    return out;
}

/* The bits by which a number of COLUMN is told from others; false when it is missing. */
static bool key_bits(const struct column *column, size_t row, int64_t *out)
{
    if (column->type != TYPE_REAL)
        return column_whole(column, row, out);
    double value = column_reals(column)[row] + 0.0; /* -0 is 0 */
    memcpy(out, &value, sizeof(*out));
    return !isnan(value);
}

static bool text_seen(uint8_t *seen, uint32_t code)
{
    bool before = seen[code];
    seen[code] = 1;
    return before;
}

bool column_first_duplicate(const struct column *column, size_t n, size_t *row, size_t *n_duplicates)
{
    bool is_text = column->type == TYPE_TEXT;
    n = work_stopped(NULL) ? 0 : n; /* no room is made for nothing */
    uint8_t *seen = is_text ? allocate(dictionary_size(column), 1) : NULL;
    struct number_index index = { 0 };
    if (!is_text) {
        index.slots = allocate(number_index_size(n), sizeof(*index.slots));
        number_index_clear(&index, number_index_size(n));
    }
    size_t found = 0;
    for (size_t i = 0; i < n && loop_goes_on(i, NULL); i++) {
        int64_t key;
        if (is_text ? column_codes(column)[i] == TEXT_MISSING : !key_bits(column, i, &key))
            continue;
        if (is_text ? !text_seen(seen, column_codes(column)[i]) : number_index_add(&index, key, (uint32_t)i))
            continue;
        if (found++ == 0 && row)
            *row = i;
    }
    free(seen);
    free(index.slots);
    if (n_duplicates)
        *n_duplicates = found;
    return found > 0;
}
