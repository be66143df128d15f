/* fmt: command files in their canonical form. */
#include "command/language/canonical.h"
#include "command/verb.h"
#include "patron/base/file.h"

struct told {
    struct error *first;
    size_t n;
};

/* The first error is the command's own; how many more there are is its reason. */
static void keep_first(void *context, struct error *err)
{
    struct told *told = context;
    if (told->n++ == 0)
        error_move(told->first, err);
}

/* FILE read and written anew in OUT; *CHANGED: whether that is something else. */
static bool format_file(const char *path, struct text *out, bool *changed, struct error *err)
{
    size_t length;
    struct told told = { err, 0 };
    char *bytes = file_read(path, &length, err);
    bool ok = bytes && script_canonical(path, bytes, length, out, keep_first, &told);
    if (told.n > 1)
        error_reason(err, "and %zu more in this file; it was left as it is", told.n - 1);
    *changed = ok && (length != out->length || memcmp(bytes, text_string(out), length) != 0);
    free(bytes);
    return ok;
}

static bool fail_check(const struct value *files, size_t first, size_t n_changed, struct error *err)
{
    fail(err, ERROR_USER, E_NOT_CANONICAL, "%s is not as fmt would write it", files->texts[first]);
    if (n_changed > 1)
        error_reason(err, "nor are %zu more of %zu files", n_changed - 1, files->n_texts);
    error_mend(err, "fmt %s", files->texts[first]);
    return fail_value_at(err, files, first);
}

static struct report *run_fmt(struct session *session, const struct invocation *invocation, struct error *err)
{
    (void)session;
    const struct value *files = values_get(&invocation->values, "file");
    bool check = values_yes(&invocation->values, "check"), ok = true;
    size_t n_changed = 0, first = 0;
    for (size_t i = 0; ok && i < files->n_texts; i++) {
        struct text out = TEXT_EMPTY;
        bool changed;
        ok = format_file(files->texts[i], &out, &changed, err);
        if (ok && changed && !check)
            ok = file_write(files->texts[i], text_string(&out), out.length, err);
        text_release(&out);
        if (!ok && !err->place.name)
            fail_value_at(err, files, i);
        if (ok && changed && n_changed++ == 0)
            first = i;
    }
    if (!ok || (check && n_changed > 0 && !fail_check(files, first, n_changed, err)))
        return failed();
    outcome(session, "%zu of %zu changed", n_changed, files->n_texts);
    return report_message(VERDICT_OK, "%s, %zu changed", counted(files->n_texts, "file", invocation->arena), n_changed);
}

const struct command fmt_command = {
    .name = "fmt",
    .group = GROUP_SCRIPTS,
    .summary = "write command files in their canonical form",
    .description =
        "One blank between words; clauses and options in the order of their command's usage; what is inside for and if "
        "indented; of definitions that follow one another the = below each other, and so comments behind lines. "
        "Comments, blank lines and breaks of long lines stay. The file does what it did: a line for which that is not "
        "certain keeps its order (one with $NAME, whose value may be several words). A file in which something cannot "
        "be read is left alone. From the shell: patron fmt --check *.patron",
    .parameters = (const struct parameter[]){ { "file", PARAMETER_FILE, FORM_SUBJECT, .required = true, .repeats = true,
                                                .summary = "the command files" },
                                              { "check", PARAMETER_YESNO, FORM_OPTION, .otherwise = "no",
                                                .summary = "yes: write nothing; fail when a file would change" },
                                              { 0 } },
    .examples = (const struct example[]){ { "one file", "fmt features.patron" },
                                          { "only ask, for a job that guards them", "fmt features.patron check=yes" },
                                          { "a session as it was saved", "save session to july.patron" },
                                          { 0 } },
    .see_also = "run save",
    .run = run_fmt,
};
