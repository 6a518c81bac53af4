#!/bin/bash
# all.sh - every check there is; the last line sums them up: "N passed, N failed". See `make test`.
set -u
cd "$(dirname "$0")/.." || exit 1
passed=0 failed=0
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT

# stage NAME COMMAND...: runs it, shows what it prints, and takes the numbers from its last line.
stage() {
    local name=$1 start=$SECONDS status totals
    shift
    echo "== $name"
    "$@" 2>&1 | tee "$log"
    status=${PIPESTATUS[0]}
    totals=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$log" | tail -n 1)
    echo "== $name: ${totals:-did not end} ($((SECONDS - start)) s)"
    if [ -z "$totals" ]; then
        failed=$((failed + 1))
        return
    fi
    local good bad
    read -r good _ bad _ <<<"$totals"
    passed=$((passed + good))
    [ "$status" -ne 0 ] && [ "$bad" -eq 0 ] && bad=1 # a stage that fails without counting it
    failed=$((failed + bad))
}

stage lint tests/lint.sh
stage unit tests/unit.sh
stage cli make --no-print-directory cli-tests
stage valgrind make --no-print-directory valgrind
stage fuzz make --no-print-directory fuzz-short
stage "bugs put in for the fuzzers" make --no-print-directory fuzz-short-mutants
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
