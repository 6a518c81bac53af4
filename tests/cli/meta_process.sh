#!/bin/bash
# meta_process.sh - how the process starts, what it leaves for others to see, and how it ends when its output does not
# arrive.
. "$(dirname "$0")/lib.sh"

# Made up: individual numbers from 900 are never given out.
id=010190-900$(python3 -c 'print("0123456789ABCDEFHJKLMNPRSTUVWXY"[10190900 % 31])')

t "a personal identity code is refused wherever it stands"
new_db
for line in "subject show --customer $id" "subject show --personal-id-file $id" "validate personal-id $id" \
    "rectify 2026-0001 --set customer.personal_id=$id" "$id" "--db $id init" "help $id" "-- $id"; do
    read -ra words <<<"$line"
    expect_status 64 gdprctl "${words[@]}"
    expect_err "never taken as an argument"
    expect_no_err "$id"
    expect_out ""
    expect_status 64 gdprctl --json "${words[@]}"
    expect_error usage
    expect_no_out "$id"
done

t "values about people leave the argument list at once"
new_db
mkfifo gate
"$GDPRCTL" subject show --phone 0400001234 --email=matti@example.com --name "Virtanen Matti" --postal-code 00100 \
    --subject-file - <gate >/dev/null 2>&1 &
pid=$!
exec 3>gate
for _ in $(seq 100); do
    [ "$(readlink /proc/$pid/fd/0 2>/dev/null)" = "$PWD/gate" ] && ! grep -qa 0400001234 /proc/$pid/cmdline && break
    sleep 0.05
done
tr '\0' ' ' </proc/$pid/cmdline >cmdline
exec 3>&-
wait $pid
check "it is the program" grep -q 'subject show' cmdline
for value in 0400001234 matti Virtanen; do
    check "$value in /proc" bash -c "! grep -q $value cmdline"
done
check "others stay" grep -q -e '--postal-code' cmdline

t "closed standard descriptors"
new_db
expect_status 74 bash -c '"$1" audit head >&-' - "$GDPRCTL"
expect_err "standard output"
expect_status 74 bash -c '"$1" audit head >&- 2>&-' - "$GDPRCTL"
expect_status 0 bash -c '"$1" audit head 2>&-' - "$GDPRCTL"
expect_out "1:"
expect_status 0 bash -c '"$1" audit head <&-' - "$GDPRCTL"
expect_status 74 bash -c '"$1" validate phone <&-' - "$GDPRCTL"
expect_status 74 bash -c '"$1" init --db new.db <&- >&- 2>&-' - "$GDPRCTL"
expect_status 0 gdprctl --db new.db audit verify
check "no message in the database" bash -c '! grep -qa "gdprctl: " new.db'

t "a full disk and a reader that has gone"
new_db
expect_status 74 bash -c '"$1" audit list >/dev/full' - "$GDPRCTL"
expect_err "standard output"
expect_status 74 bash -c '"$1" help --man >/dev/full' - "$GDPRCTL"
expect_status 74 bash -c '"$1" audit list --json >/dev/full' - "$GDPRCTL"
python3 -c 'print("\n".join(["00100"] * 50000))' >codes
expect_status 74 bash -c 'set -o pipefail; "$1" validate postal-code codes | head -n 1' - "$GDPRCTL"
expect_status 74 bash -c 'set -o pipefail; "$1" validate postal-code codes --json | head -c 1' - "$GDPRCTL"
expect_status 74 bash -c 'ulimit -f 4; trap "" XFSZ; "$1" validate postal-code codes >big' - "$GDPRCTL"

t "a full disk is told as one object, standard output being well"
new_db
gdprctl --quiet register load --builtin kss-panel >/dev/null
expect_status 74 bash -c 'ulimit -f 100; exec "$@"' - "$GDPRCTL" --json hold add --register kss-panel --reason inspection
expect_json error.code io
expect_err ""

t "it runs for its owner alone"
new_db
expect_status 0 prlimit --core=unlimited "$GDPRCTL" audit head
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
    cp "$GDPRCTL" ./suid && chmod 4755 suid && chmod 711 . ..
    expect_status 77 setpriv --reuid 65534 --regid 65534 --clear-groups ./suid --version
    expect_err "set-uid"
fi

t "the clock of the test build is this one"
new_db
expect_status 0 gdprctl audit list --json
expect_json rows.0.at 2026-11-22T09:00:00+02:00
expect_status 64 env GDPRCTL_NOW=yesterday "$GDPRCTL" audit head

t "silence where it is due"
new_db
expect_status 0 gdprctl --quiet audit verify
expect_err ""
expect_status 66 gdprctl --quiet --db nowhere audit verify
expect_err "gdprctl: "

t "an error is one object and nothing else"
for line in "nonsense" "audit" "audit list --from x" "--db nowhere audit list" "validate phone nowhere" "calc deadline x"; do
    read -ra words <<<"$line"
    gdprctl --json "${words[@]}" >"$OUT" 2>"$ERR"
    expect_json format 1
    check "code" test -n "$(json_get error.code)"
    check "message" test -n "$(json_get error.message)"
    check "hint" grep -qvx '\(null\|\)' <<<"$(json_get error.hint)"
    expect_err ""
    check "a line" test "$(wc -l <"$OUT")" -eq 1
done

finish
