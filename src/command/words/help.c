/* Pages of help, computed from rows. */
#include "command/words/help.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "command/model/gate.h"
#include "command/verb.h"
#include "patron/base/kinds.h"
#include "patron/feature/expression.h"
#include "patron/measure/measure.h"

const char *const group_titles[N_GROUPS] = {
    [GROUP_START] = "Start",       [GROUP_DATA] = "Data",
    [GROUP_FEATURES] = "Features", [GROUP_MODELS] = "Models",
    [GROUP_SEGMENTS] = "Segments", [GROUP_MONITORING] = "Monitoring",
    [GROUP_OUTPUT] = "Keeping",    [GROUP_SCRIPTS] = "Command files",
    [GROUP_TERMINAL] = "Terminal",
};

/* ---- Commands ---- */

void help_parameter(const struct parameter *row, struct text *usage, struct text *what)
{
    char wanted[256];
    usage_part(row, usage);
    text_add(what, row->summary ? row->summary : "");
    if (row->type == PARAMETER_CHOICE || row->type == PARAMETER_NUMBER || row->type == PARAMETER_COUNT ||
        row->type == PARAMETER_RANGE || row->type == PARAMETER_DURATION) {
        parameter_describe(row, wanted);
        text_add_format(what, "; %s", wanted);
    }
    if (row->otherwise && *row->otherwise)
        text_add_format(what, " (%s)", row->otherwise);
}

static void add_parameters(struct report *report, const char *title, const struct parameter *rows, bool options)
{
    struct block *facts = NULL;
    for (const struct parameter *row = rows; row && row->name; row++) {
        if ((row->form == FORM_OPTION) != options)
            continue;
        struct text usage = TEXT_EMPTY, what = TEXT_EMPTY;
        help_parameter(row, &usage, &what);
        if (!facts)
            facts = report_add_facts(report, title);
        facts_add_text(facts, text_string(&usage), text_string(&what));
        text_release(&usage);
        text_release(&what);
    }
}

static void add_kinds(struct report *report, const struct parameter *rows)
{
    for (const struct parameter *row = rows; row->name; row++) {
        if (row->form != FORM_KIND)
            continue;
        struct block *facts = report_add_facts(report, "Kinds (help KIND has their options)");
        for (const struct model_kind *const *kind = model_kinds; *kind; kind++)
            if (row_takes_kind(row, *kind))
                facts_add_text(facts, (*kind)->name, (*kind)->summary);
    }
}

static void add_examples(struct report *report, const struct command *command)
{
    struct block *facts = NULL;
    for (const struct example *example = command->examples; example && example->line; example++) {
        if (!facts)
            facts = report_add_facts(report, "Examples");
        facts_add_text(facts, example->what, example->line);
    }
}

static struct report *command_page(const struct command *command)
{
    struct report *report = report_new("help", command->name, command->summary);
    struct text usage = TEXT_EMPTY;
    usage_write(command, false, &usage);
    report_add_note(report, VERDICT_NONE, "usage: %s", text_string(&usage));
    text_release(&usage);
    if (command->description)
        report_add_note(report, VERDICT_NONE, "%s", command->description);
    add_parameters(report, NULL, command->parameters, false);
    add_parameters(report, "Options", command->parameters, true);
    add_kinds(report, command->parameters);
    add_examples(report, command);
    if (command->see_also)
        report_add_note(report, VERDICT_NONE, "see also: %s", command->see_also);
    return report;
}

struct report *help_overview(void)
{
    struct report *report = report_new("help", "commands", NULL);
    for (int group = 0; group < N_GROUPS; group++) {
        struct block *facts = report_add_facts(report, group_titles[group]);
        for (const struct command *const *c = commands; *c; c++)
            if ((int)(*c)->group == group)
                facts_add_text(facts, (*c)->name, (*c)->summary);
    }
    report_add_note(report, VERDICT_NONE,
                    "help COMMAND has usage, options and examples. Also: help KIND, help metrics, help METRIC, help "
                    "expressions, help files, help keys, help E0213, help WORD.");
    return report;
}

/* ---- Kinds, metrics, errors, settings ---- */

