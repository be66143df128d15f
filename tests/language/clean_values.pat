version 1
# Texts, missing values, outliers, returns and currencies; every rule counted, and back again.
new here
load lines from mend.csv.part key=id time=day of=people via=who format=csv
load rates from rates.csv.part time=date format=csv
clean lines normalise item,note
clean lines lower item note
clean lines flag price
clean lines fill price with median
clean lines fill n with previous
clean lines fill note with "none"
clean lines fill note with mode
show lines columns=id,item,n,price,price_missing,note
clean lines offset n by who,item
show lines columns=id,who,item,n,returned
clean lines cap price quantile=0.8
clean lines cap price quantile=0.8
clean lines cap n least=-2
clean lines cap price sd=1
clean lines cap price sd=1
clean lines convert price by cur with rates into=EUR as=price_eur
show lines columns=id,day,price,cur,price_eur
clean lines convert price by cur with rates into=EUR
clean lines convert price by cur with rates into=EUR
show lines columns=id,price,cur
clean lines
clean lines back
clean lines none
show lines columns=id,item,n,price,note
try clean lines back
try clean lines cap item sd=2
try clean lines cap price quantile=2
try clean lines cap price
try clean lines fill item with mean
try clean lines fill price with cheap
try clean lines convert price by cur with lines into=EUR
try clean rates offset rate by currency
try clean lines drop missing nothing
try clean lines drop everything
