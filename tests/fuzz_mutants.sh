#!/bin/bash
# fuzz_mutants.sh SECONDS NAME... - shows of each fuzz target that it finds a bug: the source file that the first line of
# tests/fuzz/mutants/NAME.sed names is built with the change that the rest of it makes, and the target has to break on it
# within so many seconds. The last line sums them up. The targets must have been built (tests/fuzz.sh does).
set -u
cd "$(dirname "$0")/.." || exit 1
seconds=$1
shift
passed=0 failed=0
mapfile -t flags < <(make --no-print-directory -s MODE=fuzz print-flags | tr ' ' '\n' | grep -vE '^(-DGDPRCTL_(VERSION|DATE).*)?$')
flags+=('-DGDPRCTL_VERSION="0"' '-DGDPRCTL_DATE="0"')
read -r -a libs < <(make --no-print-directory -s print-libs)

# hunt NAME: 0 when the target finds the bug.
hunt() {
    local name=$1 dir=build/fuzz/mutants/$1 source objects
    source=$(sed -n '1s/^# \([^:]*\):.*/\1/p' "tests/fuzz/mutants/$name.sed")
    rm -rf "$dir" && mkdir -p "$dir/found" || return
    sed -f "tests/fuzz/mutants/$name.sed" "$source" >"$dir/mutant.c" || return
    if cmp -s "$source" "$dir/mutant.c"; then
        echo "the mutant of $source is $source itself"
        return 1
    fi
    mapfile -t objects < <(make --no-print-directory -s MODE=fuzz "print-objects-$name" | tr ' ' '\n' |
        grep -vx "build/fuzz/${source#src/}" | grep -vx "build/fuzz/$(sed 's,^src/,,; s,\.c$,.o,' <<<"$source")")
    clang "${flags[@]}" -c -o "$dir/mutant.o" "$dir/mutant.c" &&
        clang -fsanitize=address,undefined,fuzzer -o "$dir/$name" "$dir/mutant.o" "${objects[@]}" "${libs[@]}" || return
    if "$dir/$name" -max_total_time="$seconds" -timeout=60 -rss_limit_mb=2048 -artifact_prefix="$dir/found/" \
        "$dir/found" "tests/fuzz/corpus/$name" </dev/null 2>"$dir/log"; then
        echo "nothing was found in $seconds s"
        return 1
    fi
    grep -qE 'libFuzzer: deadly signal|ERROR: AddressSanitizer|runtime error' "$dir/log" || {
        tail -n 5 "$dir/log"
        return 1
    }
}

for name in "$@"; do
    if why=$(hunt "$name" 2>&1); then
        echo "ok $name finds its bug"
        passed=$((passed + 1))
    else
        echo "not ok $name finds its bug: $why"
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
