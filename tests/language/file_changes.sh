# setup: workspace
# A file to which somebody writes while it is loaded: that is told, and nothing of it is kept. Afterwards it is loaded whole.
awk 'BEGIN { print "id,n"; for (i = 0; i < 400000; i++) print i ",1" }' > grow.csv
while :; do echo 1,2; done >> grow.csv &
writer=$!
patron -q shop -c 'load grow from grow.csv'
echo "status $?"
kill $writer
wait $writer 2> /dev/null
patron -q shop -c 'describe grow'
patron -q shop -c 'load grow from grow.csv' > loaded
patron shop -c 'sql SELECT count(*) = '"$(($(wc -l < grow.csv) - 1))"' AS whole FROM grow'
