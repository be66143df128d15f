/* What the data must be, and where they are not: one row a finding. */
#ifndef COMMAND_QUALITY_H
#define COMMAND_QUALITY_H

#include "command/resolve.h"
#include "patron/report/report.h"
#include "patron/table/builder.h"

enum { MOST_FINDINGS = 4096 };
struct quality {
    struct builder *findings; /* table, column, rule, rows, share, state */
    size_t n, n_watch, n_bad;
    enum verdict verdicts[MOST_FINDINGS];
};
void quality_init(struct quality *quality);
/* All rules on the table NAME; adds its findings. */
bool quality_check(struct session *session, const char *name, struct quality *quality, struct error *err);

#endif
