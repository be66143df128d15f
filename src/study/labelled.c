/* Scored rows whose score and outcome are known, as metrics take them. */
#include <math.h>
#include <stdlib.h>

#include "patron/base/memory.h"
#include "patron/study/study.h"

static bool is_known(const struct scored *scored, size_t row)
{
    return !isnan(scored->score[row]) && !isnan(scored->labels.columns[0].values[row]);
}

bool labelled_init(struct labelled *labelled, const struct scored *scored, const uint8_t *keep, struct error *err)
{
    *labelled = (struct labelled){ .probability = true };
    size_t *places = allocate_large(scored->n, sizeof *places, "the rows to measure", err);
    bool good = places != NULL;
    for (size_t i = 0; good && i < scored->n; i++)
        if (is_known(scored, i) && (!keep || keep[i]))
            places[labelled->n++] = i;
    good = good && scored_part(scored, places, labelled->n, &labelled->part, err);
    free(places);
    if (!good)
        return false;
    labelled->score = labelled->part.score;
    labelled->amount = labelled->part.outcome;
    labelled->outcome = allocate_large(labelled->n, 1, "outcomes", err);
    if (!labelled->outcome) {
        labelled_release(labelled);
        return false;
    }
    for (size_t i = 0; i < labelled->n; i++) {
        labelled->outcome[i] = labelled->amount && labelled->amount[i] > 0;
        labelled->positives += labelled->outcome[i];
        labelled->probability &= labelled->score[i] >= 0 && labelled->score[i] <= 1;
    }
    return true;
}

void labelled_release(struct labelled *labelled)
{
    scored_release(&labelled->part);
    free(labelled->outcome);
    *labelled = (struct labelled){ 0 };
}

struct metric_rows labelled_rows(const struct labelled *labelled)
{
    return (struct metric_rows){ .takes = measured_of(labelled->part.target_kind),
                                 .n = labelled->n,
                                 .score = labelled->score,
                                 .outcome = labelled->outcome,
                                 .amount = labelled->amount,
                                 .probability = labelled->probability,
                                 .labels = &labelled->part.labels,
                                 .answers = &labelled->part.answers };
}

uint8_t *scored_common(const struct scored *const *scored, size_t n, struct error *err)
{
    uint8_t *keep = allocate_large(scored[0]->n, 1, "rows to compare", err);
    for (size_t i = 0; keep && i < scored[0]->n; i++) {
        bool known = true;
        for (size_t m = 0; known && m < n; m++)
            known = is_known(scored[m], i);
        keep[i] = known;
    }
    return keep;
}
