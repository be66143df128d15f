# Tables made from tables: roles, lineage, made again when a source changes, refused when that cannot be, left out.
printf 'customer_id,signup,email\na,2024-01-01,a@example.org\nb,2024-01-02,b@example.org\na,2024-01-01,a@example.org\n' > raw.csv
printf 'order_id,customer_id,ts,amount\n1,a,2024-01-05,10\n2,b,2024-01-06,5\n3,a,2024-02-07,3\n4,b,2024-01-20,4\n5,b,2024-01-20,6\n' > orders.csv
cat > make.pat << 'END'
new ws
load people from raw.csv key=customer_id
load raw from raw.csv
table people = sql(SELECT customer_id, signup, email AS contact, upper(email) AS again FROM raw GROUP BY customer_id) key=customer_id time=signup
load orders from orders.csv key=order_id time=ts of=people via=customer_id
table days = sql(SELECT customer_id, date(ts) AS day, sum(amount) AS spend, max(ts) AS time FROM orders WHERE ts > '2024-01-05' GROUP BY 1, 2) time=day of=people
table big = sql(SELECT * FROM days WHERE spend > 2) time=day of=people
clean big drop where spend == 3
show people
show days
describe big
asof 2024-02-01
feature spend = sum(big.spend)
features f = spend
sql SELECT * FROM f
table people
END
patron --as csv --keep-going -f make.pat
echo "-- the same again"
patron ws -c "table big = sql(SELECT * FROM days WHERE spend > 2) time=day of=people" -c 'clean big drop where spend == 3'
echo "-- an order more: days, then big with its rule"
printf '6,a,2024-01-25,50\n' >> orders.csv
patron ws --as csv -c 'load orders from orders.csv key=order_id time=ts of=people via=customer_id' -c 'sql SELECT * FROM f' -c 'show big'
echo "-- personal values stay hidden when others are revealed, also by another name"
patron ws --as csv -c 'reveal email' -c 'table more = sql(SELECT contact AS c, raw.email AS e, upper(contact) AS u FROM people JOIN raw USING (customer_id))' -c 'show more'
patron ws --as csv -c 'show more'
echo "-- refused"
printf 'order_id,customer_id,at,amount\n1,a,2024-01-05,10\n' > other.csv
patron ws --keep-going -c 'load orders from other.csv key=order_id time=at of=people via=customer_id replace=yes' \
    -c 'load days from other.csv time=at of=people via=customer_id' -c 'table orders = sql(SELECT * FROM raw)' \
    -c 'table days = sql(SELECT * FROM big)' -c 'table days = sql(SELECT * FROM f)' -c 'table x = sql(SELECT 1)' \
    -c 'table x = days' -c 'table raw' -c 'table orders = none' -c 'table raw = none' -c 'table x = sql(SELECT * FROM raw'
echo "-- left out, and the load is free"
patron ws --as csv -c 'table big = none' -c 'table days = none' -c 'show tables columns=name,version,of' -c 'load orders from other.csv key=order_id time=at of=people via=customer_id replace=yes'
