# setup: workspace
# The same report in each format.
patron -q shop -c 'train m1 = logit churn90 on rfm' > /dev/null
for format in text tsv csv json md; do
    echo "== $format"
    patron -q shop --as $format -c 'show customers columns=customer_id,email,phone where phone is missing limit=2' \
        -c 'summary rfm' -c 'curves m1 kinds=lift' -c 'asof 2024-07-01'
done
patron -q shop --set missing=NA -c 'show customers columns=customer_id,phone where phone is missing limit=1'
patron -q shop -c 'curves m1 kinds=roc > roc.csv' -c 'curves m1 > all.json' -c 'curves m1 kinds=calibration > curves.md'
head -n 3 roc.csv
head -c 60 all.json
cat curves.md
patron -q shop --as=csv -c 'show orders where category like "Home%" columns=category,amount limit=2'
