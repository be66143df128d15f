# Cells that a spreadsheet would take as formulas: told when a file gets them, and written as text where that is asked for.
printf 'id,t,n\n1,=1+1,-5\n2,-7,3\n3,@x,1\n4,plain,2\n' > c.csv
patron -q -c 'new here' -c 'load c from c.csv' > load.txt
patron here -c 'show c > kept.csv' 2>&1
patron here -c 'set formulas=text' -c 'show c > text.csv' -c 'show c > text.tsv' -c 'show c >> text.tsv' -c 'show c > text.json' 2>&1
patron here --set formulas=text -o out.csv -c 'show c' 2>&1
head -20 kept.csv text.csv text.tsv text.json out.csv
