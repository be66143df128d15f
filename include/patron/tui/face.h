/* The two faces with a person in front of them. Each runs until the session quits and returns the exit status. */
#ifndef PATRON_TUI_FACE_H
#define PATRON_TUI_FACE_H

struct session;

/* The full screen: panes, keys, and a command line that is always there. Falls back to face_prompt, with one note on
   stderr, where the terminal cannot be drawn on. */
int face_screen(struct session *session);

/* The plain prompt: readline, the same commands, output that only grows downwards. */
int face_prompt(struct session *session);

/* The tour: text, a line, Enter; without a terminal it runs through. */
int face_tour(struct session *session);

#endif
