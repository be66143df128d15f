# The next file of a table is read as the last was, where it allows it; what differs is told, by load and by load snapshot.
mkdir jan feb mar
cat > jan/orders.csv << 'END'
order_id;customer_id;ts;amount;code;channel;bonus
1;A;01/14/2023;1.234,50;007;web;5
2;B;02/03/2023;12,00;012;app;
END
# All values could be of another kind: day and month, thousands, identifiers, a column without a value.
cat > feb/orders.csv << 'END'
order_id;customer_id;ts;amount;code;channel;bonus
3;A;03/04/2023;2.155;17;web;
4;B;02/05/2023;3.000;19;NA;
END
# And one that is another file: a column less, one more, other types, points.
cat > mar/orders.csv << 'END'
order_id;customer_id;ts;amount;bonus;source
A5;A;14/03/2023;12.5;1.5;x
A6;B;2/4/2023;13.25;2;y
END
cat > t.pat << 'END'
version 1
new shop
load orders from jan/orders.csv time=ts of=customers
load orders from feb/orders.csv time=ts of=customers preview=yes
load snapshot february from feb
show orders
load snapshot march from mar
describe orders
load orders from mar/orders.csv time=ts of=customers
# The same file with other options: somebody mends how it is read.
load loose from feb/orders.csv
load loose from feb/orders.csv decimal=comma types=ts:time:DD/MM/YYYY
load loose from feb/orders.csv replace=yes
END
patron -q --keep-going -f t.pat
# Texts that are missing, and the encoding.
printf 'id,town,n\n1,K\366ln,-\n2,Bonn,5\n' > a.csv
printf 'id,town,n\n3,M\374nchen,-\n' > b.csv
patron -q shop -c 'load towns from a.csv encoding=latin1 missing=-' -c 'load towns from b.csv' -c 'show towns'
