/* Lines made of lines. */
#include "command/data/load_lines.h"

#include <stdlib.h>
#include <string.h>

#include "command/language/lexer.h"
#include "command/state.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/report/report.h"

void steps_forget(struct session *session)
{
    for (size_t i = 0; i < session->n_remarks; i++)
        free(session->remarks[i].text);
    free(session->remarks);
    session->remarks = NULL;
    session->n_remarks = 0;
}

void steps_begin(struct session *session, struct steps *steps)
{
    if (!session->nested)
        steps_forget(session);
    *steps = (struct steps){ session->n_log, session->n_remarks, session->nested, session->show };
    session->nested = true;
    session->show = NULL;
}

void steps_end(struct session *session, const struct steps *steps)
{
    session->nested = steps->nested;
    session->show = steps->show;
}

bool steps_run(struct session *session, const char *line, struct error *err)
{
    struct report *report = NULL;
    bool ok = session_run(session, line, NULL, &report, err);
    report_free(report);
    return ok;
}

/* The table that the load line LINE makes; NULL: it is none. */
static const char *step_table(const char *line, size_t *length)
{
    if (strncmp(line, "load ", 5) != 0)
        return NULL;
    *length = strcspn(line + 5, " ");
    return line + 5;
}

bool steps_check(struct session *session, const struct steps *steps, struct error *err)
{
    for (size_t i = steps->first; i < session->n_log; i++)
        for (size_t j = steps->first; j < i; j++) {
            const char *lines[] = { session_log(session, j)->line, session_log(session, i)->line };
            size_t lengths[2];
            const char *first = step_table(lines[0], &lengths[0]), *second = step_table(lines[1], &lengths[1]);
            if (!first || !second || strstr(lines[0], " as=") || strstr(lines[1], " as=") || lengths[0] != lengths[1] ||
                memcmp(first, second, lengths[0]) != 0)
                continue;
            fail(err, ERROR_USER, E_NAME_TAKEN, "two files of the delivery make the table '%.*s'", (int)lengths[0],
                 first);
            error_reason(err, "%s; %s", lines[0], lines[1]);
            return false;
        }
    return true;
}

void steps_remark(struct session *session, const char *name, enum verdict verdict, const char *text)
{
    session->remarks = reallocate(session->remarks, session->n_remarks + 1, sizeof *session->remarks);
    struct text line = TEXT_EMPTY;
    text_add_format(&line, "%s: %s", name, text);
    session->remarks[session->n_remarks++] = (struct step_remark){ verdict, text_take(&line) };
}

void steps_report(struct session *session, const struct steps *steps, struct report *report, struct block *facts,
                  struct arena *arena)
{
    for (size_t i = steps->first_remark; i < session->n_remarks; i++)
        report_add_note(report, session->remarks[i].verdict, "%s", session->remarks[i].text);
    for (size_t i = steps->first; i < session->n_log; i++) {
        const struct log_line *line = session_log(session, i);
        if (step_table(line->line, &(size_t){ 0 }) && strstr(line->line, " as="))
            continue; /* the preset's own lines stand before it */
        size_t verb = strcspn(line->line, " "), subject = strcspn(line->line + verb + 1, " ");
        facts_add_text(facts, arena_bytes(arena, line->line, verb + 1 + subject), log_entry(session, i)->did);
    }
}

static void add_quoted(struct text *out, const char *text)
{
    char *word = word_quote(text);
    text_add_format(out, " %s", word);
    free(word);
}

const char *load_line_from(const char *line, const char *name, const char *const *sources, size_t n, const char *sheet,
                           struct arena *arena)
{
    struct words words;
    struct text out = TEXT_EMPTY;
    words_cut_typed(line, arena, &words);
    if (words.n == 0 || strcmp(words.items[0].text, "load") != 0)
        return NULL;
    text_add_format(&out, "load%s%s from", name ? " " : "", name ? name : "");
    for (size_t i = 0; i < n; i++)
        add_quoted(&out, sources[i]);
    for (size_t i = 1; i < words.n; i++) {
        const struct word *word = &words.items[i];
        if (!word->key || word->quoted || (sheet && word->key == 5 && strncmp(word->text, "sheet", 5) == 0))
            continue;
        text_add_char(&out, ' ');
        text_add_bytes(&out, line + word->begin, word->end - word->begin);
    }
    if (sheet) {
        char *word = word_quote(sheet);
        text_add_format(&out, " sheet=%s", word);
        free(word);
    }
    const char *made = arena_text(arena, text_string(&out));
    text_release(&out);
    return made;
}
