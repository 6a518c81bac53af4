#!/bin/bash
# key.sh - the key file: who may touch it, and a new key for the audit log.
. "$(dirname "$0")/lib.sh"

size() { stat -c %s gdprctl.db.key; }

t "0400 and 0600 are right, everything looser is refused"
new_db
for mode in 400 600; do
    chmod $mode gdprctl.db.key
    expect_status 0 gdprctl audit verify
done
for mode in 440 404 640 660 644; do
    chmod $mode gdprctl.db.key
    expect_status 77 gdprctl audit verify
    expect_err "chmod 400"
done

t "systemd's credentials may show group bits, if they are root's"
new_db
mkdir credentials && mv gdprctl.db.key credentials/gdprctl.key
export CREDENTIALS_DIRECTORY=$PWD/credentials
for mode in 400 440; do
    chmod $mode credentials/gdprctl.key
    if [ $mode = 400 ] || [ "$(id -u)" -eq 0 ]; then
        expect_status 0 gdprctl audit verify
    else
        expect_status 77 gdprctl audit verify
    fi
done
for mode in 460 444 640; do
    chmod $mode credentials/gdprctl.key
    expect_status 77 gdprctl audit verify
done
chmod 440 credentials/gdprctl.key && cp -p credentials/gdprctl.key elsewhere.key
expect_status 77 gdprctl --key elsewhere.key audit verify
if [ "$(id -u)" -eq 0 ]; then
    chown 65534 credentials/gdprctl.key
    expect_status 77 gdprctl audit verify
fi
unset CREDENTIALS_DIRECTORY

t "rotated: the log goes on under the new key, and the rows before are verified under the old one"
new_db
cp gdprctl.db.key first.key
chmod 400 gdprctl.db.key
expect_status 0 gdprctl register load --builtin all
expect_status 0 gdprctl key rotate --json
expect_json keys 2
check "one key more" test "$(size)" -eq 64
check "the first is the first" cmp -n 32 gdprctl.db.key first.key
check "mode" test "$(stat -c %a gdprctl.db.key)" = 400
check "nothing left" test ! -e gdprctl.db.key.new
expect_status 0 gdprctl audit verify
expect_status 0 gdprctl register load --builtin all
expect_status 0 gdprctl key rotate
expect_status 0 gdprctl audit verify
expect_status 0 gdprctl audit list
expect_out "key rotate"
check "two keys more" test "$(size)" -eq 96
expect_status 78 gdprctl --key first.key audit verify
expect_err "older than the last key rotation"
head -c 64 gdprctl.db.key >second.key && chmod 600 second.key
expect_status 78 gdprctl --key second.key audit verify
{ head -c 64 gdprctl.db.key && head -c 32 /dev/urandom; } >wrong.key && chmod 600 wrong.key
expect_status 78 gdprctl --key wrong.key audit verify
expect_err "not the one that belongs"

t "a row belongs to its own epoch: moved to another one it is found"
new_db
gdprctl --quiet key rotate >/dev/null
expect_status 0 gdprctl audit verify
sql "UPDATE meta SET value = 0 WHERE name = 'key_epoch'"
expect_status 78 gdprctl audit verify
cp gdprctl.db.key both && head -c 32 both >one && chmod 600 one
sql "UPDATE meta SET value = 7 WHERE name = 'key_epoch'"
expect_status 78 gdprctl audit verify
new_db --db other.db --key other.key --ledger other.ledger
head -c 32 other.key >>gdprctl.db.key
expect_status 78 gdprctl audit verify

t "a copy from before two rotations: the next one leaves behind the key in between, too"
new_db
quick --quiet backup copies >/dev/null
for _ in 1 2; do quick --quiet key rotate >/dev/null; done
cp copies/*.db gdprctl.db
expect_status 1 gdprctl ledger replay --json
expect_json rotate_key_again true
expect_status 0 gdprctl key rotate --json
expect_json keys 3
check "no key more" test "$(size)" -eq 96
expect_status 0 gdprctl audit verify
expect_status 0 gdprctl ledger replay --json
expect_json rotate_key_again false
expect_status 0 gdprctl key rotate --json
expect_json keys 4

t "killed between file and database: the key that is there is used"
new_db
head -c 32 /dev/urandom >>gdprctl.db.key
cp gdprctl.db.key before
expect_status 0 gdprctl audit verify
expect_status 0 gdprctl register load --builtin kss-panel
expect_status 0 gdprctl key rotate
check "no other key" cmp gdprctl.db.key before
expect_status 0 gdprctl audit verify

t "killed before the new file is in its place: the next run tells of it, the next rotation takes it away"
new_db
chmod 400 gdprctl.db.key
for left in 0 10 32 48 64; do
    { cat gdprctl.db.key && head -c 32 /dev/urandom; } | head -c $left >gdprctl.db.key.new
    chmod 400 gdprctl.db.key.new
    expect_status 0 gdprctl audit verify
    expect_err "gdprctl.db.key.new was left by a key rotate that was killed"
    expect_status 0 gdprctl key rotate
    expect_err ""
    check "nothing left" test ! -e gdprctl.db.key.new
    expect_status 0 gdprctl audit verify
    expect_err ""
done
check "five keys more" test "$(size)" -eq 192

t "killed before any of its calls: the key that is there works, and the next rotation ends well"
build_debug build/debug/gdprctl build/chaos/faults.so
faulty() { LD_PRELOAD=$ROOT/build/chaos/faults.so FAULT_CALLS=' open write pwrite fsync fdatasync rename ftruncate ' "$@"; }
program=$GDPRCTL GDPRCTL=$ROOT/build/debug/gdprctl
mkdir base && cd base && new_db && chmod 400 gdprctl.db.key && cd ..
cp -a base run && cd run && FAULT_AT=0 FAULT_COUNT=../count faulty "$GDPRCTL" --quiet key rotate >/dev/null && cd ..
check "there is something to kill" test "$(cat count)" -gt 20
left=0
for ((at = 1; at <= $(cat count); at++)); do
    rm -rf run && cp -a base run && cd run || exit 1
    (FAULT_AT=$at FAULT_SIGNAL=9 faulty "$GDPRCTL" --quiet key rotate) >/dev/null 2>&1
    [ ! -e gdprctl.db.key.new ] || left=$((left + 1))
    expect_status 0 gdprctl audit verify
    expect_status 0 gdprctl --quiet key rotate
    check "mode, killed at $at" test "$(stat -c %a gdprctl.db.key)" = 400
    check "nothing left, killed at $at" test ! -e gdprctl.db.key.new
    expect_status 0 gdprctl audit verify
    cd ..
done
check "some left a file" test $left -gt 0
GDPRCTL=$program

t "a key file that cannot be replaced"
new_db
echo mine >gdprctl.db.key.new
cp gdprctl.db before.db
expect_status 73 gdprctl key rotate
expect_err "move it away"
check "untouched" test "$(cat gdprctl.db.key.new)" = mine -a "$(size)" -eq 32
check "nothing changed" cmp gdprctl.db before.db
for size in 0 31 33 63 1056; do
    head -c $size /dev/zero >odd.key && chmod 600 odd.key
    expect_status 77 gdprctl --key odd.key audit verify
done
finish
