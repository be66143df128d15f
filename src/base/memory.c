/* Allocation: small pieces that cannot fail, large ones that can, and arenas. */
#include "patron/base/memory.h"

#include <malloc.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "patron/base/error.h"
#include "patron/base/text.h"

enum {
    BLOCK_BYTES = 16 * 1024,
    BLOCK_MOST_BYTES = 1024 * 1024,
    LARGE_ALIGNMENT = 64,
    HUGE_ALIGNMENT = 2 << 20,
    HUGE_FROM = 8 << 20
};

struct arena_block {
    struct arena_block *next;
    size_t used, capacity;
    _Alignas(max_align_t) unsigned char bytes[];
};

struct arena_adopted {
    struct arena_adopted *next;
    void (*free_function)(void *);
    void *pointer;
};

static _Noreturn void memory_exhausted(size_t n, size_t size)
{
    fprintf(stderr, "patron: out of memory (%zu items of %zu bytes were needed)\n", n, size);
    exit(1);
}

void *allocate(size_t n, size_t size)
{
    void *pointer = calloc(n ? n : 1, size ? size : 1);
    if (!pointer)
        memory_exhausted(n, size);
    return pointer;
}

void *reallocate(void *pointer, size_t n, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(n, size, &bytes))
        memory_exhausted(n, size);
    void *resized = realloc(pointer, bytes ? bytes : 1);
    if (!resized)
        memory_exhausted(n, size);
    return resized;
}

void *allocate_large(size_t n, size_t size, const char *what, struct error *err)
{
    size_t bytes, rounded;
    bool too_large = __builtin_mul_overflow(n, size, &bytes) || bytes > PTRDIFF_MAX - HUGE_ALIGNMENT;
    if (!too_large) {
        bool huge = bytes >= HUGE_FROM;
        size_t alignment = huge ? HUGE_ALIGNMENT : LARGE_ALIGNMENT;
        rounded = (bytes + alignment) / alignment * alignment; /* what is not touched costs nothing */
        void *pointer = aligned_alloc(alignment, rounded);
        if (pointer && huge) /* random reads of a column then seldom miss the processor's table of pages */
            (void)madvise(pointer, bytes / HUGE_ALIGNMENT * HUGE_ALIGNMENT, MADV_HUGEPAGE);
        if (pointer)
            return pointer;
    }
    fail(err, ERROR_SYSTEM, E_MEMORY, "no memory for %s: %.1f MB are needed", what, (double)n * (double)size / 1e6);
    error_mend(err, "use fewer rows or columns");
    return NULL;
}

char *copy_bytes(const char *bytes, size_t length)
{
    char *copy = allocate(length + 1, 1);
    if (length)
        memcpy(copy, bytes, length);
    return copy;
}

char *copy_text(const char *text)
{
    return copy_bytes(text, strlen(text));
}

void arena_init(struct arena *arena)
{
    arena->blocks = NULL;
    arena->adopted = NULL;
}

void arena_release(struct arena *arena)
{
    while (arena->adopted) {
        struct arena_adopted *adopted = arena->adopted;
        arena->adopted = adopted->next;
        adopted->free_function(adopted->pointer);
        free(adopted);
    }
    while (arena->blocks) {
        struct arena_block *block = arena->blocks;
        arena->blocks = block->next;
        free(block);
    }
}

/* A block with room for BYTES at the head of the list, or behind it when it is for one large piece alone. */
static struct arena_block *arena_block_add(struct arena *arena, size_t bytes)
{
    size_t capacity = arena->blocks ? arena->blocks->capacity * 2 : BLOCK_BYTES;
    if (capacity > BLOCK_MOST_BYTES)
        capacity = BLOCK_MOST_BYTES;
    bool alone = bytes > capacity / 2;
    if (alone)
        capacity = bytes;
    struct arena_block *block = allocate(1, sizeof(*block) + capacity);
    block->capacity = capacity;
    if (alone && arena->blocks) {
        block->next = arena->blocks->next;
        arena->blocks->next = block;
    } else {
        block->next = arena->blocks;
        arena->blocks = block;
    }
    return block;
}

void *arena_allocate(struct arena *arena, size_t n, size_t size)
{
    size_t bytes, alignment = _Alignof(max_align_t);
    if (__builtin_mul_overflow(n, size, &bytes) || bytes > PTRDIFF_MAX)
        memory_exhausted(n, size);
    bytes = (bytes + alignment - 1) / alignment * alignment;
    struct arena_block *block = arena->blocks;
    if (!block || block->capacity - block->used < bytes)
        block = arena_block_add(arena, bytes);
    void *pointer = block->bytes + block->used;
    block->used += bytes;
    return pointer;
}

char *arena_bytes(struct arena *arena, const char *bytes, size_t length)
{
    char *copy = arena_allocate(arena, length + 1, 1);
    if (length)
        memcpy(copy, bytes, length);
    return copy;
}

char *arena_text(struct arena *arena, const char *text)
{
    return arena_bytes(arena, text, strlen(text));
}

char *arena_format(struct arena *arena, const char *format, ...)
{
    struct text text = TEXT_EMPTY;
    va_list arguments;
    va_start(arguments, format);
    text_add_arguments(&text, format, arguments);
    va_end(arguments);
    char *copy = arena_bytes(arena, text_string(&text), text.length);
    text_release(&text);
    return copy;
}

void arena_adopt(struct arena *arena, void (*free_function)(void *), void *pointer)
{
    struct arena_adopted *adopted = allocate(1, sizeof(*adopted));
    adopted->free_function = free_function;
    adopted->pointer = pointer;
    adopted->next = arena->adopted;
    arena->adopted = adopted;
}

_Noreturn void bug_at(const char *file, int line, const char *why)
{
    fprintf(stderr, "patron: a mistake in the program itself, at %s:%d: %s\nPlease report it with what you did.\n",
            file, line, why);
    abort();
}

void memory_return(void)
{
    malloc_trim(0);
}
