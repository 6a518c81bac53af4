#!/bin/bash
# metrics.sh - purge --metrics: the figures a monitor reads, after success, refusal and failure.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sample.sh"

# figure NAME: its value in ./gdprctl.prom.
figure() { sed -n "s/^gdprctl_$1 //p" gdprctl.prom; }
figures() { echo "$(figure purge_success) $(figure purge_deleted_rows) $(figure purge_cleared_rows)"; }

t "a purge that ran"
sample kuopio-customers
quick request open erasure --register kuopio-customers --received 2026-11-20 --channel letter \
    --customer 00100003 >/dev/null
quick request open access --register kuopio-customers --received 2026-08-20 --channel letter \
    --customer 00100004 >/dev/null
expect_status 0 gdprctl purge --first-run --yes --json --metrics gdprctl.prom
check "the time of the run" test "$(figure purge_last_run_timestamp_seconds)" -eq 1795330800
check "success" test "$(figure purge_success)" -eq 1
check "rows deleted, as in the report" test "$(figure purge_deleted_rows)" -eq "$(json_get deleted)"
check "something was deleted" test "$(figure purge_deleted_rows)" -gt 500
check "rows cleared, as in the report" test "$(figure purge_cleared_rows)" -eq "$(json_get cleared)"
check "requests" test "$(figure requests_open) $(figure requests_overdue)" = "2 1"
check "of which requests it is said" grep -qx \
    '# HELP gdprctl_requests_overdue Requests past their due date that are open, or whose answer was not sent.' \
    gdprctl.prom
expect_err "1 request is overdue: gdprctl request list --overdue"
expect_json requests_open 2
expect_json requests_overdue 1
check "seven figures, each with its type" test "$(grep -c '^# TYPE gdprctl_[a-z_]* gauge$' gdprctl.prom)" -eq 7
check "each figure is one line" test "$(grep -cE '^gdprctl_[a-z_]+ [0-9]+$' gdprctl.prom)" -eq 7
check "the collector may read it" test "$(stat -c %a gdprctl.prom)" = 644

t "replaced by the next run; not by a dry run"
sample kuopio-customers
echo '# HELP gdprctl_old' >gdprctl.prom
expect_status 0 gdprctl purge --dry-run --metrics gdprctl.prom
check "as it was" test "$(cat gdprctl.prom)" = '# HELP gdprctl_old'
expect_status 77 gdprctl purge --yes --metrics gdprctl.prom
check "a refusal is no success" test "$(figures)" = "0 0 0"
expect_status 0 gdprctl purge --first-run --yes --metrics gdprctl.prom
check "success" test "$(figure purge_success)" -eq 1
GDPRCTL_NOW=2026-11-20T09:00:00+02:00 expect_status 77 gdprctl purge --yes --metrics gdprctl.prom
check "nor is a wrong clock" test "$(figures)" = "0 0 0"
expect_err "clock"
check "nothing else is left" test "$(find . -name '.partial*' | wc -l)" -eq 0

t "held rows"
sample kuopio-customers
quick hold add --register kuopio-customers --reason inspection >/dev/null
expect_status 0 gdprctl purge --first-run --yes --metrics gdprctl.prom
check "held" test "$(figure purge_held_rows)" -gt 500

t "a file that cannot be written stops the run before it deletes"
sample kuopio-customers
expect_status 73 gdprctl purge --first-run --yes --metrics nowhere/gdprctl.prom
mkdir gdprctl.prom
expect_status 73 gdprctl purge --first-run --yes --metrics gdprctl.prom
rmdir gdprctl.prom
echo notes >notes.txt
touch gdprctl.db-journal # as a command leaves it
for file in gdprctl.db gdprctl.db.key gdprctl.db.ledger gdprctl.db-journal notes.txt; do
    cp "$file" before
    expect_status 73 gdprctl purge --first-run --yes --metrics "$file"
    expect_err "$file holds no figures"
    check "$file is as it was" cmp "$file" before
done
check "nothing went" test "$(sqlite3 gdprctl.db 'SELECT count(*) FROM contract')" -eq 234
: >empty.prom
expect_status 77 gdprctl purge --yes --metrics empty.prom
check "an empty file is one" grep -q '^gdprctl_purge_success 0' empty.prom
finish
