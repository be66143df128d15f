/* The rows of a study. */
#include "study/rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "study/key_order.h"

void rows_release(struct study_rows *rows)
{
    free(rows->customer);
    free(rows->cutoff);
    frame_release(&rows->labels);
    *rows = (struct study_rows){ 0 };
}

struct feature_rows rows_view(const struct study_rows *rows)
{
    return (struct feature_rows){ rows->n, rows->customer, rows->cutoff };
}

double *labels_outcome(const struct frame *labels)
{
    double *outcome = frame_column(labels, "outcome");
    return outcome ? outcome : frame_column(labels, "event");
}

double rows_positives(const struct study_rows *rows)
{
    double sum = 0;
    for (size_t i = 0; rows->outcome && i < rows->n; i++)
        sum += isnan(rows->outcome[i]) ? 0 : rows->outcome[i];
    return sum;
}

static bool rows_reserve(struct study_rows *rows, size_t n, const struct target_kind *kind, struct error *err)
{
    rows->n = n;
    rows->customer = allocate_large(n, sizeof *rows->customer, "the rows of the study", err);
    rows->cutoff = rows->customer ? allocate_large(n, sizeof *rows->cutoff, "the rows of the study", err) : NULL;
    if (!rows->cutoff)
        return false;
    rows->target_kind = kind;
    if (kind && !frame_init(&rows->labels, target_columns(kind), n, "the outcomes", err))
        return false;
    rows->outcome = labels_outcome(&rows->labels);
    return true;
}

/* The population at all cutoffs, one after the other. */
static bool gather_population(const struct world *world, const struct definition *population, const int64_t *cutoffs,
                              size_t n_cutoffs, const struct target_kind *kind, struct work *work,
                              struct study_rows *out, struct error *err)
{
    uint32_t **customers = allocate(n_cutoffs + 1, sizeof *customers);
    size_t *n = allocate(n_cutoffs + 1, sizeof *n), all = 0;
    bool good = true;
    for (size_t i = 0; good && i < n_cutoffs; i++) {
        good = population_rows(world, population, cutoffs[i], work, &customers[i], &n[i], err);
        all += good ? n[i] : 0;
    }
    good = good && rows_reserve(out, all, kind, err);
    for (size_t i = 0, at = 0; good && i < n_cutoffs; i++) {
        for (size_t j = 0; j < n[i]; j++, at++) {
            out->customer[at] = customers[i][j];
            out->cutoff[at] = cutoffs[i];
        }
    }
    for (size_t i = 0; i < n_cutoffs; i++)
        free(customers[i]);
    free(customers);
    free(n);
    return good;
}

/* Row TO becomes row FROM. */
static void rows_move(struct study_rows *rows, size_t from, size_t to)
{
    rows->customer[to] = rows->customer[from];
    rows->cutoff[to] = rows->cutoff[from];
    frame_move(&rows->labels, from, to);
}

/* Keeps the rows whose outcome is known. */
static void drop_unknown(struct study_rows *rows)
{
    size_t kept = 0;
    for (size_t i = 0; i < rows->n; i++) {
        if (!isnan(rows->labels.columns[0].values[i]))
            rows_move(rows, i, kept++);
    }
    rows->n_unknown = rows->n - kept - rows->n_immature;
    rows->n = kept;
}

bool rows_make(const struct world *world, const struct definition *population, const struct definition *target,
               const int64_t *cutoffs, size_t n_cutoffs, bool keep_unknown, struct work *work, struct study_rows *out,
               struct error *err)
{
    *out = (struct study_rows){ 0 };
    const struct target_kind *kind = target ? target_kind_of(world, target, err) : NULL;
    bool good = (kind || !target) && gather_population(world, population, cutoffs, n_cutoffs, kind, work, out, err);
    if (good && target) {
        struct feature_rows view = rows_view(out);
        good = target_label(kind, world, target, &view, work, &out->labels, &out->n_immature, err);
        if (good && !keep_unknown)
            drop_unknown(out);
    }
    if (!good)
        rows_release(out);
    return good;
}

uint64_t customer_number(const struct world *world, uint32_t customer, uint64_t seed)
{
    struct text key = TEXT_EMPTY;
    column_write(&world->customers->columns[world->key_column], customer, &key);
    uint64_t number = hash_quick(text_string(&key), key.length, seed);
    text_release(&key);
    return number;
}

struct standing {
    double rank;
    int64_t cutoff;
    size_t row;
};

