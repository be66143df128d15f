#!/usr/bin/python3
"""Reference figures for the kinds mbgnbd, paretonbd and bgbb, by SciPy and mpmath: likelihoods written with log-gamma and
the hypergeometric function 2F1 as the papers have them, their maxima by Nelder-Mead and BFGS, chances of windows by sums
over grids of the unobserved rates. None of it is how the program computes them (quadrature over the time of leaving,
Newton's method, finite sums).

Usage: make.py    reads ../bgnbd/cdnow.csv and donations.csv, writes expected.json.

donations.csv: Fader, Hardie and Shang (2010), table 1: 11,104 people who first gave to a charity in 1995, by the years
1996-2001 in which they gave (x), the last of them (t_x) and their number (n = 6).

Published. MBG/NBD on CDNOW: BTYDplus 0.524844, 6.183093, 0.891388, 1.614048, log-likelihood -9582.1357. Pareto/NBD: Fader,
Hardie and Lee (2005) 0.553, 10.578, 0.606, 11.669, -9595.0; CLVTools (tests/testthat) 0.55315, 10.57633, 0.60625, 11.67150,
-9594.976, standard errors 0.0476264, 0.8427222, 0.1872594, 6.2105448. BG/BB: Fader, Hardie and Shang 1.204, 0.750, 0.657,
2.783, -33225.6; BTYD's walk-through for expectations.

Tolerances. As in ../bgnbd/make.py: parameters 1e-5 relative (the surfaces are flat along the two parameters of leaving; for
Pareto/NBD that search ends within 1e-4), log-likelihoods 1e-6, standard errors 1e-3 relative (for Pareto/NBD 1e-2).
"""
import json
import os
import platform

import mpmath
import numpy as np
import scipy
from scipy.optimize import minimize
from scipy.special import betaln, gammaln, hyp2f1, roots_jacobi
from scipy.stats import beta as beta_distribution
from scipy import integrate

here = os.path.dirname(os.path.abspath(__file__))


def read(name):
    return np.loadtxt(os.path.join(here, name), delimiter=",", skiprows=1)


def weeks(rows):
    return rows * np.array([1, 1 / 7, 1 / 7, 1])


# ---- Likelihoods of rows (x, t_x, T) ----

def mbgnbd(parameters, x, t_x, T):
    r, alpha, a, b = parameters
    first = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    alive = betaln(a, b + x + 1) - betaln(a, b) - (r + x) * np.log(alpha + T)
    left = betaln(a + 1, b + x) - betaln(a, b) - (r + x) * np.log(alpha + t_x)
    return first + np.logaddexp(alive, left)


def paretonbd(parameters, x, t_x, T):
    r, alpha, s, beta = parameters
    m = r + s + x
    low, high, second = (beta, alpha, s + 1) if alpha >= beta else (alpha, beta, r + x)
    part = lambda t: hyp2f1(m, second, m + 1, (high - low) / (high + t)) / (high + t) ** m
    inside = (alpha + T) ** -(r + x) * (beta + T) ** -s + s / m * (part(t_x) - part(T))
    return gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta) + np.log(inside)


def bgbb(parameters, x, t_x, n):
    alpha, beta, gamma, delta = parameters
    inside = np.exp(betaln(alpha + x, beta + n - x) - betaln(alpha, beta) + betaln(gamma, delta + n) - betaln(gamma, delta))
    for i in range(int(np.max(n - t_x))):
        inside = inside + np.where(i < n - t_x, np.exp(
            betaln(alpha + x, beta + np.maximum(t_x + i, x) - x) - betaln(alpha, beta)
            + betaln(gamma + 1, delta + t_x + i) - betaln(gamma, delta)), 0)
    return np.log(inside)


def nbd(parameters, x, t_x, T):
    r, alpha = parameters
    return gammaln(r + x) - gammaln(r) + r * np.log(alpha) - (r + x) * np.log(alpha + T)


def beta_bernoulli(parameters, x, t_x, n):
    return betaln(parameters[0] + x, parameters[1] + n - x) - betaln(*parameters)


def total(function, theta, rows):
    return float(np.sum(rows[:, 3] * function(np.exp(theta), rows[:, 0], rows[:, 1], rows[:, 2])))


def maximise(function, start, rows):
    best = np.log(np.array(start, dtype=float))
    for _ in range(4):
        best = minimize(lambda t: -total(function, t, rows), best, method="Nelder-Mead",
                        options={"xatol": 1e-10, "fatol": 1e-11, "maxiter": 20000, "maxfev": 20000}).x
        best = minimize(lambda t: -total(function, t, rows), best, method="BFGS", options={"gtol": 1e-7}).x
    return best


