version 1
# One leap second among its times leaves a column one of times.
new here
load ticks from ticks.csv.part format=csv
show ticks
