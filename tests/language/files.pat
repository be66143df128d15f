version 1
# setup: workspace
# A model file scores elsewhere with the same bytes; nothing is overwritten that is not ours.
open shop
train m1 = logit churn90 on rfm > /dev/null
export model m1 to models/
export model m1 to models/
export card m1 to m1.md
score m1 to a.csv with p_churn decile
new other
load customers from data/shop/customers.csv.gz key=customer_id time=signup_date > /dev/null
load orders from data/shop/orders.csv.gz key=order_id time=order_ts of=customers > /dev/null
asof 2024-07-01
import model models/m1-v1.json
score m1 to b.csv with p_churn decile
print same | cmp a.csv b.csv && echo the same bytes
show scores limit=2
import model models/m1-v1.json as=again
try import model a.csv
try score m1 to a.csv
