#!/usr/bin/env python3
"""Makes rows.csv, points.csv and expected.json: metrics by scikit-learn, SciPy and statsmodels on rows with ties.

The tests of src/measure read these files and compare to 1e-9 (1e-7 for the slope and intercept of calibration, which are
results of an iteration). DeLong's variance is computed from its definition, pair by pair (DeLong, DeLong and
Clarke-Pearson 1988). Run with Debian 12's python3: numpy 1.24, scipy 1.10, scikit-learn 1.2.1, statsmodels 0.13.
"""
import json
import os

import numpy as np
import scipy
import sklearn
from scipy import stats
from sklearn import metrics
import statsmodels.api as sm
from statsmodels.stats.proportion import proportion_confint

HERE = os.path.dirname(os.path.abspath(__file__))
r = np.random.RandomState(20240701)
n = 500
y = (r.uniform(size=n) < 0.35).astype(int)
a = np.round(1 / (1 + np.exp(-(r.normal(size=n) + 1.2 * y - 0.8))), 2).clip(0.01, 0.99)  # many ties
b = np.round(1 / (1 + np.exp(-(0.5 * r.normal(size=n) + 0.6 * np.log(a / (1 - a))))), 3).clip(0.001, 0.999)
actual = np.where(r.uniform(size=n) < 0.4, 0, np.round(r.gamma(2, 30, size=n), 2))
predicted = np.round(0.6 * actual + r.gamma(3, 6, size=n), 2)


def placements(s):
    pos, neg = s[y == 1], s[y == 0]
    psi = (pos[:, None] > neg[None, :]) + 0.5 * (pos[:, None] == neg[None, :])
    return psi.mean(axis=1), psi.mean(axis=0)


def delong(s, t):
    """Covariance of two areas."""
    (p1, q1), (p2, q2) = placements(s), placements(t)
    cov = lambda u, v: ((u - u.mean()) * (v - v.mean())).sum() / (len(u) - 1) / len(u)
    return cov(p1, p2) + cov(q1, q2)


def ece_mid_rank(p, bins=10):
    """Bins of equal count from the top, tied scores in the bin of their middle row."""
    total = above = 0
    cells = {}
    for s in sorted(set(p), reverse=True):
        here = (p == s).sum()
        cells.setdefault(min(bins - 1, int((above + here / 2) / len(p) * bins)), []).append(s)
        above += here
    for scores in cells.values():
        rows = np.isin(p, scores)
        total += abs(p[rows].sum() - y[rows].sum())
    return total / len(p), len(cells)


def lift_by_mean_order(s, share, repeats=400):
    """Gain with ties in random order, averaged: what sharing ties in proportion must equal (to sampling error)."""
    k = share * len(s)
    gains = []
    for i in range(repeats):
        order = np.lexsort((np.random.RandomState(i).uniform(size=len(s)), -s))
        whole = y[order[: int(k)]].sum() + (k - int(k)) * y[order[int(k)]] if k < len(s) else y.sum()
        gains.append(whole / y.sum())
    return float(np.mean(gains)), float(np.std(gains) / np.sqrt(repeats))


va, vb, cab = delong(a, a), delong(b, b), delong(a, b)
auc_a, auc_b = metrics.roc_auc_score(y, a), metrics.roc_auc_score(y, b)
z = (auc_a - auc_b) / np.sqrt(va + vb - 2 * cab)
fpr, tpr, cut = metrics.roc_curve(y, a, drop_intermediate=False)
logit = sm.Logit(y, sm.add_constant(np.log(b / (1 - b)))).fit(disp=0, tol=1e-14, method="newton", maxiter=100)
called = (a >= 0.4).astype(int)
tn, fp, fn, tp = metrics.confusion_matrix(y, called).ravel()
ece, ece_bins = ece_mid_rank(b)
low, high = proportion_confint(17, 60, method="wilson")
prec, rec, _ = metrics.precision_recall_curve(y, a)
gain20, gain20_se = lift_by_mean_order(a, 0.2)

x = np.concatenate([r.normal(c, 1, size=(k, 3)) for c, k in ((0, 40), (3, 60), (5, 25), (9, 1))])
label = np.repeat([0, 1, 2, 3], [40, 60, 25, 1])
other = np.where(r.uniform(size=len(label)) < 0.2, r.randint(0, 4, size=len(label)), label)

expected = {
    "versions": f"numpy {np.__version__}, scipy {scipy.__version__}, scikit-learn {sklearn.__version__}",
    "auc_a": auc_a, "auc_b": auc_b, "variance_a": va, "variance_b": vb, "covariance": cab, "z": z,
    "p": 2 * stats.norm.sf(abs(z)),
    "low_a": auc_a - stats.norm.ppf(0.975) * np.sqrt(va), "high_a": auc_a + stats.norm.ppf(0.975) * np.sqrt(va),
    "ap_a": metrics.average_precision_score(y, a), "ap_b": metrics.average_precision_score(y, b),
    "ks_a": (tpr - fpr).max(), "ks_threshold_a": cut[(tpr - fpr).argmax()], "roc_points_a": len(cut),
    "brier_b": metrics.brier_score_loss(y, b), "log_loss_b": metrics.log_loss(y, b),
    "slope_b": logit.params[1], "intercept_b": logit.params[0], "ece_b": ece, "ece_bins_b": ece_bins,
    "confusion_a": [int(v) for v in (tp, fp, fn, tn)],
    "precision_a": metrics.precision_score(y, called), "recall_a": metrics.recall_score(y, called),
    "f1_a": metrics.f1_score(y, called), "accuracy_a": metrics.accuracy_score(y, called),
    "best_f1_a": max(metrics.f1_score(y, a >= t) for t in set(a)),
    "wilson_17_60": [low, high], "gain20_a": gain20, "gain20_a_se": gain20_se,
    "mae": metrics.mean_absolute_error(actual, predicted),
    "rmse": np.sqrt(metrics.mean_squared_error(actual, predicted)), "r2": metrics.r2_score(actual, predicted),
    "pearson": stats.pearsonr(predicted, actual)[0], "spearman": stats.spearmanr(predicted, actual)[0],
    "bias": predicted.sum() / actual.sum() - 1,
    "silhouette_mean": metrics.silhouette_score(x, label), "davies_bouldin": metrics.davies_bouldin_score(x, label),
    "calinski_harabasz": metrics.calinski_harabasz_score(x, label),
    "adjusted_rand": metrics.adjusted_rand_score(label, other),
}
silhouette = metrics.silhouette_samples(x, label)

with open(os.path.join(HERE, "expected.json"), "w") as f:
    json.dump({k: v if isinstance(v, (str, list, int)) else float(v) for k, v in expected.items()}, f, indent=1)
    f.write("\n")
with open(os.path.join(HERE, "rows.csv"), "w") as f:
    f.write("a,b,outcome,predicted,actual\n")
    for row in zip(a, b, y, predicted, actual):
        f.write(",".join(repr(float(v)) for v in row) + "\n")
with open(os.path.join(HERE, "points.csv"), "w") as f:
    f.write("x0,x1,x2,label,other,silhouette\n")
    for i in range(len(label)):
        f.write(",".join(repr(float(v)) for v in (*x[i], label[i], other[i], silhouette[i])) + "\n")
