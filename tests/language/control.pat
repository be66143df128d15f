version 1
# setup: workspace
# args: --var asof=2024-06-01
param asof date
param out path default=out
param n count default=3
open shop
asof $asof
for k in 2..$n
  segment s$k = kmeans on rfm k=$k > /dev/null
  print "k=$k" silhouette(s$k)
end
for name in "two words", three
  print $name "${name}s" $$5
end
try show nothing_like_it
if failed
  print "it failed"
else
  print "it did not"
end
try print fine
if not failed
  print "and this did not"
end
if exists s2
  print rows(orders)
end
if rows(customers) > 2000
  print many
else
  print few
end
if $asof == 2024-06-01
  print "the first of June"
end
