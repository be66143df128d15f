/* Roles: what a table's columns may be for, and finding the link. */
#include "workspace/role.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "patron/base/memory.h"

/* The link found in a table of COLUMNS that belongs to customers with key KEY (NULL: not loaded); to free. */
static char *link_of(const char *columns, const char *key)
{
    struct table *table = table_of("orders", columns, (const char *const[]){ NULL });
    struct held customers = { 1, { .name = copy_text("customers"), .key = key != NULL ? copy_text(key) : NULL } };
    struct table_role role = { .time = "at", .of = "customers" };
    struct table_version version;
    struct error ignored = ERROR_INIT;
    bool ok = role_resolve("orders", table, &role, &customers, key != NULL, &version, &ignored);
    char *via = ok ? copy_text(version.via) : NULL;
    if (!ok)
        ck_assert_int_eq(ignored.code, E_NO_LINK);
    error_release(&ignored);
    table_version_release(&version);
    table_version_release(&customers.version);
    table_release(table);
    return via;
}

static void expect_link(const char *columns, const char *key, const char *wanted)
{
    char *found = link_of(columns, key);
    if (wanted == NULL)
        ck_assert_ptr_null(found);
    else
        ck_assert_pstr_eq(found, wanted);
    free(found);
}

START_TEST(links_are_found_by_name)
{
    expect_link("a:text who:text at:time", "who", "who");
    expect_link("customer_id:text who:text at:time", "who", "who"); /* the key's name before a likely one */
    expect_link("CustomerID:int at:time", "customer_id", "CustomerID");
    expect_link("Customer_ID:int at:time", NULL, "Customer_ID");
    expect_link("customer:text at:time", NULL, "customer");
    expect_link("id:text at:time", NULL, NULL);
    expect_link("client:text at:time", "customer_id", NULL);
}
END_TEST

static bool resolves(const struct table *table, const struct table_role *role, struct error *err)
{
    struct table_version version;
    bool ok = role_resolve("t", table, role, NULL, 0, &version, err);
    table_version_release(&version);
    return ok;
}

START_TEST(columns_must_be_there_and_fit)
{
    struct table *table = TABLE("t", "id:text at:time price:real who:text", "a,2024-01-01,1,x", "b,2024-01-02,2,y");
    expect(resolves(table, &(struct table_role){ .key = "id", .time = "at" }, &err));
    expect(resolves(table, &(struct table_role){ .of = "customers", .via = "who", .time = "at", .known = "at" }, &err));
    expect(resolves(table, &(struct table_role){ .key = "", .time = "" }, &err)); /* empty is none */
    expect_error(resolves(table, &(struct table_role){ .key = "ids" }, &err), E_NO_COLUMN, "ids");
    expect_error(resolves(table, &(struct table_role){ .key = "price" }, &err), E_TYPE, "key=price");
    expect_error(resolves(table, &(struct table_role){ .time = "who" }, &err), E_BAD_TIME, "time=who");
    expect_error(resolves(table, &(struct table_role){ .known = "price" }, &err), E_BAD_TIME, "known=price");
    expect_error(resolves(table, &(struct table_role){ .of = "customers", .via = "who" }, &err), E_NO_LINK, "when");
    expect_error(resolves(table, &(struct table_role){ .of = "customers", .via = "price", .time = "at" }, &err), E_TYPE,
                 "via=price");
    expect_error(resolves(table, &(struct table_role){ .of = "t", .via = "who", .time = "at" }, &err), E_NO_LINK,
                 "itself");
    table_release(table);
}
END_TEST

START_TEST(keys_of_entities_name_each_row_once)
{
    struct table *twice = TABLE("t", "id:text", "a", "b", "a", "c", "b");
    expect_error(resolves(twice, &(struct table_role){ .key = "id" }, &err), E_KEY, "2 rows repeat");
    table_release(twice);
    struct table *missing = TABLE("t", "id:int", "1", "", "2");
    expect_error(resolves(missing, &(struct table_role){ .key = "id" }, &err), E_KEY, "missing in 1 row");
    table_release(missing);
    /* Events may share a key: the lines of an invoice. */
    struct table *lines = TABLE("t", "id:text who:text at:time", "a,x,2024-01-01", "a,x,2024-01-01");
    expect(resolves(lines, &(struct table_role){ .key = "id", .of = "customers", .via = "who", .time = "at" }, &err));
    table_release(lines);
}
END_TEST

START_TEST(span_is_of_the_times_that_are_there)
{
    struct table *table = TABLE("t", "at:time", "", "1970-01-03", "1970-01-02", "");
    struct table_version version;
    expect(role_resolve("t", table, &(struct table_role){ .time = "at" }, NULL, 0, &version, &err));
    ck_assert_int_eq(version.first_time, INT64_C(86400000000));
    ck_assert_int_eq(version.last_time, INT64_C(172800000000));
    table_version_release(&version);
    table_release(table);
}
END_TEST

Suite *role_suite(void)
{
    Suite *suite = suite_create("role");
    TCase *cases = tcase_create("role");
    tcase_add_test(cases, links_are_found_by_name);
    tcase_add_test(cases, columns_must_be_there_and_fit);
    tcase_add_test(cases, keys_of_entities_name_each_row_once);
    tcase_add_test(cases, span_is_of_the_times_that_are_there);
    suite_add_tcase(suite, cases);
    return suite;
}
