/* Opening libraries. */
#include "patron/base/library.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

#include "patron/base/error.h"

static bool cannot_load(const struct library *library, const char *what, struct error *err)
{
    fail(err, ERROR_SYSTEM, E_SYSTEM, "%s, and %s cannot be loaded", library->need, what);
    error_mend(err, "install the package %s", library->package);
    return false;
}

bool library_load(const struct library *library, const char *const *names, void *functions, struct error *err)
{
    void *handle = dlopen(library->files[0], RTLD_LAZY | RTLD_LOCAL);
    if (!handle && library->files[1])
        handle = dlopen(library->files[1], RTLD_LAZY | RTLD_LOCAL);
    if (!handle)
        return cannot_load(library, library->files[0], err);
    for (size_t i = 0; names[i]; i++) {
        void *function = dlsym(handle, names[i]);
        if (!function)
            return cannot_load(library, names[i], err);
        memcpy((char *)functions + i * sizeof function, &function, sizeof function);
    }
    return true;
}
