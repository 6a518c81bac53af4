#!/bin/bash
# lint.sh - what can be said of the source without running it. Every check counts as one; the last line sums them up.
# A file that passed an analyzer is not analyzed again until its preprocessed text changes (build/lint/). gcc -fanalyzer
# looks at the floors that hold memory and files in their own hands; with ANALYZE=all (`make analyze`) at every file, and
# clang reads the tests, too.
# shellcheck disable=SC2016 # commands for another shell stand in single quotes
set -u
cd "$(dirname "$0")/.." || exit 1
export LC_ALL=C.UTF-8 JOBS=${JOBS:-2}
passed=0 failed=0
mkdir -p build/lint
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT

# lint NAME COMMAND...: passes when the command does and prints nothing; shows what it prints otherwise.
lint() {
    local name=$1 start=$SECONDS status
    shift
    "$@" >"$log" 2>&1
    status=$?
    if [ "$status" -eq 0 ] && [ ! -s "$log" ]; then
        passed=$((passed + 1))
        echo "ok $name ($((SECONDS - start)) s)"
    else
        failed=$((failed + 1))
        echo "not ok $name ($((SECONDS - start)) s)"
        head -n 60 "$log" | sed 's/^/# /'
    fi
}

# The tree as it is: built, generated and ignored files are not looked at.
mapfile -t program < <(find src -name '*.c' | sort)
mapfile -t tests < <(find tests -name '*.c' | sort)
mapfile -t headers < <(find include tests -name '*.h' | sort)
analyzed=("${program[@]}")
export NODES=225000
if [ "${ANALYZE:-}" != all ]; then
    NODES=10000
    mapfile -t analyzed < <(find src/base src/io -name '*.c' | sort)
fi
mapfile -t scripts < <(grep -lE '^#!/bin/(ba)?sh' -r tests src/dist .ci 2>/dev/null | sort)
scripts+=(tests/cli/lib.sh tests/bench/lib.sh)

# Generated text that sources include, and the compiler's flags.
make --no-print-directory build/release/gen/schema.inc build/release/gen/registers.inc >/dev/null || exit 1
{
    make --no-print-directory -s print-flags | tr ' ' '\n' | grep -vE '^(-DGDPRCTL_.*)?$'
    printf '%s\n' '-DGDPRCTL_VERSION="0"' '-DGDPRCTL_DATE="0"' -Itests/unit -Itests
} >"$log" && cp "$log" build/lint/flags.$$ && mv build/lint/flags.$$ build/lint/flags

# ---- architecture ----

# A floor includes only itself and what is below it; store and io do not know each other.
floors() {
    declare -A below=(
        [base]='base' [domain]='base|domain' [store]='base|domain|store' [io]='base|domain|io'
        [engine]='base|domain|store|io|engine' [cli]='base|domain|store|io|engine|cli')
    for floor in "${!below[@]}"; do
        grep -nE '#include "(base|domain|store|io|engine|cli)/' -r "src/$floor" "include/$floor" |
            grep -vE "#include \"(${below[$floor]})/"
    done
    true
}

# Each library has one floor that knows it.
libraries() {
    grep -nE '#include <sqlite3' -r src include | grep -vE '^(src|include)/store/'
    grep -nE '#include <(csv|cjson/|cJSON|iconv)' -r src include | grep -vE '^(src|include)/io/'
    grep -nE '#include <(sodium|utf8proc)' -r src include | grep -vE '^(src|include)/(base|store)/'
    true
}

# SQL is written in store/ only.
sql() {
    grep -nE '"(SELECT|INSERT (OR [A-Z]+ )?INTO|UPDATE|DELETE FROM|CREATE|DROP|PRAGMA|ATTACH|VACUUM|WITH|BEGIN)( |")' \
        -r src include | grep -vE '^(src|include)/store/'
    true
}

