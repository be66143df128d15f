/* The tour at a terminal: its text, a line, Enter. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "patron/base/error.h"
#include "patron/base/text.h"
#include "patron/command/session.h"
#include "patron/tui/face.h"

/* Enter goes on; q, or the end of the input, does not. */
static bool wait_for_enter(void)
{
    char answer[256];
    return fgets(answer, sizeof answer, stdin) && answer[0] != 'q' && answer[0] != 'Q';
}

/* Lines of the same kind follow one another without a text between them: one Enter runs them all. */
static bool tell_step(void *context, const char *text, const char *line)
{
    const bool *waits = context;
    if (*text)
        printf("\n%s\n", text);
    printf("patron> %s", line);
    if (*text && *waits) {
        printf("  [Enter]");
        fflush(stdout);
        return wait_for_enter();
    }
    printf("\n");
    fflush(stdout);
    return true;
}

int face_tour(struct session *session)
{
    struct error err = ERROR_INIT;
    struct text text = TEXT_EMPTY;
    bool waits = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
    bool ok = session_set(session, "as", "text", "flag", &err) &&
              session_set(session, "pager", "never", "flag", &err) && session_tour(session, tell_step, &waits, &err);
    if (!ok) {
        error_render(&err, false, &text);
        fputs(text_string(&text), stderr);
        text_release(&text);
    }
    int status = err.kind == ERROR_NONE ? 0 : err.kind == ERROR_CANCELLED ? 130 : 1;
    error_release(&err);
    return status;
}
