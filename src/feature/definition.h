/* Definitions and their trees. */
#ifndef FEATURE_DEFINITION_H
#define FEATURE_DEFINITION_H

#include "patron/feature/feature.h"

/* As definition_parse, and gives the tree: places are those of TEXT. */
struct expression *definition_tree(enum definition_kind kind, const char *name, const char *text, size_t offset,
                                   struct arena *arena, struct definition *out, struct error *err);
/* Whether TREE has a rank(x) or quintile(x) without edges. */
bool expression_lacks_edges(const struct expression *tree);
/* The tree of a definition's expression; places are those of definition->expression. Not for a population of all. */
/* The tree of one of its features: its expression, of one level only when it has levels. */
struct expression *definition_feature(const struct definition *definition, size_t index, struct arena *arena,
                                      struct error *err);
struct expression *definition_expression(const struct definition *definition, struct arena *arena, struct error *err);

/* The features within which a name is looked up, from the innermost out. */
struct chain {
    const struct chain *outer;
    const char *name;
};
/* Whether CHAIN holds the feature that EXPRESSION names, which is then a circle: ERR names it. */
bool chain_holds(const struct chain *chain, const struct expression *expression, struct error *err);

#endif
