version 1
# status: 2
# What a kind does not take is told before anything runs.
train m1 = kmeans churn90 on rfm
segment s1 = logit on rfm
train m1 = logit churn90 on rfm trees=3
train m1 = gbm churn90 on rfm rate=7
train m1 = gbm churn90 on rfm trees=1.5
segment s1 = kmeans on rfm k=2000
segment s1 = kmeans on rfm
