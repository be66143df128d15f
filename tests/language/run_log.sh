# The run log: a line of JSON for each command, also for one that failed, and each of its figures true.
{
    printf 'order_id,at,amount\n'
    awk 'BEGIN { for (i = 1; i <= 2000; i++) printf "%d,2024-01-%02d,%d\n", i, i % 28 + 1, i % 7 }'
    printf '2001,2024-01-05,many,too\n'
} > orders.csv
cat > night.patron << 'END'
new night
load orders from orders.csv key=order_id time=at bad=drop
load orders from orders.csv key=order_id time=at bad=drop
clean orders drop where amount == 0
show orders limit=5 > five.csv
show nothing
describe > told.txt
END
patron -q -f night.patron --keep-going --log run.jsonl 2> /dev/null
echo "status $?"
field() { sed -e '/"end":/d' -e "s/.*\"$1\":\\(\"[^\"]*\"\\|[^,}]*\\).*/\\1/" run.jsonl; }
paste -d' ' - - - - - - - << END
$(field line; field status; field rows_in; field rows_out)
END
field command
echo "== what it took"
wc -c < orders.csv > size
field read_bytes | sed -n 3p > again
[ "$(cat again)" -lt $((2 * $(cat size) + 65536)) ] && echo "the second time only for its hash"
[ "$(field written_bytes | sed -n 5p)" -ge "$(wc -c < five.csv)" ] && echo "the result was written"
field peak_bytes | awk '$1 < 1e6 || $1 > 1e11 || $1 < last { print "peak", $1 } { last = $1 }'
field cpu_seconds | awk '$1 < 0 || $1 > 60 { print "cpu", $1 }'
field seconds | awk '$1 < 0 || $1 > 60 { print "seconds", $1 }'
field snapshot | sort | uniq -c | wc -l
field time | sed -n 's/^"[0-9-]*T[0-9:.]*"$/a time/p' | uniq
echo "== its end"
sed -n 's/.*"end":/"end":/p' run.jsonl
