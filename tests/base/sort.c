/* Sorting: like qsort where that is defined, stable, the same on any number of threads, and stopped. */
#include <stdlib.h>
#include <string.h>

#include "base_tests.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/random.h"
#include "patron/base/sort.h"
#include "patron/base/work.h"

struct item {
    uint32_t key, place;
};

static int compare_keys(const void *a, const void *b, void *context)
{
    const struct item *x = a, *y = b;
    size_t *calls = context;
    if (calls)
        ++*calls;
    return (x->key > y->key) - (x->key < y->key);
}

static struct item *make_items(size_t n, uint32_t n_keys, uint64_t seed)
{
    struct item *items = allocate(n + 1, sizeof *items);
    struct random random = random_stream(seed, 0);
    for (size_t i = 0; i < n; i++)
        items[i] = (struct item){ (uint32_t)random_below(&random, n_keys), (uint32_t)i };
    return items;
}

START_TEST(equal_elements_keep_their_order)
{
    static const size_t sizes[] = { 0, 1, 2, 3, 8, 9, 100, 32767, 32768, 32769, 65536, 65537, 98304, 200000 };
    struct error err = ERROR_INIT;
    struct work *work = work_new(3);
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
        for (uint32_t n_keys = 1; n_keys <= 1000000; n_keys *= 1000) {
            size_t n = sizes[s];
            struct item *alone = make_items(n, n_keys, s), *shared = make_items(n, n_keys, s);
            ck_assert(sort_elements(alone, n, sizeof *alone, compare_keys, NULL, NULL, &err));
            ck_assert(sort_elements(shared, n, sizeof *shared, compare_keys, NULL, work, &err));
            for (size_t i = 1; i < n; i++) {
                ck_assert_uint_le(alone[i - 1].key, alone[i].key);
                if (alone[i - 1].key == alone[i].key)
                    ck_assert_uint_lt(alone[i - 1].place, alone[i].place);
            }
            ck_assert(n == 0 || memcmp(alone, shared, n * sizeof *alone) == 0);
            free(alone);
            free(shared);
        }
    work_free(work);
}
END_TEST

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

START_TEST(numbers_are_sorted_as_by_qsort)
{
    enum { N = 100000 };
    struct error err = ERROR_INIT;
    double *ours = allocate(N, sizeof *ours), *theirs = allocate(N, sizeof *theirs);
    struct random random = random_stream(1, 0);
    for (size_t i = 0; i < N; i++)
        ours[i] = theirs[i] = i % 7 == 0 ? 1.5 : random_unit(&random) * (i % 2 ? 1e300 : -1e-300);
    ck_assert(sort_reals(ours, N, NULL, &err));
    qsort(theirs, N, sizeof *theirs, compare_doubles);
    ck_assert(memcmp(ours, theirs, N * sizeof *ours) == 0);
    free(ours);
    free(theirs);
}
END_TEST

struct stopping {
    struct work *work;
    size_t calls, at;
};

static int compare_and_stop(const void *a, const void *b, void *context)
{
    struct stopping *stopping = context;
    if (++stopping->calls == stopping->at)
        work_stop(stopping->work);
    return compare_keys(a, b, NULL);
}

/* However far it is, no more than some blocks are compared after the stop. */
START_TEST(sorting_stops)
{
    enum { N = 600000, MOST = 600000 }; /* a block of 32,768 elements takes about 15 comparisons each */
    for (size_t at = 1; at < 9000000; at += 1500000) {
        struct error err = ERROR_INIT;
        struct stopping stopping = { work_new(1), 0, at };
        struct item *items = make_items(N, 1000000, at);
        ck_assert(!sort_elements(items, N, sizeof *items, compare_and_stop, &stopping, stopping.work, &err));
        ck_assert_int_eq(err.code, E_CANCELLED);
        ck_assert_uint_lt(stopping.calls, at + MOST);
        error_release(&err);
        free(items);
        work_free(stopping.work);
    }
}
END_TEST

TCase *sort_cases(void)
{
    TCase *cases = tcase_create("sort");
    tcase_add_test(cases, equal_elements_keep_their_order);
    tcase_add_test(cases, numbers_are_sorted_as_by_qsort);
    tcase_add_test(cases, sorting_stops);
    return cases;
}
