/* What verbs do, on a shop small enough to reckon by hand: customer i bought on days 5+i, 2(5+i), 3(5+i) of 2024. */
#include "fixture.h"

static struct session *session;

static void setup(void)
{
    session = shop_open(NULL);
}

static void teardown(void)
{
    shop_close(session, NULL);
}

static void has(const char *line, const char *wanted)
{
    char *text = ran(session, line);
    ck_assert_msg(strstr(text, wanted) != NULL, "%s\n%.2000s\nlacks %s", line, text, wanted);
    free(text);
}

START_TEST(rows_are_filtered_sorted_cut)
{
    has("show orders where amount > 40 sort=-amount columns=order_id,amount",
        "order_id\tamount\n119\t41.5\n116\t40.5\n118\t40.5\n");
}
END_TEST

START_TEST(a_table_loaded_again_is_unchanged)
{
    has("load orders from orders.csv key=order_id time=at of=customers", "unchanged");
    free(failed_with(session, "load orders from orders.csv replace=no", E_NAME_TAKEN));
}
END_TEST

START_TEST(a_name_belongs_to_one_thing)
{
    free(failed_with(session, "feature orders = count(orders)", E_NAME_TAKEN));
    free(failed_with(session, "features recency = n", E_NAME_TAKEN));
    free(failed_with(session, "target both = no orders within 30d", E_NAME_TAKEN));
}
END_TEST

START_TEST(definitions_are_kept_in_canonical_form)
{
    free(ran(session, "feature odd = sum( orders.amount  where channel='app' )   over 30d , 60d"));
    has("show odd", "sum(orders.amount where channel == \"app\") over 30d,60d");
    has("show odd", "odd_30d odd_60d");
    has("feature odd = sum(orders.amount where channel == \"app\") over 30d,60d", "unchanged");
    has("target churn = no orders within 30d", "unchanged");
}
END_TEST

START_TEST(a_split_by_date_or_by_share)
{
    has("split train=2024-02-01 test=2024-03-02", "train=2024-02-01 test=2024-03-02");
    has("split test=0.25 stratify=yes", "25 %");
    free(failed_with(session, "split test=1.5", E_BAD_VALUE));
    free(failed_with(session, "split test=2024-03-02", E_NO_SPLIT));
    free(failed_with(session, "split train=2024-02-01 test=0.3", E_NO_SPLIT));
    free(failed_with(session, "split train=2024-04-01 test=2024-03-01", E_SPLIT_OVERLAP));
}
END_TEST

START_TEST(populations_are_counted)
{
    /* 14 of 40 numbers 0..39 are multiples of 3 */
    has("population plus = customers where customers.plan == \"plus\"", "14 of 40");
    has("population all", "40 of 40");
    has("population plus", "14 of 40");
    free(failed_with(session, "population plsu", E_NO_NAME));
}
END_TEST

START_TEST(training_again_keeps_no_second_version)
{
    free(ran(session, "segment s = kmeans on both k=2"));
    has("segment s = kmeans on both k=2", "unchanged");
    has("segment s = kmeans on both k=3", "s v2");
    has("show segments columns=name,version", "name\tversion\ns\t1\ns\t2\n");
    has("name s.1 \"early ones\"", "early ones");
    has("profile s", "early ones");
    free(failed_with(session, "name s.4 \"x\"", E_BAD_VALUE));
    free(failed_with(session, "name s \"x\"", E_BAD_VALUE));
}
END_TEST

