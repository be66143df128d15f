# Bytes as text: encodings, byte order marks, line ends, delimiters, decimal commas.
printf 'id,word\n1,M\303\274ller \342\202\254\n2,Gr\303\274n\n' > utf8.csv
printf 'id,word\n1,M\374ller \200\n2,Gr\374n\n' > narrow.csv
(printf '\357\273\277' && cat utf8.csv) > marked.csv
printf 'i\0d\0,\0w\0o\0r\0d\0\n\0001\0,\0M\0\374\0\n\0' > little.csv
printf '\0i\0d\0,\0w\0o\0r\0d\0\n\0001\0,\0M\0\374\0\n' > big.csv
(printf '\377\376' && cat little.csv) > little_marked.csv
(printf '\376\377' && cat big.csv) > big_marked.csv
printf 'id;price;day\r\n1;1.250,50;31.01.2024\r\n2;7,25;01.02.2024\r\n3;1.000;02.02.2024\r\n' > comma.csv
printf 'id\tprice\r1\t2\r' > tabs.txt
printf 'id|price\n1|"1,250.50"\n2|1 000\n' > bars.csv
try() { echo "== $*" && patron -q here -c "load t from $*" -c 'show t' 2>&1 | grep -v '^$'; }
patron -q -c 'new here'
try utf8.csv
try marked.csv
try narrow.csv
try narrow.csv encoding=latin1
try narrow.csv encoding=windows-1252
try utf8.csv encoding=latin1
try utf8.csv encoding=utf16
try little.csv
try little.csv encoding=utf16
try big.csv encoding=utf16
try big.csv encoding=utf16le
try big.csv encoding=utf16be
try little_marked.csv
try big_marked.csv
try utf8.csv encoding=latin2
try comma.csv decimal=comma
try comma.csv
try tabs.txt
try bars.csv types=price:real
true
