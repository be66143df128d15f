/* Command files in their canonical form. */
#include "command/language/canonical.h"

#include "fixture.h"

static void note(void *context, struct error *err)
{
    *(int *)context = err->code;
}

/* FROM must become TO, and TO stay as it is. */
static void check_form(const char *from, const char *to)
{
    struct text out = TEXT_EMPTY, again = TEXT_EMPTY;
    int code = 0;
    ck_assert(script_canonical("x.patron", from, strlen(from), &out, note, &code));
    ck_assert_str_eq(text_string(&out), to);
    ck_assert(script_canonical("x.patron", text_string(&out), out.length, &again, note, &code));
    ck_assert_str_eq(text_string(&again), to);
    text_release(&out);
    text_release(&again);
}

START_TEST(blanks_words_and_order)
{
    static const char *const cases[][2] = {
        { "", "" },
        { "home", "home\n" },
        { "\t show   orders\tlimit=5  \r\n", "show orders limit=5\n" },
        { "SHOW orders WHERE amount > 1", "show orders where amount > 1\n" },
        { "show orders sort=-amount limit=5 where amount  >  5",
          "show orders where amount > 5 sort=-amount limit=5\n" },
        { "train m=gbm churn90 leaves=15 on full trees=200", "train m = gbm churn90 on full trees=200 leaves=15\n" },
        { "try  show orders   where a > 1   >x.csv", "try show orders where a > 1 > x.csv\n" },
        { "show orders   |cut  -f1", "show orders | cut  -f1\n" },
        { "print \"a   b\"   c", "print \"a   b\" c\n" },
        { "for  k  in 3..8\nprint $k\nend", "for k in 3..8\n  print $k\nend\n" },
        { "if failed\nif failed\nhome\nelse\nhome\nend\nend",
          "if failed\n  if failed\n    home\n  else\n    home\n  end\nend\n" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_form(cases[i][0], cases[i][1]);
}
END_TEST

START_TEST(comments_and_empty_lines_stay)
{
    check_form("#!/usr/bin/env -S patron -f\n\n   # about\nhome # why\n\n\nshow orders limit=5 # and this\n",
               "#!/usr/bin/env -S patron -f\n\n# about\nhome  # why\n\n\nshow orders limit=5  # and this\n");
    check_form("home # a\nshow orders # b\n", "home         # a\nshow orders  # b\n");
}
END_TEST

START_TEST(breaks_stay_at_their_words)
{
    check_form("show orders \\\nwhere amount > 5 \\\n  sort=-amount\nhome\n",
               "show orders \\\n    where amount > 5 \\\n    sort=-amount\nhome\n");
    check_form("train m = gbm churn90 on full \\\n  leaves=15 trees=200\n",
               "train m = gbm churn90 on full trees=200 \\\n    leaves=15\n");
    check_form("feature a = mean(orders.amount \\\n where x == \"a  b\")\n",
               "feature a = mean(orders.amount \\\n    where x == \"a  b\")\n");
}
END_TEST

START_TEST(definitions_are_aligned)
{
    check_form("feature a=count(orders)\nfeature long = sum(orders.amount)\nfeatures x = a long\n",
               "feature a    = count(orders)\nfeature long = sum(orders.amount)\nfeatures x = a long\n");
    /* an empty line ends the run; a name that is much longer than the rest aligns nothing */
    check_form("feature a  = count(orders)\n\nfeature long = sum(orders.amount)\n",
               "feature a = count(orders)\n\nfeature long = sum(orders.amount)\n");
    check_form("feature a  = count(orders)\nfeature a_name_of_many_letters = count(orders)\n",
               "feature a = count(orders)\nfeature a_name_of_many_letters = count(orders)\n");
}
END_TEST

START_TEST(what_is_not_certain_stays)
{
    check_form("show orders limit=5   where $what\n", "show orders limit=5 where $what\n"); /* may be several words */
    check_form("shwo orders limit=5   where x\n", "shwo orders limit=5 where x\n");
    check_form("print  a\\\\\n\n", "print  a\\\\\n\n"); /* a word that ends in a backslash */
    check_form("print (a   b)  c\n", "print (a   b) c\n");
    check_form("sql SELECT 'a  b'   FROM t\n", "sql SELECT 'a  b' FROM t\n");
}
END_TEST

START_TEST(what_cannot_be_read_is_told)
{
    struct text out = TEXT_EMPTY;
    int code = 0;
    ck_assert(!script_canonical("x.patron", "print \"a\n", 9, &out, note, &code));
    ck_assert_int_eq(code, E_SYNTAX);
    ck_assert(!script_canonical("x.patron", "if failed\nhome\n", 15, &out, note, &code));
    ck_assert_uint_eq(out.length, 0);
    text_release(&out);
}
END_TEST

Suite *canonical_suite(void)
{
    Suite *suite = suite_create("canonical");
    TCase *cases = tcase_create("canonical");
    tcase_add_test(cases, blanks_words_and_order);
    tcase_add_test(cases, comments_and_empty_lines_stay);
    tcase_add_test(cases, breaks_stay_at_their_words);
    tcase_add_test(cases, definitions_are_aligned);
    tcase_add_test(cases, what_is_not_certain_stays);
    tcase_add_test(cases, what_cannot_be_read_is_told);
    suite_add_tcase(suite, cases);
    return suite;
}
