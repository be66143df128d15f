# Where load reads from: compressed files, archives, standard input, several files.
printf 'id,amount,day\n1,2.5,2024-01-01\n2,3,2024-01-02\n' > p-1.csv
printf 'day,id,amount\n2024-01-03,3,9\n2024-01-04,4,abc\n2024-01-04,4\n' > p-2.csv
printf 'day,id,amout\n2024-01-03,3,9\n' > other.csv
mkdir in && cp p-1.csv in/day.csv
gzip -k p-1.csv && xz -k p-1.csv
tar -cf in.tar p-1.csv in && tar -czf one.tgz in/day.csv
cat > all.pat << 'END'
version 1
new here
load a from p-1.csv.gz key=id
load a from p-1.csv.xz key=id
load p from p-?.csv types=amount:real bad=drop
show p
show p.quarantine
load d from in.tar:day.csv in.tar:p-1.csv
load from one.tgz
show tables columns=name,rows
try load p from p-1.csv other.csv
try load p from in.tar
try load p from in.tar:dya.csv
try load p from q-*.csv
try load p from none.zip:a.csv
try load from -
END
patron -q -f all.pat
gzip -dc p-1.csv.gz | patron -q here -c 'load piped from - key=id'
patron -q here -c 'load piped from - key=id' < p-1.csv.xz
patron -q here -c 'load piped from -' < /dev/null
patron -q here -c 'load p from p-1.csv other.csv'
patron -q here -c 'load p from in.tar:dya.csv'
true
