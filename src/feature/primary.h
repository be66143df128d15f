/* Between the two files of the parser: parser.c (operators) and primary.c (what they stand between). */
#ifndef FEATURE_PRIMARY_H
#define FEATURE_PRIMARY_H

#include "feature/parser.h"

const struct token *parser_token(const struct parser *parser);
bool parser_takes_sign(struct parser *parser, const char *sign);
bool parser_takes_word(struct parser *parser, const char *word);
bool parser_needs_sign(struct parser *parser, const char *sign);
bool parser_is_reserved(const struct token *token);
bool parser_enters(struct parser *parser); /* one level deeper; the caller takes 1 from `depth` again */
/* A node that covers the tokens from FIRST to the present one; its arguments are the caller's to set. */
struct expression *parser_node(const struct parser *parser, enum expression_kind kind, size_t first,
                               size_t n_arguments);
struct expression *parse_sum(struct parser *parser);
struct expression *parse_primary(struct parser *parser);

#endif
