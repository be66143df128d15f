version 1
# Rules are counted, and what they dropped can be seen.
new here
load lines from lines.csv.part time=day of=people via=who bad=missing types=price:real,n:int format=csv
show lines.quarantine columns=line,column,reason
clean lines drop duplicates
clean lines drop where who is missing
show lines.dropped
clean lines set amount = n * price
clean lines keep refunds where invoice like "C%"
clean lines drop where n <= 0 or price <= 0
clean lines trim item
clean lines drop where price > 1000
show lines
show refunds
show people
show lines.dropped
try clean lines set amount
try clean lines drop where prize > 3
show tables
