/* Entities made from the ids in events. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "workspace/room.h"

static struct seen seen_of(const struct table *table)
{
    return (struct seen){ table_column(table, "id"), table_column(table, "at"), NULL, table->n_rows, false };
}

START_TEST(distinct_ids_sorted_with_first_times)
{
    struct table *events =
        TABLE("e", "id:text at:time", "b,2024-02-01", "a,", "b,2024-01-05", ",2023-01-01", "aa,2024-03-01");
    struct seen seen = seen_of(events);
    struct table *made;
    expect((made = entity_derive("who", "id", &seen, 1, &err)) != NULL);
    ck_assert_str_eq(made->name, "who");
    expect_column(made, "id", "a aa b");
    char *first = column_words(made, "first_seen");
    ck_assert_str_eq(first, "- 2024-03-01T00:00:00 2024-01-05T00:00:00");
    free(first);
    table_release(made);
    table_release(events);
}
END_TEST

START_TEST(numbers_stay_numbers)
{
    struct table *a = TABLE("a", "id:int at:time", "10,2024-02-01", "9,2024-01-01", "10,2024-01-09", ",2024-01-01");
    struct table *b = TABLE("b", "id:int at:time", "-3,2024-02-01", "9,2023-01-01");
    struct seen seen[] = { seen_of(a), seen_of(b) };
    struct table *made, *turned;
    expect((made = entity_derive("who", "id", seen, 2, &err)) != NULL);
    ck_assert_int_eq(made->columns[0].type, TYPE_INT);
    expect_column(made, "id", "-3 9 10");
    ck_assert_int_eq(column_ints(&made->columns[1])[1], INT64_C(1672531200000000)); /* 2023-01-01 */
    struct seen reverse[] = { seen_of(b), seen_of(a) };
    expect((turned = entity_derive("who", "id", reverse, 2, &err)) != NULL);
    struct hash first = table_hash(made), second = table_hash(turned);
    ck_assert_mem_eq(first.bytes, second.bytes, HASH_BYTES); /* whichever was loaded first */
    table_release(turned);
    table_release(made);
    table_release(a);
    table_release(b);
}
END_TEST

START_TEST(numbers_meet_texts_as_texts)
{
    struct table *a = TABLE("a", "id:int at:time", "10,2024-02-01", "9,2024-01-01");
    struct table *b = TABLE("b", "id:text at:time", "x,2024-02-01", "10,2023-01-01");
    struct seen seen[] = { seen_of(a), seen_of(b) };
    struct table *made;
    expect((made = entity_derive("who", "id", seen, 2, &err)) != NULL);
    ck_assert_int_eq(made->columns[0].type, TYPE_TEXT);
    expect_column(made, "id", "10 9 x");
    table_release(made);
    table_release(a);
    table_release(b);
}
END_TEST

/* More ids than the first index holds. */
START_TEST(many_numbers)
{
    enum { N = 20000 };
    int64_t *ids = malloc(N * sizeof *ids), *times = malloc(N * sizeof *times);
    for (int i = 0; i < N; i++) {
        ids[i] = (i * 7919) % 10007; /* each number once or twice */
        times[i] = N - i;
    }
    struct column link = { .name = "id", .type = TYPE_INT, .values = ids };
    struct column at = { .name = "at", .type = TYPE_TIME, .values = times };
    struct seen seen = { &link, &at, NULL, N, false };
    struct table *made;
    expect((made = entity_derive("who", "id", &seen, 1, &err)) != NULL);
    ck_assert_uint_eq(made->n_rows, 10007);
    for (int i = 0; i < 10007; i++)
        ck_assert_int_eq(column_ints(&made->columns[0])[i], i);
    /* 0 is row 0 and row 10007 of the events; the later row has the earlier time. */
    ck_assert_int_eq(column_ints(&made->columns[1])[0], N - 10007);
    table_release(made);
    free(ids);
    free(times);
}
END_TEST

Suite *derive_suite(void)
{
    Suite *suite = suite_create("derive");
    TCase *cases = tcase_create("derive");
    tcase_add_test(cases, distinct_ids_sorted_with_first_times);
    tcase_add_test(cases, numbers_stay_numbers);
    tcase_add_test(cases, numbers_meet_texts_as_texts);
    tcase_add_test(cases, many_numbers);
    suite_add_tcase(suite, cases);
    return suite;
}
