version 1
# status: 2
# args: --var outt=there
param asof date
param out path default=out
print $asof
