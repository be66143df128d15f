/* Any bytes as a model file: no crash; a file that is read is written, and what was written is read again to the same
   bytes. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/json.h"
#include "patron/base/matrix.h"
#include "patron/base/text.h"
#include "patron/study/study.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct model *read_model(const char *bytes, size_t size)
{
    struct error err = ERROR_INIT;
    struct json *json = json_parse(bytes, size, "fuzz", &err);
    struct model *model = json ? model_read(json, &err) : NULL;
    if (!model && !err.what)
        abort();
    json_free(json);
    error_release(&err);
    return model;
}

static void write_model(const struct model *model, struct text *out)
{
    struct json *json = model_write(model);
    json_write(json, 2, out);
    json_free(json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text first = TEXT_EMPTY, second = TEXT_EMPTY;
    numerics_init();
    struct model *model = read_model((const char *)data, size);
    if (!model)
        return 0;
    write_model(model, &first);
    model_free(model);
    model = read_model(text_string(&first), first.length);
    if (!model)
        abort();
    write_model(model, &second);
    model_free(model);
    if (strcmp(text_string(&first), text_string(&second)) != 0)
        abort();
    text_release(&first);
    text_release(&second);
    return 0;
}
