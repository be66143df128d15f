/* Fetching: tries, ranges, checksum. */
#include "patron/source/fetch.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>

#include "patron/base/error.h"
#include "patron/base/file.h"
#include "patron/base/memory.h"
#include "patron/base/random.h"
#include "patron/base/text.h"
#include "patron/base/work.h"
#include "source/network.h"

enum { TRIES = 5, FLUSH_BYTES = 1 << 20, CONNECT_SECONDS = 15, SILENT_SECONDS = 30, REDIRECTS = 10, SLICE_MS = 50 };

/* A fetch over all its tries. */
struct fetch {
    const struct fetch_options *options;
    const struct network *library;
    struct work *work;
    struct error *err;
    CURL *handle;
    char *url, *part;
    uint64_t done;   /* bytes in the part and in the buffer */
    uint64_t from;   /* where this try began */
    uint64_t n_kept; /* bytes of a former fetch */
    uint64_t told;   /* to progress */
    struct text buffer;
    char *validator; /* the server's mark of the file's state, for going on with it */
    long status;     /* of the answer whose headers are being read */
    uint64_t range;  /* where it says that its body begins */
    bool body, failed;
    char reason[CURL_ERROR_SIZE];
};

/* ---- Addresses ---- */

static void add_path(struct text *out, const char *path)
{
    for (const char *c = path; *c; c++)
        if (isalnum((unsigned char)*c) || strchr("/._~-", *c))
            text_add_char(out, *c);
        else
            text_add_format(out, "%%%02X", (unsigned char)*c);
}

/* The PATH of file:PATH; NULL for other addresses, file://... among them. */
static const char *plain_path(const char *url)
{
    bool file = strncasecmp(url, "file:", 5) == 0, whole = file && url[5] == '/' && url[6] == '/';
    return file && !whole ? url + 5 : NULL;
}

/* file:PATH as curl wants it; others as they are. */
static char *whole_url(const char *url)
{
    const char *plain = plain_path(url);
    if (!plain)
        return copy_text(url);
    char *path = realpath(plain, NULL);
    struct text whole = TEXT_EMPTY;
    text_add(&whole, "file://");
    add_path(&whole, path ? path : plain);
    free(path);
    return text_take(&whole);
}

static bool check_url(const char *url, struct error *err)
{
    if (strncasecmp(url, "http://", 7) != 0 && strncasecmp(url, "https://", 8) != 0 &&
        strncasecmp(url, "file:", 5) != 0) {
        fail(err, ERROR_USER, E_BAD_VALUE, "'%s' is no address that fetch knows", url);
        error_reason(err, "addresses begin with https://, http:// or file:");
        return false;
    }
    const char *path = plain_path(url);
    if (path && !file_exists(path))
        return fail(err, ERROR_USER, E_NO_FILE, "no file '%s'", path);
    const char *host = strstr(url, "://");
    const char *at = host ? strpbrk(host + 3, "@/?#") : NULL;
    if (!at || *at != '@')
        return true;
    /* The line is kept in the log and in the audit trail. */
    fail(err, ERROR_USER, E_BAD_VALUE, "the address holds a user's name or password");
    error_reason(err, "command lines are kept in the log; names and passwords are read from ~/.netrc");
    return false;
}

static bool check_sum(const char *sha256, struct error *err)
{
    if (!sha256 || (strlen(sha256) == 64 && strspn(sha256, "0123456789abcdefABCDEF") == 64))
        return true;
    fail(err, ERROR_USER, E_BAD_VALUE, "'%s' is no SHA-256", sha256);
    error_reason(err, "it has 64 hexadecimal digits, as sha256sum prints them");
    return false;
}

/* ---- The part ---- */

static uint64_t size_of(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 ? (uint64_t)status.st_size : 0;
}

static bool flush(struct fetch *f)
{
    bool good = f->failed || !f->buffer.length || file_append(f->part, f->buffer.bytes, f->buffer.length, f->err);
    f->failed = f->failed || !good;
    text_clear(&f->buffer);
    return !f->failed;
}

static void forget_part(struct fetch *f)
{
    if (file_exists(f->part))
        file_remove(f->part, NULL);
    text_clear(&f->buffer);
    f->done = f->from = f->n_kept = 0;
}

