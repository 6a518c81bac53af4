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

# put_by NAME: the files of the database as they are, for later cases of the file.
put_by() {
    local part
    for part in '' .key .ledger; do
        cp "gdprctl.db$part" "$WORK/$1.db$part"
    done
}

taken_back() { # taken_back NAME: whether it is there; then it is taken
    local part
    [ -e "$WORK/$1.db.ledger" ] || return
    for part in '' .key .ledger; do
        cp "$WORK/$1.db$part" "gdprctl.db$part"
    done
}

# registers: a new database with all shipped registers.
registers() {
    taken_back registers && return
    new_db
    quick register load --builtin all >/dev/null && put_by registers
}

# sample REGISTER: that, and the sample in the register.
sample() {
    taken_back "sample-$1" && return
    registers && sample_into "$1" && put_by "sample-$1"
}
