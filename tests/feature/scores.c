/* Tests of score(MODEL) within the engine: how it is written, what definitions name, whom plans ask, and that the proof
   of leak catches a source that looks ahead. */
#include "patron/feature/scores.h"

#include <string.h>

#include "feature_tests.h"
#include "patron/base/text.h"
#include "patron/feature/leak.h"

/* ---- A source that is easy to reckon with ---- */

static bool check(const struct score_source *source, const char *model, size_t *n_groups, struct error *err)
{
    (void)source;
    *n_groups = model[0] == 'g' ? 3 : 0;
    return strchr(model, '@') != NULL || fail(err, ERROR_USER, E_NO_MODEL, "no model '%s'", model);
}

static void identity(const struct score_source *source, const char *model, char out[HASH_TEXT])
{
    (void)source;
    snprintf(out, HASH_TEXT, "%s", model);
}

/* ten@..: ten times the customer's place plus the folds; g@..: the place; peek@..: events of the world at all. */
static bool compute(const struct score_source *source, const struct world *world, const char *model, size_t folds,
                    const struct feature_rows *rows, struct work *work, double *out, struct error *err)
{
    (void)source;
    (void)work;
    if (strcmp(model, "broken@1") == 0)
        return fail(err, ERROR_DATA, E_MODEL_FILE, "broken");
    for (size_t i = 0; i < rows->n; i++)
        out[i] = model[0] == 'g'   ? (double)rows->customer[i]
                 : model[0] == 'p' ? (double)world->events[0].start[rows->customer[i] + 1]
                                   : (double)(10 * rows->customer[i] + folds);
    return true;
}
static const struct score_source source = { check, identity, compute };

static struct world *world_with_scores(void)
{
    struct table *who = table_of("customers", (const char *[]){ "id:text n:real", "a 1", "b 2", "c 3", "d .", NULL });
    struct table *orders = table_of("orders", (const char *[]){ "customer:text at:time amount:real", "a 2024-06-01 5",
                                                                "a 2024-07-01 6", "b 2024-06-30 7", NULL });
    struct event_source events = { orders, "at", "customer", NULL };
    struct world *world = world_build(who, "id", NULL, &events, 1, NULL, NULL, NULL);
    world->scores = &source;
    table_release(who);
    table_release(orders);
    return world;
}

/* ---- Tests ---- */

START_TEST(a_name_keeps_its_version)
{
    static const char *const pairs[][2] = {
        { "score( renewal )", "score(renewal)" },
        { "score(renewal@2)", "score(renewal@2)" },
        { "score('renewal@2',10)", "score(renewal@2, 10)" },
        { "1 - score(m@champion) / 2", "1 - score(m@champion) / 2" },
        { "score(\"no name\")", "score(\"no name\")" },
        { "score(`m1`)", "score(m1)" },
        { "if(n > 1, score(a@1), score(b@2))", "if(n > 1, score(a@1), score(b@2))" },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct arena arena;
        struct text first = TEXT_EMPTY, second = TEXT_EMPTY;
        arena_init(&arena);
        definition_write(define(&arena, DEFINITION_FEATURE, "f", pairs[i][0]), &first);
        definition_write(define(&arena, DEFINITION_FEATURE, "f", text_string(&first)), &second);
        ck_assert_str_eq(text_string(&first), pairs[i][1]);
        ck_assert_str_eq(text_string(&second), pairs[i][1]);
        text_release(&first);
        text_release(&second);
        arena_release(&arena);
    }
}
END_TEST

START_TEST(what_is_no_name_is_refused)
{
    static const struct {
        const char *text;
        size_t column, length;
    } wrong[] = { { "score()", 1, 5 }, { "score(1)", 7, 1 }, { "score(m, 2, 3)", 1, 5 }, { "score(m", 8, 1 } };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct arena arena;
        struct definition definition;
        struct error err = ERROR_INIT;
        arena_init(&arena);
        ck_assert(!definition_parse(DEFINITION_FEATURE, "f", wrong[i].text, 0, &arena, &definition, &err));
        ck_error(&err, E_EXPRESSION, wrong[i].column, wrong[i].length);
        arena_release(&arena);
    }
}
END_TEST

static const char *add_version(void *context, const char *model, struct error *err)
{
    if (strcmp(model, "none") == 0) {
        fail(err, ERROR_USER, E_NO_MODEL, "no model");
        return NULL;
    }
    return strchr(model, '@') ? model : arena_format(context, "%s@7", model);
}

START_TEST(names_are_found_and_pinned)
{
    struct arena arena;
    struct score_reference *scores;
    struct error err = ERROR_INIT;
    arena_init(&arena);
    struct definition definition =
        *define(&arena, DEFINITION_FEATURE, "f", "score(a) + max(score(b@2, 9), 1) * length(\"score(x)\")");
    ck_assert_uint_eq(definition_scores(&definition, &arena, &scores), 2);
    ck_assert_str_eq(scores[0].model, "a");
    ck_assert_uint_eq(scores[0].folds, SCORE_FOLDS);
    ck_assert_str_eq(scores[1].model, "b@2");
    ck_assert_uint_eq(scores[1].folds, 9);
    ck_assert(definition_pin_scores(&definition, add_version, &arena, &arena, &err));
    ck_assert_str_eq(definition.expression, "score(a@7) + max(score(b@2, 9), 1) * length(\"score(x)\")");
    definition = *define(&arena, DEFINITION_FEATURE, "f", "1 + score(none)");
    ck_assert(!definition_pin_scores(&definition, add_version, &arena, &arena, &err));
    ck_error(&err, E_NO_MODEL, 11, 4);
    ck_assert_str_eq(definition.expression, "1 + score(none)");
    definition = *define(&arena, DEFINITION_FEATURE, "f", "count(orders)");
    ck_assert_uint_eq(definition_scores(&definition, &arena, &scores), 0);
    arena_release(&arena);
}
END_TEST

