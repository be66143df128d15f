/* What load says: of a table that was kept, and of a file that was only looked at. */
#ifndef COMMAND_LOAD_REPORT_H
#define COMMAND_LOAD_REPORT_H

#include "command/data/load_before.h"
#include "patron/report/report.h"
#include "patron/source/source.h"
#include "patron/workspace/workspace.h"

struct arena;

struct report *load_report(const char *name, const struct source_result *read, const struct load_outcome *kept,
                           const struct table_role *role, const struct remarks *remarks, struct arena *arena,
                           struct error *err);
/* Of a table that was known by the bytes of its files and not read. */
struct report *load_again_report(const char *name, const struct load_outcome *kept, const struct table_role *role,
                                 struct arena *arena);
/* What was found of columns that came later than the rows of table NAME, with what may be declared, and of rows that
   nobody ever knew. */
void load_late_remarks(struct workspace *workspace, const char *name, struct arena *arena, struct remarks *out);
/* As load_report, before anything is kept, with the first rows and what was set aside. */
struct report *preview_report(struct workspace *workspace, const char *name, const struct source_result *read,
                              const struct table_role *role, const struct remarks *remarks, struct arena *arena,
                              struct error *err);

#endif
