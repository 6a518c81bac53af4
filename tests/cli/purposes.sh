#!/bin/bash
# purposes.sh - for whom a rule holds, and what an objection leaves: a prospect is held for marketing alone, so after an
# objection to all of it nothing needs the data; a customer's contract still does. Fields that are about some rows only.
. "$(dirname "$0")/lib.sh"

# people REGISTER: customer 1, prospect 2, prospect 3 with an invoice, prospect 4.
people() {
    new_db
    quick --quiet register load --builtin "$1" >"$WORK/load" 2>&1 || complain "no register" "$WORK/load"
    printf '%s\n' 'customer_no;role;name;phone;email' '1;customer;Asiakas Yksi;040 000 0001;yksi@example.com' \
        '2;prospect;Ehdokas Kaksi;040 000 0002;kaksi@example.com' '3;prospect;Ehdokas Kolme;;kolme@example.com' \
        '4;prospect;Ehdokas Neljä;;nelja@example.com' >customer.csv
    printf '%s\n' 'customer_no;contract_no;start_date;end_date' '1;S1;2020-01-01;' >contract.csv
    printf '%s\n' 'customer_no;scope;channel;state;processed_on' '2;direct-mail;email;permission;2026-05-05' >permission.csv
    for pair in customer:customer contract:contract marketing-permission:permission; do
        quick --quiet record import "$1" "${pair%%:*}" "${pair##*:}.csv" >"$WORK/load" 2>&1 ||
            complain "$pair is not taken in" "$WORK/load"
    done
}

# object NUMBER SCOPE...: received and carried out on the day of the clock.
object() {
    local scopes=() scope
    for scope in "${@:2}"; do scopes+=(--scope "$scope"); done
    gdprctl --quiet object --register "$R" --received 2026-11-20 --channel letter --customer "$1" "${scopes[@]}" \
        --verified signature >"$WORK/object" 2>&1 || complain "no objection" "$WORK/object"
}

R=kss-customers
tomorrow=2026-11-23T09:00:00+02:00

t "a rule for customers says nothing of prospects"
people $R
expect_status 0 gdprctl retention explain $R --customer 1 --json
expect_json rows.0.rule contract-data
expect_json rows.0.status active
expect_status 0 gdprctl retention explain $R --customer 2 --json
expect_json rows.0.rule null
expect_json rows.0.status undefined
expect_json rows.0.trigger_missing false
expect_status 0 gdprctl retention due $R --json
expect_json records '[]'

t "after an objection to all marketing a prospect is due from the next day"
people $R
object 2 all-marketing
object 1 all-marketing
expect_status 0 gdprctl retention explain $R --customer 2 --json
expect_json rows.0.status running
expect_json rows.0.last_day 2026-11-22
expect_json rows.0.next kept
expect_status 0 gdprctl retention due $R --json
expect_json due 0
export GDPRCTL_NOW=$tomorrow
expect_status 0 gdprctl retention explain $R --customer 2 --json
expect_json rows.0.rule objection
expect_json rows.0.legal_reference 'Art. 17(1)(c)'
expect_json rows.0.status expired
expect_json rows.0.next purge
expect_status 0 gdprctl retention explain $R --customer 1 --json
expect_json rows.0.status active
expect_json rows.0.rule contract-data
expect_status 0 gdprctl retention due $R --json
expect_json due 2
expect_status 0 gdprctl purge --register $R --dry-run --json
expect_json deleted 2
expect_status 0 gdprctl purge --register $R --first-run --yes --json
expect_json deleted 2
check "the prospect has gone" test "$(sql "SELECT group_concat(customer_no) FROM customer")" = 1,3,4
check "the ban has not" test "$(sql "SELECT count(*) > 0 FROM suppression WHERE scope = 'all-marketing'")" = 1
check "why is told" test "$(sql "SELECT count(*) FROM tombstone WHERE rule = 'objection' AND table_name = 'customer'")" = 1
expect_status 0 gdprctl audit verify
export GDPRCTL_NOW=2026-11-22T09:00:00+02:00

