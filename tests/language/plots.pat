version 1
# setup: workspace
# args: --as csv --keep-going
# status: 1
# The numbers that pictures draw, of columns and of features, and what is refused.
open shop
plot line orders.order_ts of=amount per=1y
plot bar orders.channel
plot bar orders.category of=amount measure=mean bins=3
plot box recency by=plan
plot heat orders.channel orders.category of=amount
plot hist frequency bins=4
plot scatter frequency spend_365d by=plan at=2022-01-20
corr rfm
corr rfm method=spearman at=2024-01-01
plot hist orders.channel
plot scatter frequency
plot bar orders.channel of=category
plot hist orders.amont
plot line orders.order_ts bins=3
corr orders.amount orders.quantity
summary orders.quantity by=channel
summary orders.nothing
