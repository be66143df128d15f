version 1
# args: --keep-going
# status: 1
# setup: workspace
# Models are compared on the same rows, or said to be on others.
open shop
train m1 = logit churn90 on rfm > /dev/null
train v1 = gammagamma value90 > /dev/null
split train=2024-01-01 test=2024-04-01
train m2 = logit churn90 on rfm > /dev/null
compare m1 m2
compare m1 m2 force=yes
compare m1 v1
compare m1 v1 force=yes
compare m1
compare m1 m1@1
compare m1 m2 baseline=v1
compare m3
curves m1 m2
show m1@2
