#!/bin/sh
# The arrows of the house: see src/HOUSE.
exec "$srcdir/tools/check-house" "$srcdir"
