#!/bin/sh
# Ctrl-C stops whatever is long: every command that goes over data is interrupted at several points, and may not compute
# for more than 200 ms from then on. Usage: stops.sh [LINE]   with $PATRON the program, and the folder of the tests'
# programs as the present one. What may be set: STOPS_ROWS (of the orders), STOPS_AT (the points: seconds of the
# processor's time), STOPS_LIMIT, STOPS_TELL=yes (each line with its points and what it computed after each).
set -u
PATRON=${PATRON:?the program}
here=$(cd "$(dirname "$0")" && pwd)
programs=$PWD/tests
PATRON_DATA=${PATRON_DATA:-$(cd "$here/../share/patron" && pwd)}
LC_ALL=C.UTF-8 TZ=UTC
export PATRON_DATA LC_ALL TZ
# Two threads, whatever the machine: what all of them compute after the signal is counted together.
PATRON_THREADS=2
export PATRON_THREADS
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
PATRON_HOME=$work/home HOME=$work/home
export PATRON_HOME HOME
mkdir "$work/home"
cd "$work" || exit 1
rows=${STOPS_ROWS:-600000} at=${STOPS_AT:-0.06 0.2} limit=${STOPS_LIMIT:-0.2}

# Commands that go over no data.
idle='new        makes an empty folder
open       opens the catalog
reveal     keeps names of columns
snapshots  lists rows of the catalog
presets    lists files
name       keeps a word
note       keeps a sentence
champion   keeps a row of the catalog
jobs       lists what this session began
kill       stops what this session began
undo       takes back a row of the catalog
version    a word
help       pages of the program
set        keeps a word
settings   lists words
log        lists the lines of this session
fix        runs another line
save       writes the lines of this session
quit       ends'

