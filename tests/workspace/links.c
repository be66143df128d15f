/* Rows that are known through their links: lines of orders happen when their orders do, and are known no sooner. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "patron/base/calendar.h"
#include "patron/base/random.h"
#include "patron/base/text.h"

enum { MOST_ROWS = 40, N_CUSTOMERS = 4, N_DAYS = 30, N_WORLDS = 60 };

static const struct table_role keyed = { .key = "customer_id" };

static struct world *world_of(struct workspace *workspace)
{
    struct world *world;
    expect((world = workspace_world(workspace, NULL, &err)) != NULL);
    return world;
}

START_TEST(lines_happen_when_their_orders_do)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    load(workspace, "customers", TABLE("customers", "customer_id:text", "a", "b"), &keyed);
    const struct table_role orders = { .key = "order_id", .time = "ts", .of = "customers", .known = "known" };
    const struct table_role lines = { .of = "orders", .key = "line_id" }, parts = { .of = "lines" };
    load(workspace, "orders",
         TABLE("orders", "order_id:int customer_id:text ts:time known:time", "1,a,2024-01-05,2024-01-09",
               "2,b,2024-01-06,2024-01-06", "3,a,2024-01-02,"),
         &orders);
    struct load_outcome outcome = load(
        workspace, "lines",
        TABLE("lines", "line_id:int order_id:int price:int", "10,1,5", "11,3,6", "12,1,7", "13,9,8", "14,2,9"), &lines);
    ck_assert_uint_eq(outcome.n_orphans, 1);
    load(workspace, "parts", TABLE("parts", "line_id:int weight:int", "12,1", "14,2", "10,3"), &parts);
    for (int round = 0; round < 3; round++) {
        struct world *world = world_of(workspace);
        const struct events *events = world_events(world, "lines");
        expect_column(events->table, "price", round < 2 ? "6 5 7 9 8" : "5 7 6 9 8");
        expect_column(events->table, "ts",
                      round < 2 ? "2024-01-02T00:00:00 2024-01-05T00:00:00 2024-01-05T00:00:00 2024-01-06T00:00:00 -"
                                : "2024-01-01T00:00:00 2024-01-01T00:00:00 2024-01-02T00:00:00 2024-01-06T00:00:00 -");
        ck_assert_str_eq(events->table->columns[events->time_column].name, "ts");
        ck_assert_str_eq(events->table->columns[events->known_column].name, "known_from");
        ck_assert(!events->known_by_link);
        expect_column(world_events(world, "parts")->table, "weight", "1 3 2");
        int64_t at = round < 2 ? 5 : 1, day = INT64_C(1704067200000000) - TIME_DAY; /* 2023-12-31 */
        size_t first = round < 2 ? 1 : 0;
        ck_assert(!event_is_visible(events, first, day + (at + 3) * TIME_DAY));
        ck_assert(event_is_visible(events, first, day + 9 * TIME_DAY));
        world_free(world);
        if (round == 0) { /* the same from files */
            workspace_close(workspace);
            workspace = open_workspace(shop);
        } else if (round == 1) { /* the order was earlier: so were its lines, which nobody loads again */
            load(workspace, "orders",
                 TABLE("orders", "order_id:int customer_id:text ts:time known:time", "1,a,2024-01-01,2024-01-09",
                       "2,b,2024-01-06,2024-01-06", "3,a,2024-01-02,"),
                 &orders);
        }
    }
    expect(workspace_verify(workspace, NULL, &err));
    workspace_close(workspace);
    free(shop);
    scratch_remove(folder);
}
END_TEST

START_TEST(a_time_must_be_somewhere)
{
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    struct table *lines = TABLE("lines", "order_id:int customer_id:text", "1,a");
    struct load_outcome out;
    expect_error(
        workspace_load(workspace, "lines", lines, NULL, &(struct table_role){ .of = "orders" }, NULL, &out, &err),
        E_NO_LINK, "no column says when");
    load(workspace, "customers", TABLE("customers", "customer_id:text since:time", "a,2024-01-01"),
         &(struct table_role){ .key = "customer_id", .time = "since" });
    expect_error(
        workspace_load(workspace, "lines", lines, NULL, &(struct table_role){ .of = "customers" }, NULL, &out, &err),
        E_NO_LINK, "no column says when");
    table_release(lines);
    workspace_close(workspace);
    free(shop);
    scratch_remove(folder);
}
END_TEST

/* ---- Random worlds, against the definition ---- */

struct row {
    int above;           /* customer of an order, order of a line; -1: nobody */
    int64_t time, known; /* INT_MISSING: none */
};

static int64_t some_day(struct random *random, unsigned missing)
{
    if (random_below(random, 8) < missing)
        return INT_MISSING;
    return (INT64_C(19700) + (int64_t)random_below(random, N_DAYS)) * TIME_DAY;
}

static bool row_is_known(const struct row *row, bool has_known, int64_t cutoff)
{
    return !has_known || (row->known != INT_MISSING && row->known <= cutoff);
}

