/* clean: declared rules, counted, each a new version of the table. */
#include "command/data/clean.h"
#include "command/verb.h"

static struct report *run_clean(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *name = values_get(&invocation->values, "table");
    const char *told;
    if (!values_get(&invocation->values, "action")->given) {
        struct report *report = report_steps(session, name->text, invocation->arena, err);
        if (!report)
            fail_value_at(err, name, 0);
        return report;
    }
    if (!clean_run(session, invocation, &told, err))
        return failed();
    outcome(session, "%s", told);
    return report_message(VERDICT_OK, "%s: %s", name->text, told);
}

static const char *const clean_keeps[] = { "first", "last", "greatest", NULL };

const struct command clean_command = {
    .name = "clean",
    .group = GROUP_DATA,
    .summary = "mend a table by a rule that is counted and can be taken back",
    .description =
        "Each rule makes a new version of the table and says what it did to how many rows; clean TABLE alone shows all "
        "rules so far, with rows in, dropped, set aside and left. Rows that went are shown by `show TABLE.dropped`. "
        "back goes to the version before the last rule, none to the table as it was loaded; a rule applied twice "
        "changes nothing.\n"
        "drop duplicates [by COLUMNS] leaves the first of equal rows; with keep=last the last in time (without a time, "
        "of the "
        "file), with keep=greatest COLUMN the one with the greatest value, as of the states of an order; drop missing "
        "COLUMNS; drop where EXPRESSION.\n"
        "drop near duplicates on COLUMNS leaves the first of rows that are equal there but for spelling (case, "
        "accents, "
        "punctuation, blanks, the form of a phone number) and, in one text without digits, one letter more, less, "
        "other, or two exchanged. Each row that goes is near to one that stays; a row with a missing value there "
        "stays. ignoring=tags,dots: ann+shop@ and an.n@ are ann@, where the provider delivers so. Ways of writing "
        "that change more (Mueller for Müller, two letters) are not found.\n"
        "set COLUMN = EXPRESSION [where ..]; keep NAME where .. copies the rows that it finds into a table of their "
        "own.\n"
        "trim, normalise, upper, lower COLUMNS: texts in one spelling; the last three write a letter with an accent as "
        "one "
        "character (NFC).\n"
        "fill COLUMN with VALUE, mean, median, mode or previous (the customer's last value before; by= another "
        "column); flag COLUMN marks where it is missing. Mean, median and mode are those of all rows, later ones "
        "too, unless before=DATE: a feature computed from them would know the future.\n"
        "cap COLUMN quantile=0.01..0.99 (bounds that are values of the column), sd=3, least= or greatest=: values "
        "beyond become the bound.\n"
        "offset QUANTITY by COLUMNS sets returns (below zero) against earlier purchases of equal columns, the latest "
        "first, and writes how much of each came back into the column `returned`.\n"
        "convert AMOUNT by CURRENCY with RATES into=EUR: by the latest rate at or before the row's time; RATES is a "
        "table with currency, rate and a time.",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .changes = CHANGES_TABLES,
    .parameters =
        (const struct parameter[]){
            { "table", PARAMETER_TABLE, FORM_SUBJECT, .required = true, .summary = "the table" },
            { "action", PARAMETER_CHOICE, FORM_SUBJECT, .choices = clean_action_names,
              .summary = "what to do; alone, the table's rules so far" },
            { "what", PARAMETER_TEXT, FORM_SUBJECT, .repeats = true,
              .summary = "duplicates, missing COLUMNS, the columns to mend, or the new table's name" },
            { "column", PARAMETER_COLUMN, FORM_NAME, .summary = "the column to set; a new one is added" },
            { "expression", PARAMETER_EXPRESSION, FORM_SUBJECT, .summary = "its values" },
            { "where", PARAMETER_EXPRESSION, FORM_CLAUSE, .summary = "which rows" },
            { "by", PARAMETER_COLUMN, FORM_CLAUSE, .repeats = true, .summary = "the columns that belong together" },
            { "on", PARAMETER_COLUMN, FORM_CLAUSE, .repeats = true, .summary = "the columns in which rows are near" },
            { "keep", PARAMETER_CHOICE, FORM_OPTION, .choices = clean_keeps, .otherwise = "first",
              .summary =
                  "which of duplicates stays: the first, the last in time, or the one that is greatest in COLUMN" },
            { "ignoring", PARAMETER_TEXT, FORM_OPTION, .summary = "tags, dots or both, of mail addresses" },
            { "with", PARAMETER_TEXT, FORM_CLAUSE, .summary = "what fills in, or the table of rates" },
            { "quantile", PARAMETER_TEXT, FORM_OPTION, .summary = "cap at 0.99, or from 0.01..0.99" },
            { "sd", PARAMETER_NUMBER, FORM_OPTION, .least = 0, .greatest = 1000, .unit = "standard deviations",
              .summary = "cap at the mean and so many standard deviations" },
            { "least", PARAMETER_NUMBER, FORM_OPTION, .summary = "cap from below" },
            { "greatest", PARAMETER_NUMBER, FORM_OPTION, .summary = "cap from above" },
            { "before", PARAMETER_DATE, FORM_OPTION, .summary = "mean, median and mode of rows before this date" },
            { "into", PARAMETER_TEXT, FORM_OPTION, .summary = "the currency to have" },
            { "as", PARAMETER_TEXT, FORM_OPTION, .summary = "the column to write into" },
            { "again", PARAMETER_YESNO, FORM_OPTION, .otherwise = "no",
              .summary = "apply a rule like x = x + 1 although it was applied" },
            { 0 } },
    .examples =
        (const struct example[]){
            { "rows without a price", "clean orders drop where amount is missing" },
            { "a new column", "clean orders set big = amount > 100" },
            { "rows that stand twice", "clean orders drop duplicates" },
            { "the newest row of each order", "clean orders drop duplicates by order_id keep=last" },
            { "rows but for spelling", "clean customers drop near duplicates on country,phone" },
            { "texts in one spelling", "clean orders upper channel" },
            { "missing values, marked and filled", "clean orders fill amount with median before=2024-01-01" },
            { "outliers", "clean orders cap amount quantile=0.999" },
            { "what was done, step by step", "clean orders" },
            { 0 } },
    .see_also = "load check show quarantine",
    .run = run_clean,
};
