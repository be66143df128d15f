/* Tests of src/base/work.c. */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base_tests.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/random.h"
#include "patron/base/work.h"

enum { BLOCKS = 500 };

struct sums {
    double values[BLOCKS];
    atomic_int calls[BLOCKS];
};

static void sum_block(void *context, size_t block)
{
    struct sums *sums = context;
    struct random random = random_stream(1, block);
    double sum = 0;
    for (int i = 0; i < 1000; i++)
        sum += random_normal(&random);
    sums->values[block] = sum;
    atomic_fetch_add(&sums->calls[block], 1);
}

START_TEST(every_block_once_and_the_same_on_any_number_of_threads)
{
    struct sums *alone = allocate(1, sizeof(*alone));
    ck_assert(work_run(NULL, BLOCKS, sum_block, alone, NULL));
    for (size_t n_threads = 1; n_threads <= 8; n_threads++) {
        struct work *work = work_new(n_threads);
        ck_assert_uint_eq(work_threads(work), n_threads);
        struct sums *sums = allocate(1, sizeof(*sums));
        ck_assert(work_run(work, BLOCKS, sum_block, sums, NULL));
        ck_assert(memcmp(alone->values, sums->values, sizeof(sums->values)) == 0);
        for (int i = 0; i < BLOCKS; i++)
            require(sums->calls[i] == 1);
        free(sums);
        work_free(work);
    }
    free(alone);
}
END_TEST

static void count_block(void *context, size_t block)
{
    (void)block;
    atomic_fetch_add_explicit((atomic_size_t *)context, 1, memory_order_relaxed);
}

START_TEST(many_short_loops)
{
    struct work *work = work_new(4);
    atomic_size_t count = 0;
    size_t expected = 0;
    for (size_t i = 0; i < 3000; i++) {
        require(work_run(work, i % 7, count_block, &count, NULL));
        expected += i % 7;
        require(count == expected);
    }
    work_free(work);
}
END_TEST

START_TEST(a_new_pool_may_be_freed_at_once)
{
    for (int i = 0; i < 50; i++)
        work_free(work_new(5));
    work_free(NULL);
    struct work *work = work_new(0);
    ck_assert_uint_ge(work_threads(work), 1);
    work_free(work);
    ck_assert_uint_eq(work_threads(NULL), 1);
}
END_TEST

struct nest {
    struct work *work;
    atomic_size_t count;
};

static void nested_block(void *context, size_t block)
{
    struct nest *nest = context;
    (void)block;
    require(work_run(nest->work, 10, count_block, &nest->count, NULL));
}

START_TEST(loops_within_blocks_run_alone)
{
    struct nest nest = { work_new(4), 0 };
    ck_assert(work_run(nest.work, 20, nested_block, &nest, NULL));
    ck_assert_uint_eq(nest.count, 200);
    work_free(nest.work);
}
END_TEST

struct stopping {
    struct work *work;
    size_t limit;
    atomic_size_t count;
};

static void stopping_block(void *context, size_t block)
{
    struct stopping *stopping = context;
    (void)block;
    /* Each thread that is late asks too, and so sees it. */
    if (atomic_fetch_add(&stopping->count, 1) + 1 >= stopping->limit)
        work_stop(stopping->work);
}

START_TEST(a_stop_ends_the_loop)
{
    for (size_t n_threads = 1; n_threads <= 4; n_threads++) {
        struct stopping stopping = { work_new(n_threads), 10, 0 };
        struct error err = ERROR_INIT;
        ck_assert(!work_run(stopping.work, 100000, stopping_block, &stopping, &err));
        ck_assert(err.kind == ERROR_CANCELLED && err.code == E_CANCELLED);
        ck_assert(stopping.count >= 10 && stopping.count < 10 + n_threads);
        error_release(&err);
        ck_assert(work_stopped(stopping.work) && !work_go_on(stopping.work, NULL));
        ck_assert(!work_run(stopping.work, 1, stopping_block, &stopping, NULL));
        work_clear_stop(stopping.work);
        stopping.limit = SIZE_MAX;
        ck_assert(!work_stopped(stopping.work) && work_go_on(stopping.work, NULL));
        stopping.count = 100;
        ck_assert(work_run(stopping.work, 50, stopping_block, &stopping, NULL));
        ck_assert_uint_eq(stopping.count, 150);
        work_free(stopping.work);
    }
    ck_assert(!work_stopped(NULL) && work_go_on(NULL, NULL));
}
END_TEST

static struct work *interrupted; /* what the signal handler stops */

static void on_signal(int number)
{
    (void)number;
    work_stop(interrupted);
}

