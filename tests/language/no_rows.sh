# A header and no rows: an empty version of a table that is known, and refused when nothing tells the types.
mkdir june july
printf 'id,name,since\n1,ann,2024-01-02\n2,bob,2024-02-03\n' | tee june/people.csv > july/people.csv
printf 'rid;customer;at;amount;why\n1;1;2024-03-01;10,5;a\n2;2;2024-04-02;5;b\n' > june/returns.csv
printf 'rid;customer;at;amount;why\n' > july/returns.csv
cat > all.pat << 'END'
version 1
new here
load people from june/people.csv key=id time=since
load returns from june/returns.csv key=rid time=at of=people via=id rename=customer:id decimal=comma
clean returns upper why
clean returns flag amount
clean returns drop where why == "B"
load snapshot july from july
show returns
describe returns
check returns
feature n_returns = count(returns)
feature days_since = days since last(returns.at)
asof 2024-07-01
summary n_returns days_since
load returns from june/returns.csv key=rid time=at of=people via=id rename=customer:id decimal=comma replace=yes
load snapshot again from july
END
patron -q -f all.pat
patron -q here -c 'load returns from july/returns.csv key=rid time=at of=people via=id rename=customer:id'
refuse() { patron -q here -c "$1" && echo "not refused: $1"; }
# Other columns, or a name that nothing is known of.
printf 'rid;customer;at;total;why\n' > other.csv
refuse 'load returns from other.csv key=rid time=at of=people via=id rename=customer:id replace=yes'
refuse 'load more from july/returns.csv'
refuse 'load more from july/returns.csv types=rid:int,customer:int,at:time,amount:real'
patron -q here -c 'load more from july/returns.csv types=rid:int,customer:int,at:time,amount:real,why:text' -c 'show more'
true
