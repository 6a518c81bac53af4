#!/bin/bash
# fuzz.sh SECONDS NAME... - builds and runs libFuzzer targets, each for so long, or with $FUZZ_RUNS for so many runs; the
# last line sums them up. New inputs are kept under build/fuzz/corpus; what breaks a target is left as
# build/fuzz/NAME-crash-*. See `make fuzz`.
set -u
cd "$(dirname "$0")/.." || exit 1
seconds=$1
shift
limit=-max_total_time=$seconds
[ -n "${FUZZ_RUNS:-}" ] && limit=-runs=$FUZZ_RUNS
passed=0 failed=0
for name in "$@"; do
    corpus=build/fuzz/corpus/$name
    mkdir -p "$corpus"
    seeds=()
    [ -d "tests/fuzz/corpus/$name" ] && seeds=("tests/fuzz/corpus/$name")
    if make --no-print-directory -j"${JOBS:-2}" MODE=fuzz "build/fuzz/$name" &&
        "build/fuzz/$name" "$limit" -timeout=60 -rss_limit_mb=2048 -print_final_stats=1 \
            -artifact_prefix="build/fuzz/$name-crash-" "$corpus" "${seeds[@]}" </dev/null 2>build/fuzz/"$name".log; then
        echo "ok $name: $(sed -n 's/^stat::number_of_executed_units: *//p' build/fuzz/"$name".log) runs"
        passed=$((passed + 1))
    else
        echo "not ok $name"
        tail -n 30 build/fuzz/"$name".log 2>/dev/null
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
