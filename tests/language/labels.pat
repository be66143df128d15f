version 1
# args: --keep-going
# status: 1
# setup: workspace
# What must not be trained or measured: labels that are not complete, training labels that reach into the test.
open shop
split train=2024-05-01 test=2024-07-01
train m1 = logit churn90 on rfm
split train=2024-07-01 test=2024-12-01
train m1 = logit churn90 on rfm
split train=2024-07-01,2024-04-01 test=2024-07-01
target late90 = no orders within 90d gap=7d
split train=2024-04-01 test=2024-07-01
train m1 = logit late90 on rfm
split train=2024-03-25 test=2024-07-01
train m1 = logit late90 on rfm > /dev/null
gate auc(m1) > 0.8
target far = no orders within 100y
train m1 = logit far on rfm
population none = customers where count(orders) > 100000
train m1 = logit churn90 on rfm
population never = customers where count(orders) over 90d == 0
target bought = no orders within 9000d
