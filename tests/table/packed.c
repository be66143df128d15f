/* Tests of src/table/packed.c. */
#include "patron/table/packed.h"

#include <stdatomic.h>

#include "patron/base/hash.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"
#include "patron/table/builder.h"
#include "patron/table/view.h"
#include "table_tests.h"

START_TEST(the_fewest_bytes)
{
    static const struct {
        int64_t value;
        size_t width;
    } cases[] = { { 0, 1 },          { 127, 1 },         { -127, 1 },      { -128, 2 },       { 128, 2 },
                  { 32767, 2 },      { -32767, 2 },      { -32768, 4 },    { 2147483647, 4 }, { -2147483647, 4 },
                  { 2147483648, 8 }, { -2147483648, 8 }, { INT64_MAX, 8 }, { INT_MISSING, 1 } };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        int64_t values[] = { 1, INT_MISSING, cases[i].value, -1 }, back[4];
        char packed[sizeof(values)];
        ck_assert_uint_eq(values_width(TYPE_INT, values, 4), cases[i].width);
        values_pack(TYPE_INT, values, 4, cases[i].width, packed);
        values_unpack(TYPE_INT, packed, 4, cases[i].width, back);
        ck_assert_mem_eq(values, back, sizeof(values));
    }
    ck_assert_uint_eq(values_width(TYPE_TIME, (int64_t[]){ 1 }, 1), 8); /* times are as they are */
    ck_assert_uint_eq(values_width(TYPE_INT, NULL, 0), 1);
}
END_TEST

START_TEST(codes_of_few_texts)
{
    static const struct {
        uint32_t greatest;
        size_t width;
    } cases[] = { { 0, 1 }, { 254, 1 }, { 255, 2 }, { 65534, 2 }, { 65535, 4 }, { TEXT_MISSING - 1, 4 } };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        uint32_t codes[] = { TEXT_MISSING, cases[i].greatest, 0 }, back[3];
        char packed[sizeof(codes)];
        ck_assert_uint_eq(values_width(TYPE_TEXT, codes, 3), cases[i].width);
        ck_assert_uint_eq(codes_width((size_t)cases[i].greatest + 1), cases[i].width);
        values_pack(TYPE_TEXT, codes, 3, cases[i].width, packed);
        values_unpack(TYPE_TEXT, packed, 3, cases[i].width, back);
        ck_assert_mem_eq(codes, back, sizeof(codes));
    }
    ck_assert_uint_eq(values_width(TYPE_TEXT, (uint32_t[]){ TEXT_MISSING }, 1), 1);
}
END_TEST

/* The same values, packed or not. */
static struct table *numbers(bool pack)
{
    static const int64_t values[] = { 300, INT_MISSING, -300, 0 };
    void *room = allocate_large(4, sizeof(*values), "values", NULL);
    struct assembly *assembly = assembly_new("t", 4);
    values_pack(TYPE_INT, values, 4, pack ? 2 : sizeof(*values), room);
    assembly_add(assembly, "n", TYPE_INT, room, NULL, false, NULL);
    assembly_pack(assembly, pack ? 2 : sizeof(*values));
    return assembly_finish(assembly);
}

START_TEST(who_reads_does_not_see_it)
{
    struct table *plain = numbers(false), *packed = numbers(true);
    const struct column *a = plain->columns, *b = packed->columns;
    struct hash wanted = table_hash(plain);
    ck_assert_ptr_null(b->values);
    ck_assert_uint_eq(column_width(b), 2);
    for (size_t row = 0; row < 4; row++) {
        ck_assert_int_eq(column_int(a, row), column_int(b, row));
        ck_assert(column_is_missing(a, row) == column_is_missing(b, row));
        ck_assert_int_eq(column_compare(a, row, 0), column_compare(b, row, 0));
    }
    ck_assert_ptr_null(atomic_load(&b->packed->unpacked)); /* one value does not need all */
    ck_assert_mem_eq(column_ints(a), column_ints(b), 4 * sizeof(int64_t));
    ck_assert_ptr_eq(column_ints(b), column_values(b)); /* unpacked once */
    struct hash hash = table_hash(packed);
    ck_assert_mem_eq(&hash, &wanted, sizeof(hash));
    static const uint32_t rows[] = { 2, UINT32_MAX, 0 };
    struct table *taken = table_take(packed, "taken", rows, 3, NULL);
    ck_assert_int_eq(column_int(taken->columns, 0), -300);
    ck_assert(column_is_missing(taken->columns, 1));
    ck_assert_int_eq(column_ints(taken->columns)[2], 300);
    table_release(taken);
    table_release(plain);
    table_release(packed);
}
END_TEST

static void ask(void *context, size_t block)
{
    const struct column *column = context;
    require(column_ints(column)[block % 4] == column_int(column, block % 4));
}

START_TEST(several_threads_ask)
{
    struct work *work = work_new(4);
    struct table *packed = numbers(true);
    ck_assert(work_run(work, 64, ask, (void *)(uintptr_t)packed->columns, NULL));
    table_release(packed);
    work_free(work);
}
END_TEST

TCase *packed_cases(void)
{
    TCase *cases = tcase_create("packed");
    tcase_add_test(cases, the_fewest_bytes);
    tcase_add_test(cases, codes_of_few_texts);
    tcase_add_test(cases, who_reads_does_not_see_it);
    tcase_add_test(cases, several_threads_ask);
    return cases;
}
