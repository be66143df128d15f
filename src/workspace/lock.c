/* The lock files: flock for the truth, a process number in the writer's for people. */
#include "lock.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include "patron/base/error.h"
#include "patron/base/file.h"
#include "patron/base/memory.h"
#include "patron/base/number.h"

struct lock {
    int descriptor;
    bool writer; /* its process number stands in the file */
};

/* The process that wrote its number into the file last; 0 when there is none to read. */
static int64_t holder(int descriptor)
{
    char bytes[32];
    ssize_t length = pread(descriptor, bytes, sizeof bytes, 0);
    while (length > 0 && bytes[length - 1] == '\n')
        length--;
    int64_t process = 0;
    return length > 0 && integer_parse(bytes, (size_t)length, &process) ? process : 0;
}

static bool refuse(const char *folder, int descriptor, struct error *err)
{
    int64_t process = holder(descriptor);
    if (process > 0)
        fail(err, ERROR_SYSTEM, E_IN_USE, "workspace %s is in use by process %lld", folder, (long long)process);
    else
        fail(err, ERROR_SYSTEM, E_IN_USE, "workspace %s is in use by another process", folder);
    error_mend(err, "wait until it has ended");
    error_mend(err, "open %s readonly=yes", folder);
    return false;
}

static bool cannot_lock(const char *folder, const char *path, int number, struct error *err)
{
    if (number != EACCES && number != EROFS && number != EPERM)
        return fail_errno(err, number, "lock", path);
    fail(err, ERROR_SYSTEM, E_READ_ONLY, "workspace %s cannot be written", folder);
    error_reason(err, "its folder or its lock file does not allow it");
    error_mend(err, "open %s readonly=yes", folder);
    return false;
}

/* Tells others who holds the lock; it holds without, so that a full disk does not matter here. */
static void sign(int descriptor)
{
    char bytes[32];
    int length = snprintf(bytes, sizeof bytes, "%lld\n", (long long)getpid());
    if (ftruncate(descriptor, 0) == 0 && pwrite(descriptor, bytes, (size_t)length, 0) != length)
        (void)!ftruncate(descriptor, 0);
}

static struct lock *lock_new(int descriptor, bool writer)
{
    struct lock *lock = allocate(1, sizeof *lock);
    *lock = (struct lock){ descriptor, writer };
    return lock;
}

struct lock *lock_take(const char *folder, struct error *err)
{
    char *path = path_join(folder, "lock");
    int descriptor = file_open_own(path, O_RDWR);
    bool ok = descriptor >= 0 || cannot_lock(folder, path, errno, err);
    if (ok && flock(descriptor, LOCK_EX | LOCK_NB) != 0)
        ok = errno == EWOULDBLOCK ? refuse(folder, descriptor, err) : cannot_lock(folder, path, errno, err);
    free(path);
    if (!ok) {
        if (descriptor >= 0)
            close(descriptor);
        return NULL;
    }
    sign(descriptor);
    return lock_new(descriptor, true);
}

void lock_release(struct lock *lock)
{
    if (lock == NULL)
        return;
    /* Emptied, not removed: a removed file could be locked by one program while another makes a new one. */
    if (lock->writer)
        (void)!ftruncate(lock->descriptor, 0);
    close(lock->descriptor);
    free(lock);
}

/* ---- Readers ---- */

struct lock *lock_join_readers(const char *folder)
{
    char *path = path_join(folder, "readers");
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) /* a workspace of before, or a folder that cannot be written: nobody vacuums that one */
        descriptor = file_open_own(path, O_RDONLY);
    free(path);
    int locked;
    while (descriptor >= 0 && (locked = flock(descriptor, LOCK_SH)) != 0 && errno == EINTR)
        ;
    if (descriptor >= 0 && locked != 0) { /* a file system without locks */
        close(descriptor);
        descriptor = -1;
    }
    return descriptor >= 0 ? lock_new(descriptor, false) : NULL;
}

bool lock_without_readers(const char *folder, struct lock **lock)
{
    *lock = NULL;
    char *path = path_join(folder, "readers");
    int descriptor = file_open_own(path, O_RDWR);
    free(path);
    if (descriptor < 0)
        return false;
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        bool held = errno == EWOULDBLOCK || errno == EINTR;
        close(descriptor);
        return !held;
    }
    *lock = lock_new(descriptor, false);
    return true;
}

int64_t lock_holder(const char *folder)
{
    char *path = path_join(folder, "lock");
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    free(path);
    int64_t process = descriptor >= 0 ? holder(descriptor) : 0;
    if (descriptor >= 0)
        close(descriptor);
    return process > 0 && (kill((pid_t)process, 0) == 0 || errno == EPERM) ? process : 0;
}