def standard_errors(function, theta, rows, h=1e-3):
    k = len(theta)
    hessian = np.zeros((k, k))
    for i in range(k):
        for j in range(k):
            e, f = np.eye(k)[i] * h, np.eye(k)[j] * h
            hessian[i, j] = -(total(function, theta + e + f, rows) - total(function, theta + e - f, rows)
                              - total(function, theta - e + f, rows) + total(function, theta - e - f, rows)) / (4 * h * h)
    return np.exp(theta) * np.sqrt(np.diag(np.linalg.inv(hessian)))


def fitted(function, start, rows, smaller, smaller_start):
    theta, stay = maximise(function, start, rows), maximise(smaller, smaller_start, rows)
    return {"parameters": list(np.exp(theta)), "log_likelihood": total(function, theta, rows),
            "standard_errors": list(standard_errors(function, theta, rows)),
            "nobody_leaves": list(np.exp(stay)), "nobody_leaves_log_likelihood": total(smaller, stay, rows)}


# ---- The future: P(alive), expected purchases, no purchase in (gap, gap + horizon] ----

def mbgnbd_future(parameters, x, t_x, T, gap, t):
    r, alpha, a, b = parameters
    alive = 1 / (1 + a / (b + x) * ((alpha + T) / (alpha + t_x)) ** (r + x))
    def until(t):
        bracket = 1 - ((alpha + T) / (alpha + T + t)) ** (r + x) * hyp2f1(r + x, b + x + 1, a + b + x, t / (alpha + T + t))
        return (a + b + x) / (a - 1) * bracket * alive
    def given(p):
        gone = ((alpha + T) / (alpha + T + p * gap)) ** (r + x) - ((alpha + T) / (alpha + T + p * gap + t)) ** (r + x)
        return gone * beta_distribution.pdf(p, a, b + x + 1)
    buys = sum(integrate.quad(given, *ends, epsabs=1e-14, limit=500)[0] for ends in ((0, 1e-4), (1e-4, 0.05), (0.05, 1)))
    return alive, until(gap + t) - until(gap), 1 - alive * buys


def gamma_grid(shape, rate, n=1500):
    """Values and weights of Gamma(shape, rate): the trapezium rule in the logarithm, which converges geometrically."""
    z = np.linspace(-45 / shape - 5, np.log(shape + 60 + 12 * np.sqrt(shape)), n)
    log_weight = shape * z - np.exp(z) - gammaln(shape)
    return np.exp(z) / rate, np.exp(log_weight) * (z[1] - z[0])


def paretonbd_future(parameters, x, t_x, T, gap, t):
    r, alpha, s, beta = parameters
    log_alive = (gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta) - (r + x) * np.log(alpha + T)
                 - s * np.log(beta + T))
    alive = np.exp(log_alive - paretonbd(parameters, x, t_x, T))
    until = lambda t: alive * (r + x) * (beta + T) / (alpha + T) / (s - 1) * (1 - ((beta + T) / (beta + T + t)) ** (s - 1))
    (buy, p), (leave, q) = gamma_grid(r + x, alpha + T), gamma_grid(s, beta + T)
    both = buy[:, None] + leave[None, :]
    buys = p @ (np.exp(-leave * gap)[None, :] * buy[:, None] / both * -np.expm1(-both * t)) @ q
    return alive, until(gap + t) - until(gap), 1 - alive * buys


def beta_grid(a, b, n=60):
    node, weight = roots_jacobi(n, b - 1, a - 1)
    return (1 + node) / 2, weight / weight.sum()


def bgbb_future(parameters, x, t_x, n, gap, t):
    """ALIVE: for the next opportunity, as Fader, Hardie and Shang have it. Walks the process opportunity by opportunity
    for every (p, theta) of a grid on which these polynomials are integrated exactly."""
    alpha, beta, gamma, delta = parameters
    here_now = np.exp(betaln(alpha + x, beta + n - x) - betaln(alpha, beta) + betaln(gamma, delta + n)
                      - betaln(gamma, delta) - bgbb(parameters, x, t_x, n))
    (p, v), (leave, w) = beta_grid(alpha + x, beta + n - x), beta_grid(gamma, delta + n)
    p, leave = p[:, None], leave[None, :]
    present, never_bought, expected, some = np.ones((len(v), len(w))), np.ones((len(v), len(w))), 0, 0
    for k in range(1, gap + t + 1):
        present = present * (1 - leave)
        if k > gap:
            expected = expected + present * p
            some = some + present * never_bought * p
            never_bought = never_bought * (1 - p)
    return (here_now * (delta + n) / (gamma + delta + n), here_now * (v @ expected @ w), 1 - here_now * (v @ some @ w))


