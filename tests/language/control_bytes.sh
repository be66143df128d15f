# Control bytes in cells: a pipe gets them as they are, what is said to people does not have them.
printf 'id,t\n1,a\033[31mred\n2,b\007\n' > c.csv
printf 'id\nx\033[1my\n1\n' > d.csv
patron -q -c 'new here' -c 'load c from c.csv' -c 'show c' | tail -2 | od -An -c
patron -q here -c 'load d from d.csv types=id:int'
true
