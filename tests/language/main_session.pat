version 1
# The whole session of a day's work on a real shop, from CSV files to exported scores.
new shop
set seed=42 threads=2
load customers from data/shop/customers.csv.gz key=customer_id time=signup_date
load orders    from data/shop/orders.csv.gz    key=order_id  time=order_ts of=customers
load returns   from data/shop/returns.csv.gz   key=order_id  time=return_ts of=orders
load sessions  from data/shop/sessions.csv.gz  time=ts       of=customers
load tickets   from data/shop/support_tickets.csv.gz key=ticket_id time=opened_ts of=customers
describe                                                   # tables, types, keys, spans
check                                                      # duplicates, orphans, gaps, outliers
show orders where amount > 300 and channel == "app" sort=-amount limit=20
asof 2024-07-01
population active365 = customers where count(orders) over 365d > 0
feature recency   = days since last(orders.order_ts)
feature frequency = count(orders) - 1
feature orders_n  = count(orders) over 30d,90d,365d
feature spend     = sum(orders.amount) over 30d,90d,365d
feature aov       = mean(orders.amount) over 365d
feature cats      = distinct(orders.category) over 365d
feature sessions_n  = count(sessions) over 30d,90d
feature bounce_rate = mean(sessions.bounced) over 90d
feature return_rate = count(returns) / count(orders) over 365d
feature tickets_n = count(tickets) over 90d
feature tenure    = days since customers.signup_date
features rfm  = recency frequency spend_365d
features full = recency frequency orders_n_* spend_* aov_* cats_* sessions_n_* \
                bounce_* return_rate_* tickets_n_* tenure
summary full by=plan
target churn90 = no orders within 90d
target value90 = sum(orders.amount) within 90d
leak full churn90                                          # proves no feature looks ahead
split train=2024-04-01 test=2024-07-01
features seg6 = recency orders_n_365d aov_365d sessions_n_90d tenure return_rate_365d
segment s5 = kmeans on seg6 k=5 scale=zscore
silhouette s5 k=2..4
profile s5 by=z
name s5.2 "big tickets, cooling"
train m1 = logit churn90 on rfm
train m2 = logit churn90 on full l2=1.0
train m4 = bgnbd churn90
train v1 = gammagamma value90
train m3 = gbm churn90 on full trees=60 rate=0.05 leaves=15
compare m1 m4 m2 m3 baseline=m2
curves m3 m2 m1
importance m3 method=permutation repeats=1
show scores m3 where plan == "basic" sort=-p_churn limit=5
customer C000000011 events=3
drift full against=2023-07-01
gate auc(m3) >= 0.88
gate ece(m3) <= 0.1
gate psi(full, against=2023-07-01, ignore=tenure) < 0.25
champion m3 "July review"
export model m3 to models/
score m3 to out/scores_2024-07-01.csv with p_churn decile s5 value90
export card m3 to out/m3-v1.md
note m3 "k=5 kept for the review, see slide 4"
save session to july.patron
home
quit
