/* The options of load as what readers of files understand. */
#ifndef COMMAND_LOAD_OPTIONS_H
#define COMMAND_LOAD_OPTIONS_H

#include "patron/command/command.h"
#include "patron/source/source.h"

struct arena;
struct table_role;

/* All in the invocation's arena. */
bool load_options(const struct invocation *invocation, struct source_options *out, struct error *err);
/* NAME, a column of the table, is wanted as a time: declared as one, unless it was declared already (false then). */
bool load_declare_time(struct source_options *options, const char *name, struct arena *arena);
/* The columns of TABLE, where the file has them and their type was not declared already, are of its types. */
struct table_role;
/* Says of OPTIONS which columns name rows, as a key or as the link to what ROLE says. */
void load_name_rows(struct session *session, struct source_options *options, const struct table_role *role,
                    struct arena *arena);
void load_declare_like(struct source_options *options, const struct table *table, struct arena *arena);
/* The files behind `from`, patterns with * and ? written out. */
bool load_paths(const struct invocation *invocation, const char *const **paths, size_t *n, struct error *err);

/* What the columns are for: key, time, of, via, known, valid_from, valid_to and constant, of load and of table. */
bool load_role(const struct invocation *invocation, struct table_role *role, struct error *err);

/* "comma", "tab", "semicolon", "pipe", or the character itself. */
const char *sign_name(char sign, struct arena *arena);

/* The options of INVOCATION that say how files are written (decimal=, alias= ..), but for those that BUT has too, as
   they stand behind a load line: " decimal=comma"; in BUT's arena. */
const char *load_file_options(const struct invocation *invocation, const struct invocation *but);
/* False and ERR when the line has options although DECIDES ("the preset orders", "a delivery") says how its files are
   read: none may be passed over in silence. BUT: one that may be there all the same, and with it those of
   load_file_options; or NULL. */
bool load_only(const struct invocation *invocation, const char *decides, const char *but, struct error *err);

#endif
