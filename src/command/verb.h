/* What a file in verbs/ includes: its row's types, the session, and what verbs share. */
#ifndef COMMAND_VERB_H
#define COMMAND_VERB_H

#include "command/names/resolve.h"
#include "command/state.h"
#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/number.h"
#include "patron/base/text.h"
#include "patron/command/command.h"
#include "patron/command/session.h"
#include "patron/report/inspect.h"
#include "patron/report/report.h"
#include "patron/table/builder.h"
#include "patron/table/view.h"

/* What the command did, in a few words: for the log and the audit trail. */
void outcome(struct session *session, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Marks failure after ERR was filled: verbs return a report or NULL. */
static inline struct report *failed(void)
{
    return NULL;
}
/* Columns of customers without a validity time at an old date: a warning, once for the same columns. */
void warn_undated(struct session *session, const struct feature_clocks *clocks, int64_t first_cutoff);
extern const char event_time_only[]; /* a note under figures of features that know events by their time alone */
/* A report with one table, which it takes over; kind and title as in report_new. */
struct report *report_of_table(const char *kind, const char *title, const char *context, struct table *table);
/* "1 row", "1,500 rows" */
const char *counted(uint64_t n, const char *thing, struct arena *arena);
/* Whether overwrite=yes stands in the line: it may, for any command that writes a file. */
bool invocation_overwrites(const struct invocation *invocation);
/* Whether the workspace's state KEY has VALUE (NULL: none) already. */
bool state_is(const struct session *session, const char *key, const char *value);
/* A name made of the last part of PATH: "data/orders.csv.gz" gives orders. */
const char *name_of_file(const char *path, struct arena *arena);
/* TEXT with signs that names do not have made _: "Year 2009-2010" gives year_2009_2010. */
const char *name_of_text(const char *text, struct arena *arena);
/* Text into a builder; NULL is missing. */
void builder_set_string(struct builder *builder, size_t column, const char *text);

#endif
