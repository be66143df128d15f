# setup: workspace
# A model file whose figures were edited is refused, one from before there were seals is read and said to have none.
patron -q shop -c 'train m1 = logit churn90 on rfm' -c 'export model m1 to models/' > train.txt
file=models/m1-v1.json
grep -c '"seal": "[0-9a-f]*"$' $file
# Figures, wherever they stand: one digit more before them.
n=0 refused=0
for line in $(grep -n ' -*[0-9]' $file | grep -v '"format_version"\|-[0-9][0-9]-' | cut -d: -f1 | awk 'NR < 12 || NR % 200 == 1'); do
    sed "${line}s/ \(-*\)\([0-9]\)/ \11\2/" $file > edited.json
    cmp -s $file edited.json && echo "line $line: the sed did nothing"
    n=$((n + 1))
    patron -q shop -c 'import model edited.json as=edited' > said.txt 2>&1
    grep -q 'E0624\|E0610' said.txt && refused=$((refused + 1)) || { sed -n "${line}p" edited.json && cat said.txt; }
done
[ $n -gt 10 ] && [ $n = $refused ] && echo "all refused"
sed 's/"ks": \[0/"ks": [0.9, 0/; s/"null_log_likelihood": -/"null_log_likelihood": -1/' $file > edited.json
sed -i 's/\("ks": .*\), [0-9.]*\]/\1]/' edited.json
patron -q shop -c 'import model edited.json as=edited' 2>&1
patron -q shop -c 'diff edited.json m1' 2>&1 | head -1
# Spacing is no content.
tr -d '\n' < $file > one_line.json
patron -q shop -c 'import model one_line.json as=spaced' 2>&1
sed -e '/"seal"/d' $file | tr -d '\n' | sed 's/,}$/}/' > unsealed.json
patron shop -c 'import model unsealed.json as=old' 2>&1
patron shop -c 'import model models/m1-v1.json' -c 'export model old to old.json' 2>&1
grep -c '"seal"' old.json