static struct report *kind_page(const struct model_kind *kind)
{
    struct report *report = report_new("help", kind->name, kind->title);
    report_add_note(report, VERDICT_NONE, "%s", kind->summary);
    if (kind->reference)
        report_add_note(report, VERDICT_NONE, "after: %s", kind->reference);
    add_parameters(report, "Options", kind->parameters, true);
    report_add_note(report, VERDICT_NONE, "see also: %s", model_kind_makes_segments(kind) ? "segment" : "train");
    return report;
}

static struct report *add_metric(struct report *report, const struct metric *metric, const char *title)
{
    struct block *facts = report_add_facts(report, title);
    facts_add_text(facts, "definition", metric->definition);
    facts_add_text(facts, "better",
                   metric->nearest_zero       ? "the nearer to 0"
                   : metric->bigger_is_better ? "the greater"
                                              : "the smaller");
    if (metric->takes)
        facts_add_text(facts, "takes", metric->takes->title);
    if (metric->takes == &measured_outcomes || metric->takes == &measured_amounts)
        facts_add_text(facts, "interval", metric->method ? metric->method : "none");
    char least[32], greatest[32];
    number_format_short(metric->least, least);
    number_format_short(metric->greatest, greatest);
    facts_add_format(facts, "range", "%s to %s", isnan(metric->least) ? "no limit" : least,
                     isnan(metric->greatest) ? "no limit" : greatest);
    facts_add_text(facts, "trap", metric->trap);
    return report;
}

static void add_fact(void *context, const char *name, const char *what)
{
    facts_add_text(context, name, what);
}

static void add_usage(void *context, const char *name, const char *usage, const char *summary)
{
    (void)name;
    facts_add_text(context, usage, summary);
}

static struct report *metrics_page(void)
{
    struct report *report = report_new("help", "metrics", NULL);
    struct block *facts = report_add_facts(report, NULL);
    for (const struct metric *const *metric = metrics; *metric; metric++)
        facts_add_text(facts, (*metric)->name, (*metric)->title);
    help_each_figure(add_fact, report_add_facts(report, "Other figures that reports print"));
    figures_each(add_usage, report_add_facts(report, "Figures of gates, if and print"));
    return report;
}

/* "example" stands before the first line that is shown. */
static void add_error_example(struct block *facts, const struct error_example *example)
{
    const char *label = "example";
    for (const char *line = example->before; line && *line; label = "") {
        size_t n = strcspn(line, "\n");
        facts_add_format(facts, label, "%.*s", (int)n, line);
        line += n + (line[n] == '\n');
    }
    if (example->line)
        facts_add_text(facts, label, example->line);
    if (example->how)
        facts_add_text(facts, example->line ? "" : label, example->how);
    if (example->code == E_CANCELLED)
        facts_add_text(facts, "says", example->message);
    else
        facts_add_format(facts, "says", "error: %s [E%04d]", example->message, example->code);
}

static struct report *error_report(const struct error_page *page)
{
    char code[16];
    snprintf(code, sizeof code, "E%04d", page->code);
    struct report *report = report_new("help", code, page->title);
    struct block *facts = report_add_facts(report, NULL);
    facts_add_text(facts, "cause", page->cause);
    const struct error_example *example = error_example_find(page->code);
    if (example)
        add_error_example(facts, example);
    facts_add_text(facts, "mend", page->mend);
    return report;
}

static struct report *setting_page(const struct parameter *row)
{
    struct report *report = report_new("help", row->name, "a setting");
    char wanted[256];
    parameter_describe(row, wanted);
    struct block *facts = report_add_facts(report, NULL);
    facts_add_text(facts, "what", row->summary);
    facts_add_text(facts, "takes", wanted);
    facts_add_text(facts, "default", row->otherwise);
    facts_add_format(facts, "set it", "set %s=VALUE", row->name);
    return report;
}

/* ---- Topics that no row tells ---- */

static void add_aggregates(struct report *report)
{
    struct block *facts = report_add_facts(report, "Aggregates, over a window of the past");
    for (const struct aggregate *const *aggregate = aggregates; *aggregate; aggregate++)
        facts_add_text(facts, (*aggregate)->name, (*aggregate)->summary);
}

