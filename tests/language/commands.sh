# Lines that are no text, and files of every habit.
printf 'version 1\nprint "a\000b"\n' > nul.pat
printf 'version 1\nprint "Jos\351"\n' > latin1.pat
printf '\357\273\277version 1\r\nprint "mark"\r\n' > mark.pat
printf '#!/usr/bin/env -S patron -f\n\n# only comments\n' > comments.pat
: > empty.pat
printf 'print "no newline"' > open.pat
awk 'BEGIN { printf "print \""; for (i = 0; i < 70000; i++) printf "x"; print "\"" }' > long.pat
printf '\377\376p\000r\000' > utf16.pat
printf 'print "a" \\\n  "b"   # why\n\nprint "c" \\\n\nprint "#d" # e\n' > lines.pat
printf 'run self.pat\n' > self.pat
printf 'version 1\nparam n count default=2\nfor i in 1..$n\n  for j in a,b\n    if $i == 2\n      print $i$j "$i" ${j}x $$\n    else\n      try print auc(m1)\n    end\n  end\nend\n' > nested.pat
for name in nul latin1 mark comments empty open long utf16 lines self nested; do
    echo "== $name"
    patron -q -f $name.pat 2>&1 | cut -c 1-160
done
patron -q -f nested.pat --var n=1 2>&1
patron -q -c 'PRINT "words in any case"' -c '  print   spaces   ' -c '# nothing' -c ''
