/* A command of the shell that reads a result. Signals that the program has set for itself are as usual in it. */
#include "command/session/pipe.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "patron/base/error.h"
#include "patron/base/text.h"

extern char **environ;

static int spawn_shell(struct pipe_out *pipe, int read_end)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t defaults;
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    sigaddset(&defaults, SIGINT);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, read_end, STDIN_FILENO);
    if (pipe->captured) {
        posix_spawn_file_actions_adddup2(&actions, fileno(pipe->captured), STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&actions, fileno(pipe->captured), STDERR_FILENO);
    }
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    char shell[] = "sh", option[] = "-c";
    char *arguments[] = { shell, option, (char *)pipe->command, NULL };
    int state = posix_spawn(&pipe->process, "/bin/sh", &actions, &attributes, arguments, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return state;
}

bool pipe_open(struct pipe_out *pipe, const char *command, bool captures, struct error *err)
{
    int ends[2];
    signal(SIGPIPE, SIG_IGN); /* that nobody reads any more is told by the write */
    *pipe = (struct pipe_out){ .command = command, .captured = captures ? tmpfile() : NULL };
    if (pipe2(ends, O_CLOEXEC) != 0)
        return fail_errno(err, errno, "cannot open a pipe to", command);
    int state = spawn_shell(pipe, ends[0]);
    close(ends[0]);
    pipe->descriptor = ends[1];
    if (state == 0)
        return true;
    close(ends[1]);
    return fail_errno(err, state, "cannot run", command);
}

bool pipe_write(void *context, const char *bytes, size_t length)
{
    struct pipe_out *pipe = context;
    while (length > 0 && !pipe->closed) {
        ssize_t n = write(pipe->descriptor, bytes, length);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            pipe->closed = true;
            break;
        }
        bytes += n;
        length -= (size_t)n;
    }
    return !pipe->closed;
}

static void read_captured(FILE *captured, struct text *said)
{
    char bytes[4096];
    size_t n;
    rewind(captured);
    while ((n = fread(bytes, 1, sizeof bytes, captured)) > 0)
        text_add_bytes(said, bytes, n);
    fclose(captured);
}

bool pipe_close(struct pipe_out *pipe, struct text *said, struct error *err)
{
    int status = 0;
    close(pipe->descriptor);
    while (waitpid(pipe->process, &status, 0) < 0 && errno == EINTR)
        continue;
    if (pipe->captured)
        read_captured(pipe->captured, said);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    if (WIFSIGNALED(status))
        return fail(err, ERROR_SYSTEM, E_SYSTEM, "'%s' was ended by signal %d", pipe->command, WTERMSIG(status));
    return fail(err, ERROR_SYSTEM, E_SYSTEM, "'%s' ended with status %d", pipe->command, WEXITSTATUS(status));
}
