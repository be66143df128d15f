/* A command of the shell that reads a result. */
#ifndef COMMAND_PIPE_H
#define COMMAND_PIPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

struct error;
struct text;

struct pipe_out {
    const char *command;
    int descriptor;
    pid_t process;
    bool closed;    /* the command reads no more: no error */
    FILE *captured; /* what it writes, when that is wanted */
};
bool pipe_open(struct pipe_out *pipe, const char *command, bool captures, struct error *err);
bool pipe_write(void *pipe, const char *bytes, size_t length); /* a sink */
/* Waits for the command; its failure is an error. SAID gets what it wrote, when captured. */
bool pipe_close(struct pipe_out *pipe, struct text *said, struct error *err);

#endif
