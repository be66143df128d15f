# setup: workspace
# Who set a setting, and where; what is not there, and where it was looked for; words that were nearly written.
printf 'set seed=9\nset width=70\n' > rc
place() { patron "$@" 2>&1 | sed -n -e '/^value/p' -e '/^set by/p'; }
place --rc rc -c 'settings seed'
PATRON_WIDTH=90 place --rc rc -c 'settings width'
place --set threads=2 -c 'settings threads'
NO_COLOR=1 place -c 'settings color'
place --color=always -c 'settings color'
place -e 'set as=text
settings as'
place --no-pager --progress=log -c 'settings pager' -c 'settings progress'
patron -q -c 'new other' -c 'set seed=5'
place -w other --rc rc -c 'settings seed'
place -w other -c 'settings seed'
echo "== not there"
patron -f none.patron
patron -q shop -c 'load x from none.csv'
patron -q shop -c 'import model none.json'
ls -d none* 2> /dev/null || echo nothing is made
echo "== nearly"
patron -c 'help trian'
patron -c 'help silhuette'
patron -c 'help qqqqqqqqqqqq'
patron --no-pagr
echo "== fresh"
patron -q shop -c 'train m1 = logit churn90 on rfm' -c 'train m1 = logit churn90 on rfm' | grep unchanged
patron -q shop --fresh -c 'train m1 = logit churn90 on rfm' > told
patron -q shop -c 'show models columns=name,version'
echo "== junit"
cat > checks.patron << 'END'
open shop
gate rows(orders) > 5
gate rows(orders) < 5
try show nothing
show "a <b> & c"
END
patron -q -f checks.patron --junit checks.xml
cat checks.xml
printf 'quti\n' > wrong.patron
patron -q -f wrong.patron --junit wrong.xml 2> /dev/null
cat wrong.xml
python3 -c 'import xml.etree.ElementTree as x; print(x.parse("checks.xml").getroot().attrib["failures"])' 2> /dev/null ||
    sed -n 's/.*failures="\([0-9]*\)".*/\1/p' checks.xml
patron -q -f checks.patron --junit no/folder/x.xml 2>&1 | tail -n 2