static void add_functions(struct report *report)
{
    struct block *facts = report_add_facts(report, "Functions");
    for (const struct expression_function *const *function = expression_functions; *function; function++)
        facts_add_text(facts, (*function)->name, (*function)->summary);
}

static struct report *expressions_page(void)
{
    struct report *report = report_new("help", "expressions", NULL);
    report_add_note(
        report, VERDICT_NONE,
        "Numbers, \"texts\", dates 2024-07-01, durations 90d; + - * / %% ^; == != < <= > >= (= is read as ==); and "
        "or not, in (..), between .. and .., is missing, like \"C%%\". Division by zero and missing values give "
        "missing. A name with other signs stands in `backquotes`. Whole numbers are exact to 64 bits wherever they are "
        "compared, counted, grouped or chosen, and under + - and %% (what leaves 64 bits is missing); * / ^ and other "
        "functions take the nearest double, of 15 to 17 digits.");
    add_aggregates(report);
    add_functions(report);
    report_add_note(
        report, VERDICT_NONE,
        "A redirection > FILE behind an expression is one when the file has a known ending (.csv .tsv .json .jsonl .md "
        ".txt) or begins with / . or ~; otherwise > compares.");
    return report;
}

static struct report *functions_page(void)
{
    struct report *report = report_new("help", "functions", NULL);
    report_add_note(report, VERDICT_NONE,
                    "Of one row, of an event inside an aggregate, or of aggregates. What is missing stays missing.");
    add_functions(report);
    return report;
}

static struct report *aggregates_page(void)
{
    struct report *report = report_new("help", "aggregates", NULL);
    add_aggregates(report);
    struct block *facts = report_add_facts(report, "Inside the brackets");
    facts_add_text(facts, "sum(orders.amount where channel == \"app\")", "some of the events");
    facts_add_text(facts, "sum(orders.amount decay=30d)",
                   "weights that halve every 30 days back from the cutoff; count sum mean share");
    facts_add_text(facts, "slope(sum(orders.amount) per 1w)",
                   "what stands before per is taken week by week, counted back from the window's end; weeks without an "
                   "event are 0 in a count or a sum, missing in a mean");
    facts_add_text(facts, "mean(sum(orders.amount) per month)",
                   "calendar periods: day week month quarter year, cut where the window begins and ends");
    facts_add_text(facts, "sd(sum(orders.amount) per active month)", "only periods with an event, one after another");
    facts = report_add_facts(report, "Windows, behind the expression or one aggregate");
    facts_add_text(facts, "over 30d,90d", "the last 30 and the last 90 days, up to the cutoff and without it");
    facts_add_text(facts, "over 30d..90d", "from 90 days to 30 days before the cutoff");
    facts_add_text(facts, "over 90d..", "all that is older than 90 days");
    facts_add_text(facts, "over month",
                   "the whole calendar month before the cutoff's own; also 3 months, quarter, year");
    facts_add_text(facts, "over this month", "the cutoff's own calendar month, so far");
    facts = report_add_facts(report, "One feature for each category");
    facts_add_text(facts, "sum(orders.amount) over 365d by=category",
                   "a feature for each level seen in training, and one, other, for the rest; "
                   "top=5 takes the five most frequent, levels=(\"a\", \"b\") the given ones");
    return report;
}

static struct report *aggregate_page(const char *word)
{
    const struct aggregate *aggregate = kind_find((const void *const *)aggregates, word);
    const struct expression_function *function = kind_find((const void *const *)expression_functions, word);
    if (!aggregate && !function)
        return NULL;
    struct report *report = report_new("help", word, aggregate ? "an aggregate" : "a function");
    struct block *facts = report_add_facts(report, NULL);
    if (aggregate) {
        facts_add_text(facts, "what", aggregate->summary);
        facts_add_format(facts, "form", "%s(%s)", word, aggregate->form ? aggregate->form : "x");
        facts_add_format(facts, "of", "%s%s%s%s", aggregate->takes_table ? "tables " : "",
                         aggregate->takes_numbers ? "numbers " : "", aggregate->takes_text ? "texts " : "",
                         aggregate->takes_time ? "times" : "");
    }
    if (function)
        facts_add_text(facts, aggregate ? "of several values" : "what", function->summary);
    facts_add_text(facts, "see also", aggregate ? "help aggregates" : "help functions");
    return report;
}

