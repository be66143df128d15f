#include "source/intake.h"

#include "patron/base/text.h"
#include "patron/base/work.h"
#include "support.h"

static bool same_table(const struct table *a, const struct table *b)
{
    if (a->n_rows != b->n_rows || a->n_columns != b->n_columns)
        return false;
    for (size_t j = 0; j < a->n_columns; j++) {
        const struct column *x = &a->columns[j], *y = &b->columns[j];
        if (x->type != y->type || memcmp(column_values(x), column_values(y), a->n_rows * type_size(x->type)) != 0)
            return false;
        if (x->type == TYPE_TEXT &&
            (x->dictionary->n != y->dictionary->n ||
             memcmp(x->dictionary->bytes, y->dictionary->bytes, x->dictionary->offsets[x->dictionary->n]) != 0))
            return false;
    }
    return true;
}

/* Rows with every trap: quoted delimiters, quotes and line ends, ragged rows, stray quotes, blank lines; a column that
   becomes text late, one that becomes real late, dates that are settled late. */
static char *trap_text(int n)
{
    struct text text = TEXT_EMPTY;
    text_add(&text, "id,code,amount,date,note\r\n");
    uint64_t state = 7;
    for (int i = 0; i < n; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        unsigned draw = (unsigned)(state >> 33);
        text_add_format(&text, "%d,", i);
        text_add_format(&text, i == n - 3 ? "X%u," : "%u,", draw % 1000);
        text_add_format(&text, i > n / 2 && draw % 5 == 0 ? "%u.25," : "%u,", draw % 77);
        text_add_format(&text, "%02u/%02u/2024,", 1 + draw % 12, i == n - 5 ? 25 : 1 + draw % 11);
        switch (draw % 11) {
        case 0:
            text_add(&text, "\"a\n1,2,3,04/05/2024,\"\"b\"\"\nc\"");
            break;
        case 1:
            text_add(&text, "5\" disk");
            break;
        case 2:
            text_add(&text, "too,many");
            break;
        case 3:
            text_add(&text, "\"x\" y");
            break;
        case 4:
            text_add(&text, "\"p\"  \n  ");
            break;
        case 5:
            text_add(&text, "\"\n\n\n9,9,9,01/01/2024,\n\"");
            break;
        default:
            text_add_format(&text, "n%u", draw % 13);
        }
        text_add(&text, i % 3 ? "\n" : "\r\n");
    }
    return text_take(&text);
}

static struct source_result read_blocks(const char *path, uint64_t block, size_t threads)
{
    struct work *work = threads ? work_new(threads) : NULL;
    struct source_result result;
    struct error err = ERROR_INIT;
    ck_assert_msg(source_read_in_blocks("t", &path, 1, NULL, block, work, &result, &err), "%s", err.what);
    if (work)
        work_free(work);
    return result;
}

/* The table, its dictionaries and the quarantine are those of one reader from top to bottom, whatever the blocks, and
   whatever the number of threads. */
START_TEST(blocks_do_not_show)
{
    char *text = trap_text(1500);
    const char *path = scratch_text("traps.csv", text);
    struct source_result whole = read_blocks(path, UINT64_C(1) << 40, 0);
    ck_assert_int_eq(type_of(whole.table, "code"), TYPE_TEXT);
    ck_assert_int_eq(type_of(whole.table, "amount"), TYPE_REAL);
    ck_assert_int_eq(type_of(whole.table, "date"), TYPE_TIME);
    ck_assert_uint_gt(whole.quarantine->n_rows, 200);
    static const uint64_t blocks[] = { 1, 7, 64, 333, 1000, 4096, 20000 };
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        for (size_t threads = 0; threads <= 4; threads += 4) {
            struct source_result parts = read_blocks(path, blocks[i], threads);
            ck_assert_msg(same_table(whole.table, parts.table), "blocks of %zu", (size_t)blocks[i]);
            ck_assert_msg(same_table(whole.quarantine, parts.quarantine), "blocks of %zu", (size_t)blocks[i]);
            ck_assert_msg(same_table(whole.columns, parts.columns), "blocks of %zu", (size_t)blocks[i]);
            source_result_release(&parts);
        }
    source_result_release(&whole);
    free(text);
}
END_TEST

