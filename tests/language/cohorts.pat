version 1
# setup: workspace
# args: --as csv --keep-going
# status: 1
# Cohorts and funnels as numbers, and what is refused.
open shop
cohort orders per=1q periods=4
cohort orders per=1y of=amount at=2025-01-01
funnel "count(orders) > 0" active365 "count(orders) over 90d > 0"
cohort order
cohort orders show=amount
cohort orders of=category
cohort orders per=1h
funnel activ365
funnel "count(orders) >"
feature recent = days since last(orders.order_ts)
population fresh = customers where recent < 100
funnel fresh "count(orders) > 1 and recent < 50"
funnel "count(orders) > 0" "recent < 10 and nothing > 1"
