/* The simulated shop. */
#include <stdio.h>

#include "patron/base/random.h"
#include "patron/table/builder.h"
#include "study_tests.h"

int64_t day(const char *text)
{
    int64_t time;
    ck_assert(time_parse(text, strlen(text), &time));
    return time;
}

struct columns {
    size_t key, signup, plan, customer, time, amount;
};

/* One customer and his orders: gaps are exponential with his own rate, his stay is exponential with his plan's mean. */
static void simulate(struct builder *customers, struct builder *orders, const struct columns *c, size_t number,
                     uint64_t seed)
{
    static const char *const plans[] = { "basic", "plus", "gold" };
    static const double stay_days[] = { 150, 300, 900 };
    struct random random = random_stream(seed, number);
    char key[32];
    snprintf(key, sizeof key, "C%04zu", number);
    double u = random_unit(&random);
    size_t plan = u < 0.5 ? 0 : u < 0.8 ? 1 : 2;
    int64_t start = day("2023-01-01") + (int64_t)random_below(&random, 500) * TIME_DAY;
    builder_set_text(customers, c->key, key, strlen(key));
    builder_set_int(customers, c->signup, start);
    if (random_unit(&random) > 0.03)
        builder_set_text(customers, c->plan, plans[plan], strlen(plans[plan]));
    builder_end_row(customers);
    double gap = 8 + 60 * random_unit(&random), at = 0, stay = -stay_days[plan] * log(1 - random_unit(&random));
    double size = exp(3 + 0.5 * random_normal(&random));
    for (;;) {
        at += -gap * log(1 - random_unit(&random));
        int64_t time = start + (int64_t)(at * 86400) * TIME_SECOND;
        if (at > stay || time >= day("2025-01-01"))
            break;
        builder_set_text(orders, c->customer, key, strlen(key));
        builder_set_int(orders, c->time, time);
        builder_set_real(orders, c->amount, round(100 * size * exp(0.3 * random_normal(&random))) / 100);
        builder_end_row(orders);
    }
}

static struct world *simulated_world(size_t n_customers, uint64_t seed)
{
    struct builder *customers = builder_new("customers"), *orders = builder_new("orders");
    struct columns c = { .key = builder_add_column(customers, "customer_id", TYPE_TEXT),
                         .signup = builder_add_column(customers, "signup_date", TYPE_TIME),
                         .plan = builder_add_column(customers, "plan", TYPE_TEXT),
                         .customer = builder_add_column(orders, "customer_id", TYPE_TEXT),
                         .time = builder_add_column(orders, "order_ts", TYPE_TIME),
                         .amount = builder_add_column(orders, "amount", TYPE_REAL) };
    for (size_t i = 0; i < n_customers; i++)
        simulate(customers, orders, &c, i, seed);
    struct table *people = builder_finish(customers, NULL), *bought = builder_finish(orders, NULL);
    struct event_source source = { bought, "order_ts", "customer_id", NULL };
    struct error err = ERROR_INIT;
    struct world *world = world_build(people, "customer_id", "signup_date", &source, 1, NULL, NULL, &err);
    ck_assert_msg(world != NULL, "%s", err.what);
    table_release(people);
    table_release(bought);
    return world;
}

struct definition define(struct shop *shop, enum definition_kind kind, const char *name, const char *text)
{
    struct definition definition;
    struct error err = ERROR_INIT;
    ck_assert_msg(definition_parse(kind, name, text, 0, &shop->arena, &definition, &err), "%s", err.what);
    return definition;
}

void shop_feature(struct shop *shop, const char *name, const char *text)
{
    struct definition *definition = arena_allocate(&shop->arena, 1, sizeof *definition);
    *definition = define(shop, DEFINITION_FEATURE, name, text);
    const char **names;
    size_t n = definition_names(definition, &shop->arena, &names);
    for (size_t i = 0; i < n; i++)
        shop->features[shop->n_features++] = (struct feature){ names[i], definition, i };
}

struct shop *shop_open(size_t n_customers, uint64_t seed)
{
    struct shop *shop = allocate(1, sizeof *shop);
    arena_init(&shop->arena);
    shop->world = simulated_world(n_customers, seed);
    shop_feature(shop, "recency", "days since last(orders.order_ts)");
    shop_feature(shop, "orders_n", "count(orders) over 90d,365d");
    shop_feature(shop, "aov", "mean(orders.amount) over 180d");
    shop_feature(shop, "plan", "customers.plan");
    shop->churn = define(shop, DEFINITION_TARGET, "churn90", "no orders within 90d");
    shop->value = define(shop, DEFINITION_TARGET, "value90", "sum(orders.amount) within 90d");
    shop->active = define(shop, DEFINITION_POPULATION, "active365", "customers where count(orders) > 0 over 365d");
    shop->split = (struct split){
        .n_train = 2, .train = { day("2024-01-01"), day("2024-04-01") }, .test = day("2024-07-01"), .seed = 42
    };
    return shop;
}

void shop_close(struct shop *shop)
{
    world_free(shop->world);
    arena_release(&shop->arena);
    free(shop);
}

struct study_request shop_request(struct shop *shop, const char *kind, const struct definition *target)
{
    const struct model_kind *row = model_kind_find(kind);
    ck_assert_ptr_nonnull(row);
    struct values *values = arena_allocate(&shop->arena, 1, sizeof *values);
    *values = values_defaults(row->parameters, &shop->arena);
    return (struct study_request){ .world = shop->world,
                                   .population = &shop->active,
                                   .target = target,
                                   .features = shop->features,
                                   .n_features = !row->input->columns ? shop->n_features : 0,
                                   .feature_set = "all",
                                   .split = target ? &shop->split : NULL,
                                   .asof = day("2024-07-01"),
                                   .kind = row,
                                   .parameters = values,
                                   .seed = 7 };
}

void shop_set(struct shop *shop, struct study_request *request, const char *name, const char *value)
{
    for (size_t i = 0; i < request->parameters->n; i++) {
        if (strcmp(request->parameters->parameters[i].name, name) == 0) {
            ck_assert(parameter_parse(&request->parameters->parameters[i], value, &shop->arena,
                                      &request->parameters->values[i], NULL));
            request->parameters->values[i].present = true;
            return;
        }
    }
    ck_abort_msg("no parameter %s", name);
}

struct model *shop_train(const struct study_request *request, struct scored *test)
{
    struct error err = ERROR_INIT;
    struct model *model = study_train(request, test, &err);
    ck_assert_msg(model != NULL, "%s (%s)", err.what, err.reason ? err.reason : "");
    return model;
}

void check_error(struct error *err, int code)
{
    ck_assert_msg(err->code == code, "expected E%04d, got E%04d: %s", code, err->code, err->what ? err->what : "");
    ck_assert_ptr_nonnull(err->what);
    error_release(err);
}

struct scored sample_scored(const struct target_kind *kind, size_t n)
{
    static const char *const score[] = { "p", NULL };
    struct scored scored;
    ck_assert(scored_init(&scored, kind, score, n, NULL));
    return scored;
}
