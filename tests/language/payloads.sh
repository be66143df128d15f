# The presets for shops' exports and API payloads on the files they were made for. The figures were read from those files
# with Python's csv and json: the sample export has 127 orders on 249 lines, 57 e-mails, a total of 15,063.00 and refunds
# of 423.75, and 5 orders without e-mail; its edge cases have 8 orders, a total of 995.00 and a refund of 10.00.
ln -s "$TESTS/data/source" FROM # a short name: the place of the sources is not in what is printed
take() {
    patron -q "$1" -c "load from FROM/$2 as=$3" | sed /^check/d
}
sums() {
    patron "$1" --as tsv -c "show $2 columns=$3" | awk -F '\t' 'NR == 1 { n = NF; for (i = 1; i <= n; i++) name[i] = $i }
        NR > 1 { rows++; for (i = 1; i <= n; i++) { sum[i] += $i; if ($i == "") missing[i]++ } }
        END { for (i = 1; i <= n; i++) printf "%s: %d rows, sum %.2f, missing %d\n", name[i], rows, sum[i], missing[i] }'
}
for shop in sample edge woo api checkouts refunds people buyers back stripe twilio mail; do
    patron -q -c "new $shop" > /dev/null
done
take sample shopify/shopify_orders_sample.csv shopify_export
sums sample orders total,refunded,net,email
sums sample order_lines quantity,email,created_at
awk -F, 'NR > 1 && $4 != "" { n++; total += $4; back += $5; none += $2 == "" } NR > 1 { lines++; pieces += $9 }
    END { printf "awk: %d orders, total %.2f, refunded %.2f, without e-mail %d, %d lines, %d pieces\n", n, total, back, none, lines, pieces }' \
    FROM/shopify/shopify_orders_sample.csv
take edge shopify/shopify_orders_edge_cases.csv shopify_export
patron -q edge -c 'reveal email' -c 'show order_lines columns=order,email,created_at,total,refunded' -c 'show customers'
take api shopify/orders.json shopify_orders
patron -q api -c 'show orders columns=id,created_at,total_price,total_tax,customer_id,line_items' \
    -c 'show order_lines columns=order_id,created_at,line_id,quantity,price,sku'
take people shopify/customers.json shopify_customers
patron -q people -c 'show customers columns=id,created_at,orders_count,total_spent,default_address_zip'
take checkouts shopify/abandoned_checkouts.json shopify_checkouts
patron -q checkouts -c 'show checkouts columns=id,created_at,completed_at,total_price,line_items'
take refunds shopify/python_api_refund.json shopify_refunds
patron -q refunds -c 'show refunds columns=refund_id,order_id,created_at,amount,kind' -c 'show refund_lines columns=line_id,quantity,sku,price'
take woo woocommerce/orders.json woocommerce_orders
patron -q woo -c 'show orders columns=id,date_created_gmt,status,total,customer_id,line_items' \
    -c 'show order_lines columns=order_id,line_id,item,quantity,line_total'
take buyers woocommerce/customers.json woocommerce_customers
patron -q buyers -c 'show customers columns=id,date_created_gmt,billing_country'
take back woocommerce/refunds.json woocommerce_refunds
patron -q back -c 'show refunds columns=id,date_created_gmt,amount,line_items,order'
take stripe stripe/fixtures.json stripe
patron -q stripe -c 'show charges columns=id,created,amount,status,paid' -c 'show invoices columns=id,amount_due,total,customer' \
    -c 'show subscriptions columns=id,customer,status,start_date' -c 'show subscription_items columns=item,quantity,unit_amount,every'
take twilio twilio/signature_cases.json twilio_requests
patron -q twilio -c 'show requests columns=request,signature,valid' -c 'show parameters where request == "form params"'
take mail sendgrid/events.json sendgrid_events
patron -q mail -c 'show mail_events columns=event,timestamp,smtp_id,reason'
# What is only known by its documentation: lists of Stripe's and Twilio's API, and a till's sales.
cat > charges.json <<'END'
{"object": "list", "has_more": false, "data": [
 {"id": "ch_1", "created": 1719792000, "customer": "cus_1", "amount": 1000, "currency": "eur", "status": "succeeded"},
 {"id": "ch_2", "created": 1719878400, "customer": null, "amount": 250, "currency": "eur", "status": "failed"}]}
END
cat > messages.json <<'END'
{"messages": [{"sid": "SM1", "date_sent": "Thu, 24 Aug 2023 05:01:45 +0000", "from": "+14155552671", "to": "+14155552672",
  "direction": "outbound-api", "status": "delivered", "price": "-0.00750", "num_segments": "1"}], "page": 0}
END
printf 'receipt,sold_at,customer,item,quantity,price\n007,2024-05-01 10:00,c1,Tea,2,3.50\n008,2024-05-02 11:00,c1,Tea,-1,3.50\n' > till.csv
patron -q -c 'new lists' > /dev/null
patron -q lists -c 'load from charges.json as=stripe_charges' -c 'load from messages.json as=twilio_messages' -c 'load from till.csv as=pos' | sed /^check/d
patron -q lists -c 'show charges' -c 'show messages columns=sid,date_sent,price,num_segments' -c 'show sales' -c 'show returns' | sed 's/p[0-9a-f]\{16\}/HASH/g'
