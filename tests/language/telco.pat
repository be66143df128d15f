version 1
# One row per customer, no dates: a split by a share, stratified; text columns as inputs.
new telco
load from data/telco.csv.gz as=telco
describe customers
feature tenure   = customers.tenure
feature charges  = customers.MonthlyCharges
feature contract = customers.Contract
feature internet = customers.InternetService
feature senior   = customers.SeniorCitizen
features all = tenure charges contract internet senior
target churned = customers.Churn == "Yes"
split test=0.25 stratify=yes
train m1 = logit churned on all l2=0
train m1 = logit churned on all l2=0 > /dev/null
train m2 = gbm churned on all trees=40 > /dev/null
compare m1 m2
curves m1 kinds=confusion threshold=0.4
score m1 to scores.csv
print first | head -n 3 scores.csv
segment s3 = kmeans on tenure charges k=3
profile s3
drift all against=train
feature left = customers.Churn == "Yes"
try train m3 = logit churned on all left
