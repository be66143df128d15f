# status: 1
# Files that are not what they should be: a clear error or a row in the quarantine, and nothing is lost.
: > empty.csv
echo "a,b,c" > header.csv
head -c 3000 /bin/sh > binary.csv
mkdir folder.csv
printf 'a,b\n1,2\n3\n4,5,6\n7,8\n' > ragged.csv
printf 'a,b\n1,"two\n3,four\n' > unclosed.csv
printf 'a,b,a\n1,2,3\n' > twice.csv
printf 'word,n\nJos\351,1\n\374ber,2\n' > latin1.csv
printf '\377\376a\000,\000b\000\n\0001\000,\0002\000\n\000' > utf16.csv
printf '\357\273\277a,b\n1,2\n' > mark.csv
printf 'a\tb\n1\t2\n' > tabs.csv
printf 'a;b\n1,5;2\n' > semicolons.csv
printf 'day\n2024-01-31\n31.01.2024\n01/31/2024\n' > days.csv
printf 'day\n03/04/2024\n05/06/2024\n' > doubt.csv
printf 'id\n007\n008\n' > zeros.csv
awk 'BEGIN { printf "a,b\n1,"; for (i = 0; i < 1000000; i++) printf "x"; print ""; print "2,y" }' > long.csv
printf 'a,b\n1,2\n' | gzip > packed.csv.gz
printf 'a,b\n1,2\n' | gzip | head -c 20 > cut.csv.gz
cp "$TESTS/fuzz/corpus/xlsx/book.xlsx" book.xlsx
head -c 450 book.xlsx > cut.xlsx
printf 'a,b\n1,2\n' > text.xlsx
printf 'k,n\nx,1\nx,2\n,3\n' > keys.csv
printf 'who,day\nann,2024-01-01\n' > events.csv
cat > all.pat << 'END'
version 1
new here
load a from no_such.csv
load a from folder.csv
load a from empty.csv
load a from header.csv
load a from binary.csv
load ragged from ragged.csv
show ragged
show ragged.quarantine
load a from ragged.csv types=b:int bad=drop
load a from mark.csv doubt.csv
load a from mark.csv keys.csv
load a from unclosed.csv
load a from twice.csv
load a from latin1.csv
load latin from latin1.csv encoding=latin1
show latin
load a from utf16.csv
load wide from utf16.csv encoding=utf16
show wide
load a from mark.csv delimiter=abc
load mark from mark.csv
load tabs from tabs.csv
load semicolons from semicolons.csv
show semicolons
load decimals from semicolons.csv decimal=comma
show decimals
load days from days.csv
load doubt from doubt.csv
load zeros from zeros.csv
load long from long.csv
show long where a == 2
load packed from packed.csv.gz
load a from cut.csv.gz
load a from book.xlsx sheet=nowhere
load a from cut.xlsx
load a from text.xlsx
load keys from keys.csv key=k
load people from keys.csv key=k
load events from events.csv of=nobody
load events from events.csv time=day of=ragged
load events from events.csv time=who
load events from events.csv types=day:int
load events from events.csv types=day:time:YYYY/MM/DD
load events from events.csv types=nothing:int
load events from events.csv columns=who,when
load events from events.csv rename=nothing:what
load events from events.csv delimiter=ab
show tables
END
patron --keep-going -f all.pat
