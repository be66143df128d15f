/* What was run: the session's log. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "command/state.h"
#include "patron/base/memory.h"

double shown_seconds(const struct session *session, double seconds)
{
    return session->mode != SESSION_BATCH || session->verbose || isatty(STDOUT_FILENO) ? seconds : NAN;
}

static char *make_outcome(const struct session *session, const struct error *err, double seconds)
{
    struct text text = TEXT_EMPTY;
    if (err) {
        text_add_format(&text, "%s [E%04d]", err->what ? err->what : "failed", err->code);
        text_hide_typed(text.bytes, text.length);
        return text_take(&text);
    }
    if (seconds >= 0.05)
        text_add_format(&text, "%.1f s", seconds);
    if (session->outcome.length)
        text_add_format(&text, "%s%s", text.length ? "  " : "", text_string(&session->outcome));
    return text_take(&text);
}

void log_add(struct session *session, const char *line, const struct error *err, double seconds, bool nested,
             bool control)
{
    size_t n = session->n_log;
    if (n == (size_t)LOG_CHUNK * LOG_CHUNKS)
        return;
    if (!session->log[n / LOG_CHUNK])
        session->log[n / LOG_CHUNK] = allocate(LOG_CHUNK, sizeof(struct log_entry));
    struct log_entry entry = { .line = copy_text(line),
                               .outcome = make_outcome(session, err, seconds),
                               .nested = nested || session->run_depth > 0,
                               .job = session->given_job,
                               .control = control };
    entry.did = copy_text(text_string(&session->outcome));
    entry.told = typed_copy(line);
    entry.shown = (struct log_line){ entry.told, entry.outcome, err != NULL, seconds };
    session->log[n / LOG_CHUNK][n % LOG_CHUNK] = entry;
    session->n_log = n + 1;
}

const struct log_entry *log_entry(const struct session *session, size_t i)
{
    return &session->log[i / LOG_CHUNK][i % LOG_CHUNK];
}

void log_release(struct session *session)
{
    for (size_t i = 0; i < session->n_log; i++) {
        free(log_entry(session, i)->line);
        free(log_entry(session, i)->told);
        free(log_entry(session, i)->outcome);
        free(log_entry(session, i)->did);
    }
    for (size_t i = 0; i < LOG_CHUNKS; i++)
        free(session->log[i]);
}

const char *log_told(const struct session *session, size_t i)
{
    const struct log_entry *entry = log_entry(session, i);
    return entry->shown.failed || !isnan(shown_seconds(session, 0)) ? entry->outcome : entry->did;
}

size_t session_log_size(const struct session *session)
{
    return session->n_log;
}

const struct log_line *session_log(const struct session *session, size_t i)
{
    return &log_entry(session, i)->shown;
}
