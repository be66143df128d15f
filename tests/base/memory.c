/* Tests of src/base/memory.c. */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base_tests.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"

START_TEST(small_pieces_are_zeroed)
{
    unsigned char *bytes = allocate(1000, 3);
    for (size_t i = 0; i < 3000; i++)
        require(bytes[i] == 0);
    bytes[2999] = 7;
    bytes = reallocate(bytes, 10000, 1);
    ck_assert_uint_eq(bytes[2999], 7);
    free(bytes);
    void *nothing = allocate(0, 8);
    ck_assert_ptr_nonnull(nothing);
    free(nothing);
}
END_TEST

START_TEST(large_pieces_are_aligned)
{
    for (size_t n = 0; n < 200; n += 7) {
        double *values = allocate_large(n, sizeof(*values), "numbers", NULL);
        ck_assert_ptr_nonnull(values);
        ck_assert_uint_eq((uintptr_t)values % 64, 0);
        free(values);
    }
}
END_TEST

START_TEST(large_pieces_fail_with_an_error)
{
    struct error err = ERROR_INIT;
    ck_assert_ptr_null(allocate_large(SIZE_MAX / 4, 8, "the moon", &err));
    ck_assert_int_eq(err.code, E_MEMORY);
    ck_assert_int_eq(err.kind, ERROR_SYSTEM);
    ck_assert_ptr_nonnull(strstr(err.what, "the moon"));
    error_release(&err);
    ck_assert_ptr_null(allocate_large(SIZE_MAX / 1024, 512, "the moon", &err));
    ck_assert_ptr_nonnull(strstr(err.what, "MB are needed"));
    error_release(&err);
    ck_assert_ptr_null(allocate_large(SIZE_MAX, 1, "the moon", NULL));
}
END_TEST

START_TEST(small_pieces_too_large_end_the_program)
{
    void *volatile pointer = reallocate(NULL, SIZE_MAX / 2, 4);
    free(pointer);
}
END_TEST

START_TEST(a_bug_aborts)
{
    bug("the test wants it");
}
END_TEST

START_TEST(copies_end_with_nul)
{
    char *text = copy_bytes("abcdef", 3);
    ck_assert_str_eq(text, "abc");
    free(text);
    text = copy_bytes(NULL, 0);
    ck_assert_str_eq(text, "");
    free(text);
    text = copy_text("whole");
    ck_assert_str_eq(text, "whole");
    free(text);
}
END_TEST

START_TEST(arena_pieces_do_not_overlap)
{
    struct arena arena;
    arena_init(&arena);
    enum { PIECES = 400 };
    unsigned char *pieces[PIECES];
    size_t sizes[PIECES];
    for (size_t i = 0; i < PIECES; i++) {
        sizes[i] = i * i % 1777 + (i % 50 == 0 ? 3000000 : 1);
        pieces[i] = arena_allocate(&arena, sizes[i], 1);
        ck_assert_uint_eq((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
        for (size_t k = 0; k < sizes[i]; k++)
            require(pieces[i][k] == 0);
        memset(pieces[i], (int)(i % 255 + 1), sizes[i]);
    }
    for (size_t i = 0; i < PIECES; i++)
        for (size_t k = 0; k < sizes[i]; k++)
            require(pieces[i][k] == i % 255 + 1);
    arena_release(&arena);
    ck_assert_ptr_null(arena.blocks);
}
END_TEST

START_TEST(arena_texts)
{
    struct arena arena;
    arena_init(&arena);
    ck_assert_str_eq(arena_text(&arena, "one"), "one");
    ck_assert_str_eq(arena_bytes(&arena, "two and more", 3), "two");
    ck_assert_str_eq(arena_format(&arena, "%d %s", 3, "three"), "3 three");
    const char *wide = arena_format(&arena, "%5000d", 1);
    ck_assert_uint_eq(strlen(wide), 5000);
    arena_release(&arena);
    ck_assert_str_eq(arena_text(&arena, "usable again"), "usable again");
    arena_release(&arena);
}
END_TEST

struct note {
    char *log;
    char letter;
};

static void write_letter(void *pointer)
{
    struct note *note = pointer;
    size_t length = strlen(note->log);
    note->log[length] = note->letter;
}

START_TEST(arena_frees_what_it_adopted_last_first)
{
    char log[8] = "";
    struct note notes[] = { { log, 'a' }, { log, 'b' }, { log, 'c' } };
    struct arena arena;
    arena_init(&arena);
    for (size_t i = 0; i < 3; i++)
        arena_adopt(&arena, write_letter, &notes[i]);
    arena_release(&arena);
    ck_assert_str_eq(log, "cba");
    arena_release(&arena);
    ck_assert_str_eq(log, "cba");
}
END_TEST

/* Sanitizers keep freed memory on purpose. */
#if !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__
static long resident_pages(void)
{
    long size = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fscanf(file, "%ld %ld", &size, &resident), 2);
    fclose(file);
    return resident;
}

START_TEST(freed_pieces_go_back_to_the_system)
{
    enum { PIECES = 4000, BYTES = 20000 };
    char *pieces[PIECES];
    for (size_t i = 0; i < PIECES; i++)
        memset(pieces[i] = malloc(BYTES), 1, BYTES);
    long before = resident_pages();
    for (size_t i = 0; i < PIECES; i++)
        if (i % 100)
            free(pieces[i]);
    memory_return();
    ck_assert_int_lt(resident_pages(), before - PIECES * 3); /* of nearly 5 pages a piece */
    for (size_t i = 0; i < PIECES; i += 100)
        free(pieces[i]);
}
END_TEST
#endif

TCase *memory_cases(void)
{
    TCase *cases = tcase_create("memory");
    tcase_add_test(cases, small_pieces_are_zeroed);
    tcase_add_test(cases, large_pieces_are_aligned);
#if !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__
    tcase_add_test(cases, freed_pieces_go_back_to_the_system);
#endif
    tcase_add_test(cases, large_pieces_fail_with_an_error);
    tcase_add_exit_test(cases, small_pieces_too_large_end_the_program, 1);
    tcase_add_test_raise_signal(cases, a_bug_aborts, SIGABRT);
    tcase_add_test(cases, copies_end_with_nul);
    tcase_add_test(cases, arena_pieces_do_not_overlap);
    tcase_add_test(cases, arena_texts);
    tcase_add_test(cases, arena_frees_what_it_adopted_last_first);
    return cases;
}
