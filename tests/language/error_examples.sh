# setup: workspace
# The page of every error has an example, and the example brings about what the page says it does.
: > empty.csv
echo "a,b,c" > header.csv
printf 'a\000b\n' > binary.csv
mkdir folder.csv
printf 'a,b\n1,2\n3,4,5\n' > ragged.csv
printf 'a,b\n1,"two\n3,four\n' > unclosed.csv
printf 'a,b,a\n1,2,3\n' > twice.csv
printf 'word,n\nJos\351,1\n' > latin1.csv
printf 'k,n\nx,1\nx,2\n,3\n' > keys.csv
printf 'who,day\nann,2024-01-01\n' > events.csv
printf 'key,size\nC1,3\n' > orders.csv
printf 'who\nann\n' > people.csv
printf 'id,phone\n1,4915112345\n2,4915154321\n' > calls.csv
printf 'version   1\n' > untidy.patron
awk 'BEGIN { print "a,b"; printf "1,"; for (i = 0; i < 17000000; i++) printf "x"; print "" }' > long.csv
printf 'a,b\n1,2\n' | gzip | head -c 20 > cut.csv.gz
cp "$TESTS/fuzz/corpus/xlsx/book.xlsx" book.xlsx
head -c 450 book.xlsx > cut.xlsx
printf '{"orders": [\n  {"id": 1},\n  {"id": 2,}\n]}' > broken.json
printf '{"data": {"orders": [{"id": 1}]}}' > page.json
cp "$TESTS/data/source/shop.db" shop.db
awk 'BEGIN { print "id,x,same,y"; for (i = 1; i <= 200; i++) printf "%d,%d,no,%s\n", i, i, (i > 100 ? "yes" : "no") }' > rows.csv
patron -q shop -c 'train m1 = logit churn90 on rfm' -c 'export model m1 to models/' > /dev/null
sed 's/"format_version": 1/"format_version": 99/' models/m1-v1.json > newer.json
sed 's/"l2": 1/"l2": 2/' models/m1-v1.json > other.json
sed 's/"null_log_likelihood": -/"null_log_likelihood": -1/' models/m1-v1.json > edited.json
tab=$(printf '\t')
# What no line brings about, or not here; codes.sh knows where it is.
elsewhere=" E0001 E0003 E0111 E0606 E0612 E0615 "
sed -n 's/^ERROR_CODE(\([0-9]*\),.*/\1/p' "$TESTS/../include/patron/base/error_codes.h" > codes
tr -d '\r' < codes | while read -r number; do
    code=$(printf 'E%04d' "$number")
    patron -q --as tsv -c "help $code" > page
    for row in cause example says mend; do
        grep -q "^facts$tab$row$tab" page || echo "$code: no $row"
    done
    case $elsewhere in *" $code "*) continue ;; esac
    sed -n "/${tab}example$tab/,/${tab}says$tab/p" page | sed "/${tab}says$tab/d; s/^facts$tab[a-z]*$tab$tab//" > example
    says=$(sed -n "s/^facts${tab}says$tab$tab//p" page)
    rm -rf here other && cp -a shop here && rm -f july.csv
    [ "$code" = E0604 ] && where= || where=here
    patron -q $where example > told 2> errors
    grep -qF "${says#error: }" errors || {
        echo "$code: $says, but it was said:"
        cat errors
    }
done
[ "$(wc -l < codes)" -gt 75 ] && echo "codes: $(wc -l < codes)" | sed 's/[0-9]*$/many/'
