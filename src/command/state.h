/* The insides of a session, for this room alone. */
#ifndef COMMAND_STATE_H
#define COMMAND_STATE_H

#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>

#include "command/language/binder.h"
#include "patron/base/error.h"
#include "patron/base/file.h"
#include "patron/base/text.h"
#include "patron/command/session.h"
#include "patron/report/report.h"
#include "patron/table/table.h"

/* Where a setting's value comes from; a later one wins. */
enum origin { ORIGIN_RC, ORIGIN_WORKSPACE, ORIGIN_ENVIRONMENT, ORIGIN_COMMAND, ORIGIN_FLAG, N_ORIGINS };

struct setting_value {
    char *values[N_ORIGINS]; /* NULL: not set there */
    char *places[N_ORIGINS]; /* where exactly: a file's line, a variable, a workspace; NULL: not known */
};

struct log_entry {
    struct log_line shown;
    char *line, *outcome;
    char *told;   /* the line as it is shown and kept: without the addresses and passwords in it */
    char *did;    /* the outcome without the time it took */
    bool nested;  /* run by another command: not part of what `save session` writes */
    int job;      /* the line runs as this job; 0: it was run */
    bool control; /* asked the session itself (help, log, quit): not saved either */
};

/* A gate that failed: one line, told again at the end of a run. */
struct failed_gate {
    char *text;
};

/* Test scores of a model in the snapshot at hand: comparing and drawing recompute nothing. */
struct kept_scores {
    char *key; /* name@version and the snapshot's hash */
    struct scored scored;
    uint64_t used; /* the one used longest ago makes room */
};
#define ROWS_NOT_COUNTED SIZE_MAX
enum { KEPT_SCORES = 16, N_SETTINGS_MOST = 24, LOG_CHUNK = 1024, LOG_CHUNKS = 4096, TITLE_TEXTS = 5 };

/* What a line that is part of another command said of a table. */
struct step_remark {
    enum verdict verdict;
    char *text;
};

struct preset_use; /* load_origin.h */
struct jobs;       /* jobs.c */
struct job;
struct script; /* script.h */
struct variables;

struct session {
    enum session_mode mode;
    struct workspace *workspace;
    struct work *work;         /* made when first asked for */
    size_t work_threads_asked; /* the setting it was made with */
    struct work *work_before;  /* kept a while: a face may still be asking it for its progress */
    bool querying;             /* the running line is a face's, not a person's */
    atomic_int stopped;        /* lock-free: a signal handler may set it */
    struct setting_value settings[N_SETTINGS_MOST];

    atomic_size_t n_log; /* entries stay where they are: another thread may read the log meanwhile */
    struct log_entry *log[LOG_CHUNKS];
    int active;                  /* lines and files being run, within each other */
    struct step_remark *remarks; /* of the lines of the running command, or the last that had any */
    size_t n_remarks;
    bool nested;                     /* the running line is part of another command, which is one transaction */
    int run_depth;                   /* files run by `run` */
    const struct source_line *where; /* of the running line; NULL at the prompt */
    bool in_transaction;
    unsigned changes;
    struct text outcome;          /* what the running command says of itself */
    size_t n_rows_in, n_rows_out; /* read and given by the running command; ROWS_NOT_COUNTED */
    bool only_looked; /* the running command kept nothing, though its kind may: no entry in the audit trail */
    bool unchanged;   /* the running command defined what was defined already */

    bool quitting;
    int quit_status;
    bool failed_before; /* for `if failed` */
    bool trying;        /* the running line begins with try: a gate of it ends no run */
    enum { JUDGED_NOT, JUDGED_GOOD, JUDGED_BAD } judged; /* what the running gate or check said */
    size_t n_gates;
    struct failed_gate *gates;
    bool stop_run; /* gate .. stop=yes */
    bool damaged;  /* verify found something: status 1 at the end */

    char *last_failed; /* the line */
    struct error last_error;

    char *run_log;       /* path of the JSON lines, or NULL */
    bool run_log_failed; /* a line of it could not be written: told at once, and by the status at the end */
    struct junit *junit;
    bool quiet, verbose, keep_going, overwrite, plan_only, fresh;
    bool in_rc;              /* the user's rc file is being run */
    struct delivery *output; /* -o */
    char *output_path;
    bool shown_text; /* the last thing on standard output was text: the next is set apart by a blank line */
    bool shown_line; /* and it was only a line, as print makes */
    bool closed;     /* nobody reads standard output any more */

    struct report *last_report; /* of a file that the full screen ran */
    show_function *show;
    void *show_context;
    show_function *messages; /* errors and warnings as text go to stderr when NULL */

    const struct preset_use *preset;       /* whose lines are being run; NULL: none's */
    const struct script *script;           /* the innermost command file being run */
    const struct variables *run_variables; /* and its variables */
    struct text failures;                  /* that --keep-going passed over, a line each */
    struct text chain;                     /* how its error came about: lines "included from FILE:LINE" */

