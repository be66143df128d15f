# Identifiers that a double cannot tell apart give what small ones give: the same random worlds twice, with ids 101, 102, ..
# and with 1730000000000000101, 1730000000000000102, .., through whatever compares, groups, counts, looks up or chooses.
# What is printed must be the same once the long ids are cut to their last three digits; sql counts beside it.
world() { # FOLDER BASE SEED
    mkdir -p "$1"
    awk -v base="$2" -v seed="$3" -v out="$1" '
        function pick(n) { seed = (seed * 1103515245 + 12345) % 2147483648; return int(seed / 65536) % n }
        function id(k) { return base (100 + k) }
        BEGIN {
            print "cust,signup,plan" > (out "/people.csv")
            for (i = 1; i <= 60; i++)
                printf "%s,2023-01-%02d,%s\n", id(i), 1 + i % 28, i % 3 ? "basic" : "pro" > (out "/people.csv")
            print "line,cust,day,item,other,amount" > (out "/lines.csv")
            for (i = 1; i <= 600; i++) {
                item = pick(10) == 0 ? "" : id(pick(30))
                printf "%d,%s,2024-0%d-%02d,%s,%s,%d\n", i, id(1 + pick(60)), 1 + pick(6), 1 + pick(28), item,
                    id(pick(30)), pick(50) > (out "/lines.csv")
            }
            print "item,price" > (out "/items.csv")
            for (i = 0; i < 30; i++) if (i % 4) printf "%s,%d\n", id(i), 1 + i * i > (out "/items.csv")
            for (d = 1; d <= 2; d++) {
                print "id,v" > (out "/d" d ".csv")
                for (i = 1; i <= 8; i++) printf "%s,%d\n", id(i + 3 * d), 1 > (out "/d" d ".csv")
            }
        }'
    sed "s/#/$2/g" > "$1/run.pat" << 'EOF'
version 1
new here
load people from people.csv key=cust time=signup
load lines from lines.csv key=line time=day of=people via=cust
load items from items.csv key=item
describe lines
describe items
show lines where item == #105 columns=line,item
show lines where item != #105 and amount > 47 columns=line,item
show lines where item > #126 columns=line,item,amount
show lines where item between #103 and #104 columns=line,item
show lines where item in (#101, #107, 12.5) columns=line,item
show lines where item not in (#101, #107) and amount > 47 columns=line,item
show lines where item == other columns=line,item,other
show lines where item - other == 1 columns=line,item,other
show lines where item + 1 == other columns=line,item,other
show lines where coalesce(item, #113) == #113 columns=line,item
show lines where if(amount > 40, item, other) == #102 columns=line,item,other
show lines where max(item, other) == #104 columns=line,item,other
show lines where item % 10 == 7 and amount > 40 columns=line,item
show lines where bin(item, #105, #107) == 1 columns=line,item
show lines where -item == -#108 columns=line,item
show lines where item == #105.5 or item == #109.0 columns=line,item
show lines sort=-item,line limit=25 columns=line,item
asof 2024-05-01
feature kinds = distinct(lines.item)
feature pairs = distinct(lines.item, lines.other)
feature one = count(lines where item == #105)
feature some = count(lines where item in (#101, #102, #103))
feature firsts = first(lines.item)
feature lasts = last(lines.item)
feature least = min(lines.item)
feature most = max(lines.item)
feature usual = mode(lines.item)
feature second = nth(lines.item, 2)
feature tops = top(lines.item, 2)
feature spread = entropy(lines.item)
feature price = mean(lines.items.price)
feature same = last(lines.item) == last(lines.other)
feature n = count(lines) by=lines.item top=5
feature spent = sum(lines.amount) by=lines.item top=3
feature grouped = rank(sum(lines.amount)) by last(lines.item)
features f = kinds pairs one some firsts lasts least most usual second tops spread same n_* spent_*
sql SELECT * FROM f ORDER BY 1
sql SELECT cust, count(DISTINCT item) AS kinds, sum(item = #105) AS one, min(item) AS least, max(item) AS most FROM lines WHERE day < '2024-05-01' GROUP BY cust ORDER BY 1
sql SELECT l.line, i.price FROM lines l JOIN items i ON i.item = l.item WHERE l.amount > 45 ORDER BY 1
population half = customers where cust > #130
population three = customers where cust in (#101, #150, #151)
population told = sql(SELECT cust FROM people WHERE cust IN (#102, #120, #121))
population bought = customers where last(lines.item) == #105
customer #120
check lines item in (#101, #102, #103)
check lines item == other
check lines distinct(item) == 30
check lines count(item) > 10
check people cust unique
clean lines keep of7 where item == #107
show of7 columns=line,item
clean lines set next = item + 1
clean lines fill other with mode
clean lines fill item with mode
show lines where next == #106 columns=line,item,next
clean lines fill next with #199
show lines where next == #199 columns=line,item,next
clean lines drop duplicates by item
show lines columns=line,item
clean lines drop where item > #125
show lines columns=line,item
plot bar lines.item
load d from d1.csv key=id
load d from d2.csv key=id
check d changed < 10%
EOF
    (cd "$1" && patron --keep-going --as csv -f run.pat > out 2> told
        patron here --as csv -c 'summary lines.item lines.other' | cut -d , -f 1,4,6- >> out
        sed -e '/^ok /d' -e '/^in use again: /d' told > err)
}
for seed in 1 22 333; do
    world "small$seed" "" $seed
    world "large$seed" 1730000000000000 $seed
    for file in out err; do
        for size in small large; do # people read 1,730,000,000,000,000,105
            sed -e 's/1730000000000000//g' -e 's/1,730,000,000,000,000,//g' -e 's/"//g' \
                -e 's/snapshot [0-9a-f]*/snapshot HASH/' "$size$seed/$file" > "$size$seed/$file.short"
        done
        diff "small$seed/$file.short" "large$seed/$file.short"
    done
    wc -l < "small$seed/out"
done
cat small1/err
