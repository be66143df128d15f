/* Folders: made, listed, synced and removed; and paths put together. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file_calls.h"
#include "patron/base/error.h"
#include "patron/base/file.h"
#include "patron/base/memory.h"

bool folder_exists(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

char *path_join(const char *folder, const char *name)
{
    size_t length = strlen(folder);
    if (length == 0 || name[0] == '/')
        return copy_text(name);
    size_t room = length + strlen(name) + 2;
    char *path = allocate(room, 1);
    snprintf(path, room, "%s%s%s", folder, folder[length - 1] == '/' ? "" : "/", name);
    return path;
}

bool folder_make(const char *path, struct error *err)
{
    char *part = copy_text(path);
    bool made = true;
    /* Each parent in turn; only the last failure counts, since a parent may exist without being readable. */
    for (char *slash = part + (*part != '\0'); made; slash++) {
        slash += strcspn(slash, "/");
        char end = *slash;
        *slash = '\0';
        if (mkdir(part, 0777) != 0 && errno != EEXIST && end == '\0')
            made = fail_errno(err, errno, "cannot make the folder", path);
        *slash = end;
        if (end == '\0')
            break;
    }
    if (made && !folder_exists(path)) /* there is something else of this name */
        made = fail_errno(err, ENOTDIR, "cannot make the folder", path);
    free(part);
    return made;
}

bool folder_make_own(const char *path, struct error *err)
{
    bool there = folder_exists(path);
    if (!folder_make(path, err))
        return false;
    return there || chmod(path, 0700) == 0 || fail_errno(err, errno, "cannot make the folder", path);
}

bool folder_sync(const char *path, struct error *err)
{
    int descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return fail_errno(err, errno, "cannot sync", path);
    int number = call_fsync(descriptor) == 0 ? 0 : errno;
    close(descriptor);
    if (number && number != EINVAL) { /* EINVAL: a file system that cannot sync folders */
        fail_errno(err, number, "cannot sync", path);
        errno = number;
        return false;
    }
    return true;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

char **folder_list(const char *path, struct error *err)
{
    DIR *folder = opendir(path);
    if (!folder) {
        fail_errno(err, errno, "cannot list", path);
        return NULL;
    }
    size_t n = 0, capacity = 16;
    char **names = allocate(capacity, sizeof(*names));
    const struct dirent *entry;
    while ((entry = readdir(folder))) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (n + 1 == capacity) {
            capacity *= 2;
            names = reallocate(names, capacity, sizeof(*names));
        }
        names[n++] = copy_text(entry->d_name);
    }
    closedir(folder);
    names[n] = NULL;
    qsort(names, n, sizeof(*names), compare_names);
    return names;
}

/* PATH, whatever it is; a symbolic link is removed and not followed. */
static bool remove_any(const char *path, struct error *err)
{
    struct stat status;
    if (lstat(path, &status) != 0)
        return fail_errno(err, errno, "cannot remove", path);
    if (S_ISDIR(status.st_mode))
        return folder_remove(path, err);
    return call_unlink(path) == 0 ? true : fail_errno(err, errno, "cannot remove", path);
}

bool folder_remove(const char *path, struct error *err)
{
    char **names = folder_list(path, err);
    if (!names)
        return false;
    bool removed = true;
    for (size_t i = 0; names[i]; i++) {
        if (removed) {
            char *inner = path_join(path, names[i]);
            removed = remove_any(inner, err);
            free(inner);
        }
        free(names[i]);
    }
    free(names);
    if (removed && rmdir(path) != 0)
        removed = fail_errno(err, errno, "cannot remove", path);
    return removed;
}
