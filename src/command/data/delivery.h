/* Deliveries: what was in use before the tables that were loaded last, so that rules compare with it and a gate that
   fails leaves it in use. */
#ifndef COMMAND_DELIVERY_H
#define COMMAND_DELIVERY_H

#include "command/state.h"

/* A load made a new version; BEFORE is the hash of what was in use until then. Loads that follow each other without a
   judgement between are one delivery. */
bool delivery_came(struct session *session, const char *before, struct error *err);
/* A gate or check said what it thinks of the tables. When they FAILED, what was in use before them comes into use
 *again; BACK is its name or hash then, in ARENA, else NULL. Nothing happens in a workspace that is open read-only. */
bool delivery_judged(struct session *session, bool failed, struct arena *arena, const char **back, struct error *err);
/* Somebody chose what is in use: there is no way back from it. */
bool delivery_chosen(struct session *session, struct error *err);
/* The hash of what was in use before the delivery at hand, or NULL; freed by the caller. */
char *delivery_before(struct session *session);
/* The version of TABLE before the delivery; 0: none, or not known. */
int delivery_version_before(struct session *session, const char *table);

#endif
