# status: 2
version 9
print never
