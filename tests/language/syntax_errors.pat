# status: 2
# Every error of the file is told, and nothing of it runs.
version 1
new never
tran m5 = gbm churn90 on full
train m5 = gmb churn90 on full
train m5 = gbm churn90 on full \
      trees=10 tree_s=200
sho orders
show orders limt=5
show orders where amount >
feature next_n = count(orders) within 30d
print "not closed
for k 3..8
  print $k
end
print $nothing
silhouette s5 k=8..2
split train=2024-04-01
set color=blue
end
if auc(m3) >
  quit
