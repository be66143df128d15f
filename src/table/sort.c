/* Sorting a view: each column becomes a whole number that sorts like it, and the rows are sorted by these numbers, byte
   by byte from the lowest, which is stable; several columns are sorted from the last to the first. */
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/sort.h"
#include "patron/base/work.h"
#include "patron/table/view.h"

/* Missing sorts behind every value, whichever the direction. */
static const uint64_t key_missing = UINT64_MAX;

/* All real numbers in order; -0 like 0. Infinity is far below key_missing, and so is its complement. */
static uint64_t key_of_real(double value)
{
    uint64_t bits;
    value += 0.0; /* -0 becomes 0 */
    memcpy(&bits, &value, sizeof(bits));
    return bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
}

static uint64_t key_at(const struct column *column, const uint32_t *ranks, size_t row, bool descending)
{
    if (column_is_missing(column, row))
        return key_missing;
    uint64_t key;
    switch (column->type) {
    case TYPE_BOOL:
        key = (uint64_t)column_bools(column)[row];
        break;
    case TYPE_INT:
    case TYPE_TIME: /* the least integer is the sentinel, so the others fill 0 .. 2^64 - 2 */
        key = ((uint64_t)column_ints(column)[row] ^ UINT64_C(1) << 63) - 1;
        break;
    case TYPE_REAL:
        key = key_of_real(column_reals(column)[row]);
        break;
    default:
        key = ranks[column_codes(column)[row]];
    }
    return descending ? key_missing - 1 - key : key;
}

struct ranked {
    uint64_t prefix; /* the first eight bytes, as a number: decides most comparisons */
    uint32_t code;
};

static uint64_t prefix_of(const char *text, size_t length)
{
    uint64_t prefix = 0;
    for (size_t i = 0; i < 8; i++)
        prefix = prefix << 8 | (i < length ? (unsigned char)text[i] : 0);
    return prefix;
}

static int compare_texts(const struct dictionary *dictionary, uint32_t a, uint32_t b)
{
    size_t n, m;
    const char *left = dictionary_text(dictionary, a, &n);
    const char *right = dictionary_text(dictionary, b, &m);
    int order = memcmp(left, right, n < m ? n : m);
    return order ? order : (n > m) - (n < m);
}

static int compare_ranked(const void *a, const void *b, void *dictionary)
{
    const struct ranked *left = a, *right = b;
    if (left->prefix != right->prefix)
        return left->prefix < right->prefix ? -1 : 1;
    return compare_texts(dictionary, left->code, right->code);
}

/* The place of each code's text among all texts of DICTIONARY, in order of bytes. */
static uint32_t *dictionary_ranks(const struct dictionary *dictionary, struct error *err)
{
    uint32_t n = dictionary ? dictionary->n : 0;
    uint32_t *ranks = allocate_large(n, sizeof(*ranks), "sorting texts", err);
    struct ranked *order = allocate_large(n, sizeof(*order), "sorting texts", err);
    if (!ranks || !order) {
        free(ranks);
        free(order);
        return NULL;
    }
    for (uint32_t code = 0; code < n; code++) {
        size_t length;
        const char *text = dictionary_text(dictionary, code, &length);
        order[code] = (struct ranked){ prefix_of(text, length), code };
    }
    bool sorted = sort_elements(order, n, sizeof(*order), compare_ranked, (void *)(uintptr_t)dictionary, NULL, err);
    for (uint32_t i = 0; sorted && i < n; i++)
        ranks[order[i].code] = i;
    free(order);
    if (sorted)
        return ranks;
    free(ranks);
    return NULL;
}

enum { STRETCH = 1 << 20 }; /* rows between two questions whether to stop */

struct keyed {
    uint64_t key;
    uint32_t row;
};

static void count_bytes(const struct keyed *items, size_t n, size_t counts[8][256])
{
    memset(counts, 0, 8 * 256 * sizeof(size_t));
    for (size_t i = 0; i < n; i++)
        for (int byte = 0; byte < 8; byte++)
            counts[byte][items[i].key >> (8 * byte) & 0xFF]++;
}

