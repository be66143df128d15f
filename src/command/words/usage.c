/* How a command is typed, computed from its rows. */
#include <ctype.h>
#include <string.h>

#include "command/language/binder.h"
#include "patron/base/text.h"

static const char *const labels[] = {
    [PARAMETER_TEXT] = "TEXT",         [PARAMETER_NUMBER] = "NUMBER",     [PARAMETER_COUNT] = "N",
    [PARAMETER_YESNO] = "yes|no",      [PARAMETER_CHOICE] = "CHOICE",     [PARAMETER_DATE] = "DATE",
    [PARAMETER_DURATION] = "90d",      [PARAMETER_RANGE] = "2..8",        [PARAMETER_FILE] = "FILE",
    [PARAMETER_EXPRESSION] = "EXPR",   [PARAMETER_NAME] = "NAME",         [PARAMETER_TABLE] = "TABLE",
    [PARAMETER_COLUMN] = "COLUMN",     [PARAMETER_FEATURES] = "FEATURES", [PARAMETER_TARGET] = "TARGET",
    [PARAMETER_MODEL] = "MODEL",       [PARAMETER_SNAPSHOT] = "SNAPSHOT", [PARAMETER_SEGMENT] = "SEGMENT",
    [PARAMETER_CUSTOMER] = "CUSTOMER", [PARAMETER_PRESET] = "PRESET",     [PARAMETER_SETTING] = "SETTING",
    [PARAMETER_SCRIPT] = "FILE",       [PARAMETER_COMMAND] = "COMMAND",   [PARAMETER_KIND] = "KIND",
    [PARAMETER_THING] = "NAME",
};

const char *parameter_label(const struct parameter *row)
{
    return labels[row->type];
}

static void add_value(const struct parameter *row, struct text *out)
{
    if (row->type == PARAMETER_CHOICE && row->choices) {
        size_t length = 0;
        for (const char *const *choice = row->choices; *choice; choice++)
            length += strlen(*choice) + 1;
        for (const char *const *choice = row->choices; length <= 40 && *choice; choice++)
            text_add_format(out, "%s%s", choice == row->choices ? "" : "|", *choice);
        if (length <= 40)
            return;
    }
    text_add(out, parameter_label(row));
}

/* Subjects are called as their rows are; the label of the type says less. */
static void add_subject(const struct parameter *row, struct text *out)
{
    if (row->type == PARAMETER_CHOICE) {
        add_value(row, out);
        return;
    }
    for (const char *p = row->name; *p; p++)
        text_add_char(out, *p == '_' ? '-' : (char)toupper((unsigned char)*p));
}

void usage_part(const struct parameter *row, struct text *out)
{
    if (!row->required)
        text_add_char(out, '[');
    switch (row->form) {
    case FORM_SUBJECT:
        add_subject(row, out);
        break;
    case FORM_NAME:
        add_subject(row, out);
        text_add(out, " =");
        break;
    case FORM_KIND:
        text_add(out, "KIND");
        break;
    case FORM_MORE:
        text_add(out, "KEY=VALUES");
        break;
    case FORM_CLAUSE:
        text_add_format(out, "%s ", row->name);
        add_value(row, out);
        break;
    case FORM_OPTION:
        text_add_format(out, "%s=", row->name);
        add_value(row, out);
        break;
    }
    if (row->repeats && row->form != FORM_OPTION && row->type != PARAMETER_EXPRESSION)
        text_add(out, " ...");
    if (!row->required)
        text_add_char(out, ']');
}

void usage_write(const struct command *command, bool all_options, struct text *out)
{
    size_t n_options = 0;
    text_add(out, command->name);
    for (const struct parameter *row = command->parameters; row->name; row++) {
        n_options += row->form == FORM_OPTION && !row->required;
        if (row->form == FORM_OPTION && !row->required && !all_options)
            continue;
        text_add_char(out, ' ');
        usage_part(row, out);
    }
    if (n_options > 0 && !all_options)
        text_add(out, " [KEY=VALUE ...]");
}
