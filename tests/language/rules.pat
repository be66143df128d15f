version 1
# Rules are declared, judged, kept with the table, and gates ask for them.
# status: 3
new here
load owners from owners.csv.part key=id format=csv
load orders from orders.csv.part time=day of=people via=who format=csv types=order:int
check orders order unique
check orders order,qty key
check orders mail required
check orders who in owners
check orders who in owners.name severity=warn
check orders amount between 0 and 1e6
check orders amount between 0 and 1e6 allow=20%
check orders mail like "%@%" severity=warn
check orders mail matches "^[a-z]+@[a-z.]+$"
check orders mail missing < 5%
check orders mail missing < 20% severity=warn
check orders channel in ("web", "app")
check orders qty * price == amount
check orders sum(qty * price) == sum(amount)
check orders distinct(who) == count(owners) + 1
check orders amount type int
check orders day increasing
check orders day increasing by who
check orders fresh < 2d
check orders rows >= 6
check orders rows change < 20%
check orders changed < 50%
check orders duplicates = 0
check orders refused < 5%
check orders columns order,who,when
check orders completeness >= 98%
check orders accuracy >= 0.5
asof 2024-01-20
check orders
check orders owners
gate check(orders) == pass
gate check(owners) == pass
gate check(orders) != fail
quality
quality orders
gate completeness(orders.mail) >= 0.95
gate accuracy(orders) >= 0.5
gate timeliness(orders) < 1
gate uniqueness(orders.order) >= 0.8
try gate accuracy(owners) > 0.9
try gate accuracy(owner) > 0.9
undo
check orders forget accuracy >= 0.5
check orders forget all
check orders
try check orders forget rows > 5
try check orders amont between 0 and 5
try check orders who in nobody
try check orders amount + 1
try check orders entropy(amount) > 1
try check orders mail matches "(("
try check orders amount > 0 allow=much
try check orders amount between 0