static struct report *files_page(void)
{
    struct report *report = report_new("help", "command files", NULL);
    report_add_note(
        report, VERDICT_NONE,
        "One command a line; a trailing \\ goes on; # begins a comment. The whole file is checked before anything "
        "of it runs. Words are written out: short forms are for the prompt.");
    struct block *facts = report_add_facts(report, NULL);
    facts_add_text(facts, "version 1", "first line: fixes words, defaults and formats of numbers");
    facts_add_text(facts, "param NAME TYPE default=VALUE",
                   "a variable that --var NAME=VALUE sets; types: text date path "
                   "number count duration yesno expression");
    facts_add_text(facts, "$NAME, ${NAME}", "its value; $$ is a dollar sign");
    facts_add_text(facts, "$day - 30d, $day + 1m",
                   "a date computed from a date, in any line, also as a default: param "
                   "before date default=$day-1d; units h d w m q y");
    facts_add_text(facts, "month($day)", "a number: year quarter month day weekday (1 is Monday)");
    facts_add_text(facts, "asof, asof - 90d",
                   "the as-of date, in if, gate and print, and as an option's value: "
                   "test=asof-90d");
    facts_add_text(facts, "for k in 3..8 .. end", "counts, or goes through words: for t in a b c");
    facts_add_text(facts, "if failed .. else .. end",
                   "whether the last try failed; not failed; exists NAME; auc(m) > 0.8; "
                   "$x == y; asof < $day; month($day) == 1");
    facts_add_text(facts, "try COMMAND", "a failure becomes a warning");
    facts_add_text(facts, "run FILE", "another file, looked for beside this one");
    facts_add_text(facts, "> FILE, >> FILE, | COMMAND", "where a result goes; its ending says the format");
    report_add_note(
        report, VERDICT_NONE,
        "Exit status: 0 all done; 1 a command failed; 2 the file or the command line is wrong and nothing ran; 3 a "
        "gate failed; 130 stopped by Ctrl-C; 143 by a signal to end.");
    return report;
}

/* ---- Search ---- */

static bool has_word(const char *text, const char *word)
{
    return text && strcasestr(text, word);
}

struct found {
    struct block *facts;
    size_t n;
};

static void add_found(void *context, const char *name, const char *what)
{
    struct found *found = context;
    (void)name;
    facts_add_text(found->facts, "", what);
    found->n++;
}

/* All rows with WORD in them; NULL when there are none. */
static struct report *search(const char *word)
{
    struct report *report = report_new("help", word, "found in");
    struct block *facts = report_add_facts(report, NULL);
    size_t n = 0;
    for (const struct command *const *c = commands; *c; c++)
        if (has_word((*c)->name, word) || has_word((*c)->summary, word) || has_word((*c)->description, word)) {
            facts_add_text(facts, (*c)->name, (*c)->summary);
            n++;
        }
    for (const struct model_kind *const *kind = model_kinds; *kind; kind++)
        if (has_word((*kind)->name, word) || has_word((*kind)->title, word) || has_word((*kind)->summary, word)) {
            facts_add_text(facts, (*kind)->name, (*kind)->title);
            n++;
        }
    for (const struct metric *const *metric = metrics; *metric; metric++)
        if (has_word((*metric)->name, word) || has_word((*metric)->title, word)) {
            facts_add_text(facts, (*metric)->name, (*metric)->title);
            n++;
        }
    for (const struct parameter *row = settings; row->name; row++)
        if (has_word(row->name, word) || has_word(row->summary, word)) {
            facts_add_text(facts, row->name, row->summary);
            n++;
        }
    for (const struct error_page *page = error_pages; page->code; page++)
        if (has_word(page->title, word) || has_word(page->cause, word)) {
            facts_add_format(facts, "", "E%04d %s", page->code, page->title);
            n++;
        }
    struct found found = { facts, n };
    help_search_keys(word, add_found, &found);
    if (found.n > 0)
        return report;
    report_free(report);
    return NULL;
}

