#include "patron/source/fetch.h"

#include <arpa/inet.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "patron/base/file.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/base/work.h"
#include "support.h"

/* A server of one file, which answers one request after the other in ways that servers should not. */
enum answer { WHOLE, HANGS_UP, BUSY, NOT_FOUND, CUT, NO_RANGES, WRONG_RANGE, SLOW, MOVED };

struct server {
    int socket;
    unsigned port;
    pthread_t thread;
    const char *bytes;
    size_t length;
    const enum answer *answers; /* one for each request; the last for all that follow */
    size_t n_answers, n_requests;
    char ranges[8][64]; /* what each request asked for */
    char conditions[8][64];
};

static void header_of(const char *request, const char *name, char out[64])
{
    const char *at = strcasestr(request, name);
    *out = '\0';
    if (at)
        snprintf(out, 64, "%.*s", (int)strcspn(at + strlen(name), "\r\n"), at + strlen(name));
}

static void say(int client, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t n = send(client, bytes, length, MSG_NOSIGNAL);
        if (n <= 0)
            return;
        bytes += n;
        length -= (size_t)n;
    }
}

static void answer(struct server *server, int client, const char *request)
{
    size_t i = server->n_requests++;
    enum answer how = server->answers[i < server->n_answers ? i : server->n_answers - 1];
    header_of(request, "\r\nRange: ", server->ranges[i % 8]);
    header_of(request, "\r\nIf-Range: ", server->conditions[i % 8]);
    size_t from = strtoul(server->ranges[i % 8] + (*server->ranges[i % 8] ? 6 : 0), NULL, 10);
    struct text head = TEXT_EMPTY;
    if (how == HANGS_UP)
        return;
    if (how == BUSY || how == NOT_FOUND) {
        text_add_format(&head, "HTTP/1.1 %s\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno",
                        how == BUSY ? "503 Busy" : "404 Not Found");
    } else if (how == MOVED) {
        text_add_format(&head, "HTTP/1.1 302 Found\r\nLocation: file:///etc/hostname\r\nContent-Length: 0\r\n\r\n");
    } else if (from > server->length || (from == server->length && from > 0)) {
        text_add(&head, "HTTP/1.1 416 Range Not Satisfiable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    } else {
        if (how == NO_RANGES)
            from = 0;
        if (from > 0)
            text_add_format(&head, "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes %zu-%zu/%zu\r\n",
                            how == WRONG_RANGE ? from - 1 : from, server->length - 1, server->length);
        else
            text_add(&head, "HTTP/1.1 200 OK\r\n");
        text_add_format(&head, "ETag: \"v1\"\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n",
                        server->length - from);
    }
    say(client, text_string(&head), head.length);
    text_release(&head);
    if (how == BUSY || how == NOT_FOUND || how == MOVED || from >= server->length)
        return;
    size_t length = how == CUT ? (server->length - from) / 2 : server->length - from;
    for (size_t at = 0; how == SLOW && at < 40; at++) {
        say(client, server->bytes + from + at, 1);
        usleep(50000);
    }
    if (how != SLOW)
        say(client, server->bytes + from, length);
}

static void *serve(void *context)
{
    struct server *server = context;
    int client;
    while ((client = accept(server->socket, NULL, NULL)) >= 0) {
        char request[4096];
        size_t length = 0;
        ssize_t n;
        request[0] = '\0';
        while (!strstr(request, "\r\n\r\n") && length + 1 < sizeof request &&
               (n = recv(client, request + length, sizeof request - 1 - length, 0)) > 0)
            request[length += (size_t)n] = '\0';
        if (length > 0)
            answer(server, client, request);
        close(client);
    }
    return NULL;
}

static void server_start(struct server *server, const char *bytes, size_t length, const enum answer *answers,
                         size_t n_answers)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof address;
    *server = (struct server){ .bytes = bytes, .length = length, .answers = answers, .n_answers = n_answers };
    server->socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_eq(bind(server->socket, (struct sockaddr *)&address, sizeof address), 0);
    ck_assert_int_eq(listen(server->socket, 8), 0);
    ck_assert_int_eq(getsockname(server->socket, (struct sockaddr *)&address, &size), 0);
    server->port = ntohs(address.sin_port);
    setenv("no_proxy", "127.0.0.1", 1);
    ck_assert_int_eq(pthread_create(&server->thread, NULL, serve, server), 0);
}

