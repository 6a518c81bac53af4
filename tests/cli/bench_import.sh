#!/bin/bash
# The measurements of the imports in their short form: that they run, and that gdprctl and the statements written by hand
# leave the same rows behind. How long anything takes is not looked at.
. "$(dirname "$0")/lib.sh"
export GDPRCTL PAIRS=1

# A program that does its work and then takes a row away, so that the comparison has something to find.
tampering() { # tampering TABLE KEY
    cat >tampering <<END
#!/bin/bash
"$GDPRCTL" "\$@"
status=\$?
case \$* in *import*) sqlite3 -batch -init /dev/null "\$2" "DELETE FROM $1 WHERE $2 IN (SELECT max($2) FROM $1)" ;; esac
exit \$status
END
    chmod +x tampering
}

t "opt-outs: the same rows as by hand"
export BENCH_DIR=$PWD
expect_status 0 "$ROOT/tests/bench/optout.sh" 3000
expect_out "objection: 1768 rows, all equal"
expect_out "marketing_permission: "
expect_out "suppression: "
expect_err ""

t "opt-outs: a row that is missing is found"
export BENCH_DIR=$PWD
tampering objection customer_id
expect_status 1 env GDPRCTL="$PWD/tampering" "$ROOT/tests/bench/optout.sh" 3000
expect_err "objection: rows, rows by hand, equal ones: "

t "invoices: the same rows as by hand"
export BENCH_DIR=$PWD
expect_status 0 "$ROOT/tests/bench/import.sh" 2000 3000
expect_out "invoice: 7000 rows, all equal"
expect_err ""

t "invoices: a row that is missing is found"
export BENCH_DIR=$PWD
tampering invoice id
expect_status 1 env GDPRCTL="$PWD/tampering" "$ROOT/tests/bench/import.sh" 2000 3000
expect_err "invoice: rows, rows by hand, equal ones: 699 700 699"

finish
