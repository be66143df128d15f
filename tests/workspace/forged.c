/* A workspace from a stranger: every hash in it is right, and what it says is not. Whatever is opened keeps its readers
   within its bounds; whatever is not says that it is damaged. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fixture.h"
#include "patron/base/file.h"
#include "patron/base/memory.h"
#include "patron/feature/world.h"
#include "patron/table/builder.h"
#include "patron/table/packed.h"
#include "workspace/catalog.h"
#include "workspace/column_layout.h"

/* ---- What must hold of whatever was opened ---- */

static void expect_codes_within(const struct column *column, size_t n_rows)
{
    const struct dictionary *texts = column->dictionary;
    ck_assert_uint_eq(texts->offsets[0], 0);
    for (uint32_t code = 0; code < texts->n; code++)
        ck_assert_uint_le(texts->offsets[code], texts->offsets[code + 1]);
    for (size_t row = 0; row < n_rows; row++) {
        uint32_t code = column_code(column, row);
        ck_assert(code == TEXT_MISSING || code < texts->n);
    }
}

static void expect_table_within(const struct table *table)
{
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct column *column = &table->columns[i];
        ck_assert_ptr_nonnull(column->name);
        if (column->type == TYPE_TEXT)
            expect_codes_within(column, table->n_rows);
        if (column->type == TYPE_BOOL)
            for (size_t row = 0; row < table->n_rows; row++)
                ck_assert(column_bools(column)[row] >= -1 && column_bools(column)[row] <= 1);
        free(column_words(table, column->name));
    }
}

static void expect_world_within(const struct world *world)
{
    expect_table_within(world->customers);
    for (size_t e = 0; e < world->n_events; e++) {
        const struct events *events = &world->events[e];
        expect_table_within(events->table);
        for (size_t c = 0; c < world->customers->n_rows; c++)
            ck_assert_uint_le(events->start[c], events->start[c + 1]);
        ck_assert_int_eq(events->table->columns[events->time_column].type, TYPE_TIME); /* read without asking */
        ck_assert_uint_le(events->start[world->customers->n_rows], events->table->n_rows);
    }
}

static void expect_told(struct error *err, bool there)
{
    if (!there)
        ck_assert_msg(err->code != 0 && err->what != NULL, "nothing told");
    error_release(err);
}

/* Everything that reads, over a workspace that may be anything. */
static void read_all(const char *shop, bool read_only)
{
    struct error err = ERROR_INIT;
    struct workspace *workspace = workspace_open(shop, read_only, &err);
    expect_told(&err, workspace != NULL);
    if (workspace == NULL)
        return;
    static const char *const names[] = { "customers", "orders", "returns" };
    for (size_t i = 0; i < 3; i++) {
        struct table *table = workspace_table(workspace, names[i], 0, &err);
        expect_told(&err, table != NULL);
        if (table != NULL)
            expect_table_within(table);
        table_release(table);
        table = workspace_quarantine(workspace, names[i], 0, &err);
        expect_told(&err, table != NULL);
        if (table != NULL)
            expect_table_within(table);
        table_release(table);
    }
    struct world *world = workspace_world(workspace, NULL, &err);
    expect_told(&err, world != NULL);
    if (world != NULL)
        expect_world_within(world);
    world_free(world);
    bool whole = workspace_verify(workspace, NULL, &err);
    expect_told(&err, whole);
    workspace_close(workspace);
}

/* ---- Forging ---- */

static char *shop_make(const char *folder)
{
    char *shop = scratch_path(folder, "shop");
    struct workspace *workspace = make_workspace(shop);
    load_shop(workspace);
    struct world *world;
    expect((world = workspace_world(workspace, NULL, &err)) != NULL);
    world_free(world);
    workspace_close(workspace);
    return shop;
}

static struct catalog *catalog_of(const char *shop)
{
    char *path = scratch_path(shop, "catalog.sqlite");
    struct catalog *catalog;
    expect((catalog = catalog_open(path, false, false, &err)) != NULL);
    expect(catalog_run(catalog, "PRAGMA foreign_keys = OFF", &err));
    free(path);
    return catalog;
}

/* Whoever names the file OLD in the catalog names NEW, with the stamp that NEW has. */
static void catalog_rename(const char *shop, const char *old, const char *new, struct stamp stamp)
{
    static const char *const places[] = { "version_column SET file", "arrangement_column SET file",
                                          "arrangement SET start", "column_file SET hash" };
    static const char *const columns[] = { "file", "file", "start", "hash" };
    struct catalog *catalog = catalog_of(shop);
    char statement[512];
    for (size_t i = 0; i < 4; i++) {
        snprintf(statement, sizeof statement, "UPDATE %s = '%s' WHERE %s = '%s'", places[i], new, columns[i], old);
        expect(catalog_run(catalog, statement, &err));
    }
    snprintf(statement, sizeof statement,
             "UPDATE column_file SET bytes = %lld, modified = %lld, changed = %lld WHERE hash = '%s'",
             (long long)stamp.bytes, (long long)stamp.modified, (long long)stamp.changed, new);
    expect(catalog_run(catalog, statement, &err));
    catalog_close(catalog);
}

/* BYTES with the hash that they have now, if they can be walked at all; HASH is then the file's name. */
static void seal(char *bytes, size_t length, char hash[HASH_TEXT])
{
    struct header header;
    memcpy(&header, bytes, sizeof header);
    if (header.length == length && header_fits(&header)) {
        struct hasher hasher;
        struct taker taker = { .hasher = &hasher };
        struct part parts[N_PARTS];
        struct file_map map = { .bytes = bytes, .length = length };
        map_parts(&map, &header, parts);
        hasher_init(&hasher);
        expect(take_column(&taker, &header, parts, NULL, NULL, &err));
        struct hash content = hasher_finish(&hasher);
        memcpy(header.content, content.bytes, HASH_BYTES);
        hash_text(&content, hash);
    }
    header_seal(&header);
    memcpy(bytes, &header, sizeof header);
}

