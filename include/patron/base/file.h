/* Files: read whole, mapped, and written so that no half-written file is ever seen under its final name.

   A file_writer writes to a temporary name beside PATH, syncs, and renames on file_writer_commit; file_writer_discard
   (or a failed write) removes it. It holds its first error; file_writer_commit tells. All writing of the program goes
   through here, so that tests can make the n-th write, sync or rename fail (file_fail_at). */
#ifndef PATRON_BASE_FILE_H
#define PATRON_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;
struct file_writer;

/* NULL and ERR when the folder does not exist or cannot be written. */
struct file_writer *file_writer_open(const char *path, struct error *err);
/* Adds to what is written; a failure is kept and told by file_writer_commit. */
void file_writer_add(struct file_writer *writer, const void *bytes, size_t length);
/* The same for a string, without its NUL. */
void file_writer_add_text(struct file_writer *writer, const char *text);
/* BYTES in the place of the first LENGTH that were written; a file that is written directly has none to replace. */
void file_writer_set_head(struct file_writer *writer, const void *bytes, size_t length);
/* The file will be called NAME, in the folder of the path that it was opened with. */
void file_writer_set_name(struct file_writer *writer, const char *name);
/* Syncs and renames. Frees WRITER whatever happens. */
bool file_writer_commit(struct file_writer *writer, struct error *err);
/* Leaves nothing under either name. Frees WRITER; NULL is allowed. */
void file_writer_discard(struct file_writer *writer);
/* BYTES as the whole content of PATH, atomically. */
bool file_write(const char *path, const void *bytes, size_t length, struct error *err);
/* Adds to the end of PATH (for logs), making it when absent. What a failed write left of it is taken back. */
bool file_append(const char *path, const void *bytes, size_t length, struct error *err);

/* The program's own files, in folders of its own: who may read and write them is what their folder says, not umask. */
struct file_writer *file_writer_open_own(const char *path, struct error *err);
bool file_write_own(const char *path, const void *bytes, size_t length, struct error *err);
bool file_append_own(const char *path, const void *bytes, size_t length, struct error *err);
/* open(2) of PATH with FLAGS, made when absent; a descriptor, or -1 and errno. */
int file_open_own(const char *path, int flags);
/* PATH as the system knows it: what a writer of PATH replaces, with symbolic links followed, also those that lead to a
   file that is not there yet. To free. */
char *file_target(const char *path);

/* Syncs FROM, a file beside PATH, and gives it that name. */
bool file_rename(const char *from, const char *path, struct error *err);
/* False and ERR when PATH is not there, or may not be removed. */
bool file_remove(const char *path, struct error *err);

/* A file in memory, read only. */
struct file_map {
    const char *bytes; /* NULL when length is 0 */
    size_t length;
    void *handle;
    bool guarded;
};
/* Maps the whole file; a failure says why. */
bool file_map_open(const char *path, struct file_map *map, struct error *err);
/* The same for a file that belongs to others, who may cut it short meanwhile: what is gone then reads as zeros. Whether
   it is still what it was must be asked afterwards (its time stamps tell). */
bool file_map_open_foreign(const char *path, struct file_map *map, struct error *err);
/* Unmaps; views of its bytes end here. A map of zero bytes is allowed. */
void file_map_close(struct file_map *map);
/* The bytes [FROM, TO) will hardly be read again: their memory goes back to the system. They stay readable. */
void file_map_forget(const struct file_map *map, size_t from, size_t to);
/* The whole file with a final NUL, not counted in *LENGTH; the caller frees it. NULL and ERR when it cannot be read. */
char *file_read(const char *path, size_t *length, struct error *err);

/* Whether PATH is anything but a folder. */
bool file_exists(const char *path);
/* Whether PATH is a folder. */
bool folder_exists(const char *path);
/* Makes PATH with its parents; fine when it exists. */
bool folder_make(const char *path, struct error *err);
/* The same; PATH, when it was not there, is for its owner alone, whatever umask says. */
bool folder_make_own(const char *path, struct error *err);
/* What was renamed and removed in it is on the disk afterwards. */
bool folder_sync(const char *path, struct error *err);
/* Removes PATH with all in it. */
bool folder_remove(const char *path, struct error *err);
/* The names in PATH but . and .., sorted; ends with NULL; free each and the list. NULL and ERR on failure. */
char **folder_list(const char *path, struct error *err);
/* FOLDER/NAME, or NAME alone when it begins at the root; the caller frees it. */
char *path_join(const char *folder, const char *name);

/* For tests (and PATRON_FAIL_AT in the environment): the N-th write, sync, rename or unlink from now fails with ENOSPC;
 * 0: none. */
void file_fail_at(uint64_t n);
/* Counts as one of these calls, for what is written by a library: whether it is the one that fails (errno says how). */
bool file_call_fails(void);

#endif
