/* The first promise, for worlds with every kind of column: what is computed at a cutoff is the same to the bit when all
   that became known at or after it was never there. What that is, is said here once more, on the lines of the tables.
 */
#include "feature_tests.h"
#include "patron/base/text.h"
#include "patron/feature/reference.h"

enum { MOST_FIELDS = 10, MOST_ROWS = 40, DAYS = 60, FIELD = 24, MOST_FEATURES = 1200 };

/* One table as lines. A field is text, "." missing; what is late says from which field on it is known. */
struct sheet {
    const char *name;
    size_t n_fields, n_rows;
    const char *names[MOST_FIELDS];
    const char *types[MOST_FIELDS];
    int late[MOST_FIELDS]; /* -1: known with its row */
    int time, known, end;  /* -1: none */
    bool people;
    char rows[MOST_ROWS][MOST_FIELDS][FIELD];
};
enum { CUSTOMERS, ORDERS, RETURNS, PLANS, PRICES, N_SHEETS };
struct story {
    struct sheet sheets[N_SHEETS];
    bool known, derived;
};

static void sheet_init(struct sheet *sheet, const char *name, int time, int known, int end)
{
    *sheet = (struct sheet){ .name = name, .time = time, .known = known, .end = end };
}

static void add_field(struct sheet *sheet, const char *name, const char *type, int late)
{
    sheet->names[sheet->n_fields] = name;
    sheet->types[sheet->n_fields] = type;
    sheet->late[sheet->n_fields++] = late;
}

static void set(struct sheet *sheet, size_t field, const char *format, ...) __attribute__((format(printf, 3, 4)));
static void set(struct sheet *sheet, size_t field, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sheet->rows[sheet->n_rows][field], FIELD, format, arguments);
    va_end(arguments);
}

/* A time from day FIRST on, or nothing; to the day when the field is a date, else to a quarter of it. */
static void set_time(struct sheet *sheet, size_t field, struct random *random, int first, int span, int missing)
{
    int64_t at = day("2024-03-01") + (first + (int64_t)random_below(random, (uint64_t)span)) * TIME_DAY;
    bool date = strcmp(sheet->types[field], "date") == 0;
    at += date ? 0 : (int64_t)random_below(random, 4) * TIME_DAY / 4;
    if ((int)random_below(random, 100) < missing)
        set(sheet, field, ".");
    else
        time_format(at, date, sheet->rows[sheet->n_rows][field]);
}

static int day_number(const struct sheet *sheet, size_t field)
{
    const char *text = sheet->rows[sheet->n_rows][field];
    return strcmp(text, ".") == 0 ? 0 : (int)((day(text) - day("2024-03-01")) / TIME_DAY);
}

/* ---- Stories ---- */

static const char *date_or_time(struct random *random)
{
    return random_below(random, 2) ? "date" : "time";
}

static void tell_customers(struct story *story, struct random *random)
{
    struct sheet *sheet = &story->sheets[CUSTOMERS];
    sheet_init(sheet, "customers", 1, story->known ? 5 : -1, -1);
    sheet->people = true;
    add_field(sheet, "id", "text", -1);
    add_field(sheet, "began", "date", -1);
    add_field(sheet, "left", date_or_time(random), 2);
    add_field(sheet, "why", "text", 2);
    add_field(sheet, "city", "text", -1);
    add_field(sheet, "seen", date_or_time(random), -1);
    add_field(sheet, "product", "text", 2);
    for (; sheet->n_rows < 6; sheet->n_rows++) {
        set(sheet, 0, "c%zu", sheet->n_rows);
        set_time(sheet, 1, random, -20, DAYS, 10);
        set_time(sheet, 2, random, day_number(sheet, 1), DAYS, 30);
        set(sheet, 3, "w%d", (int)random_below(random, 3));
        set(sheet, 4, "b%d", (int)random_below(random, 2));
        set_time(sheet, 5, random, -20, DAYS, 5);
        set(sheet, 6, "p%d", (int)random_below(random, 3));
    }
}

