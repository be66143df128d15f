version 1
# A nightly file gets its day, and computes other days from it.
param day date default=2024-07-01
param before date default=$day-1d
new shop
load customers from data/shop/customers.csv.gz key=customer_id time=signup_date constant=plan
load orders from data/shop/orders.csv.gz key=order_id time=order_ts of=customers
asof $day - 30d
print asof $day - 30d month($day) quarter($day - 1d) year(asof) weekday($day) "month($day) asof - 1d" $before
if month($day) == 7
  print july
end
if asof < $day
  print earlier
end
if asof == $day - 30d
  print equal
end
if not asof >= 2024-07-01
  print "not later"
end
snapshot july_$day
snapshot $day
use $day
feature recency = days since last(orders.order_ts)
feature n = count(orders where order_ts < 2024-06-01 - 1d) over 30d
features rfm = recency n
target churn90 = no orders within 90d
split train=asof-180d,asof-150d test=asof - 60d
summary rfm at=asof-1m
show orders where order_ts < 2022-01-31 - 28d
drift rfm against=$day at=$day-1m
asof asof - 1m
print asof asof + 1d
asof 2024-03-31 - 1m
# what is no date, or another word, stays
print 2024-13-01 - 30d
print 2024-07-01 -30d
print a2024-07-01-30d
