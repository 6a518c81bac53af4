#!/bin/bash
# fuzz_mutants.sh RUNS NAME... - shows of each fuzz target that it finds a bug: the source file that the first line of
# tests/fuzz/mutants/NAME.sed names is built with the change that the rest of it makes, and the target has to break on it
# within so many runs, from the same seed each time: neither luck nor a slow machine decides. JOBS at a time; the last line
# sums them up. The targets must have been built (tests/fuzz.sh does).
set -u
cd "$(dirname "$0")/.." || exit 1
export runs=$1
shift
mkdir -p build/fuzz/mutants
{
    make --no-print-directory -s MODE=fuzz print-flags | tr ' ' '\n' | grep -vE '^(-DGDPRCTL_(VERSION|DATE).*)?$'
    printf '%s\n' '-DGDPRCTL_VERSION="0"' '-DGDPRCTL_DATE="0"'
} >build/fuzz/mutants/flags
LIBS=$(make --no-print-directory -s print-libs)
export LIBS

# hunt NAME: 0 when the target finds the bug.
hunt() {
    local name=$1 dir=build/fuzz/mutants/$1 source flags objects libs
    source=$(sed -n '1s/^# \([^:]*\):.*/\1/p' "tests/fuzz/mutants/$name.sed")
    rm -rf "$dir" && mkdir -p "$dir/found" || return
    sed -f "tests/fuzz/mutants/$name.sed" "$source" >"$dir/mutant.c" || return
    if cmp -s "$source" "$dir/mutant.c"; then
        echo "the mutant of $source is $source itself"
        return 1
    fi
    mapfile -t flags <build/fuzz/mutants/flags
    read -r -a libs <<<"$LIBS"
    mapfile -t objects < <(make --no-print-directory -s MODE=fuzz "print-objects-$name" | tr ' ' '\n' |
        grep -vx "build/fuzz/${source#src/}" | grep -vx "build/fuzz/$(sed 's,^src/,,; s,\.c$,.o,' <<<"$source")")
    clang "${flags[@]}" -c -o "$dir/mutant.o" "$dir/mutant.c" &&
        clang -fsanitize=address,undefined,fuzzer -o "$dir/$name" "$dir/mutant.o" "${objects[@]}" "${libs[@]}" || return
    if "$dir/$name" -seed=1 -runs="$runs" -timeout=60 -rss_limit_mb=2048 -artifact_prefix="$dir/found/" \
        "$dir/found" "tests/fuzz/corpus/$name" </dev/null 2>"$dir/log"; then
        echo "nothing was found in $runs runs"
        return 1
    fi
    grep -qE 'libFuzzer: deadly signal|ERROR: AddressSanitizer|runtime error' "$dir/log" || {
        tail -n 5 "$dir/log"
        return 1
    }
}

told() { # told NAME
    local why
    if why=$(hunt "$1" 2>&1); then
        echo "ok $1 finds its bug"
    else
        echo "not ok $1 finds its bug: $why"
    fi
}
export -f hunt told

# shellcheck disable=SC2016 # for the other shell
printf '%s\n' "$@" | xargs -P "${JOBS:-2}" -n 1 bash -c 'told "$1"' - | tee build/fuzz/mutants/told
passed=$(grep -c '^ok ' build/fuzz/mutants/told)
echo "$passed passed, $(($# - passed)) failed"
[ "$passed" -eq $# ]
