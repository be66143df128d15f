/* Funnels: conditions one after the other. */
#include "patron/study/funnel.h"

#include "patron/base/error.h"
#include "patron/base/memory.h"

/* Sorted row numbers in both A and B, into A; how many. */
static size_t keep_common(uint32_t *a, size_t n_a, const uint32_t *b, size_t n_b)
{
    size_t n = 0;
    for (size_t i = 0, j = 0; i < n_a && j < n_b;) {
        if (a[i] == b[j]) {
            a[n++] = a[i++];
            j++;
        } else if (a[i] < b[j]) {
            i++;
        } else {
            j++;
        }
    }
    return n;
}

bool study_funnel(const struct world *world, const struct definition *population, const struct definition *const *steps,
                  size_t n_steps, int64_t cutoff, struct work *work, struct funnel *out, struct error *err)
{
    uint32_t *rows, *passed;
    size_t n, n_passed;
    *out = (struct funnel){ .n_steps = n_steps };
    if (!population_rows(world, population, cutoff, work, &rows, &n, err))
        return false;
    out->counts = allocate(n_steps + 1, sizeof *out->counts);
    out->counts[0] = (double)n;
    bool good = true;
    size_t s;
    for (s = 0; s < n_steps; s++) {
        good = population_rows(world, steps[s], cutoff, work, &passed, &n_passed, err);
        if (!good)
            break;
        n = keep_common(rows, n, passed, n_passed);
        out->counts[s + 1] = (double)n;
        free(passed);
    }
    free(rows);
    if (!good) {
        funnel_release(out);
        out->n_steps = s;
    }
    return good;
}

void funnel_release(struct funnel *funnel)
{
    free(funnel->counts);
    *funnel = (struct funnel){ 0 };
}
