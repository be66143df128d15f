version 1
# setup: workspace
# args: --keep-going
# status: 1
# An ensemble: the mean of models that are there, a model like any.
open shop
split train=2024-01-01 test=2024-07-01
train k1 = logit churn90 on full > /dev/null
train k2 = gbm churn90 on full trees=40 > /dev/null
train k3 = bgnbd churn90 > /dev/null
average both = k1 k2
average mixed = k1 k2 k3 weights=0.2,0.3,0.5
average mixed = k1 k2 k3 weights=0.2,0.3,0.5 > mixed.json
average alone = k3 weights=1 > /dev/null
compare k3 alone both
show mixed
explain mixed C000000073
score mixed to scores.csv with p_churn decile
gate auc(mixed) >= 0.8
rebuild mixed
importance mixed
calibrate mixed = platt > /dev/null
export model mixed_platt to models/
# refused
average none = k1 k2 weights=0.5
average none = k1 k2 weights=0.5,0.6
average none = k1 k2 weights=1.5,-0.5
average none = k1 k2 weights=half,half
average none = k1 k1@1
average k1 = k1 k2
train v1 = gbm value90 on full trees=10 > /dev/null
average none = k1 v1
segment s1 = kmeans on rfm k=3 > /dev/null
average none = s1
split train=2024-01-01 test=2024-06-01
train k1 = logit churn90 on rfm > /dev/null
average none = k1 k2
# amounts
split train=2024-01-01 test=2024-07-01
train v1 = gbm value90 on full trees=40 > /dev/null
average value = v1@1 v1@2
train value = average churn90 on recency
new elsewhere
load customers from data/shop/customers.csv.gz key=customer_id time=signup_date constant=plan > /dev/null
load orders from data/shop/orders.csv.gz key=order_id time=order_ts of=customers > /dev/null
load sessions from data/shop/sessions.csv.gz time=ts of=customers > /dev/null
import model models/mixed_platt-v1.json
asof 2024-07-01
score mixed_platt to again.csv with p_churn decile
