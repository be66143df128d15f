#!/usr/bin/python3
"""Reference figures for the gammagamma kind, by SciPy: the likelihood written out, its maximum by Nelder-Mead and BFGS.

Usage: make.py CDNOW_sample.txt    writes cdnow.csv and expected.json beside this script.

cdnow.csv: the customers of Fader and Hardie's CDNOW sample with repeat purchases up to 1997-09-30, by day: number of
repeat purchases and their mean value, the first purchase left out; in dollars.

Published: Fader and Hardie (2013) p 6.25, q 3.74, v 15.44; CLVTools log-likelihood -4055.9177; expected mean spends of BTYD
in the test. Tolerances: p and v lie on a ridge, so a search to 1e-11 in the log-likelihood leaves 1e-5 relative;
log-likelihood 1e-6; standard errors (finite differences of values) 1e-3 relative.
"""
import datetime
import json
import os
import platform
import sys
from collections import defaultdict

import numpy as np
import scipy
from scipy.optimize import minimize
from scipy.special import gammaln

here = os.path.dirname(os.path.abspath(__file__))
end, days_of = datetime.date(1997, 9, 30), defaultdict(lambda: defaultdict(float))
for line in open(sys.argv[1]):
    words = line.split()
    day = datetime.datetime.strptime(words[2], "%Y%m%d").date()
    if day <= end:
        days_of[words[1]][day] += float(words[4])
rows = []
for customer in sorted(days_of):
    repeats = [value for day, value in sorted(days_of[customer].items())][1:]
    if repeats:
        rows.append((len(repeats), sum(repeats) / len(repeats)))
rows = np.array(rows)
np.savetxt(os.path.join(here, "cdnow.csv"), rows, fmt=["%d", "%.17g"], delimiter=",", comments="", header="n,mean")
rows = rows[rows[:, 1] > 0]


def log_likelihood(theta):
    p, q, v = np.exp(theta)
    n, m = rows[:, 0], rows[:, 1]
    return float(np.sum(gammaln(p * n + q) - gammaln(p * n) - gammaln(q) + q * np.log(v) + (p * n - 1) * np.log(m)
                        + p * n * np.log(n) - (p * n + q) * np.log(v + n * m)))


theta = np.log([6.25, 3.74, 15.44])
for _ in range(3):
    theta = minimize(lambda t: -log_likelihood(t), theta, method="Nelder-Mead",
                     options={"xatol": 1e-10, "fatol": 1e-11, "maxiter": 20000, "maxfev": 20000}).x
    theta = minimize(lambda t: -log_likelihood(t), theta, method="BFGS", options={"gtol": 1e-8}).x
h, hessian = 1e-3, np.zeros((3, 3))
for i in range(3):
    for j in range(3):
        e, f = np.eye(3)[i] * h, np.eye(3)[j] * h
        hessian[i, j] = -(log_likelihood(theta + e + f) - log_likelihood(theta + e - f) - log_likelihood(theta - e + f)
                          + log_likelihood(theta - e - f)) / (4 * h * h)
expected = {
    "versions": {"python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__},
    "customers": len(rows), "parameters": list(np.exp(theta)), "log_likelihood": log_likelihood(theta),
    "standard_errors": list(np.exp(theta) * np.sqrt(np.diag(np.linalg.inv(hessian)))),
    "correlation": float(np.corrcoef(rows[:, 0], rows[:, 1])[0, 1]),
}
with open(os.path.join(here, "expected.json"), "w") as out:
    json.dump(expected, out, indent=1)
    out.write("\n")
