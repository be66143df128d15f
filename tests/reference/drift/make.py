#!/usr/bin/env python3
"""Makes expected.json: two-sample figures by SciPy on samples that are written out in the tests and here.

The two samples of eight and the six categories are those of the public package evidently (tests/stattests); figures agree
with it. PSI is computed from its definition. Tolerance in the tests: 1e-8 (p of larger samples without ties: 1e-9).
R's ks.test gives the exact p with ties: see make.R, whose output is in ties.txt.
"""
import json
import os

import numpy as np
from scipy import stats

HERE = os.path.dirname(os.path.abspath(__file__))
then = np.array([16, 18, 16, 14, 12, 12.0])
now = np.array([16, 16, 16, 16, 16, 8.0])
p, q = then / then.sum(), now / now.sum()
x = [38.7, 41.5, 43.8, 44.5, 45.5, 46.0, 47.7, 58.0]
y = [39.2, 39.3, 39.7, 41.4, 41.8, 42.9, 43.3, 45.8]
ten = np.full(10, 0.1)
ten_now = np.array([8, 9, 9, 10, 11, 12, 11, 10, 10, 10.0]) / 100
i = np.arange(60)
u, v = (i * 37 % 101) / 101, (i[:45] * 29 % 103) / 103 + 0.11  # no ties
large_u, large_v = (np.arange(3000) * 1237 % 7919) / 7919, (np.arange(2500) * 1237 % 7919) / 7919 + 0.02
out = {
    "psi_six": float(((q - p) * np.log(q / p)).sum()),
    "psi_ten": float(((ten_now - ten) * np.log(ten_now / ten)).sum()),
    "chi_square": float(stats.chi2_contingency([then, now], correction=False)[0]),
    "chi_square_p": float(stats.chi2_contingency([then, now], correction=False)[1]),
    "ks_eight": float(stats.ks_2samp(x, y).statistic),
    "ks_eight_p": float(stats.ks_2samp(x, y, method="exact").pvalue),
    "ks_mid": float(stats.ks_2samp(u, v).statistic),
    "ks_mid_p": float(stats.ks_2samp(u, v, method="exact").pvalue),
    "ks_large": float(stats.ks_2samp(large_u, large_v).statistic),
    "ks_large_p": float(stats.kstwobign.sf(stats.ks_2samp(large_u, large_v).statistic
                                           * np.sqrt(3000 * 2500 / 5500))),
}
with open(os.path.join(HERE, "expected.json"), "w") as f:
    json.dump(out, f, indent=1)
    f.write("\n")
