version 1
# Invoices by preset: cancellations, bad prices and rows without a customer are told apart.
new retail
load from data/online_retail_quarter.csv.gz as=online_retail
describe
show purchases limit=2
show purchases.dropped limit=2
show purchases.quarantine limit=2
check
presets
show preset online_retail
