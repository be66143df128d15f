version 1
# status: 3
# setup: workspace
# A failed gate does not stop the run; all are told at the end.
open shop
train m1 = logit churn90 on rfm > /dev/null
gate auc(m1) >= 0.6
gate auc(m1) > 0.99
gate ece(m1) <= 0.5
score m1 to out.csv
gate rows(scores) > 100000
gate psi(rfm, against=2024-04-01) < 5
gate psi(score m1, against=train) < 9
print "to the end"
