/* Models: versions, champions, files that are checked before they are believed, names of segments. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fixture.h"
#include "patron/base/file.h"
#include "patron/base/json.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/table/builder.h"
#include "patron/workspace/looks.h"
#include "workspace/room.h"

/* A workspace with sixty people, and what trains models on them. */
struct people {
    char *folder, *shop;
    struct workspace *workspace;
    struct arena arena;
};

static struct table *people_table(void)
{
    struct builder *builder = builder_new("people");
    size_t id = builder_add_column(builder, "id", TYPE_INT), age = builder_add_column(builder, "age", TYPE_REAL);
    size_t spend = builder_add_column(builder, "spend", TYPE_REAL),
           left = builder_add_column(builder, "left", TYPE_TEXT);
    for (int i = 0; i < 60; i++) {
        bool gone = (i * 37) % 60 < 20 + i / 4;
        builder_set_int(builder, id, i);
        builder_set_real(builder, age, 20 + (i * 13) % 50);
        builder_set_real(builder, spend, i < 30 ? 10 + i % 7 : 200 + i % 5);
        builder_set_text(builder, left, gone ? "yes" : "no", gone ? 3 : 2);
        builder_end_row(builder);
    }
    struct table *table;
    expect((table = builder_finish(builder, &err)) != NULL);
    return table;
}

static struct people people_open(void)
{
    struct people people = { .folder = scratch_make() };
    arena_init(&people.arena);
    people.shop = scratch_path(people.folder, "shop");
    people.workspace = make_workspace(people.shop);
    load(people.workspace, "people", people_table(), &(struct table_role){ .key = "id" });
    return people;
}

static void people_close(struct people *people)
{
    workspace_close(people->workspace);
    arena_release(&people->arena);
    free(people->shop);
    scratch_remove(people->folder);
}

static const struct definition *define(struct people *people, enum definition_kind kind, const char *name,
                                       const char *text)
{
    struct definition *definition = arena_allocate(&people->arena, 1, sizeof *definition);
    expect(definition_parse(kind, name, text, 0, &people->arena, definition, &err));
    return definition;
}

/* KIND "logit" answers whether people left; "kmeans" groups them by age and spend. */
static struct model *train(struct people *people, const char *kind)
{
    const struct model_kind *row = model_kind_find(kind);
    struct values values = values_defaults(row->parameters, &people->arena);
    struct feature features[] = {
        { "age", define(people, DEFINITION_FEATURE, "age", "people.age"), 0 },
        { "spend", define(people, DEFINITION_FEATURE, "spend", "people.spend"), 0 },
    };
    bool segments = model_kind_makes_segments(row);
    if (segments)
        expect(parameter_parse(&row->parameters[0], "2", &people->arena, &values.values[0], &err));
    struct split split = { .test = INT_MISSING, .test_share = 0.25, .stratify = true, .seed = 1 };
    struct world *world;
    expect((world = workspace_world(people->workspace, NULL, &err)) != NULL);
    struct study_request request = {
        .world = world,
        .target = segments ? NULL : define(people, DEFINITION_TARGET, "gone", "people.left == \"yes\""),
        .features = features,
        .n_features = 2,
        .feature_set = "both",
        .split = segments ? NULL : &split,
        .asof = INT_MISSING,
        .kind = row,
        .parameters = &values,
        .seed = 1,
    };
    struct model *model;
    expect((model = study_train(&request, NULL, &err)) != NULL);
    world_free(world);
    return model;
}

static void keep(struct people *people, const char *kind, const char *name, int wanted)
{
    struct model *model = train(people, kind);
    int version;
    expect(workspace_keep_model(people->workspace, model, name, 0.5, &version, &err));
    ck_assert_int_eq(version, wanted);
    ck_assert_str_eq(model->name, name);
    ck_assert_int_eq(model->version, wanted);
    model_free(model);
}

/* Each model that was tested on the same rows is a look; the same one made again is none. */
START_TEST(looks_are_counted_once_a_model)
{
    struct people people = people_open();
    static const struct {
        const char *inputs;
        size_t looks;
    } kept[] = { { "one", 1 }, { "two", 2 }, { "one", 2 }, { "three", 3 } };
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        struct model *model = train(&people, "logit");
        int version;
        size_t n;
        snprintf(model->inputs, sizeof model->inputs, "%s", kept[i].inputs);
        expect(workspace_keep_model(people.workspace, model, "m1", 0.5, &version, &err));
        expect(workspace_looks(people.workspace, model->test_rows, &n, &err));
        ck_assert_uint_eq(n, kept[i].looks);
        expect(workspace_looks(people.workspace, "other rows", &n, &err));
        ck_assert_uint_eq(n, 0);
        model_free(model);
    }
    people_close(&people);
}
END_TEST

static void expect_version(struct people *people, const char *spec, int version)
{
    struct model *model;
    expect((model = workspace_model(people->workspace, spec, &err)) != NULL);
    ck_assert_int_eq(model->version, version);
    model_free(model);
}