static int compare_standings(const void *a, const void *b)
{
    const struct standing *x = a, *y = b;
    if (x->cutoff != y->cutoff)
        return x->cutoff < y->cutoff ? -1 : 1;
    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

bool rows_order(const struct world *world, struct study_rows *rows, struct error *err)
{
    size_t n = rows->n;
    double *rank = allocate_large(n, sizeof *rank, "the order of keys", err);
    struct standing *places = rank ? allocate_large(n, sizeof *places, "the order of keys", err) : NULL;
    bool sorted = true, in_order;
    bool done = places != NULL &&
                key_ranks(&world->customers->columns[world->key_column], rows->customer, n, rank, &in_order, err);
    if (done) {
        for (size_t i = 0; i < n; i++)
            places[i] = (struct standing){ rank[i], rows->cutoff[i], i };
        /* a customer at several cutoffs has several ranks, next to each other */
        for (size_t i = 1; i < n && sorted; i++)
            sorted = compare_standings(&places[i - 1], &places[i]) < 0;
    }
    if (done && !sorted) {
        struct study_rows ordered;
        size_t *order = allocate(n + 1, sizeof *order);
        qsort(places, n, sizeof *places, compare_standings);
        for (size_t i = 0; i < n; i++)
            order[i] = places[i].row;
        done = rows_take(rows, order, n, &ordered, err);
        if (done) {
            ordered.n_immature = rows->n_immature;
            ordered.n_unknown = rows->n_unknown;
            ordered.as_served = rows->as_served;
            rows_release(rows);
            *rows = ordered;
        }
        free(order);
    }
    free(rank);
    free(places);
    return done;
}

struct draw {
    uint64_t number;
    size_t row;
};

static int compare_draws(const void *a, const void *b)
{
    const struct draw *x = a, *y = b;
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

/* Marks SHARE of the rows whose class is CLASS (2: all) as test rows: those with the smallest numbers. */
static void mark_class(const struct study_rows *rows, const struct world *world, const struct split *split, int class,
                       uint8_t *is_test)
{
    struct draw *draws = allocate(rows->n + 1, sizeof *draws);
    size_t n = 0;
    for (size_t i = 0; i < rows->n; i++) {
        if (class == 2 || (rows->outcome[i] != 0) == class)
            draws[n++] = (struct draw){ customer_number(world, rows->customer[i], split->seed), i };
    }
    qsort(draws, n, sizeof *draws, compare_draws);
    size_t n_test = (size_t)llround(split->test_share * (double)n);
    for (size_t i = 0; i < n_test; i++)
        is_test[draws[i].row] = 1;
    free(draws);
}

static bool take_marked(const struct study_rows *from, const uint8_t *marks, uint8_t mark, struct study_rows *out,
                        struct error *err)
{
    *out = (struct study_rows){ 0 };
    size_t n = 0, *places = allocate(from->n + 1, sizeof *places);
    for (size_t i = 0; i < from->n; i++)
        if (marks[i] == mark)
            places[n++] = i;
    bool good = rows_take(from, places, n, out, err);
    free(places);
    return good;
}

/* Either part may be NULL. */
static bool split_by_share(const struct world *world, const struct definition *population,
                           const struct definition *target, const struct split *split, int64_t asof, struct work *work,
                           struct study_rows *train, struct study_rows *test, struct error *err)
{
    struct study_rows all;
    if (!rows_make(world, population, target, &asof, 1, false, work, &all, err))
        return false;
    if (!rows_order(world, &all, err)) {
        rows_release(&all);
        return false;
    }
    uint8_t *is_test = allocate(all.n + 1, 1);
    if (split->stratify && target_is(all.target_kind, &target_yes_no)) {
        mark_class(&all, world, split, 0, is_test);
        mark_class(&all, world, split, 1, is_test);
    } else {
        mark_class(&all, world, split, 2, is_test);
    }
    bool good =
        (!train || take_marked(&all, is_test, 0, train, err)) && (!test || take_marked(&all, is_test, 1, test, err));
    if (!good && train)
        rows_release(train);
    if (good) { /* left out before the split: told once, with the training rows */
        struct study_rows *told = train ? train : test;
        told->n_immature = all.n_immature;
        told->n_unknown = all.n_unknown;
    }
    free(is_test);
    rows_release(&all);
    return good;
}

static bool make_in_order(const struct world *world, const struct definition *population,
                          const struct definition *target, const int64_t *cutoffs, size_t n_cutoffs, struct work *work,
                          struct study_rows *out, struct error *err)
{
    if (!rows_make(world, population, target, cutoffs, n_cutoffs, false, work, out, err))
        return false;
    if (rows_order(world, out, err))
        return true;
    rows_release(out);
    return false;
}

bool rows_test(const struct world *world, const struct definition *population, const struct definition *target,
               const struct split *split, int64_t asof, struct work *work, struct study_rows *out, struct error *err)
{
    *out = (struct study_rows){ 0 };
    if (split->n_train == 0)
        return split_by_share(world, population, target, split, asof, work, NULL, out, err);
    return make_in_order(world, population, target, &split->test, 1, work, out, err);
}

struct split split_of_kind(const struct split *split, const struct model_kind *kind)
{
    struct split used = *split;
    if (kind->input->labelled || used.n_train < 2)
        return used;
    for (size_t i = 1; i < used.n_train; i++) {
        if (used.train[i] > used.train[0])
            used.train[0] = used.train[i];
    }
    used.n_train = 1;
    return used;
}

/* Those of the population at ASOF who are no test row. */
static bool rows_beside(const struct world *world, const struct definition *population, const struct definition *target,
                        int64_t asof, const struct study_rows *test, struct work *work, struct study_rows *out,
                        struct error *err)
{
    if (!rows_make(world, population, target, &asof, 1, true, work, out, err))
        return false;
    uint8_t *is_test = allocate(world->customers->n_rows + 1, 1);
    size_t kept = 0;
    for (size_t i = 0; i < test->n; i++)
        is_test[test->customer[i]] = 1;
    for (size_t i = 0; i < out->n; i++) {
        if (!is_test[out->customer[i]])
            rows_move(out, i, kept++);
    }
    out->n = kept;
    free(is_test);
    return true;
}

bool rows_train_unlabelled(const struct world *world, const struct definition *population,
                           const struct definition *target, const struct split *split, int64_t asof, struct work *work,
                           struct study_rows *out, struct error *err)
{
    struct study_rows test;
    *out = (struct study_rows){ 0 };
    if (split->n_train > 0)
        return rows_make(world, population, target, split->train, split->n_train, true, work, out, err);
    if (!rows_test(world, population, target, split, asof, work, &test, err))
        return false;
    bool good = rows_beside(world, population, target, asof, &test, work, out, err);
    rows_release(&test);
    return good;
}

bool rows_train(const struct world *world, const struct definition *population, const struct definition *target,
                const struct split *split, int64_t asof, struct work *work, struct study_rows *out, struct error *err)
{
    struct study_rows test;
    if (split->n_train > 0)
        return make_in_order(world, population, target, split->train, split->n_train, work, out, err);
    if (!split_by_share(world, population, target, split, asof, work, out, &test, err))
        return false;
    rows_release(&test);
    return true;
}

bool rows_take(const struct study_rows *from, const size_t *places, size_t n, struct study_rows *out, struct error *err)
{
    *out = (struct study_rows){ 0 };
    if (!rows_reserve(out, n, NULL, err) || !frame_take(&from->labels, places, n, "the outcomes", &out->labels, err)) {
        rows_release(out);
        return false;
    }
    out->target_kind = from->target_kind;
    out->outcome = labels_outcome(&out->labels);
    for (size_t i = 0; i < n; i++) {
        out->customer[i] = from->customer[places[i]];
        out->cutoff[i] = from->cutoff[places[i]];
    }
    return true;
}

bool rows_split(const struct world *world, const struct definition *population, const struct definition *target,
                const struct split *split, int64_t asof, struct work *work, struct study_rows *train,
                struct study_rows *test, struct error *err)
{
    *train = *test = (struct study_rows){ 0 };
    if (split->n_train == 0)
        return split_by_share(world, population, target, split, asof, work, train, test, err);
    if (!make_in_order(world, population, target, split->train, split->n_train, work, train, err))
        return false;
    if (rows_test(world, population, target, split, asof, work, test, err))
        return true;
    rows_release(train);
    return false;
}

bool study_training_rows(const struct world *world, const struct definition *population,
                         const struct definition *target, const struct split *split, int64_t asof, struct work *work,
                         uint32_t **customers, int64_t **cutoffs, size_t *n, struct error *err)
{
    struct study_rows rows;
    bool dated = !split || split->n_train > 0;
    bool good = dated ? rows_make(world, population, NULL, split ? split->train : &asof, split ? split->n_train : 1,
                                  false, work, &rows, err)
                      : split_by_share(world, population, target, split, asof, work, &rows, NULL, err);
    if (!good)
        return false;
    *customers = rows.customer;
    *cutoffs = rows.cutoff;
    *n = rows.n;
    frame_release(&rows.labels);
    return true;
}

void rows_hash(const struct study_rows *rows, const struct world *world, const struct definition *target,
               char out[HASH_TEXT])
{
    struct hasher hasher;
    struct text text = TEXT_EMPTY;
    hasher_init(&hasher);
    if (target) {
        definition_write(target, &text);
        hasher_add_text(&hasher, text_string(&text));
    }
    for (size_t i = 0; i < rows->n; i++) {
        text_clear(&text);
        column_write(&world->customers->columns[world->key_column], rows->customer[i], &text);
        hasher_add_text(&hasher, text_string(&text));
        hasher_add(&hasher, &rows->cutoff[i], sizeof rows->cutoff[i]);
        for (size_t c = 0; c < rows->labels.n_columns; c++)
            hasher_add(&hasher, &rows->labels.columns[c].values[i], sizeof(double));
    }
    text_release(&text);
    struct hash hash = hasher_finish(&hasher);
    hash_text(&hash, out);
}
