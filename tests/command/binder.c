/* Words to typed values by the rows of commands. */
#include "command/language/binder.h"

#include "fixture.h"
#include "patron/base/hash.h"

static struct arena arena;
static struct bound bound;

static void setup(void)
{
    arena_init(&arena);
}

static void teardown(void)
{
    arena_release(&arena);
}

static const struct values *bind(const char *line)
{
    struct error err = ERROR_INIT;
    ck_assert_msg(line_bind(line, false, &arena, &bound, &err), "%s: %s", line, err.what);
    return &bound.invocation.values;
}

static void bind_short(const char *line)
{
    struct error err = ERROR_INIT;
    ck_assert_msg(line_bind(line, true, &arena, &bound, &err), "%s: %s", line, err.what);
}

START_TEST(name_kind_subject_clause_options)
{
    const struct values *values = bind("train m3 = gbm churn90 on full, rfm  trees=200 scale=none");
    ck_assert_str_eq(values_text(values, "name"), "m3");
    ck_assert_str_eq(values_text(values, "kind"), "gbm");
    ck_assert_str_eq(values_text(values, "target"), "churn90");
    ck_assert_uint_eq(values_get(values, "on")->n_texts, 2);
    ck_assert_str_eq(values_get(values, "on")->texts[1], "rfm");
    ck_assert_uint_eq(values_get(values, "on")->columns[1], 33);
    ck_assert_double_eq(values_number(&bound.invocation.kind_values, "trees"), 200);
    ck_assert_str_eq(values_text(values, "scale"), "none");
}
END_TEST

START_TEST(spaces_round_the_equals_sign_do_not_matter)
{
    static const char *const lines[] = { "train m=logit t on a", "train m =logit t on a", "train m= logit t on a",
                                         "train m = logit t on a" };
    for (size_t i = 0; i < 4; i++) {
        const struct values *values = bind(lines[i]);
        ck_assert_str_eq(values_text(values, "name"), "m");
        ck_assert_str_eq(values_text(values, "kind"), "logit");
        ck_assert_str_eq(values_text(values, "target"), "t");
    }
}
END_TEST

START_TEST(a_definition_is_the_whole_rest)
{
    const struct values *values = bind("feature spend = sum(orders.amount where a = 1) over 30d,90d # note");
    const struct value *definition = values_get(values, "definition");
    ck_assert_str_eq(definition->text, "sum(orders.amount where a = 1) over 30d,90d");
    ck_assert_uint_eq(definition->column, 17);
    values = bind("target t = sum(orders.amount) within 90d gap=7d");
    ck_assert_str_eq(values_text(values, "definition"), "sum(orders.amount) within 90d gap=7d");
}
END_TEST

static const struct {
    const char *line, *where, *target;
    enum redirection_kind kind;
} filters[] = {
    { "show orders where amount > 500 and channel == \"app\" sort=-amount limit=20",
      "amount > 500 and channel == \"app\"", NULL, REDIRECT_NONE },
    { "show orders where amount > 500 > out.csv", "amount > 500", "out.csv", REDIRECT_WRITE },
    { "show orders where amount > 500 >> out", "amount > 500", "out", REDIRECT_APPEND },
    { "show orders where amount > other", "amount > other", NULL, REDIRECT_NONE },
    { "show orders where amount > 500 > ./out", "amount > 500", "./out", REDIRECT_WRITE },
    { "show orders where a > 1 | wc -l", "a > 1", "wc -l", REDIRECT_PIPE },
    { "show orders where a >5 limit=3", "a >5", NULL, REDIRECT_NONE },
    { "show orders where limit = 5", "limit = 5", NULL, REDIRECT_NONE },
    { "show orders where a == 1 and limit=5", "a == 1 and limit=5", NULL, REDIRECT_NONE },
    { "show orders where name == \"> x.csv\"", "name == \"> x.csv\"", NULL, REDIRECT_NONE },
    { "show orders limit=3 where a = 1 > x.md overwrite=yes", "a = 1", "x.md", REDIRECT_WRITE },
};

START_TEST(where_ends_where_it_should)
{
    const struct values *values = bind(filters[_i].line);
    ck_assert_str_eq(values_text(values, "where"), filters[_i].where);
    ck_assert_int_eq(bound.redirection.kind, filters[_i].kind);
    if (filters[_i].target)
        ck_assert_str_eq(bound.redirection.target, filters[_i].target);
    ck_assert_int_eq(bound.redirection.overwrite, strstr(filters[_i].line, "overwrite") != NULL);
}
END_TEST

