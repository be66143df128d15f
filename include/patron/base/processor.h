/* Loops compiled for newer processors beside any; which is chosen when the program starts, and both do the same
   operations in the same order. Not under the sanitizers that the choosing would run before. */
#ifndef PATRON_BASE_PROCESSOR_H
#define PATRON_BASE_PROCESSOR_H

#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && defined(__GNUC__) &&     \
    !defined(__clang__)
#define FOR_EACH_PROCESSOR __attribute__((target_clones("avx2", "default")))
#else
#define FOR_EACH_PROCESSOR
#endif

#endif
