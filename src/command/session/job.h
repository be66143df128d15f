/* One job and the list of them, for jobs.c and jobs_take.c alone. */
#ifndef COMMAND_JOB_H
#define COMMAND_JOB_H

#include <pthread.h>

#include "command/session/jobs.h"

struct job_file { /* written by the job; remembered when it is taken */
    char *path, *line;
    struct job_file *next;
};
struct job {
    int number;
    char *line, *file;
    struct source_line where; /* line 0: at the prompt */
    char *makes;              /* the model that it makes; NULL: none */
    unsigned changes;
    bool tries;

    enum job_state state;
    double began, seconds;
    /* The runner's while the job runs; then of whoever takes it. */
    struct session *own;
    bool ok;
    struct report *report;
    struct error error;
    struct model *model; /* to be kept */
    double fit_seconds;
    struct job_file *files;
    /* Once it was taken. */
    char *outcome, *messages;
    bool told;
};
struct jobs {
    pthread_t thread;
    pthread_mutex_t mutex; /* guards the list, the states and times; and `own` while a job runs */
    pthread_cond_t wake, ended;
    struct job **items;
    size_t n;
    bool closing;
};

struct job *job_find(struct session *session, int number, struct error *err);
/* Until JOB has ended; false when somebody stopped the waiting. */
bool job_await(struct session *session, struct job *job, struct error *err);
void job_end(struct jobs *jobs, struct job *job); /* stopped, if it had not been taken yet */
void job_free(struct job *job);

#endif
