/* SQL: what statements see of columns, what the planner is told, and what is refused. The counts of each kind of
   condition are held against a loop over the rows. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "patron/base/calendar.h"
#include "patron/base/random.h"
#include "patron/base/work.h"
#include "patron/table/builder.h"
#include "patron/workspace/sql.h"

static struct table *open_held(void *context, const char *name, struct error *err)
{
    (void)name, (void)err;
    return table_retain(context);
}

static struct table *open_nothing(void *context, const char *name, struct error *err)
{
    (void)context;
    return fail_null(err, ERROR_SYSTEM, E_CORRUPT, "%s is damaged", name);
}

static struct table *orders(void)
{
    return TABLE("orders", "id:int who:text ts:time amount:real gift:bool", "1,C1,2024-01-01T10:00:00,10.5,1",
                 "2,C2,2024-01-02T00:00:00,,0", "3,C1,2024-02-01T00:00:00.5,7,", "4,,,-1,1");
}

static struct table *ask_of(struct table *table, const char *statement)
{
    const struct sql_source sources[] = { { table->name, open_held, table },
                                          { "orders@2", open_held, table },
                                          { "broken", open_nothing, NULL } };
    struct error err = ERROR_INIT;
    struct table *result = sql_run(statement, sources, 3, NULL, &err);
    ck_assert_msg(result != NULL, "%s: %s", statement, err.what);
    return result;
}

/* The values of the first column of the answer. */
static void answers(const char *statement, const char *words)
{
    struct table *table = orders(), *result = ask_of(table, statement);
    char *found = column_words(result, result->columns[0].name);
    ck_assert_msg(strcmp(found, words) == 0, "%s gives %s, not %s", statement, found, words);
    free(found);
    table_release(result);
    table_release(table);
}

static void refused(const char *statement, int code, const char *part, size_t column)
{
    struct table *table = orders();
    const struct sql_source sources[] = { { "orders", open_held, table },
                                          { "broken", open_nothing, NULL },
                                          { "Twice", open_held, table },
                                          { "twice", open_held, table } };
    struct error err = ERROR_INIT;
    ck_assert_msg(sql_run(statement, sources, 4, NULL, &err) == NULL, "%s is answered", statement);
    ck_assert_msg(err.code == code && strstr(err.what, part) != NULL, "%s: E%04d %s", statement, err.code, err.what);
    ck_assert_msg(err.place.column == column, "%s: column %zu", statement, err.place.column);
    error_release(&err);
    table_release(table);
}

START_TEST(values_are_seen_as_promised)
{
    answers("SELECT ts FROM orders", "2024-01-01T10:00:00 2024-01-02T00:00:00 2024-02-01T00:00:00.500000 -");
    answers("SELECT typeof(ts) FROM orders WHERE id = 1", "text");
    answers("SELECT unixepoch(ts) FROM orders WHERE id = 2", "1704153600");
    answers("SELECT gift FROM orders", "true false - true");
    answers("SELECT gift + 1 FROM orders", "2 1 - 2");
    answers("SELECT amount FROM orders", "10.5 - 7 -1");
    answers("SELECT count(amount) FROM orders WHERE who IS NULL OR amount IS NULL", "1");
    answers("SELECT who FROM orders@2 WHERE rowid = 2", "C2");
    answers("SELECT rowid FROM orders WHERE who = 'C1'", "1 3");
    answers("SELECT upper(who) || '@2' FROM \"orders@2\" WHERE id < 2 -- orders@2", "C1@2");
    answers("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT i FROM n", "1 2 3");
    answers("VALUES (1), (2.5), (NULL)", "1 2.5 -");
    answers("VALUES (1), ('a'), (2.5)", "1 a 2.5");
    answers("SELECT id FROM orders WHERE 0", "");
}
END_TEST

START_TEST(columns_keep_their_types)
{
    struct table *table = orders();
    struct table *result = ask_of(table, "SELECT o.*, p.who, min(o.ts) FROM orders o JOIN orders p USING (id)");
    static const enum type types[] = { TYPE_INT, TYPE_TEXT, TYPE_TIME, TYPE_REAL, TYPE_BOOL, TYPE_TEXT, TYPE_TIME };
    ck_assert_uint_eq(result->n_columns, 7);
    for (size_t i = 0; i < 7; i++)
        ck_assert_int_eq(result->columns[i].type, types[i]);
    ck_assert_str_eq(result->columns[5].name, "who_2");
    table_release(result);
    /* Texts that are all times as we write them are times; what only looks like some is none. */
    static const char *const times[] = { "SELECT '2024-07-01' UNION SELECT NULL UNION SELECT '2024-06-01'",
                                         "SELECT '2024-07-01T10:15:00'", "VALUES ('2024-02-29')" };
    static const char *const texts[] = { "SELECT '2024-07-01' UNION SELECT 'x'", "SELECT '2024-07-01 10:15:00'",
                                         "VALUES ('2024-02-30')" };
    for (size_t i = 0; i < 3; i++) {
        ck_assert_int_eq((result = ask_of(table, times[i]))->columns[0].type, TYPE_TIME);
        ck_assert(result->columns[0].date_only == (i != 1));
        table_release(result);
        ck_assert_int_eq((result = ask_of(table, texts[i]))->columns[0].type, TYPE_TEXT);
        table_release(result);
    }
    table_release(table);
}
END_TEST

