version 1
# setup: workspace
open shop
describe
show orders where amount > 100 and channel == "app" sort=-amount limit=3
show orders where amount>300 columns=order_*,amount sort=-amount,order_id limit=2
show orders where amount > 500 > dear.csv
show orders where category like "Home%" and quantity >= 3 limit=1
show customers where plan in ("basic", "plus") and email is missing limit=2 columns=customer_id,plan
orders.channel
show orders limit=1
show targets
show features columns=name,definition
full
spend
show tables
snapshots
check orders
summary rfm by=plan
leak rfm churn90
customer C000000073 events=2
drift rfm against=2023-07-01
drift rfm against=first
