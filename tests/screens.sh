#!/bin/sh
# The screen, in a real terminal; skipped where there is no tmux.
exec "$srcdir/tests/screens/run"
