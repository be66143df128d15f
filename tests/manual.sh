#!/bin/sh
# What is written about the program is what it does: man/patron.1 is what it prints of itself, the command lines in
# README.md are read, and the tour there runs. Usage: manual.sh   with $PATRON the program, $PATRON_DATA its data.
set -u
here=$(cd "$(dirname "$0")/.." && pwd)
PATRON=${PATRON:?the program}
PATRON_DATA=${PATRON_DATA:-$here/share/patron}
LC_ALL=C.UTF-8 TZ=UTC OPENBLAS_NUM_THREADS=1
export PATRON_DATA LC_ALL TZ OPENBLAS_NUM_THREADS
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
PATRON_HOME=$work/home HOME=$work/home
export PATRON_HOME HOME
mkdir "$work/home" "$work/bin"
ln -s "$PATRON" "$work/bin/patron"
PATH=$work/bin:$PATH
cd "$work" || exit 1
ln -s "$here/examples" examples
bad=0 n=0

check() { # WHAT COMMAND ...
    what=$1
    shift
    n=$((n + 1))
    "$@" > told 2>&1 || {
        echo "FAIL $what"
        cat told
        bad=$((bad + 1))
    }
}

patron --man > patron.1
check "man/patron.1 is not what patron --man prints (make manual)" diff -u "$here/man/patron.1" patron.1
patron --help > help.txt
check "patron --help is wider than 80 columns" awk 'length > 80 { print; bad = 1 } END { exit bad }' help.txt

# Lines that stand four columns in and begin with a command are the program's.
patron --reference | sed -n 's/^### //p' > names
sed -n 's/^    //p' "$here/README.md" | awk 'NR == FNR { is[$1] = 1; next } $1 in is || more { print; more = /\\$/ }' names - > lines.patron
check "README.md has no command lines" test -s lines.patron
check "a line of README.md cannot be read" patron -n -f lines.patron
awk '/^## / { tour = /The tour/ } tour && sub(/^    /, "")' "$here/README.md" |
    awk 'NR == FNR { is[$1] = 1; next } $1 in is || more { print; more = /\\$/ }' names - > tour.patron
check "the tour of README.md" patron -f tour.patron
# Lines for the shell, with the workspace that the tour made; those that need a file of the reader's own are left out.
sed -n 's/^    \(patron .*\)$/\1/p' "$here/README.md" | grep -e "-c '" > shell.lines
while IFS= read -r line; do
    check "$line" sh -c "$line"
done < shell.lines
echo "manual: $((n - bad)) passed, $bad failed"
[ "$bad" = 0 ]
