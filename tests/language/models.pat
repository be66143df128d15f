version 1
# setup: workspace
# Train, compare, inspect, promote.
open shop
train m1 = logit churn90 on rfm > /dev/null
train m2 = logit churn90 on full l2=1.0 > /dev/null
train m4 = bgnbd churn90 > /dev/null
train v1 = gammagamma value90 > /dev/null
train m1 = logit churn90 on rfm
compare m1 m2 baseline=m1
show models
curves m1 m2 kinds=lift
importance m1 repeats=2
champion m2 "the first one"
show promotions columns=model,note
m2
undo
