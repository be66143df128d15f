/* Who writes: one process holds the folder's lock file. The lock belongs to the open file, so that it vanishes with the
   process whatever ends it, and a second opening in the same process is refused as well. */
#ifndef PATRON_WORKSPACE_LOCK_H
#define PATRON_WORKSPACE_LOCK_H

struct error;
struct lock;

struct lock *lock_take(const char *folder, struct error *err); /* E_IN_USE names the process; E_READ_ONLY */
void lock_release(struct lock *lock);                          /* NULL is allowed */

#endif
