# status: 2
# Values that do not fit are told before anything runs.
version 1
asof yesterday
asof 2024-13-01
set seed=many
set seed=-1
set threads=2.5
set draw=colours
set sed=3
show orders limit=0
show orders limit=lots
customer C1 events=0
feature f = count(orders) over 0d
train m = gbm churn90 on rfm depth=99
curves m threshold=2
silhouette s k=3..99
split test=1.5 stratify=perhaps
load x from y.csv bad=perhaps
load x from y.csv types=a:number
save nothing to x.patron
export picture m1 to x.png
version two
show orders > 
show orders >
quit now
