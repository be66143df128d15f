/* What the tests of purchase processes share. */
#include <stdlib.h>
#include <string.h>

#include "learn_tests.h"

void expect_process(const struct fitted *fitted, const struct json *right, double parameters, double errors)
{
    double parameter[4], error[4];
    ck_assert(json_get_numbers(right, "parameters", parameter, 4));
    ck_assert(json_get_numbers(right, "standard_errors", error, 4));
    fitted_expect(fitted);
    ck_assert_int_eq(fitted->summary.state, FIT_CONVERGED);
    ck_assert_uint_eq(fitted->summary.n_terms, 4);
    for (size_t j = 0; j < 4; j++) {
        const struct fit_term *term = &fitted->summary.terms[j];
        expect_near(term->estimate, parameter[j], parameters * parameter[j]);
        expect_near(term->standard_error, error[j], errors * error[j]);
    }
    expect_near(fitted->summary.log_likelihood, json_get_number(right, "log_likelihood", NAN), 1e-6);
    expect_near(fitted->summary.null_log_likelihood, json_get_number(right, "nobody_leaves_log_likelihood", NAN), 1e-6);
    ck_assert(fitted->summary.gradient_norm < 1e-4);
}

/* A model of the kind of FITTED with other parameters, as its file would hold them. */
static void *with_parameters(const struct fitted *fitted, const double parameters[4])
{
    struct json *json = fitted->kind->write(fitted->model);
    for (size_t j = 0; j < 4; j++)
        json_set_number(json, fitted->summary.terms[j].name, parameters[j]);
    void *model = fitted->kind->read(json, NULL);
    ck_assert_ptr_nonnull(model);
    json_free(json);
    return model;
}

static void expect_case(const struct fitted *fitted, const struct json *one, const double gaps[3])
{
    double row[] = { json_get_number(one, "x", NAN), json_get_number(one, "t_x", NAN), json_get_number(one, "T", NAN) };
    double none[3], expected[3];
    struct matrix x = { 1, 3, row };
    ck_assert(json_get_numbers(one, "none", none, 3) && json_get_numbers(one, "expected", expected, 3));
    for (size_t k = 0; k < 3; k++) {
        struct learn_data data = { .x = &x, .horizon = json_get_number(one, "horizon", NAN), .gap = gaps[k] };
        double *p = fitted_answer(fitted, &data, "p"), *n = fitted_answer(fitted, &data, "expected");
        double *alive = fitted_answer(fitted, &data, "p_alive");
        expect_near(*p, none[k], 1e-9);
        expect_near(*n, expected[k], 1e-9 * fmax(1, expected[k]));
        expect_near(*alive, json_get_number(one, "p_alive", NAN), 1e-9);
        free(p);
        free(n);
        free(alive);
    }
}

void expect_future(const struct fitted *fitted, const struct json *future)
{
    double parameters[4], gaps[3];
    ck_assert(json_get_numbers(future, "parameters", parameters, 4) && json_get_numbers(future, "gaps", gaps, 3));
    struct fitted other = { .kind = fitted->kind, .model = with_parameters(fitted, parameters) };
    const struct json *cases = json_get(future, "cases");
    ck_assert_uint_eq(json_size(cases), 6);
    for (size_t i = 0; i < json_size(cases); i++)
        expect_case(&other, json_item(cases, i), gaps);
    fitted->kind->free(other.model);
}

void expect_truth(const struct fitted *fitted, const double truth[4])
{
    fitted_expect(fitted);
    ck_assert_int_eq(fitted->summary.state, FIT_CONVERGED);
    for (size_t j = 0; j < 4; j++) {
        const struct fit_term *term = &fitted->summary.terms[j];
        expect_near(term->estimate, truth[j], 4 * term->standard_error);
        ck_assert_msg(term->standard_error < 0.25 * truth[j], "%s: %g", term->name, term->standard_error);
    }
}

/* Marsaglia and Tsang (2000). */
double draw_gamma(struct random *random, double shape)
{
    if (shape < 1)
        return draw_gamma(random, shape + 1) * pow(1 - random_unit(random), 1 / shape);
    for (double d = shape - 1.0 / 3, c = 1 / sqrt(9 * d);;) {
        double z = random_normal(random), v = pow(1 + c * z, 3);
        if (v > 0 && log(1 - random_unit(random)) < z * z / 2 + d - d * v + d * log(v))
            return d * v;
    }
}

double total_of(const double *values, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += values[i];
    return sum;
}