static void server_stop(struct server *server)
{
    shutdown(server->socket, SHUT_RDWR);
    pthread_join(server->thread, NULL);
    close(server->socket);
}

/* Some bytes that are not the same anywhere, and their checksum. */
static char *content(size_t length, char sha256[HASH_TEXT])
{
    char *bytes = allocate(length + 1, 1);
    for (size_t i = 0; i < length; i++)
        bytes[i] = (char)(hash_mix(i) & 0xff);
    struct hash hash = hash_bytes(bytes, length);
    hash_text(&hash, sha256);
    return bytes;
}

static bool fetch_from(const struct server *server, const char *path, const char *sha256, unsigned tries,
                       struct work *work, struct fetch_result *out, struct error *err)
{
    char url[64];
    snprintf(url, sizeof url, "http://127.0.0.1:%u/data.bin", server->port);
    struct fetch_options options = {
        .url = url, .path = path, .sha256 = sha256, .tries = tries, .wait = 0.001, .seed = 1
    };
    return fetch_file(&options, work, out, err);
}

static void assert_content(const char *path, const char *bytes, size_t length)
{
    size_t found;
    char *read = file_read(path, &found, NULL);
    ck_assert_ptr_nonnull(read);
    ck_assert_uint_eq(found, length);
    ck_assert_mem_eq(read, bytes, length);
    free(read);
}

static const char *part_of(const char *path)
{
    static char part[400];
    snprintf(part, sizeof part, "%s.part", path);
    return part;
}

/* What servers do, how often the file is asked for, and from where the last time. */
START_TEST(servers_that_fail)
{
    static const struct {
        enum answer answers[4];
        size_t n, requests;
        const char *range;
    } cases[] = { { { WHOLE }, 1, 1, "" },
                  { { HANGS_UP, HANGS_UP, WHOLE }, 3, 3, "" },
                  { { BUSY, WHOLE }, 2, 2, "" },
                  { { CUT, WHOLE }, 2, 2, "bytes=50000-" },
                  { { CUT, CUT, WHOLE }, 3, 3, "bytes=75000-" },
                  { { CUT, HANGS_UP, BUSY, WHOLE }, 4, 4, "bytes=50000-" },
                  { { CUT, NO_RANGES }, 2, 2, "bytes=50000-" },
                  { { CUT, WRONG_RANGE, WHOLE }, 3, 3, "" } };
    char sha256[HASH_TEXT], path[300];
    char *bytes = content(100000, sha256);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct server server;
        struct fetch_result result;
        struct error err = ERROR_INIT;
        server_start(&server, bytes, 100000, cases[i].answers, cases[i].n);
        snprintf(path, sizeof path, "%s", scratch("fetched.bin"));
        bool good = fetch_from(&server, path, NULL, 5, NULL, &result, &err);
        server_stop(&server);
        ck_assert_msg(good, "%zu: %s: %s", i, err.what, err.reason);
        assert_content(path, bytes, 100000);
        ck_assert_str_eq(result.sha256, sha256);
        ck_assert_uint_eq(result.n_bytes, 100000);
        ck_assert_uint_eq(server.n_requests, cases[i].requests);
        ck_assert_uint_eq(result.tries, cases[i].requests);
        ck_assert_str_eq(server.ranges[server.n_requests - 1], cases[i].range);
        if (*cases[i].range)
            ck_assert_str_eq(server.conditions[server.n_requests - 1], "\"v1\"");
        ck_assert(!file_exists(part_of(path)));
        unlink(path);
    }
    free(bytes);
}
END_TEST

/* What is not tried again, and what is until the tries are up; nothing stays. */
START_TEST(fetches_that_fail)
{
    static const struct {
        enum answer answer;
        size_t requests;
        const char *reason;
    } cases[] = { { NOT_FOUND, 1, "404" },
                  { BUSY, 3, "503" },
                  { HANGS_UP, 3, "after 3 tries" },
                  { CUT, 3, "closed" },
                  { MOVED, 1, "rotocol" } };
    char sha256[HASH_TEXT], path[300];
    char *bytes = content(1000, sha256);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct server server;
        struct fetch_result result;
        struct error err = ERROR_INIT;
        server_start(&server, bytes, 1000, &cases[i].answer, 1);
        snprintf(path, sizeof path, "%s", scratch("failed.bin"));
        ck_assert(!fetch_from(&server, path, NULL, 3, NULL, &result, &err));
        server_stop(&server);
        ck_assert_int_eq(err.code, E_FETCH);
        ck_assert_msg(strstr(err.reason, cases[i].reason) != NULL, "%zu: %s", i, err.reason);
        ck_assert_uint_eq(server.n_requests, cases[i].requests);
        ck_assert(!file_exists(path) && !file_exists(part_of(path)));
        error_release(&err);
    }
    free(bytes);
}
END_TEST

