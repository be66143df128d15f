/* population NAME = sql(SELECT ..): a fixed list of customers. */
#ifndef COMMAND_POPULATION_SQL_H
#define COMMAND_POPULATION_SQL_H

#include <stdbool.h>

struct definition;
struct error;
struct invocation;
struct session;

/* Keeps the population that the line defines, with a note of the statement and the snapshot; says that it is fixed. */
bool population_by_sql(struct session *session, const struct invocation *invocation, struct definition *out,
                       struct error *err);

#endif