/* What a line of an order may be seen from: it happened, was known, and so was its order. */
static bool line_is_visible(const struct row *line, const struct row *orders, bool own_time, bool line_known,
                            bool order_known, int64_t cutoff)
{
    if (line->above < 0 || orders[line->above].above < 0)
        return false;
    const struct row *order = &orders[line->above];
    int64_t time = own_time ? line->time : order->time;
    bool order_happened = order->time == INT_MISSING || order->time < cutoff; /* without a time: of no date */
    return time != INT_MISSING && time < cutoff && order_happened && row_is_known(line, line_known, cutoff) &&
           row_is_known(order, order_known, cutoff);
}

static struct table *rows_table(const char *name, const char *key, const char *link, const struct row *rows, int n,
                                bool has_time, bool has_known)
{
    char columns[128], lines[MOST_ROWS][96];
    const char *texts[MOST_ROWS + 1] = { NULL };
    snprintf(columns, sizeof columns, "%s:int %s:int%s%s", key, link, has_time ? " at:time" : "",
             has_known ? " known:time" : "");
    for (int i = 0; i < n; i++) {
        struct text line = TEXT_EMPTY;
        text_add_format(&line, "%d,%d", i, rows[i].above < 0 ? 999 : rows[i].above);
        const int64_t times[] = { rows[i].time, rows[i].known };
        const bool has[] = { has_time, has_known };
        for (int k = 0; k < 2; k++) {
            char day[32] = "";
            if (has[k] && times[k] != INT_MISSING)
                time_format(times[k], true, day);
            if (has[k])
                text_add_format(&line, ",%s", day);
        }
        snprintf(lines[i], sizeof lines[i], "%s", text_string(&line));
        text_release(&line);
        texts[i] = lines[i];
    }
    return table_of(name, columns, texts);
}

static void check_random(uint64_t seed)
{
    struct random random = random_stream(seed, 0);
    bool own_time = random_below(&random, 2), line_known = random_below(&random, 2);
    bool order_known = random_below(&random, 2);
    struct row orders[MOST_ROWS], lines[MOST_ROWS];
    int n_orders = 1 + (int)random_below(&random, 12), n_lines = 1 + (int)random_below(&random, MOST_ROWS);
    for (int i = 0; i < n_orders; i++)
        orders[i] =
            (struct row){ (int)random_below(&random, N_CUSTOMERS + 1) - 1, some_day(&random, 1), some_day(&random, 1) };
    for (int i = 0; i < n_lines; i++)
        lines[i] = (struct row){ (int)random_below(&random, (uint64_t)n_orders + 1) - 1, some_day(&random, 1),
                                 some_day(&random, 1) };
    char *folder = scratch_make(), *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    load(workspace, "customers", TABLE("customers", "customer_id:int", "0", "1", "2", "3"), &keyed);
    load(workspace, "orders", rows_table("orders", "order_id", "customer_id", orders, n_orders, true, order_known),
         &(struct table_role){
             .key = "order_id", .time = "at", .of = "customers", .known = order_known ? "known" : NULL });
    load(workspace, "lines", rows_table("lines", "line_id", "order_id", lines, n_lines, own_time, line_known),
         &(struct table_role){
             .key = "line_id", .time = own_time ? "at" : NULL, .of = "orders", .known = line_known ? "known" : NULL });
    struct world *world = world_of(workspace);
    const struct events *events = world_events(world, "lines");
    const int64_t *ids = column_ints(table_column(events->table, "line_id"));
    for (int day = 0; day <= N_DAYS; day++) {
        int64_t cutoff = (INT64_C(19700) + day) * TIME_DAY;
        size_t n = 0, expected = 0;
        for (int i = 0; i < n_lines; i++)
            expected += line_is_visible(&lines[i], orders, own_time, line_known, order_known, cutoff);
        for (uint64_t row = 0; row < events->start[N_CUSTOMERS]; row++) {
            bool visible = event_is_visible(events, row, cutoff);
            n += visible;
            ck_assert_msg(
                visible == line_is_visible(&lines[ids[row]], orders, own_time, line_known, order_known, cutoff),
                "seed %d, line %d, day %d: %s", (int)seed, (int)ids[row], day, visible ? "is seen" : "is not seen");
        }
        ck_assert_uint_eq(n, expected);
    }
    world_free(world);
    workspace_close(workspace);
    free(shop);
    scratch_remove(folder);
}

START_TEST(lines_are_known_no_sooner_than_their_orders)
{
    for (uint64_t seed = 1; seed <= N_WORLDS; seed++)
        check_random(seed);
}
END_TEST

Suite *links_suite(void)
{
    Suite *suite = suite_create("links");
    TCase *links = tcase_create("links");
    tcase_set_timeout(links, 120);
    tcase_add_test(links, lines_happen_when_their_orders_do);
    tcase_add_test(links, a_time_must_be_somewhere);
    tcase_add_test(links, lines_are_known_no_sooner_than_their_orders);
    suite_add_tcase(suite, links);
    return suite;
}
