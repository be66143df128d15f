/* Sorting in blocks, and merging neighbours until one is left. The blocks are the same on any number of threads. */
#include "patron/base/sort.h"

#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"

enum { BLOCK = 1 << 15 }; /* elements: a few milliseconds between two questions whether to stop */

struct sorting {
    char *from, *to; /* merging reads the one and writes the other */
    size_t n, size;
    sort_compare *compare;
    void *context;
    struct work *work;
    size_t run; /* length of what is sorted already */
};

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* The first half of a block, then the second, then both together: stable, unlike what qsort promises. */
static void sort_block(struct sorting *sorting, char *elements, char *spare, size_t n)
{
    size_t size = sorting->size, half = n / 2;
    if (n <= 8) {
        for (size_t i = 1; i < n; i++) {
            size_t at = i;
            while (at > 0 && sorting->compare(elements + (at - 1) * size, elements + i * size, sorting->context) > 0)
                at--;
            if (at == i)
                continue;
            memcpy(spare, elements + i * size, size);
            memmove(elements + (at + 1) * size, elements + at * size, (i - at) * size);
            memcpy(elements + at * size, spare, size);
        }
        return;
    }
    sort_block(sorting, elements, spare, half);
    sort_block(sorting, elements + half * size, spare, n - half);
    if (sorting->compare(elements + (half - 1) * size, elements + half * size, sorting->context) <= 0)
        return;
    memcpy(spare, elements, half * size);
    char *left = spare, *left_end = spare + half * size, *right = elements + half * size, *end = elements + n * size;
    for (char *out = elements; left < left_end; out += size) {
        bool from_right = right < end && sorting->compare(left, right, sorting->context) > 0;
        memcpy(out, from_right ? right : left, size);
        *(from_right ? &right : &left) += size;
    }
}

static void sort_one(void *context, size_t block)
{
    struct sorting *sorting = context;
    size_t begin = block * BLOCK, n = least(BLOCK, sorting->n - begin);
    sort_block(sorting, sorting->from + begin * sorting->size, sorting->to + begin * sorting->size, n);
}

/* Two neighbouring runs into one. Stops between blocks: what comes of it is then not looked at. */
static void merge_two(void *context, size_t pair)
{
    struct sorting *sorting = context;
    size_t size = sorting->size, begin = pair * 2 * sorting->run;
    size_t middle = least(begin + sorting->run, sorting->n), end = least(begin + 2 * sorting->run, sorting->n);
    const char *left = sorting->from + begin * size, *left_end = sorting->from + middle * size;
    const char *right = left_end, *right_end = sorting->from + end * size;
    char *out = sorting->to + begin * size;
    for (size_t i = 0; left < left_end && right < right_end; i++) {
        if (i % BLOCK == 0 && work_stopped(sorting->work))
            return;
        bool from_right = sorting->compare(left, right, sorting->context) > 0;
        memcpy(out, from_right ? right : left, size);
        *(from_right ? &right : &left) += size;
        out += size;
    }
    memcpy(out, left, (size_t)(left_end - left));
    memcpy(out + (left_end - left), right, (size_t)(right_end - right));
}

bool sort_elements(void *elements, size_t n, size_t size, sort_compare *compare, void *context, struct work *work,
                   struct error *err)
{
    if (n < 2)
        return true;
    char *spare = allocate_large(n, size, "sorting", err);
    if (!spare)
        return false;
    struct sorting sorting = { elements, spare, n, size, compare, context, work, BLOCK };
    bool ok = work_run(work, (n + BLOCK - 1) / BLOCK, sort_one, &sorting, err);
    for (; ok && sorting.run < n; sorting.run *= 2) {
        ok = work_run(work, (n + 2 * sorting.run - 1) / (2 * sorting.run), merge_two, &sorting, err);
        char *merged = sorting.to;
        sorting.to = sorting.from;
        sorting.from = merged;
    }
    if (ok && sorting.from == spare)
        memcpy(elements, spare, n * size);
    free(spare);
    return ok;
}

static int compare_reals(const void *a, const void *b, void *context)
{
    double x = *(const double *)a, y = *(const double *)b;
    (void)context;
    return (x > y) - (x < y);
}

bool sort_reals(double *values, size_t n, struct work *work, struct error *err)
{
    return sort_elements(values, n, sizeof *values, compare_reals, NULL, work, err);
}
