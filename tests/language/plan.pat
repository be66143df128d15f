version 1
# args: -n --var out=there
param out path
new never
for k in 3..4
  print "k=$k" > $out/k$k.txt
end
if failed
  quit 9
end
