/* Jobs: lines that ended with &. One thread runs them in order, each in a session of its own on a copy of the workspace
   as it stood when the line was given, so that it does what it would have done at once. What a job makes is kept by the
   session that gave it, when that takes the job. */
#ifndef COMMAND_JOBS_H
#define COMMAND_JOBS_H

#include "command/state.h"

struct model;

enum job_state { JOB_WAITING, JOB_RUNNING, JOB_ENDED /* not taken yet */, JOB_DONE, JOB_FAILED, JOB_STOPPED };
extern const char *const job_states[]; /* as they are listed */

/* What is known of a job at this moment. */
struct job_info {
    int number;
    char *line, *outcome;
    enum job_state state;
    double seconds;
    struct progress progress; /* of one that runs */
};

/* ---- For run_line.c ---- */
/* BOUND runs aside from here on; *NUMBER is the job's. */
bool job_submit(struct session *session, const struct bound *bound, const struct source_line *where, int *number,
                struct error *err);
/* Before BOUND runs: whether no job makes what it names, or reads what it closes. A batch waits for such jobs; for a
   person it is an error. */
bool jobs_let_run(struct session *session, const struct bound *bound, struct error *err);
void jobs_free(struct session *session); /* stops them */
/* Stops all that wait or run; those that failed are told. */
void jobs_stop(struct session *session);

/* ---- For the commands that a job runs ---- */
/* MODEL, made by a job, is kept as NAME by the session that takes the job; it is the job's from here on. */
void job_keep_model(struct session *session, struct model *model, double seconds);
void job_remember_file(struct session *session, const char *path, const char *line);

/* ---- For jobs, wait and kill ---- */
size_t jobs_count(struct session *session); /* all so far */
void job_look(struct session *session, size_t index, struct arena *arena, struct job_info *out);
/* Waits for job NUMBER and those before it (0: for all), and takes them: what they show comes first. Stopped by Ctrl-C,
   which lets the jobs go on. False with the error of the first one that failed, if it was not told before. */
bool jobs_wait(struct session *session, int number, struct error *err);
bool job_kill(struct session *session, int number, struct error *err);
/* The report of a job that is done and was not shown yet, for the caller; NULL: none. */
struct report *job_report(struct session *session, int number, struct error *err);
/* Whether a job that was given will not have been done, for `save session`. */
bool job_was_lost(struct session *session, int number);

#endif