START_TEST(groups_and_orders)
{
    answers("SELECT who FROM orders GROUP BY who ORDER BY who", "- C1 C2");
    answers("SELECT who FROM orders GROUP BY who ORDER BY who DESC", "C2 C1 -");
    answers("SELECT id FROM orders ORDER BY gift, who DESC", "3 2 1 4");
    answers("SELECT count(*) FROM (SELECT DISTINCT who, gift FROM orders)", "4");
    answers("SELECT id FROM orders ORDER BY ts DESC", "3 2 1 4");
    answers("SELECT sum(n) FROM (SELECT count(*) AS n FROM orders GROUP BY who, gift)", "4");
}
END_TEST

/* SQL's rules of comparison hold although bounds are looked at before SQLite sees the rows. */
START_TEST(comparisons_are_those_of_sql)
{
    answers("SELECT id FROM orders WHERE ts >= '2024-01-02'", "2 3");
    answers("SELECT id FROM orders WHERE ts > '2024-01-02'", "2 3"); /* as text, midnight is after the day */
    answers("SELECT id FROM orders WHERE ts = '2024-01-02T00:00:00'", "2");
    answers("SELECT id FROM orders WHERE ts = '2024-01-02'", "");
    answers("SELECT id FROM orders WHERE ts < '2024-01-02T00:00:00'", "1");
    answers("SELECT id FROM orders WHERE ts > '2024-1-1'", ""); /* no canonical time: compared as text */
    answers("SELECT id FROM orders WHERE id = '3'", "3");
    answers("SELECT id FROM orders WHERE id = 2.0 OR id = 2.5", "2");
    answers("SELECT id FROM orders WHERE id > 2.5", "3 4");
    answers("SELECT id FROM orders WHERE id < 1e300 AND id > -1e300", "1 2 3 4");
    answers("SELECT id FROM orders WHERE amount = 7", "3");
    answers("SELECT id FROM orders WHERE amount BETWEEN -1 AND 7", "3 4");
    answers("SELECT id FROM orders WHERE who = NULL", "");
    answers("SELECT id FROM orders WHERE who COLLATE NOCASE = 'c1'", "1 3");
    answers("SELECT id FROM orders WHERE who IN ('C2', 'C1') ORDER BY id", "1 2 3");
    answers("SELECT id FROM orders WHERE gift = 1", "1 4");
    answers("SELECT id FROM orders WHERE rowid IN (0, 1, 4, 5)", "1 4");
}
END_TEST

START_TEST(refusals_have_places)
{
    refused("SELECT * FROM ordres", E_NO_TABLE, "ordres", 0);
    refused("SELECT o.amuont FROM orders o", E_NO_COLUMN, "amuont", 8);
    refused("SELECT id FROM orders WHERE who = \"C1\"", E_NO_COLUMN, "C1", 35);
    refused("SELECT id, FROM orders", E_SQL, "syntax error", 12);
    refused("SELECT id FROM orders; DROP TABLE orders", E_SQL, "more than one", 24);
    refused("DELETE FROM orders", E_SQL, "reads", 0);
    refused("CREATE TABLE x (a)", E_SQL, "reads", 0);
    refused("ATTACH 'x.db' AS x", E_SQL, "reads", 0);
    refused("PRAGMA table_list", E_SQL, "reads", 0);
    refused("SELECT * FROM pragma_table_list", E_SQL, "reads", 0);
    refused("SELECT load_extension('x')", E_SQL, "reads", 0);
    refused("  ", E_MISSING_ARGUMENT, "no statement", 0);
    refused("SELECT * FROM broken", E_CORRUPT, "broken is damaged", 0);
    refused("SELECT * FROM twice", E_AMBIGUOUS, "twice", 0);
}
END_TEST

