/* Sets of features as text: their names, and the versions, which hold definitions too. A family whose levels are fitted
   stands in both by its own name, or by that of its windows: which features it makes is decided anew at each use. */
#ifndef COMMAND_SET_TEXT_H
#define COMMAND_SET_TEXT_H

#include "command/names/resolve.h"

char *set_text_write(const struct feature_list *list);    /* "recency spend_on visits_*_30d"; free */
char *set_members_write(const struct feature_list *list); /* one a line; free */

/* A line of a version. */
struct set_member {
    const char *spec; /* how it is named in the set; of a family: its name, or NAME_*_WINDOW; -NAME leaves one out */
    const char *name, *of;
    size_t index; /* among the features of the definition */
    const char *definition;
};
/* The line at *AT, which is cut into its parts, and *AT behind it. */
bool set_member_read(char **at, struct arena *arena, struct set_member *out, struct error *err);

#endif
