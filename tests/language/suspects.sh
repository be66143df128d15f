# What knows the answer: columns written after the outcome, and a split whose test is not new.
awk 'BEGIN { print "key,joined,status,closed_on,visits,plan"
    for (i = 1; i <= 400; i++) {
        left = (i * 7919) % 1009 % 3 == 0
        status = (left != (i == 37)) ? "closed" : "open"
        printf "K%d,2023-01-01,%s,%s,%d,%s\n", i, status, left ? "2024-03-15" : "", (i * 31) % 17, i % 4 ? "basic" : "gold"
    } }' > customers.csv
awk 'BEGIN { print "key,day"
    for (i = 1; i <= 400; i++) {
        left = (i * 7919) % 1009 % 3 == 0
        printf "K%d,2023-11-%02d\n", i, i % 28 + 1
        if (!left) printf "K%d,2024-03-%02d\n", i, i % 28 + 1
        printf "K%d,2024-12-31\n", i
    } }' > orders.csv
cat > all.pat << 'END'
version 1
new here
load customers from customers.csv key=key time=joined planned=status,closed_on > /dev/null
load orders from orders.csv time=day of=customers > /dev/null
asof 2024-02-01
target lost = no orders within 60d
feature status = customers.status
feature n = count(orders) over 90d
split train=2024-02-01 test=2024-06-01
leak status n lost
leak n > leak.csv
leak n | cut -f 1-4 | tail -n 2
split train=2024-02-01 test=2024-03-01
leak n lost
asof 2023-01-15
split train=2023-01-15 test=2023-06-01
leak n lost
END
patron -f all.pat
cat leak.csv
