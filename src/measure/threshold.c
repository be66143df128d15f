/* Precision and recall: the curve, average precision, the table at one threshold, and Wilson's interval of a share. */
#include <math.h>

#include "measure/curve.h"
#include "measure/distribution.h"
#include "measure/ladder.h"
#include "patron/base/error.h"
#include "patron/measure/measure.h"

bool measure_precision_recall(const double *score, const uint8_t *outcome, size_t n, size_t max, struct curve *out,
                              struct error *err)
{
    struct ladder ladder;
    *out = (struct curve){ 0 };
    if (!ladder_build(score, outcome, n, &ladder, err))
        return false;
    bool good = ladder.n_positives > 0;
    if (!good)
        fail(err, ERROR_USER, E_ONE_CLASS, "a precision-recall curve needs positive outcomes");
    good = good && curve_reserve(out, ladder.n + 1, err);
    double positives = 0, rows = 0;
    for (size_t i = 0; good && i < ladder.n; i++) {
        positives += ladder_positives(&ladder, i);
        rows += ladder_positives(&ladder, i) + ladder_negatives(&ladder, i);
        curve_set(out, i + 1, positives / ladder.n_positives, positives / rows, ladder.score[i]);
    }
    if (good) {
        curve_set(out, 0, 0, out->y[1], INFINITY); /* the curve is a step: it starts at its first precision */
        curve_thin(out, max);
    }
    ladder_release(&ladder);
    return good;
}

double measure_average_precision(const double *score, const uint8_t *outcome, size_t n)
{
    struct ladder ladder;
    if (!ladder_build(score, outcome, n, &ladder, NULL))
        return NAN;
    double result = ladder_average_precision(&ladder);
    ladder_release(&ladder);
    return result;
}

static double ratio(double part, double whole)
{
    return whole > 0 ? part / whole : NAN;
}

struct confusion measure_confusion(const double *score, const uint8_t *outcome, size_t n, double threshold)
{
    double count[2][2] = { { 0, 0 }, { 0, 0 } }; /* [outcome][called positive] */
    for (size_t i = 0; i < n; i++)
        count[outcome[i] != 0][score[i] >= threshold]++;
    struct confusion c = { .threshold = threshold,
                           .true_positive = count[1][1],
                           .false_positive = count[0][1],
                           .false_negative = count[1][0],
                           .true_negative = count[0][0] };
    c.precision = ratio(c.true_positive, c.true_positive + c.false_positive);
    c.recall = ratio(c.true_positive, c.true_positive + c.false_negative);
    c.specificity = ratio(c.true_negative, c.true_negative + c.false_positive);
    c.accuracy = ratio(c.true_positive + c.true_negative, (double)n);
    c.f1 = ratio(2 * c.true_positive, 2 * c.true_positive + c.false_positive + c.false_negative);
    return c;
}

double measure_best_f1(const double *score, const uint8_t *outcome, size_t n)
{
    struct ladder ladder;
    if (!ladder_build(score, outcome, n, &ladder, NULL))
        return NAN;
    double best = 0, threshold = NAN, positives = 0, rows = 0;
    for (size_t i = 0; i < ladder.n; i++) {
        positives += ladder_positives(&ladder, i);
        rows += ladder_positives(&ladder, i) + ladder_negatives(&ladder, i);
        double f1 = 2 * positives / (rows + ladder.n_positives);
        if (f1 > best) { /* of equal ones the highest threshold */
            best = f1;
            threshold = ladder.score[i];
        }
    }
    ladder_release(&ladder);
    return threshold;
}

double measure_best_profit(const double *score, const uint8_t *outcome, size_t n, double contact, double save)
{
    struct ladder ladder;
    if (!ladder_build(score, outcome, n, &ladder, NULL))
        return NAN;
    double best = 0, threshold = INFINITY, profit = 0;
    for (size_t i = 0; i < ladder.n; i++) {
        double positives = ladder_positives(&ladder, i);
        profit += save * positives - contact * (positives + ladder_negatives(&ladder, i));
        if (profit > best) { /* of equal ones the highest threshold: fewer are called */
            best = profit;
            threshold = ladder.score[i];
        }
    }
    ladder_release(&ladder);
    return threshold;
}

struct interval measure_wilson(double positives, double n)
{
    if (!(n > 0))
        return (struct interval){ NAN, NAN, NAN };
    double p = positives / n, zz = NORMAL_975 * NORMAL_975, centre = (p + zz / (2 * n)) / (1 + zz / n);
    double half = NORMAL_975 / (1 + zz / n) * sqrt(fmax(0, p * (1 - p) / n + zz / (4 * n * n)));
    return (struct interval){ p, positives <= 0 ? 0 : fmax(0, centre - half),
                              positives >= n ? 1 : fmin(1, centre + half) };
}
