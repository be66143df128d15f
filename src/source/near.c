/* Rows that are nearly equal: leaders are the rows that are near to no leader before them.

   Equal ones are found by a hash of their folded values. For one letter's difference, a leader is entered, for each
   column that may differ, under the hash of its other values and each text that is left when one letter is taken out of
   it (and of the text itself): two texts within one letter of each other have one of these in common. */
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/hash.h"
#include "patron/base/memory.h"
#include "patron/base/sort.h"
#include "patron/base/text.h"
#include "patron/base/work.h"
#include "patron/source/clean.h"
#include "patron/table/builder.h"
#include "source/letters.h"

_Static_assert((int)NEAR_IGNORES_TAGS == FOLD_TAGS && (int)NEAR_IGNORES_DOTS == FOLD_DOTS, "the same bits");

enum { LEAST_LETTERS = 4, MOST_LETTERS = 64, NOBODY = -1 };

/* One column: its values as numbers that are equal when the folded values are. */
struct form {
    uint64_t *values;              /* a row */
    bool *missing;                 /* a row */
    struct dictionary *dictionary; /* of folded texts; NULL: not a text */
    bool *letters;                 /* a folded text: letters alone, of a length in which one may differ */
    uint64_t *others;              /* a row: hash of the other columns' values */
    bool *shared;                  /* a row: another row has the same others */
};
/* A map of hashes to rows, several to a hash. */
struct entry {
    uint64_t hash;
    uint32_t row;
    int32_t next;
};
struct index {
    int32_t *heads;
    size_t n_heads, n, capacity;
    struct entry *entries;
};
struct finding {
    const struct column *const *columns;
    struct form *forms;
    size_t n_columns, n_rows;
    struct index leaders, variants;
};

static void index_add(struct index *index, uint64_t hash, uint32_t row)
{
    if (index->n == index->capacity) {
        index->capacity = index->capacity ? 2 * index->capacity : 1024;
        index->entries = reallocate(index->entries, index->capacity, sizeof *index->entries);
    }
    if (index->n >= index->n_heads) {
        free(index->heads);
        index->n_heads = index->n_heads ? 4 * index->n_heads : 4096;
        index->heads = allocate(index->n_heads, sizeof *index->heads);
        memset(index->heads, 0xff, index->n_heads * sizeof *index->heads);
        for (size_t i = 0; i < index->n; i++) {
            int32_t *head = &index->heads[index->entries[i].hash & (index->n_heads - 1)];
            index->entries[i].next = *head;
            *head = (int32_t)i;
        }
    }
    int32_t *head = &index->heads[hash & (index->n_heads - 1)];
    index->entries[index->n] = (struct entry){ hash, row, *head };
    *head = (int32_t)index->n++;
}

static int32_t index_first(const struct index *index, uint64_t hash)
{
    int32_t at = index->n_heads ? index->heads[hash & (index->n_heads - 1)] : NOBODY;
    while (at != NOBODY && index->entries[at].hash != hash)
        at = index->entries[at].next;
    return at;
}

static int32_t index_next(const struct index *index, int32_t at)
{
    uint64_t hash = index->entries[at].hash;
    do
        at = index->entries[at].next;
    while (at != NOBODY && index->entries[at].hash != hash);
    return at;
}

static void index_release(struct index *index)
{
    free(index->heads);
    free(index->entries);
}

/* ---- Forms ---- */

static size_t count_letters(const char *text, size_t length)
{
    size_t n = 0;
    for (size_t i = 0; i < length; i++)
        n += ((unsigned char)text[i] & 0xc0) != 0x80;
    return n;
}

static bool may_differ(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (text[i] == '@' || (text[i] >= '0' && text[i] <= '9'))
            return false;
    size_t n = count_letters(text, length);
    return n >= LEAST_LETTERS - 1 && n <= MOST_LETTERS;
}

