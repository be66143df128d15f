/* $NAME in command files. */
#ifndef COMMAND_VARIABLES_H
#define COMMAND_VARIABLES_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct error;

struct variables {
    size_t n, capacity;
    char **names, **values;
    bool *expressions; /* stand in a line as they are, as a part of its expression */
};
void variables_set(struct variables *variables, const char *name, const char *value);
void variables_set_expression(struct variables *variables, const char *name, const char *value);
const char *variables_get(const struct variables *variables, const char *name); /* NULL: none */
void variables_copy(struct variables *to, const struct variables *from);
void variables_release(struct variables *variables);

/* LINE with its variables put in. A value with blanks stays one word: outside quotes it is quoted, unless it is an
   expression. $$ is a dollar sign.
 *MAP (in ARENA) has, for each byte of the result and its end, the byte of LINE that it comes from. */
const char *variables_expand(const struct variables *variables, const char *line, struct arena *arena, size_t **map,
                             struct error *err);

#endif