START_TEST(a_stop_ends_it)
{
    struct work *work = work_new(1);
    work_stop(work);
    struct error err = ERROR_INIT;
    const char *endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
    ck_assert(sql_run(endless, NULL, 0, work, &err) == NULL);
    ck_assert_int_eq(err.kind, ERROR_CANCELLED);
    error_release(&err);
    work_free(work);
}
END_TEST

/* ---- Against a loop ---- */

enum { ROWS = 4000 };
struct row {
    int64_t id, time;
    double amount;
    int group, gift;
};

static struct table *random_table(struct row *rows)
{
    struct random random = random_stream(7, 0);
    struct builder *b = builder_new("t");
    static const char *const names[] = { "id", "time", "amount", "grp", "gift" };
    static const enum type types[] = { TYPE_INT, TYPE_TIME, TYPE_REAL, TYPE_TEXT, TYPE_BOOL };
    for (size_t i = 0; i < 5; i++)
        builder_add_column(b, names[i], types[i]);
    for (size_t i = 0; i < ROWS; i++) {
        struct row *r = &rows[i];
        *r = (struct row){ (int64_t)random_below(&random, 50) - 20, (int64_t)random_below(&random, 90) * (TIME_DAY / 2),
                           (double)random_below(&random, 40) / 4 - 3, (int)random_below(&random, 12) - 2,
                           (int)random_below(&random, 3) - 1 };
        char text[16];
        int n = snprintf(text, sizeof text, "g%d", r->group);
        if (r->id != 0)
            builder_set_int(b, 0, r->id);
        if (r->time != 0)
            builder_set_int(b, 1, r->time);
        if (r->amount != 0)
            builder_set_real(b, 2, r->amount);
        if (r->group >= 0)
            builder_set_text(b, 3, text, (size_t)n);
        if (r->gift >= 0)
            builder_set_bool(b, 4, r->gift);
        builder_end_row(b);
    }
    return builder_finish(b, NULL);
}

static int64_t count_of(struct table *table, const char *statement)
{
    struct table *result = ask_of(table, statement);
    int64_t n = column_ints(&result->columns[0])[0];
    table_release(result);
    return n;
}

START_TEST(conditions_choose_the_rows_of_a_loop)
{
    static struct row rows[ROWS];
    struct table *table = random_table(rows);
    for (int k = -22; k < 32; k++) {
        int64_t equal = 0, from = 0, below = 0, at = 0, join = 0;
        char day[32], text[400];
        time_format((k + 22) * TIME_DAY, false, day);
        for (size_t i = 0; i < ROWS; i++) {
            const struct row *r = &rows[i];
            equal += r->id != 0 && r->id == k && r->gift == 1;
            from += r->time != 0 && r->time >= (k + 22) * TIME_DAY && r->group == 3;
            below += r->amount != 0 && r->amount < k / 4.0;
            at += r->group >= 0 && r->group == k;
            for (size_t j = 0; r->id == k && k != 0 && j < 50; j++)
                join += rows[j].id == k;
        }
        snprintf(text, sizeof text, "SELECT count(*) FROM t WHERE id = %d AND gift = 1", k);
        ck_assert_int_eq(count_of(table, text), equal);
        snprintf(text, sizeof text, "SELECT count(*) FROM t WHERE time >= '%s' AND grp = 'g3'", day);
        ck_assert_int_eq(count_of(table, text), from);
        snprintf(text, sizeof text, "SELECT count(*) FROM t WHERE amount < %g", k / 4.0);
        ck_assert_int_eq(count_of(table, text), below);
        snprintf(text, sizeof text,
                 "SELECT coalesce((SELECT n FROM (SELECT grp, count(*) AS n FROM t GROUP BY grp) "
                 "WHERE grp = 'g%d'), 0)",
                 k);
        ck_assert_int_eq(count_of(table, text), at);
        snprintf(text, sizeof text,
                 "SELECT count(*) FROM t a JOIN t b ON a.id = b.id WHERE a.id = %d AND b.rowid <= 50", k);
        ck_assert_int_eq(count_of(table, text), join);
    }
    table_release(table);
}
END_TEST

Suite *sql_suite(void)
{
    Suite *suite = suite_create("sql");
    TCase *tests = tcase_create("sql");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, values_are_seen_as_promised);
    tcase_add_test(tests, columns_keep_their_types);
    tcase_add_test(tests, groups_and_orders);
    tcase_add_test(tests, comparisons_are_those_of_sql);
    tcase_add_test(tests, refusals_have_places);
    tcase_add_test(tests, a_stop_ends_it);
    tcase_add_test(tests, conditions_choose_the_rows_of_a_loop);
    suite_add_tcase(suite, tests);
    return suite;
}
