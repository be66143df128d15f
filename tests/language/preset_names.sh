# A preset's table has the name that the user gives it, or the line is refused; and what else was once said wrongly:
# ids with thousands, a key among the features of nobody, dates after the data.
patron -q -c 'new shop' > /dev/null
patron -q shop -c 'load purchases from data/shop/orders.csv.gz as=orders' -c 'show tables'
patron -q shop -c 'load sales from data/cdnow_sample.txt.gz as=shopify_export'
patron -q shop -c 'check purchases amount < 350 severity=warn'
patron shop -c 'asof 2030-01-01' -c 'population active = customers where count(purchases) over 365d > 0' \
    -c 'feature n = count(purchases)' -c 'summary n' -c 'funnel "count(purchases) > 1"'
patron -q shop -c 'select count(*) from purchases'
# What a preset does not say: how the file is written, what it calls a column, and the other edition of a file.
printf 'order_id;Kunde;order_ts;amount\n1;A;2024-01-02;1.250,50\n2;B;2024-01-03;7,25\n' > kunden.csv
printf 'Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n489434,85048,GLASS BALL,12,2009-12-01 07:45:00,6.95,13085.0,UK\nC489449,22087,BUNTING,-12,2009-12-01 10:33:00,2.95,16321.0,AU\n489464,21733,mixed,-96,2009-12-01 10:52:00,0.0,,UK\n' > retail2.csv
printf '{"messages":[{"sid":"SM1","date_sent":"Fri, 24 May 2019 17:44:50 +0000","from":"+14155550100","to":"+15005550006","direction":"inbound","status":"received"},{"sid":"SM2","date_sent":"Fri, 24 May 2019 18:44:50 +0000","from":"+15005550006","to":"+14155550100","direction":"outbound-api","status":"delivered"}]}' > messages.json
patron -q -c 'new second' -c 'load from kunden.csv as=orders decimal=comma alias=Kunde:customer_id' -c 'show orders' -c 'load from retail2.csv as=online_retail' -c 'show purchases' > told 2>&1 || cat told
sed -n '/^order_id/,$p' told
patron -q -c 'new texts' -c 'load from messages.json as=twilio_messages' -c 'sql SELECT count(*) AS customers FROM customers' | tail -2
