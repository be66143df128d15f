# setup: workspace
# A saved session makes the same things again, with the same hashes.
cat > job.pat << 'END'
version 1
new first
load customers from data/shop/customers.csv.gz key=customer_id time=signup_date
load orders from data/shop/orders.csv.gz key=order_id time=order_ts of=customers
asof 2024-07-01
feature recency = days since last(orders.order_ts)
feature spend = sum(orders.amount) over 30d,365d
try feature wrong = sum(orders.nothing)
features both = recency spend_*
population all365 = customers where count(orders) over 365d > 0
target churn90 = no orders within 90d
split train=2024-04-01 test=2024-07-01
for k in 2..3
  segment s$k = kmeans on both k=$k
end
train m = logit churn90 on both
train g = gbm churn90 on both trees=10
export model m to one/
export model g to one/
export model s3 to one/
snapshots
save session to again.patron
END
patron -q -f job.pat > out1
cat again.patron
sed -e 's/^new first/new second/' -e 's,one/,two/,' again.patron > second.patron
patron -q -f second.patron > out2
diff -r one two && ls one
tail -n 3 out1
tail -n 3 out2
