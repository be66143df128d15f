/* Completion by the grammar. */
#include "patron/command/command.h"

#include "fixture.h"
#include "patron/learn/model_kind.h"

static struct session *session;

static void setup(void)
{
    session = shop_open(NULL);
    session_set_mode(session, SESSION_PROMPT);
}

static void teardown(void)
{
    shop_close(session, NULL);
}

/* Whether LINE, completed at its end, offers TEXT for the word that begins at START. */
static bool offers(const char *line, size_t start, const char *text)
{
    struct completions found;
    bool there = false;
    ck_assert(session_complete(session, line, strlen(line), &found));
    for (size_t i = 0; i < found.n; i++)
        there |= strcmp(found.texts[i], text) == 0;
    ck_assert_msg(!there || found.start == start, "%s: begins at %zu", line, found.start);
    if (found.n == 0)
        ck_assert_ptr_nonnull(found.why);
    completions_free(&found);
    return there;
}

static const struct {
    const char *line;
    size_t start;
    const char *offered;
    bool wanted;
} cases[] = {
    { "", 0, "train", true },
    { "sh", 0, "show", true },
    { "sh", 0, "train", false },
    { "or", 0, "orders", true },
    { "try sh", 4, "show", true },
    { "show ", 5, "orders", true },
    { "show ", 5, "models", true },
    { "show orders ", 12, "where", true },
    { "show orders ", 12, "limit=", true },
    { "show orders limit=3 ", 20, "limit=", false },
    { "show orders where ", 18, "amount", true },
    { "check orders ", 13, "amount", true },
    { "check orders amount req", 20, "required", true },
    { "check orders amount req", 20, "unique", false },
    { "check orders fr", 13, "fresh", true },
    { "check orders amount > 0 sev", 24, "severity=", true },
    { "clean orders dr", 13, "drop", true },
    { "clean orders set x = amo", 21, "amount", true },
    { "show orders where am", 18, "amount", true },
    { "show orders where am", 18, "customer_id", false },
    { "show orders where amount > 3 and ch", 33, "channel", true },
    { "show orders where amount > 3 li", 29, "limit=", true },
    { "show orders where channel == ", 29, "\"app\"", true },
    { "show orders where channel == \"w", 29, "\"web\"", true },
    { "show orders where channel == \"w", 29, "\"app\"", false },
    { "show orders sort=", 17, "amount", true },
    { "show orders sort=-am", 17, "-amount", true },
    { "show orders sort=amount,ch", 24, "channel", true },
    { "show orders > cu", 14, "customers.csv", true },
    { "describe cus", 9, "customers", true },
    { "feature x = su", 12, "sum(", true },
    { "feature x = sum(orders.am", 16, "orders.amount", true },
    { "feature x = sum(ord", 16, "orders", true },
    { "feature x = count(orders) ov", 26, "over", true },
    { "features f = rec", 13, "recency", true },
    { "train m = ", 10, "logit", true },
    { "train m = ", 10, "kmeans", false },
    { "train m = gbm ", 14, "churn", true },
    { "train m = gbm churn on ", 23, "both", true },
    { "train m = gbm churn on both tr", 28, "trees=", true },
    { "train m = gbm churn on both l2", 28, "l2=", true },
    { "train m=gbm churn on both tr", 26, "trees=", true },
    { "segment s = ", 12, "kmeans", true },
    { "segment s = kmeans on both scale=", 33, "zscore", true },
    { "load x from or", 12, "orders.csv", true },
    { "load x from orders.csv bad=", 27, "missing", true },
    { "load x from orders.csv of=", 26, "customers", true },
    { "set draw=", 9, "braille", true },
    { "help tr", 5, "train", true },
    { "help ec", 5, "ece", true },
    { "drift both against=", 19, "train", true },
    { "run rf", 4, "rfm", true },
    { "run or", 4, "orders.csv", true },
    { "customer C0", 9, "C07", true },
    { "target ", 7, "churn", true },
    { "quit ", 5, "0", true },
    { "zzz ", 4, "x", false },
    { "show where amount xyzxyz", 18, "x", false },
};

START_TEST(by_place)
{
    ck_assert_msg(offers(cases[_i].line, cases[_i].start, cases[_i].offered) == cases[_i].wanted, "'%s' %s '%s'",
                  cases[_i].line, cases[_i].wanted ? "should offer" : "should not offer", cases[_i].offered);
}
END_TEST

