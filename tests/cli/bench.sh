#!/bin/bash
# The measurements of purge, forecast, access and erase in their short form: that they run, and that gdprctl and the
# statements written by hand leave the same rows, count the same and give the same values. How long anything takes is
# not looked at. What they measure runs with sanitizers elsewhere.
. "$(dirname "$0")/lib.sh"
# shellcheck disable=SC2034 # each case begins with it
SANITIZED=$QUICK
export GDPRCTL PAIRS=1 BENCH_DIR=$PWD

# tampering WORD STATEMENT: a program that does its work, and runs the statement after the command that has the word.
tampering() {
    cat >tampering <<END
#!/bin/bash
"$GDPRCTL" "\$@"
status=\$?
case " \$* " in *" $1 "*) sqlite3 -batch -init /dev/null "\$2" "$2" ;; esac
exit \$status
END
    chmod +x tampering
}

t "purge: the same rows as by hand, of a quarter and of a night"
export BENCH_DIR=$PWD
expect_status 0 "$ROOT/tests/bench/purge.sh" 1000
expect_out "invoice: 13"
expect_out "customer: 9"
expect_out "rows went in that night"
expect_err ""

t "purge: a row too many is found"
export BENCH_DIR=$PWD
tampering --first-run "DELETE FROM satisfaction WHERE rowid IN (SELECT max(rowid) FROM satisfaction)"
expect_status 1 env GDPRCTL="$PWD/tampering" "$ROOT/tests/bench/purge.sh" 1000
expect_err "satisfaction: rows, rows by hand, equal ones: "

t "forecast: the same counts as by hand"
export BENCH_DIR=$PWD
expect_status 0 "$ROOT/tests/bench/forecast.sh" 1000
expect_out "counts, all equal"
expect_err ""

t "forecast: a row that is not counted is found"
export BENCH_DIR=$PWD
tampering forecast "DELETE FROM payment WHERE rowid IN (SELECT min(rowid) FROM payment)"
expect_status 1 env GDPRCTL="$PWD/tampering" "$ROOT/tests/bench/forecast.sh" 1000
expect_err "the counts differ"

t "access: the same values as by hand"
export BENCH_DIR=$PWD
expect_status 0 "$ROOT/tests/bench/access.sh" 500 10
expect_out "10 people: "
expect_out "values, all equal"
expect_err ""

t "access: a value that is missing is found"
export BENCH_DIR=$PWD
cat >tampering <<END
#!/bin/bash
"$GDPRCTL" "\$@"
status=\$?
case " \$* " in *" --all "*) sed -i 's/"city": "Kuopio"/"city": "Vantaa"/' "\${@: -1}"/2026-0010/export.json ;; esac
exit \$status
END
chmod +x tampering
expect_status 1 env GDPRCTL="$PWD/tampering" "$ROOT/tests/bench/access.sh" 500 10
expect_err "the values differ"

t "erase: nothing left of those meant, nobody else touched"
export BENCH_DIR=$PWD
expect_status 0 "$ROOT/tests/bench/erase.sh" 500
expect_out "14 people: no row left; "
expect_err ""

t "erase: a row of somebody else that went is found"
export BENCH_DIR=$PWD
tampering erase "DELETE FROM satisfaction WHERE rowid IN (SELECT min(rowid) FROM satisfaction)"
expect_status 1 env GDPRCTL="$PWD/tampering" "$ROOT/tests/bench/erase.sh" 500
expect_err "of the others "

finish
