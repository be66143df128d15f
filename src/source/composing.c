/* Composing, by libunistring, which is opened when a text needs it: this is its one door. */
#include "source/composing.h"

#include <stdlib.h>
#include <uninorm.h>

#include "patron/base/error.h"
#include "patron/base/library.h"
#include "patron/base/text.h"

#define UNISTRING_FUNCTIONS(F) F(u8_normalize) F(uninorm_nfc)

struct unistring {
    UNISTRING_FUNCTIONS(LIBRARY_MEMBER)
};

static const struct library library_of_letters = { "composing letters needs libunistring",
                                                   "libunistring2",
                                                   { "libunistring.so.2", "libunistring.so.5" } };
static const char *const function_names[] = { UNISTRING_FUNCTIONS(LIBRARY_NAME) NULL };

/* Characters below U+0300, where the combining ones begin, are composed: their bytes are below 0xcc. */
static bool is_composed(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] >= 0xcc)
            return false;
    return true;
}

bool text_compose(const char *text, size_t length, struct text *out, struct error *err)
{
    struct unistring library;
    size_t n = 0;
    if (is_composed(text, length)) {
        text_add_bytes(out, text, length);
        return true;
    }
    if (!library_load(&library_of_letters, function_names, &library, err))
        return false;
    uint8_t *composed = library.u8_normalize(library.uninorm_nfc, (const uint8_t *)text, length, NULL, &n);
    if (!composed) /* no memory, or no text */
        return fail(err, ERROR_SYSTEM, E_MEMORY, "no memory for a text of %zu bytes", length);
    text_add_bytes(out, (const char *)composed, n);
    free(composed);
    return true;
}
