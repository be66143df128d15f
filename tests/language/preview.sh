# What load would do, before anything is kept.
printf 'id;price;day\n1;1.250,50;31.01.2024\n2;7,25;01.02.2024\n2;;02.02.2024\n3;1;02.02.2024;x\n' > a.csv
cp "$TESTS/fuzz/corpus/xlsx/book.xlsx" book.xlsx
cat > all.pat << 'END'
version 1
new here
load a from a.csv decimal=comma key=id time=price known=when preview=yes
load a from a.csv preview=yes | tail -3
load from book.xlsx preview=yes
load sessions from data/shop/sessions.csv.gz preview=yes
show tables
history
load a from a.csv decimal=comma
load a from a.csv replace=no preview=yes > a.json
END
patron -q -f all.pat
patron here -c 'load from book.xlsx sheet=all preview=yes | head -1'
