/* Rows that are nearly equal, against a twin that compares every row with every row, and by hand. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/random.h"
#include "patron/base/text.h"
#include "patron/source/clean.h"
#include "patron/table/builder.h"
#include "source/letters.h"
#include "support.h"

static struct table *texts(const char *const (*rows)[2], size_t n)
{
    struct error err = ERROR_INIT;
    struct builder *builder = builder_new("t");
    builder_add_column(builder, "a", TYPE_TEXT);
    builder_add_column(builder, "b", TYPE_TEXT);
    for (size_t i = 0; i < n; i++) {
        for (size_t c = 0; c < 2; c++)
            if (rows[i][c])
                builder_set_text(builder, c, rows[i][c], strlen(rows[i][c]));
        builder_end_row(builder);
    }
    struct table *table = builder_finish(builder, &err);
    ck_assert_ptr_nonnull(table);
    return table;
}

START_TEST(spelling_is_folded)
{
    static const struct {
        const char *text, *folded;
        unsigned ignored;
    } cases[] = {
        { "  Jos\xc3\xa9 O'Brien-\xc3\x9c"
          "ber ",
          "joseobrienuber", 0 },
        { "Stra\xc3\x9f"
          "e 5",
          "strasse5", 0 },
        { "e\xcc\x81"
          "a",
          "ea", 0 },                                          /* an accent of its own */
        { "\xef\xbc\xa1\xef\xbd\x82\xef\xbc\x91", "ab1", 0 }, /* wide forms */
        { "\xef\xac\x81nd", "find", 0 },                      /* fi in one */
        { "\xce\x86\xce\xbd\xce\xbd\xce\xb1\xcf\x82", "\xce\xb1\xce\xbd\xce\xbd\xce\xb1\xcf\x83", 0 },
        { "\xe6\x9d\x8e", "\xe6\x9d\x8e", 0 },
        { "An.N+Shop@X.org", "an.n+shop@x.org", 0 },
        { "An.N+Shop@X.org", "an.n@x.org", FOLD_TAGS },
        { "An.N+Shop@X.org", "ann@x.org", FOLD_TAGS | FOLD_DOTS },
        { "+49 (30) 123-456", "4930123456", 0 },
        { "0049 30 123456", "4930123456", 0 },
        { "12.50", "1250", 0 },
        { "...", "", 0 },
    };
    struct text text = TEXT_EMPTY;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        text_fold(cases[i].text, strlen(cases[i].text), cases[i].ignored, &text);
        ck_assert_str_eq(text_string(&text), cases[i].folded);
    }
    text_release(&text);
}
END_TEST

START_TEST(rows_by_hand)
{
    static const char *const rows[][2] = {
        { "Anna Meyer", "1" }, { "anna meyer", "1" },   { "ANNA MEIER", "1" }, { "Anna Meyer", "2" },
        { "Anna Meyer", "1" }, { "Ana Meyer", "1" },    { "Aan Meyer", "1" },  { NULL, "1" },
        { NULL, "1" },         { "Annna Meyerr", "1" }, { "Lee", "1" },        { "Leo", "1" },
        { "Anna Meyre", "2" }, { "x1y2", "1" },         { "x1y3", "1" },
    };
    static const uint8_t kinds[] = { NEAR_NONE,   NEAR_FORM, NEAR_LETTER, NEAR_NONE, NEAR_EQUAL,
                                     NEAR_LETTER, NEAR_NONE, NEAR_NONE,   NEAR_NONE, NEAR_NONE,
                                     NEAR_NONE,   NEAR_NONE, NEAR_LETTER, NEAR_NONE, NEAR_NONE };
    enum { N = sizeof rows / sizeof *rows };
    struct error err = ERROR_INIT;
    struct table *table = texts(rows, N);
    const struct column *columns[] = { &table->columns[0], &table->columns[1] };
    struct near near;
    ck_assert(near_find(columns, 2, N, 0, &near, &err));
    for (size_t i = 0; i < N; i++) {
        ck_assert_msg(near.kind[i] == kinds[i], "row %zu is %d", i, near.kind[i]);
        size_t first = kinds[i] == NEAR_NONE ? i : strcmp(rows[i][1], "2") == 0 ? 3 : 0;
        ck_assert_uint_eq(near.first[i], first);
    }
    ck_assert_uint_eq(near.n[NEAR_EQUAL], 1);
    ck_assert_uint_eq(near.n[NEAR_FORM], 1);
    ck_assert_uint_eq(near.n[NEAR_LETTER], 3);
    near_release(&near);
    table_release(table);
}
END_TEST

