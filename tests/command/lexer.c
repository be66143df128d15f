/* Words, their places, and what is no text. */
#include "command/language/lexer.h"

#include "fixture.h"

static struct arena arena;

static void setup(void)
{
    arena_init(&arena);
}

static void teardown(void)
{
    arena_release(&arena);
}

static struct words cut(const char *line)
{
    struct words words;
    struct error err = ERROR_INIT;
    ck_assert_msg(words_cut(line, &arena, &words, &err), "%s: %s", line, err.what);
    return words;
}

START_TEST(words_end_at_blanks_outside_of_quotes_and_brackets)
{
    struct words words = cut("show  sum(a, b where c == \"x y\") \"two words\" limit=20 # why");
    ck_assert_uint_eq(words.n, 4);
    ck_assert_str_eq(words.items[0].text, "show");
    ck_assert_str_eq(words.items[1].text, "sum(a, b where c == x y)");
    ck_assert_str_eq(words.items[2].text, "two words");
    ck_assert(words.items[2].quoted);
    ck_assert_str_eq(words.items[3].text, "limit=20");
    ck_assert_uint_eq(words.items[3].key, 5);
    ck_assert_uint_eq(words.end, words.items[3].end);
}
END_TEST

START_TEST(a_doubled_quote_stands_for_itself)
{
    struct words words = cut("note m \"say \"\"yes\"\"\" 'it''s'");
    ck_assert_uint_eq(words.n, 4);
    ck_assert_str_eq(words.items[2].text, "say \"yes\"");
    ck_assert_str_eq(words.items[3].text, "it's");
}
END_TEST

START_TEST(comparisons_are_no_options)
{
    struct words words = cut("a==1 b=2 =3 4=5 _c=");
    ck_assert_uint_eq(words.items[0].key, 0);
    ck_assert_uint_eq(words.items[1].key, 1);
    ck_assert_uint_eq(words.items[2].key, 0);
    ck_assert_uint_eq(words.items[3].key, 0);
    ck_assert_uint_eq(words.items[4].key, 2);
}
END_TEST

START_TEST(a_pipe_takes_the_rest_as_it_is)
{
    struct words words = cut("show x | cut -d'\"' -f1 # not ours  ");
    ck_assert_uint_eq(words.n, 3);
    ck_assert(words.items[2].shell);
    ck_assert_str_eq(words.items[2].text, " cut -d'\"' -f1 # not ours");
    words = cut("load a from b delimiter=|");
    ck_assert_uint_eq(words.n, 5);
    ck_assert_str_eq(words.items[4].text, "delimiter=|");
}
END_TEST

static const struct {
    const char *line;
    int code;
    size_t column;
} bad[] = { { "show \"x", E_SYNTAX, 6 },
            { "show sum(a", E_SYNTAX, 9 },
            { "show \xff", E_BAD_BYTES, 6 },
            { "show '\xc3\xa4' 'y", E_SYNTAX, 10 },
            { "a \xc3", E_BAD_BYTES, 3 } };

START_TEST(what_is_open_or_no_text_is_an_error_with_its_place)
{
    struct words words;
    struct error err = ERROR_INIT;
    ck_assert(!words_cut(bad[_i].line, &arena, &words, &err));
    ck_assert_int_eq(err.code, bad[_i].code);
    ck_assert_uint_eq(err.place.column, bad[_i].column);
    ck_assert_int_eq(err.kind, ERROR_SYNTAX);
    error_release(&err);
    words_cut_typed(bad[_i].line, &arena, &words); /* while it is typed, it is none */
    ck_assert_uint_ge(words.n, 1);
}
END_TEST

START_TEST(a_line_that_is_too_long_is_refused)
{
    struct text line = TEXT_EMPTY;
    struct words words;
    struct error err = ERROR_INIT;
    text_add_repeat(&line, "x", LINE_BYTES);
    ck_assert(words_cut(text_string(&line), &arena, &words, &err));
    text_add(&line, "y");
    ck_assert(!words_cut(text_string(&line), &arena, &words, &err));
    ck_assert_int_eq(err.code, E_BAD_BYTES);
    error_release(&err);
    text_release(&line);
}
END_TEST

START_TEST(columns_count_what_a_terminal_shows)
{
    const char *line = "a\xc3\xa4\xe4\xb8\xad"
                       "b"; /* one, one, two columns wide */
    ck_assert_uint_eq(line_column(line, 0), 1);
    ck_assert_uint_eq(line_column(line, 3), 3);
    ck_assert_uint_eq(line_column(line, 6), 5);
    ck_assert_uint_eq(line_byte(line, 3), 3);
    ck_assert_uint_eq(line_byte(line, 5), 6);
    ck_assert_uint_eq(line_byte(line, 99), 7);
}
END_TEST

START_TEST(a_quoted_word_reads_back)
{
    static const char *const texts[] = { "plain", "two words", "say \"x\"", "", "a(b", "#no", "it's", "k=v" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char *quoted = word_quote(texts[i]);
        struct words words = cut(quoted);
        ck_assert_uint_eq(words.n, 1);
        ck_assert_str_eq(words.items[0].text, texts[i]);
        free(quoted);
    }
    char *plain = word_quote("data/orders.csv");
    ck_assert_str_eq(plain, "data/orders.csv");
    free(plain);
}
END_TEST

Suite *lexer_suite(void)
{
    Suite *suite = suite_create("lexer");
    TCase *tcase = tcase_create("words");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, words_end_at_blanks_outside_of_quotes_and_brackets);
    tcase_add_test(tcase, a_doubled_quote_stands_for_itself);
    tcase_add_test(tcase, comparisons_are_no_options);
    tcase_add_test(tcase, a_pipe_takes_the_rest_as_it_is);
    tcase_add_loop_test(tcase, what_is_open_or_no_text_is_an_error_with_its_place, 0, sizeof bad / sizeof *bad);
    tcase_add_test(tcase, a_line_that_is_too_long_is_refused);
    tcase_add_test(tcase, columns_count_what_a_terminal_shows);
    tcase_add_test(tcase, a_quoted_word_reads_back);
    suite_add_tcase(suite, tcase);
    return suite;
}
