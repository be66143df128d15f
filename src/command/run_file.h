/* Command files within commands: `run FILE` and presets. */
#ifndef COMMAND_RUN_FILE_H
#define COMMAND_RUN_FILE_H

#include "command/script.h"
#include "command/state.h"
#include "command/variables.h"

/* Checks the whole file, then runs it as part of a running command. With LENIENT, variables that no param asks for are
   left alone. The first error is the caller's, with its chain in the session. */
bool run_included(struct session *session, const char *path, const struct variables *variables, bool lenient,
                  struct error *err);
/* The path of an included file: beside the file that includes it, else as given. Free. */
char *include_path(const struct session *session, const char *path);

#endif
