# Lines above the names: told, skipped on demand, counted as lines of the file.
printf 'Returns of July;;\nmade by hand\n\nid;day;amount\n1;2024-07-01;3,5\n2;2024-07-02\n3;2024-07-03;x\n' > titled.csv
printf 'Returns,,\n,,\nid,day,amount\n1,2024-07-01,3.5\n' > padded.csv
printf '[{"id": 1}]' > a.json
cat > all.pat << 'END'
version 1
new here
load padded from padded.csv preview=yes
try load titled from titled.csv delimiter=semicolon
try load titled from titled.csv skip=3
try load a from a.json skip_lines=1
load titled from titled.csv skip_lines=3 decimal=comma types=amount:real bad=drop key=id time=day
show titled
show titled.quarantine columns=line,reason,raw
requeue titled bad=missing
show titled
END
patron -q -f all.pat
mkdir august && printf 'Returns of August;;\nby hand\n\nid;day;amount\n4;2024-08-01;1,5\n' > august/titled.csv
patron -q here -c 'load snapshot august from august' -c 'show titled'
