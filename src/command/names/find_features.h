/* The search for features by name, for resolve_features.c: definitions, sets, versions, patterns, columns. */
#ifndef COMMAND_FIND_FEATURES_H
#define COMMAND_FIND_FEATURES_H

#include "command/model/fitting.h"

enum { SETS_DEEP = 8 };

/* All features that are defined, and the list being made. Constants that definitions lack are fitted: the levels of
   families, which names need, when a name asks for them; edges, which values need, at the end. */
struct finder {
    struct session *session;
    struct arena *arena;
    struct feature_list all, *out;
    struct fitting fitting;
    const char **asked; /* the names that are looked for, and those in sets */
    size_t n_asked;
    bool everything; /* all families are asked for */
    struct error *err;
};
struct finder finder_of(struct session *session, struct arena *arena, struct feature_list *out, struct error *err);
/* NAME, and what is in a set of that name, will be looked for; DEPTH sets within each other so far. */
void finder_ask(struct finder *finder, const char *name, int depth);
/* Every feature of every definition, of families those that are asked for; and those that TEXT may name too. */
bool finder_list(struct finder *finder);
bool finder_list_named(struct finder *finder, const char *text);
/* What NAME stands for goes to OUT. */
bool finder_find(struct finder *finder, const char *name);

#endif
