/* Writes what tests/stops.sh goes over into the present folder: a shop of ROWS orders in each of the formats that are
   read, by one customer for 15 of them; a table of 700 columns; and a file that is half refused.
   Usage: stop_input ROWS */
#include <archive.h>
#include <archive_entry.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WIDE_COLUMNS = 700, WIDE_ROWS = 1500, ORDERS_OF_A_CUSTOMER = 15 };

static uint64_t state = 1;

static void stop_here(const char *what)
{
    fprintf(stderr, "stop_input: %s\n", what);
    exit(1);
}

/* A whole number from 0 to N - 1. */
static unsigned draw(unsigned n)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)((state >> 33) % n);
}

static FILE *create(const char *name)
{
    FILE *file = fopen(name, "w");
    if (!file)
        stop_here(name);
    return file;
}

static void finish(FILE *file)
{
    if (fclose(file) != 0)
        stop_here("a file could not be written");
}

struct order {
    unsigned id, customer, cents, category, note;
    char time[32];
};

static struct order draw_order(unsigned id, unsigned customers)
{
    struct order order = { .id = id };
    order.customer = 1 + draw(1 + draw(customers)); /* some have many */
    snprintf(order.time, sizeof order.time, "202%u-%02u-%02u %02u:%02u:%02u", 2 + draw(3), 1 + draw(12), 1 + draw(28),
             draw(24), draw(60), draw(60));
    order.cents = draw(20000);
    order.category = draw(40);
    order.note = draw(1000000);
    return order;
}

static void write_customers(unsigned customers)
{
    FILE *file = create("customers.csv");
    fprintf(file, "customer_id,signup,plan,city,x,y,name\n");
    for (unsigned i = 1; i <= customers; i++)
        fprintf(file, "C%07u,202%u-%02u-%02u,%s,city%u,%u.%04u,%u.%03u,Name%u Surname%u\n", i, draw(2), 1 + draw(12),
                1 + draw(28), draw(2) ? "basic" : "plus", draw(90), draw(100), draw(10000), draw(50), draw(1000),
                draw(3000), draw(9000));
    finish(file);
}

/* Every second of the refused ones has an amount that is none. */
static void write_text(const struct order *orders, unsigned n)
{
    FILE *csv = create("orders.csv"), *tsv = create("orders.tsv"), *fixed = create("orders.txt");
    FILE *next = create("orders_next.csv"), *refused = create("refused.csv"), *array = create("orders.json");
    FILE *lines = create("orders.jsonl");
    static const char header[] = "order_id,customer_id,ts,amount,category,note\n";
    fprintf(csv, "%s", header);
    fprintf(next, "%s", header);
    fprintf(refused, "%s", header);
    fprintf(tsv, "order_id\tcustomer_id\tts\tamount\tcategory\tnote\n");
    fprintf(array, "[\n");
    for (unsigned i = 0; i < n; i++) {
        const struct order *o = &orders[i];
        unsigned whole = o->cents / 100, rest = o->cents % 100;
        fprintf(csv, "%u,C%07u,%s,%u.%02u,cat%u,note %u\n", o->id, o->customer, o->time, whole, rest, o->category,
                o->note);
        fprintf(tsv, "%u\tC%07u\t%s\t%u.%02u\tcat%u\tnote %u\n", o->id, o->customer, o->time, whole, rest, o->category,
                o->note);
        fprintf(next, "%u,C%07u,%s,%u.%02u,cat%u,note %u\n", o->id + n / 10, o->customer, o->time, whole + i % 2, rest,
                o->category, o->note);
        fprintf(fixed, "%7u C%07u %.10s %6u.%02u cat%-3u\n", o->id, o->customer, o->time, whole, rest, o->category);
        if (i % 2)
            fprintf(refused, "%u,C%07u,%s,about %u,cat%u,note %u\n", o->id, o->customer, o->time, whole, o->category,
                    o->note);
        else
            fprintf(refused, "%u,C%07u,%s,%u.%02u,cat%u,note %u\n", o->id, o->customer, o->time, whole, rest,
                    o->category, o->note);
        for (int k = 0; k < 2; k++)
            fprintf(k ? array : lines,
                    "{\"order_id\":%u,\"customer_id\":\"C%07u\",\"ts\":\"%s\",\"amount\":%u.%02u,"
                    "\"category\":\"cat%u\",\"note\":\"note %u\"}%s\n",
                    o->id, o->customer, o->time, whole, rest, o->category, o->note, k && i + 1 < n ? "," : "");
    }
    fprintf(array, "]\n");
    finish(csv), finish(tsv), finish(fixed), finish(next), finish(refused), finish(array), finish(lines);
}

static void write_wide(void)
{
    FILE *file = create("wide.csv");
    fprintf(file, "id");
    for (unsigned j = 1; j <= WIDE_COLUMNS; j++)
        fprintf(file, ",v%u", j);
    for (unsigned i = 1; i <= WIDE_ROWS; i++) {
        fprintf(file, "\n%u", i);
        for (unsigned j = 1; j <= WIDE_COLUMNS; j++)
            fprintf(file, ",0.%03u", draw(1000));
    }
    fprintf(file, "\n");
    finish(file);
}

/* ---- A database ---- */

static void run(sqlite3 *database, const char *statement)
{
    if (sqlite3_exec(database, statement, NULL, NULL, NULL) != SQLITE_OK)
        stop_here(sqlite3_errmsg(database));
}

