# status: 1
version 1
# What was in use before the delivery at hand, in two words or one; nothing was before the first.
new shop
load customers from data/shop/customers.csv.gz key=customer_id time=signup_date
try use last good
snapshot first
gate rows(customers) > 10
load orders from data/shop/orders.csv.gz key=order_id time=order_ts of=customers
use last good
gate rows(customers) == 1500
use last_good
