/* Texts in expressions: compared once a distinct text, then by code. */
#include <strings.h>

#include "feature/bind.h"
#include "patron/base/error.h"
#include "patron/base/text.h"
#include "patron/table/builder.h"

struct node *text_constant(struct binder *binder, const struct expression *expression, const char *text)
{
    struct dictionary *dictionary = arena_allocate(binder->arena, 1, sizeof *dictionary);
    uint64_t *offsets = arena_allocate(binder->arena, 2, sizeof *offsets);
    offsets[1] = strlen(text);
    *dictionary = (struct dictionary){ .n = 1, .offsets = offsets, .bytes = arena_text(binder->arena, text) };
    struct node *node = node_number(binder, expression, 0); /* 0 is also the code 0 */
    node->type = VALUE_TEXT;
    node->dictionary = dictionary;
    return node;
}

bool text_is_constant(const struct node *node)
{
    return node->type == VALUE_TEXT && node->constant;
}

const char *text_value(const struct node *node)
{
    return node->dictionary->bytes;
}

const char *text_spelling(struct binder *binder, const struct node *node, const char *word)
{
    if (node->type != VALUE_TEXT || node->constant || !node->dictionary)
        return NULL;
    size_t wanted = strlen(word);
    for (uint32_t code = 0; code < node->dictionary->n; code++) {
        size_t length;
        const char *text = dictionary_text(node->dictionary, code, &length);
        if (length == wanted && strncasecmp(text, word, length) == 0)
            return arena_bytes(binder->arena, text, length);
    }
    return NULL;
}

static void *arena_large(struct binder *binder, size_t n, size_t size, const char *what)
{
    void *values = allocate_large(n, size, what, binder->err);
    if (values)
        arena_adopt(binder->arena, free, values);
    return values;
}

static const void *answer_codes(const struct node *node, const struct batch *batch, void *buffer)
{
    const uint32_t *codes = node_values(node->arguments[0], batch, buffers_take(batch->buffers));
    int8_t *out = buffer;
    for (size_t i = 0; i < batch->n; i++)
        out[i] = codes[i] == TEXT_MISSING ? BOOL_MISSING : node->answers[codes[i]];
    buffers_give(batch->buffers);
    return out;
}

/* A test of VALUE with room for one answer a code, all 0; the caller fills them. */
static struct node *test_new(struct binder *binder, const struct expression *expression, struct node *value,
                             int8_t **answers)
{
    size_t n = value->dictionary ? value->dictionary->n : 0;
    *answers = arena_large(binder, n + 1, 1, "the answers for a column's texts");
    if (!*answers)
        return NULL;
    memset(*answers, 0, n + 1);
    struct node *node = node_new(binder, expression, VALUE_BOOL, answer_codes, 1);
    node->arguments[0] = value;
    node->answers = *answers;
    return node;
}

static int compare_texts(const char *a, size_t n_a, const char *b, size_t n_b)
{
    size_t n = n_a < n_b ? n_a : n_b;
    int order = n > 0 ? memcmp(a, b, n) : 0;
    return order ? order : (n_a > n_b) - (n_a < n_b);
}

static bool order_answers(enum expression_operator operator_, int order)
{
    switch (operator_) {
    case OP_EQUAL:
        return order == 0;
    case OP_NOT_EQUAL:
        return order != 0;
    case OP_LESS:
        return order < 0;
    case OP_LESS_EQUAL:
        return order <= 0;
    case OP_GREATER:
        return order > 0;
    default:
        return order >= 0;
    }
}

static struct node *compare_constant(struct binder *binder, const struct expression *expression,
                                     enum expression_operator operator_, struct node *value, const char *constant)
{
    int8_t *answers;
    struct node *node = test_new(binder, expression, value, &answers);
    if (!node || !value->dictionary)
        return node;
    size_t wanted = strlen(constant);
    for (uint32_t code = 0; code < value->dictionary->n; code++) {
        size_t length;
        const char *text = dictionary_text(value->dictionary, code, &length);
        answers[code] = order_answers(operator_, compare_texts(text, length, constant, wanted));
    }
    return node_fold(binder, node);
}

static const void *compare_ranks(const struct node *node, const struct batch *batch, void *buffer)
{
    const uint32_t *left = node_values(node->arguments[0], batch, buffers_take(batch->buffers));
    const uint32_t *right = node_values(node->arguments[1], batch, buffers_take(batch->buffers));
    int8_t *out = buffer;
    for (size_t i = 0; i < batch->n; i++) {
        if (left[i] == TEXT_MISSING || right[i] == TEXT_MISSING) {
            out[i] = BOOL_MISSING;
            continue;
        }
        uint32_t a = node->codes[0][left[i]], b = node->codes[1][right[i]];
        out[i] = order_answers(node->operator_, (a > b) - (a < b));
    }
    buffers_give(batch->buffers);
    buffers_give(batch->buffers);
    return out;
}

struct spelled {
    const char *text;
    size_t length;
    uint32_t *rank;
};

static int spelled_order(const void *a, const void *b)
{
    const struct spelled *left = a, *right = b;
    return compare_texts(left->text, left->length, right->text, right->length);
}

