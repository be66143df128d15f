#!/bin/sh
# Libraries are loaded when they are first needed: the program starts where they are broken, and says what to install
# when it comes to need one.
# Usage: libraries.sh   with $PATRON the program, $PATRON_DATA its data.
set -u
here=$(cd "$(dirname "$0")/.." && pwd)
PATRON=${PATRON:?the program}
PATRON_DATA=${PATRON_DATA:-$here/share/patron}
LC_ALL=C.UTF-8 TZ=UTC
export PATRON_DATA LC_ALL TZ
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
PATRON_HOME=$work/home HOME=$work/home
export PATRON_HOME HOME
mkdir "$work/home" "$work/all"
cd "$work" || exit 1
bad=0 n=0

complain() {
    echo "FAIL $1"
    bad=$((bad + 1))
}

# FILES are empty, which the loader refuses: LINE fails, names the first of them, and PACKAGE to install.
without() {
    files=$1 package=$2 line=$3
    n=$((n + 1))
    mkdir "$work/broken"
    for file in $files; do
        : > "$work/broken/$file"
        : > "$work/all/$file"
    done
    LD_LIBRARY_PATH=$work/broken "$PATRON" -q -w shop -c "$line" < /dev/null > told 2> err
    status=$?
    if [ $status != 1 ] || ! grep -q "${files%% *} cannot be loaded" err || ! grep -q "install the package $package\$" err; then
        complain "$line without $files (status $status): $(cat err)"
    fi
    rm -rf "$work/broken"
}

gzip -dc "$here/examples/data/shop/customers.csv.gz" > customers.csv
xz -k customers.csv
printf 'id,town\n1,Ko\314\210ln\n' > towns.csv
cat > setup.patron << 'END'
version 1
new shop
load customers from customers.csv key=customer_id time=signup_date
load towns from towns.csv
load orders from DATA/orders.csv.gz key=order_id time=order_ts of=customers
population active = customers where count(orders) over 365d > 0
feature recency = days since last(orders.order_ts)
feature orders_n = count(orders) over 365d
features rf = recency orders_n
target churn90 = no orders within 90d
split train=2024-04-01 test=2024-07-01
END
sed "s|DATA|$here/examples/data/shop|" setup.patron > made.patron
"$PATRON" -q -f made.patron > setup.log 2>&1 || {
    cat setup.log
    exit 1
}
without libopenblas.so.0 libopenblas0 'train m1 = logit churn90 on rf'
without libopenblas.so.0 libopenblas0 'train m2 = bgnbd churn90'
without libxgboost.so.0 libxgboost0 'train m3 = gbm churn90 on rf trees=2'
without libz.so.1 zlib1g "load again from $here/examples/data/shop/orders.csv.gz key=order_id time=order_ts"
without libarchive.so.13 libarchive13 'load again from customers.csv.xz key=customer_id time=signup_date'
without 'libunistring.so.2 libunistring.so.5' libunistring2 'clean towns normalise town'
without libcrypto.so.3 libssl3 'load again from customers.csv key=customer_id time=signup_date'
without 'libcurl.so.4 libcurl-gnutls.so.4' libcurl4 'fetch http://127.0.0.1:1/x.csv to x.csv tries=1'

n=$((n + 1))
for line in --version --help '-c help'; do
    # shellcheck disable=SC2086
    LD_LIBRARY_PATH=$work/all "$PATRON" $line < /dev/null > told 2> err || complain "$line with all of them broken: $(cat err)"
done
echo "libraries: $((n - bad)) passed, $bad failed"
[ "$bad" = 0 ]
