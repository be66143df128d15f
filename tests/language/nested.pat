version 1
# setup: workspace
# A model's score as a feature: pinned, out of fold where its model had not learnt yet, refused where it would look ahead.
open shop
load sessions from data/shop/sessions.csv.gz time=ts of=customers > /dev/null
split train=2023-10-01 test=2024-01-01
feature visits = count(sessions) over 30d,90d
target silent60 = no sessions within 60d
try feature p_silent = score(silent)
train silent = gbm silent60 on visits_30d visits_90d recency trees=20 > /dev/null
feature p_silent = score(silent)
feature p_silent10 = score(silent@1, 10)
feature calm = 1 - score(silent)
try feature p_none = score(silent@7)
try feature p_none = score(silent, 1)
try feature p_none = score(silent, recency)
try population sure = customers where score(silent) > 0.5
try target later = score(silent) > 0.5 within 90d
try show orders where score(silent) > 0.5
show features where definition like "%score(%" columns=name,definition
features wide = rfm p_silent
# complete before the first training date
split train=2024-04-01 test=2024-07-01
train m1 = logit churn90 on rfm > /dev/null
train m2 = logit churn90 on wide
leak p_silent churn90
compare m1 m2
score m2 to scores.csv with p_churn decile p_silent
export model m2 to models/
export card m2 to m2.md
try train silent = logit churn90 on wide
try train m3 = logit churn90 on wide calm
# a panel, of which half was before
split train=2023-08-01..2024-04-01 test=2024-07-01 every 1m
train m3 = logit churn90 on wide
# trained on the same date: out of fold; tested before it had learnt: refused
split train=2024-04-01 test=2024-07-01
train silent = gbm silent60 on visits_30d visits_90d recency trees=20 > /dev/null
show p_silent
feature p_silent = score(silent)
features wide = rfm p_silent
train m4 = logit churn90 on wide
asof 2024-04-01
try leak p_silent
try score m4 to early.csv
asof 2024-07-01
leak p_silent
split train=2023-12-01 test=2024-03-01
try train m5 = logit churn90 on wide
# through another model, and by segments
feature p_m4 = score(m4)
try train silent = logit silent60 on p_m4
segment s3 = kmeans on rfm k=3 > /dev/null
feature group = score(s3)
split train=2024-07-01 test=2024-10-01
train m6 = logit churn90 on recency group
split train=2024-04-01 test=2024-07-01
try train m6 = logit churn90 on recency group
champion silent@1 "the first"
feature p_champion = score(silent)
# elsewhere: the file holds all that is asked
drift m2
rebuild m2
show m2
help nested
new elsewhere
load customers from data/shop/customers.csv.gz key=customer_id time=signup_date constant=plan > /dev/null
load orders from data/shop/orders.csv.gz key=order_id time=order_ts of=customers > /dev/null
load sessions from data/shop/sessions.csv.gz time=ts of=customers > /dev/null
import model models/m2-v1.json
asof 2024-07-01
score m2 to again.csv with p_churn decile
drift m2
