/* A workspace whose every part says the same number, so that half a command can be seen. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "failure_tests.h"
#include "patron/base/number.h"
#include "patron/base/text.h"
#include "patron/table/builder.h"
#include "workspace/room.h"

enum { N_CUSTOMERS = 20 };

static char *customer_name(int i)
{
    struct text text = TEXT_EMPTY;
    text_add_format(&text, "C%02d", i);
    return text_take(&text);
}

struct table *numbered_customers(int number)
{
    struct builder *builder = builder_new("customers");
    size_t id = builder_add_column(builder, "customer_id", TYPE_TEXT);
    size_t plan = builder_add_column(builder, "plan", TYPE_INT);
    for (int i = 0; i < N_CUSTOMERS; i++) {
        char *name = customer_name((i * 7 + number) % N_CUSTOMERS);
        builder_set_text(builder, id, name, strlen(name));
        builder_set_int(builder, plan, number);
        builder_end_row(builder);
        free(name);
    }
    return builder_finish(builder, NULL);
}

struct table *numbered_orders(int number)
{
    struct builder *builder = builder_new("orders");
    size_t id = builder_add_column(builder, "customer_id", TYPE_TEXT),
           at = builder_add_column(builder, "at", TYPE_TIME);
    size_t amount = builder_add_column(builder, "amount", TYPE_REAL);
    for (int i = 0; i < 100 + number; i++) {
        char *name = customer_name((i * 3 + number) % N_CUSTOMERS);
        builder_set_text(builder, id, name, strlen(name));
        builder_set_int(builder, at, (i * 37) % 100);
        builder_set_real(builder, amount, number);
        builder_end_row(builder);
        free(name);
    }
    return builder_finish(builder, NULL);
}

static bool load_table(struct workspace *workspace, struct table *table, const struct table_role *role,
                       struct work *work, struct error *err)
{
    struct load_outcome outcome;
    bool ok = workspace_load(workspace, table->name, table, NULL, role, work, &outcome, err);
    table_release(table);
    return ok;
}

static bool change_all(struct workspace *workspace, int number, struct work *work, struct error *err)
{
    char text[32];
    snprintf(text, sizeof text, "%d", number);
    struct table_role customers = { .key = "customer_id" }, orders = { .time = "at", .of = "customers" };
    return load_table(workspace, numbered_customers(number), &customers, work, err) &&
           load_table(workspace, numbered_orders(number), &orders, work, err) &&
           workspace_define(workspace, NAME_FEATURE, "number", text, err) &&
           workspace_set_state(workspace, "asof", text, err) && workspace_audit(workspace, text, "ok", 0.0, err);
}

bool numbered_command(struct workspace *workspace, int number, struct work *work, struct error *err)
{
    if (!workspace_begin(workspace, err))
        return false;
    if (change_all(workspace, number, work, err))
        return workspace_commit(workspace, err);
    workspace_rollback(workspace);
    return false;
}

/* ---- Checking ---- */

static void expect_number(char *text, int number)
{
    char wanted[32];
    snprintf(wanted, sizeof wanted, "%d", number);
    ck_assert_pstr_eq(text, wanted);
    free(text);
}

static void check_tables(struct workspace *workspace, int number)
{
    struct world *world;
    expect((world = workspace_world(workspace, NULL, &err)) != NULL);
    const struct table *orders = world_events(world, "orders")->table;
    ck_assert_uint_eq(world->customers->n_rows, N_CUSTOMERS);
    ck_assert_uint_eq(orders->n_rows, (size_t)(100 + number));
    ck_assert_uint_eq(world_events(world, "orders")->start[N_CUSTOMERS], orders->n_rows);
    for (size_t row = 0; row < orders->n_rows; row++)
        ck_assert(column_reals(table_column(orders, "amount"))[row] == number);
    for (size_t row = 0; row < N_CUSTOMERS; row++)
        ck_assert_int_eq(column_ints(table_column(world->customers, "plan"))[row], number);
    world_free(world);
}

static void check_files(struct workspace *workspace, const char *folder)
{
    size_t n_removed;
    int64_t n_named = 0;
    bool found;
    char *columns = scratch_path(folder, "columns");
    expect(workspace_vacuum(workspace, &n_removed, &err));
    expect(
        query_one_integer(query_new(workspace->catalog, "SELECT count(*) FROM column_file"), &n_named, &found, &err));
    ck_assert_uint_eq(count_files(columns), (size_t)n_named);
    free(columns);
}

int check_numbered(const char *folder)
{
    struct workspace *workspace = open_workspace(folder);
    expect(workspace_verify(workspace, NULL, &err));
    struct table_version info;
    expect(workspace_table_info(workspace, "orders", 0, &info, &err));
    int number = (int)info.n_rows - 100;
    table_version_release(&info);
    check_tables(workspace, number);
    expect_number(workspace_definition(workspace, NAME_FEATURE, "number"), number);
    expect_number(workspace_state(workspace, "asof"), number);
    struct table *audit;
    expect((audit = workspace_trail(workspace, "audit", &err)) != NULL);
    ck_assert_uint_eq(audit->n_rows, (size_t)number + 1); /* one entry a command, from 0 */
    table_release(audit);
    check_files(workspace, folder);
    workspace_close(workspace);
    return number;
}
