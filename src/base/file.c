/* Files read whole, mapped, and written so that nothing half-written is seen. Folders are in folder.c. */
#include "patron/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file_calls.h"
#include "base/file_guard.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"

enum { BUFFER_BYTES = 256 * 1024, PIECE_BYTES = 8 << 20, READ_BYTES = 64 * 1024, LINKS_DEEP = 40 };

struct file_writer {
    char *path;      /* as given, for messages */
    char *target;    /* what is replaced: PATH with symbolic links followed; NULL when written to directly */
    char *temporary; /* NULL when written to directly */
    int descriptor;
    char *buffer;
    size_t used;
    int failed; /* errno of the first failure, 0: none */
};

/* The injector: counts calls down; the one that reaches 0 fails. The only state here, and used by tests alone. */
static atomic_uint_fast64_t calls_until_failure;
static atomic_flag environment_read = ATOMIC_FLAG_INIT;

void file_fail_at(uint64_t n)
{
    atomic_flag_test_and_set(&environment_read);
    atomic_store(&calls_until_failure, n);
}

bool file_call_fails(void)
{
    if (!atomic_flag_test_and_set(&environment_read)) {
        const char *n = getenv("PATRON_FAIL_AT");
        if (n)
            atomic_store(&calls_until_failure, strtoull(n, NULL, 10));
    }
    uint_fast64_t left = atomic_load(&calls_until_failure);
    while (left && !atomic_compare_exchange_weak(&calls_until_failure, &left, left - 1))
        continue;
    if (left != 1)
        return false;
    errno = ENOSPC;
    return true;
}

int call_fsync(int descriptor)
{
    return file_call_fails() ? -1 : fsync(descriptor);
}

int call_rename(const char *from, const char *to)
{
    return file_call_fails() ? -1 : rename(from, to);
}

int call_unlink(const char *path)
{
    return file_call_fails() ? -1 : unlink(path);
}

/* All of BYTES; the number of the failure, or 0. */
static int write_all(int descriptor, const char *bytes, size_t length)
{
    if (length && file_call_fails())
        return errno;
    while (length) {
        ssize_t written = write(descriptor, bytes, length < (1u << 30) ? length : (1u << 30));
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return errno;
        bytes += written;
        length -= (size_t)written;
    }
    return 0;
}

/* Where the symbolic link PATH leads, one step; NULL when it is none. To free. */
static char *link_step(const char *path)
{
    char *folder = NULL, bytes[4096];
    ssize_t n = readlink(path, bytes, sizeof bytes - 1);
    if (n < 0)
        return NULL;
    bytes[n] = '\0';
    const char *slash = strrchr(path, '/');
    if (slash && bytes[0] != '/')
        folder = copy_bytes(path, (size_t)(slash - path) + 1);
    char *target = folder ? path_join(folder, bytes) : copy_text(bytes);
    free(folder);
    return target;
}

char *file_target(const char *path)
{
    char *whole = realpath(path, NULL);
    if (whole)
        return whole;
    char *target = copy_text(path);
    for (int step = 0; step < LINKS_DEEP; step++) {
        char *next = link_step(target);
        if (!next)
            break;
        free(target);
        target = next;
    }
    return target;
}

/* The folder that PATH is in. */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return copy_text(".");
    return slash == path ? copy_text("/") : copy_bytes(path, (size_t)(slash - path));
}

static bool fail_writing(struct error *err, int number, const char *path)
{
    fail_errno(err, number, "cannot write", path);
    if (number == ENOSPC || number == EDQUOT || number == EFBIG)
        error_mend(err, "free some room and run the command again");
    return false;
}

static bool fail_opening(struct error *err, int number, const char *path)
{
    char *folder = folder_of(path);
    if (number == ENOENT && !folder_exists(folder)) {
        fail(err, ERROR_SYSTEM, E_NO_FOLDER, "no such folder: %s", folder);
        error_mend(err, "mkdir -p %s", folder);
    } else {
        fail_writing(err, number, path);
    }
    free(folder);
    return false;
}

/* The open descriptor that PATH names: /dev/stdout, /dev/stderr, /dev/fd/N. -1: none. Opening those by name would
   start at the beginning of a file that the shell opened. */
static int standard_descriptor(const char *path)
{
    if (strcmp(path, "/dev/stdout") == 0)
        return STDOUT_FILENO;
    if (strcmp(path, "/dev/stderr") == 0)
        return STDERR_FILENO;
    int descriptor, length = 0;
    if (sscanf(path, "/dev/fd/%d%n", &descriptor, &length) == 1 && path[length] == '\0')
        return descriptor;
    return -1;
}

