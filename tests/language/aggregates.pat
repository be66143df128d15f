version 1
# status: 1
# setup: workspace
# What can be computed from a customer's events: aggregates, windows, periods, families; and what cannot be read.
open shop
asof 2024-07-01
feature drop = 1 - count(orders) over 30d / (count(orders) over 30d..120d / 3)
feature old = sum(orders.amount) over 90d..,30d..90d
feature calendar = count(orders) over month,3 months,this month,quarter
feature trend = slope(log1p(count(orders)) per 1w) over 12w
feature monthly = mean(sum(orders.amount) per active month)
feature weeks = streak(orders per 1w) + longest(orders where amount > 50 per 1w) / 100
feature warm = sum(orders.amount decay=30d)
feature favourite = mode(weekday(orders.order_ts))
feature share = share(orders.amount > 50) over 365d
feature spread = quantile(orders.amount, 0.9) - quantile(orders.amount, 0.1)
feature kinds = distinct(orders.category, orders.channel)
feature even = entropy(orders.category) + top(orders.category, 2)
feature gaps = gap_mean(orders) + gap_sd(orders)
feature visits = sessions(orders, 1440) + session_mean(orders where amount > 5) over 365d
try feature f = sessions(orders, -1)
try feature f = sessions(orders.amount)
feature rate = 30 * count(orders) / present() over 90d
feature spend_by = sum(orders.amount) over 365d by=category top=3
feature n_by = count(orders) by=channel levels=("app", "fax")
show spend_by
features all = spend_by_* n_by_*
feature n_by = count(orders) by=channel levels=("app", "web")
features all = spend_by_* n_by_*
features diff all@1 all@2
summary drop old* calendar* trend* monthly weeks warm favourite share* spread kinds even gaps visits rate* spend_by_* n_by_*
leak drop old* calendar* trend* monthly weeks warm favourite share* spread kinds even gaps visits rate* spend_by_* n_by_*
help quantile
help max
help functions
try feature f = quantile(orders.amount, 90)
try feature f = nth(orders.amount, 0)
try feature f = gap_mean(orders.amount)
try feature f = share(orders.category)
try feature f = streak(orders)
try feature f = slope(customers.plan per 1w)
try feature f = count(orders) by=order_id
try feature f = count(orders) by=nothing
try feature f = count(orders) by=order_ts
try feature f = mean(weekday(orders.amount))
try feature f = present(90)
try target t = sum(orders.amount decay=30d) within 90d
try target t = slope(count(orders) per 1w) within 90d
show orders where present(30d) > 3
