# setup: workspace
# A file and the catalog's row of it agree, or the next run mends it: whichever write, sync, rename or commit fails while
# a command writes its file, the line says that it failed, and the same line works afterwards, as it does once more.
patron -q shop -c 'train kept = logit churn90 on full' > trained 2>&1 || cat trained
each() { # a name, the file it writes, a line; what fails at opening is made good by the next one
    there=0 failed=0 n=0
    while [ $((n = n + 1)) -le 16 ]; do
        rm -f "$2"
        PATRON_FAIL_AT=$n patron -q shop -c "$3" > told 2>&1 && continue
        failed=$((failed + 1))
        [ ! -e "$2" ] || there=$((there + 1)) # the file, whose row is not
        patron -q shop -c "$3" > again 2>&1 && patron -q shop -c "$3" > again 2>&1 || {
            echo "$1: not after call $n failed"
            cat again
        }
    done
    [ $there -gt 0 ] && echo "$1: the file was there, and its row was mended" || echo "$1: $failed, $there"
    patron -q shop -c "$3" > again 2>&1 || cat again
    patron -q shop -c 'show files' --as csv 2> /dev/null | grep -q "/$2," || echo "$1: no row"
    ls -A . shop | grep '\.tmp-' # nothing half-written stays
}
each show out.csv 'show customers > out.csv'
each append more.csv 'show customers >> more.csv'
each save saved.patron 'save session to saved.patron'
each 'export model' model.json 'export model kept to model.json'
each 'export card' card.md 'export card kept to card.md'
each score scores.csv 'score kept to scores.csv'
each fetch fetched.csv 'fetch file:data/shop/orders.csv.gz to fetched.csv'
n=0 there=0
while [ $((n = n + 1)) -le 16 ]; do
    rm -f last.csv
    PATRON_FAIL_AT=$n patron -q shop -c 'show customers' -o last.csv > told 2>&1 && continue
    [ ! -e last.csv ] || there=$((there + 1))
    patron -q shop -c 'show customers' -o last.csv || echo "-o: not after call $n failed"
done
[ $there -gt 0 ] && echo '-o: the file was there, and its row was mended'
# What somebody else changed meanwhile is theirs; what was never written is nobody's.
patron -q shop -c 'show customers > out.csv'
echo theirs >> out.csv
patron -q shop -c 'show customers > out.csv' 2>&1 | sed -n 3p
ls shop
