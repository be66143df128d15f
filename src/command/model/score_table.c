/* Score tables. */
#include "command/model/score_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "command/verb.h"
#include "patron/base/kinds.h"
#include "patron/feature/store.h"

struct scoring {
    struct session *session;
    const struct world *world;
    const struct model *model; /* the one asked for */
    const struct scored *scored;
    int64_t cutoff;
    struct arena *arena;
    struct assembly *assembly;
    const struct value *with;
    bool browse;                   /* the customers' own columns too */
    const struct table *customers; /* of the rows scored, in their order */
    struct error *err;
};

static const char *const PURCHASE_FIGURES[] = { "p_alive", "expected_purchases" };

static void release_scored(void *scored)
{
    scored_release(scored);
}

static void release_table(void *table)
{
    table_release(table);
}

/* ---- Scores of models ---- */

static const struct scored *score_model(struct scoring *s, const struct model *model)
{
    struct scored *scored = arena_allocate(s->arena, 1, sizeof *scored);
    if (!study_score(model, s->world, s->model->population_definition, s->cutoff, session_work(s->session), scored,
                     s->err))
        return NULL;
    arena_adopt(s->arena, release_scored, scored);
    return scored;
}

static double *new_values(struct scoring *s)
{
    return allocate_large(s->scored->n, sizeof(double), "a column of scores", s->err);
}

/* The scores of OTHER for the same customers, by customer: another model may leave some out. */
static bool add_scores(struct scoring *s, const char *name, const struct scored *other)
{
    double *values = new_values(s);
    if (!values)
        return false;
    for (size_t i = 0, j = 0; i < s->scored->n; i++) {
        while (j < other->n && other->customer[j] < s->scored->customer[i])
            j++;
        values[i] = j < other->n && other->customer[j] == s->scored->customer[i] ? other->score[j] : NAN;
    }
    assembly_add(s->assembly, name, TYPE_REAL, values, NULL, false, NULL);
    return true;
}

/* Segments as their numbers from 1, or as their names when they have names. */
static bool add_segments(struct scoring *s, const char *name, const struct model *model, const struct scored *other)
{
    uint32_t *codes = allocate_large(s->scored->n, sizeof *codes, "a column of segments", s->err);
    if (!codes)
        return false;
    struct dictionary_builder *builder = dictionary_builder_new();
    for (size_t k = 0; k < model->n_segments; k++) {
        const char *label = model->segment_names ? model->segment_names[k] : NULL;
        const char *text =
            label && *label ? arena_format(s->arena, "%zu %s", k + 1, label) : arena_format(s->arena, "%zu", k + 1);
        dictionary_builder_add(builder, text, strlen(text));
    }
    for (size_t i = 0, j = 0; i < s->scored->n; i++) {
        while (j < other->n && other->customer[j] < s->scored->customer[i])
            j++;
        bool there = j < other->n && other->customer[j] == s->scored->customer[i] && !isnan(other->score[j]);
        codes[i] = there ? (uint32_t)other->score[j] : TEXT_MISSING;
    }
    struct dictionary *dictionary = dictionary_builder_finish(builder, s->err);
    if (!dictionary) {
        free(codes);
        return false;
    }
    assembly_add(s->assembly, name, TYPE_TEXT, codes, dictionary, false, NULL);
    return true;
}

/* ---- Deciles ---- */

struct ranked {
    double score;
    size_t row;
};

