/* Suspects: features, columns, keys and splits that tell more than they could know. */
#include "patron/study/suspects.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/base/work.h"
#include "patron/feature/store.h"
#include "study/key_order.h"
#include "study/summary.h"
#include "study/telling.h"
#include "study/twin_rows.h"

/* AUC over 0.98, or a rank correlation of as much; an order of keys counts from AUC 0.6 on. What chance could give in
   few rows is none. */
static const double strong = 0.96, ordered = 0.2, chance = 5;

static void add(struct suspects *out, enum suspect_kind kind, char *name, bool is_feature, double value, size_t n)
{
    out->list = reallocate(out->list, out->n + 1, sizeof *out->list);
    out->list[out->n++] = (struct suspect){ kind, name, is_feature, value, n };
}

void suspects_release(struct suspects *suspects)
{
    for (size_t i = 0; i < suspects->n; i++)
        free(suspects->list[i].name);
    free(suspects->list);
    *suspects = (struct suspects){ 0 };
}

/* ---- Features and columns ---- */

struct asked {
    const struct column *column;
    const uint32_t *place;
    char *name;
    bool is_feature, of_customers; /* of_customers: a column of theirs, as it is */
    struct telling telling;
    struct error error;
};
struct asking {
    const struct study_rows *rows;
    const uint8_t *half;
    struct asked *asked;
    size_t n;
};

static void ask_block(void *context, size_t block)
{
    struct asking *asking = context;
    struct asked *asked = &asking->asked[block];
    column_tells(asked->column, asked->place, asking->rows, asking->half, &asked->telling, &asked->error);
}

static void conclude(const struct study_rows *rows, struct asked *asked, struct suspects *out)
{
    const struct telling *telling = &asked->telling;
    double strength = telling_strength(telling->value, rows->target_kind);
    if (!telling->same && (strength < strong || fabs(telling_z(telling->value, rows)) < chance))
        return;
    enum suspect_kind kind = telling->same                                   ? SUSPECT_SAME
                             : telling->presence                             ? SUSPECT_PRESENCE
                             : telling->computed && telling->n_distinct == 2 ? SUSPECT_OTHER
                             : telling->computed                             ? SUSPECT_COMPUTED
                             : strength >= 1 - 1e-12                         ? SUSPECT_LIMIT
                             : asked->of_customers                           ? SUSPECT_WRITTEN
                                                                             : SUSPECT_TELLS;
    add(out, kind, asked->name, asked->is_feature, telling->value,
        kind == SUSPECT_COMPUTED ? telling->n_distinct : rows->n);
    asked->name = NULL;
}

/* Whether EXPRESSION reads COLUMN of the customers. */
static bool reads(const struct expression *expression, const struct world *world, const char *column)
{
    bool names = expression->kind == EXPRESSION_NAME ||
                 (expression->kind == EXPRESSION_COLUMN && world_names_customers(world, expression->table));
    if (names && strcmp(expression->text, column) == 0)
        return true;
    for (size_t i = 0; i < expression->n_arguments; i++)
        if (reads(expression->arguments[i], world, column))
            return true;
    return expression->condition && reads(expression->condition, world, column);
}

/* A column of the customers that FEATURE is, no more and no less: "customers.plan". */
static const struct column *column_of(const struct study_request *request, size_t f, struct arena *arena)
{
    const struct table *customers = request->world->customers;
    const struct expression *read = expression_parse(request->features[f].definition->expression, 0, arena, NULL);
    bool is =
        read && read->kind == EXPRESSION_COLUMN && !read->path && world_names_customers(request->world, read->table);
    return is ? table_column(customers, read->text) : NULL;
}

/* The features in TABLE, and what columns of the customers are neither among them nor named by the target. */
static void gather(const struct study_request *request, const struct table *table, struct asking *asking,
                   struct suspects *out)
{
    const struct table *customers = request->world->customers;
    /* At a date what came later is missing, for features and so for those who ask. */
    bool dated = asking->rows->n > 0 && asking->rows->cutoff[0] != TIME_MISSING;
    const size_t *late = dated ? request->world->customers_late : NULL;
    struct arena arena;
    arena_init(&arena);
    bool *seen = allocate(customers->n_columns + 1, sizeof *seen);
    const struct expression *target =
        request->target->within.count > 0 ? NULL : expression_parse(request->target->expression, 0, &arena, NULL);
    asking->asked = allocate(request->n_features + customers->n_columns + 1, sizeof *asking->asked);
    for (size_t f = 0; f < request->n_features; f++) {
        const struct column *column = &table->columns[KEY_COLUMNS + f], *own = column_of(request, f, &arena);
        if (own)
            seen[own - customers->columns] = true;
        asking->asked[asking->n++] = (struct asked){
            .column = column, .name = copy_text(column->name), .is_feature = true, .of_customers = own
        };
    }
    out->n_features = asking->n;
    for (size_t k = 0; k < customers->n_columns; k++) {
        const struct column *column = &customers->columns[k];
        if (seen[k] || (late && late[k] > 0) || k == request->world->key_column ||
            (target && reads(target, request->world, column->name)))
            continue;
        struct asked asked = { .column = column, .place = asking->rows->customer, .of_customers = true };
        struct text name = TEXT_EMPTY;
        text_add_format(&name, "%s.%s", customers->name, column->name);
        asked.name = copy_text(text_string(&name));
        text_release(&name);
        asking->asked[asking->n++] = asked;
    }
    out->n_columns = asking->n - out->n_features;
    free(seen);
    arena_release(&arena);
}

