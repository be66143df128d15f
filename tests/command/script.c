/* Command files: bytes to statements. */
#include "command/language/script.h"

#include "fixture.h"

struct seen {
    size_t n;
    int codes[32];
    size_t lines[32];
};

static void keep(void *context, struct error *err)
{
    struct seen *seen = context;
    seen->codes[seen->n] = err->code;
    seen->lines[seen->n++] = err->place.line;
}

static bool parse(struct script *script, const char *bytes, size_t length, struct seen *seen)
{
    *seen = (struct seen){ 0 };
    return script_parse(script, "x.patron", bytes, length, keep, seen);
}

START_TEST(statements_comments_continuations)
{
    static const char text[] =
        "#!/usr/bin/env patron\n# about\nversion 1\n\nshow a \\\n  where b > 1 \\\n  limit=2\nhome\n";
    struct script script;
    struct seen seen;
    ck_assert(parse(&script, text, sizeof text - 1, &seen));
    const struct statement *s = script.first;
    ck_assert_int_eq(s->kind, STATEMENT_VERSION);
    s = s->next;
    ck_assert_str_eq(s->text, "show a    where b > 1    limit=2");
    ck_assert_uint_eq(s->n_pieces, 3);
    ck_assert_uint_eq(s->pieces[2].line, 6);
    ck_assert_str_eq(s->next->text, "home");
    ck_assert_ptr_null(s->next->next);
    script_release(&script);
}
END_TEST

START_TEST(blocks_make_a_tree)
{
    static const char text[] = "for k in 1..2\n  if failed\n    a\n  else\n    b\n    c\n  end\nend\nd\n";
    struct script script;
    struct seen seen;
    ck_assert(parse(&script, text, sizeof text - 1, &seen));
    const struct statement *loop = script.first, *condition = loop->body;
    ck_assert_int_eq(loop->kind, STATEMENT_FOR);
    ck_assert_int_eq(condition->kind, STATEMENT_IF);
    ck_assert_str_eq(condition->body->text, "    a");
    ck_assert_ptr_nonnull(condition->otherwise->next);
    ck_assert_str_eq(loop->next->text, "d");
    script_release(&script);
}
END_TEST

START_TEST(marks_and_other_line_ends_are_passed)
{
    static const char text[] = "\xEF\xBB\xBFversion 1\r\nhome\r\n";
    struct script script;
    struct seen seen;
    ck_assert(parse(&script, text, sizeof text - 1, &seen));
    ck_assert_int_eq(script.first->kind, STATEMENT_VERSION);
    ck_assert_str_eq(script.first->next->text, "home");
    script_release(&script);
}
END_TEST

static const struct {
    const char *bytes;
    size_t length;
    int code;
    size_t line;
} bad[] = {
    { "a\nfor k in 1..2\nb\n", 18, E_SYNTAX, 2 },
    { "a\nend\n", 6, E_SYNTAX, 2 },
    { "if failed\nelse\nelse\nend\n", 24, E_SYNTAX, 3 },
    { "a\nb\0c\n", 6, E_BAD_BYTES, 2 },
    { "a\n\nb \xe4\n", 7, E_BAD_BYTES, 3 },
    { "for k in 1..2\nelse\nend", 22, E_SYNTAX, 2 },
};

START_TEST(what_is_wrong_is_told_with_its_line)
{
    struct script script;
    struct seen seen;
    ck_assert(!parse(&script, bad[_i].bytes, bad[_i].length, &seen));
    ck_assert_uint_ge(seen.n, 1);
    ck_assert_int_eq(seen.codes[0], bad[_i].code);
    ck_assert_uint_eq(seen.lines[0], bad[_i].line);
    script_release(&script);
}
END_TEST

START_TEST(a_place_moves_to_the_physical_line)
{
    static const char text[] = "home\nshow a \\\n   limt=5\n";
    struct script script;
    struct seen seen;
    struct error err = ERROR_INIT;
    ck_assert(parse(&script, text, sizeof text - 1, &seen));
    const struct statement *s = script.first->next;
    const char *at = strstr(s->text, "limt");
    fail(&err, ERROR_SYNTAX, E_NO_OPTION, "no option");
    error_place(&err, NULL, NULL, 0, (size_t)(at - s->text) + 1, 4);
    script_place(&script, s, s->text, NULL, &err);
    ck_assert_str_eq(err.place.name, "x.patron");
    ck_assert_uint_eq(err.place.line, 3);
    ck_assert_uint_eq(err.place.column, 4);
    ck_assert_uint_eq(err.place.length, 4);
    ck_assert_str_eq(err.place.source, "   limt=5");
    error_release(&err);
    script_release(&script);
}
END_TEST

START_TEST(a_file_of_data_keeps_its_own_place)
{
    static const char text[] = "load a from b\n";
    struct script script;
    struct seen seen;
    struct error err = ERROR_INIT;
    ck_assert(parse(&script, text, sizeof text - 1, &seen));
    fail(&err, ERROR_DATA, E_BAD_TIME, "no time");
    error_place(&err, "b", NULL, 18204, 7, 0);
    script_place(&script, script.first, script.first->text, NULL, &err);
    ck_assert_str_eq(err.place.name, "b");
    ck_assert_uint_eq(err.place.line, 18204);
    error_release(&err);
    script_release(&script);
}
END_TEST

Suite *script_suite(void)
{
    Suite *suite = suite_create("script");
    TCase *tcase = tcase_create("statements");
    tcase_add_test(tcase, statements_comments_continuations);
    tcase_add_test(tcase, blocks_make_a_tree);
    tcase_add_test(tcase, marks_and_other_line_ends_are_passed);
    tcase_add_loop_test(tcase, what_is_wrong_is_told_with_its_line, 0, sizeof bad / sizeof *bad);
    tcase_add_test(tcase, a_place_moves_to_the_physical_line);
    tcase_add_test(tcase, a_file_of_data_keeps_its_own_place);
    suite_add_tcase(suite, tcase);
    return suite;
}
