version 1
# status: 1
# An error in an included file is told with the way there.
new here
run definitions.part
print before
run broken.part
print after
