#!/bin/bash
# forecast.sh - what the coming months' purges will take: by periods and by an officer's release, as text, JSON and CSV,
# and that the purge then takes it.
. "$(dirname "$0")/lib.sh"

# Customers 1, 2 and 3 with three messages, one and one; kesoy-customers keeps all of it as long as it is needed.
needed() {
    new_db
    quick --quiet register load --builtin kesoy-customers >/dev/null || complain "register load failed"
    printf '%s\n' 'customer_no;name' '1;Yksi Testi' '2;Kaksi Testi' '3;Kolme Testi' >customer.csv
    printf '%s\n' 'customer_no;message_no;sent_at' '1;V1;2020-01-01T12:00:00Z' '1;V2;2026-01-01T12:00:00Z' '1;V3;' \
        '2;V4;2021-01-01T12:00:00Z' '3;V5;2021-01-01T12:00:00Z' >message.csv
    load kesoy-customers customer message
}

# Contracts of which one has ended long ago, two will be ten years old in March, and one goes on.
periods() {
    new_db
    quick --quiet register load "${1:-$ROOT/src/registers/kuopio-customers.json}" >/dev/null ||
        complain "register load failed"
    printf '%s\n' 'customer_no;name' '1;Yksi Testi' '2;Kaksi Testi' >customer.csv
    printf '%s\n' 'customer_no;contract_no;start_date;end_date' '1;S1;2001-01-01;2010-01-01' \
        '1;S2;2001-01-01;2017-03-31' '1;S3;2001-01-01;2017-03-30' '2;S4;2001-01-01;' >contract.csv
    load kuopio-customers customer contract
}

load() { # REGISTER TABLE...
    local table
    for table in "${@:2}"; do
        quick --quiet record import "$1" "$table" "$table.csv" >"$WORK/load" 2>&1 ||
            complain "$table is not taken in" "$WORK/load"
    done
}

release() { # LAST-DAY [SELECTOR...]
    gdprctl retention release kesoy-customers --rule recordings --reason valmis --last-day "$@" >"$WORK/step" 2>&1 ||
        complain "not released" "$WORK/step"
}

# rows [OPTION...]: the forecast in a line.
rows() {
    gdprctl retention forecast "$@" --csv | tr -d '\r' | sed 1d | cut -d ';' -f 1,3,4 | tr ';' ' ' | paste -sd , | sed 's/,/, /g'
}

t "periods, in three forms"
periods
expect_status 0 gdprctl retention forecast kuopio-customers --json
expect_json as_of 2026-11-22
expect_json months 24
expect_json forecast.length 4
expect_json forecast.0.month 2026-11
expect_json forecast.0.register kuopio-customers
expect_json forecast.0.table contract
expect_json forecast.0.rows 1
expect_json forecast.1.month 2027-03
expect_json forecast.1.rows 1
expect_status 0 gdprctl retention forecast --csv
printf '%s\r\n' 'month;register;table;rows' '2026-11;kuopio-customers;contract;1' '2027-03;kuopio-customers;contract;1' \
    '2027-04;kuopio-customers;customer;1' '2027-04;kuopio-customers;contract;1' >want.csv
expect_same want.csv
expect_status 0 gdprctl retention forecast
expect_out "As of: 2026-11-22"
expect_out "█"
check "a line for each" grep -qE '2027-03 +kuopio-customers +contract +1 ' "$OUT"

t "people of another register, in the same tables, are not counted"
periods
quick --quiet register load --builtin kss-customers >/dev/null || complain "register load failed"
printf '%s\n' 'customer_no;name' '1;Yksi Testi' >customer.csv
printf '%s\n' 'customer_no;contract_no;start_date;end_date' '1;K1;2001-01-01;2010-01-01' '1;K2;2001-01-01;2017-03-30' \
    >contract.csv
load kss-customers customer contract
sql "UPDATE contract SET end_date = '2010-02-31' WHERE contract_no = 'S3'"
check "nor is a text that is no day" test "$(rows kuopio-customers)" = \
    "2026-11 contract 1, 2027-04 customer 1, 2027-04 contract 1"
check "and theirs alone" test "$(rows kss-customers | tr ',' '\n' | grep -c contract)" = 2

t "how far ahead"
periods
check "to the end of the month" test "$(rows --months 4)" = "2026-11 contract 1"
check "and of the next" test "$(rows --months 5)" = "2026-11 contract 1, 2027-03 contract 1"
check "from another day" test "$(rows --as-of 2027-04-01 --months 1)" = "2027-04 customer 1, 2027-04 contract 3"
expect_status 0 gdprctl retention due kuopio-customers --as-of 2027-04-01 --json
expect_json due 4
expect_status 64 gdprctl retention forecast --months 0
expect_status 69 gdprctl retention forecast nobody

t "nothing released, nothing foreseen"
needed
expect_status 0 gdprctl retention forecast --json
expect_json forecast.length 0

