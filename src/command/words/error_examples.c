/* A line that provokes each error, and what is said then. tests/language/error_examples.sh runs the lines and compares;
   what no line can bring about is told in words (how) and provoked by a unit test. */
#include "command/words/help.h"
#include "patron/base/error.h"

const struct error_example error_examples[] = {
    { E_MEMORY, .how = "more data than there is memory for",
      .message = "no memory for the matrix: 40000.0 MB are needed" },
    { E_SYSTEM, .line = "show orders | exit 3", .message = "'exit 3' ended with status 3" },
    { E_CANCELLED, .how = "Ctrl-C while a command runs", .message = "stopped: nothing was kept" },
    { E_FULL, .line = "show orders > /dev/full", .message = "cannot write /dev/full: no space left on device" },
    { E_NO_COMMAND, .line = "tarin m5 = gbm churn90 on full", .message = "no command 'tarin'" },
    { E_SYNTAX, .line = "show orders where (amount > 5", .message = "a bracket is not closed" },
    { E_MISSING_ARGUMENT, .line = "use", .message = "use needs SNAPSHOT" },
    { E_SHORT_FORM, .line = "sho orders", .message = "'sho' is a short form" },
    { E_NO_OPTION, .line = "train m5 = gbm churn90 on full treees=200", .message = "gbm has no option 'treees'" },
    { E_BAD_VALUE, .line = "train m5 = gbm churn90 on full trees=many", .message = "trees=many is not a number" },
    { E_AMBIGUOUS,
      .before = "load ab from orders.csv \n"
                "load AB from orders.csv",
      .line = "sql SELECT * FROM ab", .message = "'AB' may be several tables: SQL does not see case in names" },
    { E_EXPRESSION, .line = "feature f = sum(orders.amount) +", .message = "the expression ends too early" },
    { E_VERSION, .line = "version 9", .message = "this program has version 1 of the language, not '9'" },
    { E_NO_PARAMETER, .before = "param when date", .line = "asof $when",
      .message = "parameter 'when' (date) is missing" },
    { E_BAD_BYTES, .how = "a line with the byte 0xff in it", .message = "byte 9 of the line is no UTF-8 text" },
    { E_TYPE, .line = "feature f = sum(orders.category) over 90d",
      .message = "sum takes numbers, and orders.category is text" },
    { E_NOT_CANONICAL, .line = "fmt untidy.patron check=yes", .message = "untidy.patron is not as fmt would write it" },
    { E_JOB, .line = "asof 2024-07-01 &", .message = "asof cannot run in the background" },
    { E_SQL, .line = "sql SELECT * FROM orders WHERE",
      .message = "the statement cannot be answered: incomplete input" },
    { E_NO_TABLE, .line = "describe order", .message = "no table named 'order'" },
    { E_NO_COLUMN, .line = "show orders where amuont > 5", .message = "orders has no column 'amuont'" },
    { E_NO_NAME, .line = "show order", .message = "nothing is called 'order'" },
    { E_NAME_TAKEN, .line = "feature rfm = count(orders)",
      .message = "'rfm' is already the name of a set of features" },
    { E_BAD_NAME, .line = "feature 1st = count(orders)", .message = "'1st' is not a name" },
    { E_NO_FEATURE, .line = "train m5 = logit churn90 on recncy", .message = "no feature named 'recncy'" },
    { E_NO_TARGET, .line = "train m5 = logit chrun90 on full", .message = "no target named 'chrun90'" },
    { E_NO_MODEL, .line = "curves m9", .message = "no model named 'm9'" },
    { E_NO_SNAPSHOT, .line = "use frist", .message = "no snapshot named 'frist'" },
    { E_NO_CUSTOMER, .line = "customer C9", .message = "no customer 'C9'" },
    { E_NO_METRIC, .line = "gate aoc(m1) > 0.8", .message = "no figure 'aoc'" },
    { E_NO_SETTING, .line = "settings sed", .message = "no setting 'sed'" },
    { E_NO_PRESET, .line = "load x from orders.csv as=online_retial", .message = "no preset 'online_retial'" },
    { E_NO_KIND, .line = "train m5 = gmb churn90 on full", .message = "no model kind 'gmb' for train" },
    { E_OTHER_SOURCE, .line = "load customers from orders.csv key=key",
      .message = "'customers' is there from another source: 1 row would take the place of 1,500 rows" },
    { E_NO_JOB, .line = "wait 7", .message = "there is no job 7: no line ended with &" },
    { E_LOOK_AHEAD, .line = "feature next_n = count(orders) within 30d",
      .message = "a feature may not look past the as-of date" },
    { E_NO_ASOF,
      .before = "new other\n"
                "load people from people.csv key=who\n"
                "load visits from events.csv time=day of=people\n"
                "feature n = count(visits)",
      .line = "summary n", .message = "there is no as-of date" },
    { E_SPLIT_OVERLAP, .before = "split train=2024-05-01 test=2024-07-01", .line = "train m5 = logit churn90 on full",
      .message = "training labels from 2024-05-01 end on 2024-07-30, after the test date 2024-07-01" },
    { E_IMMATURE, .line = "split train=2024-07-01 test=2024-12-01",
      .message = "labels at 2024-12-01 are not complete" },
    { E_LEAK,
      .before = "new other\n"
                "load rows from rows.csv key=id\n"
                "feature left = rows.y == \"yes\"\n"
                "target y = rows.y == \"yes\"\n"
                "split test=0.25",
      .line = "train m = logit y on left",
      .message = "feature 'left' knows the answer: the target is rows.y == \"yes\"" },
    { E_MODEL_LATER,
      .before = "feature p_m1 = score(m1)\n"
                "asof 2024-04-01",
      .line = "leak p_m1",
      .message = "'p_m1' cannot be proved as of 2024-04-01: m1@1 learnt from days until 2024-06-30" },
    { E_NO_SPLIT,
      .before = "new other\n"
                "load rows from rows.csv key=id\n"
                "feature x = rows.x\n"
                "target y = rows.y == \"yes\"",
      .line = "train m = logit y on x", .message = "there is no split: which rows train and which test" },
    { E_ONE_CLASS,
      .before = "new other\n"
                "load rows from rows.csv key=id\n"
                "feature x = rows.x\n"
                "target one = rows.same == \"yes\"\n"
                "split test=0.25",
      .line = "train m = logit one on x", .message = "all 150 training customers have the same outcome: no" },
    { E_NO_CONVERGENCE, .before = "train m5 = logit churn90 on rfm max_steps=1 scale=none", .line = "champion m5",
      .message = "the fit of m5@1 did not converge" },
    { E_SEPARATION,
      .before = "new other\n"
                "load rows from rows.csv key=id\n"
                "feature x = rows.x\n"
                "target y = rows.y == \"yes\"\n"
                "split test=0.25",
      .line = "train m = logit y on x l2=0",
      .message = "x separates the outcomes, so that its coefficient grows without end" },
    { E_NOT_FIT, .line = "train m5 = logit churn90", .message = "logit needs features: say on which" },
    { E_TOO_FEW, .before = "population few = customers where count(orders) > 90",
      .line = "segment s9 = kmeans on rfm k=8", .message = "3 rows are too few for 8 segments" },
    { E_NOT_AGAIN, .line = "rebuild other.json", .message = "m1@1 is not the same again: 1015 of 6159 values differ" },
    { E_OWN_SCORE, .before = "feature p_m1 = score(m1)", .line = "train m1 = logit churn90 on p_m1",
      .message = "'m1' would be trained on its own score: feature 'p_m1' asks m1@1" },
    { E_DIFFERENT_ROWS,
      .before = "split train=2024-01-01 test=2024-04-01\n"
                "train m5 = logit churn90 on rfm",
      .line = "compare m1 m5", .message = "m1 and m5 were tested on different rows" },
    { E_EMPTY_FILE, .line = "load a from empty.csv", .message = "empty.csv is empty" },
    { E_NO_ROWS, .line = "load a from header.csv", .message = "header.csv has a header of 3 columns and no rows" },
    { E_BINARY, .line = "load a from binary.csv", .message = "binary.csv is not a text file" },
    { E_RAGGED, .line = "load a from events.csv keys.csv", .message = "keys.csv has no column 'who'" },
    { E_QUOTE, .line = "load a from unclosed.csv", .message = "a quote that opens in line 2 never closes" },
    { E_DUPLICATE_COLUMN, .line = "load a from twice.csv", .message = "two columns are called 'a'" },
    { E_BAD_TIME, .line = "load a from events.csv time=who", .message = "'who' holds text that is no time: \"ann\"" },
    { E_BAD_NUMBER, .line = "load a from events.csv types=who:int",
      .message = "'who' holds text that is no whole number: \"ann\"" },
    { E_ENCODING, .line = "load a from latin1.csv", .message = "latin1.csv is not UTF-8" },
    { E_WORKBOOK, .line = "load a from cut.xlsx", .message = "cut.xlsx is no workbook that can be read" },
    { E_NO_SHEET, .line = "load a from book.xlsx sheet=nowhere", .message = "book.xlsx has no sheet 'nowhere'" },
    { E_LONG_FIELD, .line = "load a from long.csv", .message = "a field has over 16 million characters" },
    { E_KEY, .line = "load people from keys.csv key=k", .message = "key 'k' of people is missing in 1 row" },
    { E_NO_LINK, .line = "load a from events.csv time=day of=orders",
      .message = "no column of a says which of the orders a row belongs to" },
    { E_LIMIT, .before = "set most_columns=2", .line = "load a from header.csv",
      .message = "header.csv has over 2 columns" },
    { E_NOT_MADE, .before = "table days = sql(SELECT customer_id, order_ts FROM orders) of=customers time=order_ts",
      .line = "load orders from events.csv replace=yes",
      .message = "days is made from orders@1, and cannot be made again: no column named 'customer_id'" },
    { E_NEEDED, .line = "drop orders@1", .message = "orders@1 cannot be dropped: it is in use" },
    { E_PERSONAL, .before = "new other\nload calls from calls.csv key=id", .line = "feature called = calls.phone",
      .message = "calls.phone is personal, and a model would hold its figures" },
    { E_JSON, .line = "load a from broken.json",
      .message = "broken.json is no JSON: a member's name in double quotes is expected here" },
    { E_NO_PATH, .line = "load a from page.json at=data.order", .message = "page.json has nothing at 'data.order'" },
    { E_DATABASE, .line = "load a from page.json format=sqlite", .message = "page.json is no SQLite database" },
    { E_NO_SUCH_TABLE, .line = "load a from shop.db table=order", .message = "shop.db has no table 'order'" },
    { E_NO_ZONE, .line = "load a from header.csv zone=Europe/Nowhere", .message = "no zone of time 'Europe/Nowhere'" },
    { E_NO_FILE, .line = "load a from no_such.csv", .message = "no file 'no_such.csv'" },
    { E_IS_FOLDER, .line = "load a from folder.csv", .message = "'folder.csv' is a folder" },
    { E_FILE_EXISTS, .line = "show orders limit=5 > events.csv",
      .message = "events.csv exists and was not written by this workspace" },
    { E_NO_WORKSPACE, .line = "asof 2024-07-01", .message = "asof needs an open workspace" },
    { E_NOT_WORKSPACE, .line = "open data", .message = "data is not a workspace" },
    { E_IN_USE, .line = "open shop", .how = "while another program writes in it",
      .message = "workspace shop is in use by process 4711" },
    { E_CORRUPT, .line = "load a from cut.csv.gz", .message = "cut.csv.gz cannot be unpacked" },
    { E_READ_ONLY, .before = "open shop readonly=yes", .line = "feature f = count(orders)",
      .message = "feature changes the workspace, which is open read-only" },
    { E_NEWER, .line = "import model newer.json",
      .message = "the model file has format version 99; this program reads up to 1" },
    { E_MODEL_FILE, .line = "import model events.csv", .message = "events.csv is no model file" },
    { E_MODEL_SEAL, .line = "import model edited.json",
      .message = "edited.json was changed after it was written: its seal does not fit its content" },
    { E_NO_FOLDER, .line = "open nowhere", .message = "no folder nowhere" },
    { E_PERMISSION, .line = "load a from secret.csv", .how = "whose owner alone may read it",
      .message = "cannot open secret.csv: permission denied" },
    { E_FETCH, .line = "fetch http://127.0.0.1:1/july.csv tries=1",
      .message = "http://127.0.0.1:1/july.csv could not be fetched" },
    { E_CHECKSUM,
      .line =
          "fetch file:events.csv to july.csv sha256=0000000000000000000000000000000000000000000000000000000000000000",
      .message = "what came from file:events.csv has another checksum" },
    { E_FILE_CHANGED, .line = "load a from grow.csv", .how = "while another program writes to it",
      .message = "grow.csv changed while it was read" },
    { .code = 0 },
};

const struct error_example *error_example_find(int code)
{
    for (const struct error_example *example = error_examples; example->code; example++)
        if (example->code == code)
            return example;
    return NULL;
}