static bool hash_file(const char *path, char out[HASH_TEXT], struct error *err)
{
    struct file_map map;
    if (!file_map_open_foreign(path, &map, err))
        return false;
    struct hash hash = hash_bytes(map.bytes, map.length);
    hash_text(&hash, out);
    file_map_close(&map);
    return true;
}

/* ---- What libcurl calls ---- */

static char *header_value(const char *line, size_t length, const char *name)
{
    size_t n = strlen(name);
    if (length <= n || strncasecmp(line, name, n) != 0 || line[n] != ':')
        return NULL;
    for (n++; n < length && (line[n] == ' ' || line[n] == '\t'); n++)
        ;
    while (length > n && (line[length - 1] == '\r' || line[length - 1] == '\n' || line[length - 1] == ' '))
        length--;
    return copy_bytes(line + n, length - n);
}

static size_t on_header(char *line, size_t size, size_t n, void *context)
{
    struct fetch *f = context;
    size_t length = size * n;
    if (length > 9 && strncmp(line, "HTTP/", 5) == 0) {
        const char *blank = memchr(line, ' ', length);
        f->status = blank ? strtol(blank, NULL, 10) : 0;
        f->range = UINT64_MAX;
        return length;
    }
    char *range = header_value(line, length, "content-range");
    if (range && strncasecmp(range, "bytes ", 6) == 0)
        f->range = strtoull(range + 6, NULL, 10);
    free(range);
    char *tag = header_value(line, length, "etag");
    if (tag && strncmp(tag, "W/", 2) != 0 && f->status == 200) {
        free(f->validator);
        f->validator = tag;
        tag = NULL;
    }
    free(tag);
    return length;
}

/* The first bytes of an answer: those that were asked for, or the file from its beginning. */
static bool body_begins(struct fetch *f)
{
    f->body = true;
    if (f->from == 0 || f->status == 0) /* a file has no status */
        return true;
    if (f->status == 206 && f->range == f->from)
        return true;
    bool from_start = f->status == 200;
    forget_part(f);
    return from_start;
}

static size_t on_body(char *bytes, size_t size, size_t n, void *context)
{
    struct fetch *f = context;
    size_t length = size * n;
    if (!f->body && !body_begins(f))
        return 0; /* another range: the next try begins at the beginning */
    text_add_bytes(&f->buffer, bytes, length);
    f->done += length;
    return f->buffer.length < FLUSH_BYTES || flush(f) ? length : 0;
}

static int on_progress(void *context, curl_off_t total, curl_off_t now, curl_off_t up_total, curl_off_t up_now)
{
    struct fetch *f = context;
    (void)up_total;
    (void)up_now;
    if (total > 0 && f->told == 0 && now > 0)
        work_begin(f->work, "bytes", f->from + (uint64_t)total);
    if (f->done > f->told) {
        work_advance(f->work, f->done - f->told);
        f->told = f->done;
    }
    return work_stopped(f->work);
}

/* ---- One try ---- */

