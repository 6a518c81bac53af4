#!/bin/bash
# run.sh [--valgrind] [NAME...] - runs the command-line tests (all, or the named files), JOBS at a time and one more,
# because some wait for a lock or a signal, the longest files first. Prints what failed and, last, "N passed, N failed".
# Without --valgrind the program is build/asan/gdprctl, or $GDPRCTL.
set -u
cd "$(dirname "$0")" || exit 1
root=$(cd ../.. && pwd)
logs=$(mktemp -d) || exit 1
trap 'rm -rf "$logs"' EXIT
valgrind=no
if [ "${1:-}" = --valgrind ]; then
    valgrind=yes
    shift
    # A program of its own name, because tests run "$GDPRCTL" as one word.
    cat >"$logs/gdprctl" <<END
#!/bin/sh
exec valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,possible \\
    "$root/build/debug/gdprctl" "\$@"
END
    chmod +x "$logs/gdprctl"
    export GDPRCTL=$logs/gdprctl
fi

files=()
if [ $# -gt 0 ]; then
    for name in "$@"; do
        files+=("$(basename "$name" .sh).sh")
    done
else
    for file in *.sh; do
        case $file in lib.sh | sample.sh | run.sh) continue ;; esac
        [ "$valgrind" = yes ] && ! grep -qx '# valgrind' "$file" && continue
        files+=("$file")
    done
fi
if [ ${#files[@]} -eq 0 ]; then
    echo "not ok no test file was found to run"
    echo "0 passed, 1 failed"
    exit 1
fi

run_file() { # run_file LOGS NAME
    local start=$SECONDS
    timeout 600 bash "$2" >"$1/$2.log" 2>&1
    echo $? >"$1/$2.status"
    echo "$((SECONDS - start)) ${2%.sh}" >>"$1/seconds"
}
export -f run_file
# shellcheck disable=SC2016 # for the other shell
stat --printf '%s %n\n' "${files[@]}" | sort -rn | cut -d ' ' -f 2 |
    xargs -P "$((${JOBS:-2} + 1))" -n 1 bash -c 'run_file "$@"' - "$logs"

passed=0 failed=0
for file in "${files[@]}"; do
    totals=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$logs/$file.log" | tail -n 1)
    status=$(cat "$logs/$file.status" 2>/dev/null || echo 1)
    grep -vE '^ok |^[0-9]+ passed, [0-9]+ failed$' "$logs/$file.log"
    read -r good _ bad _ <<<"${totals:-0 passed, 1 failed}"
    if [ -z "$totals" ] || { [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; }; then
        echo "not ok ${file%.sh} ended with status $status"
        bad=$((bad > 0 ? bad : 1))
    fi
    passed=$((passed + good))
    failed=$((failed + bad))
done
[ ${#files[@]} -gt 1 ] && echo "# seconds:$(sort -rn "$logs/seconds" | head -n 12 | awk '{ printf " %s %s", $2, $1 }')"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