static bool form_texts(struct form *form, const struct column *column, size_t n_rows, unsigned ignored,
                       struct error *err)
{
    const struct dictionary *from = column->dictionary;
    uint32_t *folded = allocate_large(from->n, sizeof *folded, "the folded texts of a column", err);
    if (!folded)
        return false;
    struct dictionary_builder *builder = dictionary_builder_new();
    struct text text = TEXT_EMPTY;
    bool ok = true;
    for (uint32_t code = 0; code < from->n && (ok = loop_goes_on(code, err)); code++) {
        size_t length;
        const char *bytes = dictionary_text(from, code, &length);
        text_fold(bytes, length, ignored, &text);
        folded[code] =
            text.length > 0 ? dictionary_builder_add(builder, text_string(&text), text.length) : TEXT_MISSING;
    }
    text_release(&text);
    form->dictionary = dictionary_builder_finish(builder, err);
    for (size_t i = 0; ok && form->dictionary && i < n_rows && (ok = loop_goes_on(i, err)); i++) {
        uint32_t code = column_codes(column)[i];
        form->missing[i] = code == TEXT_MISSING || folded[code] == TEXT_MISSING;
        form->values[i] = form->missing[i] ? 0 : folded[code];
    }
    free(folded);
    if (!form->dictionary || !ok)
        return false;
    form->letters = allocate(form->dictionary->n + 1, sizeof *form->letters);
    for (uint32_t code = 0; code < form->dictionary->n; code++) {
        size_t length;
        const char *bytes = dictionary_text(form->dictionary, code, &length);
        form->letters[code] = may_differ(bytes, length);
    }
    return true;
}

static bool form_make(struct form *form, const struct column *column, size_t n_rows, unsigned ignored,
                      struct error *err)
{
    form->values = allocate_large(n_rows, sizeof *form->values, "the values of a column", err);
    form->missing = form->values ? allocate_large(n_rows, 1, "the values of a column", err) : NULL;
    form->others = form->missing ? allocate_large(n_rows, sizeof *form->others, "the values of rows", err) : NULL;
    form->shared = form->others ? allocate_large(n_rows, 1, "the values of rows", err) : NULL;
    if (!form->shared)
        return false;
    if (column->type == TYPE_TEXT)
        return form_texts(form, column, n_rows, ignored, err);
    for (size_t i = 0; i < n_rows; i++) {
        double number = column_number(column, i) + 0.0; /* -0 is 0 */
        form->missing[i] = column_is_missing(column, i);
        if (column->type == TYPE_TIME || column->type == TYPE_INT)
            form->values[i] = (uint64_t)column_ints(column)[i];
        else
            memcpy(&form->values[i], &number, sizeof number);
    }
    return true;
}

static uint64_t add_value(uint64_t hash, size_t column, uint64_t value)
{
    return hash_mix(hash ^ hash_mix(value + (column + 1) * 0x9e3779b97f4a7c15));
}

/* The hash of all values of ROW but those of column LEFT_OUT (n_columns: of all). */
static uint64_t hash_without(const struct finding *f, size_t row, size_t left_out)
{
    uint64_t hash = left_out;
    for (size_t c = 0; c < f->n_columns; c++)
        if (c != left_out)
            hash = add_value(hash, c, f->forms[c].values[row]);
    return hash;
}

static int compare_hashes(const void *a, const void *b, void *context)
{
    (void)context;
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

/* Which rows have company in their other columns: the rest need no variants. */
static bool find_shared(struct finding *f, size_t c, struct error *err)
{
    struct form *form = &f->forms[c];
    uint64_t *sorted = allocate_large(f->n_rows, sizeof *sorted, "the values of rows", err);
    if (!sorted)
        return false;
    bool ok = true;
    for (size_t i = 0; i < f->n_rows && (ok = loop_goes_on(i, err)); i++)
        sorted[i] = form->others[i] = hash_without(f, i, c);
    ok = ok && sort_elements(sorted, f->n_rows, sizeof *sorted, compare_hashes, NULL, NULL, err);
    for (size_t i = 0; ok && i < f->n_rows && (ok = loop_goes_on(i, err)); i++) {
        size_t low = 0, high = f->n_rows;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (sorted[middle] < form->others[i])
                low = middle + 1;
            else
                high = middle;
        }
        form->shared[i] = low + 1 < f->n_rows && sorted[low + 1] == form->others[i];
    }
    free(sorted);
    return ok;
}