static void write_database(const struct order *orders, unsigned n)
{
    sqlite3 *database;
    sqlite3_stmt *insert;
    if (sqlite3_open("orders.db", &database) != SQLITE_OK)
        stop_here("orders.db");
    run(database, "PRAGMA synchronous=off; PRAGMA journal_mode=off");
    run(database,
        "CREATE TABLE orders(order_id INTEGER, customer_id TEXT, ts TEXT, amount REAL, category TEXT, note TEXT)");
    run(database, "BEGIN");
    if (sqlite3_prepare_v2(database, "INSERT INTO orders VALUES(?, printf('C%07d', ?), ?, ?, 'cat' || ?, 'note ' || ?)",
                           -1, &insert, NULL) != SQLITE_OK)
        stop_here(sqlite3_errmsg(database));
    for (unsigned i = 0; i < n; i++) {
        const struct order *o = &orders[i];
        sqlite3_bind_int64(insert, 1, o->id);
        sqlite3_bind_int64(insert, 2, o->customer);
        sqlite3_bind_text(insert, 3, o->time, -1, SQLITE_STATIC);
        sqlite3_bind_double(insert, 4, o->cents / 100.0);
        sqlite3_bind_int64(insert, 5, o->category);
        sqlite3_bind_int64(insert, 6, o->note);
        if (sqlite3_step(insert) != SQLITE_DONE || sqlite3_reset(insert) != SQLITE_OK)
            stop_here(sqlite3_errmsg(database));
    }
    sqlite3_finalize(insert);
    run(database, "COMMIT");
    sqlite3_close(database);
}

/* ---- A workbook: notes are shared texts, the others stand in their cells ---- */

static void add_member(struct archive *archive, const char *path, const char *text, size_t length)
{
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, path);
    archive_entry_set_size(entry, (la_int64_t)length);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    if (archive_write_header(archive, entry) != ARCHIVE_OK ||
        archive_write_data(archive, text, length) != (la_ssize_t)length)
        stop_here(archive_error_string(archive));
    archive_entry_free(entry);
}

static void add_texts(struct archive *archive, const struct order *orders, unsigned n)
{
    char *text;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    fprintf(out, "<sst>");
    for (unsigned i = 0; i < n; i++)
        fprintf(out, "<si><t>note %u</t></si>", orders[i].note);
    fprintf(out, "</sst>");
    finish(out);
    add_member(archive, "xl/sharedStrings.xml", text, length);
    free(text);
}

static void add_sheet(struct archive *archive, const struct order *orders, unsigned n)
{
    static const char *const names[] = { "order_id", "customer_id", "ts", "amount", "category", "note" };
    char *text;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    fprintf(out, "<worksheet><sheetData><row>");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        fprintf(out, "<c t=\"inlineStr\"><is><t>%s</t></is></c>", names[i]);
    fprintf(out, "</row>");
    for (unsigned i = 0; i < n; i++) {
        const struct order *o = &orders[i];
        fprintf(out,
                "<row><c><v>%u</v></c><c t=\"inlineStr\"><is><t>C%07u</t></is></c><c t=\"inlineStr\"><is><t>%s</t></is>"
                "</c><c><v>%u.%02u</v></c><c t=\"inlineStr\"><is><t>cat%u</t></is></c><c t=\"s\"><v>%u</v></c></row>\n",
                o->id, o->customer, o->time, o->cents / 100, o->cents % 100, o->category, i);
    }
    fprintf(out, "</sheetData></worksheet>");
    finish(out);
    add_member(archive, "xl/worksheets/sheet1.xml", text, length);
    free(text);
}

static void write_workbook(const struct order *orders, unsigned n)
{
    static const char book[] =
        "<workbook xmlns:r=\"u\"><sheets><sheet name=\"Orders\" sheetId=\"1\" r:id=\"r1\"/></sheets>"
        "</workbook>";
    static const char relations[] = "<Relationships><Relationship Id=\"r1\" Target=\"worksheets/sheet1.xml\"/>"
                                    "</Relationships>";
    struct archive *archive = archive_write_new();
    archive_write_set_format_zip(archive);
    archive_write_set_options(archive, "compression-level=1");
    if (archive_write_open_filename(archive, "orders.xlsx") != ARCHIVE_OK)
        stop_here(archive_error_string(archive));
    add_member(archive, "xl/workbook.xml", book, sizeof book - 1);
    add_member(archive, "xl/_rels/workbook.xml.rels", relations, sizeof relations - 1);
    add_texts(archive, orders, n);
    add_sheet(archive, orders, n);
    if (archive_write_close(archive) != ARCHIVE_OK)
        stop_here(archive_error_string(archive));
    archive_write_free(archive);
}

int main(int n_arguments, char **arguments)
{
    unsigned n = n_arguments == 2 ? (unsigned)strtoul(arguments[1], NULL, 10) : 0;
    if (n < ORDERS_OF_A_CUSTOMER)
        stop_here("usage: stop_input ROWS");
    struct order *orders = calloc(n, sizeof *orders);
    if (!orders)
        stop_here("not enough memory");
    unsigned customers = n / ORDERS_OF_A_CUSTOMER;
    write_customers(customers);
    for (unsigned i = 0; i < n; i++)
        orders[i] = draw_order(i + 1, customers);
    write_text(orders, n);
    write_wide();
    write_database(orders, n);
    write_workbook(orders, n);
    free(orders);
    return 0;
}
