# The first promise, for reports: at a date each says the same when all that became known at or after it was never there.
# What that is, is said here once more, on the lines of the files. Columns: a time that comes later (arrived) and what is
# filled in with it (stars), a planned one (pickup), customers' own (left, reason), rows known later (seen), states, a
# price list.
date=2024-07-01
top=$PWD
awk 'function r(n) { seed = (seed * 1103515245 + 12345) % 2147483648; return int(seed / 65536) % n }
function day(n) { return strftime("%Y-%m-%d", 1704067200 + n * 86400, 1) }
BEGIN { seed = 7; d = ","
    print "member,joined,left,reason,city" > "members.csv"
    print "parcel,member,sent,arrived,stars,pickup,amount,shop" > "parcels.csv"
    print "visit,member,at,seen,pages" > "visits.csv"
    print "member,since,until,plan" > "plans.csv"
    print "shop,since,until,fee" > "fees.csv"
    for (i = 1; i <= 60; i++) {
        j = r(170); l = r(3) ? j + r(200) : -1
        print "m" i d day(j) d (l < 0 ? "" : day(l)) d (l < 0 ? "" : "r" r(3)) d "c" r(3) > "members.csv"
        s = j + r(40); u = r(2) ? s + r(150) : -1
        print "m" i d day(s) d (u < 0 ? "" : day(u)) d "p" r(3) > "plans.csv"
    }
    for (i = 1; i <= 600; i++) {
        s = r(300); a = r(5) ? s + r(60) : -1
        print i d "m" 1 + r(60) d day(s) d (a < 0 ? "" : day(a)) d (a < 0 ? "" : r(6)) d day(s + 20 + r(40)) d \
            r(100) d "s" r(4) > "parcels.csv"
        s = r(300)
        print i d "m" 1 + r(60) d day(s) d (r(20) ? day(s + r(30)) : "") d r(9) > "visits.csv"
    }
    for (i = 0; i < 4; i++) for (k = 0; k < 5; k++)
        print "s" i d day(k * 60 + r(50)) d (r(3) ? "" : day(k * 60 + 55)) d 1 + r(9) > "fees.csv"
}'
mkdir past
awk -v t=$date -F, -v OFS=, 'FNR == 1 { name = FILENAME; print > ("past/" name); next }
name == "members.csv" { if ($2 >= t) next; if ($3 == "" || $3 >= t) $3 = $4 = "" }
name == "parcels.csv" { if ($3 >= t) next; if ($4 == "" || $4 >= t) $4 = $5 = "" }
name == "visits.csv" { if ($3 >= t || $4 == "" || $4 >= t) next }
name == "plans.csv" || name == "fees.csv" { if ($2 >= t) next; if ($3 >= t) $3 = "" }
{ print > ("past/" name) }' members.csv parcels.csv visits.csv plans.csv fees.csv
cat > load.txt << 'END'
new here
load members from members.csv key=member time=joined known=left:left,reason:left types=left:time,reason:text
load parcels from parcels.csv key=parcel time=sent of=members known=arrived:arrived,stars:arrived planned=pickup
load visits from visits.csv key=visit time=at of=members known=seen
load plans from plans.csv of=members valid_from=since valid_to=until types=until:time
load fees from fees.csv key=shop valid_from=since valid_to=until types=until:time
asof 2024-07-01
feature n = count(parcels)
feature recent = count(parcels) over 30d,90d
feature there = share(parcels where arrived is not missing)
feature stars = mean(parcels.stars)
feature rated = count(parcels) by=parcels.stars levels=(0, 1, 2)
feature pages = sum(visits.pages) over 60d
feature fee = sum(parcels.fees.fee)
feature plan = plans.plan
feature why = members.reason
feature gone = days since members.left
feature place = rank(sum(parcels.amount where stars > 2))
features f = n recent there stars rated pages fee plan why gone place
END
cat > reports.txt << 'END'
sql SELECT * FROM f
customer m1
customer m7
customer m23
summary f
summary f by=plan
corr f
plot hist stars
plot bar plan
plot box n by=plan
plot scatter n stars
cohort parcels
cohort parcels show=amount of=amount
cohort visits per=1q
funnel "count(parcels where arrived is not missing) > 1" "reason is missing" "stars > 2"
segment s = kmeans on n there pages k=3
profile s
target more = count(parcels) > 2 within 30d
sql SELECT member, n FROM f WHERE stars > 2
population staying = members where left is missing
summary f
cohort parcels
END
for at in . past; do
    (cd $at && patron -q -f "$top/load.txt" > load.log 2>&1 || cat load.log)
done
patron -q here -c 'sql SELECT count(*) FROM parcels'
patron -q past/here -c 'sql SELECT count(*) FROM parcels'
while read -r line; do
    patron -q here -c "$line" > all.txt 2>&1 || cat all.txt
    patron -q past/here -c "$line" > past.txt 2>&1
    if cmp -s all.txt past.txt; then
        echo "same: $line"
    else
        echo "OTHER: $line"
        diff all.txt past.txt
    fi
done < reports.txt
