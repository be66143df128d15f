# setup: workspace
# Results alone on standard output; what commands say of themselves is a message. Nothing in a pipe or a file is cut,
# broken, or made for a terminal.
patron -q shop -c 'train m1 = logit churn90 on rfm' > /dev/null
echo "== the table alone"
patron -q shop -c 'show models columns=name,version,kind' 2> /dev/null
patron shop --as csv -c 'asof 2024-07-01' -c 'show models columns=name,kind' 2> said
echo "== said"
cat said
echo "== quiet"
patron -q shop -c 'asof 2024-07-01' -c 'gate rows(orders) > 5' 2>&1
echo "== into -o"
patron shop -o out.md -c 'asof 2024-07-01' -c 'show models columns=name,kind' 2> /dev/null
cat out.md
echo "== no line is broken"
long=$(printf 'word %.0s' 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30)
patron -q shop -c "note m1 \"$long\"" -c 'home > home.txt' -c 'describe orders > orders.txt' -c 'profile m1' 2> /dev/null
grep -c "$long" home.txt
grep -c 'order_ts .*2022-01-01.*2024-12-31' orders.txt
patron -q shop --ascii -c 'set width=60' -c 'describe orders' | awk 'length > 60' | wc -l
echo "== no sign of a terminal"
for line in help home describe 'show models' 'curves m1' 'customer C000000073' 'compare m1' history; do
    patron shop -c "$line" 2>&1 | grep -c "$(printf '[\033\r]')"
done
echo "== the same twice"
for n in 1 2; do
    patron -q shop -c home -c describe -c 'show m1' -c 'curves m1' -c log -c 'set threads=3' -c 'compare m1' > run$n
done
cmp run1 run2 && echo same
