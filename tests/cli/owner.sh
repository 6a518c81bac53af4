#!/bin/bash
# owner.sh - a command that root runs once leaves nothing beside the database that the user of the service cannot open.
. "$(dirname "$0")/lib.sh"

if [ "$(id -u)" -ne 0 ] || ! command -v setpriv >/dev/null; then
    t "files that root makes: not tested, only root can give files away"
    check "skipped" true
    finish
fi

SERVICE=65534
# The service's own runs: the working directory is its own, and the way there and to the program is open.
cp "$GDPRCTL" "$WORK/program" && chmod 755 "$WORK" "$WORK/program"
service() { setpriv --reuid $SERVICE --regid $SERVICE --clear-groups "$WORK/program" "$@"; }
owners() { stat -c '%n %u:%g %a' "$@" | sort; }

# scene: a database of the service.
scene() {
    chmod 700 . && chown $SERVICE:$SERVICE .
    service --quiet init >/dev/null && service --quiet register load --builtin kss-panel >/dev/null
}

t "the lock, the journal and a new ledger are the service's"
scene
rm gdprctl.db-journal gdprctl.db.ledger
expect_status 0 gdprctl ledger renew --yes
expect_status 0 gdprctl purge --yes --first-run
owners gdprctl.* >"$OUT"
for file in db db-journal db.key db.ledger db.lock; do
    expect_out "gdprctl.$file $SERVICE:$SERVICE 600"
done
expect_status 0 service purge --yes
expect_status 0 service audit verify

t "whether another user's purge is running cannot be told from its lock; it is not called killed"
scene
service purge --yes --first-run >/dev/null 2>&1
sql "UPDATE purge_run SET result = 'running', finished_at = NULL"
chmod 755 . && chmod 644 gdprctl.db
reader() { setpriv --reuid 65533 --regid 65533 --clear-groups "$WORK/program" "$@"; }
expect_status 1 reader status --json
expect_json last_purge_result running
expect_err "whether the last purge is still running cannot be told"
expect_status 1 service status --json
expect_json last_purge_result killed
expect_status 1 flock gdprctl.db.lock setpriv --reuid $SERVICE --regid $SERVICE --clear-groups "$WORK/program" status --json
expect_json last_purge_result running
expect_no_err "cannot be told"

t "a lock that is root's from before goes over with the next run, but nothing else that has its name"
scene
: >gdprctl.db.lock && chmod 600 gdprctl.db.lock
expect_status 73 service purge --yes --first-run
expect_err "a lock file that is there yours"
expect_status 0 gdprctl purge --yes --first-run
expect_status 0 service purge --yes
rm gdprctl.db.lock
echo secret >other && chmod 600 other && ln other gdprctl.db.lock
expect_status 74 gdprctl purge --yes
expect_err "run the purge as the user who owns the database"
check "not given away" test "$(stat -c %u other)" -eq 0

t "a rotated key stays its owner's"
scene
chmod 400 gdprctl.db.key
expect_status 0 gdprctl key rotate
check "owner and mode" test "$(stat -c '%u:%g %a' gdprctl.db.key)" = "$SERVICE:$SERVICE 400"
expect_status 0 service audit verify
finish
