/* Runs a program, interrupts it part of the way through what it computes, and says how much it computed after that.
   Usage: stop_within SHARE LIMIT PREPARE COMMAND ARGUMENT ...   PREPARE is a shell command that is run before each
   First the whole is measured: processor time, so that a busy machine changes nothing. Then the program is run again
   and interrupted when it has used SHARE of that, by SIGINT. What it uses from then on may be LIMIT seconds and a tenth
   of the whole. Status 0: it was; 1: it was not, or it did not end as interrupted; 2: too quick to tell. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const double least_seconds = 0.15; /* of the whole; the kernel tells times of others in hundredths */

static pid_t start(char **arguments)
{
    pid_t child = fork();
    if (child != 0)
        return child;
    int nothing = open("/dev/null", O_RDWR);
    dup2(nothing, 0);
    dup2(nothing, 1);
    dup2(nothing, 2);
    execvp(arguments[0], arguments);
    _exit(127);
}

static pid_t start_prepared(char **arguments)
{
    if (system(arguments[0]) != 0)
        exit(3);
    return start(arguments + 1);
}

/* Seconds of processor time of all that has ended, CHILD included; its status. */
static double finish(pid_t child, int *status)
{
    struct rusage usage;
    while (wait4(child, status, 0, &usage) < 0 && errno == EINTR)
        ;
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
}

/* Seconds that CHILD has used so far; below 0 when it has ended. */
static double used(pid_t child)
{
    char path[64], line[1024];
    unsigned long user, system;
    snprintf(path, sizeof path, "/proc/%ld/stat", (long)child);
    FILE *file = fopen(path, "r");
    size_t n = file ? fread(line, 1, sizeof line - 1, file) : 0;
    if (file)
        fclose(file);
    line[n] = '\0';
    const char *rest = strrchr(line, ')');
    if (!rest || sscanf(rest + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system) != 2 ||
        rest[2] == 'Z')
        return -1;
    return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

int main(int n, char **arguments)
{
    if (n < 5) {
        fprintf(stderr, "usage: stop_within SHARE LIMIT PREPARE COMMAND ARGUMENT ...\n");
        return 3;
    }
    double share = strtod(arguments[1], NULL), limit = strtod(arguments[2], NULL), at = 0;
    int status;
    double whole = finish(start_prepared(arguments + 3), &status);
    if (status != 0) {
        fprintf(stderr, "status %d when it was left alone\n", WEXITSTATUS(status));
        return 1;
    }
    if (whole < least_seconds)
        return 2;
    pid_t child = start_prepared(arguments + 3);
    while (at >= 0 && at < share * whole) {
        nanosleep(&(struct timespec){ 0, 2000000 }, NULL);
        at = used(child);
    }
    if (at >= 0)
        kill(child, SIGINT);
    double after = finish(child, &status) - at;
    if (at < 0)
        return 2;
    if (!WIFEXITED(status) || (WEXITSTATUS(status) != 130 && WEXITSTATUS(status) != 0)) {
        fprintf(stderr, "status %d after SIGINT\n", WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
        return 1;
    }
    if (after <= limit + whole / 10)
        return 0;
    fprintf(stderr, "went on for %.2f s of %.2f\n", after, whole);
    return 1;
}
