#!/usr/bin/python3
"""Calibration by scikit-learn 1.2.1: scores.csv (probability, outcome) and expected.json.

Platt's sigmoid is sklearn.calibration._SigmoidCalibration on the log-odds of the scores (targets smoothed; its f(x) =
1 / (1 + exp(a x + b)) has the signs turned), isotonic sklearn.isotonic.IsotonicRegression, beta LogisticRegression
without a penalty on ln p and -ln(1 - p), as the authors' package betacal has it. Standard errors are of the information
at the fit, by numpy.

Usage: make.py    writes scores.csv, edge.csv and expected.json in the current folder.
Tolerances: scikit-learn's own predictions 1e-5 (its optimisers stop there), weights after Newton's method 1e-9, standard
errors 1e-8, isotonic 1e-12, the edge of beta 1e-6 (L-BFGS-B)."""
import json

import numpy as np
from scipy.optimize import minimize
from sklearn.calibration import _SigmoidCalibration
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

random = np.random.RandomState(7)
n = 1500
margin = random.normal(-0.5, 1.2, n)
y = (random.uniform(size=n) < 1 / (1 + np.exp(-margin))).astype(float)
p = np.round(1 / (1 + np.exp(-(2 * margin + 0.7 * margin ** 2 - 0.4))), 3)  # too sure, with ties, some 0 and 1
np.savetxt("scores.csv", np.column_stack([p, y]), fmt=["%.3f", "%d"], delimiter=",", header="p,y", comments="")

clipped = np.clip(p, 1e-15, 1 - 1e-15)
odds = np.log(clipped) - np.log1p(-clipped)
asked = np.array([0, 0.001, 0.0104, 0.1, 0.25, 0.3333, 0.5, 0.61, 0.75, 0.9, 0.987, 0.9995, 1])
asked_clipped = np.clip(asked, 1e-15, 1 - 1e-15)
asked_odds = np.log(asked_clipped) - np.log1p(-asked_clipped)


def errors(z, fit):
    weight = fit * (1 - fit)
    return np.sqrt(np.diag(np.linalg.inv(z.T @ (z * weight[:, None])))).tolist()


def polish(z, target, start):
    """The minimum to the last digits, from where scikit-learn stopped."""
    beta = np.array(start)
    for _ in range(50):
        fit = 1 / (1 + np.exp(-z @ beta))
        beta = beta - np.linalg.solve(z.T @ (z * (fit * (1 - fit))[:, None]), z.T @ (fit - target))
    return beta


yes, no = y.sum(), n - y.sum()
sigmoid = _SigmoidCalibration().fit(odds, y)
z = np.column_stack([odds, np.ones(n)])
platt = polish(z, np.where(y > 0, (yes + 1) / (yes + 2), 1 / (no + 2)), [-sigmoid.a_, -sigmoid.b_])

bounds = [1 / (no + 2), (yes + 1) / (yes + 2)]  # Platt's: no step is sure of what it saw
steps = IsotonicRegression(y_min=bounds[0], y_max=bounds[1], out_of_bounds="clip").fit(p, y)

z_beta = np.column_stack([np.log(clipped), -np.log1p(-clipped)])
logistic = LogisticRegression(penalty=None, tol=1e-12, max_iter=100000).fit(z_beta, y)
z_beta = np.column_stack([z_beta, np.ones(n)])
sklearn_beta = [logistic.coef_[0][0], logistic.coef_[0][1], logistic.intercept_[0]]
beta = polish(z_beta, y, sklearn_beta)

# One edge: scores whose best a is negative.
edge_p = np.round(random.beta(2, 2, n), 3).clip(0.001, 0.999)
edge_y = (random.uniform(size=n) < 1 / (1 + np.exp(0.6 * np.log(edge_p) + 1.4 * np.log1p(-edge_p) - 0.1))).astype(float)
edge_z = np.column_stack([np.log(edge_p), -np.log1p(-edge_p), np.ones(n)])
loss = lambda b: np.sum(np.logaddexp(0, edge_z @ b) - edge_y * (edge_z @ b))
slope = lambda b: edge_z.T @ (1 / (1 + np.exp(-edge_z @ b)) - edge_y)
edge = minimize(loss, [1, 1, 0], jac=slope, method="L-BFGS-B", bounds=[(0, None), (0, None), (None, None)],
                options={"ftol": 1e-15, "gtol": 1e-9, "maxiter": 10000}).x
np.savetxt("edge.csv", np.column_stack([edge_p, edge_y]), fmt=["%.3f", "%d"], delimiter=",", header="p,y", comments="")

print("sklearn's own against the polished:", [-sigmoid.a_, -sigmoid.b_] - platt, sklearn_beta - beta)
expected = {
    "asked": asked.tolist(),
    "sklearn_platt": sigmoid.predict(asked_odds).tolist(),
    "platt": platt.tolist(),
    "platt_errors": errors(z, 1 / (1 + np.exp(-z @ platt))),
    "isotonic": steps.predict(asked).tolist(),
    "beta": beta.tolist(),
    "beta_errors": errors(z_beta, 1 / (1 + np.exp(-z_beta @ beta))),
    "sklearn_beta": logistic.predict_proba(np.column_stack([np.log(asked_clipped), -np.log1p(-asked_clipped)]))[:, 1].tolist(),
    "beta_edge": edge.tolist(),
}
with open("expected.json", "w") as out:
    json.dump(expected, out, indent=1)
    out.write("\n")
