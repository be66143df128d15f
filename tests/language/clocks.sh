# When rows happened and when they became known, states with a validity, returns and their orders, features of features.
cat > customers.csv << 'END'
customer_id,joined,city,plan
1,2024-01-01,Bonn,pro
2,2024-01-05,Kiel,basic
3,2024-02-01,Ulm,basic
END
cat > orders.csv << 'END'
order_id,customer_id,at,loaded,amount
1,1,2024-03-01,2024-03-02,10
2,1,2024-04-01,2024-05-02,20
3,2,2024-03-15,2024-05-01,40
4,3,2024-05-20,2024-05-21,80
END
cat > returns.csv << 'END'
order_id,back,value,reason,checked
1,2024-03-20,4,late,2024-04-20
1,2024-04-25,5,torn,2024-05-01
3,2024-05-02,40,torn,
END
cat > plans.csv << 'END'
customer_id,since,until,plan,price
1,2024-01-01,2024-04-15,basic,5
1,2024-04-15,,pro,9
2,2024-01-05,2024-03-31,pro,9
3,2024-05-01,,basic,5
END
cat > all.pat << 'END'
version 1
new here
load customers from customers.csv key=customer_id time=joined constant=city
load orders from orders.csv key=order_id time=at known=loaded of=customers
load returns from returns.csv time=back of=orders known=reason:checked
load plans from plans.csv of=customers valid_from=since valid_to=until
describe plans
describe returns
describe customers
asof 2024-05-01
feature n = count(orders)
feature returned = count(orders where returns)
feature kept = sum(orders.amount - sum(returns.value))
feature back = sum(returns.orders.amount)
feature reasons = count(returns where reason is not missing)
feature price = plans.price
feature pro_n = count(orders where plans.plan == "pro")
feature plan = plans.plan
feature share = returned / n
feature twice = 2 * share
summary n returned kept back reasons price pro_n twice
show features
population some = customers where twice > 1
population all
asof 2024-05-02
summary n returned kept back reasons price pro_n twice
leak
features own = n customers.city customers.plan plans.*
asof 2024-04-01
summary own
summary own
try feature n = twice + 1
try feature bad = count(orders where count(orders) > 1)
try feature bad = count(orders where returns.value > 1)
try feature bad = plans.colour
try load x from plans.csv of=customers valid_from=plan
try load x from plans.csv of=customers time=since valid_to=until
try load x from plans.csv of=customers valid_from=since time=since
try load x from plans.csv valid_from=since
try load x from returns.csv time=back of=orders known=reason:chekced
try load x from orders.csv time=at of=customers known=at,loaded
try load x from orders.csv time=at of=customers constant=amount
END
patron -q -f all.pat
# What other tables a name could come from is known where it is used.
patron -q here -c 'feature n = twice + 1'
patron -q here -c 'feature bad = count(orders where returns.value > 1)'
patron -q here -c 'show plans'
