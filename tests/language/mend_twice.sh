# The lines that were refused, written out as they came, mended with another program, and loaded again.
patron -q -c 'new here' -c 'load lines from broken_lines.csv.part format=csv bad=drop types=id:int,day:time,amount:real' \
    -c 'export quarantine lines to mend.csv' > /dev/null
cat mend.csv
sed -i -e 's/2024-13-02/2024-12-02/' -e 's/nine/9/' -e 's/,12$/,12,eve/' mend.csv
patron -q here -c 'requeue lines from mend.csv' -c 'show lines' -c 'quarantine'
