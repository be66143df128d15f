/* BG/NBD: purchases of customers without contract (Fader, Hardie and Lee 2005, "Counting Your Customers" the Easy Way).

   A customer buys at the rate lambda ~ Gamma(r, alpha) and leaves after each repeat purchase with the chance
   p ~ Beta(a, b). Fitted by maximum likelihood; standard errors are from the Hessian at the maximum. When the
   likelihood is no better than that of a = 0, where nobody leaves, the fit says so and is that model (NBD). */
#include <math.h>

#include "bgnbd_future.h"
#include "bgnbd_likelihood.h"

static void *bgnbd_fit(const struct learn_data *data, const struct values *parameters, struct fit_summary *summary,
                       struct error *err)
{
    return process_fit_purchases(&bgnbd_process, data, parameters, summary, err);
}

static bool bgnbd_predict(const void *fitted, const struct learn_data *data, struct frame *out, struct error *err)
{
    const double *theta = ((const struct process_fitted *)fitted)->theta;
    return bgnbd_answer(&(struct bgnbd){ theta[0], theta[1], theta[2], theta[3], 0 }, data, out, err);
}

static struct json *bgnbd_write(const void *fitted)
{
    return process_write(&bgnbd_process, fitted);
}

static void *bgnbd_read(const struct json *json, struct error *err)
{
    return process_read(&bgnbd_process, json, err);
}

const struct model_kind bgnbd_kind = {
    .name = "bgnbd",
    .title = "BG/NBD purchase process",
    .summary = "Customers buy at their own rate and may leave after any purchase; needs the times of purchases only.",
    .reference = "Fader, Hardie and Lee 2005, Counting Your Customers the Easy Way",
    .answers = process_answers,
    .input = &input_purchases,
    .limits = "it models the times between purchases",
    .example = "no orders within 90d, or count(orders) within 90d",
    .parameters = process_parameters,
    .fit = bgnbd_fit,
    .predict = bgnbd_predict,
    .write = bgnbd_write,
    .read = bgnbd_read,
    .free = free,
};
