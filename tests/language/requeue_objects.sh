# Objects of JSON that were set aside are loaded again as they came: objects, without a header.
printf '{"id":1,"a":1,"d":{"x":5}}\n{"id":2,"a":"x","d":{"x":6}}\n{"id":3,"a":\n' > a.jsonl
printf '{"data":[{"id":1,"l":[{"q":1},{"q":"x"}]},{"id":"b","l":[{"q":4}]}]}' > b.json
cat > all.pat << 'END'
version 1
new here
load a from a.jsonl types=a:int bad=drop
requeue a bad=missing
show a
export quarantine a to rest.jsonl
load b from b.json at=data types=id:int bad=drop
requeue b bad=missing
show b
load c from b.json at=data rows=l types=l_q:int bad=drop
requeue c bad=missing
END
patron -f all.pat || echo "status $?"
cat rest.jsonl
sed 's/$/7}/' rest.jsonl > mended.jsonl
patron -q here -c 'requeue a from mended.jsonl' -c 'show a' -c 'quarantine'