START_TEST(at_the_cursor_and_not_at_the_end)
{
    struct completions found;
    ck_assert(session_complete(session, "show ord limit=3", 8, &found));
    ck_assert_uint_eq(found.start, 5);
    ck_assert_uint_eq(found.n, 1);
    ck_assert_str_eq(found.texts[0], "orders");
    completions_free(&found);
}
END_TEST

/* Words that bring the grammar of each command to where its options stand. */
static char *before_options(const struct command *command, const char *kind)
{
    struct text line = TEXT_EMPTY;
    text_add_format(&line, "%s ", command->name);
    for (const struct parameter *row = command->parameters; row->name; row++) {
        if (row->form == FORM_NAME && (row->required || kind))
            text_add(&line, "x = ");
        else if (row->form == FORM_KIND && kind)
            text_add_format(&line, "%s ", kind);
        else if (row->form == FORM_SUBJECT && row->required && row->type != PARAMETER_EXPRESSION)
            text_add_format(&line, "%s ", row->choices ? row->choices[0] : "x");
        else if (row->form == FORM_SUBJECT && row->required)
            text_add(&line, "rows(x) > 1 ");
        else if (row->form == FORM_CLAUSE && row->required)
            text_add_format(&line, "%s x ", row->name);
    }
    return text_take(&line);
}

START_TEST(every_option_of_every_command_is_offered)
{
    size_t n = 0;
    for (const struct command *const *c = commands; *c; c++) {
        char *line = before_options(*c, NULL);
        for (const struct parameter *row = (*c)->parameters; row->name; row++) {
            char option[64];
            bool has_kind = false;
            for (const struct parameter *other = (*c)->parameters; other->name; other++)
                has_kind |= other->form == FORM_KIND;
            if (row->form != FORM_OPTION || has_kind)
                continue;
            snprintf(option, sizeof option, "%s=", row->name);
            ck_assert_msg(offers(line, strlen(line), option), "'%s' does not offer %s", line, option);
            n++;
        }
        free(line);
    }
    ck_assert_uint_ge(n, 50);
}
END_TEST

START_TEST(every_option_of_every_kind_is_offered)
{
    for (const struct model_kind *const *kind = model_kinds; *kind; kind++) {
        bool groups = model_kind_makes_segments(*kind);
        struct text line = TEXT_EMPTY;
        text_add_format(&line, groups ? "segment x = %s on both " : "train x = %s churn on both ", (*kind)->name);
        for (const struct parameter *row = (*kind)->parameters; row->name; row++) {
            char option[64];
            snprintf(option, sizeof option, "%s=", row->name);
            ck_assert_msg(offers(text_string(&line), line.length, option), "'%s' does not offer %s", text_string(&line),
                          option);
        }
        text_release(&line);
    }
}
END_TEST

START_TEST(hints_say_what_comes)
{
    char *hint = session_hint(session, "show orders limit=", 18);
    ck_assert_ptr_nonnull(strstr(hint, "limit=N"));
    free(hint);
    hint = session_hint(session, "train ", 6);
    ck_assert_ptr_nonnull(strstr(hint, "NAME = KIND"));
    free(hint);
    hint = session_hint(session, "load x from ", 12);
    ck_assert_ptr_nonnull(strstr(hint, "from FILE"));
    free(hint);
    ck_assert_ptr_null(session_hint(session, "zzz ", 4));
}
END_TEST

START_TEST(any_bytes_can_be_completed)
{
    static const char *const lines[] = { "show \"",
                                         "show orders where (",
                                         "| x",
                                         "> ",
                                         ">",
                                         "try",
                                         "train = = =",
                                         "show \xff",
                                         "feature x = sum(",
                                         "clean orders set a = ",
                                         "x=",
                                         "load x from y as=",
                                         "&",
                                         "#" };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        for (size_t at = 0; at <= strlen(lines[i]); at++) {
            struct completions found;
            ck_assert(session_complete(session, lines[i], at, &found));
            ck_assert_uint_le(found.start, at);
            completions_free(&found);
            free(session_hint(session, lines[i], at));
        }
}
END_TEST

Suite *complete_suite(void)
{
    Suite *suite = suite_create("complete");
    TCase *tcase = tcase_create("grammar");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, by_place, 0, sizeof cases / sizeof *cases);
    tcase_add_test(tcase, at_the_cursor_and_not_at_the_end);
    tcase_add_test(tcase, every_option_of_every_command_is_offered);
    tcase_add_test(tcase, every_option_of_every_kind_is_offered);
    tcase_add_test(tcase, hints_say_what_comes);
    tcase_add_test(tcase, any_bytes_can_be_completed);
    suite_add_tcase(suite, tcase);
    return suite;
}