t "what objections end is confirmed like a new rule, once, also where no rule has a period"
people ksat-customers
expect_status 0 gdprctl purge --yes --json
expect_json deleted 0
R=ksat-customers object 2 all-marketing
export GDPRCTL_NOW=$tomorrow
expect_status 77 gdprctl purge --yes
expect_err "(purposes)"
check "the prospect is there" test "$(sql "SELECT group_concat(customer_no) FROM customer")" = 1,2,3,4
expect_status 0 gdprctl purge --yes --first-run
check "the prospect has gone" test "$(sql "SELECT group_concat(customer_no) FROM customer")" = 1,3,4
export GDPRCTL_NOW=2026-11-22T09:00:00+02:00
R=ksat-customers object 4 all-marketing
export GDPRCTL_NOW=$tomorrow
expect_status 0 gdprctl purge --yes
check "the next goes by itself" test "$(sql "SELECT group_concat(customer_no) FROM customer")" = 1,3
export GDPRCTL_NOW=2026-11-22T09:00:00+02:00

t "a prospect who went for an objection and comes back by the next feed has objected, and goes again"
people $R
object 2 all-marketing
export GDPRCTL_NOW=$tomorrow
expect_status 0 gdprctl purge --register $R --first-run --yes --json
expect_json deleted 2
expect_status 0 gdprctl record import $R customer customer.csv --dry-run --json
expect_json applied 1
check "a dry run keeps nothing" test "$(sql "SELECT count(*) FROM objection")" = 0
expect_status 0 gdprctl record import $R customer customer.csv --json
expect_json applied 1
check "with the day of the objection" test "$(sql "SELECT scope || since || source FROM objection")" = all-marketing2026-11-22import
expect_status 0 gdprctl record import $R customer customer.csv --json
expect_json applied 0
expect_json unchanged 4
expect_status 0 gdprctl retention explain $R --customer 2 --json
expect_json rows.0.rule objection
expect_status 0 gdprctl retention due $R --json
expect_json due 1
expect_status 0 gdprctl optout export $R
expect_out ';all-marketing;2026-11-22;import'
expect_status 0 gdprctl purge --register $R --yes --max-share 100 --json
expect_json deleted 1
check "he has gone" test "$(sql "SELECT group_concat(customer_no) FROM customer")" = 1,3,4

t "only who is banned as a person: a phone alone may be another's now"
people $R
object 2 direct-mail
expect_status 0 gdprctl erase --register $R --received 2026-11-20 --channel letter --verified signature --customer 2 --yes --json
printf '%s\n' 'customer_no;role;name;phone;email' '5;prospect;Ehdokas Viisi;040 000 0002;kaksi@example.com' >other.csv
expect_status 0 gdprctl record import $R customer other.csv --json
check "no objection" test "$(sql "SELECT count(*) FROM objection")" = 0
export GDPRCTL_NOW=$tomorrow
expect_status 1 gdprctl record import $R customer customer.csv --json
expect_json rejected 1
expect_status 0 gdprctl record import $R customer customer.csv --readmit "new contract" --json
check "let in, and still objecting" test "$(sql "SELECT customer_no || scope FROM objection JOIN customer ON id = customer_id")" = 2direct-mail
expect_status 0 gdprctl optout lift --register $R --customer 2 --scope direct-mail --given 2026-11-23 --evidence "call" --json
expect_json objections 1
printf '%s\n' 'customer_no;role;name;phone;email' '2;prospect;Ehdokas Kaksi;040 000 0022;' >customer.csv
expect_status 0 gdprctl record import $R customer customer.csv --json
expect_json applied 1
check "a lifted ban stays lifted" test "$(sql "SELECT count(*) FROM objection")" = 0
export GDPRCTL_NOW=2026-11-22T09:00:00+02:00

