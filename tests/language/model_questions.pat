# setup: workspace
version 1
# Where a model is good, why it says what it says of one customer, and from which score on it is acted upon.
open shop
train m2 = logit churn90 on full l2=1.0 > /dev/null
train m3 = gbm churn90 on full trees=20 > /dev/null
train v1 = gbm value90 on rfm trees=5 > /dev/null
segment s5 = kmeans on rfm k=3 > /dev/null
slices m2 by plan,s5
slices m3 by customers.plan
slices v1 by plan
try slices m2 by paln
try slices m2 by customer_id
explain m2 C000000006
explain m2 C000000006 against=2024-06-01
explain m3 C000000006 against=2024-06-01
try explain m2 C9
train m4 = bgnbd churn90 > /dev/null
explain m4 C000000006 > why.csv
try explain m4 C000000006 against=2024-06-01
threshold m3 = max_profit contact=2 save=40
threshold m3 = max_profit contact=50 save=40
threshold m2 = 0.4
curves m2 kinds=confusion
curves m2 kinds=confusion threshold=0.6
try threshold m2 = max_profit
try threshold m2 = 1.4
try threshold m2 = 0.4 contact=1
try threshold v1 = max_f1
train m2 = logit churn90 on rfm l2=2.0 > /dev/null
diff m2@1 m2
diff m2 m2@2
export model m2 to models/ > /dev/null
diff models/m2-v2.json m2@1
try diff m2 rfm
try diff m2 nosuch.json
