version 1
# args: --keep-going
# status: 1
# setup: workspace
# What can be read and does not fit the data.
open shop
feature f = sum(orders.category)
feature f = mean(amount)
feature f = count(orders) + "two"
feature f = count(orders where amount > "ten")
feature f = orders.amount
feature f = count(customers)
feature f = days since orders.order_ts
feature f = days since count(orders)
target f = no orders
target f = no customers within 30d
population p = orders where amount > 3
population p = customers
population p = customers where count(orders)
show orders where order_ts > "yesterday"
show orders where category
show orders where amount like "1%"
show orders where count(orders) > 3
clean orders set x = amount +
clean orders set order_id = amount
check orders amount