START_TEST(declared_columns)
{
    static const struct source_column columns[] = {
        { .name = "CustomerID", .as = "customer", .typed = true, .type = TYPE_INT },
        { .name = "Code", .typed = true, .type = TYPE_TEXT },
        { .name = "Junk", .skip = true },
        { .name = "When", .typed = true, .type = TYPE_TIME, .time_spelling = "MM/DD/YYYY" },
        { .name = "Flag", .typed = true, .type = TYPE_BOOL },
    };
    struct source_options options = { .columns = columns, .n_columns = 5 };
    struct source_result result =
        read_text("d.csv", "CustomerID,Code,Junk,When,Flag,More\n12346.0,007,x,03/04/2024,1,a\n,8,y,,0,b\n", &options);
    const struct table *t = result.table;
    ck_assert_uint_eq(t->n_columns, 5);
    ck_assert_int_eq(column_ints(table_column(t, "customer"))[0], 12346);
    assert_shown(t, "customer", 1, "");
    assert_shown(t, "Code", 1, "8");
    assert_shown(t, "When", 0, "2024-03-04");
    assert_shown(t, "Flag", 1, "false");
    assert_shown(t, "More", 1, "b");
    source_result_release(&result);
    options.only_declared = true;
    result = read_text("d.csv", "CustomerID,Code,Junk,When,Flag,More\n12346.0,007,x,03/04/2024,1,a\n", &options);
    ck_assert_uint_eq(result.table->n_columns, 4);
    source_result_release(&result);
}
END_TEST

START_TEST(declarations_that_do_not_fit)
{
    static const struct source_column unknown[] = { { .name = "CustomerId" } };
    struct source_options options = { .columns = unknown, .n_columns = 1 };
    struct error err = refuse_text("d.csv", "CustomerID,b\n1,2\n", &options, E_NO_COLUMN);
    ck_assert_str_eq(err.mend[0], "CustomerID");
    error_release(&err);
    static const struct source_column spelling[] = {
        { .name = "b", .typed = true, .type = TYPE_TIME, .time_spelling = "MM/DD/YYY" }
    };
    options.columns = spelling;
    err = refuse_text("d.csv", "a,b\n1,2\n", &options, E_BAD_VALUE);
    ck_assert_str_eq(err.mend[0], "MM/DD/YYYY");
    error_release(&err);
    static const struct source_column positions[] = { { .as = "x" }, { .as = "y" }, { .as = "z" } };
    options = (struct source_options){ .columns = positions, .n_columns = 3, .no_header = true };
    err = refuse_text("d.csv", "1,2\n", &options, E_NO_COLUMN);
    error_release(&err);
}
END_TEST

START_TEST(a_column_name_twice)
{
    struct error err = refuse_text("d.csv", "a,b,c,b\n1,2,3,4\n", NULL, E_DUPLICATE_COLUMN);
    ck_assert_ptr_nonnull(strstr(err.what, "'b'"));
    ck_assert_ptr_nonnull(strstr(err.reason, "2 and 4"));
    ck_assert_uint_eq(err.place.line, 1);
    error_release(&err);
    static const struct source_column columns[] = { { .name = "a", .as = "b" } };
    struct source_options options = { .columns = columns, .n_columns = 1 };
    err = refuse_text("d.csv", "a,b\n1,2\n", &options, E_DUPLICATE_COLUMN);
    error_release(&err);
}
END_TEST

START_TEST(columns_called_the_same_told_apart)
{
    static const struct source_column columns[] = { { .name = "b@2", .as = "net" }, { .name = "b@3", .skip = true } };
    struct source_options options = { .columns = columns, .n_columns = 2 };
    struct source_result result = read_text("d.csv", "a,b,c,b,b\n1,2,3,4,5\n", &options);
    ck_assert_uint_eq(result.table->n_columns, 4);
    assert_shown(result.table, "b", 0, "2");
    assert_shown(result.table, "net", 0, "4");
    source_result_release(&result);
    options.n_columns = 1;
    struct error err = refuse_text("d.csv", "a,b,b,b\n1,2,3,4\n", &options, E_DUPLICATE_COLUMN);
    ck_assert_str_eq(err.mend[0], "rename=b@2:NAME, or skip=b@2");
    error_release(&err);
    err = refuse_text("d.csv", "a,b\n1,2\n", &options, E_NO_COLUMN);
    error_release(&err);
}
END_TEST

START_TEST(several_files)
{
    char first[256], second[256];
    snprintf(first, sizeof first, "%s", scratch_text("one.csv", "a,b\n1,x\n2,y\n"));
    snprintf(second, sizeof second, "%s", scratch_text("two.csv", "a,b\n3,y\n4,z,1\n5.5,w\n"));
    struct source_result result;
    struct error err = ERROR_INIT;
    ck_assert(source_read("t", (const char *const[]){ first, second }, 2, NULL, NULL, &result, &err));
    ck_assert_uint_eq(result.table->n_rows, 4);
    ck_assert_int_eq(type_of(result.table, "a"), TYPE_REAL);
    assert_shown(result.table, "a", 0, "1");
    assert_shown(result.table, "a", 3, "5.5");
    ck_assert_uint_eq(table_column(result.table, "b")->dictionary->n, 3);
    assert_shown(result.quarantine, "file", 0, second);
    assert_shown(result.quarantine, "line", 0, "3");
    ck_assert_uint_eq(result.n_bytes, 12 + 20);
    source_result_release(&result);
}
END_TEST