/* ---- The twin: all pairs, and the distance by its recurrence ---- */

static bool within_one(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b), d[16][16];
    if ((n > m ? n : m) < 4 || (n < m ? n : m) < 3)
        return false;
    for (size_t i = 0; i <= n; i++)
        for (size_t j = 0; j <= m; j++) {
            if (i == 0 || j == 0) {
                d[i][j] = i + j;
                continue;
            }
            size_t best = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            best = d[i - 1][j] + 1 < best ? d[i - 1][j] + 1 : best;
            best = d[i][j - 1] + 1 < best ? d[i][j - 1] + 1 : best;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && d[i - 2][j - 2] + 1 < best)
                best = d[i - 2][j - 2] + 1;
            d[i][j] = best;
        }
    return d[n][m] <= 1;
}

enum { TWIN_ROWS = 400 };

static size_t twin_first(char (*a)[12], char (*b)[12], const size_t *first, size_t row)
{
    for (size_t i = 0; i < row; i++) {
        bool leader = first[i] == i, same_a = strcmp(a[i], a[row]) == 0, same_b = strcmp(b[i], b[row]) == 0;
        if (leader &&
            ((same_a && same_b) || (same_b && within_one(a[i], a[row])) || (same_a && within_one(b[i], b[row]))))
            return i;
    }
    return row;
}

static void random_word(struct random *random, char out[12])
{
    size_t n = 2 + random_below(random, 4);
    for (size_t i = 0; i < n; i++)
        out[i] = (char)('a' + random_below(random, 2));
    out[n] = '\0';
}

START_TEST(finds_what_all_pairs_find)
{
    static char a[TWIN_ROWS][12], b[TWIN_ROWS][12];
    static const char *rows[TWIN_ROWS][2];
    size_t first[TWIN_ROWS], n_near = 0;
    struct error err = ERROR_INIT;
    struct random random;
    random = random_stream(7, (uint64_t)_i);
    for (size_t i = 0; i < TWIN_ROWS; i++) {
        random_word(&random, a[i]);
        random_word(&random, b[i]);
        rows[i][0] = a[i];
        rows[i][1] = b[i];
    }
    struct table *table = texts((const char *const(*)[2])rows, TWIN_ROWS);
    const struct column *columns[] = { &table->columns[0], &table->columns[1] };
    struct near near;
    ck_assert(near_find(columns, 2, TWIN_ROWS, 0, &near, &err));
    for (size_t i = 0; i < TWIN_ROWS; i++) {
        first[i] = twin_first(a, b, first, i);
        n_near += first[i] != i;
        ck_assert_msg(near.first[i] == first[i], "row %zu (%s %s) is near %u, not %zu", i, a[i], b[i], near.first[i],
                      first[i]);
    }
    ck_assert_uint_gt(n_near, TWIN_ROWS / 10);
    ck_assert_uint_lt(n_near, TWIN_ROWS * 9 / 10);
    near_release(&near);
    table_release(table);
}
END_TEST

TCase *near_tests(void)
{
    TCase *tests = tcase_create("near");
    tcase_add_test(tests, spelling_is_folded);
    tcase_add_test(tests, rows_by_hand);
    tcase_add_loop_test(tests, finds_what_all_pairs_find, 0, 20);
    return tests;
}
