version 1
# setup: workspace
# args: --keep-going
# status: 1
# A model's recipe at earlier dates, and on fewer customers.
open shop
train t1 = logit churn90 on rfm
stability t1 times=3
stability t1 every=1y times=4
learning t1 sizes=3 by=log_loss
feature fifth = quintile(spend_365d)
train t2 = logit churn90 on fifth recency
stability t2 times=2 every=1q by=brier
segment s2 = kmeans on rfm k=2
stability s2
learning t1 by=mae
show models
