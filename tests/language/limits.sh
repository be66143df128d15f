# setup: workspace
# A full device, a field without end, a setting that is not there; Ctrl-C and SIGTERM end a batch with their status.
patron -q shop -c 'show orders > /dev/full'
patron -q shop -c 'show orders' > /dev/full
patron -q shop -c 'settings sed'
awk 'BEGIN { print "a,b"; printf "1,"; for (i = 0; i < 1700000; i++) printf "xxxxxxxxxx"; print "" }' > long.csv
patron -q shop -c 'load a from long.csv'
echo 'b,a' > ragged.csv
for i in 1 2 3 4; do echo 1; done >> ragged.csv
patron -q shop -c 'load a from ragged.csv'
for signal in INT TERM; do
    patron -q shop -c 'train slow = gbm churn90 on full trees=100000 leaves=100' > told 2>&1 &
    sleep 0.7
    kill -$signal $!
    wait $!
    echo "$signal: status $?"
    cat told
done
patron -q shop -c 'show models'