def future(function, parameters, cases, gaps):
    out = []
    for x, t_x, T, horizon in cases:
        answers = [function(parameters, x, t_x, T, gap, horizon) for gap in gaps]
        out.append({"x": x, "t_x": t_x, "T": T, "horizon": horizon, "p_alive": answers[0][0],
                    "expected": [a[1] for a in answers], "none": [a[2] for a in answers]})
    return {"parameters": parameters, "gaps": gaps, "cases": out}


def exact_paretonbd(parameters, x, t_x, T):
    """The log-likelihood and P(alive) by integration over the time of leaving, with 60 digits."""
    mpmath.mp.dps = 60
    r, alpha, s, beta, x, t_x, T = (mpmath.mpf(v) for v in (*parameters, x, t_x, T))
    whole = lambda t: s * (alpha + t) ** -(r + x) * (beta + t) ** -(s + 1)
    height = lambda t: whole(t) / whole(t_x)  # quad's errors are absolute
    width = T - t_x
    cuts = sorted({t_x + width * mpmath.mpf(10) ** -k for k in range(0, 13)} | {t_x})
    left = whole(t_x) * sum(mpmath.quad(height, [*pair]) for pair in zip(cuts, cuts[1:])) if width > 0 else mpmath.mpf(0)
    alive = (alpha + T) ** -(r + x) * (beta + T) ** -s
    log_front = mpmath.loggamma(r + x) - mpmath.loggamma(r) + r * mpmath.log(alpha) + s * mpmath.log(beta)
    return float(log_front + mpmath.log(alive + left)), float(alive / (alive + left))


cdnow, donations = weeks(read("../bgnbd/cdnow.csv")), read("donations.csv")
cases = [(2, 30.43, 38.86, 39), (0, 0, 38, 13), (1, 3, 20, 8), (10, 37, 38.5, 52), (26, 30.857143, 31, 52), (4, 5, 35, 4)]
out = {"versions": {"python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__,
                    "mpmath": mpmath.__version__}}
out["mbgnbd"] = fitted(mbgnbd, [0.5, 6, 0.9, 1.6], cdnow, nbd, [0.4, 12])
out["mbgnbd"]["future"] = future(mbgnbd_future, (0.524844, 6.183093, 0.891388, 1.614048), cases, [0, 2, 13])
out["paretonbd"] = fitted(paretonbd, [0.55, 10.6, 0.6, 11.7], cdnow, nbd, [0.4, 12])
out["paretonbd"]["future"] = future(paretonbd_future, (0.553277, 10.577684, 0.606240, 11.668737), cases, [0, 2, 13])
hard = [((0.5143, 2.8845, 0.2856, 14.1087), 221, 103.42857, 103.57143), ((0.5143, 2.8845, 0.2856, 14.1087), 254, 97.14286, 97.28571),
        ((0.5143, 2.8845, 0.2856, 14.1087), 161, 94.71429, 98), ((0.5143, 2.8845, 0.2856, 14.1087), 204, 98.57143, 99.42857),
        ((10.465, 0.00798565181, 3.0516, 2.820), 400, 5, 6), ((10.465, 0.00798565181, 3.0516, 2.820), 500, 1, 37),
        ((10.465, 0.00798565181, 3.0516, 2.820), 500, 4, 37), ((0.5, 1e-4, 0.5, 900), 0, 0, 50), ((0.5, 900, 0.5, 1e-4), 0, 0, 50),
        ((0.5, 900, 0.5, 1e-4), 3, 0.5, 50), ((40, 20, 0.01, 3000), 60, 3, 60), ((0.7, 9, 30, 0.3), 2, 1, 60),
        ((0.2, 3, 1e-6, 5), 1, 2, 30), ((0.3, 5, 0.4, 5), 2, 10, 10), ((2, 7, 900, 4000), 4, 20, 50)]
out["paretonbd"]["hard"] = [dict(zip(("parameters", "x", "t_x", "T", "log_likelihood", "p_alive"), (*case, *exact_paretonbd(*case))))
                            for case in hard]
out["bgbb"] = fitted(bgbb, [1, 1, 1, 3], donations, beta_bernoulli, [1, 1])
out["bgbb"]["future"] = future(bgbb_future, (1.20352083, 0.74971639, 0.65671678, 2.78344105),
                               [(0, 0, 6, 10), (4, 5, 6, 10), (6, 6, 6, 5), (1, 1, 6, 1), (0, 0, 0, 6), (3, 3, 20, 4)], [0, 1, 3])
with open(os.path.join(here, "expected.json"), "w") as file:
    json.dump(out, file, indent=1, default=float)
    file.write("\n")