lines='home
fetch file:orders.csv to copy.csv
load again from orders.csv key=order_id time=ts of=customers
load again from orders.csv key=order_id time=ts of=customers zone=Europe/Berlin
load orders from orders_next.csv key=order_id time=ts of=customers
load again from refused.csv bad=drop types=amount:real
load again from orders.csv.gz key=order_id
load again from orders.tsv key=order_id time=ts of=customers
load again from orders.txt header=no
load again from orders.json key=order_id time=ts of=customers
load again from orders.jsonl key=order_id time=ts of=customers
load again from orders.xlsx key=order_id time=ts of=customers
load again from orders.db key=order_id time=ts of=customers
load again from orders.csv preview=yes
load again from wide.csv key=id
load snapshot more from delivery
table spent = sql(SELECT customer_id, count(*) AS n, sum(amount) AS spend FROM orders GROUP BY customer_id) key=customer_id
table copied = sql(SELECT * FROM orders) key=order_id time=ts of=customers
describe
describe orders
check
check orders
quality
quality orders
check orders order_id unique
check orders amount between 0 and 1000
check orders customer_id in customers
check orders note like "note 1%"
check orders note matches "^note [0-9]+$"
check orders order_id increasing by customer_id
check orders mean(amount) >= 1
check orders duplicates < 1%
check orders changed < 10%
check customers near duplicates on name < 1%
clean orders set half = amount / 2
clean orders drop where amount > 100
clean orders keep dear where amount > 100
clean orders drop duplicates by note
clean orders drop duplicates
clean orders drop missing note
clean customers drop near duplicates on name
clean orders trim note
clean orders upper note
clean orders fill amount with median
clean orders flag note
clean orders cap amount quantile=0.01..0.99
clean orders offset amount by customer_id category
clean orders convert amount by category with rates into=EUR
clean orders none
clean orders back
quarantine refused
requeue refused bad=missing
show refused.quarantine > bad.csv
export quarantine refused to lines.csv
show orders where amount > 100 sort=-amount limit=20
show orders sort=note limit=5
show orders.note
show orders > orders_out.csv
show orders > orders_out.json
show orders > orders_out.md
show scores m2
sql SELECT category, count(*), sum(amount) FROM orders GROUP BY category
sql SELECT count(*) FROM orders a JOIN orders b ON a.category = b.category
sql SELECT * FROM orders ORDER BY note > sorted.csv
sql SELECT avg(spend_90d) FROM full
diff orders@1 orders
diff orders customers
diff full@1 full
snapshot now
use first
drop orders@2
asof 2024-03-01
population big = customers where count(orders) over 365d > 3
population pq = sql(SELECT customer_id FROM orders GROUP BY customer_id ORDER BY count(*) DESC LIMIT 1000)
feature f1 = median(orders.amount) over 365d
feature fam = sum(orders.amount) over 365d by=category
feature rk = rank(n_90d) by customers.city
feature p1 = score(m1)\nsummary p1
features other = full customers.plan
target big90 = sum(orders.amount) within 90d > 100
split train=2023-01-01..2024-01-01 every 1m test=2024-04-01
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
plot heat orders.ts
cohort orders
cohort orders of=amount show=amount
funnel "count(orders) > 0" "count(orders) > 1" "count(orders) over 90d > 0"
survival back by=plan
survival back by=city at=2024-01-01
leak full churn90
leak
train t1 = logit churn90 on full l2=0.5
train t2 = gbm churn90 on full trees=300
train t3 = bgnbd churn90
train t11 = mbgnbd churn90
train t12 = paretonbd churn90
train t13 = bgbb churn90 per=10d
train t4 = gammagamma value90
train t5 = gbm value90 on full trees=300
train t6 = cox back on full
train t7 = weibull back on full
train t8 = lognormal back on full
train t9 = loglogistic back on full
train t10 = exponential back on full
train t11 = platt churn90 on p_m2
train t12 = isotonic churn90 on p_m2
train t13 = beta churn90 on p_m2
train t14 = average churn90 on p_m2
segment k1 = kmeans on full k=8
silhouette s4 k=2..8
silhouette s4
profile s4
compare m1 m2
compare c1
curves c1
score c1 to times.csv
importance c1 method=permutation
curves m1 m2
curves m2 kinds=all
threshold m2 = max_profit contact=2 save=40
tune m2 rate=0.05..0.3 trials=4 cv=3
calibrate m2 = isotonic
average both = m1 m2
stability m2 times=3
learning m2 sizes=3
slices m1 by plan
slices m2 by city
importance m2 method=permutation
explain m1 C0000005 against=2024-01-01
explain m2 C0000005
whatif m2 C0000005 n_90d=1,2,3
customer C0000005
customer C0000005 model=m2
score m2 to out.csv with p_churn decile s4
score m1
drift full against=2023-07-01
drift m1 against=train
rebuild m2
gate psi(full, against=2023-07-01) < 10
gate check(orders) == pass
gate uniqueness(orders) > 0
print rows(orders) auc(m2)
export model m2 to m2.json
export card m2 to m2.md
import model kept.json as=taken
history verify=yes
verify
run many.patron
fmt many.patron
train t2 = gbm churn90 on full trees=300 &\nwait
segment k1 = kmeans on full k=8 &\nwait'
[ $# -eq 0 ] || lines=$1

bad=0
complain() {
    echo "FAIL $1"
    bad=$((bad + 1))
}

# Each command of the program is in one of the lists, and in one only.
cover() {
    "$PATRON" -q -c help --as tsv | sed 1d | cut -f 2 | sort -u > commands
    printf '%s\n' "$idle" | cut -d ' ' -f 1 | sort -u > idle
    printf '%b\n' "$lines" | cut -d ' ' -f 1 | sort -u > busy
    [ -s commands ] || complain "help lists no commands"
    for command in $(sort idle busy | comm -23 commands -); do
        complain "$command: no line here has it, and it is not among those that go over no data"
    done
    for command in $(comm -12 idle busy) $(sort -u idle busy | comm -13 commands -); do
        complain "$command: in both lists, or no command"
    done
}

# Each kind of model is fitted: KIND stands behind the = of a line.
cover_kinds() {
    for command in train segment; do
        "$PATRON" -q -c "help $command" --as tsv | grep '^Kinds' | cut -f 2
    done > kinds
    [ -s kinds ] || complain "help lists no kinds of models"
    while read -r kind; do
        printf '%s\n' "$lines" | grep -q "^[a-z]* [a-z0-9]* = $kind " || complain "$kind: no line here fits one"
    done < kinds
}

# What the lines go over.
set_up() {
    "$programs/stop_input" "$rows" || exit 1
    gzip -k1 orders.csv
    mkdir delivery
    ln customers.csv delivery/customers.csv
    ln orders_next.csv delivery/orders.csv
    printf 'load customers from $folder/customers.csv\nload orders from $folder/orders.csv\n' > delivery/snapshot.patron
    awk 'BEGIN { print "currency,rate,since"; for (i = 0; i < 40; i++) printf "cat%d,1.%02d,2021-01-01\n", i, i }' > rates.csv
    awk 'BEGIN { print "version 1"; for (i = 1; i <= 20000; i++) printf "feature  many%d = count(orders) over %dd\n", i, i }' \
        > many.patron
    cat > setup.patron << 'END'
new base
load customers from customers.csv key=customer_id time=signup
load orders from orders.csv key=order_id time=ts of=customers
snapshot first
load orders from orders_next.csv key=order_id time=ts of=customers replace=yes
clean orders drop where amount > 199
load refused from refused.csv key=order_id types=amount:real bad=drop
load wide from wide.csv key=id
load rates from rates.csv time=since
asof 2024-07-01
feature recency = days since last(orders.ts)
feature n = count(orders) over 30d,90d,365d
feature spend = sum(orders.amount) over 30d,90d,365d
features full = recency n_* spend_*
feature spread = sd(orders.amount)
features full = recency n_* spend_* spread
target back = time to orders within 90d
target churn90 = no orders within 90d
target value90 = sum(orders.amount) within 90d
split train=2024-01-01 test=2024-04-01
train c1 = cox back on full
train m1 = logit churn90 on full
train m2 = gbm churn90 on full trees=20
feature p_m2 = score(m2)
segment s4 = kmeans on full k=4
export model m2 to kept.json
END
    "$PATRON" -q -f setup.patron > setup.log 2>&1 || {
        cat setup.log
        exit 1
    }
}

# The lines of one of two lanes. A line is told when it fails, was done before the first point, or all are asked for.
lane() {
    mkdir "lane$1"
    cd "lane$1" || exit 1
    for file in ../*.csv ../*.gz ../*.tsv ../*.txt ../*.json* ../*.xlsx ../*.db ../delivery; do
        ln -s "$file" .
    done
    # Files of columns never change, so that links to them do; the rest is copied.
    prepare='rm -rf shop copy.csv && cp ../many.patron . && cp -al ../base shop && rm -f shop/lock shop/catalog.sqlite* &&
        cp ../base/catalog.sqlite* shop/'
    number=0
    while IFS= read -r line; do
        number=$((number + 1))
        [ $((number % 2)) = "$1" ] || continue
        "$programs/stop_within" "$at" "$limit" "$prepare" "$PATRON" -q --overwrite -w shop -e "$(printf '%b' "$line")" \
            > points 2> said < /dev/null
        case $? in
        0) result=stopped ;;
        2) result=quick ;;
        *) result=FAIL ;;
        esac
        echo "$result $line:$(cat points) $(sed -n 1p said)" >> results
    done << END
$lines
END
}

[ $# -gt 0 ] || { cover; cover_kinds; }
set_up
lane 0 &
(lane 1)
wait
cat lane?/results > results
[ "${STOPS_TELL:-no}" = yes ] && cat results || grep '^FAIL' results
stopped=$(grep -c '^stopped' results) quick=$(grep -c '^quick' results)
bad=$((bad + $(grep -c '^FAIL' results)))
echo "stops: $stopped stopped, $quick done before ${at%% *} s, $bad failed"
# Where most are done so soon, nothing is known of them.
[ $# -gt 0 ] || [ "$stopped" -gt "$quick" ] || complain "too little to go over: STOPS_ROWS=$((rows * 2))"
[ "$bad" = 0 ]