static bool ask(const struct study_request *request, const struct study_rows *rows, struct suspects *out,
                struct error *err)
{
    struct feature_rows view = rows_view(rows);
    struct asking asking = { .rows = rows };
    struct table *table =
        features_compute(request->world, request->features, request->n_features, &view, "features", request->work, err);
    uint8_t *half = table ? allocate_large(rows->n, 1, "the halves of the rows", err) : NULL;
    for (size_t i = 0; half && i < rows->n; i++)
        half[i] = customer_number(request->world, rows->customer[i], request->seed) & 1;
    asking.half = half;
    if (half)
        gather(request, table, &asking, out);
    bool good = half && work_run(request->work, asking.n, ask_block, &asking, err);
    for (size_t i = 0; i < asking.n; i++) {
        struct asked *asked = &asking.asked[i];
        if (good && asked->error.kind != ERROR_NONE) {
            error_move(err, &asked->error);
            good = false;
        }
        if (good)
            conclude(rows, asked, out);
        error_release(&asked->error);
        free(asked->name);
    }
    free(asking.asked);
    free(half);
    table_release(table);
    return good;
}

/* ---- Keys ---- */

/* The rows of the last training cutoff alone: a customer stands there once. */
static bool ask_order(const struct study_request *request, const struct study_rows *rows, struct suspects *out,
                      struct error *err)
{
    const struct world *world = request->world;
    struct study_rows last = { .n = 0, .target_kind = rows->target_kind };
    uint32_t *customers = allocate(rows->n + 1, sizeof *customers);
    double *outcome = allocate(rows->n + 1, sizeof *outcome);
    for (size_t i = 0; i < rows->n; i++) {
        if (rows->cutoff[i] != rows->cutoff[rows->n - 1])
            continue;
        customers[last.n] = rows->customer[i];
        outcome[last.n++] = rows->outcome[i];
    }
    last.outcome = outcome;
    const struct column *key = &world->customers->columns[world->key_column];
    double *rank = allocate(2 * last.n + 1, sizeof *rank), *row = rank + last.n;
    bool same, ok = key_ranks(key, customers, last.n, rank, &same, err);
    for (size_t i = 0; i < last.n; i++)
        row[i] = customers[i];
    for (int k = 0; ok && k < (same ? 1 : 2); k++) {
        double value = telling_value(k == 0 ? rank : row, outcome, last.n, rows->target_kind);
        if (telling_strength(value, rows->target_kind) > ordered && fabs(telling_z(value, &last)) > chance)
            add(out, k == 0 ? SUSPECT_KEY_ORDER : SUSPECT_ROW_ORDER, copy_text(key->name), false, value, last.n);
    }
    free(rank);
    free(customers);
    free(outcome);
    return ok;
}

/* ---- The split ---- */

static size_t mark(const struct study_rows *rows, const int64_t *cutoffs, size_t n_cutoffs, uint8_t *marks, uint8_t bit)
{
    size_t n = 0;
    for (size_t i = 0; i < rows->n; i++) {
        bool meant = !cutoffs;
        for (size_t k = 0; !meant && k < n_cutoffs; k++)
            meant = rows->cutoff[i] == cutoffs[k];
        n += meant && !(marks[rows->customer[i]] & bit);
        marks[rows->customer[i]] |= meant ? bit : 0;
    }
    return n;
}

/* The training cutoffs whose labels share days with the test's, into CUTOFFS. */
static size_t sharing_cutoffs(const struct study_request *request, int64_t *cutoffs)
{
    size_t n = 0;
    for (size_t i = 0; i < request->split->n_train; i++) {
        struct split one = { .n_train = 1, .train = { request->split->train[i] }, .test = request->split->test };
        if (split_shared_days(&one, request->target) > 0)
            cutoffs[n++] = one.train[0];
    }
    return n;
}

