/* Looking up a name in a table of kinds, and the nearest names when it is not there. Every table of rows in the program
   (commands, model kinds, aggregates, reports, settings, ...) is an array of pointers to const structs whose first
   member is `const char *name`, ending with NULL. */
#ifndef PATRON_BASE_KINDS_H
#define PATRON_BASE_KINDS_H

#include <stdbool.h>
#include <stddef.h>

/* The row of ROWS (an array of pointers, ending with NULL) called NAME, or NULL. */
const void *kind_find(const void *const *rows, const char *name);
/* Edit distance (insert, delete, replace, swap of neighbours), case ignored at cost 1 per word. */
size_t edit_distance(const char *a, const char *b);
/* Whether NAME is nearer to WANTED than OTHER: at the same distance a swap of neighbours is likelier than a letter too many
   ("plian" means plain, not plan), so the length that differs less. Equals keep their order. */
bool name_is_nearer(const char *wanted, const char *name, size_t distance, const char *other, size_t other_distance);
/* Collects candidates for "did you mean": offer names one by one, then read `best`. A name that is too far is none. */
struct nearest {
    const char *wanted;
    const char *best; /* a view of the offered name, or NULL */
    size_t distance;
};
/* Nothing offered yet. WANTED is kept as a view. */
void nearest_init(struct nearest *nearest, const char *wanted);
/* NAME takes the lead when it is nearer than all before it, and near enough. */
void nearest_offer(struct nearest *nearest, const char *name);
/* The name in ROWS nearest to NAME, or NULL. */
const char *kind_nearest(const void *const *rows, const char *name);

#endif
