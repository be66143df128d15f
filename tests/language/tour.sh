# The tour runs through without a terminal, in a folder that is gone afterwards; it is a plain command file.
mkdir place
TMPDIR=$PWD/place patron --tour < /dev/null > told
echo "status $?"
grep '^patron>' told
ls place
grep -c . told | awk '{ print ($1 > 150 ? "many lines" : "few lines") }'
echo "== its text is at most 80 columns wide"
awk 'length > 82 && /^#/' "$PATRON_DATA/tour.patron"
patron fmt --check "$PATRON_DATA/tour.patron"
echo "== as a command file"
patron -q -f "$PATRON_DATA/tour.patron" --var data=data/shop > /dev/null
echo "status $?"
ls scores.csv models
echo "== what it saves runs again"
sed -i 's/^new tour/new again/' tour.patron
patron -q -f tour.patron --overwrite > /dev/null
echo "status $?"
echo "== without the example data"
PATRON_DATA=$PWD patron --tour
echo "status $?"
