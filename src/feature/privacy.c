/* Being personal follows a value: through columns, aggregates that give one of them, and expressions. What is counted,
   compared or measured is not personal any more. What a feature gives of personal texts are pseudonyms. */
#include <stdlib.h>

#include "feature/bind.h"
#include "feature/functions.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/table/builder.h"

static bool is_number(const struct node *node)
{
    return node->type == VALUE_NUMBER || node->type == VALUE_WHOLE;
}

/* An argument whose values may be those of NODE: of its own type, or numbers that became a text or another number. */
static bool hands_on(const struct node *node, const struct node *argument)
{
    return argument &&
           (argument->type == node->type || ((node->type == VALUE_TEXT || is_number(node)) && is_number(argument)));
}

bool node_is_personal(const struct node *node)
{
    bool personal = node->personal;
    if (node->named)
        return false;
    for (size_t i = 0; i < node->n_arguments && !personal; i++)
        personal = hands_on(node, node->arguments[i]) && node_is_personal(node->arguments[i]);
    return node->type != VALUE_BOOL && personal;
}

enum privacy node_privacy(const struct node *node)
{
    enum privacy privacy = node->privacy;
    if (node->named)
        return PRIVACY_PUBLIC;
    for (size_t i = 0; i < node->n_arguments && privacy != PRIVACY_PERSONAL; i++)
        if (hands_on(node, node->arguments[i]))
            privacy = node_privacy(node->arguments[i]);
    return node->type != VALUE_BOOL ? privacy : PRIVACY_UNKNOWN;
}

const struct secret *node_secret(const struct node *node)
{
    const struct secret *secret = node->secret;
    for (size_t i = 0; i < node->n_arguments && !secret; i++)
        secret = node->arguments[i] ? node_secret(node->arguments[i]) : NULL;
    return secret;
}

void node_takes_privacy(struct node *to, const struct node *from)
{
    to->personal = node_is_personal(from);
    to->privacy = node_privacy(from);
    to->secret = node_secret(from);
}

static void dictionary_adopted(void *dictionary)
{
    dictionary_free(dictionary);
}

struct node *node_pseudonyms(struct binder *binder, const struct node *node)
{
    static const struct secret none; /* of tables that no workspace has */
    const struct secret *secret = node_secret(node);
    struct dictionary_builder *builder = dictionary_builder_new();
    struct text shown = TEXT_EMPTY;
    for (uint32_t code = 0; node->dictionary && code < node->dictionary->n; code++) {
        size_t length;
        const char *text = dictionary_text(node->dictionary, code, &length);
        text_clear(&shown);
        level_pseudonym_write(secret ? secret : &none, text, length, &shown);
        dictionary_builder_add(builder, text_string(&shown), shown.length);
    }
    text_release(&shown);
    struct dictionary *dictionary = dictionary_builder_finish(builder, binder->err);
    if (!dictionary)
        return NULL;
    arena_adopt(binder->arena, dictionary_adopted, dictionary);
    if (node->dictionary && dictionary->n != node->dictionary->n)
        bug("two texts with one pseudonym");
    struct node *out = node_new(binder, node->expression, VALUE_TEXT, node->evaluate, 0);
    const struct expression *expression = out->expression;
    *out = *node; /* the same codes, of other texts */
    out->expression = expression;
    out->dictionary = dictionary;
    out->keeper = NULL;
    out->named = true;
    return out;
}

struct node *bind_pseudonym(struct binder *binder, const struct expression *expression, struct node **arguments)
{
    (void)expression;
    if (!(arguments[0] = bind_as(binder, arguments[0], VALUE_TEXT)))
        return NULL;
    return node_pseudonyms(binder, arguments[0]);
}