START_TEST(models_come_back_whole)
{
    struct people people = people_open();
    struct model *model = train(&people, "logit"), *back;
    int version;
    char snapshot[HASH_TEXT];
    expect(workspace_keep_model(people.workspace, model, "m1", 0.5, &version, &err));
    expect((back = workspace_model(people.workspace, "m1", &err)) != NULL);
    workspace_snapshot_hash(people.workspace, snapshot);
    ck_assert_str_eq(back->snapshot, snapshot);
    struct json *given = model_write(model), *found = model_write(back);
    struct text a = TEXT_EMPTY, b = TEXT_EMPTY;
    json_write(given, 2, &a);
    json_write(found, 2, &b);
    ck_assert_str_eq(text_string(&a), text_string(&b)); /* to the bit */
    text_release(&a);
    text_release(&b);
    json_free(given);
    json_free(found);
    model_free(back);
    model_free(model);
    expect(workspace_verify(people.workspace, NULL, &err));
    people_close(&people);
}
END_TEST

START_TEST(versions_and_champions)
{
    struct people people = people_open();
    for (int version = 1; version <= 3; version++)
        keep(&people, "logit", "m1", version);
    expect_version(&people, "m1", 3);
    expect_version(&people, "m1@2", 2);
    struct model *model;
    expect_error((model = workspace_model(people.workspace, "m1@champion", &err)) != NULL, E_NO_MODEL, "no champion");
    expect(workspace_champion(people.workspace, "m1@1", "first review", &err));
    expect(workspace_champion(people.workspace, "m1@2", "July review", &err));
    expect_version(&people, "m1", 2); /* the champion before the latest */
    expect_version(&people, "m1@champion", 2);
    expect_version(&people, "m1@3", 3);
    expect((model = workspace_model(people.workspace, "m1@champion", &err)) != NULL);
    ck_assert_str_eq(model->note, "July review");
    model_free(model);
    expect(workspace_champion(people.workspace, "m1@1", NULL, &err)); /* going back is one command */
    expect_version(&people, "m1", 1);
    struct table *history;
    expect((history = workspace_trail(people.workspace, "promotions", &err)) != NULL);
    expect_column(history, "version", "1 2 1");
    expect_column(history, "note", "first review July review -");
    table_release(history);
    struct model_info *infos;
    size_t n;
    expect(workspace_models(people.workspace, &infos, &n, &err));
    ck_assert_uint_eq(n, 3);
    ck_assert(infos[0].champion && !infos[1].champion && !infos[2].champion);
    ck_assert(infos[0].fit_seconds == 0.5 && !infos[0].segment);
    ck_assert_str_eq(infos[0].kind, "logit");
    ck_assert_str_eq(infos[0].feature_set, "both");
    ck_assert_str_eq(infos[0].target, "gone");
    model_infos_free(infos, n);
    people_close(&people);
}
END_TEST

START_TEST(models_that_are_not_there)
{
    struct people people = people_open();
    keep(&people, "logit", "churn", 1);
    struct error told = ERROR_INIT;
    ck_assert_ptr_null(workspace_model(people.workspace, "chrun", &told));
    ck_assert_int_eq(told.code, E_NO_MODEL);
    ck_assert_str_eq(told.mend[0], "churn");
    error_release(&told);
    struct model *model;
    expect_error((model = workspace_model(people.workspace, "churn@7", &err)) != NULL, E_NO_MODEL, "no version '7'");
    expect_error((model = workspace_model(people.workspace, "churn@x", &err)) != NULL, E_NO_MODEL, "no version 'x'");
    expect_error((model = workspace_model(people.workspace, "churn@0", &err)) != NULL, E_NO_MODEL, "no version '0'");
    model = train(&people, "logit");
    int version;
    expect_error(workspace_keep_model(people.workspace, model, "people", 0, &version, &err), E_NAME_TAKEN, "a table");
    expect_error(workspace_keep_model(people.workspace, model, "../x", 0, &version, &err), E_BAD_NAME, "../x");
    model_free(model);
    people_close(&people);
}
END_TEST

/* The list of m1@1 and m1@2, the file of the second of which is gone. */
static void expect_listed(struct workspace *workspace, bool damaged)
{
    struct model_info *infos;
    size_t n;
    expect(workspace_models(workspace, &infos, &n, &err));
    ck_assert_uint_eq(n, 2);
    ck_assert_str_eq(infos[0].metric, "roc_auc");
    ck_assert(infos[0].value > 0.0 && infos[0].value <= 1.0 && !infos[0].damaged);
    ck_assert(infos[1].damaged == damaged);
    if (!damaged) {
        ck_assert_str_eq(infos[1].metric, "roc_auc");
        ck_assert(infos[1].value == infos[0].value);
    }
    model_infos_free(infos, n);
}

