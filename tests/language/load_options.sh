# Each option of load, and what is told of the columns.
cat > plain.csv << 'END'
id;when;price;n;note;flag
1;31.01.2024;1.250,50;3;-;yes
2;01.02.2024;7,25;;n/a;no
3;02.02.2024;abc;5;fine;yes
END
printf '1,2024-01-01,x\n2,2024-01-02,y\n' > bare.csv
printf '3,2024-01-03,z\n' > more.csv
cp "$TESTS/fuzz/corpus/xlsx/book.xlsx" book.xlsx
cat > all.pat << 'END'
version 1
new here
load plain from plain.csv delimiter=semicolon decimal=comma missing="-,n/a" types=price:real bad=missing
show plain
load plain from plain.csv delimiter=semicolon decimal=comma types=price:real bad=drop skip=note,flag rename=when:day key=id time=day
show plain
show plain.quarantine columns=line,column,reason,raw
load bare from bare.csv header=no columns=id:text,day:time,letter
show bare
load bare from bare.csv more.csv header=no columns=id:text,day:time,letter
describe bare
load bare from bare.csv more.csv header=no columns=id:text,day:time,letter
show bare version=1
load from book.xlsx
show book
try load bare from bare.csv replace=no
show tables
END
patron -q -f all.pat
