#!/bin/sh
# Every promised header compiles alone.
exec "$srcdir/tools/check-headers" "$srcdir"