/* ---- One letter ---- */

/* Where each letter of TEXT begins, and its end. */
static size_t cut_letters(const char *text, size_t length, size_t starts[MOST_LETTERS + 1])
{
    size_t n = 0;
    for (size_t i = 0; i < length; i++)
        if (((unsigned char)text[i] & 0xc0) != 0x80)
            starts[n++] = i;
    starts[n] = length;
    return n;
}

static bool letter_same(const char *a, const size_t *at, size_t i, const char *b, const size_t *bt, size_t j)
{
    size_t length = at[i + 1] - at[i];
    return length == bt[j + 1] - bt[j] && memcmp(a + at[i], b + bt[j], length) == 0;
}

/* Whether A and B are one letter apart: one more, less or other, or two neighbours exchanged. */
static bool one_letter(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t at[MOST_LETTERS + 1], bt[MOST_LETTERS + 1];
    size_t n = cut_letters(a, a_length, at), m = cut_letters(b, b_length, bt), head = 0, tail = 0;
    size_t least = n < m ? n : m, most = n < m ? m : n;
    if (most < LEAST_LETTERS || most - least > 1)
        return false;
    while (head < least && letter_same(a, at, head, b, bt, head))
        head++;
    while (tail < least - head && letter_same(a, at, n - 1 - tail, b, bt, m - 1 - tail))
        tail++;
    if (head + tail + 1 >= most)
        return true;
    return n == m && head + tail + 2 == n && letter_same(a, at, head, b, bt, head + 1) &&
           letter_same(a, at, head + 1, b, bt, head);
}

/* The hashes under which ROW stands, or is looked for, when column C may differ; *N of them. */
static void variants_of(const struct finding *f, size_t c, size_t row, uint64_t out[MOST_LETTERS + 1], size_t *n)
{
    const struct form *form = &f->forms[c];
    *n = 0;
    if (!form->letters || !form->shared[row] || !form->letters[form->values[row]])
        return;
    size_t length, starts[MOST_LETTERS + 1];
    const char *text = dictionary_text(form->dictionary, (uint32_t)form->values[row], &length);
    size_t n_letters = cut_letters(text, length, starts);
    uint64_t seed = form->others[row];
    char rest[4 * MOST_LETTERS];
    out[(*n)++] = hash_quick(text, length, seed);
    for (size_t i = 0; i < n_letters; i++) {
        size_t behind = length - starts[i + 1];
        memcpy(rest, text, starts[i]);
        memcpy(rest + starts[i], text + starts[i + 1], behind);
        uint64_t hash = hash_quick(rest, starts[i] + behind, seed);
        if (hash != out[*n - 1]) /* "anna" without one n or the other */
            out[(*n)++] = hash;
    }
}

static bool same_but(const struct finding *f, size_t a, size_t b, size_t left_out)
{
    for (size_t c = 0; c < f->n_columns; c++)
        if (c != left_out && f->forms[c].values[a] != f->forms[c].values[b])
            return false;
    return true;
}

static bool differs_by_letter(const struct finding *f, size_t c, size_t a, size_t b)
{
    const struct form *form = &f->forms[c];
    size_t a_length, b_length;
    const char *x = dictionary_text(form->dictionary, (uint32_t)form->values[a], &a_length);
    const char *y = dictionary_text(form->dictionary, (uint32_t)form->values[b], &b_length);
    return form->letters[form->values[b]] && one_letter(x, a_length, y, b_length) && same_but(f, a, b, c);
}

