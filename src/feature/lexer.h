/* Words of an expression, with their places. The whole text is cut at once, so that the parser may look ahead. */
#ifndef FEATURE_LEXER_H
#define FEATURE_LEXER_H

#include "patron/feature/expression.h"

struct arena;
struct error;

enum token_kind { TOKEN_END, TOKEN_NUMBER, TOKEN_TEXT, TOKEN_TIME, TOKEN_DURATION, TOKEN_NAME, TOKEN_SIGN };
struct token {
    enum token_kind kind;
    const char *text; /* a string without its quotes, a name, a sign, or a number of too many digits as it is written */
    bool quoted;      /* a name in backquotes: never a word of the language */
    double number;
    int64_t whole; /* the number itself when it is whole and beyond 2^53; 0: NUMBER is it */
    int64_t time;
    struct duration duration;
    size_t begin, end;     /* bytes of the text */
    size_t column, length; /* place, from 1, plus the offset */
};
/* *TOKENS ends with TOKEN_END, which stands after the last character. */
bool tokens_cut(const char *text, size_t offset, struct arena *arena, const struct token **tokens, struct error *err);
bool token_is_sign(const struct token *token, const char *sign);
bool token_is_word(const struct token *token, const char *word); /* case ignored; never a quoted name */

#endif
