/* What reading a model file shares. Private to study. */
#ifndef PATRON_SRC_STUDY_FILE_H
#define PATRON_SRC_STUDY_FILE_H

#include <stdbool.h>

struct error;
/* E_MODEL_FILE that names MEMBER and says why; false. */
bool file_member_wrong(struct error *err, const char *member, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* "converged", "boundary", ...: the spelling of enum fit_state. */
const char *fit_state_word(int state);

#endif
