# Columns whose names have blanks, letters of other alphabets, or are words of the language.
printf 'order id,Größe,日本,where\n1,10,x,5\n2,20,y,6\n2,,y,7\n' > odd.csv
cat > all.pat << 'END'
version 1
new odd
load t from odd.csv
check t "order id" required
check t `order id` unique
check t 'order id,日本' key severity=warn
check t Größe required allow=0.5
check t 日本 type text
check t columns Größe,日本
check t `order id` in t.Größe severity=warn
check t `where` between 5 and 7
check t
clean t set twice = `order id` * 2
show t where `where` > 5 columns="order id",twice
END
patron -q --as csv --keep-going -f all.pat
true
