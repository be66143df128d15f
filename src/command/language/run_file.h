/* Command files within commands: `run FILE` and presets. */
#ifndef COMMAND_RUN_FILE_H
#define COMMAND_RUN_FILE_H

#include "command/language/script.h"
#include "command/language/variables.h"
#include "command/state.h"

/* Checks the whole file, then runs it as part of a running command. With LENIENT, variables that no param asks for are
   left alone. The first error is the caller's, with its chain in the session. */
bool run_included(struct session *session, const char *path, const struct variables *variables, bool lenient,
                  struct error *err);
/* The same for the lines that one command stands for (a preset, a delivery): the first that fails ends it, whatever
   --keep-going says, for the lines behind it would be about the tables of before. */
bool run_as_one(struct session *session, const char *path, const struct variables *variables, struct error *err);
/* The path of an included file: beside the file that includes it, else as given. Free. */
char *include_path(const struct session *session, const char *path);

#endif
