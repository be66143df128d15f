/* The steps of binding that binder.c puts in order. Each returns false with the binding's error filled. */
#ifndef COMMAND_BIND_PARTS_H
#define COMMAND_BIND_PARTS_H

#include "command/language/binder.h"
#include "patron/base/text.h"

/* A row of a form whose name is, or begins with, what was typed. */
struct match {
    const struct parameter *row;
    size_t n, index;
    bool of_kind, exact;
    struct text names;
};
void match_rows(const struct parameter *rows, enum parameter_form form, const char *word, size_t length, bool of_kind,
                struct match *match);
const struct parameter *row_of_form(const struct command *command, enum parameter_form form, size_t *index);

bool bind_fail(struct binding *b, const struct word *word, int code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* The line in whole words: bytes BEGIN .. END are written as WHOLE. */
void write_whole(struct binding *b, size_t begin, size_t end, const char *whole);
const char *raw_of(const struct binding *b, size_t i);
/* Cuts N bytes off the beginning of word I; the word is gone when nothing is left of it. */
void shorten_word(struct binding *b, size_t i, size_t n);

/* Moves to the row that takes the next subject. */
void next_subject(struct binding *b);
bool bind_name(struct binding *b); /* NAME = in any spacing at the next word; whether it was there */
bool bind_kind(struct binding *b, const struct word *word);
/* *INDEX and *OF_KIND: which row it is for. */
bool bind_option(struct binding *b, const struct word *word, size_t *index, bool *of_kind);
/* Whether the word opens a clause of this command. *OK is false when it may not. */
bool bind_clause(struct binding *b, const struct word *word, bool *ok);

bool is_redirect(const struct binding *b, size_t i);
bool bind_redirect(struct binding *b);
/* The words from the next one on, up to what ends an expression, as value of row INDEX. */
void bind_expression(struct binding *b, size_t index);

void slot_add(struct slot *slot, const char *text, size_t begin, size_t end, struct arena *arena);
/* What the slots hold as typed values; what is required and missing is an error. */
bool values_bind(struct binding *b, struct invocation *out, struct error *err);

#endif
