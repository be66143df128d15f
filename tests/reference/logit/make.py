#!/usr/bin/python3
"""Reference figures for the logit kind, by statsmodels (maximum likelihood) and scikit-learn (ridge).

Usage: make.py Telco-Customer-Churn.csv     writes telco.csv, spector.csv and expected.json beside this script.

Telco is IBM's sample of 7,043 customers (IBM/telco-customer-churn-on-icp4d, Apache-2.0); spector is the data set of that
name in statsmodels (Spector and Mazzeo 1980; Greene, Econometric Analysis). telco.csv holds tenure, MonthlyCharges,
OneYear, TwoYear, Fiber, NoInternet, Senior, Churn.

Tolerances. Both programs solve a strictly convex problem by Newton's method to a gradient of 1e-10 or less, so the answers
agree to rounding: 1e-7 absolute on coefficients and standard errors of Telco, 1e-6 on those of Spector (where
coefficients are as large as 13), 1e-6 on log-likelihoods. The ridge by scikit-learn ends at a gradient of 1e-8: 1e-6.
"""
import json
import os
import platform
import sys

import numpy as np
import pandas as pd
import scipy
import sklearn
import statsmodels
import statsmodels.api as sm
from sklearn.linear_model import LogisticRegression

here = os.path.dirname(os.path.abspath(__file__))


def maximum_likelihood(x, y, **covariance):
    fit = sm.Logit(y, sm.add_constant(x)).fit(method="newton", maxiter=100, tol=1e-14, disp=0, **covariance)
    return {"intercept": fit.params[0], "coefficients": list(fit.params[1:]), "standard_errors": list(fit.bse),
            "log_likelihood": fit.llf, "null_log_likelihood": fit.llnull}


def ridge(x, y, l2):
    """l2 / 2 * |b|^2 on columns with mean 0 and standard deviation 1 (divisor n); then back to the scale of x."""
    mean, sd = x.mean(axis=0), x.std(axis=0)
    fit = LogisticRegression(C=1 / l2, solver="newton-cg", tol=1e-8, max_iter=10000).fit((x - mean) / sd, y)
    b = fit.coef_[0] / sd
    return {"l2": l2, "intercept": float(fit.intercept_[0] - b @ mean), "coefficients": list(b)}


raw = pd.read_csv(sys.argv[1])
telco = pd.DataFrame({
    "tenure": raw.tenure, "MonthlyCharges": raw.MonthlyCharges,
    "OneYear": (raw.Contract == "One year").astype(int), "TwoYear": (raw.Contract == "Two year").astype(int),
    "Fiber": (raw.InternetService == "Fiber optic").astype(int), "NoInternet": (raw.InternetService == "No").astype(int),
    "Senior": raw.SeniorCitizen, "Churn": (raw.Churn == "Yes").astype(int)})
telco.to_csv(os.path.join(here, "telco.csv"), index=False)
x, y = telco.values[:, :-1].astype(float), telco.Churn.values
spector = sm.datasets.spector.load_pandas().data
spector.to_csv(os.path.join(here, "spector.csv"), index=False)

reference = {
    "versions": {"python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__,
                 "statsmodels": statsmodels.__version__, "scikit-learn": sklearn.__version__},
    "telco": maximum_likelihood(x, y),
    "telco_ridge": ridge(x, y, 1.0),
    "telco_strong_ridge": ridge(x, y, 1000.0),
    # row i belongs to cluster i modulo 500
    "telco_clusters": maximum_likelihood(x, y, cov_type="cluster", cov_kwds={"groups": np.arange(len(y)) % 500}),
    "spector": maximum_likelihood(spector.values[:, :-1], spector.values[:, -1]),
}
with open(os.path.join(here, "expected.json"), "w") as out:
    json.dump(reference, out, indent=1, default=float)
    out.write("\n")