START_TEST(a_model_is_scored_exported_imported)
{
    free(ran(session, "split train=2024-02-01 test=2024-03-02"));
    free(ran(session, "train m = logit churn on both"));
    free(ran(session, "export model m to out/"));
    has("export model m to out/", "the same to the bit");
    free(ran(session, "score m to a.csv with p_churn decile plan"));
    char *a = read_text("a.csv");
    ck_assert_int_eq(strncmp(a, "customer_id,p_churn,decile,", 27), 0);
    size_t lines = 0;
    for (const char *c = a; *c; c++)
        lines += *c == '\n';
    ck_assert_uint_eq(lines, 41);
    has("champion m \"why not\"", "m@1 is the champion");
    ck_assert_str_eq(session_title(session).champion, "m");
    free(ran(session, "import model out/m-v1.json as=twin"));
    free(ran(session, "score twin to b.csv with p_churn decile plan"));
    char *b = read_text("b.csv");
    for (char *c = a; (c = strstr(c, ",m@1,")); c++)
        memcpy(c, ",?@1,", 5);
    char *same = copy_text(b);
    size_t to = 0;
    for (size_t from = 0; b[from];)
        if (strncmp(b + from, ",twin@1,", 8) == 0) {
            memcpy(same + to, ",?@1,", 5);
            to += 5;
            from += 8;
        } else {
            same[to++] = b[from++];
        }
    same[to] = '\0';
    ck_assert_str_eq(same, a);
    free(a);
    free(b);
    free(same);
}
END_TEST

START_TEST(an_answer_is_no_feature)
{
    write_text("flat.csv", "id,age,left\n1,20,yes\n2,30,no\n3,40,yes\n4,50,no\n5,60,no\n6,25,yes\n");
    free(ran(session, "new flat"));
    free(ran(session, "load people from flat.csv key=id"));
    free(ran(session, "target gone = people.left == \"yes\""));
    free(ran(session, "split test=0.5"));
    char *error = failed_with(session, "train m = logit gone on people.age people.left", E_LEAK);
    ck_assert_ptr_nonnull(strstr(error, "left"));
    free(error);
}
END_TEST

START_TEST(notes_history_undo)
{
    free(ran(session, "note orders \"short of returns\""));
    has("show notes", "short of returns");
    free(failed_with(session, "note nothing \"x\"", E_NO_NAME));
    has("history", "note orders");
    has("history verify=yes", "note orders");
    has("undo", "target churn");
    free(failed_with(session, "show churn", E_NO_NAME));
}
END_TEST

START_TEST(a_saved_session_makes_the_same_again)
{
    struct error err = ERROR_INIT;
    free(ran(session, "try show nothing_at_all"));
    free(ran(session, "save session to again.patron"));
    char *text = read_text("again.patron");
    ck_assert_int_eq(strncmp(text, "version 1\nnew shop\nload customers", 33), 0);
    ck_assert_ptr_null(strstr(text, "nothing_at_all") ? strstr(text, "\nshow nothing") : NULL);
    char hash[HASH_TEXT], again[HASH_TEXT];
    workspace_snapshot_hash(session_workspace(session), hash);
    ck_assert(folder_make("other", &err));
    ck_assert_int_eq(chdir("other"), 0);
    struct text moved = TEXT_EMPTY;
    for (const char *c = text; *c;) {
        bool file = strncmp(c, "from ", 5) == 0;
        text_add_bytes(&moved, c, file ? 5 : 1);
        if (file)
            text_add(&moved, "../");
        c += file ? 5 : 1;
    }
    write_text("again.patron", text_string(&moved));
    struct session *twin = session_new(SESSION_BATCH);
    session_set_batch(twin, &(struct batch_options){ .quiet = true });
    ck_assert_int_eq(session_run_file(twin, "again.patron", NULL, 0, NULL, NULL), 0);
    workspace_snapshot_hash(session_workspace(twin), again);
    ck_assert_str_eq(again, hash);
    session_free(twin);
    ck_assert_int_eq(chdir(".."), 0);
    text_release(&moved);
    free(text);
}
END_TEST