t "who turns out to be somebody who objected has objected, after a restore too"
people $R
printf '%s\n' 'customer_no;name;postal_code' '2;Ehdokas Kaksi;45100' '3;Kolmas Ehdokas;45100' >moved.csv
expect_status 0 gdprctl record import $R customer moved.csv
object 2 all-marketing
export GDPRCTL_NOW=$tomorrow
expect_status 0 gdprctl purge --register $R --first-run --yes --json
printf '%s\n' 'customer_no;scope;channel;state;processed_on' '3;direct-mail;email;permission;2026-05-05' >permission.csv
expect_status 0 gdprctl record import $R marketing-permission permission.csv
expect_status 0 gdprctl backup copies
printf '%s\n' 'customer_no;name;postal_code' '3;EHDOKAS KAKSI;45100' >moved.csv
expect_status 0 gdprctl record import $R customer moved.csv --json
expect_json applied 1
what="SELECT o.scope, since, o.source, state FROM objection o JOIN marketing_permission p USING (customer_id)"
check "by name and postal code" test "$(sql "$what")" = "all-marketing|2026-11-22|import|prohibition"
cp copies/gdprctl-*.db gdprctl.db
expect_status 1 gdprctl ledger replay --json
expect_json objections 1
expect_json objections_unplaced 0
check "repeated" test "$(sql "$what")" = "all-marketing|2026-11-22|import|prohibition"
expect_status 0 gdprctl record import $R customer moved.csv --json
expect_json applied 1
export GDPRCTL_NOW=2026-11-22T09:00:00+02:00

t "an upheld objection to the processing ends marketing too, a pending or overridden one nothing"
people $R
process=(object --register "$R" --received 2026-11-20 --channel letter --verified signature --scope processing)
expect_status 0 gdprctl "${process[@]}" --customer 2
expect_status 0 gdprctl "${process[@]}" --customer 3 --decision override --reason "a claim"
expect_status 0 gdprctl "${process[@]}" --customer 1 --decision uphold --reason "no ground"
export GDPRCTL_NOW=$tomorrow
expect_status 0 gdprctl retention due $R --json
expect_json due 0
export GDPRCTL_NOW=2026-11-22T09:00:00+02:00
expect_status 0 gdprctl object 2026-0001 --decision uphold --reason "no ground"
expect_status 0 gdprctl retention due $R --json
expect_json due 0
export GDPRCTL_NOW=$tomorrow
expect_status 0 gdprctl retention due $R --json
expect_json due 2
expect_status 0 gdprctl retention explain $R --customer 2 --json
expect_json rows.0.rule objection
expect_json rows.0.last_day 2026-11-22
expect_status 0 gdprctl retention explain $R --customer 1 --json
expect_json rows.0.status active
export GDPRCTL_NOW=2026-11-22T09:00:00+02:00

t "each kind of marketing has to be objected to"
people $R
object 2 direct-mail distance-selling
export GDPRCTL_NOW=$tomorrow
expect_status 0 gdprctl retention due $R --json
expect_json due 0
object 2 other-direct-marketing
export GDPRCTL_NOW=2026-11-24T09:00:00+02:00
expect_status 0 gdprctl retention due $R --json
expect_json due 2
expect_status 0 gdprctl hold add --register $R --customer 2 --reason riita --owner lakimies
expect_status 0 gdprctl retention due $R --json
expect_json records.0.held 1
export GDPRCTL_NOW=2026-11-22T09:00:00+02:00

t "of objections on several days the last counts"
people $R
object 2 distance-selling
export GDPRCTL_NOW=$tomorrow
object 2 direct-mail other-direct-marketing
expect_status 0 gdprctl retention explain $R --customer 2 --json
expect_json rows.0.last_day 2026-11-23
expect_json rows.0.status running
expect_status 0 gdprctl retention due $R --json
expect_json due 0
export GDPRCTL_NOW=2026-11-24T09:00:00+02:00
expect_status 0 gdprctl retention explain $R --customer 2 --json
expect_json rows.0.status expired
expect_status 0 gdprctl retention due $R --json
expect_json due 2
export GDPRCTL_NOW=2026-11-22T09:00:00+02:00

t "a bulk opt-out is an objection like any other; a parent waits for its children"
people $R
printf '%s\n' 'customer_no;contract_no;invoice_no;invoice_date' '3;;L3;2026-05-05' >invoice.csv
expect_status 0 gdprctl record import $R invoice invoice.csv
printf '%s\n' 'customer_no;scope' '3;all-marketing' '4;direct-mail' >bans.csv
expect_status 0 gdprctl optout import bans.csv --register $R
export GDPRCTL_NOW=$tomorrow
expect_status 0 gdprctl purge --register $R --first-run --yes --json
expect_json deleted 2
check "both rows" test "$(sql "SELECT count(*) FROM invoice") $(sql "SELECT group_concat(customer_no) FROM customer")" = "0 1,2,4"
export GDPRCTL_NOW=2026-11-22T09:00:00+02:00

