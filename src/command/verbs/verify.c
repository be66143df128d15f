/* verify: the whole workspace, every file of it. */
#include "command/verb.h"

static struct table *counts_table(const struct verification *found, struct error *err)
{
    struct builder *builder = builder_new("verify");
    builder_add_column(builder, "what", TYPE_TEXT);
    builder_add_column(builder, "checked", TYPE_INT);
    builder_add_column(builder, "wrong", TYPE_INT);
    for (size_t i = 0; i < N_VERIFIED; i++) {
        builder_set_string(builder, 0, verified_names[i]);
        builder_set_int(builder, 1, (int64_t)found->n_checked[i]);
        builder_set_int(builder, 2, (int64_t)found->n_wrong[i]);
        builder_end_row(builder);
    }
    return builder_finish(builder, err);
}

static struct table *faults_table(const struct verification *found, struct error *err)
{
    static const char *const names[] = { "what", "problem", "reason", "mend" };
    struct builder *builder = builder_new("faults");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        builder_add_column(builder, names[i], TYPE_TEXT);
    for (size_t i = 0; i < found->n_faults; i++) {
        const struct error *error = &found->faults[i].error;
        builder_set_string(builder, 0, verified_names[found->faults[i].kind]);
        builder_set_string(builder, 1, error->what);
        builder_set_string(builder, 2, error->reason);
        builder_set_string(builder, 3, error->mend[0]);
        builder_end_row(builder);
    }
    return builder_finish(builder, err);
}

static struct report *tell(const struct verification *found, struct arena *arena, struct error *err)
{
    struct table *counts = counts_table(found, err);
    struct table *faults = counts && found->n_faults > 0 ? faults_table(found, err) : NULL;
    if (!counts || (found->n_faults > 0 && !faults)) {
        table_release(counts);
        return failed();
    }
    const char *context =
        found->n_faults == 0 ? "all as it was written" : arena_format(arena, "%zu wrong", found->n_faults);
    struct report *report = report_new("verify", "verify", context);
    struct block *block = report_add_table(report, NULL, view_owning(counts));
    for (size_t i = 0; i < N_VERIFIED; i++)
        if (found->n_checked[i] > 0)
            table_block_verdict(block, i, found->n_wrong[i] > 0 ? VERDICT_BAD : VERDICT_OK);
    if (faults)
        report_add_table(report, "what is wrong", view_owning(faults));
    return report;
}

static struct report *run_verify(struct session *session, const struct invocation *invocation, struct error *err)
{
    struct verification found;
    if (!workspace_verification(session->workspace, session_work(session), &found, err))
        return failed();
    struct report *report = tell(&found, invocation->arena, err);
    outcome(session, "%zu wrong", found.n_faults);
    session->judged = found.n_faults == 0 ? JUDGED_GOOD : JUDGED_BAD;
    if (found.n_faults > 0 && !session->trying) {
        session->damaged = true;
        session->stop_run = true; /* nothing that follows could be trusted */
    }
    verification_release(&found);
    return report;
}

const struct command verify_command = {
    .name = "verify",
    .group = GROUP_OUTPUT,
    .summary = "the whole workspace: every file, row, model and hash of it; status 1 when something is wrong",
    .description =
        "Reads every file: the hashes of columns and models, whether codes and texts lie within their file, the rows "
        "of "
        "the catalog against the files that they name, whether each model can be read, the kept features, and the "
        "chain "
        "of the audit trail. Worth a look at a workspace that came from somebody else, or from a disk that fails. What "
        "is wrong is listed with its file and the command that makes it whole; a command file ends there, and `if "
        "failed` asks after try.",
    .needs = NEEDS_WORKSPACE,
    .parameters = (const struct parameter[]){ { 0 } },
    .examples = (const struct example[]){ { "is all as it was written", "verify" },
                                          { "before handing it on", "verify > verify.json" },
                                          { 0 } },
    .see_also = "history snapshots",
    .pane = "table",
    .run = run_verify,
};
