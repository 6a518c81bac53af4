#!/bin/bash
# meta_runner.sh - what runs the tests: a check that cannot fail, a run of nothing, or a program that was not linked
# again would say that all is well.
. "$(dirname "$0")/lib.sh"
unset MAKEFLAGS MAKELEVEL MFLAGS

# The checks of lib.sh, of which it is known that they have to fail.
fails() { (BAD=0 && "$@" >/dev/null && [ "$BAD" -gt 0 ]); }
passes() { (BAD=0 && "$@" >/dev/null && [ "$BAD" -eq 0 ]); }

t "a text of several lines is looked for as a whole"
for lines in 0 3000; do # what is long is read in another way
    { echo first && echo second && echo third && seq -w "$lines"; } >"$OUT"
    cp "$OUT" "$ERR"
    for what in out err; do
        check "there: $what, $lines" passes expect_$what $'first\nsecond'
        check "in another order: $what, $lines" fails expect_$what $'second\nfirst'
        check "no line of it: $what, $lines" fails expect_$what $'fourth\nfifth'
        check "not there as a whole: $what, $lines" passes expect_no_$what $'second\nfirst'
        check "there, though it should not be: $what, $lines" fails expect_no_$what $'first\nsecond'
        check "a line: $what, $lines" passes expect_$what second
        check "a line that should not be there: $what, $lines" fails expect_no_$what second
    done
done

t "nothing to run is a failure"
mkdir -p tests/cli && cp "$ROOT/tests/cli/run.sh" tests/cli && cp "$ROOT/tests/cli/lib.sh" tests/cli
expect_status 1 tests/cli/run.sh
expect_out "0 passed, 1 failed"
# shellcheck disable=SC2016 # for the other shell
printf '#!/bin/bash\n. "$(dirname "$0")/lib.sh"\nt x\ncheck y true\nfinish\n' >tests/cli/one.sh
expect_status 1 tests/cli/run.sh --valgrind
expect_out "0 passed, 1 failed"
expect_status 1 tests/cli/run.sh two
expect_status 0 tests/cli/run.sh one
expect_out "1 passed, 0 failed"
build_debug build/debug/unit-base
expect_status 1 "$ROOT/build/debug/unit-base" none
expect_out "0 passed, 1 failed"
expect_status 0 "$ROOT/build/debug/unit-base" sha

t "other link flags, and a source file that was taken away, link again"
cp "$ROOT/Makefile" . && mkdir -p src/base
echo 'int main(void) { return 0; }' >src/main.c
echo 'int one(void); int one(void) { return 1; }' >src/base/one.c
echo 'int two(void); int two(void) { return 2; }' >src/base/two.c
build() { make --no-print-directory MODE=debug build/debug/gdprctl "$@"; }
expect_status 0 build
expect_out LINK
expect_status 0 build
expect_no_out LINK
expect_status 0 build LDFLAGS=-Wl,-z,now
expect_out LINK
expect_status 0 build LDFLAGS=-Wl,-z,now
expect_no_out LINK
rm src/base/two.c
expect_status 0 build LDFLAGS=-Wl,-z,now
expect_out LINK
check "it is gone" bash -c 'nm build/debug/gdprctl | grep -q " one" && ! nm build/debug/gdprctl | grep -q " two"'

finish
