# setup: workspace
# The exit status says how it went; messages go to standard error, results to standard output.
try() {
    "$@" > out 2> err
    echo "$? : $*"
    sed 's/^/  out: /' out
    sed 's/^/  err: /' err
}
try patron --version
try patron -V
try patron -q -c 'print "hello"'
try patron --quiet --command='print one' -c 'print two'
try patron -e 'for x in a b
print $x
end'
try patron -c 'quit 7'
try patron -c 'quti'
try patron -c 'print (unclosed'
try patron -w shop -c 'show nothing'
try patron shop -c 'gate rows(orders) > 5'
try patron shop -c 'gate rows(orders) < 5'
try patron shop -c 'gate rows(orders) < 5' -c 'show nothing'
try patron -c 'describe'
try patron -w nowhere -c 'describe'
try patron --nonsense
try patron --quite -c 'print x'
try patron -c
try patron -f no_such.patron
try patron no_such.patron
try patron nowhere
try patron --as=html -c 'print x'
try patron --var x -f x.pat
try patron --set seed=no -c 'print x'
try patron help nosuchthing
try patron version
echo 'print "from" "stdin"' | try patron
try patron
try patron -n -c 'print x' -c 'quit 4'
try patron -n -c 'prnt x'
try patron --completion tcsh
echo 'print $x' > x.pat
try patron -f x.pat --var x=3
printf '#!/usr/bin/env -S patron -f\nversion 1\nparam x count\nprint $x\n' > y.patron
try patron -q y.patron --var x=3
try patron -q y.patron --var x=three
try patron -q y.patron
try patron -q y.patron --var x=3 --var z=4
printf 'print a\0b\n' | try patron -q
