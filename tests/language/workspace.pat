version 1
# The workspace that other files begin from: a small shop.
new shop
load customers from data/shop/customers.csv.gz key=customer_id time=signup_date
load orders from data/shop/orders.csv.gz key=order_id time=order_ts of=customers
snapshot first "as delivered"
asof 2024-07-01
population active365 = customers where count(orders) over 365d > 0
feature recency = days since last(orders.order_ts)
feature frequency = count(orders) - 1
feature spend = sum(orders.amount) over 30d,90d,365d
feature aov = mean(orders.amount) over 365d
features rfm = recency frequency spend_365d
features full = recency frequency spend_* aov
target value90 = sum(orders.amount) within 90d
target churn90 = no orders within 90d
split train=2024-04-01 test=2024-07-01
