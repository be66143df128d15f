version 1
# status: 7
# a mark, and line ends of other systems
print "one" \
      "two"
quit 7
print never
