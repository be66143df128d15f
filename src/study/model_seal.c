/* The seal of a model's file: a hash over all its members as they are written, figures included, whatever the spacing.
 */
#include <string.h>

#include "patron/base/json.h"
#include "patron/base/text.h"
#include "patron/study/study.h"
#include "study/model.h"

static const char member[] = "seal";

static void seal_of(const struct json *json, char out[HASH_TEXT])
{
    struct json *copy = json_copy(json);
    struct text text = TEXT_EMPTY;
    json_set_text(copy, member, NULL);
    json_write(copy, 0, &text);
    struct hash hash = hash_bytes(text.bytes, text.length);
    hash_text(&hash, out);
    text_release(&text);
    json_free(copy);
}

void model_seal(struct json *written)
{
    char seal[HASH_TEXT];
    seal_of(written, seal);
    json_set_text(written, member, seal);
}

enum model_seal model_seal_check(const struct json *json)
{
    char found[HASH_TEXT];
    if (!json_get(json, member))
        return SEAL_NONE;
    const char *seal = json_get_text(json, member);
    seal_of(json, found);
    return seal && strcmp(seal, found) == 0 ? SEAL_HOLDS : SEAL_BROKEN;
}
