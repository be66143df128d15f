/* Errors: filled once by who knows, carried up, printed by others. */
#include "patron/base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "patron/base/memory.h"
#include "patron/base/text.h"

const struct error_page error_pages[] = {
#define ERROR_CODE(number, name, title, cause, mend) { number, title, cause, mend },
#include "patron/base/error_codes.h"
#undef ERROR_CODE
    { 0, NULL, NULL, NULL },
};

const struct error_page *error_page_find(int code)
{
    for (const struct error_page *page = error_pages; page->code; page++)
        if (page->code == code)
            return page;
    return NULL;
}

static char *format_take(const char *format, va_list arguments) __attribute__((format(printf, 1, 0)));
static char *format_take(const char *format, va_list arguments)
{
    struct text text = TEXT_EMPTY;
    text_add_arguments(&text, format, arguments);
    return text_take(&text);
}

static void error_fill(struct error *err, enum error_kind kind, int code, const char *format, va_list arguments)
    __attribute__((format(printf, 4, 0)));
static void error_fill(struct error *err, enum error_kind kind, int code, const char *format, va_list arguments)
{
    if (!err)
        return;
    int number = errno;
    char *what = format_take(format, arguments); /* before the release: an argument may be a part of the old error */
    error_release(err);
    err->kind = kind;
    err->code = code;
    err->what = what;
    errno = number;
}

bool fail(struct error *err, enum error_kind kind, int code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    error_fill(err, kind, code, format, arguments);
    va_end(arguments);
    return false;
}

void *fail_null(struct error *err, enum error_kind kind, int code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    error_fill(err, kind, code, format, arguments);
    va_end(arguments);
    return NULL;
}

static int code_of_errno(int number)
{
    switch (number) {
    case ENOENT:
        return E_NO_FILE;
    case EISDIR:
        return E_IS_FOLDER;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return E_FULL;
    case EACCES:
    case EPERM:
        return E_PERMISSION;
    case EROFS:
        return E_READ_ONLY;
    case ENOMEM:
        return E_MEMORY;
    default:
        return E_SYSTEM;
    }
}

void fail_resolved(struct error *err, const char *path)
{
    char here[4096];
    if (path[0] != '/' && getcwd(here, sizeof here))
        error_reason(err, "looked for %s/%s", here, path);
}

bool fail_errno(struct error *err, int number, const char *what, const char *path)
{
    /* The texts of the system begin with a capital letter in the C locale; ours do not. */
    char message[128];
    const char *told = strerror_r(number, message, sizeof(message));
    char first = told[0];
    if (first >= 'A' && first <= 'Z' && told[1] >= 'a' && told[1] <= 'z')
        first = (char)(first - 'A' + 'a');
    fail(err, ERROR_SYSTEM, code_of_errno(number), "%s %s: %c%s", what, path, first, told[0] ? told + 1 : "");
    if (code_of_errno(number) == E_NO_FILE)
        fail_resolved(err, path);
    return false;
}

bool fail_cancelled(struct error *err)
{
    return fail(err, ERROR_CANCELLED, E_CANCELLED, "stopped");
}

void error_reason(struct error *err, const char *format, ...)
{
    if (!err)
        return;
    va_list arguments;
    va_start(arguments, format);
    char *reason = format_take(format, arguments);
    va_end(arguments);
    free(err->reason);
    err->reason = reason;
}

void error_mend(struct error *err, const char *format, ...)
{
    if (!err)
        return;
    for (size_t i = 0; i < ERROR_MENDS; i++) {
        if (err->mend[i])
            continue;
        va_list arguments;
        va_start(arguments, format);
        err->mend[i] = format_take(format, arguments);
        va_end(arguments);
        return;
    }
}

void error_place(struct error *err, const char *name, const char *source, size_t line, size_t column, size_t length)
{
    if (!err || err->place.line || err->place.column || err->place.name)
        return;
    err->place.name = name ? copy_text(name) : NULL;
    err->place.source = source ? copy_text(source) : NULL;
    err->place.line = line;
    err->place.column = column;
    err->place.length = length;
}

void error_release(struct error *err)
{
    if (!err)
        return;
    free(err->what);
    free(err->reason);
    for (size_t i = 0; i < ERROR_MENDS; i++)
        free(err->mend[i]);
    free(err->place.name);
    free(err->place.source);
    *err = (struct error)ERROR_INIT;
}

void error_move(struct error *to, struct error *from)
{
    if (to == from)
        return;
    if (!to) {
        error_release(from);
        return;
    }
    error_release(to);
    *to = *from;
    *from = (struct error)ERROR_INIT;
}

static char *copy_or_null(const char *text)
{
    return text ? copy_text(text) : NULL;
}

void error_copy(struct error *to, const struct error *from)
{
    if (!to || to == from)
        return;
    error_release(to);
    to->kind = from->kind;
    to->code = from->code;
    to->what = copy_or_null(from->what);
    to->reason = copy_or_null(from->reason);
    for (size_t i = 0; i < ERROR_MENDS; i++)
        to->mend[i] = copy_or_null(from->mend[i]);
    to->place = from->place;
    to->place.name = copy_or_null(from->place.name);
    to->place.source = copy_or_null(from->place.source);
}
