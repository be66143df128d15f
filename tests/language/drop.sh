# Versions of tables that nothing needs are dropped for good; what something needs is kept, and the reason told.
set -u
printf 'id,day\nA,2024-01-01\nB,2024-01-02\n' > people.csv
make_visits() { # ROWS SEED
    echo id,who,at,amount
    seq 1 "$1" | awk -v seed="$2" '{ printf "%d,%s,2024-02-%02d,%d\n", $1, $1 % 2 ? "A" : "B", 1 + $1 % 20, $1 * seed % 97 }'
}
make_visits 100 3 > good.csv
make_visits 20 3 > bad.csv
make_visits 101 3 > next.csv
say() { "$PATRON" -q shop -c "$1" 2>&1; }
"$PATRON" -q -c "new shop" 2>&1
say 'load people from people.csv key=id'
say 'load visits from good.csv key=id time=at of=people via=who' > told
say 'snapshot good'
say 'load visits from bad.csv key=id time=at of=people via=who replace=yes' > told
echo '-- in use'
say 'drop visits@2'
echo '-- in a snapshot with a name, and what last good goes back to'
say 'drop visits@1'
say 'use good'
echo '-- dropped, and its number with it'
say 'drop visits@2'
say 'drop visits@2'
say 'snapshots'
say 'load visits from next.csv key=id time=at of=people via=who' > told
say 'sql SELECT count(*) AS n FROM visits' 
say 'use good'
echo '-- a table made from it'
say 'use good'
say 'load visits from next.csv key=id time=at of=people via=who' > told
say 'table days = sql(SELECT who, at, count(*) AS n FROM visits GROUP BY 1, 2) of=people via=who time=at' > told
say 'use good'
say 'drop visits@3'
echo '-- no version'
say 'drop visits'
say 'drop visits@x'
say 'drop visit@1'
echo '-- whole'
say 'verify'
find shop/columns -type f | wc -l
"$PATRON" -q shop -c 'snapshots' > /dev/null
