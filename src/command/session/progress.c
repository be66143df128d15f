/* The progress line on stderr: nothing before half a second, then one line, and cleared at the end. On a
   terminal; elsewhere with progress=log, a whole line each ten seconds. */
#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "command/state.h"
#include "patron/base/calendar.h"
#include "patron/base/memory.h"
#include "patron/base/number.h"

enum { LOG_WAIT = 10000 }; /* ms */

struct progress_line {
    struct session *session;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    bool stop, drawn;
    bool logs; /* a line each ten seconds instead of one that is drawn anew */
    double began;
};

static void add_count(struct text *text, uint64_t done, uint64_t total)
{
    char a[32], b[32];
    count_format(done, a);
    count_format(total, b);
    text_add(text, a);
    if (total)
        text_add_format(text, " of %s", b);
}

static void add_rest(struct text *text, const struct progress *progress, double seconds)
{
    if (progress->total && progress->done) {
        double left = seconds * (double)(progress->total - progress->done) / (double)progress->done;
        text_add_format(text, "  eta %.0f s", left < 0 ? 0 : left);
    } else if (seconds > 0 && progress->done) {
        char rate[32];
        number_format_short((double)progress->done / seconds, rate);
        text_add_format(text, "  %s a second", rate);
    }
}

static void add_bar(struct text *text, const struct progress *progress)
{
    double share = (double)progress->done / (double)progress->total;
    size_t filled = share >= 1 ? 20 : (size_t)(share * 20);
    text_add_char(text, '[');
    text_add_repeat(text, "#", filled);
    text_add_repeat(text, "-", 20 - filled);
    text_add_format(text, "] %3.0f%%  ", share >= 1 ? 100 : share * 100);
}

static void draw(struct progress_line *line)
{
    struct progress progress = session_progress(line->session);
    if (!progress.unit)
        return;
    struct text text = TEXT_EMPTY;
    text_add(&text, line->logs ? "progress: " : "\r  ");
    if (progress.total && !line->logs)
        add_bar(&text, &progress);
    text_add_format(&text, "%s ", progress.unit);
    add_count(&text, progress.done, progress.total);
    if (progress.note[0])
        text_add_format(&text, "  %s", progress.note);
    add_rest(&text, &progress, clock_seconds() - line->began);
    text_add(&text, line->logs ? "\n" : "\033[K");
    if (write(STDERR_FILENO, text.bytes, text.length) > 0)
        line->drawn = !line->logs;
    text_release(&text);
}

static void *serve(void *context)
{
    struct progress_line *line = context;
    pthread_mutex_lock(&line->mutex);
    for (long wait_ms = line->logs ? LOG_WAIT : 500; !line->stop; wait_ms = line->logs ? LOG_WAIT : 100) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += wait_ms * 1000000L;
        until.tv_sec += until.tv_nsec / 1000000000L;
        until.tv_nsec %= 1000000000L;
        int state = 0;
        while (!line->stop && state != ETIMEDOUT)
            state = pthread_cond_timedwait(&line->wake, &line->mutex, &until);
        if (!line->stop)
            draw(line);
    }
    pthread_mutex_unlock(&line->mutex);
    return NULL;
}

struct progress_line *progress_line_start(struct session *session)
{
    const char *wanted = session_setting(session, "progress");
    bool terminal = isatty(STDERR_FILENO), logs = strcmp(wanted, "log") == 0;
    if (session->mode == SESSION_SCREEN || session->as_job || session->quiet || session->nested ||
        strcmp(wanted, "never") == 0 || (!terminal && !logs))
        return NULL;
    session_work(session); /* made here, before another thread looks at it */
    struct progress_line *line = allocate(1, sizeof *line);
    line->session = session;
    line->logs = logs;
    line->began = clock_seconds();
    pthread_mutex_init(&line->mutex, NULL);
    pthread_cond_init(&line->wake, NULL);
    if (pthread_create(&line->thread, NULL, serve, line) == 0)
        return line;
    free(line);
    return NULL;
}

void progress_line_stop(struct progress_line *line)
{
    if (!line)
        return;
    pthread_mutex_lock(&line->mutex);
    line->stop = true;
    pthread_cond_signal(&line->wake);
    pthread_mutex_unlock(&line->mutex);
    pthread_join(line->thread, NULL);
    static const char clear[] = "\r\033[K";
    if (line->drawn && write(STDERR_FILENO, clear, sizeof clear - 1) < 0)
        line->drawn = false;
    pthread_mutex_destroy(&line->mutex);
    pthread_cond_destroy(&line->wake);
    free(line);
}
