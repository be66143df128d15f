/* What verbs share. */
#include "command/verb.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void outcome(struct session *session, const char *format, ...)
{
    va_list arguments;
    text_clear(&session->outcome);
    va_start(arguments, format);
    text_add_arguments(&session->outcome, format, arguments);
    va_end(arguments);
}

struct report *report_of_table(const char *kind, const char *title, const char *context, struct table *table)
{
    struct report *report = report_new(kind, title, context);
    report_add_table(report, NULL, view_owning(table));
    return report;
}

const char *counted(uint64_t n, const char *thing, struct arena *arena)
{
    char number[32];
    count_format(n, number);
    return arena_format(arena, "%s %s%s", number, thing, n == 1 ? "" : "s");
}

void builder_set_string(struct builder *builder, size_t column, const char *text)
{
    if (text)
        builder_set_text(builder, column, text, strlen(text));
}

bool invocation_overwrites(const struct invocation *invocation)
{
    struct words words;
    words_cut_typed(invocation->line, invocation->arena, &words);
    for (size_t i = 0; i < words.n; i++)
        if (!words.items[i].quoted && strcmp(words.items[i].text, "overwrite=yes") == 0)
            return true;
    return false;
}

bool state_is(const struct session *session, const char *key, const char *value)
{
    char *now = workspace_state(session->workspace, key);
    bool same = now && value ? strcmp(now, value) == 0 : !now && !value;
    free(now);
    return same;
}

const char *name_of_file(const char *path, struct arena *arena)
{
    const char *base = path;
    for (const char *c = path; *c; c++)
        if ((*c == '/' || *c == ':') && c[1])
            base = c + 1; /* a colon stands before the name of a file within an archive */
    return name_of_text(arena_bytes(arena, base, strcspn(base, ".")), arena);
}

const char *name_of_text(const char *text, struct arena *arena)
{
    char *name = arena_text(arena, text);
    for (char *c = name; *c; c++)
        *c = isalnum((unsigned char)*c) ? (char)tolower((unsigned char)*c) : '_';
    return isalpha((unsigned char)*name) ? name : arena_format(arena, "t%s", name);
}

const char event_time_only[] = "by event time only: no table says when its rows became known (known=)";

/* "spend_90d and 2 more look back past the data's begin": once for the same. */
static void tell_short(struct session *session, const struct feature_clocks *clocks, int64_t first_cutoff)
{
    char date[32], begin[32];
    struct text told = TEXT_EMPTY;
    if (clocks->n_short == 0)
        return;
    time_format(first_cutoff, true, date);
    time_format(clocks->data_begin - clocks->data_begin % TIME_DAY, true, begin);
    text_add_format(&told, "%s", clocks->shorts);
    if (clocks->n_short > 3)
        text_add_format(&told, " and %zu more", clocks->n_short - 3);
    text_add_format(
        &told, ": at %s the window begins before the data, on %s, and counts what is there; present() tells how much",
        date, begin);
    if (!session->shorts || strcmp(session->shorts, text_string(&told)) != 0)
        session_message(session, "%s", text_string(&told));
    free(session->shorts);
    session->shorts = text_take(&told);
}

void warn_undated(struct session *session, const struct feature_clocks *clocks, int64_t first_cutoff)
{
    tell_short(session, clocks, first_cutoff);
    if (!clocks->undated || (session->undated && strcmp(session->undated, clocks->undated) == 0))
        return;
    char date[32];
    bool several = strchr(clocks->undated, ',') != NULL;
    time_format(first_cutoff, true, date);
    session_warning(session,
                    "%s: no validity time, so as of %s %s may say what came later; load with constant= if %s never "
                    "change%s, else from a table with valid_from=",
                    clocks->undated, date, several ? "they" : "it", several ? "they" : "it", several ? "" : "s");
    free(session->undated);
    session->undated = copy_text(clocks->undated);
}
