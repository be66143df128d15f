#!/bin/sh
# Every example of every command runs in a workspace made from the example data, and examples/*.patron run whole. Each
# command has a summary, examples, and a place in `help` and in the manual page.
# Usage: examples.sh   with $PATRON the program, $PATRON_DATA its data.
set -u
here=$(cd "$(dirname "$0")/.." && pwd)
PATRON=${PATRON:?the program}
PATRON_DATA=${PATRON_DATA:-$here/share/patron}
LC_ALL=C.UTF-8 TZ=UTC OPENBLAS_NUM_THREADS=1
PATRON_TZDIR=$here/tests/data/zones
export PATRON_DATA LC_ALL TZ OPENBLAS_NUM_THREADS PATRON_TZDIR
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
PATRON_HOME=$work/home HOME=$work/home
export PATRON_HOME HOME
bad=0 n=0
tab=$(printf '\t')

complain() {
    echo "FAIL $1"
    bad=$((bad + 1))
}

# ---- The lines ----
mkdir "$work/home" "$work/world"
cd "$work/world" || exit 1
ln -s "$here/examples/data/shop" data
echo 'feature days_n = count(orders) over 30d' > features.patron
cat > setup.patron << 'END'
version 1
new shop
load customers from data/customers.csv.gz key=customer_id time=signup_date constant=plan
load orders from data/orders.csv.gz key=order_id time=order_ts of=customers
load web from data/web/orders.jsonl key=id time=placed of=customers via=customer_id
table days = sql(SELECT customer_id, date(order_ts) AS day, sum(amount) AS spend FROM orders GROUP BY 1, 2) time=day known=day of=customers
table people = sql(SELECT * FROM customers GROUP BY customer_id) key=customer_id
load plans from data/reference/plans.csv key=plan valid_from=since valid_to=until
snapshot first
clean web drop where customer_id is missing
use first
asof 2024-07-01
population active365 = customers where count(orders) over 365d > 0
feature recency = days since last(orders.order_ts)
feature frequency = count(orders) - 1
feature spend = sum(orders.amount) over 30d,90d,365d
feature aov = mean(orders.amount) over 365d
features rfm = recency frequency spend_365d
features full = recency frequency spend_* aov
target value90 = sum(orders.amount) within 90d
target back = time to orders within 180d
target churn90 = no orders within 90d
split train=2024-04-01 test=2024-07-01
train m1 = logit churn90 on rfm
train m2 = logit churn90 on full l2=1.0
train m3 = gbm churn90 on full trees=20
segment s5 = kmeans on rfm k=5
export model m2 to models/
END
"$PATRON" -q -f setup.patron > setup.log 2>&1 || {
    cat setup.log
    exit 1
}
"$PATRON" --reference > "$work/reference" || exit 1
awk '/^## /{ section = $2 } /^### /{ name = $2 } /^```/{ inside = !inside; next } inside { print name "\t" $0 }' \
    "$work/reference" > "$work/examples"
while IFS=$tab read -r name line; do
    rm -rf "$work/run"
    cp -a "$work/world" "$work/run"
    cd "$work/run" || exit 1
    "$PATRON" -q -w shop -c "$line" < /dev/null > told 2> err
    status=$?
    case $line in quit*[1-9]*) [ $status = "${line#quit }" ] && status=0 ;; esac
    n=$((n + 1))
    if [ $status != 0 ] || [ -s err ]; then
        complain "$name: $line (status $status)"
        cat err
    fi
done < "$work/examples"
[ $n -ge 100 ] || complain "only $n examples were found"

# ---- The rows ----
"$PATRON" help > "$work/help"
"$PATRON" --man > "$work/man"
"$PATRON" -q --as tsv -c help > /dev/null || complain "help as a table"
for name in $(cut -f 1 "$work/examples" | sort -u); do
    grep -q "^$name  *[a-zA-Z]" "$work/help" || complain "$name is not in help, or has no summary there"
    "$PATRON" help "$name" > "$work/page" || complain "help $name"
    grep -q '^usage: ' "$work/page" || complain "$name has no usage"
    grep -q 'Examples' "$work/page" || complain "$name has no examples"
    grep -q "^\.SS $name\( \|$\)" "$work/man" || complain "$name is not in the manual page"
done
for name in $(sed -n 's/^  *\([a-z]*\)_command,.*/\1/p; s/.*&\([a-z]*\)_command.*/\1/p' "$here/src/command/kinds.c"); do
    grep -q "^$name$tab" "$work/examples" || complain "$name has no example"
done

# ---- The files ----
cd "$work" || exit 1
for file in "$here"/examples/*.patron; do
    data=$here/examples/data
    [ "$(basename "$file")" != shop.patron ] || data=$data/shop
    rm -rf "$work/file"
    mkdir "$work/file"
    cd "$work/file" || exit 1
    "$PATRON" -f "$file" --var data="$data" > told 2> err || {
        complain "$(basename "$file")"
        cat err
    }
    n=$((n + 1))
done
echo "examples: $((n - bad)) passed, $bad failed"
[ "$bad" = 0 ]