# Below cli nothing reads a clock, prints, or ends the process; in it only the files that are there for it.
effects() {
    grep -nwE 'time|clock_gettime|gettimeofday|timespec_get' -r src --include='*.c' |
        grep -E '(time|clock_gettime|gettimeofday|timespec_get)\((NULL|CLOCK|&)' | grep -v '^src/cli/clock.c'
    grep -nE '\b(printf|puts|putchar|perror)\(' -r src --include='*.c'
    grep -nwE 'stdout|stderr' -r src --include='*.c' |
        grep -vE '^src/cli/(app|confirm|output|progress)\.c|^src/base/mem\.c'
    grep -nE '\b(exit|abort|_exit|_Exit|quick_exit)\(' -r src --include='*.c' | grep -v '^src/base/mem\.c'
    true
}

# Nothing mutable outlives a call; the one exception explains itself.
statics() {
    grep -nE '^[ ]*static [^(]*[;=]' -r src --include='*.c' | grep -vE 'static (inline |_Thread_local )?const ' |
        grep -vE '\*const [a-z_]+(\[[^]]*\])* *(;|=)' | grep -vE 'static [a-z_ *]+\(\*const ' |
        grep -v '^src/cli/process.c:.*volatile sig_atomic_t interrupted;'
    true
}

# ---- house style ----

# Written by the pieces, so that this file does not find itself.
leftovers() {
    grep -nE "\b(TO""DO|FIX""ME|XX""X|HA""CK)\b" -r src include tests schema.sql Makefile .ci 2>/dev/null |
        grep -vE '^tests/data/'
    grep -nE "(^|[^a-z0-9%.])/(wo""rk|ro""ot|ho""me)/" -r src include tests schema.sql Makefile .ci README.md 2>/dev/null |
        grep -vE '^tests/data/'
    grep -nE '^[[:space:]]*//' -r src include tests --include='*.[ch]'
    grep -nP '\t' -r src include --include='*.[ch]'
    grep -nE '[[:space:]]+$' -r src include tests schema.sql Makefile --include='*.[ch]' --include='*.sh' --include=Makefile
    true
}

