version 1
# setup: workspace
# status: 3
# Drift: against a date, a snapshot, training; of features, of one, of a model's inputs and scores.
open shop
train m1 = logit churn90 on rfm > /dev/null
drift rfm against=2022-07-01
drift rfm against=2022-07-01 feature=frequency
clean orders set amount = amount * 2
drift rfm against=first moved=yes
drift m1
drift m1 scores=yes
gate psi(rfm, against=first, ignore=recency) < 0.1 
use first
drift rfm against=first moved=yes
drift rfm against=first at=2023-07-01 moved=yes
gate moved(rfm, against=first) == 0
gate moved(rfm, against=2022-07-01, ignore=recency) == 0
try drift m1 at=2023-07-01
try drift rfm against=never
try drift rfm against=2021-01-01
try drift rfm