START_TEST(lists_dates_ranges_defaults)
{
    const struct values *values = bind("split train=2024-01-01,2024-04-01 test=2024-07-01");
    ck_assert_uint_eq(values_get(values, "train")->n_texts, 2);
    ck_assert_str_eq(values_get(values, "train")->texts[1], "2024-04-01");
    ck_assert_uint_eq(values_get(values, "train")->columns[1], 24);
    ck_assert(!values_yes(values, "stratify"));
    ck_assert(!values_get(values, "stratify")->given);
    values = bind("silhouette s5 k=2..8");
    ck_assert_double_eq(values_get(values, "k")->number, 2);
    ck_assert_double_eq(values_get(values, "k")->last, 8);
    ck_assert_double_eq(values_number(values, "rows"), 10000);
}
END_TEST

START_TEST(verbs_and_clause_words_ignore_case_names_do_not)
{
    const struct values *values = bind("SHOW Orders WHERE a > 1");
    ck_assert_str_eq(values_text(values, "name"), "Orders");
    ck_assert_str_eq(bound.invocation.line, "show Orders where a > 1");
}
END_TEST

START_TEST(short_forms_become_whole_words)
{
    bind_short("tra m = gbm y on a b tree=50");
    ck_assert_str_eq(bound.invocation.line, "train m = gbm y on a b trees=50");
    bind_short("sho orders wh a > 1 lim=5");
    ck_assert_str_eq(bound.invocation.line, "show orders where a > 1 limit=5");
}
END_TEST

static const struct {
    const char *line;
    int code;
    const char *mend;
    size_t column;
} wrong[] = {
    { "tran m = gbm y", E_NO_COMMAND, "train", 1 },
    { "train m = gmb y on a", E_NO_KIND, "gbm", 11 },
    { "train m = kmeans y on a", E_NO_KIND, NULL, 11 },
    { "train m = gbm y on a treees=5", E_NO_OPTION, "trees=5", 22 },
    { "train m = gbm y on a tree=5", E_SHORT_FORM, "trees=5", 22 },
    { "sho orders", E_SHORT_FORM, "show", 1 },
    { "s orders x", E_AMBIGUOUS, NULL, 1 },
    { "show orders limit=0", E_BAD_VALUE, "limit=1", 13 },
    { "show orders limit=2 limit=3", E_SYNTAX, NULL, 21 },
    { "show orders where", E_MISSING_ARGUMENT, NULL, 18 },
    { "show orders over 30d", E_SYNTAX, NULL, 13 },
    { "train m = logit y on", E_MISSING_ARGUMENT, NULL, 21 },
    { "segment s = kmeans", E_MISSING_ARGUMENT, NULL, 19 },
    { "use a b", E_SYNTAX, NULL, 7 },
    { "show orders > a b", E_SYNTAX, NULL, 17 },
    { "show orders >", E_SYNTAX, NULL, 13 },
    { "show orders |", E_SYNTAX, NULL, 13 },
    { "train m = nothing y on a &", E_NO_KIND, NULL, 11 },
    { "asof 2024-02-30", E_BAD_VALUE, NULL, 6 },
    { "new_one = 3 x", E_NO_COMMAND, NULL, 1 },
    { "try", E_MISSING_ARGUMENT, NULL, 1 },
    { "feature 9x = 3", E_BAD_NAME, NULL, 9 },
};

START_TEST(what_is_wrong_has_code_place_and_mend)
{
    struct error err = ERROR_INIT;
    ck_assert_msg(!line_bind(wrong[_i].line, false, &arena, &bound, &err), "%s", wrong[_i].line);
    ck_assert_msg(err.code == wrong[_i].code, "%s: E%04d %s", wrong[_i].line, err.code, err.what);
    ck_assert_uint_eq(err.place.column, wrong[_i].column);
    if (wrong[_i].mend)
        ck_assert_str_eq(err.mend[0], wrong[_i].mend);
    ck_assert_msg(strchr(err.what, '!') == NULL && !(err.what[0] >= 'A' && err.what[0] <= 'Z'), "%s", err.what);
    ck_assert_uint_le(strlen(err.what), 72);
    error_release(&err);
}
END_TEST

START_TEST(a_word_alone_is_left_to_the_session)
{
    struct error err = ERROR_INIT;
    ck_assert(line_bind("m3@6", false, &arena, &bound, &err));
    ck_assert_str_eq(bound.name, "m3@6");
    ck_assert(line_bind("  # nothing", false, &arena, &bound, &err));
    ck_assert_ptr_null(bound.name);
    ck_assert_ptr_null(bound.invocation.command);
    ck_assert(line_bind("try m3", false, &arena, &bound, &err));
    ck_assert(bound.tries);
}
END_TEST

