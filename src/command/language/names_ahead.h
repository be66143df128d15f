/* Names before anything runs (-n): those that the workspace has and those that earlier lines would make. */
#ifndef COMMAND_NAMES_AHEAD_H
#define COMMAND_NAMES_AHEAD_H

#include "command/language/binder.h"
#include "command/state.h"

struct names_ahead {
    char **names;
    size_t n;
    bool unknown; /* a line may make any name: nothing is said from there on */
};
/* Begins with the names of the workspace that is open, if one is. */
void names_ahead_begin(struct names_ahead *ahead, struct session *session);
/* Whether the line at hand would find the tables, features, targets, models and segments that it names; and what it
   would make itself. MADE_ELSEWHERE: it runs lines that the check does not see. */
bool names_ahead_check(struct names_ahead *ahead, const struct bound *bound, bool made_elsewhere, struct error *err);
void names_ahead_release(struct names_ahead *ahead);

#endif
