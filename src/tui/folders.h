/* Where the program keeps what belongs to a user, after the XDG base directories; PATRON_HOME moves all of it. */
#ifndef TUI_FOLDERS_H
#define TUI_FOLDERS_H

/* The folder for history, made when absent; NULL when there is no home to make it in. The caller frees it. */
char *state_folder(void);

#endif
