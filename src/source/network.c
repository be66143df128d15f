/* Loading libcurl. */
#include "source/network.h"

#include <dlfcn.h>

#include "patron/base/error.h"

static bool cannot_load(const char *what, struct error *err)
{
    fail(err, ERROR_SYSTEM, E_SYSTEM, "fetching needs libcurl 7.85, and %s cannot be loaded", what);
    error_mend(err, "install the package libcurl4");
    return false;
}

bool network_load(struct network *library, struct error *err)
{
    static const char *const names[] = { "libcurl.so.4", "libcurl-gnutls.so.4" };
    void *handle = dlopen(names[0], RTLD_LAZY | RTLD_LOCAL);
    if (!handle)
        handle = dlopen(names[1], RTLD_LAZY | RTLD_LOCAL);
    if (!handle)
        return cannot_load(names[0], err);
#define CURL_LOAD(name)                                                                                                \
    *(void **)&library->name = dlsym(handle, #name);                                                                   \
    if (!library->name)                                                                                                \
        return cannot_load(#name, err);
    CURL_FUNCTIONS(CURL_LOAD)
#undef CURL_LOAD
    if (library->curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return fail(err, ERROR_SYSTEM, E_SYSTEM, "libcurl does not start");
    return true;
}
