version 1
# args: --keep-going
# status: 1
# setup: workspace
# Names that are not there, taken, or none: each says what is near.
open shop
show ordres
describe ordres
load x from data/shop/orders.csv.gz of=costumers
show orders columns=amuont
show orders where amuont > 3
orders.amuont
train m1 = logit churn90 on recensy
train m1 = logit chrun90 on rfm
features f = recency frequncy
summary nothing
target nothing
export model m9 to models/
score m9
score m1@4
use frist
customer C9
customer C00000007
gate aoc(m1) > 0.5
gate auc(m9) > 0.5
print aoc(m1)
help zzzz
load x from data/shop/orders.csv.gz as=ordes
feature orders = count(orders)
features rfm = spend_30d
target recency = no orders within 30d
snapshot orders
m9
note nothing "to be found"
name s5.1 "x"
run no_such.patron
population nobody
show customers version=7
load customers from data/shop/customers.csv.gz key=customer_id replace=no
