/* A scratch folder for a test, removed with all in it. */
#ifndef PATRON_TESTS_FOLDERS_H
#define PATRON_TESTS_FOLDERS_H

char *scratch_make(void);          /* the caller gives it to scratch_remove */
void scratch_remove(char *folder); /* frees FOLDER */

#endif
