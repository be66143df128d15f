/* show: rows of a table, a list, or the page of a thing. */
#include "command/data/preset.h"
#include "command/model/score_table.h"
#include "command/names/lists.h"
#include "command/names/show_table.h"
#include "command/verb.h"

static void release_table(void *table)
{
    table_release(table);
}

static struct report *show_list(struct session *session, const struct invocation *invocation, const struct list *list,
                                struct error *err)
{
    if (list->needs_workspace && !session->workspace) {
        fail(err, ERROR_USER, E_NO_WORKSPACE, "show %s needs an open workspace", list->name);
        error_mend(err, "open NAME");
        return failed();
    }
    struct table *table = list->make(session, list->name, err);
    if (!table)
        return failed();
    arena_adopt(invocation->arena, release_table, table);
    return show_rows(session, invocation, table, list->name, true, err);
}

/* show scores m3: the customers scored now, with what is known of them. */
static struct report *show_scores(struct session *session, const struct invocation *invocation,
                                  const struct value *names, struct error *err)
{
    struct model *model = resolve_model(session, names->texts[1], invocation->arena, err);
    if (!model) {
        fail_value_at(err, names, 1);
        return failed();
    }
    struct table *table = score_table_browse(session, model, invocation->arena, err);
    if (!table)
        return failed();
    arena_adopt(invocation->arena, release_table, table);
    return show_rows(session, invocation, table,
                     arena_format(invocation->arena, "scores of %s", model_label(model, invocation->arena)), false,
                     err);
}

/* show preset NAME, show pack NAME: as they are written. */
static struct report *show_preset(const struct invocation *invocation, const struct value *names, enum preset_kind kind,
                                  struct error *err)
{
    if (names->n_texts < 2)
        return fail_null(err, ERROR_SYNTAX, E_MISSING_ARGUMENT, "show %s needs a name", names->text);
    const char *path = preset_path(kind, names->texts[1], invocation->arena, err);
    char *bytes = path ? file_read(path, &(size_t){ 0 }, err) : NULL;
    if (!bytes) {
        fail_value_at(err, names, 1);
        return failed();
    }
    size_t length = strlen(bytes);
    if (length > 0 && bytes[length - 1] == '\n')
        bytes[length - 1] = '\0';
    struct report *report = report_message(VERDICT_NONE, "%s", bytes);
    free(bytes);
    return report;
}

static struct report *run_show(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *names = values_get(&invocation->values, "name");
    const char *name = names->text;
    const struct list *list = list_find(name);
    if (strcmp(name, "preset") == 0)
        return show_preset(invocation, names, PRESET_LOAD, err);
    if (strcmp(name, "pack") == 0 && names->n_texts > 1)
        return show_preset(invocation, names, PRESET_FEATURES, err);
    bool taken = session->workspace && workspace_what(session->workspace, name) != NAME_NONE;
    struct report *report = NULL;
    if (session->workspace && !taken && strcmp(name, "scores") == 0 && names->n_texts > 1)
        return show_scores(session, invocation, names, err);
    if (list && !taken) {
        report = show_list(session, invocation, list, err);
    } else if (!session->workspace) {
        fail(err, ERROR_USER, E_NO_WORKSPACE, "show %s needs an open workspace", name);
        error_mend(err, "open NAME");
    } else {
        report = show_thing(session, invocation, name, err);
    }
    if (!report)
        fail_value_at(err, names, 0);
    return report;
}

const struct command show_command = {
    .name = "show",
    .group = GROUP_DATA,
    .summary = "rows of a table, a list, or the page of anything that has a name",
    .description =
        "A name alone does the same. orders.amount shows the values of a column, orders.quarantine the rows "
        "that were set aside, s5.2 the customers of a segment, m3@6 a version. Lists: tables snapshots presets "
        "packs features sets targets populations models segments scores notes promotions files audit settings stored. "
        "scores "
        "m3 "
        "scores the customers now and shows them with what is known of each.",
    .parameters =
        (const struct parameter[]){
            { "name", PARAMETER_THING, FORM_SUBJECT, .required = true, .repeats = true, .summary = "what to show" },
            { "where", PARAMETER_EXPRESSION, FORM_CLAUSE, .summary = "which rows" },
            { "sort", PARAMETER_COLUMN, FORM_OPTION, .repeats = true, .summary = "columns; -COLUMN is descending" },
            { "limit", PARAMETER_COUNT, FORM_OPTION, .least = 1, .greatest = 4294967294.0, .unit = "rows",
              .summary = "no more rows than these" },
            { "columns", PARAMETER_COLUMN, FORM_OPTION, .repeats = true, .summary = "only these; spend_* too" },
            { "version", PARAMETER_COUNT, FORM_OPTION, .least = 1, .greatest = 1000000, .summary = "of a table" },
            { 0 } },
    .examples =
        (const struct example[]){
            { "the dearest orders", "show orders where amount > 100 and channel == \"app\" sort=-amount limit=20" },
            { "all models", "show models" },
            { "how a model was made", "show m2" },
            { "a filter by another program", "show customers columns=customer_id | tail -n +2 > ids.txt" },
            { 0 } },
    .see_also = "describe summary history",
    .pane = "table",
    .run = run_show,
};
