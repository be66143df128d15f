version 1
# args: --keep-going
# status: 1
# What purchase processes cannot answer, and why.
new cdnow
load from data/cdnow_sample.txt.gz as=cdnow > /dev/null
asof 1997-10-01
target silent = no purchases within 39w
target later  = no purchases within 30d gap=1w
target often  = count(purchases) within 39w
split train=1997-10-01 test=1997-10-01
train a = bgbb often per=1w
train b = bgbb silent per=30d
train b = bgbb silent per=1m
train c = bgbb later per=30d
train d = bgbb silent per=39w
train e = bgbb silent per=0d