static void tell_orders(struct story *story, struct random *random)
{
    struct sheet *sheet = &story->sheets[ORDERS];
    const char *type = date_or_time(random);
    sheet_init(sheet, "orders", 2, story->known ? 3 : -1, -1);
    add_field(sheet, "order_id", "int", -1);
    add_field(sheet, "customer", "text", -1);
    add_field(sheet, "at", type, -1);
    add_field(sheet, "loaded", story->derived ? type : date_or_time(random), -1);
    add_field(sheet, "amount", "real", -1);
    add_field(sheet, "product", "text", -1);
    add_field(sheet, "delivered", date_or_time(random), 6);
    add_field(sheet, "rating", "int", 6);
    add_field(sheet, "due", "date", -1); /* planned */
    for (; sheet->n_rows < 25; sheet->n_rows++) {
        set(sheet, 0, "%zu", sheet->n_rows);
        set(sheet, 1, "c%d", (int)random_below(random, 6));
        set_time(sheet, 2, random, 0, DAYS, 4);
        set_time(sheet, 3, random, day_number(sheet, 2), 20, 5);
        set(sheet, 4, "%d.5", (int)random_below(random, 9));
        set(sheet, 5, "p%d", (int)random_below(random, 3));
        set_time(sheet, 6, random, day_number(sheet, 2), 20, 20);
        set(sheet, 7, "%d", (int)random_below(random, 5));
        set_time(sheet, 8, random, day_number(sheet, 2), DAYS, 0);
    }
}

static void tell_returns(struct story *story, struct random *random)
{
    struct sheet *sheet = &story->sheets[RETURNS];
    sheet_init(sheet, "returns", 2, -1, -1);
    add_field(sheet, "order_id", "int", -1);
    add_field(sheet, "customer", "text", -1);
    add_field(sheet, "at", date_or_time(random), -1);
    add_field(sheet, "value", "real", -1);
    add_field(sheet, "checked", date_or_time(random), 4);
    add_field(sheet, "reason", "text", 4);
    for (; sheet->n_rows < 12; sheet->n_rows++) {
        size_t order = random_below(random, 26);
        set(sheet, 0, "%zu", order);
        snprintf(sheet->rows[sheet->n_rows][1], FIELD, "%s", order < 25 ? story->sheets[ORDERS].rows[order][1] : "c1");
        set_time(sheet, 2, random, 0, DAYS, 4);
        set(sheet, 3, "%d", (int)random_below(random, 9));
        set_time(sheet, 4, random, day_number(sheet, 2), 20, 20);
        set(sheet, 5, "r%d", (int)random_below(random, 3));
    }
}

static void tell_plans(struct story *story, struct random *random)
{
    struct sheet *sheet = &story->sheets[PLANS];
    const char *type = story->derived ? story->sheets[ORDERS].types[2] : date_or_time(random);
    sheet_init(sheet, "plans", 1, story->known ? 7 : -1, 2);
    add_field(sheet, "customer", "text", -1);
    add_field(sheet, "since", type, -1);
    add_field(sheet, "until", date_or_time(random), 2);
    add_field(sheet, "plan", "text", -1);
    add_field(sheet, "price", "real", -1);
    add_field(sheet, "paused", date_or_time(random), 5);
    add_field(sheet, "pause", "text", 5);
    add_field(sheet, "loaded", type, -1);
    for (; sheet->n_rows < 12; sheet->n_rows++) {
        set(sheet, 0, "c%d", (int)random_below(random, 6));
        set_time(sheet, 1, random, 0, DAYS, 4);
        set_time(sheet, 2, random, day_number(sheet, 1), 30, 40);
        set(sheet, 3, "q%d", (int)random_below(random, 3));
        set(sheet, 4, "%d", (int)random_below(random, 9));
        set_time(sheet, 5, random, day_number(sheet, 1), 30, 40);
        set(sheet, 6, "z%d", (int)random_below(random, 2));
        set_time(sheet, 7, random, day_number(sheet, 1), 10, 4);
    }
}

