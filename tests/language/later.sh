# Whatever stands at a date is the same to the byte when all that became known at or after it is taken out of the files:
# rows, late cells, ends of states, reference data, customers. Every command that reports at a date belongs in the list.
set -u
mkdir full cut
# Two worlds side by side; days are counted, 28 to the month. In the cut one a cell is empty when it came at the cutoff
# (2024-07-01) or later, and a row that did is not there.
awk 'BEGIN {
    srand(7)
    cutoff = 2 * 336 + 6 * 28
    both("customers", "id,signup,plan,left,reason", "id,signup,plan,left,reason", 1)
    for (i = 1; i <= 240; i++) {
        signup[i] = int(rand() * 900)
        gone = rand() < .4 ? later(signup[i], 500) : ""
        head = "C" i "," date(signup[i]) "," (rand() < .5 ? "basic" : "plus")
        whole = gone == "" ? ",," : "," date(gone) "," (rand() < .5 ? "price" : "moved")
        both("customers", head whole, head (gone != "" && gone < cutoff ? whole : ",,"), signup[i] < cutoff)
    }
    both("orders", "oid,id,ts,due,amount,kind,delivered,stars", "oid,id,ts,due,amount,kind,delivered,stars", 1)
    for (i = 1; i <= 3000; i++) {
        c = 1 + int(rand() * 240)
        ts = later(signup[c], 700)
        arrived = rand() < .9 ? later(ts, 40) : ""
        head = "O" i ",C" c "," date(ts) "," date(later(ts, 60)) "," int(rand() * 9000) / 100 ",k" int(rand() * 4)
        whole = arrived == "" ? ",," : "," date(arrived) "," 1 + int(rand() * 5)
        both("orders", head whole, head (arrived != "" && arrived < cutoff ? whole : ",,"), ts < cutoff)
    }
    both("phases", "id,since,until,phase", "id,since,until,phase", 1)
    for (i = 1; i <= 400; i++) {
        c = 1 + int(rand() * 240)
        since = later(signup[c], 600)
        until = rand() < .5 ? later(since, 200) : ""
        head = "C" c "," date(since) ","
        phase = ",p" int(rand() * 3)
        both("phases", head (until == "" ? "" : date(until)) phase,
            head (until != "" && until < cutoff ? date(until) : "") phase, since < cutoff)
    }
    both("prices", "plan,since,price", "plan,since,price", 1)
    for (i = 0; i < 36; i++) {
        both("prices", "basic," date(28 * i) "," 10 + i, "basic," date(28 * i) "," 10 + i, 28 * i < cutoff)
        both("prices", "plus," date(28 * i) "," 20 + i, "plus," date(28 * i) "," 20 + i, 28 * i < cutoff)
    }
}
function both(name, whole, part, there) {
    print whole > ("full/" name ".csv")
    if (there)
        print part > ("cut/" name ".csv")
}
function later(day, span) { return day + 1 + int(rand() * span) }
function date(n) { return sprintf("%d-%02d-%02d", 2022 + int(n / 336), 1 + int(n % 336 / 28), 1 + n % 28) }'

cat > setup.patron << 'END'
load customers from customers.csv key=id time=signup known=left:left,reason:left constant=plan
load orders from orders.csv key=oid time=ts of=customers known=delivered:delivered,stars:delivered planned=due
load phases from phases.csv of=customers valid_from=since valid_to=until
load prices from prices.csv key=plan valid_from=since
asof 2024-07-01
population known = customers where count(orders) > 0
feature n = count(orders) over 90d,365d
feature spend = sum(orders.amount) over 180d
feature stars = mean(orders.stars)
feature waiting = count(orders where delivered is missing)
feature due = count(orders where due >= asof)
feature of_kind = count(orders) by=kind
feature phase = customers.plan
feature gone = customers.left is not missing
feature price = prices.price
feature recency = days since last(orders.ts)
features full = n_* spend stars waiting due of_kind_* phase gone recency
target more = orders within 60d
split train=2024-01-01 test=2024-04-01
train m1 = logit more on full
train m2 = gbm more on full trees=10
segment s3 = kmeans on full k=3
END
cat > lines << 'END'
sql SELECT * FROM full
summary full
summary orders
summary orders.stars by=kind
summary customers
summary prices
summary phases
corr full
corr orders
corr customers
plot hist orders.stars
plot hist orders.amount by=kind
plot line orders.ts of=amount per=1m
plot line orders.delivered per=1m
plot bar customers.reason
plot box orders.stars by=kind
plot scatter orders.amount orders.stars
plot heat orders.kind orders.stars
plot heat orders.delivered
plot bar phases.phase
plot line prices.since of=price per=1m measure=mean
cohort orders
cohort orders of=amount
funnel "count(orders) > 0" "count(orders where stars > 3) > 0" "customers.left is not missing"
customer C1
customer C2
customer C30
explain m1 C2
whatif m1 C2 recency=1,30 waiting=missing
explain m2 C30
curves m1 m2
compare m1 m2
slices m1 by plan
slices m2 by phase
importance m2
leak full more
profile s3
silhouette s3
drift full against=2024-01-01
drift m1
score m1
score m2
score s3
END
tab=$(printf '\t')
for world in full cut; do
    (
        cd $world || exit
        "$PATRON" -q -c "new shop" > told 2>&1 && "$PATRON" -q shop -f ../setup.patron > told 2>&1 || cat told
        while IFS= read -r line; do
            echo "== $line"
            # Not the outcome in each segment, which is later by its nature, and not the name of the model's file.
            case $line in profile*) kept=heat ;; *) kept=. ;; esac
            "$PATRON" -q shop --as tsv -c "$line" 2>&1 < /dev/null | grep "$kept" | sed "s,${tab}[0-9a-f]\{12\}\$,,"
        done < ../lines > said
    )
done
grep -B1 "^error" full/said
diff full/said cut/said && echo 'nothing that came later is seen'
wc -l < full/said | awk '{ print ($1 > 1000 ? "all reports" : "few lines") }'
# Every command that can stand at another date is among them, but for survival, which asks what came after it.
"$PATRON" --reference | awk '/^### /{ name = $2 } /^\| `\[at=DATE\]`/{ print name }' | while read -r name; do
    [ "$name" = survival ] || grep -q "^$name " lines || echo "$name is not tried"
done
