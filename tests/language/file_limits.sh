# Small files that ask for much: refused by the name of the setting. Wide tables: SQL sees the columns that it names.
awk 'BEGIN { for (i = 0; i < 70000; i++) printf ","; print "" }' | gzip -9 > commas.csv.gz
head -c 100000000 /dev/zero | gzip -9 > zeros.csv.gz
awk 'BEGIN { printf "id"; for (i = 1; i <= 5000; i++) printf ",c%d", i; print ""; for (r = 1; r <= 3; r++) { printf "%d", r; for (i = 1; i <= 5000; i++) printf ",%d", r * i; print "" } }' > wide.csv
awk 'BEGIN { printf "id,note\n1,"; for (i = 0; i < 3000; i++) printf "x"; print "" }' > long.csv
awk 'BEGIN { for (r = 0; r < 3; r++) { for (i = 1; i <= 5000; i++) printf "%s\"c%d\": %d", i == 1 ? "{" : ", ", i, r * i; print "}" } }' > wide.jsonl
awk 'BEGIN { for (r = 0; r < 20000; r++) printf "{\"customer %d\": 1}\n", r }' > names.jsonl
printf '[{"id": 1,\n "note": "' > long.json
tail -n 1 long.csv | tr -d '1,\n' >> long.json
echo '"}]' >> long.json
cat > t.pat << 'END'
version 1
new here
try load a from commas.csv.gz
try load a from zeros.csv.gz
set most_columns=3
try load wide from wide.csv
try load objects from wide.jsonl
set most_columns=5001
load objects from wide.jsonl columns=c1,c5000
try load names from names.jsonl
set most_columns=65536
try load names from names.jsonl
set longest_cell=1000
try load long from long.csv
try load long from long.json
set longest_cell=10000
END
patron -q -f t.pat
patron -q here -c 'load wide from wide.csv' > told || cat told
patron -q here -c 'sql SELECT sum(c1) AS a, sum(c5000) AS b, count(*) AS n FROM wide WHERE id > 1'
patron -q here -c 'sql SELECT count(*) AS n FROM wide' -c 'try sql SELECT * FROM wide' -c 'try sql SELECT w.* FROM wide AS w'
