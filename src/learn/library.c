/* Loading XGBoost.

   OpenMP threads wait for the next parallel loop by spinning, by default for about a millisecond and more, which makes
   training several times slower whenever another program wants a processor. With GOMP_SPINCOUNT they fall asleep after
   some microseconds. A user's own OMP_WAIT_POLICY or GOMP_SPINCOUNT is left as it is. */
#include "library.h"

#include <dlfcn.h>
#include <stdlib.h>

#include "patron/base/error.h"

static const char library_name[] = "libxgboost.so.0";

static bool cannot_load(const char *what, struct error *err)
{
    fail(err, ERROR_SYSTEM, E_SYSTEM, "boosted trees need XGBoost 1.7, and %s cannot be loaded", what);
    error_mend(err, "install the package libxgboost0");
    return false;
}

bool xgboost_load(struct xgboost *library, struct error *err)
{
    if (!getenv("OMP_WAIT_POLICY") && !getenv("GOMP_SPINCOUNT"))
        setenv("GOMP_SPINCOUNT", "20000", 0);
    void *handle = dlopen(library_name, RTLD_NOW | RTLD_LOCAL);
    if (!handle)
        return cannot_load(library_name, err);
#define XGBOOST_LOAD(name)                                                                                             \
    *(void **)&library->name = dlsym(handle, #name);                                                                   \
    if (!library->name)                                                                                                \
        return cannot_load(#name, err);
    XGBOOST_FUNCTIONS(XGBOOST_LOAD)
#undef XGBOOST_LOAD
    if (library->XGBSetGlobalConfig("{\"verbosity\": 0}") != 0)
        return fail(err, ERROR_SYSTEM, E_SYSTEM, "XGBoost refused: %s", library->XGBGetLastError());
    return true;
}
