/* MBG/NBD: as BG/NBD, but a customer may leave after the first purchase too (Batislam, Denizel and Filiztekin 2007,
   Empirical Validation and Comparison of Models for Customer Base Analysis; Hoppe and Wagner 2007).

   So someone who bought once and never came back need not be alive: BG/NBD is certain that he is. */
#include <math.h>

#include "bgnbd_future.h"
#include "bgnbd_likelihood.h"

static void *mbgnbd_fit(const struct learn_data *data, const struct values *parameters, struct fit_summary *summary,
                        struct error *err)
{
    return process_fit_purchases(&mbgnbd_process, data, parameters, summary, err);
}

static bool mbgnbd_predict(const void *fitted, const struct learn_data *data, struct frame *out, struct error *err)
{
    const double *theta = ((const struct process_fitted *)fitted)->theta;
    return bgnbd_answer(&(struct bgnbd){ theta[0], theta[1], theta[2], theta[3], 1 }, data, out, err);
}

static struct json *mbgnbd_write(const void *fitted)
{
    return process_write(&mbgnbd_process, fitted);
}

static void *mbgnbd_read(const struct json *json, struct error *err)
{
    return process_read(&mbgnbd_process, json, err);
}

const struct model_kind mbgnbd_kind = {
    .name = "mbgnbd",
    .title = "MBG/NBD purchase process",
    .summary = "As bgnbd, but customers may leave after their first purchase too, so that who bought once may be gone.",
    .reference = "Batislam, Denizel and Filiztekin 2007, Empirical Validation and Comparison of Models for Customer "
                 "Base Analysis",
    .answers = process_answers,
    .input = &input_purchases,
    .limits = "it models the times between purchases",
    .example = "no orders within 90d, or count(orders) within 90d",
    .parameters = process_parameters,
    .fit = mbgnbd_fit,
    .predict = mbgnbd_predict,
    .write = mbgnbd_write,
    .read = mbgnbd_read,
    .free = free,
};
