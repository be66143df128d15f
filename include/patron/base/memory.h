/* Memory with three lifetimes: one command (an arena), the session, a mapped file.

   Small allocations cannot fail: when the system has no memory left for them the program ends tidily. Allocations
   that grow with the data go through allocate_large, which returns an error that says how much was needed.

   An arena hands out memory that lives until the arena is released, and adopts foreign things (a FILE, a prepared
   statement, a gsl_vector) so that they are freed with it, last adopted first. */
#ifndef PATRON_BASE_MEMORY_H
#define PATRON_BASE_MEMORY_H

#include <stddef.h>

struct error;

/* N items of SIZE bytes, zeroed; never NULL. Freed with free(). */
void *allocate(size_t n, size_t size);

/* POINTER resized to N items of SIZE bytes; new bytes are not cleared; never NULL. */
void *reallocate(void *pointer, size_t n, size_t size);

/* N items of SIZE bytes, not cleared and aligned to 64 bytes, for data that grows with the input. NULL and ERR (kind
   SYSTEM, E_MEMORY) when there is no room; WHAT names the thing in the message. Freed with free(). N = 0 is valid. */
void *allocate_large(size_t n, size_t size, const char *what, struct error *err);

/* Gives memory that was freed back to the system; worth a call after much was freed in small pieces. */
void memory_return(void);

/* A fresh copy of the string TEXT. Freed with free(). */
char *copy_text(const char *text);
/* A fresh copy of LENGTH bytes, with a final NUL. Freed with free(). */
char *copy_bytes(const char *bytes, size_t length);

struct arena {
    struct arena_block *blocks;
    struct arena_adopted *adopted;
};

/* An empty arena; all zero bytes are one too. */
void arena_init(struct arena *arena);
/* Frees everything; the arena is empty and usable again. */
void arena_release(struct arena *arena);

/* N items of SIZE bytes from ARENA, zeroed, aligned for any type; never NULL. */
void *arena_allocate(struct arena *arena, size_t n, size_t size);
/* A copy of TEXT that lives as long as ARENA. */
char *arena_text(struct arena *arena, const char *text);
/* The same of LENGTH bytes, with a final NUL. */
char *arena_bytes(struct arena *arena, const char *bytes, size_t length);
/* The same of what printf would write. */
char *arena_format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ARENA calls FREE_FUNCTION(POINTER) when it is released. */
void arena_adopt(struct arena *arena, void (*free_function)(void *), void *pointer);

/* Our own mistake: says so on stderr with FILE and LINE, and aborts. Use as bug("why"). */
_Noreturn void bug_at(const char *file, int line, const char *why);
#define bug(why) bug_at(__FILE__, __LINE__, (why))

#endif
