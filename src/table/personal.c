/* What is shown of a personal text: a mask, a pseudonym. What is personal is told in personal_names.c, by a column's
   name, and in personal_content.c, by what it holds. */
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/hash.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/table/builder.h"
#include "patron/table/table.h"

enum { QUOTED_BYTES = 60 };

/* Where the host of a mail address begins, at its @; NULL when the text is something else. */
static const char *find_host(const char *bytes, size_t length)
{
    const char *at = length > 0 ? memchr(bytes + 1, '@', length - 1) : NULL;
    for (size_t i = 0; at && i < length; i++)
        if (strchr(" ,;:\t\"'<>/|", bytes[i]))
            return NULL;
    return at;
}

bool text_is_mail(const char *bytes, size_t length)
{
    return find_host(bytes, length) != NULL;
}

/* A mail address keeps its first letter and its host, all else nothing but its last two characters if it is long. */
void mask_text(const char *bytes, size_t length, struct text *out)
{
    const char *at = find_host(bytes, length);
    bool ends_plain = length > 6 && (unsigned char)bytes[length - 1] < 0x80 && (unsigned char)bytes[length - 2] < 0x80;
    if (at && (unsigned char)bytes[0] < 0x80) {
        text_add_char(out, bytes[0]);
        text_add(out, "***");
        text_add_bytes(out, at, length - (size_t)(at - bytes));
        return;
    }
    text_add(out, "***");
    if (ends_plain)
        text_add_bytes(out, bytes + length - 2, 2);
}

void text_quote(const char *column, const char *bytes, size_t length, struct text *out)
{
    size_t begin, end;
    if (column_name_is_personal(column, TYPE_TEXT) || text_is_phone(bytes, length) ||
        text_find_mail(bytes, length, 0, &begin, &end))
        mask_text(bytes, length, out);
    else
        text_add_bytes(out, bytes, length < QUOTED_BYTES ? length : QUOTED_BYTES);
}

void column_quote(const struct column *column, size_t row, struct text *out)
{
    struct text clear = TEXT_EMPTY;
    column_write(column, row, &clear);
    if (column->privacy == PRIVACY_PERSONAL || column_name_is_personal(column->name, column->type))
        mask_text(text_string(&clear), clear.length, out);
    else if (column->type != TYPE_TEXT)
        text_add_bytes(out, text_string(&clear), clear.length);
    else
        text_quote(column->name, text_string(&clear), clear.length, out);
    text_release(&clear);
}

/* ---- Pseudonyms ---- */

enum { BLOCK_BYTES = 64 };

/* HMAC (RFC 2104) with SHA-256. */
static struct hash keyed_hash(const struct secret *secret, const char *bytes, size_t length)
{
    uint8_t block[BLOCK_BYTES];
    struct hash inner;
    for (int pass = 0; pass < 2; pass++) {
        struct hasher hasher;
        hasher_init(&hasher);
        for (size_t i = 0; i < BLOCK_BYTES; i++)
            block[i] = (uint8_t)((i < SECRET_BYTES ? secret->bytes[i] : 0) ^ (pass == 0 ? 0x36 : 0x5c));
        hasher_add(&hasher, block, BLOCK_BYTES);
        hasher_add(&hasher, pass == 0 ? (const void *)bytes : inner.bytes, pass == 0 ? length : HASH_BYTES);
        inner = hasher_finish(&hasher);
    }
    return inner;
}

void pseudonym_write(const struct secret *secret, const char *bytes, size_t length, struct text *out)
{
    struct hash hash = keyed_hash(secret, bytes, length);
    char digits[HASH_TEXT];
    hash_text(&hash, digits);
    text_add_char(out, 'p');
    text_add_bytes(out, digits, PSEUDONYM_LENGTH - 1);
}

/* Levels travel in model files. Their key is not that of who somebody is, so that the one does not tell of the other.
 */
static struct secret level_key(const struct secret *secret)
{
    struct secret key;
    struct hash hash = keyed_hash(secret, "levels", sizeof "levels" - 1);
    memcpy(key.bytes, hash.bytes, sizeof key.bytes);
    return key;
}

