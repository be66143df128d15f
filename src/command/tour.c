/* The tour: a command file whose comments are its text, run step by step in a temporary folder. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command/data/preset.h"
#include "command/language/script.h"
#include "command/language/variables.h"
#include "command/state.h"
#include "patron/base/error.h"
#include "patron/base/file.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"

struct tour {
    struct session *session;
    struct script script;
    struct variables variables;
    tour_step *step;
    void *context;
    size_t seen; /* physical lines that were told or run */
};

static void keep_error(void *context, struct error *err)
{
    error_move(context, err);
}

/* The shop of the examples: installed with the program, or beside it in the sources. */
static char *example_data(struct error *err)
{
    static const char *const places[] = { "examples/data/shop", "../../examples/data/shop" };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        char *path = data_path(places[i]), *whole = realpath(path, NULL);
        free(path);
        if (whole)
            return whole;
    }
    fail(err, ERROR_USER, E_NO_FILE, "the example data of the tour are not installed");
    error_mend(err, "PATRON_DATA names the folder of the program's files");
    return NULL;
}

/* The comments between the last step and line TO, without their signs. */
static void gather_text(struct tour *tour, size_t to, struct text *out)
{
    for (; tour->seen < to; tour->seen++) {
        const char *line = tour->script.lines[tour->seen];
        if (line[0] == '#')
            text_add_format(out, "%s\n", line + 1 + (line[1] == ' '));
    }
}

static bool run_step(struct tour *tour, const struct statement *statement, struct error *err)
{
    struct arena arena;
    struct text text = TEXT_EMPTY;
    struct report *report = NULL;
    size_t *map = NULL;
    arena_init(&arena);
    gather_text(tour, statement->pieces[0].line, &text);
    tour->seen = statement->pieces[statement->n_pieces - 1].line + 1;
    const char *line = variables_expand(&tour->variables, statement->text, &arena, &map, err);
    bool ok = line && tour->step(tour->context, text_string(&text), statement->text);
    bool stays = ok;
    ok = ok && session_run(tour->session, line, NULL, &report, err) && session_show(tour->session, report, err);
    report_free(report);
    text_release(&text);
    arena_release(&arena);
    return ok && stays;
}

/* In a folder of its own, which the process enters and leaves. */
static bool run_steps(struct tour *tour, const char *folder, struct error *err)
{
    char before[4096];
    if (!getcwd(before, sizeof before) || chdir(folder) != 0)
        return fail_errno(err, errno, "cannot enter", folder);
    bool ok = true;
    for (const struct statement *at = tour->script.first; ok && at; at = at->next)
        if (at->kind == STATEMENT_COMMAND)
            ok = run_step(tour, at, err);
        else
            tour->seen = at->pieces[0].line + 1;
    session_set_workspace(tour->session, NULL);
    if (chdir(before) != 0 && err->kind == ERROR_NONE)
        return fail_errno(err, errno, "cannot go back to", before);
    return ok;
}

static char *temporary_folder(struct error *err)
{
    const char *place = getenv("TMPDIR");
    char *folder = path_join(place && *place ? place : "/tmp", "patron-tour-XXXXXX");
    if (mkdtemp(folder))
        return folder;
    fail_errno(err, errno, "cannot make", folder);
    free(folder);
    return NULL;
}

bool session_tour(struct session *session, tour_step *step, void *context, struct error *err)
{
    struct tour tour = { .session = session, .step = step, .context = context };
    char *data = example_data(err), *path = data_path("tour.patron");
    size_t length;
    char *bytes = data ? file_read(path, &length, err) : NULL;
    char *folder = bytes ? temporary_folder(err) : NULL;
    bool ok = folder && script_parse(&tour.script, path, bytes, length, keep_error, err);
    if (ok) {
        variables_set(&tour.variables, "data", data);
        ok = run_steps(&tour, folder, err);
    }
    if (folder) {
        struct error ignored = ERROR_INIT;
        folder_remove(folder, ok ? err : &ignored);
        error_release(&ignored);
        script_release(&tour.script);
    }
    variables_release(&tour.variables);
    free(folder);
    free(bytes);
    free(path);
    free(data);
    return err->kind == ERROR_NONE;
}
