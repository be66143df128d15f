/* Divisions: selections of a walk that differ only in the level of one value, as `category == "toys"`, `category ==
   "books"` and what is none of the two. No event is in two of them, so their events are listed once and dealt out. */
#ifndef FEATURE_DIVISION_H
#define FEATURE_DIVISION_H

#include "feature/scratch.h"

enum { NO_MEMBER = UINT32_MAX };

/* The member to which the events of one level go. */
struct division_level {
    int64_t value; /* of a text its code, of a double its key_of_number */
    uint32_t member;
    struct division_level *next;
};
struct division {
    const char *key;                /* BY and COMMON as written */
    const struct node *by, *common; /* COMMON: what all members ask beside; NULL: nothing */
    const struct selection **members;
    uint32_t n_members;
    struct span *spans; /* of all members */
    size_t n_spans;
    struct division_level *found, *levels; /* as they were found; in order */
    size_t n_levels;
    uint32_t rest;     /* the member of events of all other levels and of none */
    uint32_t *of_code; /* BY a text: the member of each code, and of a missing text behind them */
};

/* Finds the divisions of a walk whose selections are all there. */
void walk_divide(struct walk *walk, struct arena *arena);
/* Lists the events of all members, deals them out, and measures each member. */
void division_measure(struct scratch *scratch, const struct walk *walk, const struct division *division);
void dealt_release(struct dealt *dealt);

#endif
