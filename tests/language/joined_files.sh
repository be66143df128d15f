# Joined files, quotes that are left out, lines that are no data, and our own text with tabs read back: each is told.
# status: 1
printf '\357\273\277day,amount\n2024-01-01,0.1\n\357\273\277day,amount\n2024-01-02,0.2\n' > all.csv
printf 'id,item,amount\n1,ok,5\n2,"unclosed,6\n3,x,7\n4,y,8\n5,"z",9\n6,w,10\n' > a.csv
printf 'id,item,amount\n1,ok,5\n2,"half ""open,6\n3,x,7\n4,y",9\n5,w,10\n' > c.csv
printf 'sep=;\nid;item;amount\n1;a;5.5\n2;b;6.25\n' > sep.csv
printf '# made, by hand\nid,item,amount\n1,a,5\n' > comment.csv
printf 'id,path\n1,"first\nsecond"\n2,back\\slash\n3,C:\\new\\table\n4,"tab\there"\n5,"""quoted"""\n' > items.csv
cat > t.pat <<'END'
version 1
new shop
load all from all.csv
show all
load a from a.csv
quarantine a
load c from c.csv
load sep from sep.csv
load comment from comment.csv
load items from items.csv key=id
show items > out_items.tsv
load again from out_items.tsv key=id
sql SELECT a.id, length(a.path) AS was, a.path = b.path AS same FROM items a JOIN again b USING (id)
load plain from out_items.tsv key=id escapes=no
sql SELECT id, length(path) AS n FROM plain
END
patron -q --keep-going -f t.pat
