# setup: workspace
# What the conventions promise and no other file here holds.
echo "== a model whose features lack their tables names them"
patron -q shop -c 'train m1 = logit churn90 on rfm' -c 'export model m1 to m1.json' > told
patron -q -c 'new other' -c 'load customers from data/shop/customers.csv.gz key=customer_id time=signup_date' \
    -c 'import model m1.json' > told
patron -q other -c 'asof 2024-07-01' -c 'score m1'
echo "== exported twice: the same bytes"
patron -q shop -c 'export model m1 to again.json' > told
cmp m1.json again.json && echo same
echo "== scores carry model, date and snapshot"
patron -q shop --as csv -c 'score m1' | head -n 1
echo "== history: times when asked for"
patron -q shop -c 'history' | head -n 1
patron -q shop -c 'history times=yes' | head -n 1
patron -q shop -c 'history verify=yes' | head -n 1
echo "== the log has a line for each command, also a failed one"
patron -q shop --log run.log -c 'show orders limit=1' -c 'show nothing' > told 2>&1
sed 's/"time":"[^"]*"/"time":T/; s/"\(seconds\|cpu_seconds\|peak_bytes\|read_bytes\|written_bytes\)":[0-9.e-]*/"\1":S/g; s/"\(snapshot\|hash\)":"[0-9a-f]*"/"\1":H/g' run.log
echo "== every metric has a trap"
patron -q -c 'help metrics' | sed -n '/^─ Figures/q; s/^\([a-z_0-9]*\)  .*/\1/p' | sed '/^$/d' > metrics
printf '%s\n' auc lift@10% gain@20% sil db ch neg >> metrics # as reports print them
[ "$(wc -l < metrics)" -gt 35 ] || echo "the list of metrics was not found"
while read -r metric; do
    patron -q -c "help $metric" < /dev/null > page
    for row in definition better range trap; do
        grep -q "^$row" page || echo "$metric: no $row"
    done
done < metrics
