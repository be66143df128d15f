version 1
# setup: workspace
# args: --keep-going
# status: 1
open shop
feature visits = count(orders where channel == "web") over 30d,90d
features mine = recency visits_*
summary mine
feature visits = count(orders where channel != "web") over 30d,90d
features mine = recency visits_* spend_90d
features mine = recency visits_* spend_90d
summary mine
features diff mine@1 mine@2
features diff mine mine@2
features mine@1
mine@1
summary mine@1
sql SELECT count(*) AS columns_kept FROM stored
sql SELECT count(*) AS n, round(avg(visits_90d), 6) AS visits FROM mine@1
sql SELECT count(*) AS n, round(avg(visits_90d), 6) AS visits FROM mine
set store=no
sql SELECT count(*) AS n, round(avg(visits_90d), 6) AS visits FROM mine@1
sql SELECT count(*) AS columns_kept FROM stored
features mine@3
features diff mine@1 mien
set store=yes
feature by_channel = count(orders) over 30d,365d by=channel top=2
features levels = by_channel_*
features levels = by_channel_* recency
sql SELECT * FROM levels ORDER BY customer_id LIMIT 2
sql SELECT * FROM levels@1 ORDER BY customer_id LIMIT 2
set store=no
sql SELECT * FROM levels@1 ORDER BY customer_id LIMIT 2
features diff levels@1 levels
