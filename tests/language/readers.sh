# Readers beside a writer: a job loads changing deliveries while others look, and either may be killed at any moment.
# Whoever looks sees one delivery whole: all customers have the plan of the same round.
n=200
deliver() {
    awk -v round="$1" -v n=$n 'BEGIN { print "customer_id,plan"; for (i = 1; i <= n; i++) print "C" i ",p" round }' > d.tmp
    mv d.tmp delivery.csv
}
deliver 0
patron -q -c 'new shop' -c 'load customers from delivery.csv key=customer_id' > /dev/null
end=$(($(date +%s) + 4))
writer() {
    round=1
    while [ "$(date +%s)" -lt $end ]; do
        deliver $round
        patron -q shop -c 'load customers from delivery.csv key=customer_id' -c "note customers round$round" > /dev/null 2> write.err &
        [ $((round % 5)) -ne 0 ] || { sleep 0.01 && kill -9 $! 2> /dev/null; }
        wait $! 2> /dev/null
        case $? in
        0) echo >> written ;;
        137) ;;
        *) cat write.err >> errors ;;
        esac
        round=$((round + 1))
    done
}
reader() {
    i=0
    while [ "$(date +%s)" -lt $end ]; do
        i=$((i + 1))
        patron -q shop -c "$1" > "look$2.out" 2> "look$2.err" &
        [ $((i % 7)) -ne 0 ] || { sleep 0.01 && kill -9 $! 2> /dev/null; }
        wait $! 2> /dev/null
        case $? in
        0) [ "$(tail -n 1 "look$2.out")" = "$3" ] && echo >> "looked$2" || cat "look$2.out" >> errors ;;
        137) ;;
        *) cat "look$2.err" >> errors ;;
        esac
    done
}
writer 2> /dev/null &
reader 'sql SELECT count(*) AS n, count(DISTINCT plan) AS plans FROM customers' 1 "$n	1" 2> /dev/null &
reader 'print rows(customers)' 2 $n 2> /dev/null &
wait
for which in written looked1 looked2; do
    [ "$(wc -l < $which)" -ge 5 ] && echo "$which often"
done
[ -e errors ] && cat errors
patron -q shop -c 'history verify=yes' > /dev/null && echo sound

# A reader that stays: what it sees stays as it was, while the writer goes on; vacuum waits for it with what it names.
mkfifo lines
patron --readonly -q shop < lines > stays.out 2> stays.err &
exec 3> lines
echo 'print rows(customers)' >&3
n=300 && deliver last
patron -q shop -c 'load customers from delivery.csv key=customer_id' > /dev/null && echo "written beside a reader"
echo 'print rows(customers)' >&3
echo 'train m1 = logit churn90 on rfm' >&3
exec 3>&-
wait
cat stays.out stays.err
patron -q shop -c 'print rows(customers)'
