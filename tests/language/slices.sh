# Slices of a model's test rows by features: where slices of numbers end is said by the rows that trained; texts are their
# values, in order. Edges, rows and positives are counted here once more, from the lines of the files.
awk 'function r(n) { seed = (seed * 1103515245 + 12345) % 2147483648; return int(seed / 65536) % n }
function day(n) { return strftime("%Y-%m-%d", 1704067200 + n * 86400, 1) }
BEGIN { seed = 11
    print "member,joined,code,told" > "members.csv"
    print "visit,member,at,mark" > "visits.csv"
    print "shift,member,since,plan" > "plans.csv"
    for (i = 1; i <= 300; i++) {
        print "m" i "," day(r(30)) ",c" r(2) "," day(r(500)) > "members.csv"
        print i ",m" i "," day(20 + r(140)) ",p" r(3) > "plans.csv"
        for (k = 1 + r(8) * r(3); k > 0; k--)
            print ++n ",m" i "," day(30 + r(330)) ",v" i "." k > "visits.csv"
    }
}'
cat > s.pat << 'END'
new here
load members from members.csv key=member time=joined known=code:told types=told:time planned=told
load visits from visits.csv key=visit time=at of=members
load plans from plans.csv key=shift time=since of=members
feature n = count(visits)
feature recent = count(visits) over 30d,90d
feature today = count(visits) over 1d
feature plan = last(plans.plan)
feature who = last(visits.mark)
features f = n recent
target more = count(visits) > 0 within 60d
split train=2024-05-01 test=2024-09-01
train m = logit more on f
END
patron -q s.pat > made.txt || cat made.txt
patron -q here -c 'slices m by n,plan,recent_30d,today,code'
patron -q here -c 'slices m by who'
patron -q here -c 'slices m by nothing'
echo "== by the lines"
awk -F, -v train=2024-05-01 -v test=2024-09-01 -v end=2024-10-31 'FNR == 1 { name = FILENAME; next }
name == "members.csv" { code[$1] = $4 < test ? $3 : "missing" }
name == "visits.csv" { before[$2] += $3 < train; n[$2] += $3 < test; more[$2] += $3 >= test && $3 < end }
name == "plans.csv" { if ($3 < test) plan[$2] = $4 }
function tell(what, k) { for (k in rows) print what, k, rows[k], sprintf("%.1f%%", 100 * yes[k] / rows[k]) | "sort"
    close("sort"); split("", rows); split("", yes) }
END {
    for (m in code) had[before[m] + 0]++
    for (v = 0; v < 100; v++) for (i = 0; i < had[v]; i++) sorted[total++] = v
    for (k = 1; k < 5; k++) { e = sorted[int(total * k / 5)]; if (e > sorted[0] && e != last) edge[++edges] = last = e }
    for (m in code) { at = 0; while (at < edges && n[m] + 0 >= edge[at + 1]) at++
        low = at ? edge[at] : "-"; rows[low]++; yes[low] += more[m] > 0 }
    tell("n from")
    for (m in code) { rows[plan[m]]++; yes[plan[m]] += more[m] > 0 }
    tell("plan")
    for (m in code) { rows[code[m]]++; yes[code[m]] += more[m] > 0 }
    tell("code")
}' members.csv visits.csv plans.csv
