#!/bin/bash
# init.sh - a new database and its key file.
# valgrind
. "$(dirname "$0")/lib.sh"

t "the database and its key, for the owner alone"
umask 000
expect_status 0 gdprctl init
expect_err ""
check "database" test "$(stat -c %a gdprctl.db)" = 600
check "key" test "$(stat -c '%a %s' gdprctl.db.key)" = "600 32"
check "ledger" test "$(stat -c %a gdprctl.db.ledger)" = 600
check "journal, empty" test "$(stat -c '%a %s' gdprctl.db-journal)" = "600 0"
check "nothing else" test "$(ls | wc -l)" -eq 4
check "sound" test "$(sql 'PRAGMA integrity_check')" = ok
umask 022

t "for scripts"
expect_status 0 gdprctl init --json
expect_json format 1
expect_json database ./gdprctl.db
expect_json key_file ./gdprctl.db.key
expect_json schema_version "$(sed -n 's/^PRAGMA user_version = \([0-9]*\);$/\1/p' "$ROOT/schema.sql")"

t "where the files go: options, environment, credentials"
mkdir a b
expect_status 0 gdprctl init --db a/x.db --key b/x.key
check "files" test -f a/x.db -a -f b/x.key
expect_status 0 env GDPRCTL_DB=a/y.db GDPRCTL_KEY=b/y.key "$GDPRCTL" init
check "files" test -f a/y.db -a -f b/y.key
expect_status 0 env GDPRCTL_DB=a/y.db GDPRCTL_KEY=b/y.key "$GDPRCTL" audit verify
expect_status 0 env CREDENTIALS_DIRECTORY="$PWD/b" "$GDPRCTL" --db a/z.db init
check "key" test -f b/gdprctl.key
expect_status 0 env GDPRCTL_DB=elsewhere "$GDPRCTL" --db a/y.db --key b/y.key audit verify

t "it begins the log, and the log is whole"
new_db
expect_status 0 gdprctl audit list --json
expect_json rows.length 1
expect_json rows.0.command init
expect_json rows.0.at 2026-11-22T09:00:00+02:00
expect_status 0 gdprctl audit verify

t "nothing is overwritten"
new_db
cp gdprctl.db db.before && cp gdprctl.db.key key.before
expect_status 73 gdprctl init
expect_err "exists"
check "same database" cmp gdprctl.db db.before
check "same key" cmp gdprctl.db.key key.before
expect_status 73 gdprctl init --db other.db --key gdprctl.db.key
expect_err "never overwritten"
check "same key" cmp gdprctl.db.key key.before
check "no other database" test ! -e other.db
: >empty.db
expect_status 73 gdprctl init --db empty.db
expect_err "remove it, and its key file and ledger"
check "still empty" test ! -s empty.db
check "no key for it" test ! -e empty.db.key

t "what an init that was killed leaves: each message says what to remove"
new_db
: >gdprctl.db
expect_status 76 gdprctl audit verify
expect_err "remove it, and its key file and ledger"
expect_status 73 gdprctl init
expect_err "remove it, and its key file and ledger"
rm gdprctl.db gdprctl.db-journal
expect_status 73 gdprctl init
expect_err "no database or backup needs it, remove it"
rm gdprctl.db.key
expect_status 73 gdprctl init
expect_err "no database needs it, remove it"
rm gdprctl.db.ledger
expect_status 0 gdprctl init

t "links are not followed"
ln -s target.db link.db
expect_status 73 gdprctl init --db link.db
check "target not made" test ! -e target.db
check "no key left" test ! -e link.db.key
ln -s target.key link.key
expect_status 73 gdprctl init --db new.db --key link.key
check "target not made" test ! -e target.key -a ! -e new.db

t "a directory that is not there"
expect_status 73 gdprctl init --db no/such/dir.db --json
expect_error cannot-create
check "nothing made" test -z "$(ls)"

t "a key that cannot be made leaves no database, and the other way round"
expect_status 73 gdprctl init --key no/such/key
check "nothing made" test -z "$(ls)"
mkdir db.d
expect_status 73 gdprctl init --db db.d --key k
check "no key left" test ! -e k

t "without a database the others say what to do"
expect_status 66 gdprctl audit head
expect_err "hint: "
expect_status 66 gdprctl audit head --json
expect_error no-input

t "a wrong or missing key is told before anything is done"
new_db
gdprctl --db other.db --quiet init >/dev/null
expect_status 78 gdprctl audit verify --key other.db.key
expect_status 66 gdprctl audit verify --key nowhere
chmod 640 gdprctl.db.key
expect_status 77 gdprctl audit verify
expect_err "chmod 600"

t "a database of two names is refused: a journal goes by one of them"
new_db
ln gdprctl.db second.db
expect_status 77 gdprctl audit head
expect_err "hard link"
expect_status 77 gdprctl --db second.db audit verify --key gdprctl.db.key --ledger gdprctl.db.ledger
rm second.db
expect_status 0 gdprctl audit head

t "an init that cannot open a file leaves nothing behind"
build_debug build/debug/gdprctl build/chaos/faults.so
faulty() { LD_PRELOAD=$ROOT/build/chaos/faults.so FAULT_CALLS=' open ' "$@"; }
mkdir whole && cd whole && FAULT_AT=0 FAULT_COUNT=../count faulty "$QUICK" --quiet init >/dev/null && cd ..
check "there is something to open" test "$(cat count)" -gt 5
for ((at = 1; at <= $(cat count); at++)); do
    mkdir run && cd run || exit 1
    FAULT_AT=$at FAULT_ERRNO=5 faulty "$QUICK" --quiet init >/dev/null 2>&1 || check "nothing is left of $at" test -z "$(ls -A)"
    cd .. && rm -r run
done

finish
