/* The settings that keep small files from taking all memory. */
#ifndef COMMAND_LOAD_LIMITS_H
#define COMMAND_LOAD_LIMITS_H

struct session;

/* Makes the session's settings the limits of what is read from now on. */
void load_limits(struct session *session);

#endif
