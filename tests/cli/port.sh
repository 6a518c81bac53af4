#!/bin/bash
# port.sh - portability packages: what is handed over, what needs an officer, and what is refused.
. "$(dirname "$0")/lib.sh"

# book REGISTER: a database with the sample customers in that register.
book() {
    new_db
    quick --quiet register load --builtin "$1" >/dev/null || complain "register load failed"
    quick --quiet record import "$1" customer "$ROOT/tests/data/sample/cp1252/asiakkaat.csv" >/dev/null 2>&1
    quick --quiet record import "$1" metering-point "$ROOT/tests/data/sample/cp1252/kayttopaikat.csv" >/dev/null 2>&1
}

# port REGISTER CHANNEL METHOD OPTION...: the one-step form for one customer.
port() {
    gdprctl port --register "$1" --received 2026-11-20 --channel "$2" --customer 00100013 --verified "$3" --out out "${@:4}"
}

t "under a contract"
book kuopio-customers
expect_status 0 port kuopio-customers email e-signature --json
expect_json state "done"
expect_json promised_only false
cp "$OUT" result
package=out/2026-0001
check "the JSON is what was counted" test "$(json_get tables.length $package/data.json)" = "$(json_get tables result)"
check "the first table is the customer" test "$(json_get tables.0.table $package/data.json)" = customer
check "a file for the table" test -s $package/customer.csv
check "byte order mark" test "$(head -c 3 $package/customer.csv | od -An -tx1 | tr -d ' ')" = efbbbf
check "as many columns in the file as in the JSON" test \
    "$(head -n 1 $package/customer.csv | tr -cd ';' | wc -c)" -eq \
    "$(($(json_get tables.0.columns.length $package/data.json) - 1))"
check "a cell is no formula" test -z "$(grep -E '(^|;)[=+@-]' $package/customer.csv)"
check "the disclosure is recorded" test "$(sql "SELECT reference FROM disclosure WHERE disclosure_no = '2026-0001'")" = "Art. 20"
check "audited" test "$(sql "SELECT result FROM audit WHERE command = 'port'")" = "done"
check "in the book of disclosures" test "$(sql 'SELECT content, reference FROM disclosure')" = 'portability package|Art. 20'
check "private" test "$(stat -c %a $package)" = 700
check "a letter" grep -q "<!DOCTYPE html>" $package/letter.html

t "a dry run counts the same, and keeps nothing"
book kuopio-customers
sha256sum gdprctl.db gdprctl.db.ledger >before
expect_status 64 gdprctl port --register kuopio-customers --received 2026-11-20 --channel email --customer 00100013 \
    --verified e-signature
expect_err "--out DIR is missing"
expect_status 0 port kuopio-customers email e-signature --dry-run --json
expect_json dry_run true
expect_json package out/2026-0001
cp "$OUT" counted
check "nothing was made" test ! -e out
check "nothing was kept" sha256sum --quiet -c before
expect_status 0 port kuopio-customers email e-signature --json
for name in request state package files tables rows undecided promised_only; do
    expect_json $name "$(json_get $name counted)"
done

t "promised by the notice alone"
book kesoy-customers
expect_status 0 port kesoy-customers letter known-person --json
expect_json promised_only true
check "said in the file too" test "$(json_get promised_only out/2026-0001/data.json)" = true

t "a purpose of other data that rests on consent does not change what is promised"
book kesoy-customers
quick register export kesoy-customers | python3 -c '
import json, sys
d = json.load(sys.stdin)
d["purposes"].append(dict(d["purposes"][0], code="extra", basis="consent"))
json.dump(d, sys.stdout)' >d.json
quick --quiet register load d.json >/dev/null
expect_status 0 port kesoy-customers letter known-person --lang en --json
expect_json promised_only true
check "the letter says it too" grep -q "promised to do so" out/2026-0001/letter.html

t "a column that the law hands over, where the person has no value, does not change what is promised"
book kesoy-customers
quick register export kesoy-customers | python3 -c '
import json, sys
d = json.load(sys.stdin)
d["purposes"].append(dict(d["purposes"][0], code="extra", basis="contract"))
field = d["categories"][0]["fields"][0]
d["categories"].append(dict(d["categories"][0], code="extra", purposes=["extra"],
                            fields=[dict(field, code="extra", columns=["customer.email"])]))
