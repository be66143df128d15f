#!/bin/sh
# The language: command files and their expected output.
exec "$srcdir/tests/language/run"
