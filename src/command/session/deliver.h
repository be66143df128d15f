/* Files that commands write (deliver.c): -o, redirections, exports, saved sessions. */
#ifndef COMMAND_DELIVER_H
#define COMMAND_DELIVER_H

#include <stdbool.h>
#include <stddef.h>

struct delivery;
struct error;
struct session;
struct text;

/* A file in the making, under a temporary name; folders on the way are made. LINE: the command. NULL and ERR: PATH may
   not be replaced (OVERWRITE, or written by this workspace), or cannot be written. */
struct delivery *delivery_open(struct session *session, const char *path, bool overwrite, const char *line,
                               struct error *err);
/* A sink of report_render; CONTEXT is the delivery. A failure is told by delivery_commit. */
bool delivery_add(void *context, const char *bytes, size_t length);
/* Gives the file its name, and has the workspace remember it. Frees DELIVERY whatever happens. */
bool delivery_commit(struct delivery *delivery, struct error *err);
/* Leaves nothing. NULL is allowed. */
void delivery_discard(struct delivery *delivery);
/* All of BYTES as the file PATH. */
bool deliver(struct session *session, const char *path, const struct text *bytes, bool overwrite, const char *line,
             struct error *err);
/* BYTES at the end of PATH. */
bool deliver_behind(struct session *session, const char *path, const char *bytes, size_t length, const char *line,
                    struct error *err);

/* For a file that is written in another way: before it gets its name, and afterwards. HASH: of its content, as text. */
bool session_intend_file(struct session *session, const char *path, const char *hash, const char *line,
                         struct error *err);
bool session_remember_file(struct session *session, const char *path, const char *line, struct error *err);

#endif
