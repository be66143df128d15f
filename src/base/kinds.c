/* Names in tables of kinds, and the nearest one to a misspelt name. */
#include "patron/base/kinds.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/memory.h"

static const char *row_name(const void *row)
{
    const char *name;
    memcpy(&name, row, sizeof(name)); /* the first member of every row */
    return name;
}

const void *kind_find(const void *const *rows, const char *name)
{
    for (; *rows; rows++)
        if (strcmp(row_name(*rows), name) == 0)
            return *rows;
    return NULL;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static char same(char c)
{
    return c;
}

static size_t least_of(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Optimal string alignment (Damerau 1964, each piece edited once), with three rows of the table. */
static size_t aligned_distance(const char *a, const char *b, char (*fold)(char))
{
    size_t n = strlen(a), m = strlen(b);
    size_t *rows = allocate(3 * (m + 1), sizeof(*rows));
    size_t *before = rows, *previous = rows + m + 1, *current = rows + 2 * (m + 1);
    for (size_t j = 0; j <= m; j++)
        previous[j] = j;
    for (size_t i = 1; i <= n; i++) {
        current[0] = i;
        for (size_t j = 1; j <= m; j++) {
            char left = fold(a[i - 1]), right = fold(b[j - 1]);
            size_t best = least_of(previous[j - 1] + (left != right), least_of(previous[j], current[j - 1]) + 1);
            if (i > 1 && j > 1 && left == fold(b[j - 2]) && fold(a[i - 2]) == right)
                best = least_of(best, before[j - 2] + 1);
            current[j] = best;
        }
        size_t *oldest = before;
        before = previous;
        previous = current;
        current = oldest;
    }
    size_t distance = previous[m];
    free(rows);
    return distance;
}

size_t edit_distance(const char *a, const char *b)
{
    size_t distance = aligned_distance(a, b, lower);
    return distance + (aligned_distance(a, b, same) > distance);
}

void nearest_init(struct nearest *nearest, const char *wanted)
{
    nearest->wanted = wanted;
    nearest->best = NULL;
    nearest->distance = SIZE_MAX;
}

static size_t length_apart(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b);
    return n > m ? n - m : m - n;
}

bool name_is_nearer(const char *wanted, const char *name, size_t distance, const char *other, size_t other_distance)
{
    return distance < other_distance ||
           (distance == other_distance && length_apart(wanted, name) < length_apart(wanted, other));
}

void nearest_offer(struct nearest *nearest, const char *name)
{
    /* One slip in three letters, rounded up, is the most that reads as a slip. */
    size_t farthest = (strlen(nearest->wanted) + 2) / 3;
    size_t distance = edit_distance(nearest->wanted, name);
    if (distance > farthest || distance >= strlen(name))
        return;
    if (nearest->best && !name_is_nearer(nearest->wanted, name, distance, nearest->best, nearest->distance))
        return;
    nearest->best = name;
    nearest->distance = distance;
}

const char *kind_nearest(const void *const *rows, const char *name)
{
    struct nearest nearest;
    nearest_init(&nearest, name);
    for (; *rows; rows++)
        nearest_offer(&nearest, row_name(*rows));
    return nearest.best;
}
