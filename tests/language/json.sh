# JSON and SQLite: paths, rows in arrays, lines that are none, and what is said when a path leads nowhere.
cat > shop.jsonl <<'END'
{"id": 1, "customer": {"id": 10, "e-mail": "a@x.de"}, "total": "10.50", "items": [{"sku": "A", "n": 2}, {"sku": "B"}], "at": "2024-01-01T10:00:00-05:00"}
{"id": 2, "customer": null, "total": 3, "items": [], "vip": true}

{"id": 3, "customer": {"id": 11, "e-mail": "NA"}, "total": 4.25
{"id": 4, "total": 7, "id": 5}
{"id": 6, "customer_id": 8, "customer": {"id": 12}, "total": 1e2}
END
printf '{"page": 1, "data": {"orders": [{"id": 1, "tags": ["a", "b"]},\n  {"id": 2, "tags": []}]}}' > page.json
printf '{"orders": [\n  {"id": 1},\n  {"id": 2,}\n]}' > broken.json
patron -q -c 'new shop' > /dev/null
patron -q shop <<'END'
load orders from shop.jsonl
show orders
show orders.quarantine
load lines from shop.jsonl rows=items arrays=count columns=id,customer.id,items.sku,items.n rename=customer.id:buyer,items.sku:sku
show lines
load page from page.json at=data.orders
show page
load tags from page.json at=data.orders rows=tags
show tags
load counted from page.json at=data.orders arrays=count
show counted
load orders from shop.jsonl types=id:time:unix columns=id,?colour
show orders
END
for line in 'load x from page.json at=data.order' 'load x from page.json at=data..orders' 'load x from page.json at=data.orders rows=tag' \
    'load x from broken.json' 'load x from shop.jsonl bad=stop' 'load x from shop.jsonl columns=customer.mail'; do
    patron -q shop -c "$line"
    echo "status $?"
done
cp "$TESTS/data/source/shop.db" .
patron -q shop <<'END'
load bought from shop.db table=orders
show bought
show bought.quarantine
load people from shop.db table=customers
load paid from shop.db table=paid_orders
show paid
END
for line in 'load x from shop.db table=order' 'load x from shop.db' 'load x from page.json format=sqlite'; do
    patron -q shop -c "$line"
    echo "status $?"
done
ls *.db*
