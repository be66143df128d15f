# A population made by sql(..) knows the day it was made on: what is learnt, scored or proved of it at an earlier cutoff
# says so, also after its model went through a file, and the words come back from save.
awk 'BEGIN { print "id,since"; for (i = 1; i <= 200; i++) printf "C%03d,2023-01-01\n", i }' > people.csv
awk 'function some(n) { seed = seed * 16807 % 2147483647; return int(seed / 7) % n }
BEGIN {
    print "order,id,at,amount"
    seed = 7
    for (i = 0; i < 2400; i++)
        printf "%d,C%03d,2024-%02d-%02d,%d\n", i, 1 + some(200), 1 + some(9), 1 + some(28), 5 + some(90)
}' > orders.csv
cat > learn.patron <<'END'
load people from people.csv key=id time=since
load orders from orders.csv key=order time=at of=people
feature n = count(orders)
feature spend = sum(orders.amount) over 90d
target churn = no orders within 20d
split train=2024-05-01 test=2024-07-01
asof 2024-07-01
population late = sql(SELECT DISTINCT id FROM orders WHERE at >= '2024-08-01')
END
patron -q -c 'new w' -f learn.patron 2>&1 | grep 'fixed list' | sed 's/snapshot [0-9a-f]*/snapshot H/'
told() { grep -c 'late is a list that was chosen with all that was known before 2024-09-[0-9T:]*: at' || true; }
says() { printf '%s: ' "$1"; patron -q w -c "$1" 2>&1 | told; }
says 'train m = logit churn on n spend'
says 'segment s = kmeans on n spend k=2'
says 'show m'
says 'score m'
says 'score m to scores.csv'
says 'leak n spend'
says 'curves m'
says 'gate auc(m) > 0'
patron -q w -c 'train other = gbm churn on n spend trees=5' > /dev/null 2>&1
says 'compare m other' # once of each
# The model file has it, whoever reads it.
patron -q w -c 'export model m to m.json' > /dev/null
grep -c 'chosen=2024-09-' m.json
patron -q -c 'new x' -c 'load people from people.csv key=id time=since' \
    -c 'load orders from orders.csv key=order time=at of=people' -c 'import model m.json as=m' > /dev/null 2>&1
printf 'imported: '
patron -q x -c 'show m' 2>&1 | told
patron -q w -c 'show late' | grep -o 'chosen=2024-09-[0-9]*' | head -1
# Before its day it looks ahead, from its day on it does not; a condition never does.
patron -q w -c 'asof 2024-10-15' > /dev/null
says 'segment t = kmeans on n spend k=2'
patron -q w -c 'asof 2024-07-01' -c 'population many = customers where count(orders) > 3' > /dev/null
says 'train c = logit churn on n spend'
# It can be written of any list, and of nothing else.
patron -q w -c 'population mine = customers where id in ("C001", "C002", "C003") chosen=2024-09-02' -c 'show mine'
patron -q w -c 'feature f = count(orders) chosen=2024-09-02' || true
