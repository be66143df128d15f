/* quit: leaves, with a status if one is given. */
#include "command/verb.h"

static struct report *run_quit(struct session *session, const struct invocation *invocation, struct error *err)
{
    (void)err;
    session->quitting = true;
    session->quit_status = (int)values_number(&invocation->values, "status");
    return NULL;
}

const struct command quit_command = {
    .name = "quit",
    .group = GROUP_TERMINAL,
    .summary = "leave",
    .parameters = (const struct parameter[]){ { "status", PARAMETER_COUNT, FORM_SUBJECT, .greatest = 255,
                                                .otherwise = "0", .summary = "the exit status" },
                                              { 0 } },
    .examples =
        (const struct example[]){
            { "leave", "quit" }, { "with a status", "quit 7" }, { "nothing is lost by it", "history" }, { 0 } },
    .see_also = "save",
    .run = run_quit,
};
