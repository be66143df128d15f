# setup: workspace
# Command files in their canonical form; checked without writing; the same when formatted again; running the same.
cat > odd.patron <<'END'
#!/usr/bin/env -S patron -f
version   1
   # what is defined here
open shop
feature f_spend=sum(orders.amount)   over   30d,90d
feature f_last  =  days since last(orders.order_ts)   # in days

show orders sort=-amount limit=2 columns=order_id,amount   where amount>500
for k in 1..2
print "k  is"   $k
end
END
patron fmt --check odd.patron
echo "status $?"
patron -q odd.patron > before
patron fmt odd.patron
cat odd.patron
patron fmt --check odd.patron
echo "status $?"
patron -q odd.patron > after
cmp before after && cat after
echo "== what cannot be read is left alone"
printf 'version 1\nshow   orders where (a\nprint "b\n' > broken.patron
cp broken.patron kept.patron
patron fmt broken.patron
echo "status $?"
cmp broken.patron kept.patron && echo same
patron fmt nosuch.patron
echo "== flags behind a command"
patron help fmt --ascii | head -n 1
patron fmt --help | head -n 1
patron fmt --chekc odd.patron
patron --plian
echo "== the files that came with the program"
find "$PATRON_DATA" -name '*.patron' | while read -r file; do
    cp "$file" copy.patron
    patron -q fmt copy.patron && patron -q fmt check=yes copy.patron || echo "$file"
done
