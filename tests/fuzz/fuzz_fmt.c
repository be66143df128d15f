/* Any bytes as a command file in its canonical form: written again it is the same file, and its statements are the
 * same. */
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "command/language/binder.h"
#include "command/language/canonical.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ignore(void *context, struct error *err)
{
    (void)context;
    if (!err->what)
        abort();
}

static void compare_texts(const char *a, const char *b, bool but_blanks)
{
    for (;; a++, b++) {
        while (but_blanks && isspace((unsigned char)*a))
            a++;
        while (but_blanks && isspace((unsigned char)*b))
            b++;
        if (*a != *b)
            abort();
        if (!*a)
            return;
    }
}

static void compare_values(const struct values *a, const struct values *b)
{
    if (a->parameters != b->parameters || a->n != b->n)
        abort();
    for (size_t i = 0; i < a->n; i++) {
        const struct value *left = &a->values[i], *right = &b->values[i];
        if (left->given != right->given || left->n_texts != right->n_texts)
            abort();
        for (size_t k = 0; k < left->n_texts; k++)
            compare_texts(left->texts[k], right->texts[k], a->parameters[i].type == PARAMETER_EXPRESSION);
    }
}

/* What is bound from both lines; lines that cannot be bound must be the same but for blanks. */
static void compare_lines(const char *a, const char *b)
{
    struct arena arena;
    struct bound left, right;
    struct error err = ERROR_INIT;
    arena_init(&arena);
    bool ok = line_bind(a, false, &arena, &left, &err);
    if (ok != line_bind(b, false, &arena, &right, &err))
        abort();
    if (ok && left.invocation.command) {
        if (left.tries != right.tries || left.invocation.command != right.invocation.command ||
            left.invocation.kind != right.invocation.kind || left.redirection.kind != right.redirection.kind ||
            left.redirection.overwrite != right.redirection.overwrite)
            abort();
        if (left.redirection.kind != REDIRECT_NONE)
            compare_texts(left.redirection.target, right.redirection.target, false);
        compare_values(&left.invocation.values, &right.invocation.values);
        compare_values(&left.invocation.kind_values, &right.invocation.kind_values);
    }
    error_release(&err);
    arena_release(&arena);
}

static void compare_statements(const struct statement *a, const struct statement *b)
{
    for (; a && b; a = a->next, b = b->next) {
        if (a->kind != b->kind)
            abort();
        if (a->kind == STATEMENT_COMMAND)
            compare_lines(a->text, b->text);
        else
            compare_texts(a->text, b->text, true);
        compare_statements(a->body, b->body);
        compare_statements(a->otherwise, b->otherwise);
    }
    if (a || b)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text once = { 0 }, twice = { 0 };
    struct script before, after;
    if (script_canonical("fuzz", (const char *)data, size, &once, ignore, NULL)) {
        if (!script_canonical("fuzz", text_string(&once), once.length, &twice, ignore, NULL) ||
            once.length != twice.length || memcmp(text_string(&once), text_string(&twice), once.length) != 0)
            abort();
        script_parse(&before, NULL, (const char *)data, size, ignore, NULL);
        script_parse(&after, NULL, text_string(&once), once.length, ignore, NULL);
        compare_statements(before.first, after.first);
        script_release(&before);
        script_release(&after);
    }
    text_release(&once);
    text_release(&twice);
    return 0;
}