/* Lines made of the examples by cutting, doubling and exchanging bytes: bound or refused with a place in the line. */
START_TEST(mangled_lines_are_bound_or_refused)
{
    static const char noise[] = "\"'`()=,|>&#$\\ \t@.-*?!\xc3\xa4\xff";
    uint64_t state = 7;
    size_t n_bound = 0, n_refused = 0;
    for (int round = 0; round < 40; round++)
        for (const struct command *const *c = commands; *c; c++)
            for (const struct example *e = (*c)->examples; e && e->line; e++) {
                char line[512];
                struct error err = ERROR_INIT;
                size_t length = (size_t)snprintf(line, sizeof line - 8, "%s", e->line);
                for (int change = 0; change < 3; change++) {
                    state = hash_mix(state + 1);
                    size_t at = (size_t)(state >> 8) % length, how = state % 4;
                    if (how == 0)
                        line[at] = noise[(state >> 40) % (sizeof noise - 1)];
                    else if (how == 1)
                        memmove(line + at, line + at + 1, length-- - at);
                    else if (how == 2)
                        memmove(line + at + 1, line + at, ++length - at);
                    else
                        line[at] = (char)(line[at] ^ 0x20);
                    line[length] = '\0';
                    length = strlen(line) > 0 ? strlen(line) : 1;
                }
                bool ok = line_bind(line, round % 2 == 0, &arena, &bound, &err);
                n_bound += ok;
                n_refused += !ok;
                ck_assert_msg(ok || (err.what && err.code && err.place.column <= 600), "%s", line);
                error_release(&err);
                struct binding walk;
                struct words words;
                words_cut_typed(line, &arena, &words);
                binding_walk(&walk, &words, words.n, &arena);
                teardown();
            }
    ck_assert_uint_gt(n_bound, 100);
    ck_assert_uint_gt(n_refused, 100);
}
END_TEST

START_TEST(every_row_is_in_order)
{
    size_t n = 0;
    for (const struct command *const *c = commands; *c; c++, n++) {
        ck_assert_msg((*c)->summary && *(*c)->summary, "%s", (*c)->name);
        ck_assert_msg((*c)->run != NULL, "%s", (*c)->name);
        ck_assert_ptr_eq(command_find((*c)->name), *c);
        size_t n_examples = 0;
        for (const struct example *e = (*c)->examples; e && e->line; e++, n_examples++) {
            struct error err = ERROR_INIT;
            ck_assert_msg(line_bind(e->line, false, &arena, &bound, &err), "%s: %s", e->line, err.what);
        }
        ck_assert_msg(n_examples >= 2, "%s has %zu examples", (*c)->name, n_examples);
        for (const struct parameter *row = (*c)->parameters; row->name; row++)
            ck_assert_msg(row->summary && *row->summary, "%s %s", (*c)->name, row->name);
        char *see = copy_text((*c)->see_also ? (*c)->see_also : ""), *at = see;
        for (char *word = strsep(&at, " "); word; word = strsep(&at, " "))
            ck_assert_msg(!*word || command_find(word), "%s: see also %s", (*c)->name, word);
        free(see);
    }
    ck_assert_uint_ge(n, 40);
}
END_TEST

Suite *binder_suite(void)
{
    Suite *suite = suite_create("binder");
    TCase *tcase = tcase_create("lines");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, name_kind_subject_clause_options);
    tcase_add_test(tcase, spaces_round_the_equals_sign_do_not_matter);
    tcase_add_test(tcase, a_definition_is_the_whole_rest);
    tcase_add_loop_test(tcase, where_ends_where_it_should, 0, sizeof filters / sizeof *filters);
    tcase_add_test(tcase, lists_dates_ranges_defaults);
    tcase_add_test(tcase, verbs_and_clause_words_ignore_case_names_do_not);
    tcase_add_test(tcase, short_forms_become_whole_words);
    tcase_add_loop_test(tcase, what_is_wrong_has_code_place_and_mend, 0, sizeof wrong / sizeof *wrong);
    tcase_add_test(tcase, a_word_alone_is_left_to_the_session);
    tcase_add_test(tcase, mangled_lines_are_bound_or_refused);
    tcase_add_test(tcase, every_row_is_in_order);
    suite_add_tcase(suite, tcase);
    return suite;
}
