version 1
# The CDNOW sample, 39 weeks: the other purchase processes beside BG/NBD, with their published parameters.
new cdnow
load from data/cdnow_sample.txt.gz as=cdnow > /dev/null
asof 1997-10-01
target silent = no purchases within 39w
target often  = count(purchases) within 39w
split train=1997-10-01 test=1997-10-01
train bg = bgnbd silent > /dev/null
train mbg = mbgnbd silent
train counts = mbgnbd often
train pareto = paretonbd silent
train weekly = bgbb silent per=1w
compare bg mbg pareto weekly
score pareto to scores.csv with p_silent p_alive expected_purchases
sql SELECT count(*) AS n, round(sum(p_silent), 3) AS silent FROM pareto@1
importance weekly
explain weekly 0001
