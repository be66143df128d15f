/* A session: an open workspace (or none), settings, and the commands run so far. A value with an address: two sessions
   in one process must work. Faces (prompt, command file, full screen) own a session and show what its commands return.
 */
#ifndef PATRON_COMMAND_SESSION_H
#define PATRON_COMMAND_SESSION_H

#include "patron/base/work.h"
#include "patron/command/command.h"
#include "patron/workspace/workspace.h"

/* How lines reach the session: short forms are allowed only at the prompt; only batch stops at the first error. */
enum session_mode { SESSION_BATCH, SESSION_PROMPT, SESSION_SCREEN };

/* Without a workspace; settings are those of the environment and the defaults until told. */
struct session *session_new(enum session_mode mode);
/* Closes its workspace; jobs are stopped. NULL is allowed. */
void session_free(struct session *session);
/* From here on lines come in another way: a prompt after a file. */
void session_set_mode(struct session *session, enum session_mode mode);

struct workspace *session_workspace(const struct session *session);               /* NULL: none open */
void session_set_workspace(struct session *session, struct workspace *workspace); /* closes the one before */
/* What lines do to the workspace, by the rows of their commands: only look; also leave a trace that they can do without
   (files written, settings); change it. A text may hold several lines, its variables still without values. */
enum line_reach { REACH_READS, REACH_KEEPS, REACH_WRITES };
/* The furthest that any line of TEXT goes. */
enum line_reach text_reach(const char *text, size_t length);
/* The same for a command file; REACH_READS for one that cannot be read. */
enum line_reach file_reach(const char *path);
/* Opens FOLDER for writing, for reading, or for writing if nobody else does and else for reading, which is noted. */
enum opening { OPENING_WRITES, OPENING_MAY_READ, OPENING_READS };
bool session_open(struct session *session, const char *folder, enum opening opening, struct error *err);
/* The threads of the session, made when first asked for. */
struct work *session_work(struct session *session);
/* A setting's value in force (flag, environment, workspace, user rc, default); never NULL for a known setting. */
const char *session_setting(const struct session *session, const char *name);
/* ORIGIN: "flag", "environment", "workspace", "rc", "command". */
bool session_set(struct session *session, const char *name, const char *value, const char *origin, struct error *err);

/* Where the text being run stands, for error places: a file and line, or nothing at the prompt. */
struct source_line {
    const char *file; /* NULL at the prompt */
    size_t line;
};
/* Runs one line (a continued line already joined). On success *REPORT may be NULL (nothing to show) and is the
   caller's, with redirections already carried out (then *REPORT is NULL). False and ERR otherwise; the workspace is
   then as before. Also writes run log and audit trail, and remembers the error for `fix`. */
bool session_run(struct session *session, const char *line, const struct source_line *where, struct report **report,
                 struct error *err);
/* The same for a face that shows a line's report again, because what it shows has changed: nobody typed it, so it is in
   no log and is not what `fix` mends. */
bool session_query(struct session *session, const char *line, struct report **report, struct error *err);
/* A whole command file: version, param, for, if, try, include. Reports go to SHOW as they come. Syntax is checked for
   the whole file first (E0102 ..: nothing runs). Returns the exit status (0 1 2 3 130); errors are rendered to ERRORS.
   A report that SHOW cannot deliver (false, ERR) is a failure of its line. */
typedef bool show_function(void *context, const struct report *report, struct error *err);
struct variable {
    const char *name, *value;
};
int session_run_file(struct session *session, const char *path, const struct variable *variables, size_t n_variables,
                     show_function *show, void *context);
int session_run_text(struct session *session, const char *text, size_t length, const char *name, show_function *show,
                     void *context);

/* The tour of share/patron/tour.patron, in a temporary folder that is removed: STEP is told the text before each line,
   and returns whether to go on. False and ERR when a line failed; a tour that was left is no failure. */
typedef bool tour_step(void *context, const char *text, const char *line);
bool session_tour(struct session *session, tour_step *step, void *context, struct error *err);