t "a contract in force is a purpose that nobody has to name"
people $R
printf '%s\n' 'customer_no;contract_no;start_date;end_date' '2;S2;2026-01-01;' '3;S3;2020-01-01;2026-12-31' >contract.csv
expect_status 0 gdprctl record import $R contract contract.csv
object 2 all-marketing
object 3 all-marketing
export GDPRCTL_NOW=$tomorrow
expect_status 0 gdprctl retention due $R --json
expect_json due 0
expect_status 0 gdprctl retention explain $R --customer 2 --json
expect_json rows.0.status undefined
export GDPRCTL_NOW=2027-01-02T09:00:00+02:00
expect_status 0 gdprctl retention due $R --json
expect_json due 2
expect_status 0 gdprctl retention explain $R --customer 3 --json
expect_json rows.0.rule objection
export GDPRCTL_NOW=2026-11-22T09:00:00+02:00

t "references in the officer's language"
people $R
expect_status 0 gdprctl retention explain $R --customer 1 --json --lang sv
expect_json rows.0.legal_reference 'Dataskyddsbeskrivningen, punkt 11: elmarknadslagen (588/2013)'
expect_status 0 gdprctl retention explain $R --customer 1 --json --lang en
expect_json rows.0.legal_reference 'Privacy notice, section 11: Electricity Market Act (588/2013)'

# panel: a member with an answer under two of the headings, and one under none.
panel() {
    new_db
    quick --quiet register load --builtin all >"$WORK/load" 2>&1 || complain "no register" "$WORK/load"
    printf '%s\n' 'customer_no;role;name' '9;panel-member;Jäsen Yhdeksän' >member.csv
    printf '%s\n' 'customer_no;category;question;answer' '9;hobby;Q1;kalastus' '9;attitude;Q2;säästäväinen' \
        '9;hobby;Q3;marjastus' >answer.csv
    quick --quiet record import kss-panel customer member.csv >"$WORK/load" 2>&1 || complain "no member" "$WORK/load"
    quick --quiet record import kss-panel panel-answer answer.csv >"$WORK/load" 2>&1 || complain "no answers" "$WORK/load"
}

t "an answer stands under its own heading, and under none of the others"
panel
sql "INSERT INTO panel_answer (customer_id, category, question, answer) SELECT id, 'weather', 'Q4', 'sade' FROM customer"
expect_status 0 gdprctl access --register kss-panel --received 2026-11-20 --channel self-service --customer 9 \
    --verified self-service --out out
export_json=out/2026-0001/export.json
place() {
    python3 -c '
import json, sys
for category in json.load(open(sys.argv[1]))["categories"]:
    for table in category["tables"]:
        for row in table["rows"]:
            if sys.argv[2] in row.get("values", {}).values():
                print(category["category"])' $export_json "$1" | tr '\n' ' '
}
check "hobby" test "$(place kalastus)" = "hobby "
check "the other hobby" test "$(place marjastus)" = "hobby "
check "attitude" test "$(place säästäväinen)" = "attitude "
check "what fits none of them is shown all the same" test "$(place sade)" = "None "
check "a file each" test -s out/2026-0001/hobby.csv -a -s out/2026-0001/attitude.csv -a ! -e out/2026-0001/consumption.csv

