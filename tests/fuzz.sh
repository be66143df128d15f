#!/bin/sh
# Every parser on its corpus and on mutants of it, made with a fixed seed. PATRON_FUZZ_RUNS: mutants for each file.
status=0
for target in csv xlsx expression line value model json rule fmt zone; do
    "tests/fuzz/fuzz_$target" "-runs=${PATRON_FUZZ_RUNS:-300}" "$srcdir/tests/fuzz/corpus/$target" > "tests/fuzz/fuzz_$target.out" 2>&1 || {
        echo "fuzz_$target failed:"
        tail -5 "tests/fuzz/fuzz_$target.out"
        status=1
    }
done
exit $status
