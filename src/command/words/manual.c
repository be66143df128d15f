/* Pages about the program as a whole, printed from rows. */
#include "patron/command/manual.h"

#include <string.h>

#include "command/names/lists.h"
#include "command/verb.h"
#include "command/words/help.h"

const struct command *manual_command(const char *name)
{
    return command_find(name);
}

static void add_flag(const struct flag *flag, struct text *out)
{
    char left[64], letter[8] = "    ";
    if (flag->letter)
        snprintf(letter, sizeof letter, "-%c, ", flag->letter);
    snprintf(left, sizeof left, "  %s--%s%s%s", letter, flag->name, flag->value ? " " : "",
             flag->value ? flag->value : "");
    text_add_format(out, "%-27s %s\n", left, flag->summary);
}

void manual_flags(const struct flag *rows, struct text *out)
{
    text_add(out, "usage: patron [FLAG ...] [WORKSPACE | FILE.patron | COMMAND ...]\n\n");
    for (const struct flag *flag = rows; flag->name; flag++)
        add_flag(flag, out);
    text_add(out, "\nexamples:\n"
                  "  patron shop                                    open a workspace\n"
                  "  patron shop -c 'compare m2 m3' -o compare.md   one report as a page\n"
                  "  patron -f nightly.patron --var asof=2024-07-01 a job\n"
                  "\npatron help lists the commands; patron help COMMAND has a page on each.\n");
}

/* ---- roff ---- */

/* Text for roff: backslashes and lines that begin with a dot or a quote are made harmless. */
static void roff_text(struct text *out, const char *text)
{
    bool begins = true;
    for (; *text; text++) {
        if (begins && (*text == '.' || *text == '\''))
            text_add(out, "\\&");
        if (*text == '\\')
            text_add(out, "\\e");
        else if (*text == '-')
            text_add(out, "\\-");
        else
            text_add_char(out, *text);
        begins = *text == '\n';
    }
}

static void roff_item(struct text *out, const char *left, const char *right)
{
    text_add(out, ".TP\n.B ");
    roff_text(out, left);
    text_add_char(out, '\n');
    roff_text(out, right);
    text_add_char(out, '\n');
}

static void roff_command(struct text *out, const struct command *command)
{
    struct text usage = TEXT_EMPTY;
    usage_write(command, false, &usage);
    text_add(out, ".SS ");
    roff_text(out, text_string(&usage));
    text_add_char(out, '\n');
    text_clear(&usage);
    roff_text(out, command->summary);
    text_add(out, ".\n");
    if (command->description) {
        text_add(out, ".PP\n");
        roff_text(out, command->description);
        text_add_char(out, '\n');
    }
    for (const struct parameter *row = command->parameters; row->name; row++) {
        struct text what = TEXT_EMPTY;
        text_clear(&usage);
        help_parameter(row, &usage, &what);
        roff_item(out, text_string(&usage), text_string(&what));
        text_release(&what);
    }
    text_add(out, ".PP\nExamples:\n.PP\n.nf\n");
    for (const struct example *example = command->examples; example && example->line; example++) {
        text_add(out, "    ");
        roff_text(out, example->line);
        text_add_char(out, '\n');
    }
    text_add(out, ".fi\n");
    text_release(&usage);
}

void manual_roff(const struct flag *rows, struct text *out)
{
    text_add_format(out, ".TH PATRON 1 \"\" \"patron %s\"\n", PATRON_VERSION);
    text_add(out,
             ".SH NAME\npatron \\- a terminal workbench for customer intelligence\n"
             ".SH SYNOPSIS\n.B patron\n[FLAG ...] [WORKSPACE | FILE.patron | COMMAND ...]\n"
             ".SH DESCRIPTION\nWith a terminal, patron opens the full screen; \\-\\-plain opens a prompt. With \\-c, "
             "\\-e, \\-f or a command file it runs commands and ends with a truthful status.\n.SH FLAGS\n");
    for (const struct flag *flag = rows; flag->name; flag++) {
        struct text left = TEXT_EMPTY;
        if (flag->letter)
            text_add_format(&left, "-%c, ", flag->letter);
        text_add_format(&left, "--%s%s%s", flag->name, flag->value ? " " : "", flag->value ? flag->value : "");
        roff_item(out, text_string(&left), flag->summary);
        text_release(&left);
    }
    text_add(out, ".SH COMMANDS\n");
    for (const struct command *const *c = commands; *c; c++)
        roff_command(out, *c);
    text_add(out, ".SH MODEL KINDS\n");
    for (const struct model_kind *const *kind = model_kinds; *kind; kind++) {
        roff_item(out, (*kind)->name, (*kind)->summary);
        for (const struct parameter *row = (*kind)->parameters; row->name; row++) {
            struct text usage = TEXT_EMPTY, what = TEXT_EMPTY;
            help_parameter(row, &usage, &what);
            roff_item(out, text_string(&usage), text_string(&what));
            text_release(&usage);
            text_release(&what);
        }
    }
    text_add(out, ".SH SETTINGS\n");
    for (const struct parameter *row = settings; row->name; row++)
        roff_item(out, row->name, row->summary);
    text_add(out, ".SH EXIT STATUS\n");
    roff_item(out, "0", "every command did what it says");
    roff_item(out, "1", "a command failed");
    roff_item(out, "2", "the command line or a file is wrong; nothing ran");
    roff_item(out, "3", "a gate failed");
    roff_item(out, "130, 143", "stopped by Ctrl-C, or by a signal to end");
    text_add(out, ".SH ENVIRONMENT\n");
    roff_item(out, "PATRON_HOME", "where rc file, history, presets and packs are; else the XDG folders");
    roff_item(out, "PATRON_DATA",
              "where the program's presets and packs are; else where it was installed, or beside it");
    roff_item(out, "PATRON_PRESETS", "a folder of your own presets");
    roff_item(out, "PATRON_SEED and so on", "settings");
    roff_item(out, "NO_COLOR, FORCE_COLOR, TERM, PAGER", "as usual");
    roff_item(out, "SOURCE_DATE_EPOCH", "fixes the dates in reports and model files");
}

