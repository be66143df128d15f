/* Tests of src/learn/bgnbd_likelihood.c. */
#include "learn/bgnbd_likelihood.h"

#include "learn/minimise.h"
#include "learn_tests.h"

START_TEST(derivatives_are_those_of_the_likelihood)
{
    struct matrix x = reference_customers(REFERENCE "bgnbd/cdnow.csv");
    struct learn_data data = { .x = &x };
    struct histories histories;
    struct process_likelihood likelihood;
    ck_assert(histories_init(&histories, &data, NULL));
    const struct process *const processes[] = { &bgnbd_process, &mbgnbd_process };
    for (size_t k = 0; k < 2; k++) {
        process_likelihood_init(&likelihood, processes[k], &histories, NULL);
        struct objective objective = { 2, process_likelihood_evaluate, &likelihood };
        expect_derivatives(&objective, (double[]){ -0.5, 2 }, 1e-7);
        likelihood.leaves = true;
        objective.n = 4;
        expect_derivatives(&objective, (double[]){ -1.4, 1.5, -0.2, 0.9 }, 1e-7);
        expect_derivatives(&objective, (double[]){ 1, -1, 2, -2 }, 1e-7);
        process_likelihood_release(&likelihood);
    }
    histories_release(&histories);
    matrix_release(&x);
}
END_TEST

/* Hardie's note on numerical error: a 0.8, b 2.5, r 0.25, alpha 4. */
START_TEST(likelihood_of_extreme_customers)
{
    const double rows[][3] = { { 0, 0, 40 }, { 200, 38, 40 } }, right[] = { -0.59947382, 100.7957 };
    for (size_t i = 0; i < 2; i++) {
        struct matrix x = { 1, 3, (double *)rows[i] };
        struct learn_data data = { .x = &x };
        struct histories histories;
        struct process_likelihood likelihood;
        double value, gradient[4], hessian[16];
        ck_assert(histories_init(&histories, &data, NULL));
        process_likelihood_init(&likelihood, &bgnbd_process, &histories, NULL);
        likelihood.leaves = true;
        ck_assert(process_likelihood_evaluate(&likelihood, (double[]){ log(0.25), log(4), log(0.8), log(2.5) }, &value,
                                              gradient, hessian, NULL));
        expect_near(-value, right[i], i == 0 ? 1e-8 : 1e-4);
        process_likelihood_release(&likelihood);
        histories_release(&histories);
    }
}
END_TEST

TCase *bgnbd_likelihood_tests(void)
{
    TCase *tests = tcase_create("bgnbd_likelihood");
    tcase_add_test(tests, derivatives_are_those_of_the_likelihood);
    tcase_add_test(tests, likelihood_of_extreme_customers);
    return tests;
}
