# A key or a link that is a mail address or a phone number is shown as a pseudonym: the same in every table, taken back
# by `customer`, in clear only after reveal, or in a file of scores, which says so.
cat > people.csv <<'X'
email,joined,city
X
cat > orders.csv <<'X'
id,who,at,amount
X
i=0
while [ $i -lt 120 ]; do
    echo "ada$i@aster.example,2024-01-01,Leeds" >> people.csv
    [ $((i % 3)) -eq 0 ] || echo "a$i,ada$i@aster.example,2024-0$((i % 7 + 1))-11,$i" >> orders.csv
    [ $((i % 4)) -eq 0 ] || echo "b$i,ada$i@aster.example,2024-0$((i % 9 + 1))-12,$i" >> orders.csv
    i=$((i + 1))
done
cat > job.pat <<'X'
version 1
new shop
load people from people.csv key=email time=joined
load orders from orders.csv key=id time=at of=people via=who
check people email unique
check people near duplicates on city < 200%
check orders
asof 2024-08-01
feature n = count(orders) over 90d
feature spend = sum(orders.amount) over 90d
features f = n spend
target lapsed = no orders within 30d
split train=2024-04-01 test=2024-06-01
train m1 = logit lapsed on f
show people
show orders
show people > people.md
sql SELECT who, sum(amount) AS spend FROM orders GROUP BY who ORDER BY spend DESC LIMIT 3
sql SELECT p.city, count(*) AS orders FROM people p JOIN orders o ON o.who = p.email GROUP BY p.city
sql SELECT * FROM f LIMIT 3
describe people
quality people
score m1 limit=3
score m1 to masked.csv keys=masked
clean orders drop where amount > 100
show orders.dropped
history
home
export model m1 to models/
X
sed -i 's/^score m1 limit=3$/score m1/' job.pat
patron -f job.pat --log run.jsonl > out.txt 2> err.txt || cat err.txt
grep -l 'ada[0-9]*@' out.txt err.txt run.jsonl masked.csv people.md models/* || echo "no address anywhere"
grep -c 'p[0-9a-f]\{16\}' masked.csv
patron shop -c 'score m1 to scores.csv' 2>&1
grep -c 'ada[0-9]*@' scores.csv
echo "== whose it is"
id=$(patron -q shop -c 'show people columns=email limit=1' | tail -n 1)
who=$(patron -q shop -c 'show orders columns=who where id == "a1"' | tail -n 1)
same=$(patron -q shop -c 'sql SELECT email FROM people LIMIT 2' | tail -n 1)
[ "$who" = "$same" ] && echo "the same in both tables"
patron -q shop --as text -c "customer $id" | sed "s/$id/ID/" | head -n 4
patron -q shop --as text -c 'customer ada0@aster.example' | sed "s/$id/ID/" | head -n 1
patron -q shop --as text -c 'customer ada0@aster.example reveal=yes' | head -n 1
patron -q shop -c 'customer p0000000000000000'
echo "== in clear when asked for"
patron -q shop -c 'reveal email who' -c 'show people limit=1' -c 'show orders columns=id,who limit=1'
patron -q shop -c 'population some = sql(SELECT email FROM people LIMIT 2)'
echo "== another workspace, other pseudonyms"
patron -q -c 'new other' -c 'load people from people.csv key=email' > /dev/null
[ "$(patron -q other -c 'show people columns=email limit=1' | tail -n 1)" = "$id" ] && echo "the same secret"
true
