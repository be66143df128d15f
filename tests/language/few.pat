version 1
# args: --keep-going
# status: 1
# Too little to learn from.
new here
load people from people.csv.part format=csv key=id time=joined
load visits from visits.csv.part format=csv time=day of=people
feature n = count(visits)
feature city = people.city
target back = no visits within 10d
train m = logit back on n
segment s = kmeans on n k=3
summary n
asof 2024-03-31
summary n city
segment s = kmeans on n k=3
split train=2024-02-15 test=2024-03-01
train m = logit back on n
score m
show segments
curves
compare
leak n
customer a
customer b at=2024-02-05
load tiny from tiny.csv.part format=csv key=id
load tiny from tiny.csv.part format=csv
feature x = tiny.x
target y = tiny.y == "yes"
