# A delivery is loaded whole or not at all, and named; a table that is known is read and cleaned as the last time.
mkdir june july own two
printf 'customer_id,signup_date,country,plan,acquisition\nc1,2024-01-01,DE,basic,web\nc2,2024-01-02,FR,plus,ads\n' > june/customers.csv
printf 'order_id,order_ts,customer_id,amount\n1,2024-02-01,c1,10\n2,2024-02-02,c2,20\n' > june/orders-2024-06.csv
printf 'k;v\n1;2,5\n2;3,5\n' > june/rates.csv
echo 'what this is' > june/README.txt
: > june/notes.pdf && : > june/.hidden
cp june/customers.csv july/
printf 'order_id,order_ts,customer_id,amount\n3,2024-06-01,c1,30\n' > july/orders-2024-07-1.csv
printf 'customer_id,order_id,order_ts,amount\nc2,4,2024-06-02,1\n' > july/orders-2024-07-2.csv
cp june/rates.csv july/
cat > own/snapshot.patron << 'END'
version 1
load customers from $folder/people.csv key=customer_id
load orders from $folder/o-*.csv key=order_id time=order_ts of=customers
END
cp june/customers.csv own/people.csv && cp july/orders-2024-07-1.csv own/o-1.csv
cp june/customers.csv two/ && gzip -c june/customers.csv > two/customers-2.txt.gz && cp july/orders-2024-07-1.csv two/visits.csv
cat > all.pat << 'END'
version 1
param month text default=june
new here
load snapshot june from $month
load rates from june/rates.csv decimal=comma key=k
clean orders drop where amount < 5
load snapshot july from july
show orders
show rates
load snapshot july from july
load snapshot own from own
snapshots
load orders from $month/orders-2024-06.csv key=order_id time=order_ts of=customers > /dev/null
END
patron -q -f all.pat
refuse() { patron -q here -c "$1" && echo "not refused: $1"; }
refuse 'load snapshot june from july'
refuse 'load snapshot orders from july'
refuse 'load snapshot august from nowhere'
refuse 'load august september from july'
mkdir empty && refuse 'load snapshot empty from empty'
# The last file is broken: nothing of the delivery stays.
printf 'k;v\n1;2,5\n1;x\n' > july/rates.csv
refuse 'load snapshot august from july'
patron -q here -c 'show tables' -c 'show rates' -c 'show customers'
# Two files that make one table.
printf 'load customers from $folder/visits.csv replace=yes\nload customers from $folder/customers.csv key=customer_id replace=yes\n' > two/snapshot.patron
refuse 'load snapshot two from two'
true