static int compare_ranked(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

/* 1 holds the highest scores; equal scores share the decile of the first of them. */
static bool add_deciles(struct scoring *s)
{
    size_t n = s->scored->n;
    int64_t *values = allocate_large(n, sizeof *values, "the deciles", s->err);
    struct ranked *ranked = values ? allocate_large(n, sizeof *ranked, "the ranks", s->err) : NULL;
    if (!ranked) {
        free(values);
        return false;
    }
    size_t known = 0;
    for (size_t i = 0; i < n; i++) {
        values[i] = INT_MISSING;
        if (!isnan(s->scored->score[i]))
            ranked[known++] = (struct ranked){ s->scored->score[i], i };
    }
    qsort(ranked, known, sizeof *ranked, compare_ranked);
    for (size_t i = 0; i < known; i++)
        values[ranked[i].row] =
            i > 0 && ranked[i].score == ranked[i - 1].score ? values[ranked[i - 1].row] : (int64_t)(i * 10 / known) + 1;
    free(ranked);
    assembly_add(s->assembly, "decile", TYPE_INT, values, NULL, false, NULL);
    return true;
}

/* ---- Columns by name ---- */

/* The promoted or else latest model that answers TARGET. */
static const char *model_of_target(struct session *session, const char *target, struct arena *arena)
{
    struct model_info *infos;
    size_t n;
    const struct model_info *best = NULL;
    const char *spec = NULL;
    if (!workspace_models(session->workspace, &infos, &n, NULL))
        return NULL;
    for (size_t i = 0; i < n; i++)
        if (infos[i].target && strcmp(infos[i].target, target) == 0 && (!best || infos[i].champion || !best->champion))
            best = &infos[i];
    if (best)
        spec = arena_format(arena, "%s@%d", best->name, best->version);
    model_infos_free(infos, n);
    return spec;
}

static bool add_model(struct scoring *s, const char *name, const char *spec)
{
    struct model *model = resolve_model(s->session, spec, s->arena, s->err);
    const struct scored *scored = model ? score_model(s, model) : NULL;
    if (!scored)
        return false;
    return model_is_segmentation(model) ? add_segments(s, name, model, scored) : add_scores(s, name, scored);
}

static bool add_feature(struct scoring *s, const char *name)
{
    struct feature_list list;
    if (!resolve_feature_texts(s->session, &name, 1, s->arena, &list, s->err))
        return false;
    int64_t *cutoffs = allocate_large(s->scored->n, sizeof *cutoffs, "the cutoffs", s->err);
    for (size_t i = 0; cutoffs && i < s->scored->n; i++)
        cutoffs[i] = s->cutoff;
    struct feature_rows rows = { s->scored->n, s->scored->customer, cutoffs };
    struct table *table =
        cutoffs ? features_compute(s->world, list.features, list.n, &rows, "features", session_work(s->session), s->err)
                : NULL;
    free(cutoffs);
    if (!table)
        return false;
    arena_adopt(s->arena, release_table, table);
    for (size_t i = 0; i < list.n; i++)
        assembly_add_column_of(s->assembly, table,
                               (size_t)(table_column(table, list.features[i].name) - table->columns),
                               list.features[i].name);
    return true;
}

/* What a purchase process knows beside its answer; both, or the one called NAME. */
static bool add_purchase_figures(struct scoring *s, const char *name)
{
    double *p_alive = new_values(s), *expected = p_alive ? new_values(s) : NULL;
    if (!expected ||
        !study_purchase_figures(s->model, s->world, s->scored, session_work(s->session), p_alive, expected, s->err)) {
        free(p_alive);
        free(expected);
        return false;
    }
    if (!name || strcmp(name, PURCHASE_FIGURES[0]) == 0)
        assembly_add(s->assembly, PURCHASE_FIGURES[0], TYPE_REAL, p_alive, NULL, false, NULL);
    else
        free(p_alive);
    if (!name || strcmp(name, PURCHASE_FIGURES[1]) == 0)
        assembly_add(s->assembly, PURCHASE_FIGURES[1], TYPE_REAL, expected, NULL, false, NULL);
    else
        free(expected);
    return true;
}

/* The target without its window: p_churn for churn90. */
static const char *probability_name(const char *target, struct arena *arena)
{
    size_t length = strlen(target);
    while (length > 1 && ((target[length - 1] >= '0' && target[length - 1] <= '9') || target[length - 1] == '_'))
        length--;
    return arena_format(arena, "p_%.*s", (int)length, target);
}

/* score, p, p_TARGET with or without its window, p_MODEL: what the model's score may be called. */
static bool names_score(const struct scoring *s, const char *name)
{
    const char *target = s->model->target;
    if (strcmp(name, "score") == 0 || strcmp(name, "p") == 0)
        return true;
    return strncmp(name, "p_", 2) == 0 &&
           (strcmp(name + 2, s->model->name) == 0 ||
            (target && (strcmp(name + 2, target) == 0 || strcmp(name, probability_name(target, s->arena)) == 0)));
}

static bool fail_score(const struct scoring *s, const char *name)
{
    fail(s->err, ERROR_USER, E_NO_FEATURE, "'%s' is no score of %s", name, s->model->name);
    error_reason(s->err, "its score is called p, or p_ and the name of its target or of the model itself");
    if (workspace_what(s->session->workspace, name + 2) == NAME_MODEL)
        error_mend(s->err, "%s", name + 2);
    error_mend(s->err, "p_%s", s->model->name);
    return false;
}

static bool add_named(struct scoring *s, const char *name)
{
    struct session *session = s->session;
    const char *base = arena_bytes(s->arena, name, strcspn(name, "@"));
    if (strcmp(name, "decile") == 0)
        return add_deciles(s);
    if (study_has_purchase_figures(s->model) &&
        (strcmp(name, PURCHASE_FIGURES[0]) == 0 || strcmp(name, PURCHASE_FIGURES[1]) == 0))
        return add_purchase_figures(s, name);
    enum name_kind what = workspace_what(session->workspace, base); /* feature p_renewal = score(renewal) */
    bool other = what == NAME_FEATURE || what == NAME_MODEL || what == NAME_SEGMENT;
    if (!other && names_score(s, name))
        return add_scores(s, name, s->scored);
    switch (what) {
    case NAME_MODEL:
    case NAME_SEGMENT:
        return add_model(s, base, name);
    case NAME_TARGET: {
        const char *spec = model_of_target(session, name, s->arena);
        if (spec)
            return add_model(s, name, spec);
        fail(s->err, ERROR_USER, E_NO_MODEL, "no model answers '%s'", name);
        error_mend(s->err, "train m = KIND %s on FEATURES", name);
        return false;
    }
    default:
        break;
    }
    const struct column *column = table_column(s->customers, name);
    if (!column && what == NAME_NONE && strncmp(name, "p_", 2) == 0)
        return fail_score(s, name);
    if (!column)
        return add_feature(s, name);
    assembly_add_column_of(s->assembly, s->customers, (size_t)(column - s->customers->columns), name);
    return true;
}

static bool add_columns(struct scoring *s)
{
    const struct model *model = s->model;
    if (!s->with || !s->with->given) {
        const char *name = model_is_segmentation(model) ? model->name
                           : target_is(model->target_kind, &target_yes_no) && model->target
                               ? probability_name(model->target, s->arena)
                               : model->target;
        if (model_is_segmentation(model))
            return add_segments(s, name, model, s->scored);
        return add_scores(s, name, s->scored) && add_deciles(s) &&
               (!study_has_purchase_figures(model) || add_purchase_figures(s, NULL));
    }
    for (size_t i = 0; i < s->with->n_texts; i++)
        if (!add_named(s, s->with->texts[i]))
            return fail_value_at(s->err, s->with, i);
    return true;
}

/* ---- The table ---- */

static bool add_text(struct scoring *s, const char *name, const char *text)
{
    uint32_t *codes = allocate_large(s->scored->n, sizeof *codes, "a column of scores", s->err);
    if (!codes)
        return false;
    memset(codes, 0, s->scored->n * sizeof *codes);
    struct dictionary_builder *builder = dictionary_builder_new();
    dictionary_builder_add(builder, text, strlen(text));
    struct dictionary *dictionary = dictionary_builder_finish(builder, s->err);
    if (!dictionary) {
        free(codes);
        return false;
    }
    assembly_add(s->assembly, name, TYPE_TEXT, codes, dictionary, false, NULL);
    return true;
}

static bool add_asof(struct scoring *s)
{
    int64_t *values = allocate_large(s->scored->n, sizeof *values, "a column of scores", s->err);
    if (!values)
        return false;
    for (size_t i = 0; i < s->scored->n; i++)
        values[i] = s->cutoff;
    assembly_add(s->assembly, "asof", TYPE_TIME, values, NULL, true, NULL);
    return true;
}

static void add_customers(struct scoring *s, const struct table *customers)
{
    for (size_t c = 0; c < customers->n_columns; c++)
        if (c != s->world->key_column && !customers->columns[c].personal)
            assembly_add_column_of(s->assembly, customers, c, customers->columns[c].name);
}

static bool assemble(struct scoring *s)
{
    char hash[HASH_TEXT];
    const struct table *customers = s->world->customers;
    struct table *keys = table_take(customers, customers->name, s->scored->customer, s->scored->n, s->err);
    if (!keys)
        return false;
    arena_adopt(s->arena, release_table, keys);
    s->customers = keys;
    workspace_snapshot_hash(s->session->workspace, hash);
    hash[12] = '\0';
    assembly_add_column_of(s->assembly, keys, s->world->key_column, customers->columns[s->world->key_column].name);
    if (!add_columns(s))
        return false;
    if (s->browse)
        add_customers(s, keys);
    return add_text(s, "model", model_label(s->model, s->arena)) && add_asof(s) && add_text(s, "snapshot", hash);
}

/* Nothing is dropped in silence: who has no score, and whose values training did not know. */
static void tell_about_scores(struct scoring *s)
{
    size_t n_none = 0;
    for (size_t i = 0; i < s->scored->n; i++)
        n_none += isnan(s->scored->score[i]);
    if (n_none > 0)
        session_message(s->session, "watch: %s without a score: %s has no finite answer for them",
                        counted(n_none, "customer", s->arena), model_label(s->model, s->arena));
    for (const char *line = s->scored->news; line && *line;) {
        size_t length = strcspn(line, "\n");
        session_message(s->session, "watch: %.*s", (int)length, line);
        line += length + (line[length] == '\n');
    }
}

static struct table *make_table(struct scoring *s)
{
    s->world = resolve_world(s->session, s->arena, s->err);
    s->scored = s->world ? score_model(s, s->model) : NULL;
    if (!s->scored)
        return NULL;
    if (!s->browse)
        tell_about_scores(s);
    s->assembly = assembly_new("scores", s->scored->n);
    if (assemble(s))
        return assembly_finish(s->assembly);
    assembly_free(s->assembly);
    return NULL;
}

struct table *score_table_make(struct session *session, const struct model *model, const struct value *with,
                               int64_t cutoff, struct arena *arena, struct error *err)
{
    struct scoring s = {
        .session = session, .model = model, .cutoff = cutoff, .arena = arena, .with = with, .err = err
    };
    return make_table(&s);
}

struct table *score_table_browse(struct session *session, const struct model *model, struct arena *arena,
                                 struct error *err)
{
    struct scoring s = { .session = session, .model = model, .arena = arena, .browse = true, .err = err };
    const struct world *world = resolve_world(session, arena, err);
    return world && resolve_asof(session, world, &s.cutoff, err) ? make_table(&s) : NULL;
}

/* ---- Customers by key ---- */

bool customer_find(const struct world *world, const char *text, uint32_t *row, struct error *err)
{
    const struct column *key = &world->customers->columns[world->key_column];
    struct text written = TEXT_EMPTY;
    for (size_t i = 0; i < world->customers->n_rows; i++) {
        if (key->type == TYPE_TEXT) {
            size_t length;
            uint32_t code = column_codes(key)[i];
            const char *value = code == TEXT_MISSING ? "" : dictionary_text(key->dictionary, code, &length);
            if (code == TEXT_MISSING || strlen(text) != length || memcmp(value, text, length) != 0)
                continue;
        } else {
            text_clear(&written);
            column_write(key, i, &written);
            if (strcmp(text_string(&written), text) != 0)
                continue;
        }
        *row = (uint32_t)i;
        text_release(&written);
        return true;
    }
    text_release(&written);
    size_t at;
    if (pseudonym_find(key, world->customers->n_rows, text, &at)) {
        *row = (uint32_t)at;
        return true;
    }
    fail(err, ERROR_USER, E_NO_CUSTOMER, "no customer '%s'", text);
    error_reason(err, "%s holds the keys, in column %s", world->customers->name, key->name);
    return false;
}
