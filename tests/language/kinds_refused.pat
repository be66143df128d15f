version 1
# args: --keep-going
# status: 1
# setup: workspace
# A kind that does not fit its target says which do.
open shop
train m1 = gammagamma churn90
train m1 = logit value90 on rfm
train m1 = bgnbd value90
train m1 = logit churn90
train m1 = bgnbd churn90 on rfm
train m1 = logit on rfm > /dev/null
train v1 = gbm value90 on rfm trees=10
silhouette m1
profile
curves s1
champion s1
