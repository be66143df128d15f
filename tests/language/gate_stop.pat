version 1
# status: 3
# setup: workspace
open shop
gate rows(orders) > 1000000 stop=yes
print "never"
