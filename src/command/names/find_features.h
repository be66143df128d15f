/* The search for features by name, for resolve_features.c: definitions, sets, versions, patterns, columns. */
#ifndef COMMAND_FIND_FEATURES_H
#define COMMAND_FIND_FEATURES_H

#include "command/model/fitting.h"
#include "command/names/name_index.h"

enum { SETS_DEEP = 8 };

/* The features that names can lead to, and the list being made. Of what is defined only that is read which a name
   asked for can mean, and what that names in turn: one feature among thousands costs no more than one alone. Constants
   that definitions lack are fitted: the levels of families, which names need, when a name asks for them; edges, which
   values need, at the end. */
struct finder {
    struct session *session;
    struct arena *arena;
    struct feature_list all, *out;
    struct name_index all_names, out_names; /* of features, and in ALL also of their definitions */
    struct fitting fitting;
    struct asked {
        const char *name; /* without a - before it; a view up to the first * or ? */
        size_t n;
        bool pattern; /* such a sign follows */
    } * asked;        /* the names that are looked for, and those in sets */
    size_t n_asked, asked_capacity;
    bool everything; /* all families are asked for */
    bool whole;      /* all definitions are read, to say what is near a name that is not there */
    struct error *err;
};
struct finder finder_of(struct session *session, struct arena *arena, struct feature_list *out, struct error *err);
/* NAME, and what is in a set of that name, will be looked for; DEPTH sets within each other so far. */
void finder_ask(struct finder *finder, const char *name, int depth);
/* Features of every definition that was asked for, of families whose levels are to be fitted those that are asked for;
   and those that TEXT may name too. */
bool finder_list(struct finder *finder);
bool finder_list_named(struct finder *finder, const char *text);
/* What NAME stands for goes to OUT. */
bool finder_find(struct finder *finder, const char *name);

#endif
