#!/usr/bin/python3
"""Reference figures for the kmeans kind, by scikit-learn with 100 starts.

Usage: make.py iris.csv     (scikit-learn's own file)     writes iris.csv and expected.json beside this script.

Tolerance. k-means has many local minima; with 100 starts scikit-learn finds the best known one for k = 2 .. 5 (for k = 6
two rivals are close, so it is left out). At the same minimum inertia agrees to rounding of the centroids: 1e-6 relative.
Sizes must be equal.
"""
import json
import os
import platform
import sys

import numpy as np
import sklearn
from sklearn.cluster import KMeans

here = os.path.dirname(os.path.abspath(__file__))
rows = np.loadtxt(sys.argv[1], delimiter=",", skiprows=1)[:, :4]
np.savetxt(os.path.join(here, "iris.csv"), rows, fmt="%.1f", delimiter=",", comments="",
           header="sepal_length,sepal_width,petal_length,petal_width")


def fit(x, k):
    best = KMeans(n_clusters=k, n_init=100, tol=0, max_iter=1000, random_state=0, algorithm="lloyd").fit(x)
    sizes = np.bincount(best.labels_)
    order = sorted(range(k), key=lambda c: (-sizes[c], best.cluster_centers_[c][0]))
    return {"k": k, "inertia": best.inertia_, "sizes": [int(sizes[c]) for c in order],
            "first_centroid": list(best.cluster_centers_[order[0]])}


scaled = (rows - rows.mean(axis=0)) / rows.std(axis=0)
reference = {
    "versions": {"python": platform.python_version(), "numpy": np.__version__, "scikit-learn": sklearn.__version__},
    "raw": [fit(rows, k) for k in range(2, 6)],
    "scaled": [fit(scaled, 3)],
}
with open(os.path.join(here, "expected.json"), "w") as out:
    json.dump(reference, out, indent=1, default=float)
    out.write("\n")
