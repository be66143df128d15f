# A delivery that a rule or a gate refuses does not stay in use, and the next one is held against what was.
rows() { # rows NAME FROM TO
    mkdir -p "$1"
    echo id,who,at > "$1/orders.csv"
    seq "$2" "$3" | awk '{ print $1 ",c" $1 % 9 ",2024-01-" 1 + $1 % 28 }' | sed 's/-\([0-9]\)$/-0\1/' >> "$1/orders.csv"
}
rows a 1 100
rows b 1 20
rows c 1 101
rows d 1 102
cat > nightly.patron << 'END'
version 1
param day
open ws
load orders from $day/orders.csv key=id time=at of=customers via=who
check orders
if failed
  print "refused"
else
  print "taken"
end
END
patron -q -c 'new ws' -c 'load orders from a/orders.csv key=id time=at of=customers via=who' -c 'check orders rows change < 20%' > log 2>&1 || cat log
for day in b c b d; do
    echo "== $day"
    patron -f nightly.patron --var day=$day 2>&1 | grep -E 'refused|taken|in use again|rows change'
    patron ws -c 'print rows(orders)'
done
echo == a gate, and try
patron ws -c 'load orders from b/orders.csv key=id time=at of=customers via=who' -c 'gate rows(orders) > 50' > log 2>&1
echo "status $?"
grep 'gate failed' log | sed 's/([0-9a-f]*)//; s/again: [0-9a-f]*/again: HASH/' | sort -u
patron ws -c 'print rows(orders)'
cat > try.patron << 'END'
version 1
open ws
try gate rows(orders) > 1000000
if failed
  print "caught"
else
  print "accepted"
end
gate rows(orders) > 10
if failed
  print "wrong"
else
  print "held"
end
END
patron -q -f try.patron --log run.log 2> /dev/null
echo "status $?"
sed 's/.*"command": *"\([^"]*\)".*"status": *"\([^"]*\)".*/\1: \2/; s/^{"time": *"[^"]*", *//' run.log | sed 's/"cpu[^}]*}//'
