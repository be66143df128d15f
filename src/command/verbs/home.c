/* home: the workspace on one page. */
#include <math.h>

#include "command/names/lists.h"
#include "command/next.h"
#include "command/verb.h"

/* A list as a block, when there is anything in it. */
static bool add_list(struct session *session, struct report *report, const char *name, const char *title, bool beside,
                     struct error *err)
{
    struct table *table = list_find(name)->make(session, name, err);
    if (!table)
        return false;
    if (table->n_rows == 0) {
        table_release(table);
        return true;
    }
    struct block *block = report_add_table(report, title, view_owning(table));
    table_block_limit(block, 12);
    table_block_list(block);
    if (beside)
        block_beside(block);
    return true;
}

static void add_state(struct session *session, struct report *report)
{
    static const char *const states[] = { "asof", "population", "target", "split" };
    struct block *facts = report_add_facts(report, NULL);
    facts_add_text(facts, "workspace", workspace_folder(session->workspace));
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        char *value = workspace_state(session->workspace, states[i]);
        facts_add_text(facts, states[i], value ? value : "--");
        free(value);
    }
    facts_add_text(facts, "seed", session_setting(session, "seed"));
}

/* A row of TABLE into facts: what column LINE holds, and behind it what BEHIND does. */
static void add_line(struct block *facts, const struct table *table, size_t row, const char *line, const char *behind)
{
    struct text name = TEXT_EMPTY, value = TEXT_EMPTY;
    column_write(table_column(table, line), row, &name);
    column_write(table_column(table, behind), row, &value);
    facts_add_text(facts, text_string(&name), text_string(&value));
    text_release(&name);
    text_release(&value);
}

/* The last commands that changed something, in this session or before. */
static bool add_done(struct session *session, struct report *report, struct error *err)
{
    enum { MOST = 5 };
    struct table *trail = workspace_trail(session->workspace, "audit", err);
    if (!trail)
        return false;
    if (trail->n_rows > 0) {
        struct block *facts = report_add_facts(report, "Done last");
        facts_names_whole(facts);
        for (size_t i = trail->n_rows > MOST ? trail->n_rows - MOST : 0; i < trail->n_rows; i++)
            add_line(facts, trail, i, "command", "outcome");
    }
    table_release(trail);
    return true;
}

/* What most people do from here; Enter in the full screen takes the line under the cursor. */
static bool add_next(struct session *session, struct report *report, struct error *err)
{
    struct table *table = next_steps(session, err);
    if (!table)
        return false;
    struct block *facts = report_add_facts(report, "Next");
    facts_names_whole(facts);
    for (size_t i = 0; i < table->n_rows; i++)
        add_line(facts, table, i, "line", "why");
    table_release(table);
    return true;
}

static struct report *start_page(struct session *session, struct error *err)
{
    struct report *report = report_new("home", "patron", NULL);
    report_add_note(report, VERDICT_NONE, "No workspace is open.");
    if (add_next(session, report, err))
        return report;
    report_free(report);
    return failed();
}

static struct report *run_home(struct session *session, const struct invocation *invocation, struct error *err)
{
    (void)invocation;
    if (!session->workspace)
        return start_page(session, err);
    struct report *report = report_new("home", workspace_name(session->workspace), NULL);
    add_state(session, report);
    if (add_list(session, report, "tables", "Data", false, err) &&
        add_list(session, report, "models", "Models", true, err) &&
        add_list(session, report, "sets", "Feature sets", false, err) &&
        add_list(session, report, "targets", "Targets", true, err) &&
        add_list(session, report, "segments", "Segments", false, err) &&
        add_list(session, report, "notes", "Notes", false, err) && add_done(session, report, err) &&
        add_next(session, report, err))
        return report;
    report_free(report);
    return failed();
}

const struct command home_command = {
    .name = "home",
    .group = GROUP_START,
    .summary = "the workspace on one page: data, features, models, what was done last",
    .parameters = (const struct parameter[]){ { 0 } },
    .examples =
        (const struct example[]){
            { "the page", "home" }, { "as JSON", "home > home.json" }, { "more of one list", "show models" }, { 0 } },
    .see_also = "show describe history",
    .pane = "home",
    .run = run_home,
};
