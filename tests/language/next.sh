# What comes next, from an empty folder to a finished study: the first line that is offered and new is run, each time.
cp data/shop/orders.csv.gz .
patron -c home
patron -q -c 'new shop' -c 'show next'
patron -q -w shop -c 'load orders from orders.csv.gz key=order_id time=order_ts of=customers' > out || exit 1
> taken
for turn in 1 2 3 4 5 6 7 8 9 10 11 12; do
    line=$(patron -q -w shop -c 'show next' | sed -e 1d -e 's/	.*//' | grep -vxFf taken | head -1)
    echo "$line" | tee -a taken
    patron -q -w shop -c "$line" > out || exit 1
done
patron -w shop -c home | sed -n '/ Next /,$p'
