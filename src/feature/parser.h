/* The parser of expressions, which also reads the expression at the head of a definition. In trees it makes, an
   aggregate may carry its own window (`duration`, count 0: none), and two aggregates are words of populations and
   targets: "any" for a bare `orders where ..` and "no" for `no orders where ..`. */
#ifndef FEATURE_PARSER_H
#define FEATURE_PARSER_H

#include "feature/lexer.h"

enum { EXPRESSION_DEPTH = 64, EXPRESSION_CHAIN = 1000 };

struct parser {
    const char *source;
    const struct token *tokens;
    size_t at;
    struct arena *arena;
    struct error *err;
    bool counts_events;     /* a definition: `no orders`, `orders where ..` may stand for a count */
    bool leaves_clauses;    /* a definition: a last `over WINDOWS` is not the aggregate's */
    bool refuses_windows;   /* a target */
    bool rereads;           /* the expression of a definition that was read before */
    struct duration within; /* of a target: as it stood after an aggregate (`count(orders) within 30d > 0`) */
    bool in_aggregate, in_series;
    size_t depth, brackets;
    size_t n_own_windows;    /* aggregates with their own window so far */
    struct expression *last; /* the aggregate that ends right before the present token, or NULL */
};
struct expression *parser_expression(struct parser *parser);
bool parser_fails(const struct parser *parser, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A target says `over` at the present token. */
bool parser_fails_over(struct parser *parser);
/* The duration at hand, after `within`, is another than the target's. */
bool parser_fails_within(const struct parser *parser);
bool parser_needs_duration(struct parser *parser, const char *clause, struct duration *out);
/* A window, as it stands after `over`. */
bool parser_needs_window(struct parser *parser, struct window *out);
bool parser_needs_period(struct parser *parser, struct period *out); /* as it stands after `per` */
/* How many words a window at TOKEN takes; 0 when there is none. */
size_t window_words(const struct token *token);
/* The token at hand cannot continue the expression: says so. */
bool parser_unexpected(const struct parser *parser);

#endif
