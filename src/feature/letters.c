/* Functions of texts, worked out once a distinct text: length, digits, lower, upper. */
#include <ctype.h>

#include "feature/functions.h"
#include "patron/base/error.h"
#include "patron/base/number.h"
#include "patron/base/text.h"
#include "patron/table/builder.h"

static double length_of(const char *text, size_t length)
{
    size_t n = 0, size;
    for (size_t at = 0; at < length; at += size, n++)
        utf8_decode(text + at, length - at, &size);
    return (double)n;
}

static double digits_of(const char *text, size_t length)
{
    size_t n = 0;
    for (size_t i = 0; i < length; i++)
        n += isdigit((unsigned char)text[i]) != 0;
    return (double)n;
}

static double number_of(const char *text, size_t length)
{
    double number;
    enum number_mark mark;
    if (number_parse_marked(text, length, '.', &number, &mark) || number_parse(text, length, &number))
        return isfinite(number) ? number : NAN;
    return NAN;
}

/* Latin letters with marks stand 0x20 apart, as the plain ones do; 0xd7 and 0xf7 are signs. */
static bool is_latin(unsigned code, unsigned first)
{
    return (code >= first && code < first + 0x1f && code != first + 0x17);
}

static size_t respell(const char *text, size_t length, bool raises, char *out)
{
    size_t n = 0, size;
    for (size_t at = 0; at < length; at += size) {
        unsigned code = utf8_decode(text + at, length - at, &size);
        bool lower = (code >= 'a' && code <= 'z') || is_latin(code, 0xe0);
        bool upper = (code >= 'A' && code <= 'Z') || is_latin(code, 0xc0);
        if (raises ? lower : upper) {
            n += utf8_encode(raises ? code - 0x20 : code + 0x20, out + n);
        } else {
            memcpy(out + n, text + at, size);
            n += size;
        }
    }
    return n;
}

static size_t lowered(const char *text, size_t length, char *out)
{
    return respell(text, length, false, out);
}

static size_t raised(const char *text, size_t length, char *out)
{
    return respell(text, length, true, out);
}

static const void *numbers_of_codes(const struct node *node, const struct batch *batch, void *buffer)
{
    const uint32_t *codes = node_values(node->arguments[0], batch, buffers_take(batch->buffers));
    double *out = buffer;
    for (size_t i = 0; i < batch->n; i++)
        out[i] = codes[i] == TEXT_MISSING ? NAN : node->numbers[codes[i]];
    buffers_give(batch->buffers);
    return out;
}

static const void *codes_of_codes(const struct node *node, const struct batch *batch, void *buffer)
{
    const uint32_t *codes = node_values(node->arguments[0], batch, buffer);
    uint32_t *out = buffer;
    for (size_t i = 0; i < batch->n; i++)
        out[i] = codes[i] == TEXT_MISSING ? TEXT_MISSING : node->codes[0][codes[i]];
    return out;
}

static uint32_t n_texts(const struct node *node)
{
    return node->dictionary ? node->dictionary->n : 0;
}

struct node *bind_text_number(struct binder *binder, const struct expression *expression, struct node **arguments)
{
    if (!(arguments[0] = bind_as(binder, arguments[0], VALUE_TEXT)))
        return NULL;
    uint32_t n = n_texts(arguments[0]);
    double *numbers = allocate_large((size_t)n + 1, sizeof *numbers, "a number for each text", binder->err);
    if (!numbers)
        return NULL;
    arena_adopt(binder->arena, free, numbers);
    for (uint32_t code = 0; code < n; code++) {
        size_t length;
        const char *text = dictionary_text(arguments[0]->dictionary, code, &length);
        numbers[code] = function_of(expression)->measure(text, length);
    }
    struct node *node = node_with(binder, expression, VALUE_NUMBER, numbers_of_codes, arguments);
    node->numbers = numbers;
    if (function_of(expression)->same_value)
        node_takes_privacy(node, arguments[0]);
    return node_fold(binder, node);
}

static void dictionary_adopted(void *dictionary)
{
    dictionary_free(dictionary);
}

/* One dictionary of the texts as they are spelled now, and the code of each there. */
static struct dictionary *respelled(struct binder *binder, const struct function *function, const struct node *argument,
                                    uint32_t *codes)
{
    struct dictionary_builder *builder = dictionary_builder_new();
    struct text spelled = TEXT_EMPTY;
    for (uint32_t code = 0; code < n_texts(argument); code++) {
        size_t length;
        const char *text = dictionary_text(argument->dictionary, code, &length);
        text_clear(&spelled);
        text_add_bytes(&spelled, text, length);
        length = function->respell(text, length, spelled.bytes);
        codes[code] = dictionary_builder_add(builder, length > 0 ? spelled.bytes : "", length);
    }
    text_release(&spelled);
    struct dictionary *dictionary = dictionary_builder_finish(builder, binder->err);
    if (dictionary)
        arena_adopt(binder->arena, dictionary_adopted, dictionary);
    return dictionary;
}

struct node *bind_respelling(struct binder *binder, const struct expression *expression, struct node **arguments)
{
    if (!(arguments[0] = bind_as(binder, arguments[0], VALUE_TEXT)))
        return NULL;
    uint32_t n = n_texts(arguments[0]);
    uint32_t *codes = allocate_large((size_t)n + 1, sizeof *codes, "the codes of a column's texts", binder->err);
    if (!codes)
        return NULL;
    arena_adopt(binder->arena, free, codes);
    struct node *node = node_with(binder, expression, VALUE_TEXT, codes_of_codes, arguments);
    node->codes = arena_allocate(binder->arena, 1, sizeof *node->codes);
    node->codes[0] = codes;
    node->dictionary = respelled(binder, function_of(expression), arguments[0], codes);
    return node->dictionary ? node : NULL;
}

const struct function length_function = { .row = { "length", "how many characters a text has", 1, 1 },
                                          .bind = bind_text_number,
                                          .measure = length_of };
const struct function digits_function = { .row = { "digits", "how many of a text's characters are digits 0 .. 9", 1,
                                                   1 },
                                          .bind = bind_text_number,
                                          .measure = digits_of };
const struct function number_function = {
    .row = { "number", "the number that a text is: $1,250.50, (12.50) is below zero, 12% is 0.12; missing for none", 1,
             1 },
    .bind = bind_text_number,
    .measure = number_of,
    .same_value = true
};
const struct function lower_function = { .row = { "lower", "a text in small letters (Latin)", 1, 1 },
                                         .bind = bind_respelling,
                                         .respell = lowered };
const struct function upper_function = { .row = { "upper", "a text in capital letters (Latin)", 1, 1 },
                                         .bind = bind_respelling,
                                         .respell = raised };
