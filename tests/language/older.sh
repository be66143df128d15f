# A workspace that an earlier version made is opened, brought up to date, and is what it was: all that it keeps is shown,
# verified, and each model gives the scores that it gave then, to the bit. Made by data/workspaces/*/make.patron.
kept=$TESTS/data/workspaces
for version in $(ls "$kept"); do
    here=$kept/$version
    gzip -dc "$here/shop.tar.gz" | tar xf -
    echo "== $version"
    patron -w shop -c verify
    for line in 'show tables' 'show features' 'show sets' 'show targets' 'show populations' 'show models' 'show segments' \
        'snapshots' 'check orders' 'clean orders' 'home' 'summary full' 'show place' 'show churn@1' 'show churn@2' \
        'show trees' 'show alive' 'show amount' 'show groups' 'compare trees alive' 'profile groups' 'history'; do
        echo "-- $line"
        patron -w shop -c "$line"
    done
    for file in "$here"/scores/*.csv; do
        name=$(basename "$file" .csv)
        patron -q -w shop -c "score $name to now/$name.csv" && cmp "now/$name.csv" "$file" && echo "$name: the same scores"
    done
    patron -q -w shop -c 'export model trees to models/' && cmp models/trees-v1.json "$here/trees-v1.json" && echo 'trees: the same file'
    patron -q -w shop -c 'undo' -c 'feature back = count(returns) over 90d' -c 'train trees = gbm churn90 on full trees=5 min_leaf=5' -c 'show models'
    patron -w shop -c verify
    rm -r shop now models
done
