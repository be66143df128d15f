# -n finds names that no line before makes and the workspace does not have; what it cannot know it does not complain of.
set -u
cat > lines.patron <<'END'
new shop
load customers from customers.csv key=id
feature f = customers.plan == "x" over 30d,60d
summary ff
summary f_30d
describe orders
target churn = no orders within 30d
if auc(m) > 0.5
  train m = logit chrn on f
end
curves m
curves m2
profile s4
run other.patron
curves m3
END
"$PATRON" -n -f lines.patron
echo "status $?"
for file in "$PATRON_DATA"/../../examples/*.patron; do
    "$PATRON" -n -f "$file" --var data=. > told 2>&1 || cat told
done
printf 'id,plan\nA,x\n' > customers.csv
"$PATRON" -q -c 'new shop' -c 'load customers from customers.csv key=id' -c 'feature f = customers.plan == "x"' > told 2>&1
echo 'summary f' > good.patron
echo 'summary g' > bad.patron
"$PATRON" -n shop -f good.patron
"$PATRON" -n shop -f bad.patron
echo "status $?"