static void set_options(struct fetch *f)
{
    const struct network *curl = f->library;
    bool safe = strncasecmp(f->url, "https:", 6) == 0;
    curl->curl_easy_setopt(f->handle, CURLOPT_URL, f->url);
    curl->curl_easy_setopt(f->handle, CURLOPT_PROTOCOLS_STR, "http,https,file");
    curl->curl_easy_setopt(f->handle, CURLOPT_REDIR_PROTOCOLS_STR, safe ? "https" : "http,https");
    curl->curl_easy_setopt(f->handle, CURLOPT_FOLLOWLOCATION, 1L);
    curl->curl_easy_setopt(f->handle, CURLOPT_MAXREDIRS, (long)REDIRECTS);
    curl->curl_easy_setopt(f->handle, CURLOPT_FAILONERROR, 1L);
    curl->curl_easy_setopt(f->handle, CURLOPT_NOSIGNAL, 1L);
    curl->curl_easy_setopt(f->handle, CURLOPT_NETRC, (long)CURL_NETRC_OPTIONAL);
    curl->curl_easy_setopt(f->handle, CURLOPT_USERAGENT, "patron");
    curl->curl_easy_setopt(f->handle, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
    curl->curl_easy_setopt(f->handle, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl->curl_easy_setopt(f->handle, CURLOPT_LOW_SPEED_TIME, (long)SILENT_SECONDS);
    curl->curl_easy_setopt(f->handle, CURLOPT_ERRORBUFFER, f->reason);
    curl->curl_easy_setopt(f->handle, CURLOPT_HEADERFUNCTION, on_header);
    curl->curl_easy_setopt(f->handle, CURLOPT_HEADERDATA, f);
    curl->curl_easy_setopt(f->handle, CURLOPT_WRITEFUNCTION, on_body);
    curl->curl_easy_setopt(f->handle, CURLOPT_WRITEDATA, f);
    curl->curl_easy_setopt(f->handle, CURLOPT_NOPROGRESS, 0L);
    curl->curl_easy_setopt(f->handle, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl->curl_easy_setopt(f->handle, CURLOPT_XFERINFODATA, f);
}

static CURLcode try_once(struct fetch *f)
{
    struct curl_slist *headers = NULL;
    f->from = f->done;
    f->body = false;
    f->status = 0;
    f->range = UINT64_MAX;
    f->reason[0] = '\0';
    if (f->from > 0 && f->validator) {
        struct text line = TEXT_EMPTY;
        text_add_format(&line, "If-Range: %s", f->validator);
        headers = f->library->curl_slist_append(NULL, text_string(&line));
        text_release(&line);
    }
    f->library->curl_easy_setopt(f->handle, CURLOPT_HTTPHEADER, headers);
    char range[32];
    snprintf(range, sizeof range, "%llu-", (unsigned long long)f->from);
    f->library->curl_easy_setopt(f->handle, CURLOPT_RANGE, f->from ? range : NULL);
    CURLcode code = f->library->curl_easy_perform(f->handle);
    f->library->curl_slist_free_all(headers);
    flush(f);
    return code;
}

/* ---- Failures ---- */

/* Whether another try may help. */
static bool is_passing(CURLcode code, long status)
{
    switch (code) {
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_PARTIAL_FILE:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_RANGE_ERROR:
    case CURLE_BAD_DOWNLOAD_RESUME:
    case CURLE_WRITE_ERROR: /* ours: another range than asked for */
        return true;
    case CURLE_HTTP_RETURNED_ERROR:
        return status == 408 || status == 416 || status == 425 || status == 429 || status >= 500;
    default:
        return false;
    }
}

/* libcurl's words, without how long it took: the same failure is the same message. */
static const char *reason_of(struct fetch *f, CURLcode code)
{
    char *after = strstr(f->reason, " after "), *ms = after ? strstr(after, " ms") : NULL;
    if (ms)
        memmove(after, ms + 3, strlen(ms + 3) + 1);
    return f->reason[0] ? f->reason : f->library->curl_easy_strerror(code);
}

static bool fail_fetch(struct fetch *f, CURLcode code, unsigned tries)
{
    fail(f->err, ERROR_SYSTEM, E_FETCH, "%s could not be fetched", f->options->url);
    error_reason(f->err, tries > 1 ? "%s, after %u tries" : "%s", reason_of(f, code), tries);
    if (f->done > 0 && f->options->sha256)
        error_mend(f->err, "fetch it again: %llu bytes came and are kept", (unsigned long long)f->done);
    else if (is_passing(code, f->status))
        error_mend(f->err, "check the network, then fetch it again");
    else
        error_mend(f->err, "check the address");
    return false;
}

static bool fail_sum(struct fetch *f, const char *found)
{
    fail(f->err, ERROR_DATA, E_CHECKSUM, "what came from %s has another checksum", f->options->url);
    error_reason(f->err, "it is %s, of %llu bytes; nothing was kept", found, (unsigned long long)f->done);
    error_mend(f->err, "ask who publishes the file for its SHA-256");
    return false;
}

double fetch_wait(double wait, unsigned failed, uint64_t seed)
{
    struct random random = random_stream(seed, failed);
    for (unsigned i = 1; i < failed; i++)
        wait *= 2;
    return wait * (0.75 + 0.5 * random_unit(&random));
}

static bool sleep_for(double seconds, struct work *work, struct error *err)
{
    for (double left = seconds * 1000; left > 0; left -= SLICE_MS) {
        long ms = left < SLICE_MS ? (long)left : SLICE_MS;
        nanosleep(&(struct timespec){ 0, ms * 1000000L }, NULL);
        if (!work_go_on(work, err))
            return false;
    }
    return work_go_on(work, err);
}

/* ---- The whole ---- */

static bool fetch_part(struct fetch *f, unsigned *tries)
{
    unsigned most = f->options->tries ? f->options->tries : TRIES;
    for (*tries = 1;; ++*tries) {
        CURLcode code = try_once(f);
        if (f->failed || !work_go_on(f->work, f->err))
            return false;
        if (code == CURLE_OK)
            return true;
        if (code == CURLE_BAD_DOWNLOAD_RESUME || (code == CURLE_HTTP_RETURNED_ERROR && f->status == 416))
            forget_part(f); /* the file is shorter than what we have of it */
        if (*tries == most || !is_passing(code, f->status))
            return fail_fetch(f, code, *tries);
        double wait = fetch_wait(f->options->wait > 0 ? f->options->wait : 1, *tries, f->options->seed);
        work_note(f->work, "try %u of %u in %.1f s: %s", *tries + 1, most, wait, reason_of(f, code));
        if (!sleep_for(wait, f->work, f->err))
            return false;
    }
}

/* All of it came: is it what was wanted? *AGAIN: no, but a part of it came with a former fetch. */
static bool keep(struct fetch *f, struct fetch_result *out, bool *again)
{
    *again = false;
    if (f->done == 0 && !file_append(f->part, "", 0, f->err))
        return false;
    if (!hash_file(f->part, out->sha256, f->err))
        return false;
    if (f->options->sha256 && strcasecmp(f->options->sha256, out->sha256) != 0) {
        *again = f->n_kept > 0;
        bool failed = *again || fail_sum(f, out->sha256);
        forget_part(f);
        return failed;
    }
    out->n_bytes = f->done;
    out->n_kept = f->n_kept;
    const struct fetch_options *options = f->options;
    return (!options->whole || options->whole(options->context, out->sha256, f->err)) &&
           file_rename(f->part, options->path, f->err);
}

static bool fetch_all(struct fetch *f, struct fetch_result *out)
{
    bool again = true, good = true;
    if (!f->options->sha256)
        forget_part(f);
    f->done = f->n_kept = size_of(f->part);
    work_begin(f->work, "bytes", 0);
    while (good && again) {
        unsigned tries;
        good = fetch_part(f, &tries) && keep(f, out, &again);
        out->tries += tries;
    }
    work_end(f->work);
    if (!good && (!f->options->sha256 || f->done == 0))
        forget_part(f);
    return good;
}

bool fetch_is_there(const struct fetch_options *options, struct fetch_result *out)
{
    *out = (struct fetch_result){ 0 };
    if (!options->sha256 || !file_exists(options->path) || !hash_file(options->path, out->sha256, NULL) ||
        strcasecmp(options->sha256, out->sha256) != 0)
        return false;
    out->unchanged = true;
    out->n_bytes = size_of(options->path);
    return true;
}

bool fetch_file(const struct fetch_options *options, struct work *work, struct fetch_result *out, struct error *err)
{
    struct network library;
    *out = (struct fetch_result){ 0 };
    if (!check_url(options->url, err) || !check_sum(options->sha256, err))
        return false;
    if (!network_load(&library, err))
        return false;
    struct fetch f = { .options = options, .library = &library, .work = work, .err = err };
    struct text part = TEXT_EMPTY;
    text_add_format(&part, "%s.part", options->path);
    f.part = text_take(&part);
    f.url = whole_url(options->url);
    f.handle = library.curl_easy_init();
    set_options(&f);
    bool good = fetch_all(&f, out);
    library.curl_easy_cleanup(f.handle);
    text_release(&f.buffer);
    free(f.validator);
    free(f.url);
    free(f.part);
    return good;
}
