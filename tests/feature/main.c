/* Tests of src/feature. */
#include "feature_tests.h"

#include <stdio.h>

#include "patron/base/text.h"

int64_t day(const char *text)
{
    int64_t time;
    expect(time_parse(text, strlen(text), &time), "not a time: %s", text);
    return time;
}

const struct definition *define(struct arena *arena, enum definition_kind kind, const char *name, const char *text)
{
    struct definition *definition = arena_allocate(arena, 1, sizeof *definition);
    struct error err = ERROR_INIT;
    expect(definition_parse(kind, name, text, 0, arena, definition, &err), "%s: %s", text, err.what);
    return definition;
}

struct feature *features_of(struct arena *arena, const char *const (*texts)[2], size_t n_texts, size_t *n)
{
    struct feature *features = arena_allocate(arena, n_texts * 16, sizeof *features);
    *n = 0;
    for (size_t i = 0; i < n_texts; i++) {
        const struct definition *definition = define(arena, DEFINITION_FEATURE, texts[i][0], texts[i][1]);
        const char **names;
        size_t n_names = definition_names(definition, arena, &names);
        for (size_t w = 0; w < n_names; w++)
            features[(*n)++] = (struct feature){ names[w], definition, w };
    }
    return features;
}

bool same_bits(double a, double b)
{
    return (isnan(a) && isnan(b)) || memcmp(&a, &b, sizeof a) == 0;
}

static void set_field(struct builder *builder, size_t column, enum type type, const char *field, size_t length)
{
    char text[64] = "";
    expect(length < sizeof text, "a field is too long");
    memcpy(text, field, length);
    if (strcmp(text, ".") == 0)
        return;
    switch (type) {
    case TYPE_BOOL:
        builder_set_bool(builder, column, strcmp(text, "yes") == 0);
        break;
    case TYPE_INT:
        builder_set_int(builder, column, strtoll(text, NULL, 10));
        break;
    case TYPE_REAL:
        builder_set_real(builder, column, strtod(text, NULL));
        break;
    case TYPE_TIME:
        builder_set_int(builder, column, day(text));
        break;
    default:
        builder_set_text(builder, column, text, length);
    }
}

struct table *table_of(const char *name, const char *const *lines)
{
    struct builder *builder = builder_new(name);
    enum type types[16];
    size_t n = 0;
    for (const char *at = lines[0]; *at;) {
        size_t length = strcspn(at, ":"), type_length = strcspn(at + length + 1, " ");
        char column[32] = "", type[8] = "";
        memcpy(column, at, length);
        memcpy(type, at + length + 1, type_length);
        bool days = strcmp(type, "date") == 0;
        expect(type_from_name(days ? "time" : type, &types[n]), "no type %s", type);
        builder_column_date_only(builder, builder_add_column(builder, column, types[n++]), days);
        at += length + 1 + type_length;
        at += *at == ' ';
    }
    for (size_t i = 1; lines[i]; i++) {
        const char *at = lines[i];
        for (size_t k = 0; k < n; k++) {
            size_t length = strcspn(at, " ");
            set_field(builder, k, types[k], at, length);
            at += length + (at[length] == ' ');
        }
        builder_end_row(builder);
    }
    struct table *table = builder_finish(builder, NULL);
    expect(table, "a table cannot be made");
    return table;
}

void ck_error(struct error *err, int code, size_t column, size_t length)
{
    ck_assert_msg(err->code == code && err->place.column == column && err->place.length == length,
                  "E%04d at %zu, %zu wide (%s), expected E%04d at %zu, %zu wide", err->code, err->place.column,
                  err->place.length, err->what ? err->what : "", code, column, length);
    error_release(err);
}

/* TEXT at CUTOFF for the first customers of WORLD: EXPECTED has a value for each between blanks, "." missing. */
void expect_values(const struct world *world, const char *text, int64_t cutoff, const char *expected)
{
    struct arena arena;
    struct error err = ERROR_INIT;
    size_t n, n_rows = 1;
    arena_init(&arena);
    for (const char *c = expected; *c; c++)
        n_rows += *c == ' ';
    uint32_t customers[8];
    int64_t cutoffs[8];
    for (uint32_t i = 0; i < n_rows; i++) {
        customers[i] = i;
        cutoffs[i] = cutoff;
    }
    const char *const texts[1][2] = { { "f", text } };
    struct feature *features = features_of(&arena, texts, 1, &n);
    struct plan *plan = plan_new(world, features, 1, &err);
    ck_assert_msg(plan, "%s: %s", text, err.what);
    struct table *table = plan_compute(plan, &(struct feature_rows){ n_rows, customers, cutoffs }, "f", NULL, &err);
    ck_assert_msg(table, "%s", err.what);
    const char *at = expected;
    for (size_t i = 0; i < n_rows; i++) {
        struct text got = TEXT_EMPTY;
        size_t length = strcspn(at, " ");
        const struct column *column = &table->columns[2];
        char value[32];
        snprintf(value, sizeof value, "%.*s", (int)length, at);
        at += length + (at[length] == ' ');
        column_write(column, i, &got);
        if (strcmp(value, ".") == 0)
            ck_assert_msg(column_is_missing(column, i), "%s: %s", text, text_string(&got));
        else if (column->type == TYPE_TEXT)
            ck_assert_str_eq(text_string(&got), value);
        else
            ck_assert_msg(fabs(column_reals(column)[i] - strtod(value, NULL)) < 1e-6, "%s of %zu: %s, not %s", text, i,
                          text_string(&got), value);
        text_release(&got);
    }
    table_release(table);
    plan_free(plan);
    arena_release(&arena);
}

int main(void)
{
    SRunner *runner = srunner_create(parser_suite());
    srunner_add_suite(runner, write_suite());
    srunner_add_suite(runner, definition_suite());
    srunner_add_suite(runner, rows_suite());
    srunner_add_suite(runner, measures_suite());
    srunner_add_suite(runner, world_suite());
    srunner_add_suite(runner, plan_suite());
    srunner_add_suite(runner, small_worlds_suite());
    srunner_add_suite(runner, large_worlds_suite());
    srunner_add_suite(runner, target_suite());
    srunner_add_suite(runner, purchases_suite());
    srunner_add_suite(runner, leak_suite());
    srunner_add_suite(runner, joins_suite());
    srunner_add_suite(runner, known_suite());
    srunner_add_suite(runner, late_suite());
    srunner_add_suite(runner, removed_suite());
    srunner_add_suite(runner, references_suite());
    srunner_add_suite(runner, time_rules_suite());
    srunner_add_suite(runner, ranks_suite());
    srunner_add_suite(runner, fitted_suite());
    srunner_add_suite(runner, scores_suite());
    srunner_add_suite(runner, divisions_suite());
    srunner_run_all(runner, CK_NORMAL);
    int n_failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return n_failed > 0;
}