static void tell_prices(struct story *story, struct random *random)
{
    struct sheet *sheet = &story->sheets[PRICES];
    sheet_init(sheet, "prices", 1, story->known ? 4 : -1, 2);
    add_field(sheet, "product", "text", -1);
    add_field(sheet, "since", date_or_time(random), -1);
    add_field(sheet, "until", "date", 2);
    add_field(sheet, "price", "real", -1);
    add_field(sheet, "loaded", date_or_time(random), -1);
    add_field(sheet, "recalled", date_or_time(random), 5);
    add_field(sheet, "recall", "text", 5);
    for (; sheet->n_rows < 10; sheet->n_rows++) {
        set(sheet, 0, "p%d", (int)random_below(random, 4));
        set_time(sheet, 1, random, -10, DAYS, 4);
        set_time(sheet, 2, random, day_number(sheet, 1), 30, 50);
        set(sheet, 3, "%d", 1 + (int)random_below(random, 9));
        set_time(sheet, 4, random, day_number(sheet, 1), 10, 4);
        set_time(sheet, 5, random, day_number(sheet, 1), 30, 50);
        set(sheet, 6, "y%d", (int)random_below(random, 2));
    }
}

/* ---- What was not known, on the lines ---- */

/* Of a day it is known when it is over; a moment is known at itself when something became KNOWN there, after it when
   something happened. */
static bool has_passed(const struct sheet *sheet, size_t row, int field, int64_t cutoff, bool known)
{
    const char *text = sheet->rows[row][field];
    if (strcmp(text, ".") == 0)
        return false;
    if (strcmp(sheet->types[field], "date") == 0 && field != sheet->end)
        return day(text) + TIME_DAY <= cutoff;
    return known ? day(text) <= cutoff : day(text) < cutoff;
}

static bool row_was_there(const struct sheet *sheet, size_t row, int64_t cutoff)
{
    const char *time = sheet->rows[row][sheet->time];
    bool missing = strcmp(time, ".") == 0;
    if (missing ? !sheet->people : day(time) >= cutoff)
        return false;
    return sheet->known < 0 || has_passed(sheet, row, sheet->known, cutoff, true);
}

static void remove_unknown(struct sheet *sheet, int64_t cutoff)
{
    size_t n = 0;
    for (size_t row = 0; row < sheet->n_rows; row++) {
        if (!row_was_there(sheet, row, cutoff))
            continue;
        memmove(sheet->rows[n], sheet->rows[row], sizeof sheet->rows[n]);
        bool passed[MOST_FIELDS];
        for (size_t k = 0; k < sheet->n_fields; k++)
            passed[k] = sheet->late[k] < 0 || has_passed(sheet, n, sheet->late[k], cutoff, false);
        for (size_t k = 0; k < sheet->n_fields; k++)
            if (!passed[k])
                snprintf(sheet->rows[n][k], FIELD, ".");
        n++;
    }
    sheet->n_rows = n;
}

/* Customers who are the ids in orders and plans, from the first row that was known of each. */
static void derive(struct story *story)
{
    struct sheet *people = &story->sheets[CUSTOMERS];
    bool days = strcmp(story->sheets[ORDERS].types[2], "date") == 0;
    sheet_init(people, "customers", 1, story->known ? 1 : -1, -1);
    people->people = true;
    add_field(people, "id", "text", -1);
    add_field(people, "began", days ? "date" : "time", -1);
    for (int c = 0; c < 6; c++) {
        int64_t first = INT64_MAX;
        char id[FIELD];
        bool any = false;
        snprintf(id, sizeof id, "c%d", c);
        for (int s = ORDERS; s <= PLANS; s += PLANS - ORDERS) {
            const struct sheet *sheet = &story->sheets[s];
            for (size_t row = 0; row < sheet->n_rows; row++) {
                const char *time = sheet->rows[row][sheet->time];
                const char *known = sheet->known < 0 ? time : sheet->rows[row][sheet->known];
                if (strcmp(sheet->rows[row][s == ORDERS ? 1 : 0], id) != 0)
                    continue;
                any = true;
                if (strcmp(time, ".") == 0 || strcmp(known, ".") == 0)
                    continue;
                int64_t there = day(known) > day(time) ? day(known) : day(time);
                first = there < first ? there : first;
            }
        }
        if (!any)
            continue;
        set(people, 0, "%s", id);
        set(people, 1, ".");
        if (first != INT64_MAX)
            time_format(first, days, people->rows[people->n_rows][1]);
        people->n_rows++;
    }
}