void level_pseudonym_write(const struct secret *secret, const char *bytes, size_t length, struct text *out)
{
    struct secret key = level_key(secret);
    pseudonym_write(&key, bytes, length, out);
}

bool pseudonym_find(const struct column *column, size_t n_rows, const char *text, size_t *row)
{
    if (!column->identifies || strlen(text) != PSEUDONYM_LENGTH || text[0] != 'p' ||
        strspn(text + 1, "0123456789abcdef") != PSEUDONYM_LENGTH - 1)
        return false;
    struct text clear = TEXT_EMPTY, shown = TEXT_EMPTY;
    bool found = false;
    for (size_t i = 0; i < n_rows && !found; i++) {
        if (column_is_missing(column, i))
            continue;
        text_clear(&clear);
        text_clear(&shown);
        column_write(column, i, &clear);
        pseudonym_write(&column->secret, text_string(&clear), clear.length, &shown);
        found = strcmp(text_string(&shown), text) == 0;
        *row = i;
    }
    text_release(&clear);
    text_release(&shown);
    return found;
}

/* COLUMN's values as codes of its pseudonyms. */
static bool add_pseudonyms(struct assembly *assembly, const struct column *column, size_t n_rows, struct error *err)
{
    uint32_t *codes = allocate_large(n_rows, sizeof *codes, "the pseudonyms of a column", err);
    if (!codes)
        return false;
    struct dictionary_builder *builder = dictionary_builder_new();
    struct text clear = TEXT_EMPTY, shown = TEXT_EMPTY;
    bool text = column->type == TYPE_TEXT;
    uint32_t n_texts = text ? column->dictionary->n : 0;
    uint32_t *codes_of = text ? allocate((size_t)n_texts + 1, sizeof *codes_of) : NULL;
    for (uint32_t code = 0; code < n_texts; code++) {
        size_t length;
        const char *bytes = dictionary_text(column->dictionary, code, &length);
        text_clear(&shown);
        pseudonym_write(&column->secret, bytes, length, &shown);
        codes_of[code] = dictionary_builder_add(builder, text_string(&shown), shown.length);
    }
    for (size_t i = 0; i < n_rows; i++) {
        codes[i] = TEXT_MISSING;
        if (column_is_missing(column, i))
            continue;
        if (text) {
            codes[i] = codes_of[column_code(column, i)];
            continue;
        }
        text_clear(&clear);
        text_clear(&shown);
        column_write(column, i, &clear);
        pseudonym_write(&column->secret, text_string(&clear), clear.length, &shown);
        codes[i] = dictionary_builder_add(builder, text_string(&shown), shown.length);
    }
    free(codes_of);
    text_release(&clear);
    text_release(&shown);
    struct dictionary *dictionary = dictionary_builder_finish(builder, err);
    if (!dictionary) {
        free(codes);
        return false;
    }
    assembly_add(assembly, column->name, TYPE_TEXT, codes, dictionary, false, NULL);
    return true;
}

struct table *table_pseudonymised(struct table *table, struct error *err)
{
    bool any = false;
    for (size_t c = 0; c < table->n_columns; c++)
        any |= table->columns[c].identifies;
    if (!any)
        return table_retain(table);
    struct assembly *assembly = assembly_new(table->name, table->n_rows);
    bool ok = true;
    for (size_t c = 0; ok && c < table->n_columns; c++) {
        if (table->columns[c].identifies)
            ok = add_pseudonyms(assembly, &table->columns[c], table->n_rows, err);
        else
            assembly_add_column_of(assembly, table, c, NULL);
    }
    if (ok)
        return assembly_finish(assembly);
    assembly_free(assembly);
    return NULL;
}

void level_show(const struct column *column, uint32_t code, struct text *out)
{
    size_t length;
    const char *bytes = dictionary_text(column->dictionary, code, &length);
    if (column->identifies)
        pseudonym_write(&column->secret, bytes, length, out);
    else if (column->personal)
        mask_text(bytes, length, out);
    else
        text_add_bytes(out, bytes, length);
}
