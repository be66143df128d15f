version 1
# setup: workspace
# What was done stays told: history, notes, versions, settings, undo.
open shop
note orders "the export of the 2nd lacks returns"
note rfm 'a note with "quotes"'
show notes columns=on,note
train m1 = logit churn90 on rfm > /dev/null
train m1 = logit churn90 on full > /dev/null
champion m1@1 "the simple one"
m1
champion m1
m1@1
show models columns=name,version,features,champion
show promotions columns=model,note
history verify=yes times=yes | tail -n 6 | cut -f 2,3
undo
undo
undo
try undo
show targets
asof 2024-06-01
undo
home
set seed=7 threads=1
settings seed
settings threads
settings
describe orders
describe customers
