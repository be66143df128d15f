# setup: workspace
# Every error code has a page with its cause and its mend, and something provokes it: a command line whose error with the
# code in brackets is expected in this folder, or, for what no command line can bring about at will, a unit test.
echo "== provoked here"
patron -q shop -c 'train m = logit churn90 on rfm max_steps=1 scale=none' -c 'show models columns=name,kind' | tail -n 1
patron -q shop -c 'champion m'
patron shop -c 'champion m force=yes'
patron -q shop -c 'load ab from tiny.csv.part format=csv' -c 'load AB from tiny.csv.part format=csv' > told
patron -q shop -c 'sql SELECT * FROM ab'
echo "== covered elsewhere"
elsewhere() {
    case $1 in
    E_MEMORY) echo base/memory.c ;;
    E_SYSTEM) echo base/error.c ;;
    E_CANCELLED) echo learn/main.c ;; # and language/limits.sh, where the message of Ctrl-C has no code
    E_PERMISSION) echo source/content.c ;; # who runs the tests may be allowed everything
    *) return 1 ;;
    esac
}
sed -n 's/^ERROR_CODE(\([0-9]*\), \([A-Z_]*\),.*/\1 \2/p' "$TESTS/../include/patron/base/error_codes.h" > codes
while read -r number name; do
    code=$(printf 'E%04d' "$number")
    patron -q -c "help $code" > page 2>&1 || echo "$code $name: no page"
    grep -q '^cause' page && grep -q '^mend' page || echo "$code $name: the page lacks a cause or a mend"
    [ "$(cat "$TESTS"/language/*.out "$TESTS"/language/*.err | grep -c "\[$code\]")" = 0 ] || continue
    if test=$(elsewhere "$name") && grep -qw "$name" "$TESTS/$test"; then
        echo "$code $name: tests/$test"
    else
        echo "$code $name: nothing provokes it"
    fi
done < codes
[ "$(wc -l < codes)" -gt 70 ] || echo "the list of codes was not found"
