# setup: workspace
# Personal columns are masked wherever rows become text, until they are revealed by a command that is in the log.
columns='show customers columns=customer_id,email,phone where customer_id <= "C000000009" limit=2'
holds() { grep -q 'grace.nagy1@example.org' "$1" && echo "$1: in clear" || echo "$1: masked"; }
for format in text tsv csv json md; do
    patron -q shop --as $format -c "$columns"
done
patron -q shop -c 'show customers > all.csv' -c 'train m1 = logit churn90 on rfm' -c 'score m1 to scores.csv with p_churn email' > told
patron -q shop -c 'show scores m1 limit=1' -c 'show customers.email limit=2' -c 'customer C000000001' > seen.txt
patron -q shop -c 'describe customers' > described.txt
for file in all.csv scores.csv seen.txt described.txt; do holds $file; done
cut -d, -f1,3 scores.csv | head -n 2
echo "== set aside"
printf 'id,email,joined\na,ada@example.org,2024-01-01\nc,cy@example.org,2024-02-01\nb,bob@example.org,never\n' > people.csv
patron -q -c 'new people' -c 'load people from people.csv key=id time=joined types=joined:time bad=drop' > loaded.txt
grep -c 'ada@' loaded.txt
load='load others from people.csv key=id types=joined:time bad=drop preview=yes'
patron -q people -c "$load" | grep -c 'ada@\|cy@\|bob@'
patron -q people -c 'reveal email' -c "$load" | grep -c 'ada@\|cy@\|bob@'
patron -q people -c 'show people.quarantine columns=line,raw' -c 'reveal email' -c 'show people.quarantine columns=line,raw' -c 'show people'
patron -q people -c 'clean people drop where id == "a"' > told
patron -q people -c 'show people.dropped'
echo "== revealed"
patron shop --readonly -c 'reveal customers.email' -c "$columns > two.csv" -c 'reveal phone' -c "$columns" -c 'reveal none' -c "$columns"
holds two.csv
patron shop -c 'reveal email' > told
patron -q shop -c 'history' | grep -c 'reveal email'
patron shop -c 'reveal plan'
patron -q shop -c 'customer C000000001 reveal=yes events=1' > card.txt
holds card.txt
echo "== features made of personal columns"
printf 'id,who,at,email\n1,a,2024-01-01,x@y.com\n2,b,2024-02-01,z@y.com\n' > mails.csv
patron -q -c 'new mails' > told
patron -q mails -c 'load people from people.csv key=id' -c 'load letters from mails.csv key=id time=at of=people via=who' \
    -c 'feature le = last(letters.email)' -c 'feature fe = coalesce(lower(le), "none")' \
    -c 'feature kind = if(le == "x@y.com", "first", "other")' -c 'features fs = le fe kind' -c 'asof 2024-05-01' > told
hashed() {
    sed 's/p[0-9a-f]\{16\}/HASH/g'
}
patron -q mails -c 'sql SELECT le, fe, kind FROM fs' | hashed
patron -q mails -c 'reveal email' -c 'sql SELECT le, fe, kind FROM fs' | tail -n 2 | hashed
echo "== numbers of persons"
printf 'call,id,at,phone,kind\n1,a,2024-01-01,4915112345,sale\n2,b,2024-02-01,4915154321,help\n' > calls.csv
patron -q mails -c 'load calls from calls.csv key=call time=at of=people via=id'
patron -q mails -c 'feature called = sum(calls.phone)'
patron -q mails -c 'feature called = max(calls.phone)'
patron -q mails -c 'load calls from calls.csv key=call time=at of=people via=id types=phone:text replace=yes' -c 'feature called = last(calls.phone)' \
    -c 'feature open = pseudonym(last(calls.kind))' -c 'features numbers = called open' -c 'sql SELECT called, open FROM numbers' | hashed
patron -q mails -c 'feature dialled = max(number(calls.phone))' || echo refused
echo "== figures of personal columns"
printf 'id,phone,seats\n1,1730000000000000101,1\n2,1730000000000000107,3\n3,1730000000000000103,2\n' > phones.csv
patron -q -c 'new phones' -c 'load owners from phones.csv key=id' > told
patron -q phones -c 'summary owners' -c 'reveal owners.phone' -c 'summary owners' -c 'describe owners > described.csv'
grep phone described.csv
