# Days as the clocks of Berlin have them, in 2024 when they go forward on 31 March and back on 27 October. The amounts are
# powers of two, so that a sum says which orders it has. Without zone= all is UTC.
cp -r "$TESTS/data/zones" zones
PATRON_TZDIR=zones
export PATRON_TZDIR
printf 'customer_id,signup_date\n1,2024-01-01\n2,2024-01-01\n' > customers.csv
# Customer 1: 23:30 and 00:30 in Berlin around each midnight of 31 March, and 03:30, half an hour after the change.
# Customer 2: the same around 27 October, and 02:30 twice.
cat > orders.csv << 'END'
order_id,customer_id,ts,amount
a,1,2024-03-29T23:30:00Z,1
b,1,2024-03-30T22:30:00Z,2
c,1,2024-03-30T23:30:00Z,4
d,1,2024-03-31T01:30:00Z,8
e,1,2024-03-31T21:30:00Z,16
f,1,2024-03-31T22:30:00Z,32
g,2,2024-10-26T21:30:00Z,1
h,2,2024-10-26T22:30:00Z,2
i,2,2024-10-27T00:30:00Z,4
j,2,2024-10-27T01:30:00Z,8
k,2,2024-10-27T22:30:00Z,16
l,2,2024-10-27T23:30:00Z,32
END
# The same as Berlin's clocks were read, without an offset; as seconds since 1970; with other offsets.
cat > wall.csv << 'END'
order_id,customer_id,ts,amount
a,1,2024-03-30 00:30:00,1
b,1,2024-03-30 23:30:00,2
c,1,2024-03-31 00:30:00,4
d,1,2024-03-31 03:30:00,8
e,1,2024-03-31 23:30:00,16
f,1,2024-04-01 00:30:00,32
g,2,2024-10-26 23:30:00,1
h,2,2024-10-27 00:30:00,2
i,2,2024-10-27 02:30:00,4
j,2,2024-10-27 02:30:00,8
k,2,2024-10-27 23:30:00,16
l,2,2024-10-28 00:30:00,32
END
sed 's/Z,/,/; s/T/ /' orders.csv > naive.csv
cat > features.pat << 'END'
asof $day
feature day = sum(orders.amount) over day
feature h = sum(orders.amount) over 1d
feature before = sum(orders.amount) over 1d..2d
feature month = sum(orders.amount) over month
feature days = days since first(orders.ts) over day
feature each = slope(sum(orders.amount) per day) over 2 days
feature hours = max(hour(orders.ts)) over day
feature weekday = mode(weekday(orders.ts)) over day
features all = day_day h_1d before_1d_2d month_month days_day each_2days hours_day weekday_day
END
world() { # NAME FILE [OPTIONS]: the orders, and features on the day after each change
    patron -q -c "new $1" -c 'load customers from customers.csv key=customer_id time=signup_date' \
        -c "load orders from $2 key=order_id time=ts of=customers $3" > /dev/null
    patron -q "$1" -c 'sql SELECT order_id, ts FROM orders' > "$1.tsv"
}
world utc orders.csv
world berlin orders.csv zone=Europe/Berlin
world wall wall.csv zone=Europe/Berlin
world moved naive.csv zone=UTC:Europe/Berlin
for day in 2024-03-31 2024-04-01 2024-10-27 2024-10-28; do
    sed "s/\$day/$day/" features.pat > "features-$day.pat"
    for world in utc berlin; do
        echo "== $world as of $day"
        patron -q "$world" -f "features-$day.pat" -c 'sql SELECT * FROM "all"'
    done
done
echo "== the same table, told in three ways"
cat berlin.tsv
for world in wall moved; do
    cmp berlin.tsv $world.tsv && echo "$world: the same"
done
echo "== one instant in many spellings, by the clocks of Kolkata; a date is of no zone"
cat > many.csv << 'END'
iso;offset;mail;packed;count;slashes;noon;month;minutes;day
2024-03-31T20:00:00Z;2024-03-31 15:00:00-0500;Sun, 31 Mar 2024 22:00:00 +0200;20240331T200000;1711915200;31/03/2024 20:00:00;3/31/24 8:00 PM;31-Mar-2024 20:00:00;2024-03-31 20:00;2024-03-31
2024-03-31T21:00:00Z;2024-03-31 16:00:00-0500;Sun, 31 Mar 2024 23:00:00 +0200;20240331T210000;1711918800;31/03/2024 21:00:00;3/31/24 9:00 PM;31-Mar-2024 21:00:00;2024-03-31 21:00;2024-03-31
END
patron -q -c 'new many' -c 'load many from many.csv types=count:time:unix zone=UTC:Asia/Kolkata' > told
tail -n 10 told
patron -q many -c 'sql SELECT * FROM many' | tail -n 2 | tr '\t' '\n'
echo "== what is wrong"
patron -q berlin -c 'asof 2024-03-31T00:00:00Z'
patron -q berlin -c 'sql SELECT order_id FROM orders WHERE ts = '"'2024-10-27T02:30:00+01:00'"
patron -q berlin -c 'sql SELECT order_id FROM orders WHERE ts = '"'2024-10-27T02:30:00'"
patron -q utc -c 'asof 2024-03-31T00:00:00Z'
patron -q utc -c 'load more from orders.csv zone=Europe/Nowhere'
patron -q utc -c 'load more from orders.csv zone=UTC:../zones/Asia/Kolkata'
patron utc -c 'load more from orders.csv time=ts zone=Asia/Kolkata' > told
patron -q utc -c 'sql SELECT order_id, ts FROM more' | head -2
