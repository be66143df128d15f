/* Tests of src/base/error.c. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base_tests.h"
#include "patron/base/error.h"

START_TEST(pages_are_whole_and_in_order)
{
    int before = 0;
    for (const struct error_page *page = error_pages; page->code; page++) {
        ck_assert_int_gt(page->code, before);
        ck_assert(page->title && page->cause && page->mend && *page->title && *page->cause && *page->mend);
        ck_assert_ptr_eq(error_page_find(page->code), page);
        before = page->code;
    }
    ck_assert_int_gt(before, 600);
    ck_assert_ptr_null(error_page_find(0));
    ck_assert_ptr_null(error_page_find(999));
    ck_assert_str_eq(error_page_find(E_NO_FILE)->title, "no such file");
}
END_TEST

START_TEST(errors_are_filled)
{
    struct error err = ERROR_INIT;
    ck_assert(!fail(&err, ERROR_DATA, E_EMPTY_FILE, "%s is empty", "a.csv"));
    ck_assert_int_eq(err.kind, ERROR_DATA);
    ck_assert_int_eq(err.code, 501);
    ck_assert_str_eq(err.what, "a.csv is empty");
    error_reason(&err, "it has %d bytes", 0);
    ck_assert_str_eq(err.reason, "it has 0 bytes");
    for (int i = 0; i < 5; i++)
        error_mend(&err, "mend %d", i);
    ck_assert_str_eq(err.mend[0], "mend 0");
    ck_assert_str_eq(err.mend[2], "mend 2");
    error_place(&err, "a.pat", "load x", 3, 6, 1);
    error_place(&err, "b.pat", NULL, 9, 9, 9); /* the first place stays */
    ck_assert_str_eq(err.place.name, "a.pat");
    ck_assert_str_eq(err.place.source, "load x");
    ck_assert(err.place.line == 3 && err.place.column == 6 && err.place.length == 1);
    /* filled again, with a part of itself as argument */
    ck_assert_ptr_null(fail_null(&err, ERROR_USER, E_NO_NAME, "again: %s", err.what));
    ck_assert_str_eq(err.what, "again: a.csv is empty");
    ck_assert(!err.reason && !err.mend[0] && !err.place.name && !err.place.line);
    error_release(&err);
    ck_assert(err.kind == ERROR_NONE && !err.what);
}
END_TEST

START_TEST(system_errors_have_codes)
{
    static const struct {
        int number, code;
    } cases[] = { { ENOENT, E_NO_FILE }, { EISDIR, E_IS_FOLDER },  { ENOSPC, E_FULL },
                  { EDQUOT, E_FULL },    { EACCES, E_PERMISSION }, { EPERM, E_PERMISSION },
                  { ENOMEM, E_MEMORY },  { EIO, E_SYSTEM },        { EROFS, E_READ_ONLY } };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct error err = ERROR_INIT;
        ck_assert(!fail_errno(&err, cases[i].number, "cannot read", "x"));
        ck_assert_int_eq(err.code, cases[i].code);
        ck_assert_int_eq(err.kind, ERROR_SYSTEM);
        error_release(&err);
    }
    struct error err = ERROR_INIT;
    fail_errno(&err, ENOENT, "cannot read", "a b.csv");
    ck_assert_str_eq(err.what, "cannot read a b.csv: no such file or directory");
    fail_cancelled(&err);
    ck_assert(err.kind == ERROR_CANCELLED && err.code == E_CANCELLED);
    error_release(&err);
}
END_TEST

START_TEST(errors_move_and_copy)
{
    struct error from = ERROR_INIT, to = ERROR_INIT, copy = ERROR_INIT;
    fail(&to, ERROR_USER, E_NO_NAME, "old");
    fail(&from, ERROR_DATA, E_KEY, "new");
    error_mend(&from, "this");
    error_place(&from, "f", "s", 1, 2, 3);
    error_copy(&copy, &from);
    error_move(&to, &from);
    ck_assert_str_eq(to.what, "new");
    ck_assert(from.kind == ERROR_NONE && !from.what);
    ck_assert_str_eq(copy.mend[0], "this");
    ck_assert_ptr_ne(copy.mend[0], to.mend[0]);
    ck_assert_str_eq(copy.place.source, "s");
    error_move(NULL, &to);
    ck_assert_ptr_null(to.what);
    error_release(&copy);
}
END_TEST

START_TEST(nobody_need_listen)
{
    ck_assert(!fail(NULL, ERROR_USER, E_NO_NAME, "x"));
    ck_assert_ptr_null(fail_null(NULL, ERROR_USER, E_NO_NAME, "x"));
    error_reason(NULL, "x");
    error_mend(NULL, "x");
    error_place(NULL, "x", NULL, 1, 1, 1);
    error_release(NULL);
    struct error err = ERROR_INIT;
    error_copy(NULL, &err);
}
END_TEST

TCase *error_cases(void)
{
    TCase *cases = tcase_create("error");
    tcase_add_test(cases, pages_are_whole_and_in_order);
    tcase_add_test(cases, errors_are_filled);
    tcase_add_test(cases, system_errors_have_codes);
    tcase_add_test(cases, errors_move_and_copy);
    tcase_add_test(cases, nobody_need_listen);
    return cases;
}