json.dump(d, sys.stdout)' >d.json
quick --quiet register load d.json >/dev/null
sql "UPDATE customer SET email = NULL, email_key = NULL"
expect_status 0 port kesoy-customers letter known-person --lang en --json
expect_json promised_only true
sql "UPDATE customer SET email = 'a@example.com', email_key = 'a@example.com'"
expect_status 0 port kesoy-customers letter known-person --lang en --json
expect_json promised_only false

t "a basis that nobody named needs an officer"
book kss-customers
expect_status 77 port kss-customers visit id-document
expect_err "--undecided"
check "nothing opened" test "$(sql 'SELECT count(*) FROM request')" = 0
check "nothing written" test ! -e out/2026-0001
expect_status 0 port kss-customers visit id-document --undecided leave-out --json
expect_json tables 0
expect_status 0 port kss-customers visit id-document --undecided hand-over --json
check "handed over" test "$(json_get tables)" -gt 0

t "of undecided columns without a value nobody is asked"
book kss-customers
quick register export kss-customers | python3 -c '
import json, sys
d = json.load(sys.stdin)
names = {"fi": "a", "sv": "b", "en": "c"}
contract = {"code": "contract", "names": names, "basis": "contract"}
unnamed = {"code": "unnamed", "names": names}
for key in ("recipients", "sources", "transfers", "retention"):
    d[key] = []
for group in d["subject_groups"]:
    group.pop("purposes", None)
d["purposes"] = [contract, unnamed]
d["categories"] = [
    {"code": c, "names": names, "purposes": [p],
     "fields": [{"code": c, "names": names, "provided_by_subject": True, "columns": ["customer." + c]}]}
    for c, p in (("name", contract["code"]), ("email", "unnamed"))]
json.dump(d | {"code": "own"}, sys.stdout)' >d.json
quick --quiet register load d.json >/dev/null
printf 'customer_no;name;email\n00100013;Aino;\n2;Eino;e@example.com\n' >customer.csv
quick --quiet record import own customer customer.csv >/dev/null
expect_status 77 gdprctl port --register own --received 2026-11-20 --channel visit --customer 2 --verified id-document \
    --out out
expect_err "1 of the columns"
expect_status 0 port own visit id-document --json
expect_json undecided 0
expect_json rows 1

t "not before identity is verified, nor for another right"
book kuopio-customers
quick --quiet request open portability --register kuopio-customers --received 2026-11-20 --channel email \
    --customer 00100013 >/dev/null
quick --quiet request open access --register kuopio-customers --received 2026-11-20 --channel email \
    --customer 00100013 >/dev/null
expect_status 77 gdprctl port 2026-0001 --out out
check "nothing written" test ! -e out/2026-0001
expect_status 64 gdprctl port 2026-0002 --out out
expect_status 69 gdprctl port 2026-0009 --out out
quick --quiet request verify 2026-0001 --method e-signature >/dev/null
expect_status 0 gdprctl port 2026-0001 --out out
expect_status 73 gdprctl port 2026-0001 --out out

t "a protected address needs a second confirmation"
book kuopio-customers
sql "UPDATE customer SET protected = 1 WHERE customer_no = '00100013'"
check "protected" test "$(sql "SELECT protected FROM customer WHERE customer_no = '00100013'")" = 1
expect_status 77 port kuopio-customers email e-signature
expect_err "--protected-ok"
expect_status 0 port kuopio-customers email e-signature --protected-ok

t "bytes and texts with a NUL lose nothing on the way"
book kuopio-customers
sql "CREATE TABLE heat_note (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customer(id), raw, said);
     INSERT INTO heat_note SELECT 1, id, x'4100ff42c3', 'Kuo' || char(0) || 'pio' FROM customer
     WHERE customer_no = '00100013'"
quick register export kuopio-customers >definition.json
python3 -c '
import json
d = json.load(open("definition.json"))
f = next(f for c in d["categories"] for f in c["fields"] if "customer.street" in f["columns"])
f["columns"] += ["heat_note.raw", "heat_note.said"]
json.dump(d, open("definition.json", "w"))'
expect_status 0 gdprctl register load definition.json
expect_status 0 port kuopio-customers email e-signature
for value in 4100ff42c3 Kuo␀pio; do
    check "$value in JSON" grep -q "\"$value\"" out/2026-0001/data.json
    check "$value in the CSV" grep -q "$value" out/2026-0001/heat_note.csv
done

finish
