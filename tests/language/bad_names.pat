version 1
# status: 2
# What is not a name is told before anything runs.
feature 1st = count(orders)
feature in = count(orders)
segment s-1 = kmeans on rfm k=2
new a/../b c
target 2 = no orders within 3d
snapshot "two words"
feature count = count(orders)
