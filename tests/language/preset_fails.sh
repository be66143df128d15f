# A preset is one command: when its load fails, the lines behind it do not run on the tables of before, with --keep-going
# neither.
cat > orders.csv << 'END'
Name,Email,Created at,Total,Refunded Amount,Currency,Lineitem name
#1001,ann@example.com,2025-01-05 10:00:00 -0500,100.00,0.00,USD,Blue Widget
#1001,,,,,,Red Gadget
#1002,bob@example.com,2025-01-20 09:30:00 -0500,50.00,5.00,USD,Blue Widget
END
{ head -n 1 orders.csv && echo "#1003,cut short"; } > short.csv
patron -q -c 'new shop' -c 'load from orders.csv as=shopify_export' > told 2>&1
patron -q shop -c 'history' > before
patron shop --keep-going -c 'load from short.csv as=shopify_export' -c 'show orders columns=order,net' 2> told
echo "status $?"
sed 's,^[^ ]*/presets/,presets/,' told
patron -q shop -c 'history' | tail -n +"$(($(wc -l < before) + 1))" | wc -l
# Nor are options that it has no use for passed over.
mkdir delivery
cp orders.csv delivery/order_lines.csv
for line in 'load from orders.csv as=shopify_export header=no' 'load snapshot x from delivery preview=yes' \
    'load snapshot x from delivery key=Name' 'load from orders.csv as=shopify_export preview=yes | head -1'; do
    patron shop -c "$line"
done
patron -q shop -c 'show snapshots columns=name' | grep -c x
true
