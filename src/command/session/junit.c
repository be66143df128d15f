/* --junit: gates, and commands that failed, as test cases of the XML that CI servers read. No times: the same run gives
   the same file. */
#include <stdlib.h>
#include <string.h>

#include "command/state.h"
#include "patron/base/memory.h"

struct junit {
    char *path;
    size_t n, n_failed;
    struct text cases;
};

void junit_free(struct junit *junit)
{
    if (!junit)
        return;
    text_release(&junit->cases);
    free(junit->path);
    free(junit);
}

struct junit *junit_new(const char *path)
{
    struct junit *junit = allocate(1, sizeof *junit);
    junit->path = copy_text(path);
    return junit;
}

/* What XML cannot hold becomes a question mark. */
static void add_attribute(struct text *out, const char *name, const char *value)
{
    text_add_format(out, " %s=\"", name);
    for (const char *at = value; *at; at++) {
        if (*at == '&')
            text_add(out, "&amp;");
        else if (*at == '<')
            text_add(out, "&lt;");
        else if (*at == '>')
            text_add(out, "&gt;");
        else if (*at == '"')
            text_add(out, "&quot;");
        else if (*at == '\n' || *at == '\t')
            text_add_char(out, ' ');
        else
            text_add_char(out, (unsigned char)*at < 0x20 || *at == 0x7f ? '?' : *at);
    }
    text_add_char(out, '"');
}

void junit_add(struct session *session, const char *what, const struct source_line *where, const char *failure)
{
    struct junit *junit = session->junit;
    if (!junit)
        return;
    struct text *out = &junit->cases;
    struct text place = TEXT_EMPTY;
    if (where && where->line > 0)
        text_add_format(&place, "%s:%zu", where->file ? where->file : "-c", where->line);
    else
        text_add(&place, where && where->file ? where->file : "-c");
    text_add(out, "  <testcase");
    add_attribute(out, "classname", text_string(&place));
    add_attribute(out, "name", what);
    junit->n++;
    junit->n_failed += failure != NULL;
    if (failure) {
        text_add(out, "><failure");
        char *told = typed_copy(failure);
        add_attribute(out, "message", told);
        free(told);
        text_add(out, "/></testcase>\n");
    } else {
        text_add(out, "/>\n");
    }
    text_release(&place);
}

bool junit_write(const struct junit *junit, struct error *err)
{
    struct file_writer *writer = file_writer_open(junit->path, err);
    if (!writer)
        return false;
    struct text whole = TEXT_EMPTY;
    text_add_format(&whole,
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"patron\" tests=\"%zu\" "
                    "failures=\"%zu\" errors=\"0\">\n%s</testsuite>\n",
                    junit->n, junit->n_failed, text_string(&junit->cases));
    file_writer_add(writer, whole.bytes, whole.length);
    text_release(&whole);
    return file_writer_commit(writer, err);
}