static bool open_directly(struct file_writer *writer)
{
    int standard = standard_descriptor(writer->path);
    writer->descriptor = standard >= 0 ? fcntl(standard, F_DUPFD_CLOEXEC, 0) : open(writer->path, O_WRONLY | O_CLOEXEC);
    return writer->descriptor >= 0;
}

/* A new file ".NAME.tmp-PID-N" beside the target, with the mode of the file that it will replace. */
static bool open_temporary(struct file_writer *writer, const struct stat *replaced)
{
    char *folder = folder_of(writer->target);
    const char *slash = strrchr(writer->target, '/');
    const char *name = slash ? slash + 1 : writer->target;
    size_t room = strlen(folder) + strlen(name) + 64;
    char *path = allocate(room, 1);
    for (unsigned n = 0; n < 1000; n++) {
        /* a name near the limit of the file system is cut: the temporary name must fit too */
        snprintf(path, room, "%s/.%.200s.tmp-%ld-%u", folder, name, (long)getpid(), n);
        writer->descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (writer->descriptor >= 0 || errno != EEXIST)
            break;
    }
    free(folder);
    if (writer->descriptor < 0) {
        int number = errno;
        free(path);
        errno = number;
        return false;
    }
    if (replaced)
        (void)!fchmod(writer->descriptor, replaced->st_mode & 07777);
    writer->temporary = path;
    return true;
}

/* Reading and writing for whom the folder allows both or one, whatever umask says: it is the folder that is shared. */
static void share_as_folder(int descriptor, const char *path)
{
    struct stat status;
    char *folder = folder_of(path);
    bool known = stat(folder, &status) == 0;
    free(folder);
    (void)!fchmod(descriptor, known ? (status.st_mode & 066) | 0600 : 0600);
}

static void writer_free(struct file_writer *writer)
{
    if (writer->descriptor >= 0)
        close(writer->descriptor);
    free(writer->path);
    free(writer->target);
    free(writer->temporary);
    free(writer->buffer);
    free(writer);
}

struct file_writer *file_writer_open(const char *path, struct error *err)
{
    struct file_writer *writer = allocate(1, sizeof(*writer));
    writer->path = copy_text(path);
    writer->descriptor = -1;
    struct stat status;
    bool exists = stat(path, &status) == 0;
    bool opened;
    if (exists && S_ISDIR(status.st_mode)) {
        errno = EISDIR;
        opened = false;
    } else if (standard_descriptor(path) >= 0 || (exists && !S_ISREG(status.st_mode))) {
        opened = open_directly(writer);
    } else {
        writer->target = file_target(path); /* a link that leads nowhere yet stays a link too */
        opened = open_temporary(writer, exists ? &status : NULL);
    }
    if (!opened) {
        fail_opening(err, errno, path);
        writer_free(writer);
        return NULL;
    }
    writer->buffer = allocate(1, BUFFER_BYTES);
    return writer;
}

struct file_writer *file_writer_open_own(const char *path, struct error *err)
{
    struct file_writer *writer = file_writer_open(path, err);
    if (writer && writer->temporary)
        share_as_folder(writer->descriptor, writer->temporary);
    return writer;
}

static void writer_flush(struct file_writer *writer)
{
    if (!writer->failed && writer->used)
        writer->failed = write_all(writer->descriptor, writer->buffer, writer->used);
    writer->used = 0;
}

/* What is long is written piece by piece, so that it can be stopped: ECANCELED. */
static void write_long(struct file_writer *writer, const char *bytes, size_t length)
{
    for (size_t at = 0; at < length && !writer->failed; at += PIECE_BYTES) {
        if (at > 0 && work_stopped(NULL))
            writer->failed = ECANCELED;
        else
            writer->failed =
                write_all(writer->descriptor, bytes + at, length - at < PIECE_BYTES ? length - at : PIECE_BYTES);
    }
}

void file_writer_add(struct file_writer *writer, const void *bytes, size_t length)
{
    if (writer->failed || length == 0)
        return;
    if (length > BUFFER_BYTES - writer->used)
        writer_flush(writer);
    if (length >= BUFFER_BYTES) {
        write_long(writer, bytes, length);
        return;
    }
    memcpy(writer->buffer + writer->used, bytes, length);
    writer->used += length;
}

void file_writer_add_text(struct file_writer *writer, const char *text)
{
    file_writer_add(writer, text, strlen(text));
}