/* ---- What was nearly written ---- */

enum { NEAREST = 5, TOO_FAR = 5 };

struct near {
    const char *wanted;
    size_t n, distances[NEAREST];
    const char *names[NEAREST];
};

/* Kept by distance; of equals the first offered stays before. */
static void near_offer(void *context, const char *name)
{
    struct near *near = context;
    size_t distance = edit_distance(near->wanted, name), at = near->n;
    if (distance > TOO_FAR || distance >= strlen(name))
        return;
    for (size_t i = 0; i < near->n; i++)
        if (strcmp(near->names[i], name) == 0)
            return;
    while (at > 0 && name_is_nearer(near->wanted, name, distance, near->names[at - 1], near->distances[at - 1]))
        at--;
    if (at == NEAREST)
        return;
    near->n = near->n < NEAREST ? near->n + 1 : NEAREST;
    for (size_t i = near->n - 1; i > at; i--) {
        near->names[i] = near->names[i - 1];
        near->distances[i] = near->distances[i - 1];
    }
    near->names[at] = name;
    near->distances[at] = distance;
}

static struct report *fail_word(const char *word, struct error *err)
{
    struct near near = { .wanted = word };
    for (const struct command *const *c = commands; *c; c++)
        near_offer(&near, (*c)->name);
    for (const struct model_kind *const *kind = model_kinds; *kind; kind++)
        near_offer(&near, (*kind)->name);
    for (const struct metric *const *metric = metrics; *metric; metric++)
        near_offer(&near, (*metric)->name);
    for (const struct parameter *row = settings; row->name; row++)
        near_offer(&near, row->name);
    help_each_key(near_offer, &near);
    struct text names = TEXT_EMPTY;
    for (size_t i = 0; i < near.n; i++)
        text_add_format(&names, " %s", near.names[i]);
    fail(err, ERROR_USER, E_NO_COMMAND, "no help on '%s'", word);
    if (near.n > 0)
        error_reason(err, "nearest:%s", text_string(&names));
    if (near.n > 0 && near.distances[0] <= 2)
        error_mend(err, "help %s", near.names[0]);
    else
        error_mend(err, "help");
    text_release(&names);
    return NULL;
}

static struct report *find_page(const char *word)
{
    const struct command *command = command_find(word);
    const struct metric *metric = help_figure(word);
    const struct model_kind *kind = model_kind_find(word);
    if (command && metric) /* silhouette is both */
        return add_metric(command_page(command), metric, "The metric of this name");
    if (command)
        return command_page(command);
    if (kind)
        return kind_page(kind);
    if (metric)
        return add_metric(report_new("help", metric->name, metric->title), metric, NULL);
    if ((word[0] == 'E' || word[0] == 'e') && isdigit((unsigned char)word[1])) {
        const struct error_page *page = error_page_find((int)strtol(word + 1, NULL, 10));
        return page ? error_report(page) : NULL;
    }
    for (const struct parameter *row = settings; row->name; row++)
        if (strcmp(row->name, word) == 0)
            return setting_page(row);
    return NULL;
}

struct report *help_page(const char *word, struct error *err)
{
    struct report *report = find_page(word);
    if (report)
        return report;
    if (strcmp(word, "metrics") == 0)
        return metrics_page();
    if (strcmp(word, "expressions") == 0)
        return expressions_page();
    if (strcmp(word, "aggregates") == 0)
        return aggregates_page();
    if (strcmp(word, "functions") == 0)
        return functions_page();
    if (strcmp(word, "files") == 0)
        return files_page();
    if (strcmp(word, "keys") == 0)
        return help_keys();
    if (strcmp(word, "nested") == 0)
        return help_nested();
    if ((report = aggregate_page(word)))
        return report;
    if ((report = help_key(word)))
        return report;
    report = search(word);
    return report ? report : fail_word(word, err);
}
