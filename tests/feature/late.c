/* Columns that were filled in later, found by what they hold: by hand, and among columns that have nothing to do with
 * it. */
#include "patron/feature/late.h"

#include "feature_tests.h"

/* "end:end,churned:end" and, behind a bar, the planned ones. */
static void ck_found(const struct table *table, const char *time, const char *settled_names, const char *expected)
{
    size_t from[16];
    bool planned[16], settled[16] = { false };
    struct events rows = { .table = (struct table *)table, .time_column = SIZE_MAX, .known_column = SIZE_MAX };
    for (size_t k = 0; k < table->n_columns; k++) {
        settled[k] = strstr(settled_names, table->columns[k].name) != NULL;
        if (time && strcmp(table->columns[k].name, time) == 0) {
            rows.time_column = k;
            settled[k] = true;
        }
    }
    late_find(&rows, settled, from, planned);
    char found[256] = "";
    for (size_t k = 0; k < table->n_columns; k++)
        if (from[k] > 0)
            snprintf(found + strlen(found), sizeof found - strlen(found), "%s%s:%s", found[0] ? "," : "",
                     table->columns[k].name, table->columns[from[k] - 1].name);
    snprintf(found + strlen(found), sizeof found - strlen(found), "|");
    for (size_t k = 0; k < table->n_columns; k++)
        if (planned[k])
            snprintf(found + strlen(found), sizeof found - strlen(found), "%s%s",
                     found[strlen(found) - 1] == '|' ? "" : ",", table->columns[k].name);
    ck_assert_str_eq(found, expected);
}

static const struct {
    const char *what, *time, *settled, *expected;
    const char *lines[9];
} cases[] = {
    { "a yes that stands where the end is, and a renewal a year after the start",
      "start",
      "sub",
      "end:end,churned:end|due",
      { "sub:int start:date end:date churned:bool plan:text due:date", "1 2024-02-01 2024-05-01 yes a 2025-02-01",
        "2 2024-05-02 2024-08-10 yes b 2025-05-02", "3 2024-03-01 2024-07-15 yes a 2025-03-01",
        "4 2024-03-01 . no b 2025-03-01", "5 2024-06-01 . no a 2025-06-01", NULL } },
    { "a score for some that were closed; of few rows the names of a state are no sign",
      "opened",
      "",
      "closed:closed,csat:closed|",
      { "opened:time closed:time csat:int state:text area:text", "2024-01-01 2024-01-05 4 solved x",
        "2024-01-02 2024-01-09 . solved y", "2024-01-03 . . open x", "2024-01-04 2024-01-06 2 gone y",
        "2024-01-05 . . waiting y", "2024-01-06 2024-01-08 5 solved x", "2024-01-07 . . open y", NULL } },
    { "refunds of nothing until there is one",
      "at",
      "",
      "refunded:refunded,refund:refunded|",
      { "at:date refunded:date refund:real amount:real", "2024-01-01 . 0 10", "2024-01-02 2024-01-20 5 20",
        "2024-01-03 . 0 30", "2024-01-04 2024-02-01 7 40", "2024-01-05 . 0 50", NULL } },
    { "times before the row's own, and a second time within its day",
      "day",
      "",
      "|",
      { "day:date born:date at:time note:text", "2024-01-01 1980-01-01 2024-01-01T08:00:00 a",
        "2024-01-02 1990-01-01 2024-01-02T23:00:00 .", "2024-01-03 . 2024-01-03T10:00:00 c", NULL } },
    { "dues of several distances are not known to be planned",
      "at",
      "",
      "due:due|",
      { "at:date due:date", "2024-01-01 2024-01-15", "2024-01-02 2024-02-01", "2024-01-03 2024-01-17",
        "2024-01-04 2024-01-18", NULL } },
    { "arrivals after the same few days may be chance",
      "at",
      "",
      "there:there|",
      { "at:date there:date", "2024-01-01 2024-01-05", "2024-01-02 2024-01-06", "2024-01-03 2024-01-07",
        "2024-01-04 2024-01-08", NULL } },
    { "no row time: any time may come later",
      NULL,
      "id",
      "left:left,why:left|",
      { "id:text left:date why:text city:text", "a 2024-01-01 price x", "b . . y", "c . . x", "d 2024-02-01 moved y",
        NULL } },
    { "one row without a time shows little: a number of its own is no sign",
      "at",
      "",
      "gone:gone|",
      { "at:date gone:date amount:int", "2024-01-01 2024-01-05 1", "2024-01-02 2024-01-06 2", "2024-01-03 . 3",
        "2024-01-04 2024-01-09 4", NULL } },
};

