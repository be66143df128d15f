# The ready feature contract_renewal_probability: the score of a model, never its in-sample score. Contracts are renewed
# by the toss of a coin, and the model is given numbers that mean nothing: asked for its own training rows as it is, it
# would tell nearly all outcomes (leak names what tells over 0.98); out of fold it tells none.
awk 'function toss() { seed = (seed * 16807) % 2147483647; return seed / 2147483647 }
BEGIN {
    seed = 4711
    print "customer_id,signup_date,n1,n2,n3,n4" > "customers.csv"
    print "customer_id,at,kind" > "contract_events.csv"
    split("2024-02-10 2024-05-10 2024-08-10 2024-11-10", days, " ")
    for (i = 1; i <= 600; i++) {
        printf "R%04d,2023-01-01,%.4f,%.4f,%.4f,%.4f\n", i, toss(), toss(), toss(), toss() > "customers.csv"
        for (d = 1; d <= 4; d++)
            printf "R%04d,%s,%s\n", i, days[d], toss() < 0.5 ? "renewal" : "notice" > "contract_events.csv"
    }
}'
cat > first.pat << 'END'
version 1
new here
load customers from customers.csv key=customer_id time=signup_date constant=n1,n2,n3,n4 > /dev/null
load contract_events from contract_events.csv time=at of=customers > /dev/null
asof 2024-07-01
target renewed = contract_events where kind == "renewal" within 90d
split train=2024-04-01 test=2024-07-01
train renewal = gbm renewed on customers.n* trees=200 leaves=31 rate=0.2 > /dev/null
run renewal
leak renewal_features renewed
train outer = logit renewed on renewal_features
# the 99 % band of an AUC of no relation, 301 yes and 299 no
gate auc(outer) > 0.439
gate auc(outer) < 0.561
END
patron -q -f first.pat
echo "status $?"
patron -q here -c 'export model outer to outer.json'
sed -e 's/score(renewal@1)/score(renewal@9)/' outer.json > other.json
patron -q here -c 'import model other.json as=other'
echo "status $?"
