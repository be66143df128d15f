/* Who writes: one process holds the folder's lock file. The lock belongs to the open file, so that it vanishes with the
   process whatever ends it, and a second opening in the same process is refused as well. */
#ifndef PATRON_WORKSPACE_LOCK_H
#define PATRON_WORKSPACE_LOCK_H

#include <stdbool.h>
#include <stdint.h>

struct error;
struct lock;

struct lock *lock_take(const char *folder, struct error *err); /* E_IN_USE names the process; E_READ_ONLY */
void lock_release(struct lock *lock);                          /* NULL is allowed */

/* Who only reads, any number at once, shares the file `readers`: nobody waits for them and they keep no writer out, but
   files that the catalog no longer names are removed while none of them is there. */
struct lock *lock_join_readers(const char *folder); /* NULL where locks cannot be had; waits for a vacuum to end */
/* Whether nobody reads; *LOCK (may be NULL) keeps readers waiting until it is released. */
bool lock_without_readers(const char *folder, struct lock **lock);
/* The process that says it writes, if it is alive; 0: none. Looking does not touch the lock. */
int64_t lock_holder(const char *folder);

#endif
