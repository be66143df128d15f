version 1
# setup: workspace
open shop
feature orders_n = count(orders) over 90d
undo
note orders "an export"
history notes
save session to again.patron
print saved | cat again.patron
log last=3 | cut -f 1,2
settings seed
history files | wc -l
history verify=yes times=yes | tail -n 2 | cut -f 2,3
