/* Flags of the command line, by their rows. */
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/kinds.h"
#include "patron/command/manual.h"

static bool fail_flag(const struct flag *rows, const char *name, struct error *err)
{
    struct nearest nearest;
    nearest_init(&nearest, name);
    for (; rows->name; rows++)
        nearest_offer(&nearest, rows->name);
    fail(err, ERROR_SYNTAX, E_NO_OPTION, "no flag '--%s'", name);
    if (nearest.best)
        error_mend(err, "--%s", nearest.best);
    else
        error_mend(err, "patron --help lists them");
    return false;
}

/* The value of a flag: behind =, else the next argument. */
static bool take_value(struct flag_reader *reader, const struct flag *flag, const char *given, struct flag_use *out,
                       struct error *err)
{
    *out = (struct flag_use){ flag, NULL };
    if (!flag->value)
        return !given || fail(err, ERROR_SYNTAX, E_SYNTAX, "--%s takes no value", flag->name);
    out->value = given ? given : reader->at < reader->argc ? reader->argv[reader->at++] : NULL;
    return out->value || fail(err, ERROR_SYNTAX, E_MISSING_ARGUMENT, "--%s needs %s", flag->name, flag->value);
}

static bool take_long(struct flag_reader *reader, const struct flag *rows, const char *text, struct flag_use *out,
                      struct error *err)
{
    size_t length = strcspn(text, "=");
    char name[64];
    snprintf(name, sizeof name, "%.*s", (int)length, text);
    for (const struct flag *flag = rows; flag->name; flag++)
        if (strcmp(flag->name, name) == 0)
            return take_value(reader, flag, text[length] ? text + length + 1 : NULL, out, err);
    return fail_flag(rows, name, err);
}

static bool take_letter(struct flag_reader *reader, const struct flag *rows, struct flag_use *out, struct error *err)
{
    char letter = *reader->rest++;
    for (const struct flag *flag = rows; flag->name; flag++) {
        if (flag->letter != letter)
            continue;
        const char *given = flag->value && *reader->rest ? reader->rest : NULL;
        if (flag->value)
            reader->rest = "";
        return take_value(reader, flag, given, out, err);
    }
    fail(err, ERROR_SYNTAX, E_NO_OPTION, "no flag '-%c'", letter);
    error_mend(err, "patron --help lists them");
    return false;
}

bool flag_next(struct flag_reader *reader, const struct flag *rows, struct flag_use *out, struct error *err)
{
    if (reader->at == 0)
        reader->at = 1;
    if (reader->rest && *reader->rest)
        return take_letter(reader, rows, out, err);
    if (reader->at >= reader->argc)
        return false;
    const char *text = reader->argv[reader->at++];
    if (!reader->only_words && strcmp(text, "--") == 0) {
        reader->only_words = true;
        return flag_next(reader, rows, out, err);
    }
    if (!reader->only_words && strncmp(text, "--", 2) == 0)
        return take_long(reader, rows, text + 2, out, err);
    if (!reader->only_words && text[0] == '-' && text[1]) {
        reader->rest = text + 1;
        return take_letter(reader, rows, out, err);
    }
    *out = (struct flag_use){ NULL, text };
    return true;
}

bool flag_known(const struct flag *rows, const char *name)
{
    size_t length = strcspn(name, "=");
    for (; rows->name; rows++)
        if (strlen(rows->name) == length && strncmp(rows->name, name, length) == 0)
            return true;
    return false;
}

void flag_word_add(const char *word, struct text *line)
{
    if (strncmp(word, "--", 2) == 0 && word[2]) {
        text_add_format(line, strchr(word, '=') ? " %s" : " %s=yes", word + 2);
        return;
    }
    bool quote = strpbrk(word, " \t") && !strpbrk(word, "\"'");
    text_add_format(line, quote ? " \"%s\"" : " %s", word);
}
