#include "patron/base/text.h"
#include "support.h"

/* PATTERN in the scratch folder, written out: names without the folder, with blanks between. */
static const char *expanded(const char *pattern)
{
    static char told[512];
    char **paths, whole[300];
    struct error err = ERROR_INIT;
    struct text text = TEXT_EMPTY;
    snprintf(whole, sizeof whole, "%s", scratch(pattern));
    if (!source_expand(whole, &paths, &err)) {
        snprintf(told, sizeof told, "E%d", err.code);
        error_release(&err);
        return told;
    }
    size_t folder = strlen(scratch(""));
    for (char **path = paths; *path; path++)
        text_add_format(&text, "%s%s", path == paths ? "" : " ", *path + folder);
    snprintf(told, sizeof told, "%s", text_string(&text));
    text_release(&text);
    source_paths_free(paths);
    return told;
}

START_TEST(patterns)
{
    static const char *const two[] = {
        "b.csv", "x\n1\n", "in/a.csv", "x\n2\n", "__MACOSX/._a.csv", "?", "in/.DS", "?"
    };
    static const char *const one[] = { "in/only.csv", "x\n1\n", "__MACOSX/in/._only.csv", "?" };
    scratch_text("p-2.csv", "x\n1\n");
    scratch_text("p-1.csv", "x\n1\n");
    scratch_text("p-[1].csv", "x\n1\n");
    make_zip("two.zip", two, 4);
    make_tar("two.tar.gz", two, 2);
    make_zip("one.zip", one, 2);
    make_workbook("book.zip", "");
    static const struct {
        const char *pattern, *paths;
    } cases[] = { { "p-?.csv", "p-1.csv p-2.csv" },
                  { "p-[1].csv", "p-[1].csv" },
                  { "p-[12].csv", "p-1.csv p-2.csv" },
                  { "none.csv", "none.csv" }, /* whoever opens it tells */
                  { "none-*.csv", "E601" },
                  { "one.zip", "one.zip:in/only.csv" },
                  { "book.zip", "book.zip" },
                  { "two.zip", "E601" },
                  { "two.zip:*.csv", "two.zip:b.csv two.zip:in/a.csv" },
                  { "two.zip:a.csv", "two.zip:in/a.csv" },
                  { "two.zip:in/*", "two.zip:in/a.csv" },
                  { "two.zip:c*", "E601" },
                  { "t?o.zip:b.csv", "two.zip:b.csv" },
                  { "none.zip:b.csv", "E601" } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_msg(strcmp(expanded(cases[i].pattern), cases[i].paths) == 0, "%s: %s", cases[i].pattern,
                      expanded(cases[i].pattern));
}
END_TEST

START_TEST(refused_members)
{
    static const char *const two[] = { "orders.csv", "x\n1\n", "in/visits.csv", "x\n2\n" };
    char path[300];
    char **paths;
    struct error err = ERROR_INIT;
    snprintf(path, sizeof path, "%s:ordres.csv", make_zip("two.zip", two, 2));
    ck_assert(!source_expand(path, &paths, &err));
    ck_assert_ptr_nonnull(strstr(err.reason, "'orders.csv', 'in/visits.csv'"));
    ck_assert_msg(strstr(err.mend[0], "two.zip:orders.csv\"") != NULL, "%s", err.mend[0]);
    error_release(&err);
    snprintf(path, sizeof path, "%s:a", scratch_text("bad.zip", "no archive"));
    ck_assert(!source_expand(path, &paths, &err));
    ck_assert_int_eq(err.code, E_CORRUPT);
    error_release(&err);
}
END_TEST

TCase *paths_tests(void)
{
    TCase *tests = tcase_create("paths");
    tcase_add_test(tests, patterns);
    tcase_add_test(tests, refused_members);
    return tests;
}