START_TEST(by_hand)
{
    struct table *table = table_of("t", cases[_i].lines);
    ck_found(table, cases[_i].time, cases[_i].settled, cases[_i].expected);
    table_release(table);
}
END_TEST

/* Columns that have nothing to do with the time are hardly ever taken for late, those that were filled in with it are.
 */
START_TEST(among_others)
{
    size_t n_false = 0, n_others = 0;
    for (uint64_t world = 0; world < 200; world++) {
        struct random random = random_stream(5, world);
        size_t n = 30 + random_below(&random, 170), n_without = 0;
        int ended = 20 + (int)random_below(&random, 60), filled = (int)random_below(&random, 95) + 5;
        struct builder *builder = builder_new("t");
        static const char *const names[] = { "at", "end", "flag", "score", "kind", "amount", "coupon", "stage" };
        static const enum type types[] = { TYPE_TIME, TYPE_TIME, TYPE_BOOL, TYPE_INT,
                                           TYPE_TEXT, TYPE_REAL, TYPE_TEXT, TYPE_TEXT };
        for (size_t k = 0; k < sizeof names / sizeof *names; k++)
            builder_add_column(builder, names[k], types[k]);
        for (size_t row = 0; row < n; row++) {
            bool end = (int)random_below(&random, 100) < ended;
            int64_t at = (int64_t)random_below(&random, 100) * TIME_DAY;
            n_without += !end;
            builder_set_int(builder, 0, at);
            if (end) {
                builder_set_int(builder, 1, at + (1 + (int64_t)random_below(&random, 50)) * TIME_DAY);
                builder_set_int(builder, 3, (int64_t)random_below(&random, 5));
            }
            builder_set_bool(builder, 2, end);
            char kind[2] = { (char)('a' + (int)random_below(&random, 4)), '\0' };
            builder_set_text(builder, 4, kind, 1);
            builder_set_real(builder, 5, random_normal(&random));
            if ((int)random_below(&random, 100) < filled)
                builder_set_text(builder, 6, "c", 1);
            static const char *const stages[] = { "open", "waits", "solved", "gone" };
            const char *stage = stages[2 * end + random_below(&random, 2)];
            builder_set_text(builder, 7, stage, strlen(stage));
            builder_end_row(builder);
        }
        struct table *table = builder_finish(builder, NULL);
        struct events rows = { .table = table, .time_column = 0, .known_column = SIZE_MAX };
        bool settled[8] = { true }, planned[8];
        size_t from[8];
        late_find(&rows, settled, from, planned);
        if (n_without > 0 && n_without < n)
            expect(from[1] == 2 && from[2] == 2 && from[3] == 2 && from[7] == 2, "world %d: not found", (int)world);
        for (size_t k = 4; k < 7; k++)
            n_false += from[k] > 0;
        n_others += 3;
        table_release(table);
    }
    expect(n_false * 50 < n_others, "%zu of %zu columns are taken for late", n_false, n_others);
}
END_TEST

Suite *late_suite(void)
{
    Suite *suite = suite_create("late");
    TCase *tcase = tcase_create("late");
    tcase_add_loop_test(tcase, by_hand, 0, sizeof cases / sizeof *cases);
    tcase_add_test(tcase, among_others);
    suite_add_tcase(suite, tcase);
    return suite;
}
