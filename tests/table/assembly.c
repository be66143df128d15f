/* Tests of src/table/assembly.c. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/memory.h"
#include "patron/table/builder.h"
#include "table_tests.h"

static int64_t *five_values(void)
{
    int64_t *values = allocate_large(5, sizeof(*values), "a test", NULL);
    for (int i = 0; i < 5; i++)
        values[i] = i * i;
    return values;
}

static struct dictionary *small_dictionary(void)
{
    struct dictionary_builder *builder = dictionary_builder_new();
    dictionary_builder_add(builder, "x", 1);
    dictionary_builder_add(builder, "yy", 2);
    return dictionary_builder_finish(builder, NULL);
}

static uint32_t *five_codes(void)
{
    uint32_t *codes = allocate_large(5, sizeof(*codes), "a test", NULL);
    for (uint32_t i = 0; i < 5; i++)
        codes[i] = i == 4 ? TEXT_MISSING : i % 2;
    return codes;
}

START_TEST(columns_are_taken_over_and_borrowed)
{
    struct table *source = five_rows();
    struct assembly *assembly = assembly_new("put together", 5);
    assembly_add(assembly, "square", TYPE_INT, five_values(), NULL, false, "m2");
    assembly_add(assembly, "letter", TYPE_TEXT, five_codes(), small_dictionary(), false, NULL);
    assembly_add_column_of(assembly, source, NAME, "called");
    assembly_add_column_of(assembly, source, DAY, NULL);
    table_release(source); /* kept alive by its columns */
    struct table *table = assembly_finish(assembly);
    ck_assert_str_eq(table->name, "put together");
    ck_assert(table->n_rows == 5 && table->n_columns == 4);
    ck_assert_int_eq(column_ints(&table->columns[0])[4], 16);
    ck_assert_str_eq(table->columns[0].unit, "m2");
    size_t length;
    const char *text = dictionary_text(table->columns[1].dictionary, column_codes(&table->columns[1])[3], &length);
    ck_assert(length == 2 && memcmp(text, "yy", 2) == 0);
    ck_assert_str_eq(table->columns[2].name, "called");
    ck_assert_str_eq(table->columns[3].name, "day");
    ck_assert(table->columns[3].date_only);
    text = dictionary_text(table->columns[2].dictionary, column_codes(&table->columns[2])[1], &length);
    ck_assert(length == 5 && memcmp(text, "alpha", 5) == 0);
    table_release(table);
}
END_TEST

START_TEST(many_columns)
{
    struct assembly *assembly = assembly_new("wide", 5);
    for (int i = 0; i < 100; i++)
        assembly_add(assembly, "c", TYPE_INT, five_values(), NULL, false, NULL);
    struct table *table = assembly_finish(assembly);
    ck_assert_uint_eq(table->n_columns, 100);
    for (size_t i = 0; i < 100; i++)
        ck_assert_int_eq(column_ints(&table->columns[i])[3], 9);
    table_release(table);
}
END_TEST

START_TEST(an_assembly_given_up_frees_all)
{
    struct table *source = five_rows();
    struct assembly *assembly = assembly_new("given up", 5);
    assembly_add(assembly, "square", TYPE_INT, five_values(), NULL, false, NULL);
    assembly_add_column_of(assembly, source, NAME, NULL);
    assembly_free(assembly);
    assembly_free(NULL);
    table_release(source);
}
END_TEST

START_TEST(other_lengths_are_a_bug)
{
    struct table *source = five_rows();
    assembly_add_column_of(assembly_new("t", 4), source, NAME, NULL);
}
END_TEST

TCase *assembly_cases(void)
{
    TCase *cases = tcase_create("assembly");
    tcase_add_test(cases, columns_are_taken_over_and_borrowed);
    tcase_add_test(cases, many_columns);
    tcase_add_test(cases, an_assembly_given_up_frees_all);
    tcase_add_test_raise_signal(cases, other_lengths_are_a_bug, SIGABRT);
    return cases;
}
