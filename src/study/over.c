/* The same recipe at other dates and on fewer customers. */
#include "patron/study/over.h"

#include <math.h>

#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"

/* Trains by REQUEST and takes METRIC's figure; what cannot be trained is told in OUT, but for a stop. */
static bool train_at(const struct study_request *request, const struct metric *metric, struct arena *arena,
                     struct over_point *out, struct error *err)
{
    struct error failure = ERROR_INIT;
    struct model *model = study_train(request, NULL, &failure);
    out->test = request->split->test;
    out->share = request->train_share > 0 ? request->train_share : 1;
    out->figure = (struct interval){ NAN, NAN, NAN };
    if (!model && failure.kind == ERROR_CANCELLED) {
        error_move(err, &failure);
        return false;
    }
    if (!model)
        out->failed = arena_text(arena, failure.what ? failure.what : "it cannot be trained");
    error_release(&failure);
    if (!model)
        return true;
    const struct model_metric *figure = model_metric_find(model, metric->name);
    out->n_train = model->n_train_rows;
    out->n_test = model->n_test_rows;
    out->train_positives = model->n_train_positives;
    out->test_positives = model->n_test_positives;
    if (figure)
        out->figure = figure->value;
    model_free(model);
    return true;
}

static bool begin(const struct model *model, const struct world *world, size_t n, const struct metric *metric,
                  struct work *work, struct arena *arena, struct study_request *request, struct over *out,
                  struct error *err)
{
    *out = (struct over){ .metric = metric, .points = arena_allocate(arena, n + 1, sizeof *out->points) };
    for (size_t f = 0; f < model->n_features; f++)
        out->n_fitted += definition_has_constants(&model->definitions[f], arena);
    if (!model->target_kind)
        return fail(err, ERROR_USER, E_NOT_FIT, "segments have no target to be tested on");
    return study_request_again(model, world, work, arena, request, err);
}

bool study_over_dates(const struct model *model, const struct world *world, struct duration step, size_t n,
                      const struct metric *metric, struct work *work, struct arena *arena, struct over *out,
                      struct error *err)
{
    struct study_request request;
    if (!begin(model, world, n, metric, work, arena, &request, out, err))
        return false;
    if (model->split.n_train == 0)
        return fail(err, ERROR_USER, E_NOT_FIT, "the model was split by a share of customers: it has no dates to move");
    work_begin(work, "dates", n);
    bool good = true;
    for (size_t i = n; good && i-- > 0;) {
        struct split split = model->split;
        struct duration back = { step.count * (int32_t)i, step.unit };
        split.test = time_shift(split.test, back, -1);
        for (size_t k = 0; k < split.n_train; k++)
            split.train[k] = time_shift(split.train[k], back, -1);
        request.split = &split;
        good = train_at(&request, metric, arena, &out->points[out->n++], err);
        work_advance(work, 1);
    }
    work_end(work);
    return good;
}

bool study_over_sizes(const struct model *model, const struct world *world, size_t n, const struct metric *metric,
                      struct work *work, struct arena *arena, struct over *out, struct error *err)
{
    struct study_request request;
    if (!begin(model, world, n, metric, work, arena, &request, out, err))
        return false;
    work_begin(work, "sizes", n);
    bool good = true;
    for (size_t i = n; good && i-- > 0;) {
        request.train_share = ldexp(1, -(int)i);
        good = train_at(&request, metric, arena, &out->points[out->n++], err);
        work_advance(work, 1);
    }
    work_end(work);
    return good;
}
