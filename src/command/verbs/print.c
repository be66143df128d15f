/* print: words and figures on one line. */
#include "command/model/gate.h"
#include "command/verb.h"

/* One word: a text in quotes, a figure such as auc(m2), or itself. */
static bool print_word(struct session *session, const char *line, const struct word *word, size_t offset,
                       struct arena *arena, struct text *out, struct error *err)
{
    struct figure figure;
    bool is_figure = false;
    const char *raw = arena_bytes(arena, line + word->begin, word->end - word->begin);
    if (!word->quoted &&
        !figure_evaluate(session, raw, offset + line_column(line, word->begin) - 1, arena, &figure, &is_figure, err))
        return false;
    if (out->length)
        text_add_char(out, ' ');
    if (!is_figure) {
        text_add(out, word->text);
        return true;
    }
    char number[32];
    number_format_short(figure.value, number);
    text_add(out, number);
    return true;
}

static struct report *run_print(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *words = values_get(&invocation->values, "words");
    struct words cut = { 0 };
    struct text text = TEXT_EMPTY;
    bool ok = !words->given || words_cut(words->text, invocation->arena, &cut, err);
    for (size_t i = 0; ok && i < cut.n; i++)
        ok = print_word(session, words->text, &cut.items[i], words->column - 1, invocation->arena, &text, err);
    struct report *report = ok ? report_message(VERDICT_NONE, "%s", text_string(&text)) : failed();
    text_release(&text);
    return report;
}

const struct command print_command = {
    .name = "print",
    .group = GROUP_SCRIPTS,
    .summary = "print words and figures",
    .parameters = (const struct parameter[]){ { "words", PARAMETER_EXPRESSION, FORM_SUBJECT, .repeats = true,
                                                .summary = "\"texts\", and figures such as auc(m2)" },
                                              { 0 } },
    .examples = (const struct example[]){ { "a figure", "print \"auc of m2:\" auc(m2)" },
                                          { "rows", "print rows(orders)" },
                                          { "into a file", "print auc(m2) >> figures.txt" },
                                          { 0 } },
    .see_also = "gate run",
    .run = run_print,
};
