/* quit: leaves, with a status if one is given. */
#include "command/verb.h"

static struct report *run_quit(struct session *session, const struct invocation *invocation, struct error *err)
{
    if (session->mode != SESSION_BATCH && !session_may_leave(session, err))
        return failed();
    session->quitting = true;
    session->quit_status = (int)values_number(&invocation->values, "status");
    return NULL;
}

const struct command quit_command = {
    .name = "quit",
    .group = GROUP_TERMINAL,
    .summary = "leave",
    .description = "While jobs run, a person is told of them and leaves by saying it once more, which stops them; a "
                   "command file waits for them.",
    .parameters = (const struct parameter[]){ { "status", PARAMETER_COUNT, FORM_SUBJECT, .greatest = 255,
                                                .otherwise = "0", .summary = "the exit status" },
                                              { 0 } },
    .examples =
        (const struct example[]){
            { "leave", "quit" }, { "with a status", "quit 7" }, { "nothing is lost by it", "history" }, { 0 } },
    .see_also = "save wait kill",
    .run = run_quit,
};
