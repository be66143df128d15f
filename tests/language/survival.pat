version 1
# args: --keep-going
# status: 1
# Times until an event: targets, curves by group, models, their figures, gates and refusals.
new here
load customers from data/shop/customers.csv.gz key=customer_id time=signup_date constant=plan
load orders from data/shop/orders.csv.gz key=order_id time=order_ts of=customers
asof 2024-07-01
feature recency = days since last(orders.order_ts)
feature frequency = count(orders) over 365d
features full = recency frequency customers.plan
population active = customers where count(orders) over 365d > 0
target back = time to orders within 90d
target dear = time to orders where amount > 100 within 90d gap=1w
split train=2024-01-01,2024-04-01 test=2024-07-01
survival back
survival dear by=plan
survival back at=2024-10-20
survival back at=2025-03-01
survival back by=plann
train c1 = cox back on full
train w1 = weibull back on full
compare c1 w1
curves c1 > curves.json
gate concordance(c1) > 0.7
gate c(c1) > 0.99
slices c1 by plan
importance c1
explain c1 C000000014
threshold c1 = max_f1
train g = gbm back on full
target churn90 = no orders within 90d
survival churn90
train c2 = cox churn90 on full
target nothing = time to orders where amount > 1e6 within 90d
train c3 = cox nothing on full
target wrong = time to orders
target wrong = time to no orders within 30d
target wrong = time to orders.amount within 30d
export model c1 to c1.json
import model c1.json as=again
score again to again.csv
split train=2024-06-01 test=2024-11-20
train late = cox back on full
