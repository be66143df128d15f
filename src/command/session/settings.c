/* Settings: rows, and whose value wins. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "command/state.h"
#include "patron/base/kinds.h"
#include "patron/base/memory.h"

static const char *const draws[] = { "auto", "braille", "block", "ascii", NULL };
static const char *const whens[] = { "auto", "always", "never", NULL };
static const char *const formats[] = { "auto", "text", "tsv", "csv", "json", "jsonl", "md", NULL };
static const char *const pagers[] = { "auto", "never", NULL };
static const char *const progresses[] = { "auto", "log", "never", NULL };
static const char *const formulas[] = { "keep", "text", NULL };
static const char *const origins[] = { "rc", "workspace", "environment", "command", "flag" };

const struct parameter settings[] = {
    { "seed", PARAMETER_COUNT, FORM_OPTION, .greatest = 9007199254740991.0, .otherwise = "42",
      .summary = "what all chance begins from; kept with the workspace and in every model" },
    { "threads", PARAMETER_COUNT, FORM_OPTION, .greatest = 1024, .otherwise = "0",
      .summary = "threads that compute; 0: one for each processor. The results are the same with any" },
    { "draw", PARAMETER_CHOICE, FORM_OPTION, .choices = draws, .otherwise = "auto",
      .summary = "signs for pictures: braille dots, block elements, or 7-bit characters" },
    { "color", PARAMETER_CHOICE, FORM_OPTION, .choices = whens, .otherwise = "auto",
      .summary = "colours: on a terminal, always, or never" },
    { "width", PARAMETER_COUNT, FORM_OPTION, .greatest = 1000, .unit = "columns", .otherwise = "0",
      .summary = "columns of text output; 0: as wide as the terminal, or 80" },
    { "missing", PARAMETER_TEXT, FORM_OPTION, .otherwise = "",
      .summary = "how a missing value is spelled in CSV and TSV" },
    { "formulas", PARAMETER_CHOICE, FORM_OPTION, .choices = formulas, .otherwise = "keep",
      .summary = "cells of CSV and TSV that a spreadsheet would take as formulas (= + - @ before what is no number): "
                 "as they are, or text, with an apostrophe before them" },
    { "as", PARAMETER_CHOICE, FORM_OPTION, .choices = formats, .otherwise = "auto",
      .summary = "format of results: text on a terminal, else TSV for tables and text for reports" },
    { "store", PARAMETER_YESNO, FORM_OPTION, .otherwise = "yes",
      .summary = "keep computed features and find them again; the results are the same without" },
    { "pager", PARAMETER_CHOICE, FORM_OPTION, .choices = pagers, .otherwise = "auto",
      .summary = "long answers at the plain prompt: through PAGER (less -FRX), or never" },
    { "progress", PARAMETER_CHOICE, FORM_OPTION, .choices = progresses, .otherwise = "auto",
      .summary = "how far a long command is: a line on a terminal, a line each ten seconds in a log, or never" },
    { "most_columns", PARAMETER_COUNT, FORM_OPTION, .least = 1, .greatest = 10000000, .otherwise = "65536",
      .summary = "columns that a file may have; one with more is refused before it takes memory" },
    { "longest_cell", PARAMETER_COUNT, FORM_OPTION, .least = 1000, .greatest = 1000000000, .unit = "bytes",
      .otherwise = "16000000", .summary = "how long one field of a file may be" },
    { "most_expansion", PARAMETER_COUNT, FORM_OPTION, .least = 1, .greatest = 1000000, .unit = "times",
      .otherwise = "250",
      .summary =
          "how many times its size a packed file may have when that is over 64 MB, and how many cells a byte of JSON "
          "may make when they are over 64 million; one that has more is refused" },
    { 0 },
};

static size_t setting_index(const char *name)
{
    size_t i = 0;
    while (settings[i].name && strcmp(settings[i].name, name) != 0)
        i++;
    return i;
}

/* At the prompt, what is typed now outranks how the program was called; a job's flags outrank its file. */
static int winner(const struct session *session, size_t index)
{
    char *const *values = session->settings[index].values;
    if (session->mode != SESSION_BATCH && values[ORIGIN_COMMAND])
        return ORIGIN_COMMAND;
    for (int origin = N_ORIGINS - 1; origin >= 0; origin--)
        if (values[origin])
            return origin;
    return -1;
}

const char *setting_value(const struct session *session, size_t index)
{
    int origin = winner(session, index);
    return origin < 0 ? settings[index].otherwise : session->settings[index].values[origin];
}

const char *setting_origin(const struct session *session, size_t index)
{
    int origin = winner(session, index);
    return origin < 0 ? "default" : origins[origin];
}

