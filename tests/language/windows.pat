version 1
# What a window sees: the as-of date itself is not seen, the day that many days before is.
new here
load people from people.csv.part format=csv key=id time=joined
load visits from visits.csv.part format=csv time=day of=people
asof 2024-03-31
feature n = count(visits) over 1d,30d,1q
feature paid = sum(visits.paid where kind == "shop") over 30d
feature both = sum(visits.paid) / count(visits)
feature last_kind = last(visits.kind)
feature since = days since first(visits.day)
feature age = days since people.joined
feature middle = median(visits.paid)
feature spread = sd(visits.paid)
feature kinds = distinct(visits.kind)
feature where_from = people.city
features all = n_* paid_* both last_kind since age middle spread kinds where_from
show features
show all
population somebody = customers where count(visits) over 30d > 0
population in_town = people where people.city == "Oslo"
summary all
asof 2024-04-01
summary n_1d n_30d
population all
summary n_1d at=2024-04-02
target back = no visits within 10d gap=3d
target worth = sum(visits.paid) within 2w
show targets
asof 2020-01-01
