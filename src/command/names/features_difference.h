/* Two sets of features, or versions of sets, compared. */
#ifndef COMMAND_FEATURES_DIFFERENCE_H
#define COMMAND_FEATURES_DIFFERENCE_H

#include <stddef.h>

struct arena;
struct error;
struct report;
struct session;

/* What NAMES[1] adds to, removes from, and changes of NAMES[0]: "full@1", "full". */
struct report *features_difference(struct session *session, const char *const names[2], struct arena *arena,
                                   struct error *err);

#endif
