/* One error type, one path.

   Whatever can fail returns bool (or a pointer) and takes `struct error *` last. On success the error is untouched; on
   failure it is filled once, by the function that knows, and `return fail(...)` is one line. Callers may add a place, a
   reason or a mend; they do not rephrase. It is printed once, in command/ or tui/, by the same renderer.

       if (n == 0)
           return fail(err, ERROR_DATA, E_EMPTY_FILE, "%s is empty", path);

   fail() returns false; fail_null() returns NULL. Start from ERROR_NONE_VALUE; error_release() frees it. Passing NULL
   for ERR is allowed where the caller only wants to know whether it worked. */
#ifndef PATRON_BASE_ERROR_H
#define PATRON_BASE_ERROR_H

#include <stdbool.h>
#include <stddef.h>

enum error_kind {
    ERROR_NONE,
    ERROR_SYNTAX,    /* the command text itself is wrong: exit status 2 */
    ERROR_USER,      /* a name, an option or a state that does not fit: exit status 1 (2 when nothing has run) */
    ERROR_DATA,      /* the input data are wrong */
    ERROR_SYSTEM,    /* files, memory, permissions */
    ERROR_CANCELLED, /* Ctrl-C: exit status 130 */
};

/* Where: a file, or the command's own text. Lines and columns count from 1; 0 means unknown. `length` is the width of
   the word in columns, for the caret. `source` is the text of that line when known. */
struct place {
    char *name;   /* file name, or NULL for the prompt */
    char *source; /* the line itself, or NULL */
    size_t line, column, length;
};

enum { ERROR_MENDS = 3 };

struct error {
    enum error_kind kind;
    int code;                /* 213 stands for E0213; see error_codes.h */
    char *what;              /* one sentence, lower case, no final stop: what is wrong */
    char *reason;            /* one sentence, or NULL: why */
    char *mend[ERROR_MENDS]; /* what to type or do about it; NULL when there is none */
    struct place place;
};
#define ERROR_INIT { ERROR_NONE, 0, NULL, NULL, { NULL, NULL, NULL }, { NULL, NULL, 0, 0, 0 } }

/* The codes, their titles and their pages: one line each in error_codes.h. */
enum error_code {
#define ERROR_CODE(number, name, title, cause, mend) name = number,
#include "patron/base/error_codes.h"
#undef ERROR_CODE
};
struct error_page {
    int code;
    const char *title, *cause, *mend;
};
extern const struct error_page error_pages[]; /* ends with code 0 */
/* NULL when CODE has no page. */
const struct error_page *error_page_find(int code);

#undef fail /* check.h has a macro of this name */
/* Fills ERR, once, and returns false. */
bool fail(struct error *err, enum error_kind kind, int code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* The same where a pointer is returned. */
void *fail_null(struct error *err, enum error_kind kind, int code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* A failed system call on PATH: "WHAT PATH: strerror(NUMBER)". Kind SYSTEM; the code follows from NUMBER. */
bool fail_errno(struct error *err, int number, const char *what, const char *path);
/* The reason of a file that is not there: where a relative PATH leads. */
void fail_resolved(struct error *err, const char *path);
/* E_CANCELLED: somebody stopped the command. */
bool fail_cancelled(struct error *err);

/* Why, in one sentence; takes the place of one given before. */
void error_reason(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* What to type or do about it, in the next free mend; a fourth is not kept. */
void error_mend(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Sets the place if none is known yet. NAME and SOURCE are copied and may be NULL. */
void error_place(struct error *err, const char *name, const char *source, size_t line, size_t column, size_t length);
/* Frees, and sets to ERROR_INIT. */
void error_release(struct error *err);
/* FROM becomes empty; what TO held is freed. */
void error_move(struct error *to, struct error *from);
/* A copy of its own in TO, whose content is freed before. */
void error_copy(struct error *to, const struct error *from);

#endif