t "released for one person: that person's rows, in the month after the last day"
needed
release 2027-01-31 --customer 1
check "three messages" test "$(rows)" = "2027-02 message 3"
check "as far as is asked for" test -z "$(rows --months 3)"
GDPRCTL_NOW=2027-01-31T09:00:00+02:00 expect_status 0 gdprctl purge --first-run --confirm-gap --yes --json
expect_json deleted 0
GDPRCTL_NOW=2027-02-01T09:00:00+02:00 expect_status 0 gdprctl purge --yes --json
expect_json deleted 3
check "they are foreseen no more" test -z "$(rows)"

t "released already: in the first month, as it is due"
needed
release 2026-11-21 --customer 1
check "due" test "$(rows)" = "2026-11 message 3"
expect_status 0 gdprctl retention due --json
expect_json due 3

t "released for everybody, and longer or shorter for one: the later day counts"
needed
release 2027-01-30
check "all" test "$(rows)" = "2027-01 message 5"
release 2027-05-31 --customer 1
release 2026-12-31 --customer 2
check "each by its day" test "$(rows)" = "2027-01 message 2, 2027-06 message 3"
release 2027-07-31
check "the last word for everybody" test "$(rows)" = "2027-08 message 5"
GDPRCTL_NOW=2027-08-01T09:00:00+03:00 expect_status 0 gdprctl purge --first-run --confirm-gap --yes --json
expect_json deleted 5

t "until the last day that there is: in no month"
needed
release 9999-12-31
expect_status 0 gdprctl retention forecast --json
expect_json forecast.length 0
expect_status 0 gdprctl report --json

t "the months end with the last one that there is"
periods
expect_status 0 gdprctl retention forecast --as-of 9999-11-30 --json
expect_json months 2
expect_json forecast.length 2
expect_json forecast.0.month 9999-11
expect_status 0 gdprctl report --as-of 9999-11-30 --html report.html --json
expect_json outlook.length 2
expect_json outlook.1.month 9999-12
check "on the page too" bash -c 'grep -q "oulukuu 9999" report.html && ! grep -q " 0000" report.html'
expect_status 0 gdprctl report --as-of 9998-01-31 --json
expect_json outlook.length 24
expect_json outlook.23.month 9999-12

t "a period beyond it: neither"
sed 's/"P10Y"/"P9000Y"/' "$ROOT/src/registers/kuopio-customers.json" >long.json
periods long.json
expect_status 0 gdprctl retention forecast --json
expect_json forecast.length 0
expect_status 0 gdprctl retention forecast --as-of 9999-12-31 --json
expect_json forecast.length 0

t "people of other registers are not meant"
needed
quick --quiet register load --builtin ksat-customers >/dev/null
load ksat-customers customer message
release 2027-01-30
check "five of ten" test "$(rows)" = "2027-01 message 5"

t "customers too, by their own day; they go after what is below them"
needed
gdprctl retention release kesoy-customers --rule as-long-as-needed --reason valmis --last-day 2026-12-31 >/dev/null
check "all of them" test "$(rows)" = "2027-01 customer 3"
release 2027-02-28 --customer 1
check "and messages" test "$(rows)" = "2027-01 customer 3, 2027-03 message 3"

t "a rule with a period and one that is released: the later of both"
python3 - "$ROOT/src/registers/kuopio-customers.json" >mixed.json <<'END'
import json, sys
register = json.load(open(sys.argv[1]))
rule = next(r for r in register["retention"] if r["code"] == "contract-data")
register["retention"].append({"code": "needed", "names": rule["names"], "kind": "while-needed", "strength": "policy",
                              "covers": ["contract"]})
json.dump(register, sys.stdout)
END
periods mixed.json
check "contracts are kept; the customer's own rule has a period" test "$(rows)" = "2027-04 customer 1"
needed_until() { gdprctl retention release kuopio-customers --rule needed --reason valmis --last-day "$@" >/dev/null; }
needed_until 2027-03-30 --customer 1
check "two by the release, one by its period" test "$(rows)" = "2027-03 contract 2, 2027-04 customer 1, 2027-04 contract 1"
needed_until 2026-12-31 --customer 2
check "an open contract has no day" test "$(rows)" = "2027-03 contract 2, 2027-04 customer 1, 2027-04 contract 1"

t "a hold does not change a row's own day"
needed
release 2027-01-31 --customer 1
quick hold add --register kesoy-customers --customer 1 --reason riita >/dev/null
check "counted" test "$(rows)" = "2027-02 message 3"
GDPRCTL_NOW=2027-02-01T09:00:00+02:00 expect_status 0 gdprctl retention due --json
expect_json due 3
expect_json records.0.held 3
expect_status 0 gdprctl help retention forecast
expect_out "It may go later"

t "the report's outlook has the same rows"
needed
release 2027-01-31 --customer 1
expect_status 0 gdprctl report --html page.html --json
cp "$OUT" report.json
check "in the month" python3 -c '
import json
outlook = {m["month"]: m["rows"] for m in json.load(open("report.json"))["outlook"]}
assert outlook["2027-02"] == 3 and sum(outlook.values()) == 3, outlook'
finish