/* ---- Worlds ---- */

struct made {
    struct table *tables[N_SHEETS];
    struct world *world;
    size_t late[N_SHEETS][MOST_FIELDS];
    struct reference_data prices;
    size_t links[4];
};

static struct table *table_made(const struct sheet *sheet)
{
    struct text lines[MOST_ROWS + 1] = { TEXT_EMPTY };
    const char *texts[MOST_ROWS + 2] = { NULL };
    for (size_t k = 0; k < sheet->n_fields; k++)
        text_add_format(&lines[0], "%s%s:%s", k > 0 ? " " : "", sheet->names[k], sheet->types[k]);
    for (size_t row = 0; row < sheet->n_rows; row++)
        for (size_t k = 0; k < sheet->n_fields; k++)
            text_add_format(&lines[row + 1], "%s%s", k > 0 ? " " : "", sheet->rows[row][k]);
    for (size_t i = 0; i <= sheet->n_rows; i++)
        texts[i] = text_string(&lines[i]);
    struct table *table = table_of(sheet->name, texts);
    for (size_t i = 0; i <= sheet->n_rows; i++)
        text_release(&lines[i]);
    return table;
}

/* The data begin with the first row that was known, whosever it is; states do not count. */
static int64_t first_known(const struct story *story)
{
    int64_t first = TIME_MISSING;
    for (int s = ORDERS; s <= RETURNS; s++) {
        const struct sheet *sheet = &story->sheets[s];
        for (size_t row = 0; row < sheet->n_rows; row++) {
            const char *time = sheet->rows[row][sheet->time];
            const char *known = sheet->known < 0 ? time : sheet->rows[row][sheet->known];
            if (strcmp(time, ".") == 0 || strcmp(known, ".") == 0)
                continue;
            bool lasts = sheet->known >= 0 && strcmp(sheet->types[sheet->known], "date") == 0;
            int64_t there = day(known) + (lasts ? TIME_DAY : 0);
            there = there > day(time) ? there : day(time);
            first = first == TIME_MISSING || there < first ? there : first;
        }
    }
    return first;
}

static void make(const struct story *story, struct made *made)
{
    struct error err = ERROR_INIT;
    struct event_source sources[3];
    for (int s = 0; s < N_SHEETS; s++) {
        const struct sheet *sheet = &story->sheets[s];
        made->tables[s] = table_made(sheet);
        for (size_t k = 0; k < sheet->n_fields; k++)
            made->late[s][k] = (size_t)(sheet->late[k] + 1);
        if (s >= ORDERS && s <= PLANS)
            sources[s - ORDERS] = (struct event_source){ made->tables[s], sheet->names[sheet->time], "customer",
                                                         sheet->known < 0 ? NULL : sheet->names[sheet->known] };
    }
    struct world *world = world_build(made->tables[CUSTOMERS], "id", "began", sources, 3, NULL, NULL, &err);
    expect(world, "%s", err.what);
    struct events *events = (struct events *)world->events;
    for (int s = ORDERS; s <= PLANS; s++)
        events[s - ORDERS].late = made->late[s];
    events[0].key_column = 0;
    events[1].above = 1;
    events[1].link_column = 0;
    events[2].states = true;
    events[2].end_column = 3;
    world->customers_late = made->late[CUSTOMERS];
    world->customers_known = (size_t)(story->sheets[CUSTOMERS].known + 1);
    world->derived = story->derived;
    made->prices = reference_from(made->tables[PRICES], "product", "since", "until", story->known ? "loaded" : NULL);
    made->prices.rows.late = made->late[PRICES];
    made->links[0] = 6;
    made->links[1] = made->links[2] = 0;
    made->links[3] = story->derived ? 0 : 7;
    made->prices.links = made->links;
    table_retain(made->tables[PRICES]);
    world->references = &made->prices;
    world->n_references = 1;
    world->first_time = first_known(story);
    made->world = world;
}

