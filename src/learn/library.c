/* Loading XGBoost.

   OpenMP threads wait for the next parallel loop by spinning, which makes training many times slower whenever another
   program wants a processor. With GOMP_SPINCOUNT at 0 they fall asleep at once. A user's own OMP_WAIT_POLICY or
   GOMP_SPINCOUNT is left as it is. */
#include "library.h"

#include <stdlib.h>

#include "patron/base/error.h"

static const struct library library_of_trees = { "boosted trees need XGBoost 1.7",
                                                 "libxgboost0",
                                                 { "libxgboost.so.0" } };
static const char *const function_names[] = { XGBOOST_FUNCTIONS(LIBRARY_NAME) NULL };

bool xgboost_load(struct xgboost *library, struct error *err)
{
    if (!getenv("OMP_WAIT_POLICY") && !getenv("GOMP_SPINCOUNT"))
        setenv("GOMP_SPINCOUNT", "0", 0);
    if (!library_load(&library_of_trees, function_names, library, err))
        return false;
    if (library->XGBSetGlobalConfig("{\"verbosity\": 0}") != 0)
        return fail(err, ERROR_SYSTEM, E_SYSTEM, "XGBoost refused: %s", library->XGBGetLastError());
    return true;
}
