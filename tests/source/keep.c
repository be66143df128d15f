/* Columns that grow as blocks come: whatever a column turns out to be, the blocks cannot be seen. */
#include <math.h>
#include <stdlib.h>

#include "patron/base/hash.h"
#include "patron/base/text.h"
#include "patron/base/work.h"
#include "source/intake.h"
#include "support.h"

enum { ROWS = 3000 };

/* Columns that change their minds: values that come late, whole numbers that become real ones, truth that becomes text,
   dates of which only the last says how they are meant, and one without any value. */
static char *changing_text(void)
{
    struct text text = TEXT_EMPTY;
    text_add(&text, "late,widened,truth,date,empty,number,name\n");
    for (int i = 0; i < ROWS; i++) {
        if (i > ROWS / 2)
            text_add_format(&text, "%d", i);
        text_add_format(&text, i > ROWS / 3 ? ",%d.5" : ",%d", i);
        text_add_format(&text, i == ROWS - 2 ? ",maybe" : i % 2 ? ",yes" : ",no");
        text_add_format(&text, ",%02d/%02d/2024,,%s,n%d\n", i == ROWS - 9 ? 5 : 1 + i % 12,
                        i == ROWS - 9 ? 28 : 1 + i % 9, i % 701 == 700 ? "x" : "7", (i * 31) % 97);
    }
    return text_take(&text);
}

static struct source_result read_so(const char *path, const struct source_options *options, uint64_t block,
                                    size_t threads)
{
    struct source_result result;
    struct error err = ERROR_INIT;
    struct work *work = threads ? work_new(threads) : NULL;
    ck_assert_msg(source_read_in_blocks("t", &path, 1, options, block, work, &result, &err), "%s", err.what);
    work_free(work);
    return result;
}

static void assert_blocks_do_not_show(const struct source_options *options, size_t n_rows)
{
    char *text = changing_text();
    const char *path = scratch_text("changing.csv", text);
    struct source_result whole = read_so(path, options, UINT64_C(1) << 40, 0);
    struct hash wanted = table_hash(whole.table), aside = table_hash(whole.quarantine);
    ck_assert_uint_eq(whole.table->n_rows, n_rows);
    ck_assert_int_eq(type_of(whole.table, "late"), TYPE_INT);
    ck_assert_int_eq(type_of(whole.table, "widened"), TYPE_REAL);
    ck_assert_int_eq(type_of(whole.table, "truth"), TYPE_TEXT);
    ck_assert_int_eq(type_of(whole.table, "date"), TYPE_TIME);
    ck_assert_int_eq(type_of(whole.table, "empty"), TYPE_TEXT);
    assert_shown(whole.table, "late", 0, "");
    assert_shown(whole.table, "widened", 1, "1");
    static const uint64_t blocks[] = { 100, 1000, 5000, 40000 };
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        for (size_t threads = 0; threads <= 3; threads += 3) {
            struct source_result parts = read_so(path, options, blocks[i], threads);
            struct hash found = table_hash(parts.table), found_aside = table_hash(parts.quarantine);
            ck_assert_mem_eq(&found, &wanted, sizeof wanted);
            ck_assert_mem_eq(&found_aside, &aside, sizeof aside);
            source_result_release(&parts);
        }
    source_result_release(&whole);
    free(text);
}

START_TEST(columns_that_change_their_minds)
{
    assert_blocks_do_not_show(NULL, ROWS);
}
END_TEST

START_TEST(declared_values_that_do_not_fit)
{
    static const struct source_column columns[] = { { .name = "number", .typed = true, .type = TYPE_INT },
                                                    { .name = "date", .typed = true, .type = TYPE_TIME } };
    struct source_options options = { .columns = columns, .n_columns = 2, .bad = BAD_MISSING };
    assert_blocks_do_not_show(&options, ROWS);
    options.bad = BAD_DROP; /* rows that leave, and texts that leave with them */
    assert_blocks_do_not_show(&options, ROWS - ROWS / 701);
}
END_TEST

TCase *keep_tests(void)
{
    TCase *tests = tcase_create("keep");
    tcase_add_test(tests, columns_that_change_their_minds);
    tcase_add_test(tests, declared_values_that_do_not_fit);
    return tests;
}
