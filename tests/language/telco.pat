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
calibrate m2 = platt
average both = m1 m2
feature left = customers.Churn == "Yes"
try train m3 = logit churned on all left
# under another name, by a bare name, or through another model it is the same answer
new other
load people from data/telco.csv.gz as=telco > /dev/null
target churned = customers.Churn == "Yes"
split test=0.25 stratify=yes
feature tenure = people.tenure
feature left = if(customers.Churn, 1, 0)
feature gone = if(Churn, 1, 0)
try train m3 = logit churned on tenure left
try train m3 = logit churned on tenure gone
try train m3 = logit churned on tenure people.Churn
target paper = people.PaperlessBilling
train p1 = logit paper on tenure people.Churn > /dev/null
feature p_paper = score(p1)
try train m3 = logit churned on tenure p_paper
train p1 = logit paper on tenure people.Contract > /dev/null
feature p_paper = score(p1)
train m3 = logit churned on tenure p_paper
score m3 to nested.csv
leak p_paper churned
segment s3 = kmeans on tenure k=3 > /dev/null
feature group = score(s3)
try train m4 = logit churned on tenure group
