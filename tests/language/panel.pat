version 1
# Many cutoffs at once.
new here
load customers from data/shop/customers.csv.gz key=customer_id time=signup_date constant=plan > /dev/null
load orders from data/shop/orders.csv.gz key=order_id time=order_ts of=customers > /dev/null
target churn90 = no orders within 90d
feature recency = days since last(orders.order_ts)
feature n = count(orders) over 30d
feature slowing = n_30d / (recency + 1)
population active365 = customers where count(orders) over 365d > 0
split train=2023-10-31..2024-03-31 every 1m test=2024-07-01
train m = logit churn90 on recency slowing
split train=2024-01-01..2024-06-01 every 1m test=2024-07-01
try train m = logit churn90 on recency
try split train=2024-01-01..2024-06-01 test=2024-07-01
try split train=2024-01-01..2024-06-01 every 1h test=2024-07-01
try split train=2024-01-01 every 1m test=2024-07-01
try split train=2024-01-01..2023-06-01 every 1m test=2024-07-01
try split train=2024-01-0x test=2024-07-01