/* What each second file is told when the first has the columns a and amount. */
START_TEST(files_with_other_columns)
{
    static const struct {
        const char *text, *what, *reason;
    } cases[] = { { "a,amout\n3,y\n", "two.csv has no column 'amount'", "'amout'" },
                  { "a\n3\n", "two.csv has no column 'amount'", NULL },
                  { "a,amount,more\n3,4,5\n", "two.csv has another column 'more'", NULL },
                  { "a,amount,a\n3,4,5\n", "two.csv has another column 'a'", "'a'" } };
    char first[256], second[256];
    snprintf(first, sizeof first, "%s", scratch_text("one.csv", "a,amount\n1,2\n"));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct source_result result;
        struct error err = ERROR_INIT;
        snprintf(second, sizeof second, "%s", scratch_text("two.csv", cases[i].text));
        ck_assert(!source_read("t", (const char *const[]){ first, second }, 2, NULL, NULL, &result, &err));
        ck_assert_int_eq(err.code, E_RAGGED);
        ck_assert_msg(strstr(err.what, cases[i].what) != NULL, "%s", err.what);
        ck_assert_str_eq(err.place.name, second);
        ck_assert(!cases[i].reason || (err.reason && strstr(err.reason, cases[i].reason)));
        error_release(&err);
    }
}
END_TEST

/* The second file has the columns in another order, and a row in it is dropped, one has a time spelt otherwise. */
START_TEST(files_with_columns_in_another_order)
{
    static const struct source_column columns[] = { { .name = "n", .typed = true, .type = TYPE_INT } };
    struct source_options options = { .columns = columns, .n_columns = 1, .bad = BAD_DROP };
    char first[256], second[256];
    snprintf(first, sizeof first, "%s", scratch_text("one.csv", "id,n,day\nx,1,01.02.2024\ny,2,03.02.2024\n"));
    snprintf(second, sizeof second, "%s", scratch_text("two.csv", "day,id,n\n13.02.2024,z,3\n14.02.2024,w,four\n"));
    for (uint64_t block = 0; block < 12; block += 4) {
        struct source_result result;
        struct error err = ERROR_INIT;
        ck_assert(source_read_in_blocks("t", (const char *const[]){ first, second }, 2, &options, block, NULL, &result,
                                        &err));
        ck_assert_uint_eq(result.table->n_rows, 3);
        assert_shown(result.table, "id", 2, "z");
        assert_shown(result.table, "n", 2, "3");
        assert_shown(result.table, "day", 0, "2024-02-01");
        assert_shown(result.table, "day", 2, "2024-02-13");
        assert_shown(result.quarantine, "column", 0, "n");
        assert_shown(result.quarantine, "reason", 0, "\"four\" is no whole number");
        assert_shown(result.quarantine, "raw", 0, "14.02.2024,w,four");
        source_result_release(&result);
    }
    options.bad = BAD_STOP;
    struct source_result result;
    struct error err = ERROR_INIT;
    ck_assert(!source_read("t", (const char *const[]){ first, second }, 2, &options, NULL, &result, &err));
    ck_assert_str_eq(err.place.name, second);
    ck_assert_uint_eq(err.place.column, 14);
    error_release(&err);
}
END_TEST

START_TEST(stopping)
{
    struct work *work = work_new(2);
    char *text = trap_text(200);
    const char *path = scratch_text("stop.csv", text);
    struct source_result result;
    struct error err = ERROR_INIT;
    work_stop(work);
    ck_assert(!source_read("t", &path, 1, NULL, work, &result, &err));
    ck_assert_int_eq(err.code, E_CANCELLED);
    error_release(&err);
    work_free(work);
    free(text);
}
END_TEST

TCase *intake_tests(void)
{
    TCase *tests = tcase_create("intake");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, blocks_do_not_show);
    tcase_add_test(tests, declared_columns);
    tcase_add_test(tests, declarations_that_do_not_fit);
    tcase_add_test(tests, a_column_name_twice);
    tcase_add_test(tests, columns_called_the_same_told_apart);
    tcase_add_test(tests, several_files);
    tcase_add_test(tests, files_with_other_columns);
    tcase_add_test(tests, files_with_columns_in_another_order);
    tcase_add_test(tests, stopping);
    return tests;
}
