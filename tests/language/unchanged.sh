# setup: workspace
# The same again changes nothing, and says so.
patron -q -w shop -c 'load customers from data/shop/customers.csv.gz key=customer_id time=signup_date' | grep -c unchanged
patron -q -w shop -c 'show tables columns=name,version' -c 'train m1 = logit churn90 on rfm' > first
patron -q -w shop -c 'train m1 = logit churn90 on rfm' -c 'segment s3 = kmeans on rfm k=3' > /dev/null
patron -w shop -c 'segment s3 = kmeans on rfm k=3' -c 'feature recency = days since last(orders.order_ts)' \
    -c 'show models columns=name,version' -c 'features rfm = recency frequency spend_365d' -c 'asof 2024-07-01' \
    -c "snapshot first" 2>&1
cat first
