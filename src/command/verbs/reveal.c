/* reveal: personal columns in clear. */
#include "command/verb.h"

/* What PATTERN covers, and what there is to cover, as a list for the reason of an error. */
struct looking {
    const char *pattern;
    size_t n_found;
    struct text personal;
};

static void look(struct looking *looking, const struct table *table)
{
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct column *column = &table->columns[i];
        struct text whole = TEXT_EMPTY;
        text_add_format(&whole, "%s.%s", table->name, column->name);
        const char *name = strchr(looking->pattern, '.') ? text_string(&whole) : column->name;
        bool personal = column->privacy == PRIVACY_PERSONAL;
        looking->n_found += personal && glob_match(looking->pattern, name);
        if (personal)
            text_add_format(&looking->personal, " %s", text_string(&whole));
        text_release(&whole);
    }
}

static bool check_pattern(struct session *session, const struct value *names, size_t i, struct error *err)
{
    struct looking looking = { .pattern = names->texts[i] };
    char **tables = workspace_tables(session->workspace);
    for (char **name = tables; name && *name; name++) {
        struct table *table = workspace_table(session->workspace, *name, 0, NULL);
        if (table)
            look(&looking, table);
        table_release(table);
    }
    names_free(tables);
    if (looking.n_found == 0) {
        fail(err, ERROR_USER, E_NO_COLUMN, "no personal column '%s'", names->texts[i]);
        if (looking.personal.length > 0)
            error_reason(err, "personal here:%s", text_string(&looking.personal));
        else
            error_reason(err, "no table in use has a personal column");
        fail_value_at(err, names, i);
    }
    text_release(&looking.personal);
    return looking.n_found > 0;
}

static struct report *run_reveal(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *names = values_get(&invocation->values, "columns");
    if (names->n_texts == 1 && strcmp(names->text, "none") == 0) {
        workspace_reveal(session->workspace, NULL, 0);
        return report_message(VERDICT_OK, "personal columns are masked");
    }
    for (size_t i = 0; i < names->n_texts; i++)
        if (!check_pattern(session, names, i, err))
            return failed();
    workspace_reveal(session->workspace, names->texts, names->n_texts);
    struct text told = TEXT_EMPTY;
    for (size_t i = 0; i < names->n_texts; i++)
        text_add_format(&told, "%s%s", i > 0 ? " " : "", names->texts[i]);
    struct report *report =
        report_message(VERDICT_OK, "in clear until the workspace is closed: %s", text_string(&told));
    text_release(&told);
    return report;
}

const struct command reveal_command = {
    .name = "reveal",
    .group = GROUP_DATA,
    .summary = "personal columns in clear, in all that is shown and written",
    .description =
        "Columns whose names say mail, phone, fax, address, birth, or a person's name are masked in every pane, "
        "result and file: a mail address keeps its first letter and its host, other texts their last two characters. "
        "What they hold is untouched: filters and features read it. A key or a link that is "
        "such an address or number is shown as a pseudonym, p and 16 digits: the same for the same value in every "
        "table of the workspace, made with a secret that stays in it, and taken by `customer` as the key itself is. "
        "sql sees pseudonyms too, so that joins and groups are as ever. The raw lines of a quarantine are masked while "
        "a column of their table is. The line is in the log, in "
        "the history of the workspace and in what `save session` writes; closing the workspace ends it.",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .changes = CHANGES_VIEW,
    .parameters =
        (const struct parameter[]){ { "columns", PARAMETER_COLUMN, FORM_SUBJECT, .required = true, .repeats = true,
                                      .summary = "email, customers.phone, *; none masks all again" },
                                    { 0 } },
    .examples = (const struct example[]){ { "one column, wherever it is", "reveal email" },
                                          { "of one table", "reveal customers.email customers.phone" },
                                          { "all, and masked again", "reveal none" },
                                          { 0 } },
    .see_also = "show customer score",
    .run = run_reveal,
};