/* Signal handlers and other threads: stop the running command. Async-signal-safe. */
void session_stop(struct session *session);
/* How far the running command is; unit is NULL when nothing says. Any thread; makes no threads of its own. */
struct progress session_progress(struct session *session);
/* Bits of CHANGES_* since the last call, then cleared: what became stale. */
unsigned session_take_changes(struct session *session);
/* Whether QUIT was run, and the status it gave. */
bool session_quitting(const struct session *session, int *status);
/* Whether a gate failed in this session (status 3 at the end). */
bool session_gate_failed(const struct session *session);
/* The last command line that failed, with its mend applied (for `fix`); NULL when there is none. Free. */
char *session_fixed_line(const struct session *session);
/* The log: N lines run so far, whole words, and how each went. */
struct log_line {
    const char *line;    /* as run */
    const char *outcome; /* "0.3 s  auc 0.910", or the error's first line */
    bool failed;
    double seconds;
};
size_t session_log_size(const struct session *session);
const struct log_line *session_log(const struct session *session, size_t i);

/* Jobs: lines that ended with &, run one after the other beside the session, on the workspace as it stood when they
   were typed. What they make is kept when the session takes them: in a batch at `wait`, where a line names it, and at
   the end; for a person before the next line, or when a face does. */
size_t session_jobs(struct session *session);    /* waiting or running; any thread */
bool session_job_ended(struct session *session); /* one has ended and is to be taken; any thread */
/* Takes the first job that has ended: what there is to tell of it, or NULL with its error; NULL without an error when
   there is none. */
struct report *session_take_job(struct session *session, struct error *err);
/* Waits for all and takes them, what they show first; false and the first one's error. Stopped by session_stop. */
bool session_wait_jobs(struct session *session, struct error *err);
/* Whether a person may leave now; asked again without a line in between, it may, and jobs are stopped. */
bool session_may_leave(struct session *session, struct error *err);

/* Completion of LINE at byte CURSOR: candidates for the word that ends there. Free with completions_free. */
struct completions {
    size_t start; /* byte where the completed word begins */
    size_t n;
    char **texts; /* whole replacements of that word */
    char *why;    /* when n = 0: one line why ("no column of orders begins with 'x'") */
};
bool session_complete(struct session *session, const char *line, size_t cursor, struct completions *out);
void completions_free(struct completions *completions);
/* The usage hint of the command being typed: "load NAME from FILE [key=..] ..", the current part first; NULL. Free. */
char *session_hint(struct session *session, const char *line, size_t cursor);

/* The title line's facts: workspace, as-of date, population, target, champion; NULL where there is none. Views until
   the next run. */
struct title {
    const char *workspace, *asof, *population, *target, *champion;
    bool read_only;
};
struct title session_title(struct session *session);

/* ---- For faces without a screen ---- */
/* REPORT on standard output, or in the file of session_set_output: text on a terminal, else TSV for tables; as `as`
   says. A closed pipe is no error. */
bool session_show(struct session *session, const struct report *report, struct error *err);
/* Which signs may be drawn, by setting and locale; whether DESCRIPTOR gets colours. */
enum tier session_tier(const struct session *session);
bool session_colour(const struct session *session, int descriptor);
/* All results into one file, kept or removed at the end; E_FILE_EXISTS. */
bool session_set_output(struct session *session, const char *path, struct error *err);
bool session_finish_output(struct session *session, bool keep, struct error *err);
/* How a batch behaves. RUN_LOG: path of a log in JSON lines, or NULL; JUNIT: of gates and failures in XML, written by
   session_finish. FRESH: what would be unchanged is done again. */
struct batch_options {
    bool quiet, verbose, keep_going, overwrite, plan_only, fresh;
    const char *run_log, *junit;
};
/* Whether what is run now is the user's rc file: what it sets ranks below the workspace and the environment. */
void session_set_rc(struct session *session, bool in_rc);
void session_set_batch(struct session *session, const struct batch_options *options);
/* Tells of the gates that failed; 3 when there are any and STATUS is 0, else STATUS. */
int session_finish(struct session *session, int status);

/* An error as people read it: place, line with caret, reason, mends. COLOUR adds escapes (terminals only). */
void error_render(const struct error *error, bool colour, struct text *out);

#endif