/* What an earlier program kept has no figure in its row: it is read from the files once, where they can be read. */
START_TEST(rows_of_models_get_their_figures)
{
    struct people people = people_open();
    keep(&people, "logit", "m1", 1);
    keep(&people, "logit", "m1", 2);
    char *gone = scratch_path(people.shop, "models/m1-v2.json"), *kept = scratch_path(people.shop, "models/m1-v1.json");
    ck_assert_int_eq(unlink(gone), 0);
    expect_listed(people.workspace, false); /* no list reads a file */
    expect(catalog_run(people.workspace->catalog, "UPDATE model SET metric = NULL, value = NULL", &err));
    expect_listed(people.workspace, true);
    models_settle(people.workspace);
    ck_assert_int_eq(unlink(kept), 0);
    expect_listed(people.workspace, true);
    free(gone);
    free(kept);
    people_close(&people);
}
END_TEST

START_TEST(files_changed_by_hand_are_refused)
{
    struct people people = people_open();
    keep(&people, "logit", "m1", 1);
    keep(&people, "logit", "m1", 2);
    char *path = scratch_path(people.shop, "models/m1-v2.json");
    struct model *model;
    flip_byte(path, 100);
    expect_error((model = workspace_model(people.workspace, "m1", &err)) != NULL, E_MODEL_FILE, "m1-v2.json");
    expect_error(workspace_verify(people.workspace, NULL, &err), E_MODEL_FILE, "m1-v2.json");
    flip_byte(path, 100);
    expect_version(&people, "m1", 2);
    ck_assert_int_eq(unlink(path), 0);
    expect_error((model = workspace_model(people.workspace, "m1", &err)) != NULL, E_MODEL_FILE, "m1-v2.json");
    expect_version(&people, "m1@1", 1); /* the others are not concerned */
    expect_listed(people.workspace, false);
    free(path);
    people_close(&people);
}
END_TEST

START_TEST(segments_have_names)
{
    struct people people = people_open();
    keep(&people, "kmeans", "s5", 1);
    ck_assert_int_eq(workspace_what(people.workspace, "s5"), NAME_SEGMENT);
    expect(workspace_name_segment(people.workspace, "s5", 1, "big tickets", &err));
    expect(workspace_name_segment(people.workspace, "s5", 1, "big tickets, cooling", &err));
    expect_error(workspace_name_segment(people.workspace, "s5", 99, "none", &err), E_BAD_VALUE, "s5 has");
    struct model *model;
    expect((model = workspace_model(people.workspace, "s5", &err)) != NULL);
    ck_assert_str_eq(model->segment_names[1], "big tickets, cooling");
    ck_assert_ptr_null(model->segment_names[0]);
    model_free(model);
    model = train(&people, "logit");
    int version;
    expect_error(workspace_keep_model(people.workspace, model, "s5", 0, &version, &err), E_NAME_TAKEN, "segmentation");
    model_free(model);
    expect(workspace_verify(people.workspace, NULL, &err)); /* the file itself is as it was */
    people_close(&people);
}
END_TEST

START_TEST(imports_keep_version_and_snapshot)
{
    struct people people = people_open();
    for (int version = 1; version <= 3; version++)
        keep(&people, "logit", "m1", version);
    char *path = scratch_path(people.folder, "other"), snapshot[HASH_TEXT];
    struct workspace *other = make_workspace(path);
    struct model *model;
    int version;
    workspace_snapshot_hash(people.workspace, snapshot);
    expect((model = workspace_model(people.workspace, "m1@2", &err)) != NULL);
    expect(workspace_import_model(other, model, &version, &err));
    ck_assert_int_eq(version, 2);
    expect(workspace_import_model(other, model, &version, &err)); /* kept already */
    ck_assert_int_eq(version, 2);
    model_free(model);
    struct model_info *infos;
    size_t n;
    expect(workspace_models(other, &infos, &n, &err));
    ck_assert_uint_eq(n, 1);
    ck_assert_str_eq(infos[0].snapshot, snapshot);
    model_infos_free(infos, n);
    model = train(&people, "logit"); /* another model of the same name and version takes the next */
    free(model->name);
    model->name = copy_text("m1");
    model->version = 2;
    expect(workspace_import_model(other, model, &version, &err));
    ck_assert_int_eq(version, 3);
    model_free(model);
    workspace_close(other);
    free(path);
    people_close(&people);
}
END_TEST

Suite *model_suite(void)
{
    Suite *suite = suite_create("model");
    TCase *cases = tcase_create("model");
    tcase_add_test(cases, models_come_back_whole);
    tcase_add_test(cases, versions_and_champions);
    tcase_add_test(cases, models_that_are_not_there);
    tcase_add_test(cases, looks_are_counted_once_a_model);
    tcase_add_test(cases, files_changed_by_hand_are_refused);
    tcase_add_test(cases, rows_of_models_get_their_figures);
    tcase_add_test(cases, segments_have_names);
    tcase_add_test(cases, imports_keep_version_and_snapshot);
    suite_add_tcase(suite, cases);
    return suite;
}