/* The first leader that is one letter from ROW; ROW itself when there is none. */
static size_t leader_by_letter(const struct finding *f, size_t row)
{
    size_t best = row;
    for (size_t c = 0; c < f->n_columns; c++) {
        uint64_t hashes[MOST_LETTERS + 1];
        size_t n;
        variants_of(f, c, row, hashes, &n);
        for (size_t i = 0; i < n; i++)
            for (int32_t at = index_first(&f->variants, hashes[i]); at != NOBODY; at = index_next(&f->variants, at)) {
                size_t leader = f->variants.entries[at].row;
                if (leader < best && differs_by_letter(f, c, row, leader))
                    best = leader;
            }
    }
    return best;
}

static size_t leader_by_form(const struct finding *f, size_t row, uint64_t hash)
{
    for (int32_t at = index_first(&f->leaders, hash); at != NOBODY; at = index_next(&f->leaders, at))
        if (same_but(f, f->leaders.entries[at].row, row, f->n_columns))
            return f->leaders.entries[at].row;
    return row;
}

static void add_leader(struct finding *f, size_t row, uint64_t hash)
{
    index_add(&f->leaders, hash, (uint32_t)row);
    for (size_t c = 0; c < f->n_columns; c++) {
        uint64_t hashes[MOST_LETTERS + 1];
        size_t n;
        variants_of(f, c, row, hashes, &n);
        for (size_t i = 0; i < n; i++)
            index_add(&f->variants, hashes[i], (uint32_t)row);
    }
}

static bool all_equal(const struct finding *f, size_t a, size_t b)
{
    for (size_t c = 0; c < f->n_columns; c++)
        if (column_compare(f->columns[c], a, b) != 0)
            return false;
    return true;
}

static bool find_rows(struct finding *f, struct near *out, struct error *err)
{
    for (size_t row = 0; row < f->n_rows; row++) {
        if (!loop_goes_on(row, err))
            return false;
        bool missing = false;
        for (size_t c = 0; c < f->n_columns; c++)
            missing |= f->forms[c].missing[row];
        enum near_kind kind = NEAR_NONE;
        size_t leader = row;
        if (!missing) {
            uint64_t hash = hash_without(f, row, f->n_columns);
            leader = leader_by_form(f, row, hash);
            kind = leader == row ? NEAR_LETTER : all_equal(f, leader, row) ? NEAR_EQUAL : NEAR_FORM;
            if (leader == row)
                leader = leader_by_letter(f, row);
            if (leader == row) {
                kind = NEAR_NONE;
                add_leader(f, row, hash);
            }
        }
        out->first[row] = (uint32_t)leader;
        out->kind[row] = (uint8_t)kind;
        out->n[kind]++;
    }
    return true;
}

static void finding_release(struct finding *f)
{
    for (size_t c = 0; c < f->n_columns; c++) {
        struct form *form = &f->forms[c];
        free(form->values);
        free(form->missing);
        free(form->others);
        free(form->shared);
        free(form->letters);
        dictionary_free(form->dictionary);
    }
    free(f->forms);
    index_release(&f->leaders);
    index_release(&f->variants);
}

bool near_find(const struct column *const *columns, size_t n_columns, size_t n_rows, unsigned ignored, struct near *out,
               struct error *err)
{
    struct finding f = { .columns = columns, .n_columns = n_columns, .n_rows = n_rows };
    *out = (struct near){ 0 };
    f.forms = allocate(n_columns + 1, sizeof *f.forms);
    out->first = allocate_large(n_rows, sizeof *out->first, "the marks of rows", err);
    out->kind = out->first ? allocate_large(n_rows, sizeof *out->kind, "the marks of rows", err) : NULL;
    bool ok = out->kind != NULL;
    for (size_t c = 0; ok && c < n_columns; c++)
        ok = form_make(&f.forms[c], columns[c], n_rows, ignored, err);
    for (size_t c = 0; ok && c < n_columns; c++)
        ok = !f.forms[c].letters || find_shared(&f, c, err);
    ok = ok && find_rows(&f, out, err);
    if (!ok)
        near_release(out);
    finding_release(&f);
    return ok;
}

void near_release(struct near *near)
{
    free(near->first);
    free(near->kind);
    *near = (struct near){ 0 };
}
