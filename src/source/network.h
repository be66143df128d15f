/* The library of transfers, libcurl, loaded when something is fetched: starting the program does not pay for it.
   Private to source/. */
#ifndef SOURCE_NETWORK_H
#define SOURCE_NETWORK_H

#define CURL_DISABLE_TYPECHECK /* its macros call functions that are loaded here */
#include <curl/curl.h>
#include <stdbool.h>

#include "patron/base/library.h"

#undef curl_easy_setopt
#undef curl_easy_getinfo

struct error;

/* The functions in use. */
#define CURL_FUNCTIONS(F)                                                                                              \
    F(curl_easy_cleanup)                                                                                               \
    F(curl_easy_getinfo)                                                                                               \
    F(curl_easy_init)                                                                                                  \
    F(curl_easy_perform)                                                                                               \
    F(curl_easy_setopt)                                                                                                \
    F(curl_easy_strerror)                                                                                              \
    F(curl_global_init)                                                                                                \
    F(curl_slist_append)                                                                                               \
    F(curl_slist_free_all)

struct network {
    CURL_FUNCTIONS(LIBRARY_MEMBER)
};

/* The library's functions; false and E_SYSTEM when it cannot be loaded. */
bool network_load(struct network *library, struct error *err);

#endif