/* With a checksum the part stays, and the next fetch goes on with it; a part of something else is noticed. */
START_TEST(going_on_with_a_part)
{
    static const enum answer cut[] = { CUT }, whole[] = { WHOLE };
    char sha256[HASH_TEXT], path[300];
    char *bytes = content(4000, sha256);
    struct server server;
    struct fetch_result result;
    struct error err = ERROR_INIT;
    snprintf(path, sizeof path, "%s", scratch("resumed.bin"));
    server_start(&server, bytes, 4000, cut, 1);
    ck_assert(!fetch_from(&server, path, sha256, 1, NULL, &result, &err));
    server_stop(&server);
    ck_assert_msg(err.mend[0] && strstr(err.mend[0], "2000 bytes"), "%s", err.mend[0]);
    error_release(&err);
    ck_assert(file_exists(part_of(path)));
    server_start(&server, bytes, 4000, whole, 1);
    ck_assert(fetch_from(&server, path, sha256, 1, NULL, &result, NULL));
    ck_assert_uint_eq(result.n_kept, 2000);
    ck_assert_str_eq(server.ranges[0], "bytes=2000-");
    assert_content(path, bytes, 4000);
    /* It is there: no request. */
    struct fetch_options options = { .url = "http://127.0.0.1:1/", .path = path, .sha256 = sha256 };
    ck_assert(fetch_is_there(&options, &result));
    ck_assert(result.unchanged);
    unlink(path);
    /* The part is of another file: what is put together has a wrong checksum, so all of it is fetched. */
    ck_assert(file_write(part_of(path), "another file", 12, NULL));
    ck_assert(fetch_from(&server, path, sha256, 1, NULL, &result, NULL));
    ck_assert_uint_eq(server.n_requests, 3);
    assert_content(path, bytes, 4000);
    unlink(path);
    /* The part is longer than the file. */
    char *longer = content(5000, (char[HASH_TEXT]){ 0 });
    ck_assert(file_write(part_of(path), longer, 5000, NULL));
    ck_assert(fetch_from(&server, path, sha256, 2, NULL, &result, NULL));
    assert_content(path, bytes, 4000);
    unlink(path);
    /* Without a checksum nothing says that the part belongs to it. */
    ck_assert(file_write(part_of(path), bytes, 10, NULL));
    ck_assert(fetch_from(&server, path, NULL, 1, NULL, &result, NULL));
    ck_assert_str_eq(server.ranges[(server.n_requests - 1) % 8], "");
    server_stop(&server);
    free(longer);
    free(bytes);
}
END_TEST

START_TEST(another_checksum)
{
    static const enum answer whole[] = { WHOLE };
    char sha256[HASH_TEXT], path[300];
    char *bytes = content(1000, sha256);
    struct server server;
    struct fetch_result result;
    struct error err = ERROR_INIT;
    snprintf(path, sizeof path, "%s", scratch("other.bin"));
    server_start(&server, bytes, 999, whole, 1);
    ck_assert(!fetch_from(&server, path, sha256, 5, NULL, &result, &err));
    server_stop(&server);
    ck_assert_int_eq(err.code, E_CHECKSUM);
    ck_assert_uint_eq(server.n_requests, 1);
    ck_assert(!file_exists(path) && !file_exists(part_of(path)));
    error_release(&err);
    struct fetch_options options = { .url = "http://127.0.0.1:1/x", .path = path, .sha256 = "abc" };
    ck_assert(!fetch_file(&options, NULL, &result, &err));
    ck_assert_int_eq(err.code, E_BAD_VALUE);
    error_release(&err);
    free(bytes);
}
END_TEST