void file_writer_set_head(struct file_writer *writer, const void *bytes, size_t length)
{
    writer_flush(writer);
    if (writer->failed)
        return;
    if (!writer->temporary)
        bug("the head of a file that is written directly");
    if (file_call_fails())
        writer->failed = errno;
    for (size_t done = 0; done < length && !writer->failed;) {
        ssize_t n = pwrite(writer->descriptor, (const char *)bytes + done, length - done, (off_t)done);
        if (n < 0 && errno != EINTR)
            writer->failed = errno;
        done += n > 0 ? (size_t)n : 0;
    }
}

void file_writer_set_name(struct file_writer *writer, const char *name)
{
    if (!writer->temporary)
        bug("another name for a file that is written directly");
    char *folder = folder_of(writer->target);
    free(writer->target);
    free(writer->path);
    writer->target = path_join(folder, name);
    writer->path = copy_text(writer->target);
    free(folder);
}

/* After the last byte: synced, closed, renamed, and the folder synced. 0, or the number of the failure. */
static int writer_finish(struct file_writer *writer)
{
    if (!writer->temporary) {
        int descriptor = writer->descriptor;
        writer->descriptor = -1;
        return close(descriptor) == 0 ? 0 : errno;
    }
    if (call_fsync(writer->descriptor) != 0)
        return errno;
    int descriptor = writer->descriptor;
    writer->descriptor = -1;
    if (close(descriptor) != 0 || call_rename(writer->temporary, writer->target) != 0)
        return errno;
    free(writer->temporary);
    writer->temporary = NULL; /* there is no longer one to remove */
    char *folder = folder_of(writer->target);
    int number = folder_sync(folder, NULL) ? 0 : errno;
    free(folder);
    return number;
}

static void temporary_remove(struct file_writer *writer)
{
    if (writer->temporary && call_unlink(writer->temporary) != 0)
        unlink(writer->temporary);
}

bool file_writer_commit(struct file_writer *writer, struct error *err)
{
    writer_flush(writer);
    if (!writer->failed)
        writer->failed = writer_finish(writer);
    bool written = !writer->failed;
    if (!written) {
        if (writer->failed == ECANCELED)
            fail_cancelled(err);
        else
            fail_writing(err, writer->failed, writer->path);
        temporary_remove(writer);
    }
    writer_free(writer);
    return written;
}

void file_writer_discard(struct file_writer *writer)
{
    if (!writer)
        return;
    temporary_remove(writer);
    writer_free(writer);
}

static bool write_whole(struct file_writer *writer, const void *bytes, size_t length, struct error *err)
{
    if (!writer)
        return false;
    file_writer_add(writer, bytes, length);
    return file_writer_commit(writer, err);
}

bool file_write(const char *path, const void *bytes, size_t length, struct error *err)
{
    return write_whole(file_writer_open(path, err), bytes, length, err);
}

bool file_write_own(const char *path, const void *bytes, size_t length, struct error *err)
{
    return write_whole(file_writer_open_own(path, err), bytes, length, err);
}

int file_open_own(const char *path, int flags)
{
    int descriptor = open(path, flags | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0 && errno == EEXIST)
        return open(path, flags | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor >= 0)
        share_as_folder(descriptor, path);
    return descriptor;
}

/* What a failed write left of an appended line is taken back, unless others have written behind it. */
static int append_all(int descriptor, const void *bytes, size_t length)
{
    struct stat before, after;
    bool known = fstat(descriptor, &before) == 0 && S_ISREG(before.st_mode);
    int number = write_all(descriptor, bytes, length);
    if (number && known && fstat(descriptor, &after) == 0 && after.st_size > before.st_size &&
        after.st_size - before.st_size < (off_t)length)
        (void)!ftruncate(descriptor, before.st_size);
    return number;
}

static bool append(int descriptor, const char *path, const void *bytes, size_t length, struct error *err)
{
    if (descriptor < 0)
        return fail_opening(err, errno, path);
    int number = append_all(descriptor, bytes, length);
    if (close(descriptor) != 0 && !number)
        number = errno;
    return number ? fail_writing(err, number, path) : true;
}

bool file_append(const char *path, const void *bytes, size_t length, struct error *err)
{
    int descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    return append(descriptor, path, bytes, length, err);
}

bool file_append_own(const char *path, const void *bytes, size_t length, struct error *err)
{
    return append(file_open_own(path, O_WRONLY | O_APPEND), path, bytes, length, err);
}