# parts: register "eigen", where name and number of a customer go with the contract, phone and e-mail are needed for
# marketing only and no longer than a year, and of a credit check the result is for marketing only, the rest for a year.
parts() {
    new_db
    quick --quiet register load --builtin kuopio-customers >"$WORK/load" 2>&1 || complain "no register" "$WORK/load"
    quick register export kuopio-customers --json >export.json 2>/dev/null
    python3 - <<'EOF'
import copy, json
d = json.load(open("export.json"))
d["code"] = "eigen"
contract = next(r for r in d["retention"] if r["code"] == "contract-data")
def rule(code, period, event, *covers):
    r = copy.deepcopy(contract)
    r.pop("cites", None)
    r.update(code=code, period=period, event=event, missing="keep", strength="policy", covers=list(covers))
    return r
check = ["credit_check.check_no", "credit_check.checked_on", "credit_check.source"]
contract["covers"] = ["contract", "customer.name", "customer.customer_no"]
d["retention"] = [contract,
                  rule("contacts", "P1Y", "customer.customer_since", "customer.phone", "customer.email"),
                  rule("checks", "P1Y", "credit_check.checked_on", *check),
                  rule("results", "P10Y", "credit_check.checked_on", "credit_check.result"),
                  rule("dated", "P10Y", "invoice.invoice_date", "invoice"),
                  rule("paid", "P10Y", "invoice.paid_on", "invoice")]
alone = ["customer.phone", "customer.email", "credit_check.result"]
for c in d["categories"]:
    for f in c["fields"]:
        f["columns"] = [x for x in f["columns"] if x not in alone]
        if "credit_check.*" in f["columns"]:
            f["columns"] = check
    c["fields"] = [f for f in c["fields"] if f["columns"]]
field = copy.deepcopy(d["categories"][0]["fields"][0])
field.update(code="alone", columns=alone)
category = copy.deepcopy(d["categories"][0])
category.update(code="alone", purposes=["marketing"], fields=[field])
d["categories"].append(category)
json.dump(d, open("eigen.json", "w"))
EOF
    quick register load eigen.json >"$WORK/load" 2>&1 || complain "the register is not taken in" "$WORK/load"
    printf '%s\n' 'customer_no;name;phone;email;customer_since' '1;Asiakas Yksi;040 000 0001;yksi@example.com;2020-01-01' \
        >customer.csv
    printf '%s\n' 'customer_no;contract_no;start_date;end_date' '1;S1;2020-01-01;2024-01-01' >contract.csv
    printf '%s\n' 'customer_no;check_no;checked_on;result' '1;C1;2022-01-01;hyvä' >check.csv
    printf '%s\n' 'customer_no;invoice_no;invoice_date;paid_on' '1;L1;;2026-05-05' '1;L2;2026-05-05;' \
        '1;L3;2026-05-05;2026-05-05' '1;L4;;' >invoice.csv
    for pair in customer:customer contract:contract credit-check:check invoice:invoice; do
        quick --quiet record import eigen "${pair%%:*}" "${pair##*:}.csv" >"$WORK/load" 2>&1 ||
            complain "$pair is not taken in" "$WORK/load"
    done
}

# due TABLE FIGURE: of `retention due`.
due() {
    python3 -c '
import json, sys
print(sum(r[sys.argv[3]] for r in json.load(open(sys.argv[1]))["records"] if r["table"] == sys.argv[2]))' "$OUT" "$1" "$2"
}

t "what is due by a rule and by an objection is due once, and goes as a row when both take all of it"
parts
R=eigen object 1 all-marketing
export GDPRCTL_NOW=$tomorrow
expect_status 0 gdprctl retention explain eigen --customer 1 --json
check "both parts of the check go" test "$(python3 -c '
import json, sys
print(*[r["rule"] + " " + r["next"] for r in json.load(open(sys.argv[1]))["rows"] if r["table"] == "credit_check"])' \
    "$OUT")" = "checks purge objection purge"
expect_status 0 gdprctl retention due eigen --json
check "one customer, one check" test "$(due customer due) $(due credit_check due)" = "1 1"
quick purge --yes >"$WORK/purge" 2>&1
expect_status 0 gdprctl purge --yes --first-run --max-share 100 --json
expect_json cleared 1
expect_json deleted 1
check "the check is gone" test "$(sql "SELECT count(*) FROM credit_check")" = 0
check "the customer's contacts are" test "$(sql "SELECT name || coalesce(phone, '') || coalesce(email, '') FROM customer")" = \
    "Asiakas Yksi"
export GDPRCTL_NOW=2026-11-22T09:00:00+02:00

t "a row that lacks one event or the other is counted once, and all of them are"
parts
expect_status 0 gdprctl retention due eigen --json
check "three invoices" test "$(due invoice no_trigger)" = 3

