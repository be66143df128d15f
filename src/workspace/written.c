/* Files written by commands. Which they are stands in the catalog; and before a file gets its name, what it will hold
   is put down beside the catalog. So a file whose row was lost (a full disk, a killed program, a transaction that was
   taken back) is known as ours all the same, and the next opening puts its row back. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/base/file.h"
#include "patron/base/json.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "room.h"

static const char intents_name[] = "written"; /* a line of JSON each */

/* PATH as the system knows it, also for a file that is not there yet. To free. */
static char *whole_path(const char *path)
{
    char *target = file_target(path), *slash = strrchr(target, '/');
    char *folder = slash == NULL     ? copy_text(".")
                   : slash == target ? copy_text("/")
                                     : copy_bytes(target, (size_t)(slash - target));
    char *whole = realpath(folder, NULL);
    char *joined = path_join(whole != NULL ? whole : folder, slash != NULL ? slash + 1 : target);
    free(whole);
    free(folder);
    free(target);
    return joined;
}

/* Only of a file with an end: a path may come from a catalog of somebody else's. */
static bool file_hash(const char *path, char out[HASH_TEXT], struct error *err)
{
    struct file_map map;
    struct stat state;
    if (stat(path, &state) == 0 && !S_ISREG(state.st_mode))
        return fail(err, ERROR_USER, E_NO_FILE, "%s is no regular file", path);
    if (!file_map_open(path, &map, err))
        return false;
    struct hash hash = hash_bytes(map.bytes, map.length);
    file_map_close(&map);
    hash_text(&hash, out);
    return true;
}

/* ---- The rows ---- */

static bool row_holds(struct workspace *workspace, const char *whole, const char *hash)
{
    struct query *query = query_new(workspace->catalog, "SELECT hash FROM file WHERE path = ?");
    query_bind_text(query, whole);
    const char *kept = query_row(query) ? query_text(query, 0) : NULL;
    bool same = kept != NULL && strcmp(hash, kept) == 0;
    return query_end(query, NULL) && same;
}

static bool row_write(struct workspace *workspace, const char *whole, const char *hash, const char *command,
                      int64_t made, struct error *err)
{
    if (!change_begin(workspace, err))
        return false;
    struct query *query =
        query_new(workspace->catalog, "INSERT INTO file (path, hash, command, made) VALUES (?, ?, ?, ?) "
                                      "ON CONFLICT (path) DO UPDATE SET hash = excluded.hash, "
                                      "command = excluded.command, made = excluded.made "
                                      "WHERE hash IS NOT excluded.hash OR command IS NOT excluded.command");
    query_bind_text(query, whole);
    query_bind_text(query, hash);
    query_bind_text(query, command);
    query_bind_integer(query, made);
    return change_end(workspace, query_end(query, err), err);
}

/* ---- Intents ---- */

struct intents {
    char *bytes, *next;
};

static char *intents_path(const struct workspace *workspace)
{
    return path_join(workspace->folder, intents_name);
}

static bool intents_open(const struct workspace *workspace, struct intents *intents)
{
    char *path = intents_path(workspace);
    intents->bytes = file_exists(path) ? file_read(path, NULL, NULL) : NULL;
    intents->next = intents->bytes;
    free(path);
    return intents->bytes != NULL;
}

/* The next line, to free; NULL at the end. A line that was cut off, and is none, is passed over. */
static struct json *intents_next(struct intents *intents)
{
    while (*intents->next != '\0') {
        char *line = intents->next, *end = line + strcspn(line, "\n");
        intents->next = end + (*end != '\0');
        *end = '\0';
        struct json *entry = json_parse(line, (size_t)(end - line), NULL, NULL);
        if (entry != NULL && json_get_text(entry, "path") != NULL && json_get_text(entry, "hash") != NULL)
            return entry;
        json_free(entry);
    }
    return NULL;
}

bool workspace_intend_file(struct workspace *workspace, const char *path, const char *hash, const char *command,
                           struct error *err)
{
    if (workspace->read_only && !workspace->beside_writer)
        return true;
    char *whole = whole_path(path), *intents = intents_path(workspace);
    struct json *entry = json_object();
    struct text line = TEXT_EMPTY;
    json_set_text(entry, "path", whole);
    json_set_text(entry, "hash", hash);
    char *typed = typed_copy(command);
    json_set_text(entry, "command", typed);
    free(typed);
    json_set_integer(entry, "made", time_now());
    json_write(entry, 0, &line);
    text_add_char(&line, '\n');
    bool ok = file_append_own(intents, line.bytes, line.length, err);
    text_release(&line);
    json_free(entry);
    free(intents);
    free(whole);
    return ok;
}

static bool intended(const struct workspace *workspace, const char *whole, const char *hash)
{
    struct intents intents;
    struct json *entry;
    bool found = false;
    if (!intents_open(workspace, &intents))
        return false;
    while (!found && (entry = intents_next(&intents)) != NULL) {
        found = strcmp(json_get_text(entry, "path"), whole) == 0 && strcmp(json_get_text(entry, "hash"), hash) == 0;
        json_free(entry);
    }
    free(intents.bytes);
    return found;
}

/* A file that is as it was intended gets its row, if it has none; one that is not was never renamed, or is not ours any
   more. */
static bool settle_one(struct workspace *workspace, const struct json *entry, struct error *err)
{
    char hash[HASH_TEXT];
    const char *path = json_get_text(entry, "path"), *meant = json_get_text(entry, "hash");
    if (row_holds(workspace, path, meant) || !file_exists(path) || !file_hash(path, hash, NULL) ||
        strcmp(hash, meant) != 0)
        return true;
    const char *command = json_get_text(entry, "command");
    return row_write(workspace, path, meant, command != NULL ? command : "", json_get_integer(entry, "made", 0), err);
}

bool written_settle(struct workspace *workspace, struct error *err)
{
    struct intents intents;
    struct json *entry;
    bool ok = true;
    if (workspace->read_only || workspace->depth > 0 || !intents_open(workspace, &intents))
        return true;
    while (ok && (entry = intents_next(&intents)) != NULL) {
        ok = settle_one(workspace, entry, err);
        json_free(entry);
    }
    free(intents.bytes);
    char *path = intents_path(workspace);
    ok = ok && file_remove(path, err);
    free(path);
    return ok;
}

/* ---- What others ask ---- */

bool workspace_wrote(struct workspace *workspace, const char *path)
{
    char *whole = whole_path(path), hash[HASH_TEXT];
    bool same = file_hash(whole, hash, NULL) && (row_holds(workspace, whole, hash) || intended(workspace, whole, hash));
    free(whole);
    return same;
}

bool workspace_remember_file(struct workspace *workspace, const char *path, const char *command, struct error *err)
{
    char *whole = whole_path(path), *typed = typed_copy(command), hash[HASH_TEXT];
    bool ok = file_hash(whole, hash, err) && row_write(workspace, whole, hash, typed, time_now(), err);
    free(typed);
    free(whole);
    return ok;
}