const char *setting_place(const struct session *session, size_t index)
{
    int origin = winner(session, index);
    return origin < 0 ? NULL : session->settings[index].places[origin];
}

const char *setting_origin_here(const struct session *session)
{
    return session->in_rc ? "rc" : "command";
}

const char *session_setting(const struct session *session, const char *name)
{
    size_t index = setting_index(name);
    if (!settings[index].name)
        bug("no such setting");
    return setting_value(session, index);
}

static bool fail_setting(const char *name, struct error *err)
{
    struct nearest nearest;
    nearest_init(&nearest, name);
    for (const struct parameter *row = settings; row->name; row++)
        nearest_offer(&nearest, row->name);
    fail(err, ERROR_USER, E_NO_SETTING, "no setting '%s'", name);
    if (nearest.best)
        error_mend(err, "%s", nearest.best);
    return false;
}

/* VARIABLE: of the environment. */
static char *place_of(const struct session *session, const char *variable, enum origin origin)
{
    struct text place = TEXT_EMPTY;
    if (origin == ORIGIN_FLAG)
        text_add_format(&place, "the command line");
    else if (origin == ORIGIN_WORKSPACE && session->workspace)
        text_add(&place, workspace_folder(session->workspace));
    else if (origin == ORIGIN_ENVIRONMENT && variable)
        text_add(&place, variable);
    else if (session->where && session->where->file)
        text_add_format(&place, "%s:%zu", session->where->file, session->where->line);
    return place.length > 0 ? text_take(&place) : NULL;
}

static bool set_at(struct session *session, const char *name, const char *value, const char *origin, const char *place,
                   struct error *err)
{
    size_t index = setting_index(name), from = 0;
    if (!settings[index].name)
        return fail_setting(name, err);
    struct arena arena;
    struct value parsed;
    arena_init(&arena);
    bool ok = parameter_parse(&settings[index], value, &arena, &parsed, err);
    arena_release(&arena);
    if (!ok)
        return false;
    while (from < N_ORIGINS && strcmp(origins[from], origin) != 0)
        from++;
    if (from == N_ORIGINS)
        bug("no such origin of a setting");
    free(session->settings[index].values[from]);
    session->settings[index].values[from] = copy_text(value);
    free(session->settings[index].places[from]);
    session->settings[index].places[from] = place_of(session, place, (enum origin)from);
    return true;
}

bool session_set(struct session *session, const char *name, const char *value, const char *origin, struct error *err)
{
    return set_at(session, name, value, origin, NULL, err);
}

/* PATRON_SEED and so on; and what all programs obey about colours. A value that does not fit is left out. */
void settings_from_environment(struct session *session)
{
    for (const struct parameter *row = settings; row->name; row++) {
        char name[64];
        size_t n = (size_t)snprintf(name, sizeof name, "PATRON_%s", row->name);
        for (size_t i = 7; i < n; i++)
            name[i] = (char)toupper((unsigned char)name[i]);
        const char *value = getenv(name);
        if (value && *value)
            set_at(session, row->name, value, "environment", name, NULL);
    }
    const char *none = getenv("NO_COLOR"), *force = getenv("FORCE_COLOR"), *cli = getenv("CLICOLOR");
    if ((none && *none) || (cli && strcmp(cli, "0") == 0))
        set_at(session, "color", "never", "environment", none && *none ? "NO_COLOR" : "CLICOLOR", NULL);
    else if (force && *force && strcmp(force, "0") != 0)
        set_at(session, "color", "always", "environment", "FORCE_COLOR", NULL);
}

void settings_from_workspace(struct session *session)
{
    for (size_t i = 0; settings[i].name; i++) {
        char **kept = &session->settings[i].values[ORIGIN_WORKSPACE];
        free(*kept);
        *kept = NULL;
        char key[64];
        snprintf(key, sizeof key, "setting.%s", settings[i].name);
        char *value = session->workspace ? workspace_state(session->workspace, key) : NULL;
        if (value)
            session_set(session, settings[i].name, value, "workspace", NULL);
        free(value);
    }
}

void settings_release(struct session *session)
{
    for (size_t i = 0; i < N_SETTINGS_MOST; i++)
        for (int origin = 0; origin < N_ORIGINS; origin++)
            free(session->settings[i].values[origin]), free(session->settings[i].places[origin]);
}

void settings_copy(const struct session *from, struct session *to)
{
    settings_release(to);
    for (size_t i = 0; i < N_SETTINGS_MOST; i++)
        for (int origin = 0; origin < N_ORIGINS; origin++) {
            const char *value = from->settings[i].values[origin], *place = from->settings[i].places[origin];
            to->settings[i].values[origin] = value ? copy_text(value) : NULL;
            to->settings[i].places[origin] = place ? copy_text(place) : NULL;
        }
}