START_TEST(addresses)
{
    static const char *const bad[] = { "ftp://127.0.0.1/x", "x.csv", "http://ada:secret@127.0.0.1/x", "" };
    struct fetch_result result;
    struct error err = ERROR_INIT;
    char path[300], url[400];
    snprintf(path, sizeof path, "%s", scratch("from.bin"));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct fetch_options options = { .url = bad[i], .path = path };
        ck_assert(!fetch_file(&options, NULL, &result, &err));
        ck_assert_int_eq(err.code, E_BAD_VALUE);
        error_release(&err);
    }
    snprintf(url, sizeof url, "file:%s", scratch_text("a name, 100%.csv", "a,b\n1,2\n"));
    struct fetch_options options = { .url = url, .path = path };
    ck_assert(fetch_file(&options, NULL, &result, &err));
    assert_content(path, "a,b\n1,2\n", 8);
    snprintf(url, sizeof url, "file:%s", scratch_text("empty.csv", ""));
    ck_assert(fetch_file(&options, NULL, &result, &err));
    ck_assert_uint_eq(result.n_bytes, 0);
    assert_content(path, "", 0);
    unlink(path);
    options.url = "file:///no/such/file.csv";
    ck_assert(!fetch_file(&options, NULL, &result, &err));
    ck_assert_int_eq(err.code, E_FETCH);
    ck_assert(!file_exists(path));
    error_release(&err);
}
END_TEST

static void *stop_soon(void *work)
{
    usleep(300000);
    work_stop(work);
    return NULL;
}

START_TEST(stopping)
{
    static const enum answer slow[] = { SLOW };
    char sha256[HASH_TEXT], path[300];
    char *bytes = content(1000, sha256);
    struct server server;
    struct fetch_result result;
    struct error err = ERROR_INIT;
    struct work *work = work_new(1);
    pthread_t thread;
    snprintf(path, sizeof path, "%s", scratch("stopped.bin"));
    server_start(&server, bytes, 1000, slow, 1);
    pthread_create(&thread, NULL, stop_soon, work);
    ck_assert(!fetch_from(&server, path, NULL, 5, work, &result, &err));
    ck_assert_int_eq(err.code, E_CANCELLED);
    ck_assert(!file_exists(path) && !file_exists(part_of(path)));
    pthread_join(thread, NULL);
    server_stop(&server);
    error_release(&err);
    work_free(work);
    free(bytes);
}
END_TEST

START_TEST(waits)
{
    for (unsigned failed = 1; failed < 5; failed++) {
        double middle = (double)(1 << (failed - 1)), wait = fetch_wait(1, failed, 7);
        ck_assert(wait >= 0.75 * middle && wait <= 1.25 * middle);
        ck_assert(wait == fetch_wait(1, failed, 7) && wait != fetch_wait(1, failed, 8));
    }
}
END_TEST

/* A disk that is full at the n-th write, for each n. */
START_TEST(a_full_disk)
{
    char path[300], url[400];
    snprintf(url, sizeof url, "file:%s", scratch_text("source.csv", "a\n1\n"));
    snprintf(path, sizeof path, "%s", scratch("full.csv"));
    struct fetch_options options = { .url = url, .path = path };
    bool good = false;
    for (uint64_t n = 1; n < 20 && !good; n++) {
        struct fetch_result result;
        struct error err = ERROR_INIT;
        file_fail_at(n);
        good = fetch_file(&options, NULL, &result, &err);
        file_fail_at(0);
        ck_assert(good || err.code == E_FULL);
        if (good || file_exists(path)) /* whole, or not there: the name may be given before the folder is synced */
            assert_content(path, "a\n1\n", 4);
        error_release(&err);
        unlink(part_of(path));
    }
    ck_assert(good);
    unlink(path);
}
END_TEST

TCase *fetch_tests(void)
{
    TCase *tests = tcase_create("fetch");
    tcase_set_timeout(tests, 20);
    tcase_add_test(tests, servers_that_fail);
    tcase_add_test(tests, fetches_that_fail);
    tcase_add_test(tests, going_on_with_a_part);
    tcase_add_test(tests, another_checksum);
    tcase_add_test(tests, addresses);
    tcase_add_test(tests, stopping);
    tcase_add_test(tests, waits);
    tcase_add_test(tests, a_full_disk);
    return tests;
}
