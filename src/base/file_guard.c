/* What a map shows beyond the end of its file is no memory: who reads there gets SIGBUS, and would be ended by it. A
   file that somebody writes anew while it is loaded does this. The handler here puts a page of zeros in its place; that
   the file has changed is then told by its time stamps, in the words of who reads it.

   The maps that are guarded stand in a table of atomics, since a handler may take no lock. The files of a workspace are
   no part of it: if one of them is cut short, nothing may be made of zeros. */
#include "base/file_guard.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MOST_GUARDED = 4096 };

static struct {
    atomic_uintptr_t begin, end; /* 0: free; END is written first and cleared last */
} guarded[MOST_GUARDED];
static atomic_size_t n_slots; /* those behind were never used */
static atomic_uintptr_t page_size;
static struct sigaction before; /* what is done with other faults */

static bool is_guarded(uintptr_t address)
{
    size_t n = atomic_load(&n_slots);
    for (size_t i = 0; i < n; i++) {
        uintptr_t begin = atomic_load(&guarded[i].begin);
        if (begin && address >= begin && address < atomic_load(&guarded[i].end))
            return true;
    }
    return false;
}

static void on_bus_error(int number, siginfo_t *info, void *context)
{
    (void)context;
    uintptr_t address = (uintptr_t)info->si_addr, size = atomic_load(&page_size);
    if (is_guarded(address) && mmap((void *)(address / size * size), size, PROT_READ,
                                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != MAP_FAILED)
        return;
    sigaction(number, &before, NULL); /* the fault comes again at once, and is treated as it would have been */
}

/* Each time: the full screen has a handler of its own, set when it is opened. */
static void install(void)
{
    struct sigaction action = { .sa_sigaction = on_bus_error, .sa_flags = SA_SIGINFO }, current;
    sigaction(SIGBUS, NULL, &current);
    if ((current.sa_flags & SA_SIGINFO) && current.sa_sigaction == on_bus_error)
        return;
    before = current;
    atomic_store(&page_size, (uintptr_t)sysconf(_SC_PAGESIZE));
    sigaction(SIGBUS, &action, NULL);
}

bool file_guard_begin(const void *bytes, size_t length)
{
    install();
    for (size_t i = 0; i < MOST_GUARDED; i++) {
        uintptr_t none = 0;
        if (!atomic_compare_exchange_strong(&guarded[i].end, &none, (uintptr_t)bytes + length))
            continue;
        atomic_store(&guarded[i].begin, (uintptr_t)bytes);
        size_t n = atomic_load(&n_slots);
        while (n < i + 1 && !atomic_compare_exchange_weak(&n_slots, &n, i + 1))
            continue;
        return true;
    }
    return false;
}

void file_guard_end(const void *bytes)
{
    size_t n = atomic_load(&n_slots);
    for (size_t i = 0; i < n; i++) {
        if (atomic_load(&guarded[i].begin) != (uintptr_t)bytes)
            continue;
        atomic_store(&guarded[i].begin, 0);
        atomic_store(&guarded[i].end, 0);
        return;
    }
}
