/* Completion scripts for shells, printed from the rows of the flags. */
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/kinds.h"
#include "patron/command/command.h"
#include "patron/command/manual.h"

static bool takes_file(const struct flag *flag)
{
    return flag->value && (strcmp(flag->value, "FILE") == 0 || strcmp(flag->value, "FOLDER") == 0);
}

static void write_bash(const struct flag *rows, struct text *out)
{
    text_add(out, "# bash completion for patron\n_patron() {\n    local word=${COMP_WORDS[COMP_CWORD]} "
                  "before=${COMP_WORDS[COMP_CWORD-1]}\n"
                  "    case $before in\n    ");
    for (const struct flag *flag = rows; flag->name; flag++)
        if (takes_file(flag)) {
            text_add_format(out, "--%s", flag->name);
            if (flag->letter)
                text_add_format(out, "|-%c", flag->letter);
            text_add(out, "|");
        }
    text_add(out, "--) COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n"
                  "    --as) COMPREPLY=($(compgen -W 'text tsv csv json jsonl md' -- \"$word\")); return ;;\n"
                  "    --color) COMPREPLY=($(compgen -W 'auto always never' -- \"$word\")); return ;;\n"
                  "    --completion) COMPREPLY=($(compgen -W 'bash zsh fish' -- \"$word\")); return ;;\n"
                  "    help) COMPREPLY=($(compgen -W '");
    for (const struct command *const *c = commands; *c; c++)
        text_add_format(out, "%s ", (*c)->name);
    text_add(out, "' -- \"$word\")); return ;;\n    esac\n    case $word in\n    -*) COMPREPLY=($(compgen -W '");
    for (const struct flag *flag = rows; flag->name; flag++)
        text_add_format(out, "--%s ", flag->name);
    text_add(
        out,
        "' -- \"$word\")) ;;\n"
        "    *) COMPREPLY=($(compgen -d -- \"$word\") $(compgen -f -X '!*.patron' -- \"$word\") $(compgen -W help -- "
        "\"$word\")) ;;\n    esac\n}\ncomplete -o filenames -F _patron patron\n");
}

/* Text within single quotes of a shell, brackets and colons made harmless for zsh. */
static void add_quoted(struct text *out, const char *text, bool zsh)
{
    for (; *text; text++) {
        if (*text == '\'')
            text_add(out, "'\\''");
        else if (zsh && (*text == ':' || *text == '[' || *text == ']'))
            text_add_format(out, "\\%c", *text);
        else
            text_add_char(out, *text);
    }
}

static void write_zsh(const struct flag *rows, struct text *out)
{
    text_add(out, "#compdef patron\n_arguments -s \\\n");
    for (const struct flag *flag = rows; flag->name; flag++) {
        text_add_format(out, "  '--%s%s[", flag->name, flag->value ? "=" : "");
        add_quoted(out, flag->summary, true);
        text_add(out, "]");
        if (flag->value)
            text_add_format(out, ":%s:%s", flag->value, takes_file(flag) ? "_files" : " ");
        text_add(out, "' \\\n");
    }
    text_add(out, "  '*:workspace or command file:_files -g \"*.patron(-.) *(-/)\"'\n");
}

static void write_fish(const struct flag *rows, struct text *out)
{
    text_add(out, "# fish completion for patron\n");
    for (const struct flag *flag = rows; flag->name; flag++) {
        text_add_format(out, "complete -c patron -l %s", flag->name);
        if (flag->letter)
            text_add_format(out, " -s %c", flag->letter);
        if (flag->value)
            text_add(out, takes_file(flag) ? " -r -F" : " -x");
        text_add(out, " -d '");
        add_quoted(out, flag->summary, false);
        text_add(out, "'\n");
    }
    text_add(out, "complete -c patron -n '__fish_seen_subcommand_from help' -f -a '");
    for (const struct command *const *c = commands; *c; c++)
        text_add_format(out, "%s%s", c == commands ? "" : " ", (*c)->name);
    text_add(out, "'\ncomplete -c patron -f -a '(__fish_complete_directories) (__fish_complete_suffix .patron)'\n");
}

static const struct shell {
    const char *name;
    void (*write)(const struct flag *rows, struct text *out);
} bash = { "bash", write_bash }, zsh = { "zsh", write_zsh }, fish = { "fish", write_fish };
static const struct shell *const shells[] = { &bash, &zsh, &fish, NULL };

bool manual_completion(const struct flag *rows, const char *name, struct text *out, struct error *err)
{
    const struct shell *shell = kind_find((const void *const *)shells, name);
    if (shell) {
        shell->write(rows, out);
        return true;
    }
    fail(err, ERROR_SYNTAX, E_BAD_VALUE, "no completion for '%s'", name);
    error_reason(err, "shells: bash zsh fish");
    return false;
}