static void made_release(struct made *made)
{
    world_free(made->world);
    for (int s = 0; s < N_SHEETS; s++)
        table_release(made->tables[s]);
}

/* ---- Features: all aggregates of all kinds of columns ---- */

static const char *const columns[] = { "orders.amount",  "orders.rating", "orders.product", "orders.delivered",
                                       "orders.due",     "orders.at",     "returns.value",  "returns.checked",
                                       "returns.reason", "plans.price",   "plans.until",    "plans.pause",
                                       "orders" };
static const char *const tails[] = { "", " where orders.rating > 2", " where orders.delivered is missing",
                                     " where customers.city == \"b1\"" };
static const char *const fixed[] = { "days since customers.left",
                                     "customers.why",
                                     "customers.why is missing",
                                     "days since customers.began",
                                     "present(30d)",
                                     "count(orders) / present(30d) over 30d",
                                     "plans.plan",
                                     "plans.pause",
                                     "days since plans.paused",
                                     "days since plans.until",
                                     "prices.price",
                                     "prices.recall",
                                     "count(prices)",
                                     "sum(prices.price where recall == \"y1\")",
                                     "max(prices.price where prices.recalled is missing)",
                                     "count(orders where returns)",
                                     "sum(orders.amount where no returns)",
                                     "max(sum(returns.value))",
                                     "sum(orders.amount - sum(returns.value where reason == \"r1\"))",
                                     "last(returns.orders.rating)",
                                     "sum(returns.orders.amount where returns.checked is not missing)",
                                     "sum(orders.plans.price)",
                                     "count(orders where plans.pause == \"z1\")",
                                     "sum(orders.prices.price)",
                                     "count(orders where prices.recall is not missing)",
                                     "sum(orders.amount where customers.why == \"w1\")",
                                     "sum(orders.rating decay=7d)",
                                     "mean(orders.amount where rating > 1 decay=3d)",
                                     "slope(sum(orders.rating) per 1w)",
                                     "theil_sen(count(orders where rating > 1) per 1w)",
                                     "streak(count(orders) per 1w)",
                                     "longest(sum(orders.amount where delivered is not missing) per 1w)",
                                     "max(sum(orders.rating) per 1w)",
                                     "sd(mean(orders.amount) per 1w)",
                                     "distinct(orders.rating, orders.product)",
                                     "quantile(orders.rating, 0.75)",
                                     "nth(orders.rating, 2)",
                                     "nth(orders.product, -2)",
                                     "top(orders.product, 1)",
                                     "sessions(orders, 600)",
                                     "session_mean(orders, 600)",
                                     "sessions(orders.delivered, 600)",
                                     "share(orders.rating > 2)",
                                     "share(plans.pause == \"z1\")",
                                     "sum(orders.rating) over 7d / count(orders) over 30d",
                                     "count(orders where delivered > at) over 14d",
                                     "if(count(orders where rating is missing) > 1, 1, 0)" };

struct wanted {
    struct arena arena;
    struct feature features[MOST_FEATURES];
    size_t n;
    size_t n_of_aggregate[64];
};

