# Nobody's address comes out. Marker addresses and numbers stand in every column that can hold them, whatever it is
# called; then come all commands that show or write. None of the markers may be in what is printed, told, written or kept
# beside the columns, before reveal says so.
awk 'BEGIN {
    print "id,correo,memo,vorname,telefono,plan,since"
    for (i = 1; i <= 60; i++)
        printf "C%d,marker%d@people.example,%s,Markername%d,+49151%07d,p%d,2023-01-01\n", i, i % 7,
            i % 9 ? "" : "ask marker" i "@people.example", i % 5, 1000 + i, i % 3
}' > people.csv
awk 'BEGIN {
    print "order,id,who,at,amount"
    for (i = 0; i < 600; i++)
        printf "%d,C%d,marker%d@people.example,2024-%02d-%02d,%d\n", i, 1 + i * 7 % 60, i % 4, 1 + i % 9, 1 + i % 28, 5 + i % 90
}' > orders.csv
printf 'id,phone\nC1,4915100011\nC2,4915100012\n' > calls.csv
printf 'mail,x\nmarker1@people.example,1\nmarker1@people.example,2\n' > twice.csv
cat > all.patron <<'END'
version 1
load people from people.csv key=id time=since
load orders from orders.csv key=order time=at of=people
asof 2024-09-01
show people
show orders
describe people
describe orders
profile people
sql SELECT * FROM people LIMIT 3
sql SELECT correo || ' x' AS y, upper(memo) AS z FROM people LIMIT 3
feature rec = days since last(orders.at)
feature bought = last(orders.who)
feature low = lower(people.correo)
feature sp = sum(orders.amount) by=who
features g = rec bought low sp
show features
show g
target churn = no orders within 10d
split train=2024-06-01 test=2024-08-01
train m = logit churn on g
train t = gbm churn on g trees=5
segment k = kmeans on g k=2
show m
explain m C1
importance m
curves m
slices m by plan
slices m by correo
drift m
customer C1
clean people set contact = correo
clean people set note = lower(memo)
show people
show people.quarantine
load twice from twice.csv key=mail
load typed from people.csv key=id types=correo:int
load typed from people.csv key=id types=memo:time bad=drop
quarantine typed
export quarantine typed to lines.csv
corr g
summary people
check people
quality people
plot hist people.plan
export model m to m.json
export model t to t.json
export card m to m.md
score m to scores.csv
score m to scores.json
save session to saved.patron
load calls from calls.csv key=id
feature called = calls.phone
feature typed = count(orders where who == "marker1@people.example")
show people where correo == "marker1@people.example"
fetch https://ann:markerword@nowhere.invalid/x?token=markertoken to x tries=1
customer marker1@people.example
history
log
show files
show notes
END
patron -q -c 'new w' 2> told
patron w --keep-going --log run.log --junit junit.xml -f all.patron > out.txt 2>> told
for as in csv json md; do
    patron w --keep-going -c 'show people' -c 'show orders' -c 'show g' -c 'show m' -c 'history' --as $as > out.$as 2>> told
done
found() { # but for the line that prints it because it was asked to
    grep -ain "marker[0-9a-z]*@\|markerword\|markertoken\|Markername\|49151000" "$@" | cut -c1-150
}
ls out.txt out.csv out.json out.md told run.log junit.xml m.json t.json m.md scores.csv scores.json saved.patron > /dev/null
found out.txt told run.log junit.xml out.csv out.json out.md m.json t.json m.md scores.csv scores.json saved.patron w/models/*.json
[ -e lines.csv ] && found lines.csv
[ -e w/written ] && found w/written
grep -o 'E05[0-9]*' told | sort | uniq -c
# The model scores, in this workspace and read again from its file.
patron -q w -c 'score m to a.csv' -c 'import model m.json as=again' -c 'score again to b.csv' > /dev/null 2>&1
cut -d, -f1,3- a.csv | head -3 | wc -l
# Lines to mend come in clear when somebody asked, else not at all: masked they would be read back as stars.
patron -q w -c 'reveal typed.*' -c 'export quarantine typed to lines.csv' > /dev/null
grep -c 'marker[0-9]*@' lines.csv
# Whoever asks for it has it in clear, and what is declared public is.
patron -q w -c 'reveal people.*' -c 'show people' | grep -c 'marker[0-9]*@'
patron -q w -c 'load people from people.csv key=id time=since public=correo,memo personal=plan' -c 'show people' > open.txt 2>> told
grep -c 'marker[0-9]*@' open.txt
grep -c ',p[0-2],' open.txt || true