/* ---- Markdown ---- */

static void markdown_rows(struct text *out, const struct parameter *rows)
{
    if (!rows || !rows->name)
        return;
    text_add(out, "\n| | |\n|---|---|\n");
    for (const struct parameter *row = rows; row->name; row++) {
        struct text usage = TEXT_EMPTY, what = TEXT_EMPTY;
        help_parameter(row, &usage, &what);
        text_add(out, "| `");
        for (const char *c = text_string(&usage); *c; c++)
            text_add(out, *c == '|' ? "\\|" : (char[]){ *c, '\0' });
        text_add_format(out, "` | %s |\n", text_string(&what));
        text_release(&usage);
        text_release(&what);
    }
}

static void markdown_command(struct text *out, const struct command *command)
{
    struct text usage = TEXT_EMPTY;
    usage_write(command, false, &usage);
    text_add_format(out, "\n### %s\n\n%s.\n\n    %s\n", command->name, command->summary, text_string(&usage));
    if (command->description)
        text_add_format(out, "\n%s\n", command->description);
    markdown_rows(out, command->parameters);
    text_add(out, "\n```\n");
    for (const struct example *example = command->examples; example && example->line; example++)
        text_add_format(out, "%s\n", example->line);
    text_add(out, "```\n");
    text_release(&usage);
}

void manual_reference(const struct flag *rows, struct text *out)
{
    text_add(out, "# Reference\n\nPrinted by `patron --reference` from the program's own rows.\n\n## Flags\n\n| | "
                  "|\n|---|---|\n");
    for (const struct flag *flag = rows; flag->name; flag++) {
        text_add(out, "| `");
        if (flag->letter)
            text_add_format(out, "-%c, ", flag->letter);
        text_add_format(out, "--%s%s%s` | %s |\n", flag->name, flag->value ? " " : "", flag->value ? flag->value : "",
                        flag->summary);
    }
    for (int group = 0; group < N_GROUPS; group++) {
        text_add_format(out, "\n## %s\n", group_titles[group]);
        for (const struct command *const *c = commands; *c; c++)
            if ((int)(*c)->group == group)
                markdown_command(out, *c);
    }
    text_add(out, "\n## Model kinds\n");
    for (const struct model_kind *const *kind = model_kinds; *kind; kind++) {
        text_add_format(out, "\n### %s\n\n%s: %s.\n", (*kind)->name, (*kind)->title, (*kind)->summary);
        markdown_rows(out, (*kind)->parameters);
    }
    text_add(out, "\n## Settings\n");
    markdown_rows(out, settings);
    text_add(out, "\n## Errors\n\n| code | | cause | mend |\n|---|---|---|---|\n");
    for (const struct error_page *page = error_pages; page->code; page++)
        text_add_format(out, "| E%04d | %s | %s | %s |\n", page->code, page->title, page->cause, page->mend);
}

/* ---- Settings ---- */

struct report *manual_settings(struct error *err)
{
    struct builder *builder = builder_new("settings");
    static const char *const names[] = { "name", "type", "default", "what" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        builder_add_column(builder, names[i], TYPE_TEXT);
    for (const struct parameter *row = settings; row->name; row++) {
        char wanted[256];
        parameter_describe(row, wanted);
        builder_set_string(builder, 0, row->name);
        builder_set_string(builder, 1, wanted);
        builder_set_string(builder, 2, row->otherwise);
        builder_set_string(builder, 3, row->summary);
        builder_end_row(builder);
    }
    struct table *table = builder_finish(builder, err);
    return table ? report_of_table("settings", "settings", NULL, table) : NULL;
}