/* Takes TEXT when it can be bound in WORLD. */
static bool want(struct wanted *wanted, const struct world *world, const char *text)
{
    struct definition *definition = arena_allocate(&wanted->arena, 1, sizeof *definition);
    struct error err = ERROR_INIT;
    const char **names;
    bool ok = definition_parse(DEFINITION_FEATURE, "f", text, 0, &wanted->arena, definition, &err);
    struct plan *plan = NULL;
    if (ok) {
        definition_names(definition, &wanted->arena, &names);
        struct feature feature = { names[0], definition, 0 };
        plan = plan_new(world, &feature, 1, &err);
        feature.name = arena_text(&wanted->arena, text);
        expect(wanted->n < MOST_FEATURES, "too many features");
        if (plan)
            wanted->features[wanted->n++] = feature;
    }
    plan_free(plan);
    error_release(&err);
    return plan != NULL;
}

static void want_all(struct wanted *wanted, const struct world *world, bool derived)
{
    arena_init(&wanted->arena);
    for (size_t a = 0; aggregates[a]; a++)
        for (size_t c = 0; c < sizeof columns / sizeof *columns; c++)
            for (size_t t = 0; t < sizeof tails / sizeof *tails; t++) {
                const char *text = arena_format(&wanted->arena, "%s(%s%s)%s", aggregates[a]->name, columns[c], tails[t],
                                                (a + c + t) % 3 == 0 ? " over 14d" : "");
                wanted->n_of_aggregate[a] += want(wanted, world, text);
            }
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++) {
        bool taken = want(wanted, world, fixed[i]);
        expect(taken || derived, "%s is no feature", fixed[i]);
        for (size_t a = 0; taken && aggregates[a]; a++)
            wanted->n_of_aggregate[a] += strstr(fixed[i], aggregates[a]->name) != NULL;
    }
    for (size_t a = 0; aggregates[a]; a++)
        expect(wanted->n_of_aggregate[a] > 0, "%s is in no feature", aggregates[a]->name);
}

/* ---- The same in both ---- */

static void write_value(const struct table *table, size_t column, size_t row, struct text *out)
{
    text_clear(out);
    column_write(&table->columns[column], row, out);
}

static void compare_tables(const struct wanted *wanted, const struct table *all, const struct table *left)
{
    struct text a = TEXT_EMPTY, b = TEXT_EMPTY;
    expect(all->n_rows == left->n_rows, "%zu customers, and %zu of what was known", all->n_rows, left->n_rows);
    for (size_t row = 0; row < all->n_rows; row++)
        for (size_t k = 0; k < all->n_columns; k++) {
            const char *name = k < 2 ? "customer" : wanted->features[k - 2].name;
            if (all->columns[k].type == TYPE_REAL)
                expect(same_bits(column_reals(&all->columns[k])[row], column_reals(&left->columns[k])[row]),
                       "%s: %g, and %g of what was known", name, column_reals(&all->columns[k])[row],
                       column_reals(&left->columns[k])[row]);
            write_value(all, k, row, &a);
            write_value(left, k, row, &b);
            expect(strcmp(text_string(&a), text_string(&b)) == 0, "%s: '%s', and '%s' of what was known", name,
                   text_string(&a), text_string(&b));
        }
    text_release(&a);
    text_release(&b);
}

static const char *const populations[] = { "customers", "customers where customers.why == \"w1\"",
                                           "customers where count(orders where rating > 2) > 0",
                                           "customers where plans.pause is missing" };

