version 1
# setup: workspace
# args: --keep-going
# status: 1
# Parameters tried out of fold on training rows, and the best kept as the model's next version.
open shop
train t1 = logit churn90 on rfm
train t2 = gbm churn90 on rfm trees=10
tune t1 l2=0.01,1,1000 by=log_loss
tune t2 rate=0.05..0.5 leaves=4,8 trials=3 cv=3
tune t2 leaves=2,4000000000
tune t1 l3=1
tune t1 l2=1..a
tune t1 l2=1,-4
tune t1 l2=1,2 by=rmse
tune t1 l2=1,2 l2=4
show models
