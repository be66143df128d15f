/* Files that commands write: one way for all of them. What may be replaced is asked first; what the file will hold is
   put down before it gets its name; then it is renamed, and the catalog remembers it. A step that fails fails the
   command, and after each of them the same line can be run again. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "command/session/deliver.h"
#include "command/session/jobs.h"
#include "command/state.h"
#include "patron/base/hash.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"

enum { PIECE_BYTES = 8 << 20 }; /* from one question whether to stop to the next */

struct delivery {
    struct session *session;
    struct file_writer *writer;
    struct hasher hasher;
    char *path, *line;
    bool special; /* a device or a pipe: nobody can have written it */
};

static bool is_special(const char *path)
{
    struct stat state;
    return stat(path, &state) == 0 && !S_ISREG(state.st_mode) && !S_ISDIR(state.st_mode);
}

bool check_overwrite(struct session *session, const char *path, bool overwrite, struct error *err)
{
    if (folder_exists(path))
        return fail(err, ERROR_USER, E_IS_FOLDER, "%s is a folder", path);
    if (!file_exists(path) || is_special(path) || overwrite || session->overwrite)
        return true;
    if (session->workspace && workspace_wrote(session->workspace, path))
        return true;
    fail(err, ERROR_USER, E_FILE_EXISTS, "%s exists and was not written by this workspace", path);
    error_mend(err, "overwrite=yes");
    error_mend(err, "another name");
    return false;
}

static bool remembers(const struct session *session, const char *path)
{
    return session->workspace && !is_special(path);
}

bool session_intend_file(struct session *session, const char *path, const char *hash, const char *line,
                         struct error *err)
{
    return !remembers(session, path) || workspace_intend_file(session->workspace, path, hash, line, err);
}

bool session_remember_file(struct session *session, const char *path, const char *line, struct error *err)
{
    if (session->as_job) {
        job_remember_file(session, path, line);
        return true;
    }
    if (!remembers(session, path) || workspace_read_only(session->workspace))
        return true;
    return workspace_remember_file(session->workspace, path, line, err);
}

/* A result may go into a folder that is not there yet: a nightly job names a new one each day. */
static bool make_folder_of(const char *path, struct error *err)
{
    const char *slash = strrchr(path, '/');
    if (!slash || slash == path)
        return true;
    char *folder = copy_bytes(path, (size_t)(slash - path));
    bool ok = folder_make(folder, err);
    free(folder);
    return ok;
}

struct delivery *delivery_open(struct session *session, const char *path, bool overwrite, const char *line,
                               struct error *err)
{
    if (!check_overwrite(session, path, overwrite, err) || !make_folder_of(path, err))
        return NULL;
    struct file_writer *writer = file_writer_open(path, err);
    if (!writer)
        return NULL;
    struct delivery *delivery = allocate(1, sizeof *delivery);
    *delivery = (struct delivery){ .session = session,
                                   .writer = writer,
                                   .path = copy_text(path),
                                   .line = copy_text(line),
                                   .special = is_special(path) };
    hasher_init(&delivery->hasher);
    return delivery;
}

bool delivery_add(void *context, const char *bytes, size_t length)
{
    struct delivery *delivery = context;
    hasher_add(&delivery->hasher, bytes, length);
    file_writer_add(delivery->writer, bytes, length);
    return true;
}

static void delivery_free(struct delivery *delivery)
{
    free(delivery->path);
    free(delivery->line);
    free(delivery);
}

bool delivery_commit(struct delivery *delivery, struct error *err)
{
    char text[HASH_TEXT];
    struct hash hash = hasher_finish(&delivery->hasher);
    hash_text(&hash, text);
    bool ok = session_intend_file(delivery->session, delivery->path, text, delivery->line, err);
    if (!ok)
        file_writer_discard(delivery->writer);
    ok = ok && file_writer_commit(delivery->writer, err) &&
         (delivery->special || session_remember_file(delivery->session, delivery->path, delivery->line, err));
    delivery_free(delivery);
    return ok;
}

void delivery_discard(struct delivery *delivery)
{
    if (!delivery)
        return;
    file_writer_discard(delivery->writer);
    hasher_finish(&delivery->hasher); /* frees what it holds */
    delivery_free(delivery);
}

bool deliver(struct session *session, const char *path, const struct text *bytes, bool overwrite, const char *line,
             struct error *err)
{
    struct delivery *delivery = delivery_open(session, path, overwrite, line, err);
    if (!delivery)
        return false;
    for (size_t at = 0; at < bytes->length; at += PIECE_BYTES) {
        if (!work_go_on(NULL, err)) {
            delivery_discard(delivery);
            return false;
        }
        delivery_add(delivery, bytes->bytes + at, bytes->length - at < PIECE_BYTES ? bytes->length - at : PIECE_BYTES);
    }
    return delivery_commit(delivery, err);
}

/* The hash of what PATH holds now with BYTES behind it. */
static bool hash_appended(const char *path, const char *bytes, size_t length, char out[HASH_TEXT], struct error *err)
{
    struct hasher hasher;
    hasher_init(&hasher);
    if (file_exists(path)) {
        struct file_map map;
        if (!file_map_open(path, &map, err)) {
            hasher_finish(&hasher);
            return false;
        }
        hasher_add(&hasher, map.bytes, map.length);
        file_map_close(&map);
    }
    hasher_add(&hasher, bytes, length);
    struct hash hash = hasher_finish(&hasher);
    hash_text(&hash, out);
    return true;
}

/* A file of somebody else's stays theirs. */
bool deliver_behind(struct session *session, const char *path, const char *bytes, size_t length, const char *line,
                    struct error *err)
{
    char hash[HASH_TEXT];
    bool ours =
        !is_special(path) && (!file_exists(path) || (session->workspace && workspace_wrote(session->workspace, path)));
    return (!ours ||
            (hash_appended(path, bytes, length, hash, err) && session_intend_file(session, path, hash, line, err))) &&
           file_append(path, bytes, length, err) && (!ours || session_remember_file(session, path, line, err));
}