/* The population, and all features of it; levels and edges that are fitted on it, and its purchases. */
static struct table *look(struct wanted *wanted, const struct made *made, size_t population, int64_t cutoff,
                          struct text *told)
{
    struct error err = ERROR_INIT;
    uint32_t *customers;
    size_t n;
    const struct definition *who = define(&wanted->arena, DEFINITION_POPULATION, "p", populations[population]);
    expect(population_rows(made->world, who, cutoff, NULL, &customers, &n, &err), "%s", err.what);
    int64_t *cutoffs = allocate(n + 1, sizeof *cutoffs);
    for (size_t i = 0; i < n; i++)
        cutoffs[i] = cutoff;
    struct feature_rows rows = { n, customers, cutoffs };
    struct plan *plan = plan_new(made->world, wanted->features, wanted->n, &err);
    expect(plan, "%s", err.what);
    struct table *table = plan_compute(plan, &rows, "f", NULL, &err);
    expect(table, "%s", err.what);
    plan_free(plan);
    struct definition levels = *define(&wanted->arena, DEFINITION_FEATURE, "l", "count(orders) by=orders.rating"),
                      edges = *define(&wanted->arena, DEFINITION_FEATURE, "e", "rank(sum(orders.rating))");
    if (definition_fit_levels(&levels, made->world, &rows, &wanted->arena, NULL, NULL))
        definition_write(&levels, told);
    if (definition_fit_edges(&edges, made->world, &rows, &wanted->arena, NULL, NULL))
        definition_write(&edges, told);
    double *figures = allocate(7 * n + 1, sizeof *figures);
    expect(purchase_summary(made->world, "orders", "rating", &rows, figures, figures + n, figures + 2 * n,
                            figures + 3 * n, NULL, &err),
           "%s", err.what);
    expect(purchase_periods(made->world, "orders", (struct duration){ 1, DURATION_MONTH }, &rows, figures + 4 * n,
                            figures + 5 * n, figures + 6 * n, NULL, &err),
           "%s", err.what);
    for (size_t i = 0; i < 7 * n; i++)
        text_add_format(told, " %a", figures[i]);
    free(figures);
    free(customers);
    free(cutoffs);
    return table;
}

static void compare(const struct story *story, const struct made *all, struct wanted *wanted, size_t population,
                    int64_t cutoff)
{
    struct story past = *story;
    struct made left;
    struct text a = TEXT_EMPTY, b = TEXT_EMPTY;
    for (int s = 0; s < N_SHEETS; s++)
        remove_unknown(&past.sheets[s], cutoff);
    if (story->derived)
        derive(&past);
    make(&past, &left);
    struct table *of_all = look(wanted, all, population, cutoff, &a);
    struct table *of_left = look(wanted, &left, population, cutoff, &b);
    compare_tables(wanted, of_all, of_left);
    size_t same = 0;
    while (text_string(&a)[same] != '\0' && text_string(&a)[same] == text_string(&b)[same])
        same++;
    expect(strcmp(text_string(&a), text_string(&b)) == 0, "fitted at %zu: '%.80s', and '%.80s' of what was known", same,
           text_string(&a) + same, text_string(&b) + same);
    table_release(of_all);
    table_release(of_left);
    text_release(&a);
    text_release(&b);
    made_release(&left);
}

START_TEST(nothing_of_later_is_seen)
{
    struct random random = random_stream(11, (uint64_t)_i);
    struct story story = { .known = _i % 2 == 1, .derived = _i % 4 >= 2 };
    struct made all;
    struct wanted wanted = { .n = 0 };
    tell_customers(&story, &random);
    tell_orders(&story, &random);
    tell_returns(&story, &random);
    tell_plans(&story, &random);
    tell_prices(&story, &random);
    if (story.derived)
        derive(&story);
    make(&story, &all);
    want_all(&wanted, all.world, story.derived);
    for (int k = 0; k < 6; k++) {
        int64_t cutoff = day("2024-03-01") + (int64_t)random_below(&random, DAYS + 20) * TIME_DAY;
        cutoff += k % 3 == 2 ? (int64_t)random_below(&random, 4) * TIME_DAY / 4 : 0;
        size_t which = random_below(&random, story.derived ? 1 : sizeof populations / sizeof *populations);
        compare(&story, &all, &wanted, which, cutoff);
    }
    arena_release(&wanted.arena);
    made_release(&all);
}
END_TEST

Suite *removed_suite(void)
{
    Suite *suite = suite_create("removed");
    TCase *tcase = tcase_create("removed");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, nothing_of_later_is_seen, 0, 60);
    suite_add_tcase(suite, tcase);
    return suite;
}
