version 1
# setup: workspace
# args: --keep-going
# status: 1
# A model whose score is the calibrated probability of another: fitted out of fold, told of the test rows, a model like any.
open shop
split train=2023-07-01..2024-01-01 test=2024-07-01 every 1m
train k1 = gbm churn90 on full trees=300 leaves=31 > /dev/null
calibrate k1 = platt
calibrate k1 = platt > calibrated.json
calibrate k1 = beta as=chance > /dev/null
calibrate k1 = isotonic > /dev/null
compare k1 k1_platt chance k1_isotonic
show chance
explain k1_isotonic C000000073
score k1_platt to scores.csv with p_churn decile
gate brier(k1_platt) <= 0.16
rebuild k1_isotonic
drift k1_platt
export model k1_isotonic to models/
calibrate k1@1 = platt as=k1
calibrate k1 = platt as=recency
train v1 = gbm value90 on full trees=10 > /dev/null
calibrate v1 = platt
segment s1 = kmeans on rfm k=3 > /dev/null
calibrate s1 = platt
# rows of another date
feature p_k1 = score(k1)
split train=2024-04-01 test=2024-07-01
train later = platt churn90 on p_k1
train later = isotonic churn90 on p_k1
train later = platt churn90 on p_k1 recency
train later = beta churn90 on recency
new elsewhere
load customers from data/shop/customers.csv.gz key=customer_id time=signup_date constant=plan > /dev/null
load orders from data/shop/orders.csv.gz key=order_id time=order_ts of=customers > /dev/null
load sessions from data/shop/sessions.csv.gz time=ts of=customers > /dev/null
import model models/k1_isotonic-v1.json
asof 2024-07-01
score k1_isotonic to again.csv with p_churn decile
