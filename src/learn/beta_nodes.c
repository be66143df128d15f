/* The nodes are the eigenvalues of the symmetric tridiagonal matrix of the Jacobi polynomials' recurrence; the weights
   are the squared first components of its eigenvectors. Found by the QL method with implicit shifts. */
#include "beta_nodes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The recurrence of the orthonormal polynomials of Beta(a, b) on [0, 1]. */
static void recurrence(double a, double b, double *diagonal, double *beside)
{
    double alpha = b - 1, beta = a - 1, sum = alpha + beta;
    for (int k = 0; k < BETA_NODES; k++) {
        double centre =
            k == 0 ? (beta - alpha) / (sum + 2) : (beta * beta - alpha * alpha) / ((2 * k + sum) * (2 * k + sum + 2));
        diagonal[k] = (1 + centre) / 2;
        int m = k + 1;
        double s = 2 * m + sum;
        double square = m == 1 ? 4 * (1 + alpha) * (1 + beta) / ((2 + sum) * (2 + sum) * (3 + sum))
                               : 4 * m * (m + alpha) * (m + beta) * (m + sum) / (s * s * (s + 1) * (s - 1));
        beside[k] = sqrt(square) / 2;
    }
    beside[BETA_NODES - 1] = 0;
}

static void rotate(double *diagonal, double *beside, double *first, int low, int high)
{
    double g = (diagonal[low + 1] - diagonal[low]) / (2 * beside[low]), r = hypot(g, 1);
    g = diagonal[high] - diagonal[low] + beside[low] / (g + copysign(r, g));
    double sine = 1, cosine = 1, p = 0;
    int i = high - 1;
    for (; i >= low; i--) {
        double f = sine * beside[i], b = cosine * beside[i];
        beside[i + 1] = r = hypot(f, g);
        if (r == 0) { /* underflow: split here */
            diagonal[i + 1] -= p;
            beside[high] = 0;
            break;
        }
        sine = f / r;
        cosine = g / r;
        g = diagonal[i + 1] - p;
        r = (diagonal[i] - g) * sine + 2 * cosine * b;
        p = sine * r;
        diagonal[i + 1] = g + p;
        g = cosine * r - b;
        f = first[i + 1];
        first[i + 1] = sine * first[i] + cosine * f;
        first[i] = cosine * first[i] - sine * f;
    }
    if (i < low) {
        diagonal[low] -= p;
        beside[low] = g;
        beside[high] = 0;
    }
}

void beta_nodes(double a, double b, double node[BETA_NODES], double weight[BETA_NODES])
{
    double beside[BETA_NODES], first[BETA_NODES] = { 1 };
    recurrence(a, b, node, beside);
    for (int low = 0; low < BETA_NODES; low++)
        for (int steps = 0; steps < 60; steps++) {
            int high = low;
            for (; high < BETA_NODES - 1; high++)
                if (fabs(beside[high]) <= 0x1p-53 * (fabs(node[high]) + fabs(node[high + 1])))
                    break;
            if (high == low)
                break;
            rotate(node, beside, first, low, high);
        }
    for (int i = 1; i < BETA_NODES; i++) /* ascending; there are few */
        for (int j = i; j > 0 && node[j] < node[j - 1]; j--) {
            double t = node[j], f = first[j];
            node[j] = node[j - 1];
            first[j] = first[j - 1];
            node[j - 1] = t;
            first[j - 1] = f;
        }
    double total = 0;
    for (int i = 0; i < BETA_NODES; i++) {
        weight[i] = first[i] * first[i];
        node[i] = fmin(fmax(node[i], 0), 1);
        total += weight[i];
    }
    for (int i = 0; i < BETA_NODES; i++)
        weight[i] /= total;
}
