version 1
# What was refused is told, mended, and loaded again; the cleaning rules are applied once more.
new here
load lines from broken_lines.csv.part format=csv bad=drop types=id:int,day:time,amount:real
quarantine
quarantine lines
clean lines drop duplicates
clean lines drop where amount < 0
try requeue lines
export quarantine lines to mend.csv
show lines.quarantine columns=raw
requeue lines bad=missing
show lines
quarantine lines
clean lines
requeue lines from mended.csv.part
show lines
quarantine lines
quarantine
try requeue lines from nothing.csv
try requeue line from mended.csv.part
try export quarantine nothing to x.csv
load whole from lines.csv.part columns=invoice,item format=csv
try requeue whole bad=missing
