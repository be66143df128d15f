# The order of lines in a file decides nothing: models, figures with their intervals and segments of a file and of the
# same file in another order are the same, to the bit.
rows() {
    awk 'BEGIN { srand(7); for (i = 1; i <= 400; i++) { a = rand() * 4; b = int(rand() * 5); c = substr("uvw", 1 + int(rand() * 3), 1)
        print "K" i "," a "," (i % 9 == 0 ? "" : b) "," c "," (rand() < 1 / (1 + exp(2 - a - (c == "u"))) ? 1 : 0) "," 10 * a + rand() } }' </dev/null
}
commands='feature a = customers.a
feature b = customers.b
feature c = customers.c
target t = customers.y == 1
target amount = customers.z
split test=0.3
train l = logit t on a b c
train g = gbm t on a b c subsample=0.7 columns=0.7 trees=20
train ge = gbm t on a b c early=5
train gz = gbm amount on a b c subsample=0.5 trees=20
segment s = kmeans on a b k=4
importance g > importance.csv
export model l to out/
export model g to out/
export model ge to out/
export model gz to out/
export model s to out/'
rows > plain
(cat plain | awk '{ print (NR * 7919) % 401 "\t" $0 }' | sort -n | cut -f 2) > shuffled
sort -r plain > reversed
for order in plain shuffled reversed; do
    mkdir $order.dir
    (
        cd $order.dir || exit 1
        { echo id,a,b,c,y,z; cat ../$order; } > d.csv
        { echo "new ws"; echo "load customers from d.csv key=id"; echo "$commands"; } > run.patron
        patron -q -f run.patron > log 2>&1 || cat log
        for m in out/*.json importance.csv; do grep -v '"snapshot"\|"inputs"\|"seal"' "$m"; done > said
    )
done
wc -l < shuffled
cmp plain.dir/said shuffled.dir/said && cmp plain.dir/said reversed.dir/said && echo the same
cmp -s plain shuffled || echo in another order
