/* personal= and public= of load. */
#ifndef COMMAND_LOAD_PRIVACY_H
#define COMMAND_LOAD_PRIVACY_H

#include "command/verb.h"

/* Has the workspace know which columns of TABLE, which will be NAME, are personal and which are not. False and ERR when
   there is no such column, or when one is both. */
bool load_privacy_keep(struct session *session, const struct invocation *invocation, const char *name,
                       const struct table *table, struct error *err);

#endif
