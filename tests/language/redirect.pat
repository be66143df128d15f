version 1
# setup: workspace
open shop
show orders columns=order_id,amount limit=2 > two.csv
show orders columns=order_id,amount limit=3 >> two.csv
print read | cat two.csv
show orders columns=order_id,amount limit=2 > two.csv
show orders columns=order_id limit=2 | tail -n 1 | tr 0-9 a-j
show orders columns=order_id limit=1 > one.json
print read | cat one.json
show orders columns=order_id,channel limit=2 > two.md
print read | cat two.md
print "other" | cat > foreign.txt
try show orders limit=1 > foreign.txt
show orders limit=1 columns=order_id > foreign.txt overwrite=yes
try show orders | exit 3
show orders | head -n 1
try show orders limit=1 > no/such/folder.csv
