#!/bin/sh
# Ctrl-C stops whatever is long: every command that goes over data is interrupted a third of the way through, and may not
# go on for more than a little processor time. Usage: stops.sh [LINE]   with $PATRON the program, and the folder of the
# tests' programs as the present one.
set -u
PATRON=${PATRON:?the program}
stop_within=$PWD/tests/stop_within
LC_ALL=C.UTF-8 TZ=UTC
export LC_ALL TZ
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
PATRON_HOME=$work/home HOME=$work/home
export PATRON_HOME HOME
mkdir "$work/home"
cd "$work" || exit 1
rows=${STOPS_ROWS:-600000}

awk -v rows="$rows" 'BEGIN {
    srand(1)
    customers = rows / 15
    print "customer_id,signup,plan,city,x,y,name" > "customers.csv"
    for (i = 1; i <= customers; i++)
        printf "C%07d,20%02d-%02d-%02d,%s,city%d,%.4f,%.3f,Name%d Surname%d\n", i, 20 + int(rand() * 3), 1 + int(rand() * 12),
            1 + int(rand() * 28), rand() < .5 ? "basic" : "plus", int(rand() * 300), rand() * 100, rand() * rand() * 50,
            int(rand() * 3000), int(rand() * 9000) > "customers.csv"
    print "order_id,customer_id,ts,amount,category,note" > "orders.csv"
    for (i = 1; i <= rows; i++)
        printf "%d,C%07d,202%d-%02d-%02d %02d:%02d:%02d,%.2f,cat%d,note %d\n", i, 1 + int(rand() * rand() * customers),
            2 + int(rand() * 3), 1 + int(rand() * 12), 1 + int(rand() * 28), int(rand() * 24), int(rand() * 60),
            int(rand() * 60), rand() * 200, int(rand() * 40), int(rand() * 1000000) > "orders.csv"
    printf "id" > "wide.csv"
    for (j = 1; j <= 700; j++)
        printf ",v%d", j > "wide.csv"
    print "" > "wide.csv"
    for (i = 1; i <= 1500; i++) {
        printf "%d", i > "wide.csv"
        for (j = 1; j <= 700; j++)
            printf ",%.3f", rand() > "wide.csv"
        print "" > "wide.csv"
    }
}'
cat > setup.patron << 'END'
new base
load customers from customers.csv key=customer_id time=signup
load orders from orders.csv key=order_id time=ts of=customers
load wide from wide.csv key=id
asof 2024-07-01
feature recency = days since last(orders.ts)
feature n = count(orders) over 30d,90d,365d
feature spend = sum(orders.amount) over 30d,90d,365d
feature spread = sd(orders.amount)
features full = recency n_* spend_* spread
target churn90 = no orders within 90d
target value90 = sum(orders.amount) within 90d
split train=2024-01-01 test=2024-04-01
train m1 = logit churn90 on full
train m2 = gbm churn90 on full trees=20
segment s4 = kmeans on full k=4
END
"$PATRON" -q -f setup.patron > setup.log 2>&1 || {
    cat setup.log
    exit 1
}
# Files of columns never change, so that links to them do; the rest is copied.
prepare='rm -rf shop && cp -al base shop && rm -f shop/catalog.sqlite* && cp base/catalog.sqlite* shop/'

lines='load again from orders.csv key=order_id time=ts of=customers
load again from orders.csv key=order_id time=ts of=customers zone=Europe/Berlin
describe orders
check
quality orders
check orders order_id unique
check orders amount between 0 and 1000
clean orders set half = amount / 2
clean orders drop where amount > 100
clean orders drop duplicates by note
clean orders drop duplicates
clean orders upper note
clean customers drop near duplicates on name
check customers near duplicates on name < 1%
show orders where amount > 100 sort=-amount limit=20
show orders sort=note limit=5
show orders > orders_out.csv
show orders > orders_out.json
sql SELECT category, count(*), sum(amount) FROM orders GROUP BY category
sql SELECT count(*) FROM orders a JOIN orders b ON a.category = b.category
summary full
summary orders
corr full method=spearman
corr wide
plot hist orders.amount
plot line orders.ts of=amount per=1m by=category
plot bar orders.note
plot box orders.amount by=category
plot scatter orders.amount orders.order_id
plot heat orders.amount orders.order_id
cohort orders
funnel "count(orders) > 0" "count(orders) > 1" "count(orders) over 90d > 0"
leak full churn90
feature f1 = median(orders.amount) over 365d
feature fam = sum(orders.amount) over 365d by=category
feature rk = rank(n_90d) by customers.city
train t1 = logit churn90 on full l2=0.5
train t2 = gbm churn90 on full trees=300
train t3 = bgnbd churn90
train t4 = gammagamma value90
train t5 = gbm value90 on full trees=300
segment k1 = kmeans on full k=8
silhouette s4 k=2..8
silhouette s4
profile s4
compare m1 m2
curves m1 m2
threshold m2 = max_profit contact=2 save=40
slices m1 by plan
slices m1 by city
importance m2 method=permutation
explain m1 C0000005 against=2024-01-01
score m2 to out.csv with p_churn decile
drift full against=2023-07-01
drift m1 against=train
diff orders customers
population big = customers where count(orders) over 365d > 3
population pq = sql(SELECT customer_id FROM orders GROUP BY customer_id HAVING count(*) > 5)
feature p1 = score(m1)
rebuild m2
gate psi(full, against=2023-07-01) < 10'
[ $# -eq 0 ] || lines=$1

bad=0 n=0 quick=0
while IFS= read -r line; do
    "$stop_within" 0.35 0.1 "$prepare" "$PATRON" -q shop -c "$line" 2> told < /dev/null
    case $? in
    0) n=$((n + 1)) ;;
    2) quick=$((quick + 1)) ;;
    *)
        echo "FAIL $line: $(cat told)"
        bad=$((bad + 1))
        ;;
    esac
done << END
$lines
END
echo "stops: $n stopped, $quick too quick to tell, $bad failed"
[ "$bad" = 0 ]