START_TEST(presets_are_command_files)
{
    setenv("PATRON_PRESETS", "mine", 1);
    ck_assert(folder_make("mine", NULL));
    write_text("mine/own.patron", "version 1\n# Orders of our own shop\nparam table text default=purchases\n"
                                  "load $table from $file key=order_id time=at of=customers\n"
                                  "clean $table drop where channel == \"app\"\n");
    has("presets", "own\tload as=\tOrders of our own shop");
    has("show preset own", "clean $table drop");
    has("load from orders.csv as=own", "40 rows dropped");
    has("show tables columns=name,rows", "purchases\t80");
    free(ran(session, "load bought from orders.csv as=own"));
    has("show tables columns=name,rows", "bought\t80");
    char *error = failed_with(session, "load from orders.csv as=owm", E_NO_PRESET);
    ck_assert_ptr_nonnull(strstr(error, "own"));
    free(error);
    write_text("mine/bad.patron", "load x from $file\nclean x drop where nothing > 1\n");
    error = failed_with(session, "load from orders.csv as=bad", E_NO_COLUMN);
    ck_assert_ptr_nonnull(strstr(error, "bad.patron:2:"));
    free(error);
    free(failed_with(session, "show x", E_NO_NAME)); /* a preset is one transaction */
    unsetenv("PATRON_PRESETS");
}
END_TEST

/* A file here hides a pack, and the user's pack hides the program's of the same name. */
START_TEST(packs_are_command_files)
{
    char *home = getenv("PATRON_HOME") ? copy_text(getenv("PATRON_HOME")) : NULL;
    setenv("PATRON_HOME", "mine", 1);
    ck_assert(folder_make("mine", NULL) && folder_make("mine/features", NULL));
    write_text("mine/features/rfm.patron",
               "version 1\n# Ours\nparam of text default=orders\nfeature ours = count($of)\n");
    has("show packs where name == \"rfm\"", "rfm\trun\tOurs");
    has("show pack rfm", "feature ours");
    free(ran(session, "run rfm"));
    has("show features where name == \"ours\"", "count(orders)");
    write_text("rfm", "version 1\nfeature ours = count(orders) over 5d\n");
    free(ran(session, "run rfm"));
    has("show features where name == \"ours\"", "over 5d");
    free(failed_with(session, "run rmf", E_NO_PRESET));
    free(failed_with(session, "run rmf.patron", E_NO_FILE));
    if (home)
        setenv("PATRON_HOME", home, 1);
    else
        unsetenv("PATRON_HOME");
    free(home);
}
END_TEST

START_TEST(a_missing_file_is_told_as_given_and_as_looked_for)
{
    char *error = failed_with(session, "load x from no/such.csv", E_NO_FILE);
    ck_assert_ptr_nonnull(strstr(error, "no file 'no/such.csv'"));
    ck_assert_ptr_nonnull(strstr(error, "looked for /"));
    free(error);
    free(failed_with(session, "load x from orders.csv types=amount:number", E_BAD_VALUE));
    free(failed_with(session, "load x from orders.csv rename=amount", E_BAD_VALUE));
    free(failed_with(session, "load x from orders.csv types=at:time:DDD", E_BAD_VALUE));
}
END_TEST

START_TEST(print_shows_figures)
{
    has("print \"orders:\" rows(orders) \"a b\" c", "orders: 120 a b c\n");
    free(failed_with(session, "print rows(nothing)", E_NO_TABLE));
}
END_TEST

Suite *verbs_suite(void)
{
    Suite *suite = suite_create("verbs");
    TCase *tcase = tcase_create("shop");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, rows_are_filtered_sorted_cut);
    tcase_add_test(tcase, a_table_loaded_again_is_unchanged);
    tcase_add_test(tcase, a_name_belongs_to_one_thing);
    tcase_add_test(tcase, definitions_are_kept_in_canonical_form);
    tcase_add_test(tcase, a_split_by_date_or_by_share);
    tcase_add_test(tcase, populations_are_counted);
    tcase_add_test(tcase, training_again_keeps_no_second_version);
    tcase_add_test(tcase, a_model_is_scored_exported_imported);
    tcase_add_test(tcase, an_answer_is_no_feature);
    tcase_add_test(tcase, notes_history_undo);
    tcase_add_test(tcase, a_saved_session_makes_the_same_again);
    tcase_add_test(tcase, presets_are_command_files);
    tcase_add_test(tcase, packs_are_command_files);
    tcase_add_test(tcase, a_missing_file_is_told_as_given_and_as_looked_for);
    tcase_add_test(tcase, print_shows_figures);
    suite_add_tcase(suite, tcase);
    return suite;
}
