# status: 1
# Reference data: prices, regions, holidays and a catalogue, each row in force from its time; what nothing leads to, and
# what is wrong with them, is told.
cat > customers.csv << 'E'
customer_id,joined,region,plan
1,2024-01-01,north,pro
2,2024-01-05,south,basic
3,2024-02-01,west,basic
E
cat > orders.csv << 'E'
order_id,customer_id,at,sku,quantity
1,1,2024-03-01,pen,2
2,1,2024-04-01,ink,1
3,2,2024-03-15,pen,4
4,3,2024-04-20T10:00,cup,1
5,1,2024-05-01,pen,1
E
cat > returns.csv << 'E'
order_id,back
1,2024-04-20
E
cat > prices.csv << 'E'
product,since,entered,price
pen,2024-01-01,2024-01-01,1.5
pen,2024-03-15,2024-03-15,2
ink,2024-04-02,2024-04-02,9
pen,2024-05-01,2024-04-01,3
pen,2024-03-15,2024-06-01,2.5
E
head -5 prices.csv > list.csv
cat > regions.csv << 'E'
region,income
north,100
south,200
E
cat > holidays.csv << 'E'
day,feast
2024-04-20,spring
2024-05-01,labour
E
cat > usage.csv << 'E'
customer_id,ts,feature
1,2024-03-01,a
1,2024-04-16,c
1,2024-04-17,c
2,2024-01-15,a
2,2024-04-30,a
3,2024-05-01,a
E
cat > catalogue.csv << 'E'
feature,since,until,plan
a,2024-01-01,,basic
b,2024-01-01,2024-04-01,basic
c,2024-04-15,,pro
d,2024-05-01,,pro
E
cat > all.pat << 'E'
version 1
new here
load regions from regions.csv key=region
load customers from customers.csv key=customer_id time=joined
load prices from list.csv key=product valid_from=since via=orders.sku
load orders from orders.csv key=order_id time=at of=customers
load returns from returns.csv time=back of=orders
load holidays from holidays.csv key=day
load usage from usage.csv time=ts of=customers
load catalogue from catalogue.csv key=feature valid_from=since valid_to=until
describe prices
describe holidays
check
check orders sku in prices severity=warn
asof 2024-05-01
feature spend = sum(orders.quantity * prices.price) over 90d
feature unpriced = count(orders where prices.price is missing)
feature income = regions.income
feature feasts = share(orders where holidays.feast is not missing)
feature back = sum(returns.prices.price)
feature offered = count(catalogue)
feature mine = count(catalogue where catalogue.plan == customers.plan)
feature feast = count(orders) by=holidays.feast
features all = spend unpriced income feasts back offered mine feast_*
sql SELECT * FROM all@1
leak all
run adoption
sql SELECT * FROM adoption_features
run adoption var='offered:catalogue.plan == customers.plan'
sql SELECT * FROM adoption_features
asof 2024-07-01
sql SELECT customer_id, spend, offered FROM all@1
# Told when prices were entered, a correction of March is seen from June on, and then of March too.
load prices from prices.csv key=product valid_from=since known=entered via=orders.sku
feature pens = sum(orders.quantity * prices.price where sku == "pen")
for day in 2024-05-02, 2024-05-31, 2024-06-01
  asof $day
  summary pens
end
save session to again.patron
try load prices from prices.csv key=product valid_from=since via=orders.sku
try load prices from prices.csv key=product valid_from=nothing
try load prices from prices.csv valid_from=since
try load prices from prices.csv key=price
try feature bad = prices.price
try feature bad = sum(usage.prices.price)
try feature bad = count(catalogue) over 30d + 1
try feature bad = sum(catalogue)
try feature bad = count(orders where count(prices) > 1)
try feature bad = prises.price
try feature bad = sum(orders.quantity * prices.prise)
try feature bad = mean(count(catalogue) per month) over 6 months
try target bad = no catalogue within 90d
E
patron -q -f all.pat
grep -c 'load' again.patron
grep prices again.patron
# A list is compared by key and time, where these name each row.
sed 's/,9$/,10/' list.csv > raised.csv
echo cup,2024-05-01,2024-05-01,4 >> raised.csv
patron -q here -c 'load prices from raised.csv key=product valid_from=since via=orders.sku' -c 'diff prices@1 prices' \
    -c 'diff prices@1 prices@2' | sed 1,/^price/d
# Overlaps end what was before, and are told.
cat > overlap.csv << 'E'
product,since,until,price
pen,2024-01-01,2024-04-01,1
pen,2024-03-01,,2
ink,2024-05-01,2024-05-01,3
cup,,,4
E
patron -q here -c 'load prices from overlap.csv key=product valid_from=since valid_to=until via=orders.sku' \
    -c 'check prices' -c 'asof 2024-05-01' -c 'sql SELECT spend FROM all@1'
# A key of another type.
printf 'product,price\n1,2\n' > numbers.csv
patron -q here -c 'load codes from numbers.csv key=product via=orders.sku' -c 'feature x = sum(orders.codes.price)'