# Every file says what it is for; none is too long to keep in mind; every public header has its guard.
shape() {
    awk '
        function guard(path) {
            sub(/^include\//, "", path)
            gsub(/[\/.]/, "_", path)
            return "GDPRCTL_" toupper(path)
        }
        FNR == 1 && !/^\/\*/ { print FILENAME " does not begin with what it is for" }
        FNR == 621 { print FILENAME " has more than 620 lines" }
        $1 == "#ifndef" && $2 == guard(FILENAME) { guarded[FILENAME] = 1 }
        END {
            for (i = 1; i < ARGC; i++)
                if (ARGV[i] ~ /^include\// && !(ARGV[i] in guarded))
                    print ARGV[i] " has no guard " guard(ARGV[i])
        }' "${program[@]}" "${headers[@]}"
}

formatted() {
    printf '%s\0' "${program[@]}" "${tests[@]}" "${headers[@]}" | xargs -0 clang-format --dry-run -Werror
}

# ---- compilers ----

# The tools, each over some files.
with_flags() { # with_flags TOOL ARGUMENT...
    local flags
    mapfile -t flags <build/lint/flags
    "$1" "${flags[@]}" "${@:2}"
}
headers_alone() { # each includes what it uses
    local file
    for file; do
        printf '#include "%s"\nextern int not_empty;\n' "${file#include/}" |
            with_flags gcc -I. -Werror -fsyntax-only -x c - || echo "$file does not compile alone"
    done
}
# -fanalyzer follows paths, so it wants optimised code. gcc 12 sees null pointers in every empty vector; that is left to
# clang. __clang_analyzer__: see err.h.
gcc_files() {
    local file status=0
    for file; do
        with_flags gcc -Werror -O1 -fanalyzer -Wno-analyzer-null-dereference -Wno-analyzer-null-argument \
            -D__clang_analyzer__ -c -o /dev/null "$file" || status=1
    done
    return $status
}
clang_files() {
    with_flags clang -Werror -Wno-format-nonliteral -Wno-string-concatenation -fsyntax-only "$@"
}
# The analyzer is held to a part of its usual paths; `make analyze` takes them all. What it knows of va_list in the first
# file is wrong in the next, so files with one are read alone.
tidy_files() {
    local flags told alone others
    mapfile -t flags <build/lint/flags
    if [ $# -gt 1 ]; then
        for alone in $(grep -lw va_list "$@"); do tidy_files "$alone" || return; done
        mapfile -t others < <(grep -Lw va_list "$@")
        [ ${#others[@]} -eq 0 ] && return
        set -- "${others[@]}"
    fi
    told=$(clang-tidy --quiet --extra-arg=-Xclang --extra-arg=-analyzer-config --extra-arg=-Xclang \
        --extra-arg=max-nodes="$NODES" "$@" -- "${flags[@]}" 2>/dev/null) && return
    echo "$told"
    return 1
}
# cached TOOL FILE...: runs the tool over those that have not passed with the same preprocessed text.
cached() {
    local tool=$1 file key keys=() files=()
    for file in "${@:2}"; do
        key=$({
            declare -f "$tool"
            echo "$NODES"
            cat .clang-tidy build/lint/flags "$file"
            with_flags gcc -E "$file" 2>/dev/null
        } | sha256sum | cut -c1-32)
        [ -e "build/lint/$key" ] && continue
        keys+=("build/lint/$key")
        files+=("$file")
    done
    [ ${#files[@]} -eq 0 ] && return
    "$tool" "${files[@]}" && touch "${keys[@]}"
}
export -f with_flags headers_alone gcc_files clang_files tidy_files cached

# over COMMAND... -- FILE...: the command over the files, eight at a time in each of JOBS processes.
over() {
    local command=()
    while [ "$1" != -- ]; do
        command+=("$1")
        shift
    done
    shift
    printf '%s\0' "$@" | xargs -0 -P "$JOBS" -n 8 bash -c '"$@"' - "${command[@]}"
}

cpp_check() {
    cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr --error-exitcode=1 -j "$JOBS" \
        --cppcheck-build-dir=build/lint --template='{file}:{line}: {id}: {message}' \
        --suppress=missingIncludeSystem --suppress=normalCheckLevelMaxBranches -Iinclude -Ibuild/release/gen -DGDPRCTL_VERSION='""' \
        -DGDPRCTL_DATE='""' -i src/store/schema.c -i src/io/builtin.c src # these two are embedded bytes: it takes hours
}

# ---- everything else ----

shell_scripts() {
    shellcheck -S warning -e SC1091 "${scripts[@]}" # lib.sh is looked at by itself
}

manual() {
    make --no-print-directory -j"$JOBS" WERROR=-Werror build/release/gdprctl >"$log.make" 2>&1 || cat "$log.make"
    rm -f "$log.make"
    build/release/gdprctl help --man >build/lint/gdprctl.1 && groff -man -Tutf8 -ww -b build/lint/gdprctl.1 >/dev/null
}

clang_build() { # with the hardening flags of a release
    make --no-print-directory -j"$JOBS" MODE=clang WERROR=-Werror >"$log.make" 2>&1 || cat "$log.make"
    rm -f "$log.make"
}

release_door() { # the release build cannot be told another time
    ! grep -q GDPRCTL_NOW build/release/gdprctl || echo "the release build reads GDPRCTL_NOW"
}

lint "floors: arrows only down" floors
lint "libraries on their floor" libraries
lint "SQL in store only" sql
lint "clock, printing and exit in cli only" effects
lint "no mutable statics" statics
lint "no leftovers" leftovers
lint "shape of files" shape
lint "clang-format" formatted
lint "shellcheck" shell_scripts
lint "headers alone" over headers_alone -- "${headers[@]}"
[ "${ANALYZE:-}" = all ] && lint "clang warnings of tests" over cached clang_files -- "${tests[@]}" # the program's: its build
lint "gcc -fanalyzer" over cached gcc_files -- "${analyzed[@]}" # its warnings: the release build
lint "clang-tidy" over cached tidy_files -- "${program[@]}"
lint "cppcheck" cpp_check
lint "release build with gcc, manual page" manual
lint "release build with clang" clang_build
lint "no door in the clock of the release" release_door
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
