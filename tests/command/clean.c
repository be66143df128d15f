/* Cleaning rules, and the quality that check tells of. */
#include "fixture.h"

static struct session *session;

static void setup(void)
{
    folder_setup();
    session = session_new(SESSION_BATCH);
    session_set_batch(session, &(struct batch_options){ .quiet = true });
    write_text("lines.csv", "id,item,n,price,who,day\n"
                            "1, tea ,2,1.5,ann,2024-01-01\n"
                            "1, tea ,2,1.5,ann,2024-01-01\n"
                            "2,cup,-1,4,bob,2024-01-02\n"
                            "3,cup,1,0,bob,2024-01-03\n"
                            "4,jug,5,9,cy,2024-01-04\n");
    free(ran(session, "new here"));
    free(ran(session, "load lines from lines.csv time=day of=people via=who"));
}

static void teardown(void)
{
    shop_close(session, NULL);
}

static void gives(const char *line, const char *wanted)
{
    char *text = ran(session, line);
    ck_assert_str_eq(text, wanted);
    free(text);
}

START_TEST(rules_are_counted_and_make_versions)
{
    gives("clean lines drop duplicates", "lines: 1 row dropped: duplicates (5 = 4 kept + 1 dropped)\n");
    gives("clean lines drop where n <= 0 or price <= 0",
          "lines: 2 rows dropped: where n <= 0 or price <= 0 (4 = 2 kept + 2 dropped)\n");
    gives("clean lines drop where n > 100", "lines: 0 rows dropped: where n > 100\n");
    gives("show lines columns=id,n", "id\tn\n1\t2\n4\t5\n");
    gives("show lines columns=id version=1", "id\n1\n1\n2\n3\n4\n");
    gives("show tables columns=name,version,rows", "name\tversion\trows\npeople\t2\t2\nlines\t3\t2\n");
}
END_TEST

START_TEST(dropped_rows_can_be_seen)
{
    free(ran(session, "clean lines drop duplicates"));
    free(ran(session, "clean lines drop where n <= 0"));
    free(ran(session, "clean lines set amount = n * price"));
    gives("show lines.dropped columns=step,rule,id,n", "step\trule\tid\tn\n2\tdrop duplicates\t1\t2\n"
                                                       "3\tdrop where n <= 0\t2\t-1\n");
    gives("show lines.dropped columns=id,n version=2", "id\tn\n1\t2\n");
    gives("clean lines", "version\trule\trows\tdropped\tset aside\tleft\tchanged\n1\tload\t5\t0\t0\t5\t\n"
                         "2\tdrop duplicates\t5\t1\t0\t4\t\n3\tdrop where n <= 0\t4\t1\t0\t3\t\n"
                         "4\tset amount = n * price\t3\t0\t0\t3\t3\n");
}
END_TEST

START_TEST(columns_are_set_added_and_trimmed)
{
    free(ran(session, "clean lines set amount = n * price"));
    free(ran(session, "clean lines set n = n + 1"));
    gives("clean lines trim item", "lines: item: trim changed 2 values\n");
    gives("show lines columns=item,n,amount limit=1", "item\tn\tamount\ntea\t3\t3\n");
    free(failed_with(session, "clean lines trim n", E_TYPE));
    free(failed_with(session, "clean lines set amount", E_MISSING_ARGUMENT));
    free(failed_with(session, "clean lines set other = n where n > 1", E_NO_COLUMN));
    free(failed_with(session, "clean lines drop", E_MISSING_ARGUMENT));
    free(failed_with(session, "clean lines drop where nn > 1", E_NO_COLUMN));
}
END_TEST

START_TEST(rules_can_be_taken_back)
{
    free(failed_with(session, "clean lines back", E_NO_NAME));
    free(ran(session, "clean lines drop duplicates"));
    free(ran(session, "clean lines set n = n * 2"));
    gives("clean lines set n = n * 2", "lines: version 3 has this rule (again=yes repeats it), unchanged\n");
    gives("show lines columns=n limit=1", "n\n4\n");
    gives("clean lines back", "lines: taken back, version 2: set n = n * 2\n");
    gives("show lines columns=n limit=1", "n\n2\n");
    free(ran(session, "clean lines set n = n * 2"));
    free(ran(session, "clean lines set n = n * 2 again=yes"));
    gives("show lines columns=n limit=1", "n\n8\n");
    gives("clean lines none", "lines: as loaded, version 1\n");
    gives("clean lines", "version\trule\trows\tdropped\tset aside\tleft\tchanged\n1\tload\t5\t0\t0\t5\t\n");
}
END_TEST

