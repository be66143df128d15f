/* rebuild: a model, and what came out when it was made again. */
#include <math.h>

#include "report/common.h"

enum { DIFFERENCES_SHOWN = 50 };

static void add_differences(struct report *report, const struct model_differences *differences)
{
    struct sheet sheet = sheet_new("differences");
    size_t what = sheet_text(&sheet, "figure"), was = sheet_text(&sheet, "recorded"), is = sheet_text(&sheet, "now");
    size_t by = sheet_number(&sheet, "difference");
    for (size_t i = 0; i < differences->n; i++) {
        const struct model_difference *one = &differences->items[i];
        sheet_set_text(&sheet, what, one->what);
        sheet_set_text(&sheet, was, one->was);
        sheet_set_text(&sheet, is, one->is);
        if (!isnan(one->now - one->then))
            sheet_set_number(&sheet, by, one->now - one->then);
        sheet_end_row(&sheet);
    }
    table_block_limit(sheet_add(&sheet, report, "What differs"), DIFFERENCES_SHOWN);
}

struct report *report_rebuild(const struct model *model, const char *label, const struct model_differences *differences)
{
    char *title = make_text("rebuild %s", label);
    struct report *report = report_new("rebuild", title, model->kind->title);
    struct block *facts = report_add_facts(report, NULL);
    free(title);
    facts_add_format(facts, "snapshot", "%.8s", model->snapshot);
    facts_add_format(facts, "seed", "%llu", (unsigned long long)model->seed);
    facts_add_format(facts, "compared", "%zu values: figures, coefficients, preparation, references",
                     differences->n_compared);
    facts_add_format(facts, "the same to the bit", "%zu", differences->n_identical);
    size_t nearly = differences->n_compared - differences->n_identical - differences->n;
    if (nearly > 0)
        facts_add_format(facts, "the same to 1e-12", "%zu, at most %g apart", nearly, differences->largest);
    if (differences->n > 0)
        add_differences(report, differences);
    report_add_note(report, differences->n > 0 ? VERDICT_BAD : VERDICT_OK,
                    differences->n > 0 ? "%zu differ" : "the same model again", differences->n);
    return report;
}
