/* Loading libcurl. */
#include "source/network.h"

#include "patron/base/error.h"

static const struct library library_of_transfers = { "fetching needs libcurl 7.85",
                                                     "libcurl4",
                                                     { "libcurl.so.4", "libcurl-gnutls.so.4" } };
static const char *const function_names[] = { CURL_FUNCTIONS(LIBRARY_NAME) NULL };

bool network_load(struct network *library, struct error *err)
{
    if (!library_load(&library_of_transfers, function_names, library, err))
        return false;
    if (library->curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return fail(err, ERROR_SYSTEM, E_SYSTEM, "libcurl does not start");
    return true;
}
