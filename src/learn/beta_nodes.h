/* Averages over a Beta distribution by Gauss-Jacobi quadrature. */
#ifndef LEARN_BETA_NODES_H
#define LEARN_BETA_NODES_H

enum { BETA_NODES = 40 };

/* The mean of f(p), p ~ Beta(A, B), is the sum of WEIGHT[i] f(NODE[i]) for i < BETA_NODES, exactly for polynomials of
   degree below 80. Nodes ascend within (0, 1); weights add up to 1. (Golub and Welsch 1969.) */
void beta_nodes(double a, double b, double node[BETA_NODES], double weight[BETA_NODES]);

#endif
