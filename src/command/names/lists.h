/* What there is, as tables: models, features, sets, snapshots, notes. `show LIST` and home read the rows. */
#ifndef COMMAND_LISTS_H
#define COMMAND_LISTS_H

#include <stdbool.h>

struct error;
struct session;
struct table;

struct list {
    const char *name, *summary;
    struct table *(*make)(struct session *session, const char *name, struct error *err);
    bool needs_workspace;
};
extern const struct list *const lists[]; /* ends with NULL */
const struct list *list_find(const char *name);

#endif
