/* The zone whose clocks the times of the tables are of: load keeps it, other lines mean the same clocks. */
#ifndef COMMAND_LOAD_ZONE_H
#define COMMAND_LOAD_ZONE_H

#include "command/verb.h"

/* The zone of the load line of NAME, of which VERSION came into use; says so when other tables are of other clocks. */
bool load_zone_keep(struct session *session, const struct invocation *invocation, const char *name, int version,
                    struct error *err);
/* A time with Z or an offset in a line other than load is no time of these clocks: E_BAD_VALUE, and what they showed.
 */
bool line_zone_check(struct session *session, const struct invocation *invocation, struct error *err);

#endif
