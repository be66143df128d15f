# setup: workspace
# What protects a workspace: one writer, no change when it is only read, damage that is found.
patron -q shop -c 'train m1 = logit churn90 on rfm' -c 'export model m1 to models/' > /dev/null
echo 'print "the writer sleeps" | sleep 2' > sleep.pat
patron -q shop -f sleep.pat > /dev/null &
sleep 0.5
patron -q shop -c 'note x' 2>&1 | sed 's/ [0-9][0-9]* / PID /'
patron shop -c 'print rows(orders)' 2>&1 | sed 's/[0-9][0-9]* writes/PID writes/'
patron -q --readonly shop -c 'print rows(orders)'
wait
patron -q --readonly shop -c 'feature x = count(orders)'
patron -q --readonly shop -c 'show orders limit=1 columns=order_id'
sleep 0.1
patron -q shop -c 'new shop' 2>&1 | sed 's/ [0-9][0-9]* *$/ PID/; s/process [0-9]*/process PID/'
patron -q shop -c 'open data'
patron -q -c 'open nowhere'
patron -q -c 'new ./models'
sed 's/"l2"/"l3"/' models/m1-v1.json > edited.json
patron -q shop -c 'import model edited.json as=m9'
head -c 2000 models/m1-v1.json > cut.json
patron -q shop -c 'import model cut.json as=m9'
echo '{}' > nothing.json
patron -q shop -c 'import model nothing.json as=m9'
patron -q shop -c 'import model no_such.json'
sed 's/"format_version": 1/"format_version": 99/' models/m1-v1.json > newer.json
cmp -s models/m1-v1.json newer.json && echo "the sed did nothing"
patron -q shop -c 'import model newer.json as=m9'
for file in shop/columns/*; do
    printf 'XXXX' | dd of="$file" bs=1 seek=100 conv=notrunc 2> /dev/null
done
patron -q shop -c 'summary orders'
rm shop/columns/*
patron -q shop -c 'summary orders' -c 'summary customers' 2>&1 | tail -n 4
