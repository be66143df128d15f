/* Whether a report is only a table. */
#include "report/block.h"

bool report_is_table(const struct report *report)
{
    return report->n == 1 && report->blocks[0]->kind == BLOCK_TABLE;
}
