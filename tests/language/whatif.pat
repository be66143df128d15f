version 1
# setup: workspace
# args: --keep-going
# status: 1
# A customer's score with other values, and what is refused.
open shop
train t1 = logit churn90 on rfm customers.plan
train t2 = bgnbd churn90
whatif t1 C000000073 recency=1,30,90
whatif t1 C000000073 recency=5 plan=premium at=2024-06-01
whatif t1 C000000073 plan=gold,missing spend_365d=3,99999
whatif t1 C000000073 recenc=5
whatif t1 C000000073 recency=a
whatif t1 C000000073 recency=1,2 frequency=1,2,3
whatif t1 C9 recency=1
whatif t2 C000000073 recency=1
