version 1
# status: 1
# args: --keep-going
new here
show nothing
print "went on"
load x from none.csv
