version 1
# setup: workspace
# args: --keep-going
# status: 1
open shop
diff orders@1 orders
snapshot before
clean orders drop where amount > 300
clean orders set big = amount > 100
snapshot after
diff orders@1 orders
diff orders@2 orders@3
diff before after
diff rfm rfm@1
diff before before
diff orders ordres
diff orders rfm
diff orders
diff orders@1 orders@9
