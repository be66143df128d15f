no_proxy=127.0.0.1 && export no_proxy
# Files from elsewhere; over the network only as far as this machine.
printf 'id,v\n1,2\n' > "a b.csv"
sum=$(sha256sum "a b.csv" | cut -d' ' -f1)
mkdir into
cat > all.pat << END
version 1
fetch "file:a b.csv" to one.csv
fetch "file:a b.csv" to into/
fetch "file:a b.csv" to one.csv sha256=$sum
new here
fetch "file:a b.csv" to two.csv
fetch "file:a b.csv" to two.csv
load t from two.csv
show t
END
patron -q -f all.pat
refuse() { patron -q here -c "$1" && echo "not refused: $1"; }
refuse 'fetch "file:a b.csv" to one.csv'
refuse 'fetch "file:a b.csv" to three.csv sha256=123'
refuse "fetch 'file:a b.csv' to three.csv sha256=$(printf %064d 7)"
refuse 'fetch file:nothing.csv to three.csv'
refuse 'fetch http://127.0.0.1:1/x.csv tries=3 wait=0.01'
refuse 'fetch http://ada:secret@127.0.0.1/x.csv'
refuse 'fetch ftp://127.0.0.1/x.csv'
refuse 'fetch http://127.0.0.1:1/?a=b'
refuse 'fetch http://127.0.0.1:1'
ls *.csv into
