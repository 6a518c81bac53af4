#!/bin/bash
# fuzz.sh SECONDS NAME... - builds and runs libFuzzer targets, each for so long, or with $FUZZ_RUNS for so many runs, JOBS
# at a time; the last line sums them up. New inputs are kept under build/fuzz/corpus; what breaks a target is left as
# build/fuzz/NAME-crash-*. See `make fuzz`.
set -u
cd "$(dirname "$0")/.." || exit 1
seconds=$1
shift
export limit=-max_total_time=$seconds
[ -n "${FUZZ_RUNS:-}" ] && limit=-runs=$FUZZ_RUNS

run_target() { # run_target NAME
    local name=$1 corpus=build/fuzz/corpus/$1 seeds=()
    mkdir -p "$corpus"
    [ -d "tests/fuzz/corpus/$name" ] && seeds=("tests/fuzz/corpus/$name")
    if "build/fuzz/$name" "$limit" -timeout=60 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="build/fuzz/$name-crash-" "$corpus" "${seeds[@]}" </dev/null 2>build/fuzz/"$name".log; then
        echo "ok $name: $(sed -n 's/^stat::number_of_executed_units: *//p' build/fuzz/"$name".log) runs"
    else
        printf 'not ok %s\n%s\n' "$name" "$(tail -n 30 build/fuzz/"$name".log)"
    fi
}
export -f run_target

make --no-print-directory -k -j"${JOBS:-2}" MODE=fuzz "${@/#/build/fuzz/}"
# shellcheck disable=SC2016 # for the other shell
printf '%s\n' "$@" | xargs -P "${JOBS:-2}" -n 1 bash -c 'run_target "$1"' - | tee build/fuzz/told
passed=$(grep -c '^ok ' build/fuzz/told)
echo "$passed passed, $(($# - passed)) failed"
[ "$passed" -eq $# ]
