version 1
# The CDNOW sample, 39 weeks: the published parameters of BG/NBD and Gamma-Gamma.
new cdnow
load from data/cdnow_sample.txt.gz as=cdnow
describe
asof 1997-10-01
target silent = no purchases within 39w
target value  = sum(purchases.amount) within 39w
split train=1997-10-01 test=1997-10-01
train m = bgnbd silent
train v = gammagamma value
show m
curves m kinds=calibration