static void look_at_split(const struct study_request *request, const struct study_rows *train,
                          const struct study_rows *test, struct suspects *out)
{
    const struct split *split = request->split;
    size_t n_customers = request->world->customers->n_rows, n_sharing;
    uint8_t *marks = allocate(n_customers + 1, 1);
    int64_t sharing[sizeof split->train / sizeof *split->train] = { 0 };
    bool dated = split->n_train > 0;
    n_sharing = dated ? sharing_cutoffs(request, sharing) : 0;
    out->split = true;
    out->n_test_rows = test->n;
    out->n_train_customers = mark(train, NULL, 0, marks, 1);
    out->n_test_customers = mark(test, NULL, 0, marks, 2);
    mark(train, sharing, n_sharing, marks, 4);
    for (size_t c = 0; c < n_customers; c++) {
        out->n_shared_customers += (marks[c] & 3) == 3;
        out->n_shared_periods += (marks[c] & 6) == 6;
    }
    free(marks);
    out->shared_days = dated ? split_shared_days(split, request->target) : 0;
    char date[32];
    time_format(dated ? split->test : request->asof, true, date);
    bool late = false;
    for (size_t i = 0; i < split->n_train; i++)
        late = late || split->train[i] >= split->test;
    if (late)
        add(out, SUSPECT_TEST_DATE, copy_text(date), false, NAN, train->n);
    if (out->shared_days > 0)
        add(out, SUSPECT_SHARED_DAYS, copy_text(date), false, (double)out->shared_days, n_sharing);
    size_t shared = dated ? out->n_shared_periods : out->n_shared_customers;
    if (shared > 0)
        add(out, SUSPECT_SHARED_CUSTOMERS, copy_text(date), false, (double)shared, out->n_test_customers);
}

/* The same person under two keys, in training and in the test. */
static bool look_for_twins(const struct study_request *request, const struct study_rows *train,
                           const struct study_rows *test, struct suspects *out, struct error *err)
{
    struct twins twins;
    struct feature_rows train_view = rows_view(train), test_view = rows_view(test);
    if (request->n_features == 0 || train->n == 0 || test->n == 0)
        return true;
    struct table *learnt = features_compute(request->world, request->features, request->n_features, &train_view,
                                            "features", request->work, err);
    struct table *tested = learnt ? features_compute(request->world, request->features, request->n_features, &test_view,
                                                     "features", request->work, err)
                                  : NULL;
    bool good = tested && twin_rows_find(train, learnt, test, tested, request->work, &twins, err);
    if (good && twins.n > 0)
        add(out, SUSPECT_TWINS, copy_text("test rows"), false, (double)twins.n, twins.n_asked);
    if (good)
        twins_release(&twins);
    table_release(learnt);
    table_release(tested);
    return good;
}

static bool rows_of(const struct study_request *request, struct study_rows *train, struct study_rows *test,
                    struct error *err)
{
    if (request->split)
        return rows_split(request->world, request->population, request->target, request->split, request->asof,
                          request->work, train, test, err);
    return rows_make(request->world, request->population, request->target, &request->asof, 1, false, request->work,
                     train, err);
}

static enum suspects_skipped why_not(const struct study_rows *rows)
{
    double positives = rows_positives(rows);
    if (rows->n == 0)
        return SUSPECTS_NO_LABELS;
    if (target_is(rows->target_kind, &target_yes_no) && (positives == 0 || positives == (double)rows->n))
        return SUSPECTS_ONE_OUTCOME;
    /* one that tells all must be able to stand out */
    return fabs(telling_z(1, rows)) < chance ? SUSPECTS_FEW_ROWS : SUSPECTS_CHECKED;
}

bool study_suspects(const struct study_request *request, struct suspects *out, struct error *err)
{
    struct study_rows train = { 0 }, test = { 0 };
    *out = (struct suspects){ .train = TIME_MISSING, .test = TIME_MISSING };
    if (!rows_of(request, &train, &test, err))
        return false;
    out->n_rows = train.n;
    out->target_kind = train.target_kind;
    out->n_positives = rows_positives(&train);
    out->train = train.n > 0 ? train.cutoff[train.n - 1] : TIME_MISSING;
    out->test = request->split && request->split->n_train > 0 ? request->split->test : TIME_MISSING;
    out->skipped = why_not(&train);
    bool good = out->skipped != SUSPECTS_CHECKED || ask(request, &train, out, err);
    if (good && out->skipped == SUSPECTS_CHECKED)
        good = ask_order(request, &train, out, err);
    if (good && request->split) {
        look_at_split(request, &train, &test, out);
        good = look_for_twins(request, &train, &test, out, err);
    }
    rows_release(&train);
    rows_release(&test);
    if (!good)
        suspects_release(out);
    return good;
}
