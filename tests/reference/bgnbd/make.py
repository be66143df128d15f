#!/usr/bin/python3
"""Reference figures for the bgnbd kind, by SciPy: the likelihood written with log-gamma functions, its maximum by
Nelder-Mead and BFGS, expectations with the hypergeometric function 2F1, chances by numerical integration.

Usage: make.py CDNOW_sample.txt online_retail.csv.gz    writes cdnow.csv, online_retail.csv, expected.json beside this
script. (Data: Fader and Hardie's CDNOW sample as in CamDavidsonPilon/lifetimes; Chen, Sain and Guo's Online Retail.)

cdnow.csv: purchases by day, calibration to 1997-09-30; online_retail.csv: rows with customer, quantity > 0, price > 0 and
no cancellation, customers who came by 2011-09-10, purchases by day up to that date. Columns: x, t_x in days, T in days,
customers with that history. Parameters are in weeks (days / 7, not rounded).

Published: Fader, Hardie and Lee (2005) r 0.243, alpha 4.414, a 0.793, b 2.426, log-likelihood -9582.4; CLVTools
(tests/testthat/test_correctness_bgnbd.R) 0.2425945, 4.4136019, 0.7929199, 2.4258881; BTYD's walk-through for the
expectations in the test.

Tolerances. The surface is flat along (a, b): a derivative-free search to 1e-10 in the log-likelihood leaves a relative
error of about 1e-6 in a and b, so parameters are compared to 1e-5 relative, the log-likelihood to 1e-6. The Hessian here is
by finite differences of values: standard errors to 1e-3 relative. 2F1 and integrals are good to 1e-9.
"""
import datetime
import gzip
import json
import os
import platform
import sys
from collections import Counter, defaultdict

import numpy as np
import pandas as pd
import scipy
from scipy import integrate
from scipy.optimize import minimize
from scipy.special import gammaln, hyp2f1
from scipy.stats import beta as beta_distribution

here = os.path.dirname(os.path.abspath(__file__))


def histories(days_of, end):
    rows = Counter()
    for days in days_of.values():
        days = sorted(days)
        rows[(len(days) - 1, (days[-1] - days[0]).days, (end - days[0]).days)] += 1
    return np.array(sorted((*key, n) for key, n in rows.items()), dtype=float)


def cdnow(path):
    end, days_of = datetime.date(1997, 9, 30), defaultdict(set)
    for line in open(path):
        day = datetime.datetime.strptime(line.split()[2], "%Y%m%d").date()
        if day <= end:
            days_of[line.split()[1]].add(day)
    return histories(days_of, end)


def online_retail(path):
    end = datetime.date(2011, 9, 10)
    data = pd.read_csv(gzip.open(path, "rt", encoding="utf-8"), dtype={"InvoiceNo": str, "CustomerID": str})
    data = data[data.CustomerID.notna() & (data.Quantity > 0) & (data.UnitPrice > 0)
                & ~data.InvoiceNo.str.startswith("C")]
    days_of = defaultdict(set)
    for customer, day in zip(data.CustomerID, pd.to_datetime(data.InvoiceDate).dt.date):
        if day <= end:
            days_of[customer].add(day)
    return histories(days_of, end)


def log_likelihood(theta, rows):
    r, alpha, a, b = np.exp(theta)
    x, t_x, T, n = rows[:, 0], rows[:, 1] / 7, rows[:, 2] / 7, rows[:, 3]
    first = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    second = gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
    alive = -(r + x) * np.log(alpha + T)
    with np.errstate(divide="ignore", invalid="ignore"):
        left = np.where(x > 0, np.log(a) - np.log(b + x - 1) - (r + x) * np.log(alpha + t_x), -np.inf)
    return float(np.sum(n * (first + second + np.logaddexp(alive, left))))


def nbd_log_likelihood(theta, rows):
    r, alpha = np.exp(theta)
    x, T, n = rows[:, 0], rows[:, 2] / 7, rows[:, 3]
    return float(np.sum(n * (gammaln(r + x) - gammaln(r) + r * np.log(alpha) - (r + x) * np.log(alpha + T))))


def maximise(function, start, rows):
    best = np.array(start, dtype=float)
    for _ in range(3):
        best = minimize(lambda t: -function(t, rows), best, method="Nelder-Mead",
                        options={"xatol": 1e-10, "fatol": 1e-11, "maxiter": 20000, "maxfev": 20000}).x
        best = minimize(lambda t: -function(t, rows), best, method="BFGS", options={"gtol": 1e-7}).x
    return best


