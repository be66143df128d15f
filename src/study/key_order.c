/* Keys in the order in which they were given out. */
#include "study/key_order.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/memory.h"
#include "patron/base/sort.h"

struct key {
    const char *bytes; /* of texts */
    size_t length, place;
    double number;
    int64_t whole; /* of whole numbers, which a double may not hold */
};

static size_t skip_digits(const struct key *key, size_t at)
{
    while (at < key->length && isdigit((unsigned char)key->bytes[at]))
        at++;
    return at;
}

static size_t skip_zeros(const struct key *key, size_t at, size_t end)
{
    while (at + 1 < end && key->bytes[at] == '0')
        at++;
    return at;
}

/* Two runs of digits, as numbers of any length; *I and *J move past them. */
static int compare_runs(const struct key *x, size_t *i, const struct key *y, size_t *j)
{
    size_t i_end = skip_digits(x, *i), j_end = skip_digits(y, *j);
    size_t from_i = skip_zeros(x, *i, i_end), from_j = skip_zeros(y, *j, j_end);
    size_t n = i_end - from_i, m = j_end - from_j;
    *i = i_end;
    *j = j_end;
    return n != m ? (n > m) - (n < m) : memcmp(x->bytes + from_i, y->bytes + from_j, n);
}

static int compare_texts(const struct key *x, const struct key *y)
{
    size_t i = 0, j = 0;
    while (i < x->length && j < y->length) {
        unsigned char a = (unsigned char)x->bytes[i], b = (unsigned char)y->bytes[j];
        int order = isdigit(a) && isdigit(b) ? compare_runs(x, &i, y, &j) : (a > b) - (a < b);
        if (order != 0)
            return order;
        if (!isdigit(a) || !isdigit(b)) {
            i++;
            j++;
        }
    }
    return (i < x->length) - (j < y->length);
}

static int compare_keys(const void *a, const void *b, void *context)
{
    (void)context;
    const struct key *x = a, *y = b;
    int order = x->bytes                 ? compare_texts(x, y)
                : x->number != y->number ? (x->number > y->number) - (x->number < y->number)
                                         : (x->whole > y->whole) - (x->whole < y->whole);
    return order != 0 ? order : (x->place > y->place) - (x->place < y->place);
}

bool key_ranks(const struct column *key, const uint32_t *customers, size_t n, double *rank, bool *in_order,
               struct error *err)
{
    struct key *keys = allocate_large(n + 1, sizeof *keys, "the order of keys", err);
    *in_order = true;
    for (size_t i = 0; keys && i < n; i++) {
        keys[i] = (struct key){ .place = i };
        if (key->type == TYPE_TEXT && column_is_missing(key, customers[i]))
            keys[i].bytes = "";
        else if (key->type == TYPE_TEXT)
            keys[i].bytes = dictionary_text(key->dictionary, column_codes(key)[customers[i]], &keys[i].length);
        else
            keys[i].number = column_number(key, customers[i]);
        if (key->type == TYPE_INT)
            keys[i].whole = column_int(key, customers[i]);
    }
    bool ok = keys && sort_elements(keys, n, sizeof *keys, compare_keys, NULL, NULL, err);
    for (size_t i = 0; ok && i < n; i++) {
        rank[keys[i].place] = (double)i;
        *in_order = *in_order && (i == 0 || customers[keys[i].place] > customers[keys[i - 1].place]);
    }
    free(keys);
    return ok;
}
