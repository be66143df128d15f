/* What the tests of this room share. */
#include "fixture.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "patron/base/calendar.h"
#include "patron/base/file.h"
#include "patron/base/memory.h"
#include "patron/base/number.h"
#include "patron/base/text.h"
#include "patron/table/builder.h"

/* Memory where there is some, for the many syncs of small files. */
static const char *scratch_parent(void)
{
    const char *wanted = getenv("TMPDIR");
    if (wanted != NULL && wanted[0] != '\0')
        return wanted;
    return access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
}

char *scratch_make(void)
{
    char *folder = path_join(scratch_parent(), "patron-test-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    return folder;
}

char *scratch_path(const char *folder, const char *name)
{
    return path_join(folder, name);
}

void scratch_remove(char *folder)
{
    expect(folder_remove(folder, &err));
    free(folder);
}

/* ---- Tables from words ---- */

enum { MOST_COLUMNS = 8 };

static size_t add_columns(struct builder *builder, const char *columns, enum type *types)
{
    char *copy = copy_text(columns), *rest = copy;
    size_t n = 0;
    for (char *word = strsep(&rest, " "); word != NULL; word = strsep(&rest, " ")) {
        char *type = strchr(word, ':');
        *type = '\0';
        ck_assert(n < MOST_COLUMNS && type_from_name(type + 1, &types[n]));
        builder_add_column(builder, word, types[n++]);
    }
    free(copy);
    return n;
}

static void set_value(struct builder *builder, size_t column, enum type type, const char *text)
{
    size_t length = strlen(text);
    int64_t integer;
    double real;
    if (length == 0)
        return;
    if (type == TYPE_TEXT) {
        builder_set_text(builder, column, text, length);
    } else if (type == TYPE_TIME) {
        ck_assert(time_parse(text, length, &integer));
        builder_set_int(builder, column, integer);
    } else if (type == TYPE_INT) {
        ck_assert(integer_parse(text, length, &integer));
        builder_set_int(builder, column, integer);
    } else if (type == TYPE_BOOL) {
        builder_set_bool(builder, column, text[0] == '1');
    } else {
        ck_assert(number_parse(text, length, &real));
        builder_set_real(builder, column, real);
    }
}

struct table *table_of(const char *name, const char *columns, const char *const *rows)
{
    struct builder *builder = builder_new(name);
    enum type types[MOST_COLUMNS];
    size_t n = add_columns(builder, columns, types);
    for (size_t i = 0; rows[i] != NULL; i++) {
        char *copy = copy_text(rows[i]), *rest = copy;
        for (size_t c = 0; c < n; c++) {
            char *word = strsep(&rest, ",");
            ck_assert_ptr_nonnull(word);
            set_value(builder, c, types[c], word);
        }
        builder_end_row(builder);
        free(copy);
    }
    struct error err = ERROR_INIT;
    struct table *table = builder_finish(builder, &err);
    ck_assert_ptr_nonnull(table);
    return table;
}

const struct table_role customers_role = { .key = "customer_id", .time = "signup", .command = "load customers" };
const struct table_role orders_role = { .key = "order_id", .time = "at", .of = "customers", .command = "load orders" };
const struct table_role returns_role = { .time = "at", .of = "orders", .via = "order_id", .command = "load returns" };

struct table *shop_customers(void)
{
    return TABLE("customers", "customer_id:text signup:time plan:text", "C2,2024-01-01,basic", "C1,2024-01-02,plus",
                 "C3,2024-01-03,basic");
}

struct table *shop_orders(void)
{
    return TABLE("orders", "order_id:text customer_id:text at:time amount:real", "o1,C1,2024-03-01,10",
                 "o2,C2,2024-02-01,20", "o3,C1,2024-02-15,30", "o4,C9,2024-02-10,40", "o5,C2,2024-01-15,50",
                 "o6,C1,2024-02-15,60");
}

struct table *shop_returns(void)
{
    return TABLE("returns", "order_id:text at:time reason:text", "o3,2024-03-01,size", "o2,2024-02-20,colour");
}

/* ---- Workspaces ---- */

struct workspace *make_workspace(const char *folder)
{
    struct workspace *workspace;
    expect((workspace = workspace_make(folder, &err)) != NULL);
    return workspace;
}

struct workspace *open_workspace(const char *folder)
{
    struct workspace *workspace;
    expect((workspace = workspace_open(folder, false, &err)) != NULL);
    return workspace;
}

struct load_outcome load(struct workspace *workspace, const char *name, struct table *table,
                         const struct table_role *role)
{
    struct load_outcome outcome;
    expect(workspace_load(workspace, name, table, NULL, role, NULL, &outcome, &err));
    table_release(table);
    return outcome;
}

void load_shop(struct workspace *workspace)
{
    load(workspace, "customers", shop_customers(), &customers_role);
    load(workspace, "orders", shop_orders(), &orders_role);
    load(workspace, "returns", shop_returns(), &returns_role);
}

char *column_words(const struct table *table, const char *name)
{
    const struct column *column = table_column(table, name);
    ck_assert_ptr_nonnull(column);
    struct text text = TEXT_EMPTY;
    for (size_t i = 0; i < table->n_rows; i++) {
        if (i > 0)
            text_add_char(&text, ' ');
        if (column_is_missing(column, i))
            text_add_char(&text, '-');
        else
            column_write(column, i, &text);
    }
    return text_take(&text);
}

/* ---- Files ---- */

char **column_files(const char *folder)
{
    char *columns = path_join(folder, "columns");
    char **names;
    expect((names = folder_list(columns, &err)) != NULL);
    for (size_t i = 0; names[i] != NULL; i++) {
        char *path = path_join(columns, names[i]);
        free(names[i]);
        names[i] = path;
    }
    free(columns);
    return names;
}

void free_list(char **list)
{
    for (size_t i = 0; list[i] != NULL; i++)
        free(list[i]);
    free(list);
}

size_t count_files(const char *folder)
{
    char **names;
    size_t n = 0;
    expect((names = folder_list(folder, &err)) != NULL);
    while (names[n] != NULL)
        n++;
    free_list(names);
    return n;
}

void flip_byte(const char *path, long offset)
{
    int descriptor = open(path, O_RDWR);
    ck_assert(descriptor >= 0);
    off_t at = lseek(descriptor, offset, offset < 0 ? SEEK_END : SEEK_SET);
    char byte;
    ck_assert_int_eq(pread(descriptor, &byte, 1, at), 1);
    byte ^= 0x10;
    ck_assert_int_eq(pwrite(descriptor, &byte, 1, at), 1);
    close(descriptor);
}