def standard_errors(function, theta, rows, h=1e-3):
    k = len(theta)
    hessian = np.zeros((k, k))
    for i in range(k):
        for j in range(k):
            e, f = np.eye(k)[i] * h, np.eye(k)[j] * h
            hessian[i, j] = -(function(theta + e + f, rows) - function(theta + e - f, rows)
                              - function(theta - e + f, rows) + function(theta - e - f, rows)) / (4 * h * h)
    return np.exp(theta) * np.sqrt(np.diag(np.linalg.inv(hessian)))


def p_alive(parameters, x, t_x, T):
    r, alpha, a, b = parameters
    return 1 / (1 + (x > 0) * a / (b + x - 1) * ((alpha + T) / (alpha + t_x)) ** (r + x))


def expected(parameters, x, t_x, T, t):
    """Fader, Hardie and Lee (2005), equation 10."""
    r, alpha, a, b = parameters
    bracket = 1 - ((alpha + T) / (alpha + T + t)) ** (r + x) * hyp2f1(r + x, b + x, a + b + x - 1, t / (alpha + T + t))
    return (a + b + x - 1) / (a - 1) * bracket * p_alive(parameters, x, t_x, T)


def none_in_window(parameters, x, t_x, T, gap, horizon):
    """By integration over p of the mean over lambda; the path through the gap is simulated separately below."""
    r, alpha, a, b = parameters
    def given(p):
        gone = ((alpha + T) / (alpha + T + p * gap)) ** (r + x) - ((alpha + T) / (alpha + T + p * gap + horizon)) ** (r + x)
        return gone * beta_distribution.pdf(p, a, b + x)
    buys = integrate.quad(given, 0, 0.05, epsabs=1e-13, limit=500)[0] + integrate.quad(given, 0.05, 1, epsabs=1e-13)[0]
    return 1 - p_alive(parameters, x, t_x, T) * buys


def simulated_none(parameters, x, t_x, T, gap, horizon, n=2000000):
    """The process itself: draw lambda and p of the living, purchases one after the other, leaving after each by chance."""
    r, alpha, a, b = parameters
    random = np.random.default_rng(1)
    alive = random.random(n) < p_alive(parameters, x, t_x, T)
    rate, p = random.gamma(r + x, 1 / (alpha + T), n), random.beta(a, b + x, n)
    time, bought = np.zeros(n), np.zeros(n, dtype=bool)
    going = alive.copy()
    while going.any():
        time[going] += random.exponential(1 / rate[going])
        inside = going & (time > gap) & (time <= gap + horizon)
        bought |= inside
        going &= (time <= gap) & (random.random(n) >= p)
    return float(1 - bought.mean())


samples = {"cdnow": cdnow(sys.argv[1]), "online_retail": online_retail(sys.argv[2])}
out = {"versions": {"python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__,
                    "pandas": pd.__version__}}
for name, rows in samples.items():
    np.savetxt(os.path.join(here, name + ".csv"), rows, fmt="%d", delimiter=",", comments="",
               header="x,t_x_days,T_days,customers")
    nbd = maximise(nbd_log_likelihood, [0, 2], rows)
    out[name] = {"customers": rows[:, 3].sum(), "nbd": list(np.exp(nbd)), "nbd_log_likelihood": nbd_log_likelihood(nbd, rows)}
theta = maximise(log_likelihood, np.log([0.25, 4, 0.8, 2.5]), samples["cdnow"])
out["cdnow"].update(parameters=list(np.exp(theta)), log_likelihood=log_likelihood(theta, samples["cdnow"]),
                    standard_errors=list(standard_errors(log_likelihood, theta, samples["cdnow"])))
parameters = (0.2425945, 4.4136019, 0.7929199, 2.4258881)
cases = [(2, 30.43, 38.86, 39), (0, 0, 38, 13), (1, 3, 20, 8), (10, 37, 38.5, 52), (26, 30.857143, 31, 52), (4, 5, 35, 4)]
out["future"] = {"parameters": parameters, "cases": [
    {"x": x, "t_x": t_x, "T": T, "horizon": t, "p_alive": p_alive(parameters, x, t_x, T),
     "expected": float(expected(parameters, x, t_x, T, t)),
     "none": [none_in_window(parameters, x, t_x, T, gap, t) for gap in (0, 2, 13)]} for x, t_x, T, t in cases]}
out["future"]["simulated"] = simulated_none(parameters, 4, 20, 30, 6, 8)
with open(os.path.join(here, "expected.json"), "w") as file:
    json.dump(out, file, indent=1, default=float)
    file.write("\n")
