/* load snapshot NAME from FOLDER: a delivery. */
#ifndef COMMAND_LOAD_FOLDER_H
#define COMMAND_LOAD_FOLDER_H

#include "patron/command/command.h"

/* Whether the name FILE is one of those that hold data: a reader knows its ending, packed or not. */
bool is_data_file(const char *file);
/* Loads what is in FOLDER, as its snapshot.patron says or as names and columns of the files tell, and names the
   snapshot NAME. All or nothing. */
struct report *load_folder(struct session *session, const struct invocation *invocation, const char *name,
                           const char *folder, struct error *err);

#endif
