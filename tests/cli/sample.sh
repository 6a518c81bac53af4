# sample.sh - the invented customers for command-line tests; sourced after lib.sh.
# shellcheck shell=bash

SAMPLE=$ROOT/tests/data/sample

# sample_into REGISTER [ENCODING]: every file of the sample, into a database that has the register.
sample_into() {
    local pair
    for pair in customer:asiakkaat metering-point:kayttopaikat contract:sopimukset invoice:laskut \
        call-recording:puhelut marketing-permission:markkinointiluvat; do
        quick --quiet record import "$1" "${pair%%:*}" "$SAMPLE/${2:-utf8bom}/${pair##*:}.csv" >/dev/null || return
    done
}

# registers: a new database with all shipped registers.
registers() {
    new_db
    quick register load --builtin all >/dev/null
}