/* The file PATH of SHOP says BYTES instead, and all hashes agree; read; then everything is as it was. */
static void try_bytes(const char *shop, const char *path, const char *bytes, size_t length)
{
    char *forged = copy_bytes(bytes, length), hash[HASH_TEXT];
    const char *old = strrchr(path, '/') + 1;
    char *kept = scratch_path(shop, "kept");
    snprintf(hash, sizeof hash, "%s", old);
    seal(forged, length, hash);
    char *folder = scratch_path(shop, "columns"), *place = scratch_path(folder, hash);
    ck_assert_int_eq(rename(path, kept), 0);
    expect(file_write(place, forged, length, &err));
    struct stamp stamp;
    ck_assert(stamp_read(place, &stamp));
    catalog_rename(shop, old, hash, stamp);
    read_all(shop, true);
    ck_assert_int_eq(unlink(place), 0);
    ck_assert_int_eq(rename(kept, path), 0);
    ck_assert(stamp_read(path, &stamp));
    catalog_rename(shop, hash, old, stamp);
    free(place);
    free(folder);
    free(kept);
    free(forged);
}

START_TEST(forged_headers_and_values_stay_within)
{
    char *folder = scratch_make(), *shop = shop_make(folder), **files = column_files(shop);
    static const size_t fields[] = { offsetof(struct header, format),    offsetof(struct header, type),
                                     offsetof(struct header, width),     offsetof(struct header, n_rows),
                                     offsetof(struct header, n_texts),   offsetof(struct header, n_text_bytes),
                                     offsetof(struct header, values_at), offsetof(struct header, offsets_at),
                                     offsetof(struct header, bytes_at),  offsetof(struct header, length) };
    static const int64_t others[] = { 0, 1, 2, 3, 4, 8, 255, 65536, INT64_MAX, INT64_MIN, -1 };
    uint64_t random = 20240607;
    for (size_t f = 0; files[f] != NULL; f++) {
        size_t length;
        char *bytes;
        expect((bytes = file_read(files[f], &length, &err)) != NULL);
        char *changed = allocate(length, 1);
        for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
            for (size_t o = 0; o < 2; o++) {
                random = random * UINT64_C(6364136223846793005) + 1442695040888963407;
                int64_t value = others[(random >> 33) % (sizeof others / sizeof *others)];
                memcpy(changed, bytes, length);
                memcpy(changed + fields[i], &value, fields[i] < offsetof(struct header, n_rows) ? 4 : 8);
                try_bytes(shop, files[f], changed, length);
            }
        for (size_t i = 0; i < 24; i++) {
            random = random * UINT64_C(6364136223846793005) + 1442695040888963407;
            memcpy(changed, bytes, length);
            size_t at = sizeof(struct header) + (random >> 33) % (length - sizeof(struct header));
            if (i % 2 == 0) /* near the beginning of a part, where its values are */
                at = sizeof(struct header) + 64 * ((random >> 33) % (length / 64 - 4)) + (random >> 50) % 16;
            changed[at] = (char)(random >> 24);
            try_bytes(shop, files[f], changed, length);
        }
        free(changed);
        free(bytes);
    }
    read_all(shop, true);
    free_list(files);
    free(shop);
    scratch_remove(folder);
}
END_TEST

/* ---- The catalog ---- */

START_TEST(forged_rows_of_the_catalog_stay_within)
{
    static const char *const values[] = { "NULL",
                                          "-1",
                                          "9223372036854775807",
                                          "2147483648",
                                          "'../../x'",
                                          "x'00ff'",
                                          "'order_id'",
                                          "'order_id:reason'",
                                          "printf('%.*c', 300, 'f')",
                                          "''" };
    char *folder = scratch_make(), *shop = shop_make(folder), *path = scratch_path(shop, "catalog.sqlite");
    size_t length;
    char *whole;
    expect((whole = file_read(path, &length, &err)) != NULL);
    struct catalog *catalog = catalog_of(shop);
    char **places = query_names(
        query_new(catalog, "SELECT s.name || ' ' || c.name FROM sqlite_schema s, pragma_table_info(s.name) c "
                           "WHERE s.type = 'table' AND s.name NOT LIKE 'sqlite%' ORDER BY 1"));
    catalog_close(catalog);
    for (size_t p = 0; places[p] != NULL; p++) {
        char table[64], column[64], statements[1024];
        ck_assert_int_eq(sscanf(places[p], "%63s %63s", table, column), 2);
        for (size_t v = 0; v < sizeof values / sizeof *values; v++) {
            catalog = catalog_of(shop);
            snprintf(statements, sizeof statements,
                     "CREATE TABLE forged AS SELECT * FROM %s; DROP TABLE %s; ALTER TABLE forged RENAME TO %s;"
                     "UPDATE %s SET %s = %s",
                     table, table, table, table, column, values[v]);
            expect(catalog_run(catalog, statements, &err));
            catalog_close(catalog);
            read_all(shop, true);
            expect(file_write(path, whole, length, &err));
        }
    }
    free_list(places);
    free(whole);
    free(path);
    free(shop);
    scratch_remove(folder);
}
END_TEST

Suite *forged_suite(void)
{
    Suite *suite = suite_create("forged");
    TCase *cases = tcase_create("forged");
    tcase_set_timeout(cases, 120);
    tcase_add_test(cases, forged_headers_and_values_stay_within);
    tcase_add_test(cases, forged_rows_of_the_catalog_stay_within);
    suite_add_tcase(suite, cases);
    return suite;
}
