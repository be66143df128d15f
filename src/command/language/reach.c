/* What lines do to a workspace, told from the rows of their commands before anything runs; and opening accordingly. */
#include <string.h>

#include "command/language/script.h"
#include "command/state.h"
#include "patron/base/memory.h"

static enum line_reach larger(enum line_reach a, enum line_reach b)
{
    return a > b ? a : b;
}

static enum line_reach command_reach(const struct command *command)
{
    unsigned writes = CHANGES_TABLES | CHANGES_DEFINITIONS | CHANGES_MODELS | CHANGES_STATE | CHANGES_NOTES;
    /* What is shown in clear must stand in the audit trail, and lines of others may do anything. */
    if ((command->changes & (writes | CHANGES_VIEW)) || (command->needs & (NEEDS_WRITABLE | NEEDS_OTHER_LINES)))
        return REACH_WRITES;
    return command->changes & (CHANGES_SCORES | CHANGES_SETTINGS) ? REACH_KEEPS : REACH_READS;
}

/* Files written by a workspace are remembered there. */
static bool writes_file(const struct bound *bound)
{
    if (bound->redirection.kind == REDIRECT_WRITE || bound->redirection.kind == REDIRECT_APPEND)
        return true;
    const struct values *values = &bound->invocation.values;
    for (size_t i = 0; i < values->n; i++)
        if (values->values[i].given && values->values[i].parameter->type == PARAMETER_FILE)
            return true;
    return false;
}

enum line_reach bound_reach(const struct bound *bound)
{
    const struct command *command = bound->invocation.command;
    enum line_reach reach = command_reach(command);
    if (command->writes_with && values_get(&bound->invocation.values, command->writes_with)->given)
        reach = REACH_WRITES;
    return writes_file(bound) ? larger(reach, REACH_KEEPS) : reach;
}

static enum line_reach line_reach(const char *line, struct arena *arena)
{
    struct bound bound = { 0 };
    struct error err = ERROR_INIT;
    bool ok = line_bind(line, false, arena, &bound, &err);
    error_release(&err);
    if (ok && bound.invocation.command)
        return bound_reach(&bound);
    /* Variables that have no value yet, or an error that will be told when the line is run. */
    struct words words;
    words_cut_typed(line, arena, &words);
    bool tries = words.n > 1 && strcmp(words.items[0].text, "try") == 0;
    const struct command *command = words.n > 0 ? command_find(words.items[tries].text) : NULL;
    return command ? larger(command_reach(command), REACH_KEEPS) : REACH_READS;
}

static enum line_reach statements_reach(const struct statement *statement, struct arena *arena)
{
    enum line_reach reach = REACH_READS;
    for (; statement; statement = statement->next) {
        if (statement->kind == STATEMENT_COMMAND)
            reach = larger(reach, line_reach(statement->text, arena));
        reach = larger(reach, statements_reach(statement->body, arena));
        reach = larger(reach, statements_reach(statement->otherwise, arena));
    }
    return reach;
}

static void keep_quiet(void *context, struct error *err)
{
    (void)context;
    error_release(err);
}

enum line_reach text_reach(const char *text, size_t length)
{
    struct script script = { 0 };
    struct arena arena;
    arena_init(&arena);
    script_parse(&script, NULL, text, length, keep_quiet, NULL);
    enum line_reach reach = statements_reach(script.first, &arena);
    script_release(&script);
    arena_release(&arena);
    return reach;
}

enum line_reach file_reach(const char *path)
{
    size_t length;
    char *bytes = file_read(path, &length, NULL);
    enum line_reach reach = bytes ? text_reach(bytes, length) : REACH_READS;
    free(bytes);
    return reach;
}

bool session_open(struct session *session, const char *folder, enum opening opening, struct error *err)
{
    struct error refused = ERROR_INIT;
    struct workspace *workspace = workspace_open(folder, opening == OPENING_READS, &refused);
    bool fell_back = !workspace && opening == OPENING_MAY_READ && refused.code == E_IN_USE;
    if (fell_back)
        workspace = workspace_open(folder, true, err);
    else if (!workspace)
        error_move(err, &refused);
    error_release(&refused);
    if (!workspace)
        return false;
    long long writer = workspace_read_only(workspace) ? (long long)workspace_writer(folder) : 0;
    session_set_workspace(session, workspace);
    if (writer > 0)
        session_message(session, "note: process %lld writes to workspace %s; it is read as it stands now", writer,
                        folder);
    else if (fell_back)
        session_message(session, "note: workspace %s is in use; it is read as it stands now", folder);
    return true;
}
