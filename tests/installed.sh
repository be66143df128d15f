#!/bin/sh
# Installed under a prefix that it was not configured for, the program finds its presets, packs and tour beside itself.
# Runs in the build folder.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
unset PATRON_DATA PATRON_PRESETS
PATRON_HOME=$work/home HOME=$work/home
export PATRON_HOME HOME
mkdir "$work/home" "$work/elsewhere"
make --quiet install prefix="$work/first" > "$work/log" 2>&1 || {
    cat "$work/log"
    exit 1
}
cp -r "$work/first" "$work/moved" && rm -rf "$work/first"
bad=0
found() { # LINE TEXT
    "$work/moved/bin/patron" -q -c "$1" > "$work/out" 2>&1 < /dev/null && grep -q "$2" "$work/out" || {
        echo "FAIL $1: $(head -3 "$work/out")"
        bad=1
    }
}
cd "$work/elsewhere" || exit 1
found presets '^online_retail'
found 'show preset online_retail' 'load '
found presets '^rfm'
yes '' | "$work/moved/bin/patron" --tour > "$work/out" 2>&1 || {
    echo "FAIL --tour: $(tail -5 "$work/out")"
    bad=1
}
exit $bad
