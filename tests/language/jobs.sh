# setup: workspace
# Lines that end with & run aside; what they make is the same, and is there at the same place of a file, however long
# they take.
cat > aside.patron << 'END'
version 1
open shop
train j1 = gbm churn90 on rfm trees=60 &
train j2 = logit churn90 on full l2=3 &
show models columns=name
wait 1
show models columns=name
jobs
export model j2 to aside/     # named: waits for job 2
segment s9 = kmeans on rfm k=4 &
compare j1 j2 > compared.txt &
wait
show segments columns=name
jobs
asof 2024-04-01
train j1 = gbm churn90 on rfm trees=61 &
asof 2024-07-01
train j1 = gbm churn90 on rfm trees=62 &
wait
show models where name == "j1" columns=name,version
export model j1 to aside/
quit 7
END
cp -a shop before
patron -f aside.patron > told 2> said
echo "status $?"
sed -n -e "s,^\(━━ [a-z]* [a-z0-9]* v[0-9]\).*,\1," -e "/^━━ train\|^━━ segment/p" -e "/^name\|^[jms][0-9]$\|^j1[[:space:]]\|^job\|^[1-6][[:space:]]/p" told
cat said
echo "== the same lines without &"
cp -a before plain && sed -e '/^wait/d' -e 's/ &$//' -e 's/compared/likewise/' -e 's/open shop/open plain/' -e 's,aside/,plainly/,' aside.patron > plain.patron
patron -q -f plain.patron > /dev/null
cmp aside/j2-v1.json plainly/j2-v1.json && cmp aside/j1-v3.json plainly/j1-v3.json && echo "the same models"
cat compared.txt | head -n 1
echo "== a job fails"
cat > fails.patron << 'END'
open shop
train k1 = logit churn90 on nothing &
train k2 = logit churn90 on rfm &
print "goes on"
wait
print "not reached"
END
patron -f fails.patron > told
echo "status $?"
grep -e '^goes on' -e reached -e '━━' told
patron -q --keep-going -f fails.patron > told
echo "status $?"
grep -e '^goes on' -e reached -e '━━' told
patron -q shop -c 'try train k1 = logit churn90 on nothing &' -c 'print "goes on"'
echo "status $?"
patron -q shop -c 'show models where name like "k%" columns=name'
echo "== what cannot"
patron shop -c 'asof 2024-07-01 &'
patron shop -c 'quit &'
patron shop -c 'wait 3'
patron shop -c 'kill 1'
patron shop -c 'gate rows(orders) > 5 &'
patron shop -c 'jobs' -c 'wait'
echo "== stopped, and files within files"
patron shop -c 'train k3 = gbm churn90 on full trees=100000 rate=0.001 &
kill 1
jobs
kill 1'
printf 'train k4 = logit churn90 on rfm &\nshow models where name == "k4" columns=name\n' > inner.patron
patron -q shop -c 'run inner.patron' | grep -e k4 -e '━━'
echo "== the saved session, the log and the run log"
patron -q --log run.jsonl shop -c 'train k5 = logit churn90 on rfm &
train k6 = logit churn90 on nothing &
try wait
save session to saved.patron
log' 2> said | tail -n 7
cat said saved.patron
sed -e 's/.*"line":\([0-9]*\).*"command":"\([^"]*\)".*"status":"\([a-z]*\)".*/\1 \3 \2/' run.jsonl
echo "== told to end"
patron shop -c 'train k7 = gbm churn90 on full trees=100000 rate=0.001 &
print "given"
wait' > told 2>&1 &
began=$(date +%s)
until grep -q given told 2> /dev/null; do sleep 0.1; done
kill -TERM $!
wait $!
echo "status $?"
[ $(($(date +%s) - began)) -lt 15 ] && cat told
patron -q shop -c 'show models where name like "k%" columns=name'