    struct jobs *_Atomic jobs; /* made with the first one; NULL: none so far */
    struct job *as_job;        /* this session runs a job of another one; NULL: it is a face's own */
    int given_job;             /* the running line became this job; 0: it runs itself */
    size_t leaving_asked;      /* size of the log, from 1, when somebody would leave and jobs ran; 0: nobody */
    struct text job_messages;  /* of a job: what it would have said aloud */

    uint64_t n_kept_uses;
    struct kept_scores kept[KEPT_SCORES];
    char *shorts;                             /* the features whose windows the data did not fill that were told last */
    char *undated;                            /* the columns that a warning named last */
    const struct definition *training_target; /* of the model being trained: a share of its customers tests */
    struct table *scores;                     /* the score table made last; NULL: none */
    /* The title of now and the one before, which a face may still be drawing. */
    atomic_int title_now;
    char *title_texts[2][TITLE_TEXTS];
};

/* ---- settings.c ---- */
extern const struct parameter settings[]; /* ends with name NULL */
void settings_from_environment(struct session *session);
void settings_from_workspace(struct session *session);
void settings_release(struct session *session);
/* Which origin gives the value in force: "flag", .., "default". */
const char *setting_origin(const struct session *session, size_t index);
const char *setting_value(const struct session *session, size_t index);
/* Where the value in force was given: "patronrc:3", "PATRON_SEED", "--seed"; NULL: nowhere, or at the prompt. */
const char *setting_place(const struct session *session, size_t index);
/* `set`, or the same in the user's rc file. */
const char *setting_origin_here(const struct session *session);

/* ---- log.c ---- */
void log_add(struct session *session, const char *line, const struct error *err, double seconds, bool nested,
             bool control);
const struct log_entry *log_entry(const struct session *session, size_t i);
/* How a line went, as results tell it: with the time it took only where a person reads it. */
const char *log_told(const struct session *session, size_t i);
void log_release(struct session *session);
/* SECONDS where a person reads the result, NaN in files and pipes: the same input gives the same bytes there. */
double shown_seconds(const struct session *session, double seconds);

/* ---- run_log.c ---- */
/* What the process has used so far; NaN where nothing is logged, or the system does not say. Bytes are those of calls
   to read and write: a file that is mapped into memory does not count as read. */
struct resources {
    double cpu, peak, read, written;
};
struct resources resources_now(const struct session *session);
/* One JSON line in the run log; that it cannot be written is told, and makes the status. BEFORE: when the command
   began; NULL for what ran beside others, whose share nobody knows. */
void run_log_add(struct session *session, const struct source_line *where, const char *line, const struct error *err,
                 double seconds, const struct resources *before);
/* The last line of the run log: how the run ended. */
void run_log_end(struct session *session, int status);

/* ---- junit.c ---- */
struct junit *junit_new(const char *path);
void junit_free(struct junit *junit); /* NULL is allowed */
/* A gate that held, or with FAILURE a gate or a command that did not; nothing when no --junit was given. */
void junit_add(struct session *session, const char *what, const struct source_line *where, const char *failure);
bool junit_write(const struct junit *junit, struct error *err);

/* ---- run_file.c ---- */
/* REPORT where the face wants it, while the command that made it goes on, or fails; the rest of it is to be freed.
   False and ERR when it cannot be written there. */
bool session_hand_over(struct session *session, struct report **report, struct error *err);

/* ---- output.c ---- */
bool redirect_report(struct session *session, const struct redirection *to, const char *line, struct report **report,
                     struct error *err);
bool check_overwrite(struct session *session, const char *path, bool overwrite, struct error *err);
bool write_report(struct session *session, const struct report *report, const char *path, bool overwrite,
                  const char *line, struct error *err);
/* Messages: one line or more to stderr, unless quiet. */
void session_message(struct session *session, const char *format, ...) __attribute__((format(printf, 2, 3)));
void session_warning(struct session *session, const char *format, ...) __attribute__((format(printf, 2, 3)));
void session_render_error(struct session *session, const struct error *err);

/* A setting of FROM for TO, from wherever it comes. */
void settings_copy(const struct session *from, struct session *to);

/* ---- progress.c ---- */
struct progress_line;
struct progress_line *progress_line_start(struct session *session); /* NULL when nothing is to be drawn */
void progress_line_stop(struct progress_line *line);

/* ---- fix.c ---- */
char *line_with_mend(const char *line, const struct error *err);

/* ---- session.c ---- */
/* A line or a file begins to run; the outermost forgets a stop that was meant for the one before. Ends with active--.
 */
void session_begin(struct session *session);
void title_refresh(struct session *session);
void scores_forget(struct session *session);

/* ---- reach.c ---- */
enum line_reach bound_reach(const struct bound *bound);

/* ---- jobs.c ---- */
struct progress jobs_progress(struct session *session); /* of the job that runs */

/* ---- run_line.c ---- */
/* What LINE would do, without doing it: bound, and its expressions parsed. */
/* LINE with its dates computed (dates.h), by the as-of date in force, or OTHERWISE (may be NULL) where none is. */
const char *line_compute(struct session *session, const char *line, const char *otherwise, struct arena *arena);
bool line_check(struct session *session, const char *line, struct arena *arena, struct bound *bound, struct error *err);

#endif
