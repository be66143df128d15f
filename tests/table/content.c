/* Tests of src/table/content.c. */
#include <stdlib.h>
#include <string.h>

#include "patron/base/hash.h"
#include "patron/base/memory.h"
#include "patron/table/builder.h"
#include "table_tests.h"

static bool same(struct hash a, struct hash b)
{
    return memcmp(a.bytes, b.bytes, HASH_BYTES) == 0;
}

START_TEST(equal_content_hashes_equally)
{
    struct table *a = five_rows(), *b = five_rows();
    ck_assert(same(table_hash(a), table_hash(b)));
    for (size_t j = 0; j < a->n_columns; j++)
        for (size_t k = 0; k < b->n_columns; k++)
            ck_assert(same(column_hash(&a->columns[j], 5), column_hash(&b->columns[k], 5)) == (j == k));
    table_release(a);
    table_release(b);
}
END_TEST

START_TEST(any_changed_byte_changes_the_hash)
{
    struct table *table = five_rows();
    for (size_t j = 0; j < table->n_columns; j++) {
        struct column column = table->columns[j];
        struct hash before = column_hash(&column, 5);
        size_t n_bytes = 4 * type_size(column.type); /* the fifth is missing: a changed NaN is still one */
        unsigned char copy[40];
        memcpy(copy, column.values, 5 * type_size(column.type));
        column.values = copy;
        ck_assert(same(before, column_hash(&column, 5)));
        for (size_t i = 0; i < n_bytes; i++) {
            copy[i] ^= 1;
            ck_assert(!same(before, column_hash(&column, 5)));
            copy[i] ^= 1;
        }
        ck_assert(!same(before, column_hash(&column, 4)));
        column.name = "other";
        ck_assert(!same(before, column_hash(&column, 5)));
    }
    table_release(table);
}
END_TEST

START_TEST(the_type_is_part_of_it)
{
    int64_t zeros[3] = { 0 };
    struct column column = { .name = "c", .type = TYPE_INT, .values = zeros };
    struct hash as_int = column_hash(&column, 3);
    column.type = TYPE_TIME;
    struct hash as_time = column_hash(&column, 3);
    column.type = TYPE_REAL;
    ck_assert(!same(as_int, as_time) && !same(as_int, column_hash(&column, 3)));
}
END_TEST

START_TEST(dictionaries_are_part_of_it)
{
    struct table *a = texts_table((const char *const[]){ "ab", "c" }, 2);
    struct table *b = texts_table((const char *const[]){ "a", "bc" }, 2);
    struct table *c = texts_table((const char *const[]){ "ab", "d" }, 2);
    ck_assert(!same(table_hash(a), table_hash(b)));
    ck_assert(!same(table_hash(a), table_hash(c)));
    table_release(a);
    table_release(b);
    table_release(c);
}
END_TEST

START_TEST(all_missing_numbers_are_alike)
{
    enum { ROWS = 10000 };
    double *plain = allocate(ROWS, sizeof(double)), *odd = allocate(ROWS, sizeof(double));
    uint64_t other_nan = UINT64_C(0xFFF8000000000123);
    for (size_t i = 0; i < ROWS; i++) {
        plain[i] = odd[i] = (double)i;
        if (i % 100 == 7) {
            plain[i] = NAN;
            memcpy(&odd[i], &other_nan, sizeof(double));
        }
    }
    struct column column = { .name = "c", .type = TYPE_REAL, .values = plain };
    struct hash before = column_hash(&column, ROWS);
    column.values = odd;
    ck_assert(same(before, column_hash(&column, ROWS)));
    odd[9999] = 0;
    ck_assert(!same(before, column_hash(&column, ROWS)));
    free(plain);
    free(odd);
}
END_TEST

START_TEST(the_order_of_columns_is_part_of_it)
{
    struct table *table = five_rows();
    struct assembly *assembly = assembly_new("five", 5);
    static const size_t order[] = { 1, 0, 2, 3, 4 };
    for (size_t i = 0; i < 5; i++)
        assembly_add_column_of(assembly, table, order[i], NULL);
    struct table *turned = assembly_finish(assembly);
    ck_assert(!same(table_hash(table), table_hash(turned)));
    assembly = assembly_new("another name", 5);
    for (size_t i = 0; i < 5; i++)
        assembly_add_column_of(assembly, table, i, NULL);
    struct table *again = assembly_finish(assembly);
    ck_assert(same(table_hash(table), table_hash(again))); /* the table's own name is none of its content */
    table_release(table);
    table_release(turned);
    table_release(again);
}
END_TEST

TCase *content_cases(void)
{
    TCase *cases = tcase_create("content");
    tcase_add_test(cases, equal_content_hashes_equally);
    tcase_add_test(cases, any_changed_byte_changes_the_hash);
    tcase_add_test(cases, the_type_is_part_of_it);
    tcase_add_test(cases, dictionaries_are_part_of_it);
    tcase_add_test(cases, all_missing_numbers_are_alike);
    tcase_add_test(cases, the_order_of_columns_is_part_of_it);
    return cases;
}
