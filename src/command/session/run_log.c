/* The run log: a line of JSON for each command, with what it took. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "command/state.h"
#include "patron/base/calendar.h"
#include "patron/base/file.h"
#include "patron/base/json.h"
#include "patron/base/number.h"

/* The number behind NAME in the system's account of this process. */
static double account(const char *text, const char *name)
{
    const char *at = strstr(text, name);
    int64_t value = 0;
    if (!at)
        return NAN;
    at += strlen(name);
    at += strspn(at, " ");
    return integer_parse(at, strcspn(at, "\n"), &value) ? (double)value : NAN;
}

struct resources resources_now(const struct session *session)
{
    struct resources now = { NAN, NAN, NAN, NAN };
    struct rusage usage;
    if (!session->run_log || getrusage(RUSAGE_SELF, &usage) != 0)
        return now;
    now.cpu = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
              (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
    now.peak = (double)usage.ru_maxrss * 1024;
    char text[1024] = "";
    FILE *file = fopen("/proc/self/io", "r");
    if (file) {
        size_t n = fread(text, 1, sizeof text - 1, file);
        text[n] = '\0';
        fclose(file);
        now.read = account(text, "rchar:");
        now.written = account(text, "wchar:");
    }
    return now;
}

static void add_resources(struct json *entry, const struct resources *before, const struct resources *after)
{
    json_set_number(entry, "cpu_seconds", after->cpu - before->cpu);
    json_set_number(entry, "peak_bytes", after->peak);
    json_set_number(entry, "read_bytes", after->read - before->read);
    json_set_number(entry, "written_bytes", after->written - before->written);
}

static struct json *count_or_null(size_t n)
{
    return n == ROWS_NOT_COUNTED ? json_null() : json_integer((int64_t)n);
}

/* Told once: the disk will not be less full at the next line. */
static void append(struct session *session, const struct text *text)
{
    struct error err = ERROR_INIT;
    if (!file_append(session->run_log, text->bytes, text->length, &err) && !session->run_log_failed) {
        session->run_log_failed = true;
        session_warning(session, "the run log cannot be written: %s", err.what);
    }
    error_release(&err);
}

void run_log_add(struct session *session, const struct source_line *where, const char *line, const struct error *err,
                 double seconds, const struct resources *before)
{
    if (!session->run_log)
        return;
    char now[32], hash[HASH_TEXT] = "";
    time_format(time_now(), false, now);
    struct json *entry = json_object();
    json_set_text(entry, "time", now);
    json_set_text(entry, "file", where ? where->file : NULL);
    json_set_integer(entry, "line", where ? (int64_t)where->line : 0);
    json_set_text(entry, "command", line);
    json_set_number(entry, "seconds", seconds);
    if (before) {
        struct resources after = resources_now(session);
        add_resources(entry, before, &after);
    }
    json_set(entry, "rows_in", count_or_null(session->n_rows_in));
    json_set(entry, "rows_out", count_or_null(session->n_rows_out));
    json_set_text(entry, "status", err || session->judged == JUDGED_BAD ? "failed" : "ok");
    char *outcome = typed_copy(err && err->what ? err->what : text_string(&session->outcome));
    json_set_text(entry, "outcome", outcome);
    free(outcome);
    if (session->workspace)
        workspace_snapshot_hash(session->workspace, hash);
    json_set_text(entry, "snapshot", *hash ? hash : NULL);
    struct text text = TEXT_EMPTY;
    json_write(entry, 0, &text);
    text_add_char(&text, '\n');
    json_free(entry);
    append(session, &text);
    text_release(&text);
}

void run_log_end(struct session *session, int status)
{
    if (!session->run_log)
        return;
    char now[32];
    time_format(time_now(), false, now);
    struct json *entry = json_object();
    json_set_text(entry, "time", now);
    json_set_text(entry, "end",
                  status == 0    ? "ok"
                  : status == 3  ? "gates failed"
                  : status > 128 ? "stopped"
                                 : "failed");
    json_set_integer(entry, "status", status);
    json_set_integer(entry, "commands", (int64_t)session->n_log);
    json_set_integer(entry, "gates_failed", (int64_t)session->n_gates);
    struct text text = TEXT_EMPTY;
    json_write(entry, 0, &text);
    text_add_char(&text, '\n');
    json_free(entry);
    append(session, &text);
    text_release(&text);
}
