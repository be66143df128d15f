# status: 1
# Keys that are missing or stand twice at load, the newest row of an id, letters that are written in two ways.
printf 'customer_id,signup,plan\nA,2023-01-01,basic\nA,2023-06-01,pro\nB,2023-01-02,basic\n,2023-01-03,basic\n' > customers.csv
printf 'order_id,customer_id,ts,amount,status\n1,A,2024-01-12,12,paid\n1,A,2024-01-10,10,open\n2,B,2024-01-11,5,paid\n1,A,2024-01-12,11,sent\n' > orders.csv
printf 'id,town\n1,K\303\266ln\n2,Ko\314\210ln\n3,K\303\226LN\n4, KO\314\210LN\n5,Bonn\n6,x\314\210\n' > towns.csv
cat > t.pat << 'END'
version 1
new shop
load customers from customers.csv key=customer_id time=signup
load customers from customers.csv key=customer_id time=signup bad=drop
quarantine customers
load orders from orders.csv time=ts of=customers
clean orders drop duplicates by order_id keep=last
show orders
clean orders none
clean orders drop duplicates by order_id keep=greatest amount
show orders
clean orders none
clean orders drop duplicates by order_id keep=first
show orders
clean orders drop duplicates by order_id keep=greatest
clean orders drop duplicates keep=last
load towns from towns.csv key=id
clean towns normalise town
clean towns upper town
sql SELECT town, length(town) AS letters, count(*) AS n FROM towns GROUP BY town ORDER BY town
END
patron -q --keep-going -f t.pat