static void signalling_block(void *context, size_t block)
{
    (void)block;
    if (atomic_fetch_add((atomic_size_t *)context, 1) + 1 == 20)
        kill(getpid(), SIGUSR1); /* to the process: the workers block it, so the main thread takes it */
    while (atomic_load((atomic_size_t *)context) >= 20 && !work_stopped(interrupted))
        usleep(100);
}

START_TEST(a_signal_may_stop)
{
    interrupted = work_new(3);
    atomic_size_t count = 0;
    struct sigaction action = { .sa_handler = on_signal }, before;
    sigaction(SIGUSR1, &action, &before);
    struct error err = ERROR_INIT;
    ck_assert(!work_run(interrupted, 100000, signalling_block, &count, &err));
    ck_assert_int_eq(err.code, E_CANCELLED);
    ck_assert(count >= 20 && count < 20 + 3);
    error_release(&err);
    sigaction(SIGUSR1, &before, NULL);
    work_free(interrupted);
}
END_TEST

struct watch {
    struct work *work;
    atomic_bool done;
    uint64_t most;
};

static void *watch_progress(void *argument)
{
    struct watch *watch = argument;
    while (!atomic_load(&watch->done)) {
        struct progress progress = work_progress(watch->work);
        if (progress.done > watch->most)
            watch->most = progress.done;
    }
    return NULL;
}

static void advancing_block(void *context, size_t block)
{
    struct work *work = context;
    work_advance(work, 3);
    work_note(work, "block %zu", block);
}

START_TEST(progress_is_seen_from_elsewhere)
{
    struct watch watch = { work_new(4), false, 0 };
    work_begin(watch.work, "rows", 600);
    pthread_t watcher;
    ck_assert_int_eq(pthread_create(&watcher, NULL, watch_progress, &watch), 0);
    ck_assert(work_run(watch.work, 200, advancing_block, watch.work, NULL));
    struct progress progress = work_progress(watch.work);
    ck_assert_str_eq(progress.unit, "rows");
    ck_assert_uint_eq(progress.done, 600);
    ck_assert_uint_eq(progress.total, 600);
    ck_assert(strncmp(progress.note, "block ", 6) == 0);
    atomic_store(&watch.done, true);
    pthread_join(watcher, NULL);
    ck_assert_uint_le(watch.most, 600);
    work_end(watch.work);
    progress = work_progress(watch.work);
    ck_assert(!progress.unit && progress.done == 0 && progress.note[0] == '\0');
    work_note(watch.work, "%100d", 1);
    ck_assert_uint_eq(strlen(work_progress(watch.work).note), 63);
    work_free(watch.work);
    work_begin(NULL, "rows", 1);
    work_advance(NULL, 1);
    work_note(NULL, "x");
    work_end(NULL);
    ck_assert_ptr_null(work_progress(NULL).unit);
}
END_TEST

static void ask_far_below(void *context, size_t block)
{
    bool *stopped = context;
    stopped[block] = work_stopped(NULL);
}

/* A loop that was handed no work hears of the stop, on the thread that entered it and on those of the pool. */
START_TEST(who_has_no_work_asks_the_one_entered)
{
    struct error err = ERROR_INIT;
    struct work *one = work_new(2), *other = work_new(1);
    bool stopped[64] = { false };
    ck_assert(!work_stopped(NULL));
    ck_assert_ptr_null(work_enter(one));
    ck_assert_ptr_eq(work_enter(other), one);
    work_stop(one);
    ck_assert(work_go_on(NULL, &err)); /* it works for the other now */
    ck_assert_ptr_eq(work_enter(one), other);
    ck_assert(!work_go_on(NULL, &err));
    ck_assert_int_eq(err.code, E_CANCELLED);
    error_release(&err);
    ck_assert(!work_run(NULL, 64, ask_far_below, stopped, &err));
    error_release(&err);
    work_clear_stop(one);
    ck_assert(work_run(one, 64, ask_far_below, stopped, &err));
    for (size_t i = 0; i < 64; i++)
        ck_assert(!stopped[i]);
    work_enter(NULL);
    work_free(one);
    work_free(other);
}
END_TEST

TCase *work_cases(void)
{
    TCase *cases = tcase_create("work");
    tcase_add_test(cases, every_block_once_and_the_same_on_any_number_of_threads);
    tcase_add_test(cases, many_short_loops);
    tcase_add_test(cases, a_new_pool_may_be_freed_at_once);
    tcase_add_test(cases, loops_within_blocks_run_alone);
    tcase_add_test(cases, a_stop_ends_the_loop);
    tcase_add_test(cases, a_signal_may_stop);
    tcase_add_test(cases, progress_is_seen_from_elsewhere);
    tcase_add_test(cases, who_has_no_work_asks_the_one_entered);
    return cases;
}