START_TEST(plans_ask_the_source)
{
    struct world *world = world_with_scores();
    int64_t cutoff = day("2024-07-01");
    expect_values(world, "score(ten@1)", cutoff, "5 15 25 35");
    expect_values(world, "score(ten@1, 7) + n", cutoff, "8 19 30 .");
    expect_values(world, "score(ten@1) - score(ten@1, 2) + count(orders)", cutoff, "4 4 3 3");
    expect_values(world, "score(g@1)", cutoff, "1 2 3 .");
    world_free(world);
}
END_TEST

/* More rows than a batch holds: each gets its own. */
START_TEST(batches_read_their_own_rows)
{
    enum { N = 2500 };
    struct world *world = world_with_scores();
    struct arena arena;
    arena_init(&arena);
    struct feature feature = { "f", define(&arena, DEFINITION_FEATURE, "f", "score(ten@1)"), 0 };
    uint32_t *customers = arena_allocate(&arena, N, sizeof *customers);
    int64_t *cutoffs = arena_allocate(&arena, N, sizeof *cutoffs);
    for (size_t i = 0; i < N; i++)
        customers[i] = (uint32_t)(i * i % 4);
    struct work *work = work_new(8);
    struct plan *plan = plan_new(world, &feature, 1, NULL);
    struct table *table = plan_compute(plan, &(struct feature_rows){ N, customers, cutoffs }, "t", work, NULL);
    for (size_t i = 0; i < N; i++)
        expect(column_reals(&table->columns[2])[i] == (double)(10 * customers[i] + 5), "row %zu", i);
    table_release(table);
    plan_free(plan);
    work_free(work);
    arena_release(&arena);
    world_free(world);
}
END_TEST

static void refuse(const struct world *world, const char *text, int code, size_t column, size_t length)
{
    struct arena arena;
    struct error err = ERROR_INIT;
    arena_init(&arena);
    struct feature feature = { "f", define(&arena, DEFINITION_FEATURE, "f", text), 0 };
    struct plan *plan = plan_new(world, &feature, 1, &err);
    ck_assert_msg(plan == NULL, "%s", text);
    ck_error(&err, code, column, length);
    arena_release(&arena);
}

START_TEST(places_without_a_score)
{
    struct world *world = world_with_scores();
    struct arena arena;
    struct error err = ERROR_INIT;
    uint32_t *customers;
    size_t n;
    arena_init(&arena);
    refuse(world, "score(none)", E_NO_MODEL, 7, 4);
    refuse(world, "score(ten@1, 1)", E_BAD_VALUE, 14, 1);
    refuse(world, "score(ten@1, 2.5)", E_BAD_VALUE, 14, 3);
    refuse(world, "score(ten@1, n)", E_BAD_VALUE, 14, 1);
    refuse(world, "sum(orders.amount * score(ten@1))", E_EXPRESSION, 21, 12);
    refuse(world, "score(g@1) + 1", E_TYPE, 1, 10);
    ck_assert(!population_rows(world, define(&arena, DEFINITION_POPULATION, "p", "customers where score(ten@1) > 5"), 0,
                               NULL, &customers, &n, &err));
    ck_assert_int_eq(err.code, E_EXPRESSION);
    error_release(&err);
    world->scores = NULL;
    refuse(world, "score(ten@1)", E_EXPRESSION, 1, 12);
    arena_release(&arena);
    world_free(world);
}
END_TEST

/* A source that fails is told; one that sees the future is caught. */
START_TEST(sources_are_not_trusted)
{
    struct world *world = world_with_scores();
    struct arena arena;
    struct leak_result result;
    struct error err = ERROR_INIT;
    arena_init(&arena);
    int64_t cutoff = day("2024-07-01");
    struct feature_rows rows = { 3, (uint32_t[]){ 0, 1, 2 }, (int64_t[]){ cutoff, cutoff, cutoff } };
    struct feature features[] = { { "still", define(&arena, DEFINITION_FEATURE, "still", "score(ten@1)"), 0 },
                                  { "peek", define(&arena, DEFINITION_FEATURE, "peek", "score(peek@1)"), 0 } };
    ck_assert_msg(leak_check(world, features, 2, &rows, 1, NULL, &result, &err), "%s", err.what);
    ck_assert_uint_eq(result.features[0].n_changed_removed + result.features[0].n_changed_scrambled, 0);
    ck_assert_uint_gt(result.features[1].n_changed_removed, 0);
    leak_result_release(&result);
    struct feature broken = { "broken", define(&arena, DEFINITION_FEATURE, "broken", "score(broken@1)"), 0 };
    struct plan *plan = plan_new(world, &broken, 1, &err);
    ck_assert_ptr_nonnull(plan);
    ck_assert_ptr_null(plan_compute(plan, &rows, "t", NULL, &err));
    ck_assert_int_eq(err.code, E_MODEL_FILE);
    error_release(&err);
    plan_free(plan);
    arena_release(&arena);
    world_free(world);
}
END_TEST

Suite *scores_suite(void)
{
    Suite *suite = suite_create("scores");
    TCase *tests = tcase_create("scores");
    tcase_add_test(tests, a_name_keeps_its_version);
    tcase_add_test(tests, what_is_no_name_is_refused);
    tcase_add_test(tests, names_are_found_and_pinned);
    tcase_add_test(tests, plans_ask_the_source);
    tcase_add_test(tests, batches_read_their_own_rows);
    tcase_add_test(tests, places_without_a_score);
    tcase_add_test(tests, sources_are_not_trusted);
    suite_add_tcase(suite, tests);
    return suite;
}
