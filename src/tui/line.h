/* Typing a line: readline behind the command line of the full screen and behind the plain prompt. */
#ifndef TUI_LINE_H
#define TUI_LINE_H

#include <stdbool.h>
#include <stddef.h>

struct session;

/* ---- The line of the full screen: keys go in as bytes, the text is drawn by the screen. One at a time in the program,
   as the line editor keeps its own state. ---- */
void line_open(struct session *session);
void line_close(void);
/* Feeds bytes; true when a line was finished: *ENTERED is then the line (the caller frees it). */
bool line_feed(const char *bytes, size_t n, char **entered);
const char *line_text(void);
size_t line_cursor(void); /* in bytes */
void line_set(const char *text);
void line_insert(const char *text);
/* While the session runs something, nobody may ask it for completions. */
void line_hold(bool busy);
/* What stands before the text while the editor asks for something of its own (Ctrl-R); NULL otherwise. */
const char *line_question(void);
/* What the last Tab could have meant, when it was more than one thing; a view, n = 0 when there is nothing to show. */
const char *const *line_matches(size_t *n);
/* Why the last Tab found nothing, or NULL. */
const char *line_why(void);
void line_forget_matches(void);

/* ---- The line of the plain prompt ---- */
void line_prepare(struct session *session);
/* Asks for a line; NULL at the end of input. SIGNAL_SEEN is asked while nobody types: when it says so the line is
   dropped and "" returned. The caller frees. */
char *line_ask(const char *prompt, bool (*signal_seen)(void));
void line_release(void);

/* Adds to the history and its file. */
void line_remember(const char *line);

#endif