START_TEST(values_are_set_where_a_condition_holds)
{
    gives("clean lines set price = 99 where who == \"bob\" and n > 0",
          "lines: price = 99 in 1 row where who == \"bob\" and n > 0\n");
    gives("show lines columns=id,price where who == \"bob\"", "id\tprice\n2\t4\n3\t99\n");
    gives("clean lines drop duplicates by item",
          "lines: 2 rows dropped: duplicates by item (5 = 3 kept + 2 dropped)\n");
}
END_TEST

START_TEST(rows_can_be_kept_as_a_table)
{
    gives("clean lines keep refunds where n < 0", "lines: 1 row also in refunds: where n < 0\n");
    gives("show refunds columns=id,who", "id\twho\n2\tbob\n");
    gives("show tables columns=name,rows", "name\trows\npeople\t3\nlines\t5\nrefunds\t1\n");
}
END_TEST

START_TEST(refused_rows_are_loaded_again)
{
    write_text("bad.csv", "id,n\n1,5\n2,many\n3\n4,6\n4,6\n");
    free(ran(session, "load bad from bad.csv bad=drop types=id:int,n:int"));
    free(ran(session, "clean bad drop duplicates"));
    free(failed_with(session, "requeue bad", E_MISSING_ARGUMENT));
    free(failed_with(session, "requeue lines bad=missing", E_NO_ROWS));
    gives("quarantine", "table\tcolumn\treason\trows\tshare\tfirst line\n"
                        "bad\tn\ta value is no whole number\t1\t0.2\t3\n"
                        "bad\t\t1 field where 2 are expected\t1\t0.2\t4\n");
    free(ran(session, "export quarantine bad to mend.csv"));
    char *lines = read_text("mend.csv");
    ck_assert_str_eq(lines, "id,n\n2,many\n3\n");
    free(lines);
    write_text("mend.csv", "id,n\n2,7\n3,x\n");
    free(ran(session, "requeue bad from mend.csv"));
    gives("show bad", "id\tn\n1\t5\n4\t6\n2\t7\n"); /* the cleaning rule was applied once more */
    gives("show bad.quarantine columns=line,raw", "line\traw\n3\t3,x\n");
    free(ran(session, "requeue bad bad=missing"));
    gives("show bad", "id\tn\n1\t5\n4\t6\n2\t7\n3\t\n");
    gives("quarantine bad", "no rows are set aside\n");
}
END_TEST

START_TEST(check_tells_what_is_odd)
{
    char *told = ran(session, "check lines");
    ck_assert_ptr_nonnull(strstr(told, "lines\t\trows twice\twarn\t1\t0.2"));
    ck_assert_ptr_null(strstr(told, "missing"));
    free(told);
    write_text("odd.csv", "k,a,b\n1,,x\n1,,x\n,,x\n");
    free(ran(session, "load odd from odd.csv"));
    told = ran(session, "check odd");
    ck_assert_ptr_nonnull(strstr(told, "odd\ta\tmissing\twarn\t3\t1\tall values are missing"));
    ck_assert_ptr_nonnull(strstr(told, "odd\tb\tconstant\twarn\t3\t1\talways x"));
    ck_assert_ptr_nonnull(strstr(told, "odd\tk\tmissing\twarn\t1"));
    free(told);
}
END_TEST

Suite *clean_suite(void)
{
    Suite *suite = suite_create("clean");
    TCase *tcase = tcase_create("rules");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, rules_are_counted_and_make_versions);
    tcase_add_test(tcase, dropped_rows_can_be_seen);
    tcase_add_test(tcase, columns_are_set_added_and_trimmed);
    tcase_add_test(tcase, rules_can_be_taken_back);
    tcase_add_test(tcase, values_are_set_where_a_condition_holds);
    tcase_add_test(tcase, rows_can_be_kept_as_a_table);
    tcase_add_test(tcase, refused_rows_are_loaded_again);
    tcase_add_test(tcase, check_tells_what_is_odd);
    suite_add_tcase(suite, tcase);
    return suite;
}
