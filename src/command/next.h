/* What most people do from here, told from what there is. */
#ifndef COMMAND_NEXT_H
#define COMMAND_NEXT_H

struct error;
struct session;
struct table;

/* Two columns, `line` and `why`: the commands whose turn has come in the open workspace, or how to get one. NULL and
   ERR when the workspace cannot be read. */
struct table *next_steps(struct session *session, struct error *err);

#endif
