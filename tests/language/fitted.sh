# Constants of features are fitted on training rows: in whatever order the lines stand, and whatever the test rows hold.
make_orders() { # what comes from April on is the argument's
    echo customer_id,order_ts,amount,channel
    awk -v seed="$1" 'BEGIN {
        for (c = 1; c <= 40; c++)
            for (k = 0; k < 6; k++) {
                month = 1 + k % 6
                later = month >= 4
                channel = substr("awf", 1 + (c * 7 + k * 5) % (later ? 3 : 2), 1)
                amount = c * 3 % 17 + k + (later ? seed * c * 50 : 0)
                printf "%d,2024-%02d-%02d,%d,%s\n", c, month, 1 + (c * 3 + k) % 28, amount, channel
            }
        if (seed > 1) print "41,2024-05-01,9999,z"
    }'
}
{
    echo customer_id,joined,plan
    for k in $(seq 1 40); do echo "$k,2023-01-01,$([ $((k % 3)) = 0 ] && echo pro || echo basic)"; done
    echo 41,2024-04-20,late
} > customers.csv
make_orders 1 > orders.csv
make_orders 3 > other.csv
definitions='feature by_channel = sum(orders.amount) by=channel
feature place = rank(sum(orders.amount)) by customers.plan
feature fifth = quintile(sum(orders.amount)) over 30d,90d
features all = by_channel place fifth'
begin() {
    echo version 1
    echo "new $1"
    echo 'load customers from customers.csv key=customer_id time=joined constant=plan > /dev/null'
    echo "load orders from $2 time=order_ts of=customers > /dev/null"
    echo 'target big = orders where amount > 9 within 30d'
}
split='split train=2024-03-01,2024-04-01 test=2024-05-01'
end='train m = logit big on all l2=1 > /dev/null
export model m to here.json
summary all at=2024-06-01'
# The definitions come last, first (nothing says which rows train), and between two splits.
{ begin a orders.csv; echo "$split"; echo "$definitions"; echo "$end"; } > a.pat
{ begin b orders.csv; echo "$definitions" | grep -v features; echo "$split"; echo "$definitions" | grep features; echo "$end"; } > b.pat
{ begin c orders.csv; echo 'split train=2024-02-01 test=2024-04-01'; echo "$definitions"; echo 'summary all at=2024-06-01 > /dev/null'
    echo "$split"; echo "$end"; } > c.pat
for order in a b c; do
    echo "-- $order"
    patron -f $order.pat > $order.txt 2> $order.said
    mv here.json $order.json
    grep fitted $order.said
done
cmp a.txt b.txt && cmp a.txt c.txt && cmp a.json b.json && cmp a.json c.json && echo 'the order of lines does not matter'
# Other test rows: orders from April on, and a customer who comes then with a plan of his own.
{ begin d other.csv; echo "$split"; echo "$definitions"; echo "$end"; } > d.pat
patron -q -f d.pat > d.txt
mv here.json d.json
constants() { grep -o '"definition": .*' "$1"; }
constants a.json > a.constants
constants d.json | diff a.constants - && echo 'test rows do not matter'
cmp -s a.txt d.txt || echo 'but they are others'
grep -c late d.json
cat > more.pat << 'END'
version 1
open a
show by_channel
show fifth
features all = by_channel -by_channel_other place fifth
features all = by_channel_a fifth_*
summary all at=2024-06-01
summary all@1 at=2024-06-01
features diff all@2 all@3
show all@2
show sets
# no test customer is asked
asof 2024-06-01
split test=0.25
try summary all
asof 2024-05-01
show fifth
summary all
show fifth
# a population may be chosen by where customers stand among all
population best = customers where rank(sum(orders.amount)) >= 0.5
population upper = customers where fifth_90d >= 4
summary all
try feature bad = quintile(sum(orders.amount)) by customers.nothing
try feature bad = quintile(customers.plan)
try feature bad = quintile(sum(orders.amount)) by customers.customer_id
END
patron -f more.pat
