# Every metric that `help metrics` lists is a figure of gates, and is told of a model that has it; a list of names has no
# end that cuts it.
{
    echo version 1
    echo new shop
    echo load customers from data/shop/customers.csv.gz key=customer_id time=signup_date
    echo load orders from data/shop/orders.csv.gz key=order_id time=order_ts of=customers
    echo asof 2024-07-01
    echo feature r = days since 'last(orders.order_ts)'
    echo feature tenure = days since customers.signup_date
    i=1
    while [ $i -le 20 ]; do
        echo "feature a$i = count(orders) over $((10 + i))d"
        i=$((i + 1))
    done
    echo target churn = no orders within 90d
    echo target value = 'sum(orders.amount)' within 90d
    echo split train=2024-04-01 test=2024-07-01
    echo train m = logit churn on r
    echo train v = gbm value on r trees=5
    echo segment s = kmeans on r a1 k=2
} > make.patron
patron -q -f make.patron > log 2>&1 || cat log
patron shop -c 'help metrics' | sed -n '/Figures of gates/,/rows(TABLE)/p' | sed -n 's/^\([a-z0-9_]*\)(\(MODEL\|SEGMENTS\)).*/\1 \2/p' > figures
while read -r name of; do
    for thing in m v s; do echo "gate $name($thing) != 1e300"; done
done < figures > gates
patron shop --keep-going -f gates > out 2>&1
grep 'gate holds' out | sed 's/   value.*//'
grep -o 'error: .* E[0-9]*\|error: .*\[E[0-9]*\]' out | sort | uniq -c | sed 's/^ *//' | awk '{ print $NF }' | sort | uniq -c | sed 's/^ *//'
echo == names without end
names=$(seq -f a%g -s , 20)
patron shop -c "gate psi($names, tenure, against=2023-01-01) < 0.25" > one 2>&1
patron shop -c "gate psi(tenure, $names, against=2023-01-01) < 0.25" > two 2>&1
grep -h 'gate failed' one two | sed 's/.*value/value/'
