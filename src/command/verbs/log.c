/* log: the lines of this session and how each went. */
#include "command/verb.h"

static struct report *run_log(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *last = values_get(&invocation->values, "last");
    struct builder *builder = builder_new("log");
    builder_add_column(builder, "n", TYPE_INT);
    builder_add_column(builder, "command", TYPE_TEXT);
    builder_add_column(builder, "outcome", TYPE_TEXT);
    size_t n = session_log_size(session), shown = last->given ? (size_t)last->number : n;
    for (size_t i = n > shown ? n - shown : 0; i < n; i++) {
        const struct log_line *line = session_log(session, i);
        builder_set_int(builder, 0, (int64_t)i + 1);
        builder_set_string(builder, 1, line->line);
        builder_set_string(builder, 2, log_told(session, i));
        builder_end_row(builder);
    }
    struct table *table = builder_finish(builder, err);
    return table ? report_of_table("log", "log", NULL, table) : failed();
}

const struct command log_command = {
    .name = "log",
    .group = GROUP_TERMINAL,
    .summary = "the lines of this session and how each went",
    .parameters = (const struct parameter[]){ { "last", PARAMETER_COUNT, FORM_OPTION, .least = 1, .greatest = 1000000,
                                                .summary = "only the last so many" },
                                              { 0 } },
    .examples = (const struct example[]){ { "all", "log" },
                                          { "the last five", "log last=5" },
                                          { "kept as a file that runs", "save session to lines.patron" },
                                          { 0 } },
    .see_also = "history save",
    .pane = "log",
    .run = run_log,
};
