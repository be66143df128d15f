/* Libraries that are opened when they are first needed, so that starting the program does not pay for them.

   A library's functions stand once, in a list; from it come a struct of pointers and the names to look for:

       #define BLAS_FUNCTIONS(F) F(cblas_dtrsm) F(cblas_dtrsv)
       struct blas { BLAS_FUNCTIONS(LIBRARY_MEMBER) };
       static const char *const function_names[] = { BLAS_FUNCTIONS(LIBRARY_NAME) NULL };
       ...
       struct blas blas;
       if (!library_load(&openblas, function_names, &blas, err))
           return false; */
#ifndef PATRON_BASE_LIBRARY_H
#define PATRON_BASE_LIBRARY_H

#include <stdbool.h>

struct error;

struct library {
    const char *need;     /* what is not possible without it, as in "fetching needs libcurl 7.85" */
    const char *package;  /* the Debian package that brings it */
    const char *files[2]; /* the shared object; another that will do, or NULL */
};

#define LIBRARY_MEMBER(name) __typeof__(name) *name;
#define LIBRARY_NAME(name) #name,

/* The functions NAMES (ends with NULL) of LIBRARY into FUNCTIONS, a struct of as many pointers in the same order. False
   and E_SYSTEM, with the package to install, when the library or one of them is not there. Loading again costs
   microseconds; nothing is ever unloaded. Its symbols stay apart from those of other libraries. */
bool library_load(const struct library *library, const char *const *names, void *functions, struct error *err);

#endif
