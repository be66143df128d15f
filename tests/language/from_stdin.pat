# stdin
# args: -q
version 1
print "from standard input"
