version 1
# setup: workspace
# args: --keep-going
# status: 1
open shop
sql SELECT channel, count(*) AS n, round(sum(amount), 2) AS spend FROM orders GROUP BY channel ORDER BY spend DESC
sql SELECT plan, count(*) AS n FROM orders JOIN customers USING (customer_id) WHERE amount > .5 GROUP BY plan ORDER BY plan
sql SELECT order_id, order_ts, channel || '-' || country AS x FROM orders@1 WHERE order_ts >= '2024-06-01' ORDER BY order_ts LIMIT 3
sql SELECT customer_id, sum(amount) AS spend FROM orders WHERE amount > 20 GROUP BY customer_id ORDER BY spend DESC LIMIT 2 > top.csv
sql SELECT count(*) AS big FROM orders WHERE amount > quantity
sql SELECT count(*) AS n FROM orders WHERE (amount > 100) and channel = 'web' | cat
sql SELECT customer_id, recency FROM rfm ORDER BY recency, customer_id LIMIT 2
sql SELECT name, "of", key FROM tables
sql SELECT count(*) AS rows_set_aside FROM "orders.quarantine"
sql SELECT * FROM ordrs
sql SELECT amuont FROM orders
sql SELECT amount FROM orders WHERE channel = "web"
sql SELECT amount FORM orders
sql SELECT 1; SELECT 2
sql DROP TABLE orders
sql SELECT count(*) AS n FROM orders > nowhere
sql SELECT email, lower(email) AS low, plan, count(*) AS n FROM customers WHERE customer_id = 'C000000002' GROUP BY email
population vip = sql(SELECT customer_id FROM orders GROUP BY customer_id HAVING sum(amount) > 1000 AND count(*) > 3)
population many = sql(SELECT customer_id FROM customers WHERE rowid <= 1400)
population all
population wrong = sql(SELECT amount FROM orders)
population wrong = sql(SELECT customer_d FROM orders)
population wrong = sql(SELECT customer_id FROM orders WHERE amount > 1e9)
population wrong = sql(SELECT customer_id FROM orders) over 30d
sql SELECT "on", note FROM notes WHERE "on" = 'vip'
sql SELECT x'00ff' AS bytes, CAST(x'41ff' AS TEXT) AS broken, '' AS empty
