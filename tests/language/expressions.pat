version 1
# status: 2
# Expressions that cannot be read: each error stands under its word.
feature f = count(orders
feature f = count(orders))
feature f = count()
feature f = sum(orders.amount, 3)
feature f = summ(orders.amount)
feature f = count(orders) over 90
feature f = count(orders) over 90d,
feature f = count(orders) within 30d
target f = count(orders) over 30d
population p = customers where count(orders) within 3d > 0
show orders where amount > 3 and
show orders where amount in (1, 2
