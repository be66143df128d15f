version 1
# status: 1
# setup: workspace
open shop
train m2 = logit churn90 on recncy \
           frequency
print never
