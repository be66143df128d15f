/* Rules about whole rows against an earlier table, and about how texts are spelled. */
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/hash.h"
#include "patron/base/memory.h"
#include "patron/base/sort.h"
#include "patron/base/text.h"
#include "patron/base/work.h"
#include "patron/source/clean.h"
#include "patron/source/judge.h"
#include "patron/table/builder.h"
#include "source/letters.h"

/* ---- Rows that are new: by a hash of their values, texts by their bytes, for codes differ between tables ---- */

/* Adds the hash of column NUMBER's values to HASHES, one a row. */
static bool add_hashes(const struct column *column, size_t number, size_t n_rows, uint64_t *hashes, struct error *err)
{
    uint64_t *texts = NULL;
    uint32_t n_texts = column->type == TYPE_TEXT ? column->dictionary->n : 0;
    if (column->type == TYPE_TEXT && !(texts = allocate_large(n_texts, sizeof *texts, "the texts of a column", err)))
        return false;
    bool ok = true;
    for (uint32_t code = 0; code < n_texts && (ok = loop_goes_on(code, err)); code++) {
        size_t length;
        const char *text = dictionary_text(column->dictionary, code, &length);
        texts[code] = hash_quick(text, length, number);
    }
    for (size_t i = 0; ok && i < n_rows && (ok = loop_goes_on(i, err)); i++) {
        uint64_t value = 0;
        if (column_is_missing(column, i)) {
            value = 0x9e3779b97f4a7c15;
        } else if (texts) {
            value = texts[column_codes(column)[i]];
        } else {
            double real = column_number(column, i) + 0.0; /* -0 is 0 */
            int64_t whole;
            if (column_whole(column, i, &whole)) /* the same number in a column of reals is the same value */
                value = (uint64_t)whole;
            else
                memcpy(&value, &real, sizeof value);
        }
        hashes[i] = hash_mix(hashes[i] ^ value) + number;
    }
    free(texts);
    return ok;
}

/* One hash a row over the columns that BOTH has too, in the order of NAMES; the caller frees. */
static uint64_t *row_hashes(const struct table *table, const struct table *names, const struct table *both,
                            struct error *err)
{
    uint64_t *hashes = allocate_large(table->n_rows, sizeof *hashes, "the rows of a table", err);
    if (hashes)
        memset(hashes, 0, table->n_rows * sizeof *hashes);
    for (size_t c = 0; hashes && c < names->n_columns; c++) {
        const char *name = names->columns[c].name;
        const struct column *column = table_column(table, name);
        if (!column || !table_column(both, name))
            continue;
        if (!add_hashes(column, c, table->n_rows, hashes, err)) {
            free(hashes);
            return NULL;
        }
    }
    return hashes;
}

static int sort_hashes(const void *a, const void *b, void *context)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    (void)context;
    return x < y ? -1 : x > y;
}

static int compare_hashes(const void *a, const void *b)
{
    return sort_hashes(a, b, NULL);
}

bool judge_new(const struct table *table, const struct table *before, int8_t *marked, struct error *err)
{
    bool shared = false;
    for (size_t c = 0; c < table->n_columns; c++)
        shared |= table_column(before, table->columns[c].name) != NULL;
    if (!shared)
        return fail(err, ERROR_DATA, E_NO_COLUMN, "%s has no column of the version before it", table->name);
    uint64_t *now = row_hashes(table, table, before, err), *then = now ? row_hashes(before, table, table, err) : NULL;
    bool sorted = then && sort_elements(then, before->n_rows, sizeof *then, sort_hashes, NULL, NULL, err);
    for (size_t i = 0; sorted && i < table->n_rows && (sorted = loop_goes_on(i, err)); i++)
        marked[i] |= !bsearch(&now[i], then, before->n_rows, sizeof *then, compare_hashes);
    free(now);
    free(then);
    return sorted;
}

/* ---- Spelling ---- */

/* TEXT without blanks around it and runs of them, in small letters. */
static void fold(const char *text, size_t length, struct text *out)
{
    bool gap = false;
    text_clear(out);
    for (size_t at = 0, size; at < length; at += size) {
        unsigned code = utf8_decode(text + at, length - at, &size);
        if (letter_is_blank(code)) {
            gap = out->length > 0;
            continue;
        }
        char bytes[4];
        if (gap)
            text_add_char(out, ' ');
        gap = false;
        text_add_bytes(out, bytes, utf8_encode(letter_lower(code), bytes));
    }
}

static bool has_blanks_around(const char *text, size_t length)
{
    size_t size, last = length;
    while (last > 0 && ((unsigned char)text[--last] & 0xc0) == 0x80)
        continue;
    return length > 0 && (letter_is_blank(utf8_decode(text, length, &size)) ||
                          letter_is_blank(utf8_decode(text + last, length - last, &size)));
}

struct spelling {
    uint32_t n;
    uint32_t *group; /* a code: its folded text */
    size_t *count;   /* a code: rows */
    uint32_t *best;  /* a group: the code that stands most often */
    int8_t *blanks;  /* a code: blanks around it */
};

static void spelling_release(struct spelling *s)
{
    free(s->group);
    free(s->count);
    free(s->best);
    free(s->blanks);
}

static bool spelling_init(struct spelling *s, const struct dictionary *dictionary, struct error *err)
{
    uint32_t n = dictionary->n;
    *s = (struct spelling){ .n = n };
    s->group = allocate_large(n, sizeof *s->group, "the spellings of a column", err);
    s->count = s->group ? allocate_large(n, sizeof *s->count, "the spellings of a column", err) : NULL;
    s->best = s->count ? allocate_large(n, sizeof *s->best, "the spellings of a column", err) : NULL;
    s->blanks = s->best ? allocate_large(n, 1, "the spellings of a column", err) : NULL;
    if (!s->blanks)
        return false;
    struct dictionary_builder *groups = dictionary_builder_new();
    struct text folded = TEXT_EMPTY;
    bool ok = true;
    for (uint32_t code = 0; code < n && (ok = loop_goes_on(code, err)); code++) {
        size_t length;
        const char *text = dictionary_text(dictionary, code, &length);
        fold(text, length, &folded);
        s->group[code] = dictionary_builder_add(groups, text_string(&folded), folded.length);
        s->blanks[code] = has_blanks_around(text, length);
        s->best[code] = TEXT_MISSING;
        s->count[code] = 0;
    }
    text_release(&folded);
    dictionary_builder_free(groups);
    return ok;
}

bool judge_spelling(const struct column *column, size_t n_rows, int8_t *marked, struct error *err)
{
    struct spelling s;
    bool ok = spelling_init(&s, column->dictionary, err);
    const uint32_t *codes = column_codes(column);
    for (size_t i = 0; ok && i < n_rows && (ok = loop_goes_on(i, err)); i++)
        if (codes[i] != TEXT_MISSING)
            s.count[codes[i]]++;
    for (uint32_t code = 0; ok && code < s.n && (ok = loop_goes_on(code, err)); code++) {
        uint32_t *best = &s.best[s.group[code]];
        if (s.count[code] > 0 && (*best == TEXT_MISSING || s.count[code] > s.count[*best]))
            *best = code;
    }
    for (size_t i = 0; ok && i < n_rows && (ok = loop_goes_on(i, err)); i++)
        if (codes[i] != TEXT_MISSING)
            marked[i] |= s.blanks[codes[i]] || s.best[s.group[codes[i]]] != codes[i];
    spelling_release(&s);
    return ok;
}
