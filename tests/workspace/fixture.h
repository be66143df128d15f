/* What the tests of this room share: a scratch folder, tables from a few words, and a small shop. */
#ifndef TESTS_WORKSPACE_FIXTURE_H
#define TESTS_WORKSPACE_FIXTURE_H

#include <check.h>
#include <stdbool.h>
#include <stddef.h>

#include "patron/base/error.h"
#include "patron/workspace/workspace.h"

/* A new empty folder (under TMPDIR when it is set), and the path of NAME in it; both to free. scratch_remove frees
 * FOLDER too. */
char *scratch_make(void);
char *scratch_path(const char *folder, const char *name);
void scratch_remove(char *folder);

/* COLUMNS: "order_id:text amount:real"; ROWS: values between commas, empty ones missing; ends with NULL. */
struct table *table_of(const char *name, const char *columns, const char *const *rows);
#define TABLE(name, columns, ...) table_of(name, columns, (const char *const[]){ __VA_ARGS__, NULL })

/* The small shop: three customers in no order, six orders (one of nobody), two returns of orders. */
struct table *shop_customers(void);
struct table *shop_orders(void);
struct table *shop_returns(void);
extern const struct table_role customers_role, orders_role, returns_role;

struct workspace *make_workspace(const char *folder);
struct workspace *open_workspace(const char *folder);
/* Loads TABLE, which is released. */
struct load_outcome load(struct workspace *workspace, const char *name, struct table *table,
                         const struct table_role *role);
void load_shop(struct workspace *workspace);
/* The values of a column as one text: "C2 C1 C3"; missing as "-". To free. */
char *column_words(const struct table *table, const char *column);
#define expect_column(table, column, words)                                                                            \
    do {                                                                                                               \
        char *found_words = column_words(table, column);                                                               \
        ck_assert_str_eq(found_words, words);                                                                          \
        free(found_words);                                                                                             \
    } while (0)

#define expect(call)                                                                                                   \
    do {                                                                                                               \
        struct error err = ERROR_INIT;                                                                                 \
        ck_assert_msg((call), "%s (%s)", err.what != NULL ? err.what : "no error told",                                \
                      err.reason != NULL ? err.reason : "no reason");                                                  \
        ck_assert_int_eq(err.kind, ERROR_NONE);                                                                        \
        error_release(&err);                                                                                           \
    } while (0)
/* CALL fails with CODE; its message has PART in it. */
#define expect_error(call, expected, part)                                                                             \
    do {                                                                                                               \
        struct error err = ERROR_INIT;                                                                                 \
        ck_assert_msg(!(call), "no failure");                                                                          \
        ck_assert_msg(err.what != NULL, "no message");                                                                 \
        ck_assert_msg(err.code == (expected), "E%04d: %s", err.code, err.what);                                        \
        ck_assert_msg(strstr(err.what, part) != NULL, "'%s' is not in: %s", part, err.what);                           \
        error_release(&err);                                                                                           \
    } while (0)

/* Files in FOLDER, "." and ".." left out. */
size_t count_files(const char *folder);
/* Turns one bit of the byte at OFFSET (from the end when negative). */
void flip_byte(const char *path, long offset);
/* The column files of the workspace in FOLDER, sorted; ends with NULL; free each and the list. */
char **column_files(const char *folder);
void free_list(char **list);

Suite *catalog_suite(void);
Suite *column_file_suite(void);
Suite *definition_suite(void);
Suite *derive_suite(void);
Suite *forged_suite(void);
Suite *links_suite(void);
Suite *load_suite(void);
Suite *lock_suite(void);
Suite *model_suite(void);
Suite *names_suite(void);
Suite *role_suite(void);
Suite *snapshot_suite(void);
Suite *feature_store_suite(void);
Suite *diff_suite(void);
Suite *sql_suite(void);
Suite *trail_suite(void);
Suite *vacuum_suite(void);
Suite *version_suite(void);
Suite *workspace_suite(void);
Suite *world_suite(void);

#endif
