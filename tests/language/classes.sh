# status: 1
# One class, and a feature that separates the classes.
awk 'BEGIN { print "id,x,same,y"; for (i = 1; i <= 200; i++) printf "%d,%d,no,%s\n", i, i, (i > 100 ? "yes" : "no") }' > rows.csv
cat > all.pat << 'END'
version 1
new here
load rows from rows.csv key=id
feature x = rows.x
target one = rows.same == "yes"
target y = rows.y == "yes"
split test=0.25 stratify=yes
train m = logit one on x
train m = logit y on x l2=0
train m = logit y on x > /dev/null
print auc(m)
train g = gbm y on x trees=5
drift x against=2024-01-01
END
patron -q --keep-going -f all.pat
