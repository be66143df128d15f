/* Words of a command line, with their places. */
#ifndef COMMAND_LEXER_H
#define COMMAND_LEXER_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct error;

enum { LINE_BYTES = 65536 };

/* A run of characters between blanks; blanks inside quotes and brackets belong to the word. */
struct word {
    size_t begin, end; /* bytes of the line */
    const char *text;  /* without quotes; a doubled quote inside quotes stands for itself */
    bool quoted;       /* begins with a quote: never a word of the language */
    size_t key;        /* KEY=VALUE: bytes of KEY, at the beginning of the word; else 0 */
    bool shell;        /* everything behind a |, without it */
};
struct words {
    const char *line;
    size_t n;
    struct word *items;
    size_t end; /* where the line ends, without comment and blanks */
};
/* Errors: a quote or a bracket that is not closed, bytes that are no text, a line that is too long. */
bool words_cut(const char *line, struct arena *arena, struct words *out, struct error *err);
/* The same for a line that is being typed: what is open is closed at the end. */
void words_cut_typed(const char *line, struct arena *arena, struct words *out);

/* The column of byte AT, from 1, and the width of a range, as a terminal shows them. */
size_t line_column(const char *line, size_t at);
size_t line_width(const char *line, size_t begin, size_t end);
/* The byte that stands at COLUMN; the line's length when it is shorter. */
size_t line_byte(const char *line, size_t column);
/* Sets the error's place to bytes BEGIN .. END of the command's own text, unless it has one; returns false. */
bool fail_at(struct error *err, const char *line, size_t begin, size_t end);

/* TEXT as one word: quoted when it has to be. Free. */
char *word_quote(const char *text);

#endif