t "who loses columns after an upheld objection is not erased: the next import is taken in"
parts
expect_status 0 gdprctl object --register eigen --received 2026-11-20 --channel letter --customer 1 --verified signature \
    --scope processing --decision uphold --reason "no ground"
export GDPRCTL_NOW=$tomorrow
quick purge --yes >"$WORK/purge" 2>&1
expect_status 0 gdprctl purge --yes --first-run --max-share 100
check "without contacts" test "$(sql "SELECT count(*) FROM customer WHERE phone IS NULL AND email IS NULL")" = 1
check "and banned" test "$(sql "SELECT DISTINCT scope FROM suppression")" = processing
printf '%s\n' 'customer_no;name;street' '1;Asiakas Yksi;Uusi katu 1' >moved.csv
expect_status 0 gdprctl record import eigen customer moved.csv --json
expect_json applied 1
export GDPRCTL_NOW=2026-11-22T09:00:00+02:00

t "the letter tells of each last day, also where one ends as another: 11.1. and 1.1."
parts
python3 - <<'EOF'
import json
d = json.load(open("eigen.json"))
contract = next(r for r in d["retention"] if r["code"] == "contract-data")
d["retention"].append(dict(contract, code="streets", covers=["customer.street"]))
contract["period"] = "P3663D"
json.dump(d, open("later.json", "w"))
EOF
quick register load later.json >"$WORK/load" 2>&1 || complain "the register is not taken in" "$WORK/load"
sql "UPDATE customer SET street = 'Katu 1'"
expect_status 0 gdprctl access --register eigen --received 2026-11-20 --channel letter --customer 1 --verified signature --out .
check "both" bash -c 'grep -q "11\.1\.2034 asti" 2026-0001/letter.html && grep -q "; 1\.1\.2034 asti" 2026-0001/letter.html'

t "who objects to all of many purposes goes whole, however many ways there are to object to some"
new_db
own_register $R <<'END'
marketing = next(p for p in register["purposes"] if p.get("ended_by"))
rest = "customer_no role type name personal_id business_id postal_code iban customer_since"
kinds = {"direct-mail": "street", "distance-selling": "phone", "other-direct-marketing": "email", "profiling": "city",
         "market-research": "birth_year", "opinion-research": "language " + rest}
for group in register["subject_groups"]:
    group.pop("purposes", None)
for key in ("recipients", "sources", "transfers", "retention"):
    register[key] = []
register["purposes"] = [dict(marketing, code=k, ended_by=[k]) for k in kinds]
register["categories"] = [
    {"code": k, "names": names, "purposes": [k],
     "fields": [{"code": k, "names": names, "columns": ["customer." + c for c in columns.split()]}]}
    for k, columns in kinds.items()]
END
printf 'customer_no;role;name;email\n1;prospect;Aino;a@example.com\n2;prospect;Eino;e@example.com\n' >customer.csv
quick --quiet record import own customer customer.csv >/dev/null
R=own object 1 all-marketing
GDPRCTL_NOW=$tomorrow expect_status 0 gdprctl purge --register own --first-run --yes --json
expect_json deleted 1
check "the other is there" test "$(sql "SELECT customer_no || name || email FROM customer")" = 2Einoe@example.com

t "who waits for rows that go in the same night goes with them, however many kinds of people and ways there are"
new_db
sql "CREATE TABLE my_note (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customer(id), a TEXT, b TEXT,
         c TEXT, d TEXT, e TEXT)"
own_register $R <<'END'
marketing = next(p for p in register["purposes"] if p.get("ended_by"))
kinds = {"direct-mail": "a", "distance-selling": "b", "other-direct-marketing": "c", "profiling": "d",
         "market-research": "e"}
for key in ("recipients", "sources", "transfers"):
    register[key] = []
register["subject_groups"] = [{"code": r, "names": names, "roles": [r]} for r in ("customer", "former", "prospect")]
register["purposes"] = [dict(marketing, code=k, ended_by=[k]) for k in kinds]
register["categories"] = [
    {"code": k, "names": names, "purposes": [k],
     "fields": [{"code": k, "names": names, "columns": ["my_note." + c, "customer.*"]}]}
    for k, c in kinds.items()]
