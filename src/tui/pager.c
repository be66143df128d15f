/* Long answers at the plain prompt go through the reader's pager. */
#include "tui/pager.h"

#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "patron/base/number.h"
#include "patron/base/text.h"
#include "patron/command/session.h"
#include "patron/report/report.h"

/* NULL: none wanted. */
static const char *pager_command(void)
{
    const char *pager = getenv("PAGER");
    if (!pager)
        return "less -FRX";
    return *pager && strcmp(pager, "cat") != 0 ? pager : NULL;
}

static bool as_text(struct session *session)
{
    const char *as = session_setting(session, "as");
    return strcmp(as, "auto") == 0 || strcmp(as, "text") == 0;
}

static size_t count_lines(const struct text *text)
{
    size_t lines = 0;
    for (size_t i = 0; i < text->length; i++)
        lines += text->bytes[i] == '\n';
    return lines;
}

static bool write_through(const char *command, const struct text *text)
{
    fflush(stdout);
    FILE *pager = popen(command, "w");
    if (!pager)
        return false;
    /* Ctrl-C in the pager is the pager's. */
    struct sigaction ignore = { .sa_handler = SIG_IGN }, before;
    sigaction(SIGINT, &ignore, &before);
    fwrite(text->bytes, 1, text->length, pager);
    int status = pclose(pager);
    sigaction(SIGINT, &before, NULL);
    return WIFEXITED(status) && WEXITSTATUS(status) != 127; /* 127: the shell knows no such pager */
}

bool pager_show(struct session *session, const struct report *report)
{
    struct winsize size = { 0 };
    const char *command = strcmp(session_setting(session, "pager"), "never") == 0 ? NULL : pager_command();
    if (!command || !as_text(session) || !isatty(STDOUT_FILENO) || !isatty(STDIN_FILENO) ||
        ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0)
        return false;
    double width = 0;
    const char *wanted = session_setting(session, "width");
    number_parse(wanted, strlen(wanted), &width);
    struct render_options options = { .width = width >= 1 ? (int)width : size.ws_col,
                                      .height = size.ws_row,
                                      .tier = session_tier(session),
                                      .limit_rows = true };
    struct text text = TEXT_EMPTY;
    report_text(report, FORMAT_TEXT, &options, &text);
    text_disarm(&text, 0);
    bool shown = count_lines(&text) >= size.ws_row && write_through(command, &text);
    text_release(&text);
    return shown;
}