bool file_rename(const char *from, const char *path, struct error *err)
{
    int descriptor = open(from, O_RDONLY | O_CLOEXEC), number = 0;
    if (descriptor < 0)
        return fail_opening(err, errno, from);
    if (call_fsync(descriptor) != 0)
        number = errno;
    close(descriptor);
    if (!number && call_rename(from, path) != 0)
        number = errno;
    if (number)
        return fail_writing(err, number, path);
    char *folder = folder_of(path);
    bool good = folder_sync(folder, err);
    free(folder);
    return good;
}

bool file_remove(const char *path, struct error *err)
{
    return call_unlink(path) == 0 || fail_errno(err, errno, "cannot remove", path);
}

/* What cannot be measured (pipes, /proc) is read until it ends. */
static char *read_descriptor(int descriptor, const char *path, size_t expected, size_t *length, struct error *err)
{
    size_t capacity = expected + 1 > READ_BYTES ? expected + 1 : READ_BYTES, used = 0;
    char *bytes = malloc(capacity);
    while (bytes) {
        if (capacity - used < 2) {
            char *larger = realloc(bytes, capacity * 2);
            if (!larger)
                break;
            bytes = larger;
            capacity *= 2;
        }
        ssize_t n = read(descriptor, bytes + used, capacity - used - 1);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            fail_errno(err, errno, "cannot read", path);
            free(bytes);
            return NULL;
        }
        if (n == 0) {
            bytes[used] = '\0';
            *length = used;
            return bytes;
        }
        used += (size_t)n;
    }
    free(bytes);
    fail(err, ERROR_SYSTEM, E_MEMORY, "no memory for %s: %.1f MB are needed", path, (double)capacity / 1e6);
    return NULL;
}

/* PATH opened for reading, its status in *STATUS; -1 and ERR on failure. */
static int open_for_reading(const char *path, struct stat *status, struct error *err)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor >= 0 && fstat(descriptor, status) == 0 && !S_ISDIR(status->st_mode))
        return descriptor;
    int number = descriptor >= 0 && S_ISDIR(status->st_mode) ? EISDIR : errno;
    if (descriptor >= 0)
        close(descriptor);
    if (number == ENOENT) {
        fail(err, ERROR_SYSTEM, E_NO_FILE, "no such file: %s", path);
        fail_resolved(err, path);
    } else if (number == EISDIR)
        fail(err, ERROR_SYSTEM, E_IS_FOLDER, "%s is a folder", path);
    else
        fail_errno(err, number, "cannot read", path);
    return -1;
}

char *file_read(const char *path, size_t *length, struct error *err)
{
    struct stat status = { 0 };
    size_t ignored;
    int descriptor = open_for_reading(path, &status, err);
    if (descriptor < 0)
        return NULL;
    char *bytes = read_descriptor(descriptor, path, (size_t)status.st_size, length ? length : &ignored, err);
    close(descriptor);
    return bytes;
}

bool file_map_open(const char *path, struct file_map *map, struct error *err)
{
    struct stat status = { 0 };
    *map = (struct file_map){ 0 };
    int descriptor = open_for_reading(path, &status, err);
    if (descriptor < 0)
        return false;
    bool opened = true;
    if (!S_ISREG(status.st_mode)) {
        map->handle = read_descriptor(descriptor, path, 0, &map->length, err);
        opened = map->handle != NULL;
        map->bytes = map->length ? map->handle : NULL;
    } else if (status.st_size > 0) {
        void *bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, descriptor, 0);
        if (bytes == MAP_FAILED) {
            opened = fail_errno(err, errno, "cannot map", path);
        } else {
            map->bytes = bytes;
            map->length = (size_t)status.st_size;
        }
    }
    close(descriptor);
    return opened;
}

bool file_map_open_foreign(const char *path, struct file_map *map, struct error *err)
{
    if (!file_map_open(path, map, err))
        return false;
    map->guarded = map->bytes && !map->handle && file_guard_begin(map->bytes, map->length);
    return true;
}

void file_map_close(struct file_map *map)
{
    if (map->guarded)
        file_guard_end(map->bytes);
    if (map->handle)
        free(map->handle);
    else if (map->bytes)
        munmap((void *)(uintptr_t)map->bytes, map->length);
    *map = (struct file_map){ 0 };
}

void file_map_forget(const struct file_map *map, size_t from, size_t to)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    from = (from + page - 1) / page * page;
    to = (to < map->length ? to : map->length) / page * page;
    if (map->bytes && !map->handle && from < to)
        (void)madvise((void *)(uintptr_t)(map->bytes + from), to - from, MADV_DONTNEED);
}

bool file_exists(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && !S_ISDIR(status.st_mode);
}
