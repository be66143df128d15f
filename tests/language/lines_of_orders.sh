# Lines of orders happen when their orders do, are of whom the order is of, and follow a new delivery of the orders.
# status: 1
printf 'order_id,customer_id,ts,seen\n1,a,2024-01-05,2024-01-05\n2,b,2024-01-06,2024-01-06\n3,a,2024-02-07,2024-02-07\n4,b,2024-01-20,2024-02-05\n' > orders.csv
printf 'line,order_id,product,price\n10,1,p1,10\n11,1,p2,5\n12,2,p1,10\n13,3,p3,7\n14,9,p1,10\n15,4,p2,3\n' > lines.csv
printf 'line,colour\n10,red\n11,red\n12,blue\n15,blue\n' > parts.csv
cat > define.part << 'END'
asof 2024-02-01
feature n = count(lines)
feature spend = sum(lines.price) over 30d
feature late = sum(lines.price where orders.ts >= 2024-01-06)
feature red = count(parts where colour == "red" and lines.price > 5)
features f = n spend_30d late red
END
cat > lines.pat << 'END'
new ws
load orders from orders.csv key=order_id time=ts known=seen of=customers
load lines from lines.csv key=line of=orders
load parts from parts.csv of=lines
describe lines
run define.part
sql SELECT * FROM f
leak f
cohort lines
END
patron --as csv --keep-going -f lines.pat
echo "-- the orders again, order 4 known in time, order 1 later"
printf 'order_id,customer_id,ts,seen\n1,a,2024-02-05,2024-02-05\n2,b,2024-01-06,2024-01-06\n3,a,2024-02-07,2024-02-07\n4,b,2024-01-20,2024-01-21\n' > orders.csv
patron ws --as csv -c 'load orders from orders.csv key=order_id time=ts known=seen of=customers' -c 'sql SELECT * FROM f'
echo "-- refused"
patron ws -c 'load others from lines.csv of=customers' -c 'load others from lines.csv of=baskets via=order_id' --keep-going
