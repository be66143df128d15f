/* Runs a program, interrupts it part of the way through what it computes, and says how much it computed after that.
   Usage: stop_within POINTS LIMIT PREPARE COMMAND ARGUMENT ...   PREPARE is a shell command that is run before each
   For each of POINTS, seconds with blanks between, the program is run and interrupted by SIGINT when it has computed
   for so long. What it computes from then on may be LIMIT seconds. All are seconds of the processor's time, so that a
   busy machine changes nothing. Prints the points that it was interrupted at, each with what it computed after. Status
   0: it stopped each time; 1: it did not, or did not end as interrupted; 2: it was done before the first point. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A program that does not stop at all is ended: when it computed for so many times what it may, or did not end in so
   many seconds of anybody's time, which means that it waits for what will not come. */
enum { PATIENCE = 20, SECONDS_TO_HANG = 120 };

/* What looks after each access to memory takes its time, in the program as here. */
#ifdef __SANITIZE_ADDRESS__
enum { SLOWER = 8 };
#else
enum { SLOWER = 1 };
#endif

struct run {
    double at, after; /* seconds when it was interrupted, below 0 when it had ended by then; and from then on */
    int status;
};

static pid_t start(char **arguments)
{
    pid_t child = fork();
    if (child != 0)
        return child;
    int nothing = open("/dev/null", O_RDWR);
    dup2(nothing, 0);
    dup2(nothing, 1);
    execvp(arguments[0], arguments);
    _exit(127);
}

static double seconds(struct timespec time)
{
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/* Seconds that CHILD has computed so far; below 0 when it has ended. */
static double used(pid_t child)
{
    clockid_t clock;
    struct timespec time;
    siginfo_t ended = { 0 };
    if (waitid(P_PID, (id_t)child, &ended, WEXITED | WNOHANG | WNOWAIT) != 0 || ended.si_pid != 0 ||
        clock_getcpuclockid(child, &clock) != 0 || clock_gettime(clock, &time) != 0)
        return -1;
    return seconds(time);
}

/* Waits until CHILD has computed for POINT seconds; how many it has then, below 0 when it has ended. */
static double wait_until(pid_t child, double point)
{
    double at = used(child);
    for (time_t begin = time(NULL); at >= 0 && at < point && time(NULL) - begin < SECONDS_TO_HANG; at = used(child))
        nanosleep(&(struct timespec){ 0, 1000000 }, NULL);
    return at;
}

static struct run interrupt(char **arguments, double point, double limit)
{
    struct run run = { 0 };
    struct rusage usage;
    pid_t child = start(arguments);
    run.at = wait_until(child, point);
    if (run.at >= 0) {
        kill(child, SIGINT);
        double at = used(child);
        run.at = at < 0 ? run.at : at;
        if (wait_until(child, run.at + PATIENCE * limit) >= 0)
            kill(child, SIGKILL);
    }
    while (wait4(child, &run.status, 0, &usage) < 0 && errno == EINTR)
        ;
    run.after = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6 - run.at;
    return run;
}

/* Whether RUN ended as it may: with 130 when it was interrupted, or in time and well all the same. */
static bool judge(const struct run *run, double limit)
{
    if (!WIFEXITED(run->status))
        printf(" ended by signal %d", WTERMSIG(run->status));
    else if (WEXITSTATUS(run->status) != 0 && (run->at < 0 || WEXITSTATUS(run->status) != 130))
        printf(" status %d%s", WEXITSTATUS(run->status), run->at < 0 ? " when left alone" : " after SIGINT");
    else
        return run->at < 0 || run->after <= limit;
    return false;
}

int main(int n, char **arguments)
{
    if (n < 5) {
        fprintf(stderr, "usage: stop_within POINTS LIMIT PREPARE COMMAND ARGUMENT ...\n");
        return 3;
    }
    double limit = strtod(arguments[2], NULL) * SLOWER;
    bool ok = true, ended = false;
    size_t n_stopped = 0;
    for (char *rest = arguments[1]; !ended && *rest;) {
        double point = strtod(rest, &rest);
        if (system(arguments[3]) != 0)
            return 3;
        struct run run = interrupt(arguments + 4, point, limit);
        ended = run.at < 0;
        if (!ended) {
            n_stopped++;
            printf(" %.2f+%.2f", run.at, run.after);
        }
        ok &= judge(&run, limit);
        rest += rest[0] == ' ';
    }
    printf("\n");
    return !ok ? 1 : n_stopped > 0 ? 0 : 2;
}
