/* Any bytes as a command file that is only checked (-n): no crash, and whatever is wrong has a sentence. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/command/session.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool no_show(void *context, const struct report *report, struct error *err)
{
    (void)context;
    (void)report;
    (void)err;
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct session *session;
    struct completions found = { 0 };
    if (!session) {
        struct batch_options options = { .quiet = true, .plan_only = true };
        session = session_new(SESSION_BATCH);
        session_set_batch(session, &options);
        if (!freopen("/dev/null", "w", stderr) || !freopen("/dev/null", "w", stdout))
            abort();
    }
    char *text = copy_bytes((const char *)data, size);
    int status = session_run_text(session, text, strlen(text), "fuzz", no_show, NULL);
    if (status != 0 && status != 1 && status != 2)
        abort();
    text[strcspn(text, "\n")] = '\0';
    if (session_complete(session, text, strlen(text), &found) && found.start > strlen(text))
        abort();
    completions_free(&found);
    free(session_hint(session, text, strlen(text)));
    free(text);
    return 0;
}
