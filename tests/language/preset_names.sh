# status: 2
# A preset's table has the name that the user gives it, or the line is refused; and what else was once said wrongly:
# ids with thousands, a key among the features of nobody, dates after the data.
patron -q -c 'new shop' > /dev/null
patron -q shop -c 'load purchases from data/shop/orders.csv.gz as=orders' -c 'show tables'
patron -q shop -c 'load sales from data/cdnow_sample.txt.gz as=shopify_export'
patron -q shop -c 'check purchases amount < 350 severity=warn'
patron shop -c 'asof 2030-01-01' -c 'population active = customers where count(purchases) over 365d > 0' \
    -c 'feature n = count(purchases)' -c 'summary n' -c 'funnel "count(purchases) > 1"'
patron -q shop -c 'select count(*) from purchases'
