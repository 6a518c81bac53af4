#!/bin/bash
# unit.sh - builds and runs the unit tests of every floor with sanitizers; the last line sums them up. See tests/unit/test.h.
set -u
cd "$(dirname "$0")/.." || exit 1
passed=0 failed=0
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT
export LC_ALL=C.UTF-8 TZ=UTC

for floor in base domain io store engine cli; do
    compgen -G "tests/unit/$floor/*.c" >/dev/null || continue
    if ! make --no-print-directory -j"${JOBS:-2}" MODE=asan "build/asan/unit-$floor"; then
        echo "not ok unit-$floor does not build"
        failed=$((failed + 1))
        continue
    fi
    start=$SECONDS
    "build/asan/unit-$floor" </dev/null >"$log" 2>&1
    status=$?
    grep -v '^ok ' "$log" | grep -vE '^[0-9]+ passed, [0-9]+ failed$'
    totals=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$log" | tail -n 1)
    echo "# unit-$floor: ${totals:-ended with status $status} ($((SECONDS - start)) s)"
    read -r good _ bad _ <<<"${totals:-0 passed, 1 failed}"
    passed=$((passed + good))
    [ "$status" -ne 0 ] && [ "$bad" -eq 0 ] && bad=1
    failed=$((failed + bad))
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