register["retention"] = [
    {"code": r, "names": names, "kind": "period", "period": f"P{i}Y", "event": "customer.customer_since",
     "strength": "policy", "covers": ["my_note"], "groups": [r]}
    for i, r in enumerate(("customer", "former", "prospect"), 1)]
END
printf 'customer_no;role;name\n1;prospect;Aino\n' >customer.csv
quick --quiet record import own customer customer.csv >/dev/null
sql "INSERT INTO my_note SELECT 1, id, 'a', 'b', 'c', 'd', 'e' FROM customer"
GDPRCTL_NOW=$tomorrow expect_status 0 gdprctl retention due own --json
expect_json records.0.no_trigger 1
R=own object 1 all-marketing
export GDPRCTL_NOW=$tomorrow
expect_status 0 gdprctl retention explain own --customer 1 --json
expect_json rows.0.trigger_missing false
expect_status 0 gdprctl retention due own --json
expect_json records.0.due 1
expect_json records.0.no_trigger 0
expect_status 0 gdprctl purge --register own --first-run --yes --json
expect_json deleted 2
expect_json records.0.no_trigger 0
export GDPRCTL_NOW=2026-11-22T09:00:00+02:00

t "a row that an objection takes, and a hold keeps, lacks no date"
new_db
own_register $R <<'END'
for key in ("recipients", "sources", "transfers"):
    register[key] = []
register["subject_groups"] = [{"code": "prospect", "names": names, "roles": ["prospect"]}]
register["purposes"] = [p for p in register["purposes"] if p.get("ended_by")][:1]
purpose = register["purposes"][0]["code"]
register["categories"] = [{"code": "all", "names": names, "purposes": [purpose],
                           "fields": [{"code": "all", "names": names, "columns": ["customer.*"]}]}]
register["retention"] = [{"code": "time", "names": names, "kind": "period", "period": "P1Y", "strength": "policy",
                          "event": "customer.customer_since", "covers": ["customer"]}]
END
printf 'customer_no;role;name\n1;prospect;Aino\n2;prospect;Eino\n' >customer.csv
quick --quiet record import own customer customer.csv >/dev/null
R=own object 1 all-marketing
quick --quiet hold add --register own --customer 1 --reason "a dispute" >/dev/null
export GDPRCTL_NOW=$tomorrow
expect_status 0 gdprctl retention due own --json
expect_json records.0.held 1
expect_json records.0.no_trigger 1
expect_status 0 gdprctl purge --register own --first-run --yes --json
expect_json records.0.held 1
expect_json records.0.no_trigger 1
export GDPRCTL_NOW=2026-11-22T09:00:00+02:00

t "the word open where a row's own day stands is a missing day, if the rule needs one"
new_db
sql "CREATE TABLE my_visit (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customer(id), a_date TEXT,
         b_date TEXT)"
own_register $R <<'END'
for key in ("recipients", "sources", "transfers"):
    register[key] = []
for group in register["subject_groups"]:
    group.pop("purposes", None)
purpose = register["purposes"][0]["code"]
register["categories"] = [
    {"code": "all", "names": names, "purposes": [purpose],
     "fields": [{"code": "all", "names": names, "columns": ["customer.*", "my_visit.*"]}]}]
rule = {"names": names, "kind": "period", "period": "P1Y", "strength": "policy", "covers": ["my_visit"]}
register["retention"] = [dict(rule, code="needed", event="my_visit.a_date"),
                         dict(rule, code="running", event="my_visit.b_date", missing="open")]
END
printf 'customer_no;name\n1;Aino\n' >customer.csv
quick --quiet record import own customer customer.csv >/dev/null
sql "INSERT INTO my_visit (customer_id, a_date, b_date)
         SELECT id, column1, column2 FROM customer, (VALUES ('open', '2026-01-01'), ('2026-01-01', 'open'))"
expect_status 0 gdprctl retention explain own --customer 1 --json
check "one lacks its day" test "$(grep -o '"trigger_missing":true' "$OUT" | wc -l)" = 1
expect_status 0 gdprctl retention due own --json
expect_json records.0.no_trigger 1

finish
