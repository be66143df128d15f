# setup: workspace
# A model is made again from what its file records, also when other tables are in use; what differs is told.
patron -q shop -c 'train m1 = logit churn90 on rfm l2=0.5' -c 'train m4 = bgnbd churn90' \
    -c 'segment s3 = kmeans on rfm k=3' -c 'export model m1 to models/' > /dev/null
patron shop -c 'rebuild m1@1' -c 'rebuild m4' -c 'rebuild s3'
echo "== the population and the date in use are other ones now, and so are the tables"
patron -q shop -c 'population all' -c 'asof 2024-04-01' -c 'clean orders drop where amount > 100' > /dev/null
patron shop -c 'rebuild models/m1-v1.json'
echo "status $?"
echo "== a file that was changed"
sed 's/"l2": 0.5/"l2": 0.75/' models/m1-v1.json > other.json
patron shop -c 'rebuild other.json' > told
echo "status $?"
grep -e '^compared' -e ' differ$' -e '^metrics.roc_auc.1' told
echo "== data that are not here"
sed 's/"snapshot": "..../"snapshot": "0000/' models/m1-v1.json > elsewhere.json
patron shop -c 'rebuild elsewhere.json' 2>&1 | sed 's/[0-9a-f]\{12\}/HASH/g'
patron shop -c 'rebuild m9'
patron shop -c 'rebuild none.json'
echo "== a workspace that is only read"
patron -q --readonly shop -c 'rebuild m1' | tail -n 1
echo "== made again on request, and only then"
patron shop -c 'population active365' -c 'asof 2024-07-01' -c 'use first' > /dev/null 2>&1
patron -q shop -c 'train m1 = logit churn90 on rfm l2=0.5' | grep unchanged
patron -q shop -c 'train m1 = logit churn90 on rfm l2=0.5 scale=zscore' | grep unchanged
patron -q shop -c 'train m1 = logit churn90 on rfm l2=0.5 fresh=yes' | grep unchanged
patron -q shop -c 'train m1 = logit churn90 on rfm l2=0.6' | grep unchanged
patron -q shop -c 'show models where name == "m1" columns=name,version'
echo "== two model files, without a workspace"
patron -q diff models/m1-v1.json other.json
patron diff models/m1-v1.json models/m1-v1.json 2>&1
patron diff models/m1-v1.json m1 2>&1
echo "status $?"
