/* Texts in one spelling: each distinct text is rewritten once. */
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/base/work.h"
#include "patron/source/clean.h"
#include "patron/table/builder.h"
#include "source/composing.h"
#include "source/letters.h"

/* ---- Forms ---- */

static void write_trimmed(const char *text, size_t length, struct text *out)
{
    size_t begin = 0, end = 0;
    bool any = false;
    for (size_t at = 0, size; at < length; at += size) {
        unsigned code = utf8_decode(text + at, length - at, &size);
        if (letter_is_blank(code))
            continue;
        begin = any ? begin : at;
        end = at + size;
        any = true;
    }
    text_add_bytes(out, text + begin, end - begin);
}

static void write_normal(const char *text, size_t length, struct text *out)
{
    bool gap = false, any = false;
    for (size_t at = 0, size; at < length; at += size) {
        unsigned code = utf8_decode(text + at, length - at, &size);
        if (letter_is_blank(code)) {
            gap = any;
            continue;
        }
        if (gap)
            text_add_char(out, ' ');
        text_add_bytes(out, text + at, size);
        gap = false;
        any = true;
    }
}

static void write_cased(const char *text, size_t length, unsigned (*other)(unsigned), struct text *out)
{
    for (size_t at = 0, size; at < length; at += size) {
        unsigned code = utf8_decode(text + at, length - at, &size), written = other(code);
        char bytes[4];
        if (written == code)
            text_add_bytes(out, text + at, size);
        else
            text_add_bytes(out, bytes, utf8_encode(written, bytes));
    }
}

static void write_upper(const char *text, size_t length, struct text *out)
{
    write_cased(text, length, letter_upper, out);
}

static void write_lower(const char *text, size_t length, struct text *out)
{
    write_cased(text, length, letter_lower, out);
}

static const struct text_form trim_form = { "trim", "no blanks at the beginning and the end", write_trimmed, false };
static const struct text_form normalise_form = {
    "normalise",
    "trimmed, every run of blanks is one space, every letter with an accent one "
    "character",
    write_normal, true
};
static const struct text_form upper_form = { "upper", "capital letters", write_upper, true };
static const struct text_form lower_form = { "lower", "small letters", write_lower, true };
const struct text_form *const text_forms[] = { &trim_form, &normalise_form, &upper_form, &lower_form, NULL };

/* ---- A column in a form ---- */

/* What each code of DICTIONARY becomes; CHANGED gets one byte a code. NULL and ERR: no memory, or stopped. */
static uint32_t *rewrite(const struct dictionary *dictionary, const struct text_form *form,
                         struct dictionary_builder *builder, int8_t *changed, struct error *err)
{
    uint32_t *codes = allocate_large(dictionary->n, sizeof *codes, "the texts of a column", err);
    struct text written = TEXT_EMPTY, composed = TEXT_EMPTY;
    bool ok = codes != NULL;
    for (uint32_t code = 0; ok && code < dictionary->n && (ok = loop_goes_on(code, err)); code++) {
        size_t length;
        const char *text = dictionary_text(dictionary, code, &length);
        text_clear(&written);
        text_clear(&composed);
        ok = !form->composes || text_compose(text, length, &composed, err);
        form->write(form->composes ? text_string(&composed) : text, form->composes ? composed.length : length,
                    &written);
        changed[code] = written.length != length || memcmp(text, text_string(&written), length) != 0;
        codes[code] =
            written.length > 0 ? dictionary_builder_add(builder, text_string(&written), written.length) : TEXT_MISSING;
    }
    text_release(&written);
    text_release(&composed);
    if (!ok) {
        free(codes);
        codes = NULL;
    }
    return codes;
}

static struct table *recode(const struct table *table, const struct column *column, const uint32_t *codes,
                            struct dictionary_builder *builder, struct error *err)
{
    uint32_t *values = allocate_large(table->n_rows, sizeof *values, "the values of a column", err);
    struct dictionary *dictionary = dictionary_builder_finish(builder, err);
    if (!values || !dictionary) {
        free(values);
        if (dictionary)
            dictionary_free(dictionary);
        return NULL;
    }
    const uint32_t *from = column_codes(column);
    for (size_t i = 0; i < table->n_rows; i++)
        values[i] = from[i] == TEXT_MISSING ? TEXT_MISSING : codes[from[i]];
    struct assembly *assembly = assembly_new(table->name, table->n_rows);
    assembly_add(assembly, column->name, TYPE_TEXT, values, dictionary, false, column->unit);
    assembly_takes_privacy(assembly, column);
    return assembly_finish(assembly);
}

bool clean_text(const struct table *table, const char *name, const struct text_form *form, struct cleaned *out,
                struct error *err)
{
    *out = (struct cleaned){ 0 };
    const struct column *column = table_need_column(table, name, err);
    if (!column)
        return false;
    if (column->type != TYPE_TEXT)
        return fail(err, ERROR_USER, E_TYPE, "'%s' is no text", name);
    int8_t *changed = allocate_large(column->dictionary->n, 1, "the texts of a column", err);
    if (!changed)
        return false;
    struct dictionary_builder *builder = dictionary_builder_new();
    uint32_t *codes = rewrite(column->dictionary, form, builder, changed, err);
    const uint32_t *values = column_codes(column);
    for (size_t i = 0; codes && i < table->n_rows; i++)
        out->n_changed += values[i] != TEXT_MISSING && changed[values[i]];
    bool ok = codes != NULL;
    if (ok && out->n_changed > 0) {
        struct table *made = recode(table, column, codes, builder, err);
        builder = NULL;
        out->table = made ? table_with(table, made) : NULL;
        table_release(made);
        ok = made != NULL;
    }
    if (builder)
        dictionary_builder_free(builder);
    free(codes);
    free(changed);
    return ok;
}
