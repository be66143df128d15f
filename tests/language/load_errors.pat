version 1
# Each bad input has its own error, and the session goes on.
new here
try load a from no_such.csv
try load b from .
try load c from empty.csv.part format=csv
try load d from lines.csv.part format=csv types=price:number
try load e from lines.csv.part format=csv time=no_such of=people via=who
try load f from lines.csv.part format=csv delimiter=tab key=who
try load g from lines.csv.part as=online_retial
try load h from lines.csv.part format=csv key=invoice
try load i from lines.csv.part format=csv types=day:time:YYYYMMDD
try load j from lines.csv.part ./lines.csv.part format=csv
show presets columns=name
