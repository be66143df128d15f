/* The standard streams: taken when they are closed, and asked at the end whether all arrived. */
#include "patron/base/streams.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "patron/base/error.h"

void streams_begin(void)
{
    /* Standard output is opened the wrong way round: each write is told that it cannot be. */
    static const int ways[] = { O_RDONLY, O_RDONLY, O_WRONLY };
    for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; descriptor++)
        if (fcntl(descriptor, F_GETFD) < 0 && errno == EBADF)
            (void)!open("/dev/null", ways[descriptor]); /* gets the lowest free number, which is this one */
}

/* Why the first byte that was lost on standard output was lost; 0: none was. The stream only knows that some were. */
static int lost;

bool streams_print(const char *bytes, size_t length)
{
    errno = 0;
    bool printed = fwrite(bytes, 1, length, stdout) == length;
    if (!printed && !lost)
        lost = errno;
    return printed;
}

/* Empties STREAM. 0, or the number of the failure. */
static int flush_all(FILE *stream)
{
    errno = 0;
    if (fflush(stream) == 0 && !ferror(stream))
        return 0;
    return errno ? errno : EIO;
}

bool streams_flush(bool *gone, struct error *err)
{
    int number = flush_all(stdout);
    if (number && !lost)
        lost = number;
    number = lost;
    if (gone)
        *gone = number == EPIPE;
    return number == 0 || number == EPIPE || fail_errno(err, number, "cannot write to", "standard output");
}

bool streams_end(struct error *err)
{
    if (!streams_flush(NULL, err))
        return false;
    int number = flush_all(stderr);
    return number == 0 || number == EPIPE || fail_errno(err, number, "cannot write to", "standard error");
}