/* ITEMS sorted stably by key; SPARE is as large. The result is in the one that is returned; NULL: stopped. */
static struct keyed *radix_sort(struct keyed *items, struct keyed *spare, size_t n, struct error *err)
{
    size_t counts[8][256];
    count_bytes(items, n, counts);
    for (int byte = 0; byte < 8; byte++) {
        size_t *count = counts[byte];
        int shift = 8 * byte;
        if (n == 0 || count[items[0].key >> shift & 0xFF] == n)
            continue; /* the same byte in every key */
        if (!work_go_on(NULL, err))
            return NULL;
        size_t sum = 0;
        for (size_t value = 0; value < 256; value++) {
            size_t here = count[value];
            count[value] = sum;
            sum += here;
        }
        for (size_t i = 0; i < n; i++) {
            if (i % STRETCH == STRETCH - 1 && !work_go_on(NULL, err))
                return NULL;
            spare[count[items[i].key >> shift & 0xFF]++] = items[i];
        }
        struct keyed *sorted = spare;
        spare = items;
        items = sorted;
    }
    return items;
}

static bool sort_by(struct view *view, size_t column_number, bool descending, struct keyed *items, struct keyed *spare,
                    struct error *err)
{
    const struct column *column = &view->table->columns[column_number];
    uint32_t *ranks = NULL;
    if (column->type == TYPE_TEXT) {
        ranks = dictionary_ranks(column->dictionary, err);
        if (!ranks)
            return false;
    }
    for (size_t i = 0; i < view->n_rows; i++)
        items[i] = (struct keyed){ key_at(column, ranks, view->rows[i], descending), view->rows[i] };
    free(ranks);
    const struct keyed *sorted = radix_sort(items, spare, view->n_rows, err);
    for (size_t i = 0; sorted && i < view->n_rows; i++)
        view->rows[i] = sorted[i].row;
    return sorted != NULL;
}

/* All rows in order, written out. */
static bool rows_spell_out(struct view *view, struct error *err)
{
    if (view->rows)
        return true;
    view->rows = allocate_large(view->n_rows, sizeof(*view->rows), "the rows of a view", err);
    for (size_t i = 0; view->rows && i < view->n_rows; i++)
        view->rows[i] = (uint32_t)i;
    return view->rows != NULL;
}

bool view_sort(struct view *view, const size_t *columns, const bool *descending, size_t n, struct error *err)
{
    struct keyed *items = allocate_large(view->n_rows, sizeof(*items), "sorting", err);
    struct keyed *spare = items ? allocate_large(view->n_rows, sizeof(*spare), "sorting", err) : NULL;
    bool sorted = items && spare && rows_spell_out(view, err);
    for (size_t i = n; sorted && i-- > 0;)
        sorted = sort_by(view, columns[i], descending && descending[i], items, spare, err);
    free(items);
    free(spare);
    return sorted;
}

static int compare_places(const void *a, const void *b)
{
    const struct keyed *left = a, *right = b;
    return left->key < right->key ? -1 : left->key > right->key;
}

double *column_places(const struct column *column, size_t n_rows, struct error *err)
{
    struct keyed *items = allocate_large(n_rows, sizeof *items, "the order of whole numbers", err);
    double *places = items ? allocate_large(n_rows, sizeof *places, "the order of whole numbers", err) : NULL;
    size_t n = 0;
    for (size_t row = 0; places && row < n_rows; row++) {
        places[row] = NAN;
        if (!column_is_missing(column, row))
            items[n++] = (struct keyed){ key_at(column, NULL, row, false), (uint32_t)row };
    }
    if (places)
        qsort(items, n, sizeof *items, compare_places);
    double place = 0;
    for (size_t i = 0; places && i < n; i++) {
        place += i > 0 && items[i].key != items[i - 1].key;
        places[items[i].row] = place;
    }
    free(items);
    return places;
}
