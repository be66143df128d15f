# How values and names are written: numbers with signs, whole numbers with decimals, one zero, names that differ in case,
# names with blanks, and what leaves nothing out.
printf 'id,price,pct,neg,thou,minus,mixed\n1,$10.00,12%%,(12.50),"1,234.50",\342\210\2225,$1\n2,$7.50,5.5%%,3.00,"12,345",7,2%%\n' > p.csv
patron -q -c 'new a' -c 'load p from p.csv'
patron -q a -c 'load p2 from p.csv types=price:money,pct:percent,neg:money,thou:real,minus:money' -c 'show p2'
patron -q a --as csv -c 'show p where number(price) > 8 and number(pct) == 0.12 and number(neg) == -12.5 and number(minus) == -5'
patron -q a --as csv -c 'load p3 from p.csv types=price:percent bad=missing' -c 'show p3 columns=id,price'
patron -q a -c 'load p4 from p.csv types=price:dollars'
# Ids that another program wrote as reals are whole numbers in a key or a link, and nowhere else.
printf 'customer_id,signup\n17850,2023-01-01\n13047,2023-01-02\n' > customers.csv
printf 'order_id,customer_id,ts,amount\n1.0,17850.0,2023-02-01,10.0\n2.0,13047.0,2023-02-02,20.0\n3.0,,2023-02-03,30.0\n' > orders.csv
printf 'order_id,customer_id,ts\n1,17850.5,2023-02-01\n' > broken.csv
patron -q -c 'new b' -c 'load customers from customers.csv key=customer_id time=signup' -c 'load orders from orders.csv key=order_id time=ts of=customers' -c 'asof 2023-03-01' -c 'feature s = sum(orders.amount)' -c 'features f = s'
patron -q b --as csv -c 'sql SELECT * FROM f' -c 'show orders'
patron -q b -c 'load more from broken.csv key=order_id time=ts of=customers'
# One zero.
printf 'id,amount\n1,-0.0\n2,0\n3,0.0\n4,-0\n5,1.5\n' > t.csv
patron -q -c 'new c' -c 'load t from t.csv' > /dev/null
patron -q c --as csv -c 'sql SELECT count(DISTINCT amount) AS n FROM t' -c 'check t amount unique' -c 'clean t set floored = floor(amount * -1)' -c 'clean t drop duplicates by amount' -c 'show t'
# Names that differ in case.
printf 'id,Amount,amount\n1,2,3\n2,20,30\n' > case.csv
patron -q -c 'new d' -c 'load t from case.csv' > /dev/null
patron -q d --as csv -c 'show t where amount == 3' -c 'sql SELECT sum(amount_3) AS s FROM t' -c 'sql SELECT * FROM t'
patron -q d -c 'sql SELECT sum(amount) AS s FROM t'
patron -q d -c 'sql SELECT sum(t.Amount) AS s FROM t'
# Names with blanks; what leaves nothing out.
printf 'id,a b,Churn,Row Number\n1,2,Yes,1\n2,3,No,2\n3,5,No,3\n4,4,Yes,4\n' > blanks.csv
patron -q -c 'new e' -c 'load customers from blanks.csv key=id' > /dev/null
patron -q e -c 'features f = customers.* -customers.Churn -Nope'
patron -q e -c 'features f = customers.* -customers.Churn' -c 'summary f' -c 'features g = "customers.Row Number" Churn'
patron -q e -c 'features g = "customers.Row Number" customers.Churn' -c 'summary g' -c 'features f -Churn_2'
# What a line cleaned is no other source; a name that is too long is refused.
mkdir one two
printf 'id,v\n1,1\n2,2\n' > one/t.csv
printf 'id,v\n1,1\n2,2\n3,3\n' > two/t.csv
patron -q -c 'new g' -c 'load snapshot first from one' > /dev/null
for i in $(seq 70); do echo "clean t set c$i = v + $i"; done > rules.part
patron -q g -f rules.part > /dev/null
patron -q g -c 'load snapshot second from two' > /dev/null
patron -q g --as csv -c 'show t columns=id,v,c1,c64,c65,c70'
patron -q g -c "load $(printf 'n%.0s' $(seq 201)) from one/t.csv"
# Words of a header beyond the twelfth are read too.
printf 'id,Please tell us how we can best reach you about it by email\n1,bob@example.org\n' > long.csv
patron -q g --as csv -c 'load l from long.csv key=id' -c 'show l'
# Numbers that are texts of a JSON file are read as those of CSV; its own numbers have a point whatever the texts have.
printf '{"id": 1, "sum": "1.234,50", "weight": 2.125}\n{"id": 2, "sum": "19,4", "weight": "x"}\n' > comma.jsonl
patron -q -c 'new h' -c 'load told from comma.jsonl' -c 'load said from comma.jsonl decimal=comma types=weight:real bad=drop' -c 'load other from comma.jsonl decimal=point types=sum:real bad=missing' > loaded
grep 'comma\|point\|sum\|weight' loaded
patron -q h --as csv -c 'show told' -c 'show said' -c 'show said.quarantine columns=line,raw,reason' -c 'show other'
sed 's/"x"/"0,5"/' comma.jsonl > mended.jsonl
patron -q h --as csv -c 'load told from mended.jsonl' -c 'show told'
