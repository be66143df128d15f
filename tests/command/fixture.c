/* A folder of its own for each test, and a small shop. */
#include "fixture.h"

#include "patron/base/calendar.h"

static char folder[64];
static char before[4096];

void folder_setup(void)
{
    snprintf(folder, sizeof folder, "/tmp/patron-command-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_ptr_nonnull(getcwd(before, sizeof before));
    ck_assert_int_eq(chdir(folder), 0);
    setenv("LC_ALL", "C.UTF-8", 1);
    setenv("SOURCE_DATE_EPOCH", "1750000000", 1);
    unsetenv("NO_COLOR");
    unsetenv("FORCE_COLOR");
    unsetenv("PATRON_SEED");
}

void folder_teardown(void)
{
    ck_assert_int_eq(chdir(before), 0);
    folder_remove(folder, NULL);
}

void write_text(const char *path, const char *text)
{
    struct error err = ERROR_INIT;
    ck_assert_msg(file_write(path, text, strlen(text), &err), "%s", err.what);
}

char *read_text(const char *path)
{
    struct error err = ERROR_INIT;
    size_t length;
    char *bytes = file_read(path, &length, &err);
    ck_assert_msg(bytes != NULL, "%s", err.what ? err.what : path);
    return bytes;
}

char *ran(struct session *session, const char *line)
{
    struct error err = ERROR_INIT;
    struct report *report = NULL;
    struct text text = TEXT_EMPTY;
    bool ok = session_run(session, line, NULL, &report, &err);
    ck_assert_msg(ok, "%s: %s", line, err.what ? err.what : "failed");
    if (report)
        report_text(report, report_is_table(report) ? FORMAT_TSV : FORMAT_TEXT, NULL, &text);
    report_free(report);
    return text_take(&text);
}

char *failed_with(struct session *session, const char *line, int code)
{
    struct error err = ERROR_INIT;
    struct report *report = NULL;
    struct text text = TEXT_EMPTY;
    bool ok = session_run(session, line, NULL, &report, &err);
    ck_assert_msg(!ok, "%s should fail", line);
    ck_assert_msg(err.code == code, "%s: E%04d, not E%04d: %s", line, err.code, code, err.what);
    ck_assert_ptr_null(report);
    error_render(&err, false, &text);
    error_release(&err);
    return text_take(&text);
}

/* Customer i buys on every (5 + i)-th day of 2024, three times; amounts count up. */
static void write_shop(void)
{
    struct text customers = TEXT_EMPTY, orders = TEXT_EMPTY;
    text_add(&customers, "customer_id,since,plan\n");
    text_add(&orders, "order_id,customer_id,at,amount,channel\n");
    int64_t start;
    ck_assert(time_parse("2024-01-01", 10, &start));
    for (int i = 0; i < 40; i++) {
        text_add_format(&customers, "C%02d,2023-01-01,%s\n", i, i % 3 == 0 ? "plus" : "basic");
        for (int k = 0; k < 3; k++) {
            char date[32];
            time_format(start + (int64_t)(k + 1) * (5 + i) * TIME_DAY, true, date);
            text_add_format(&orders, "%d,C%02d,%s,%d.5,%s\n", i * 3 + k, i, date, i + k, k == 1 ? "app" : "web");
        }
    }
    write_text("customers.csv", text_string(&customers));
    write_text("orders.csv", text_string(&orders));
    text_release(&customers);
    text_release(&orders);
}

struct session *shop_session(void)
{
    static const char *const lines[] = { "new shop",
                                         "load customers from customers.csv key=customer_id time=since",
                                         "load orders from orders.csv key=order_id time=at of=customers",
                                         "asof 2024-04-01",
                                         "feature recency = days since last(orders.at)",
                                         "feature spend = sum(orders.amount) over 30d,90d",
                                         "feature n = count(orders)",
                                         "features both = recency spend_90d",
                                         "target churn = no orders within 30d",
                                         NULL };
    struct session *session = session_new(SESSION_BATCH);
    session_set_batch(session, &(struct batch_options){ .quiet = true });
    write_shop();
    for (const char *const *line = lines; *line; line++)
        free(ran(session, *line));
    return session;
}

struct session *shop_open(struct arena *arena)
{
    folder_setup();
    if (arena)
        arena_init(arena);
    return shop_session();
}

void shop_close(struct session *session, struct arena *arena)
{
    if (arena)
        arena_release(arena);
    session_free(session);
    folder_teardown();
}