/* Ranks of the texts of two dictionaries in one order; equal texts have equal ranks. */
static bool rank_texts(struct binder *binder, const struct dictionary *const dictionaries[2], uint32_t *ranks[2])
{
    size_t n = (size_t)dictionaries[0]->n + dictionaries[1]->n, at = 0;
    struct spelled *all = allocate_large(n, sizeof *all, "the order of two columns' texts", binder->err);
    for (size_t side = 0; all && side < 2; side++) {
        if (!(ranks[side] =
                  arena_large(binder, dictionaries[side]->n, sizeof **ranks, "the order of a column's texts"))) {
            free(all);
            return false;
        }
        for (uint32_t code = 0; code < dictionaries[side]->n; code++, at++) {
            all[at].text = dictionary_text(dictionaries[side], code, &all[at].length);
            all[at].rank = &ranks[side][code];
        }
    }
    if (!all)
        return false;
    qsort(all, n, sizeof *all, spelled_order);
    uint32_t rank = 0;
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && spelled_order(&all[i - 1], &all[i]) != 0)
            rank++;
        *all[i].rank = rank;
    }
    free(all);
    return true;
}

enum expression_operator operator_mirrored(enum expression_operator operator_)
{
    switch (operator_) {
    case OP_LESS:
        return OP_GREATER;
    case OP_LESS_EQUAL:
        return OP_GREATER_EQUAL;
    case OP_GREATER:
        return OP_LESS;
    case OP_GREATER_EQUAL:
        return OP_LESS_EQUAL;
    default:
        return operator_;
    }
}

struct node *text_comparison(struct binder *binder, const struct expression *expression,
                             enum expression_operator operator_, struct node *left, struct node *right)
{
    if (text_is_constant(right))
        return compare_constant(binder, expression, operator_, left, text_value(right));
    if (text_is_constant(left))
        return compare_constant(binder, expression, operator_mirrored(operator_), right, text_value(left));
    uint32_t *ranks[2];
    if (!rank_texts(binder, (const struct dictionary *const[]){ left->dictionary, right->dictionary }, ranks))
        return NULL;
    struct node *node = node_new(binder, expression, VALUE_BOOL, compare_ranks, 2);
    node->arguments[0] = left;
    node->arguments[1] = right;
    node->operator_ = operator_;
    node->codes = arena_allocate(binder->arena, 2, sizeof *node->codes);
    memcpy(node->codes, ranks, sizeof ranks);
    return node;
}

struct node *text_in(struct binder *binder, const struct expression *expression, struct node *value,
                     struct node *const *items, size_t n_items)
{
    int8_t *answers;
    struct node *node = test_new(binder, expression, value, &answers);
    for (size_t i = 0; node && i < n_items; i++) {
        const char *text = text_value(items[i]);
        uint32_t code = value->dictionary ? dictionary_find(value->dictionary, text, strlen(text)) : TEXT_MISSING;
        if (code != TEXT_MISSING)
            answers[code] = 1;
    }
    return node_fold(binder, node);
}

/* % stands for any characters, _ for one, and \ takes the next as it is. */
static bool like_matches(const char *pattern, const char *text, size_t length)
{
    const char *end = text + length, *retry_pattern = NULL, *retry_text = NULL;
    while (text < end || *pattern) {
        size_t size = text < end ? 1 : 0;
        bool escaped = *pattern == '\\' && pattern[1] != '\0';
        if (*pattern == '%') {
            retry_pattern = ++pattern;
            retry_text = text;
            continue;
        }
        if (text < end && *pattern == '_') {
            utf8_decode(text, (size_t)(end - text), &size);
            text += size;
            pattern++;
            continue;
        }
        if (text < end && *pattern && pattern[escaped] == *text) {
            text++;
            pattern += 1 + escaped;
            continue;
        }
        if (!retry_pattern || retry_text >= end)
            return false;
        text = ++retry_text;
        pattern = retry_pattern;
    }
    return true;
}

struct node *text_like(struct binder *binder, const struct expression *expression, struct node *value,
                       const char *pattern)
{
    int8_t *answers;
    struct node *node = test_new(binder, expression, value, &answers);
    if (!node || !value->dictionary)
        return node;
    for (uint32_t code = 0; code < value->dictionary->n; code++) {
        size_t length;
        const char *text = dictionary_text(value->dictionary, code, &length);
        answers[code] = like_matches(pattern, text, length);
    }
    return node_fold(binder, node);
}

static void dictionary_adopted(void *dictionary)
{
    dictionary_free(dictionary);
}

bool text_merge(struct binder *binder, struct node *node, size_t from)
{
    bool same = true;
    for (size_t i = from; i < node->n_arguments; i++)
        same = same && node->arguments[i]->dictionary == node->arguments[from]->dictionary;
    node->codes = arena_allocate(binder->arena, node->n_arguments, sizeof *node->codes);
    if (same) {
        node->dictionary = node->arguments[from]->dictionary;
        node->keeper = node->arguments[from]->keeper;
        return true;
    }
    struct dictionary_builder *builder = dictionary_builder_new();
    for (size_t i = from; i < node->n_arguments; i++) {
        const struct dictionary *dictionary = node->arguments[i]->dictionary;
        uint32_t *codes = arena_large(binder, dictionary->n, sizeof *codes, "the codes of a column's texts");
        if (!codes) {
            dictionary_builder_free(builder);
            return false;
        }
        for (uint32_t code = 0; code < dictionary->n; code++) {
            size_t length;
            const char *text = dictionary_text(dictionary, code, &length);
            codes[code] = dictionary_builder_add(builder, text, length);
        }
        node->codes[i] = codes;
    }
    struct dictionary *merged = dictionary_builder_finish(builder, binder->err);
    if (!merged)
        return false;
    arena_adopt(binder->arena, dictionary_adopted, merged);
    node->dictionary = merged;
    return true;
}
