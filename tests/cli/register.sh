#!/bin/bash
# register.sh - definitions in and out, checked, and the documents made from them.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sample.sh"

t "load, export, load is the identity"
registers
for r in kss-customers kss-panel kuopio-customers ksat-customers kesoy-customers; do
    expect_status 0 gdprctl register export $r
    cp "$OUT" $r.json
    expect_status 0 gdprctl register load $r.json --json
    expect_json registers.0.result unchanged
    expect_status 0 gdprctl register export $r
    expect_same $r.json
done

t "all that ship, beside one named: each --builtin counts"
new_db
expect_status 0 gdprctl register load --builtin all --builtin kss-panel --json
expect_json registers.length 6
expect_json registers.5.result unchanged
expect_status 64 gdprctl register load --builtin nobody --builtin all --json
expect_error usage

t "two definitions of one register in one run are refused, and neither is loaded"
new_db
quick --quiet register load --builtin kss-panel >"$WORK/load" 2>&1 || complain "no register" "$WORK/load"
gdprctl register export kss-panel >panel.json
python3 -c '
import json
d = json.load(open("panel.json"))
d["names"]["en"] = "Another panel"
json.dump(d, open("other.json", "w"))'
before=$(sql "SELECT count(*) FROM audit")
twice() {
    expect_status 65 gdprctl register load "$@" --json
    expect_error bad-data
    expect_out ' are two definitions of register \"kss-panel\"'
    expect_out 'nothing was loaded; load one definition of \"kss-panel\"'
    expect_status 0 gdprctl register export kss-panel
    expect_same panel.json
    expect_status 69 gdprctl register show kss-customers
    check "nothing in the log" test "$(sql "SELECT count(*) FROM audit")" = "$before"
}
twice panel.json other.json
twice other.json panel.json
twice --builtin all other.json
twice --builtin kss-customers panel.json other.json --dry-run
expect_status 0 gdprctl register load panel.json panel.json --json
expect_json registers.1.result unchanged
expect_status 0 gdprctl register load other.json other.json --json
expect_json registers.0.result replaced
expect_json registers.1.result unchanged

t "a broken definition is refused with its place, and nothing changes"
registers
gdprctl register export kuopio-customers >good.json
broken() { # PYTHON TEXT
    python3 -c "
import json
d = json.load(open('good.json'))
$1
json.dump(d, open('bad.json', 'w'))"
    expect_status 78 gdprctl register load bad.json
    expect_err "$2"
}
broken 'd["purpose"] = []' '$.purpose: unknown key'
expect_status 78 bash -c '"$1" register load - <bad.json' - "$GDPRCTL"
expect_err 'standard input: $.purpose: unknown key'
broken 'd["retention"][0]["period"] = "10 years"' '$.retention[0].period'
broken 'd["retention"][0]["event"] = "contract.end"' 'has no column'
broken 'd["retention"][0]["event"] = "contract\"; DROP TABLE audit; --.end_date"' '$.retention[0].event'
broken 'd["retention"][0]["event"] = "customer.name"' '$.retention[0].event: customer.name holds no dates'
broken 'd["retention"][0]["event"] = "contract.price"' 'holds no dates'
broken 'd["categories"][0]["fields"][0]["columns"] = ["nowhere.name"]' 'no record table'
broken 'd["categories"][1]["code"] = d["categories"][0]["code"]' 'earlier entry'
broken 'd["categories"].append({"code": "not-in-notice", "names": d["names"]})' 'stands in no category; choose another'
broken 'd["categories"][0]["purposes"] = ["none"]' 'there is no "none"'
broken 'd["controllers"][0]["business_id"] = "2064700-5"' 'is no business id'
broken 'd["controllers"][0]["name"] = 5' 'must be a string, and is a number'
broken 'd["controllers"][0] = []' 'must be an object, and is a list'
broken 'del d["names"]["sv"]' 'has no "sv"'
broken 'd["subject_groups"][0]["requires_register"] = "kuopio-customers"' 'cannot require itself'
rule=$(json_get retention.0.code good.json)
broken 'd["retention"][0]["hold_when"] = "invoice.in_collection=ehkä"' \
    "rule \"$rule\" of register \"kuopio-customers\": the value in hold_when is none that invoice.in_collection can have"
expect_err "nothing was loaded"
expect_no_err "register check"
broken 'd["retention"][0]["hold_when"] = "invoice.collected=1"' '$.retention[0].hold_when: table "invoice" has no column'
broken 'd["retention"][0]["hold_when"] = "invoice.in_collection"' '$.retention[0].hold_when: must be table.column=value'
broken 'd["retention"][0]["hold_when"] = "contract.heat_output_kw=paljon"' 'hold_when'
broken 'd["retention"][0]["hold_when"] = "customer.role=friend"' \
    'register "kuopio-customers", $.retention[0].hold_when: the value is none that role can have: it is not a word of the list'
broken 'd["retention"] = [dict(d["retention"][0], code=f"r{i}") for i in range(65)]' 'more than 64 retention rules'
field='f = d["categories"][0]["fields"][0]; t = f["columns"][0].split(".")[0]'
broken "$field; f['only_when'] = 'invoice.in_collection=1'" \
    '$.categories[0].fields[0].only_when: the field has no column in that table'
broken "$field; f['columns'].append('invoice.*'); f['only_when'] = 'invoice.in_collection=ehkä'" \
    'fields[0].only_when: the value is none that in_collection can have'
broken "$field; f['columns'].append('invoice.*'); f['only_when'] = 'invoice.in_collection=kyllä'" 'it is stored as "1"'
broken "$field; f['columns'].append('invoice.*'); f['only_when'] = 'invoice.in_collection='" 'it is empty'
broken "$field; f['columns'].append('customer.*'); f['only_when'] = 'customer.role=friend'" 'it is not a word of the list'
python3 -c '
import json
d = json.load(open("good.json"))
d["code"] = "another"
json.dump(d, open("another.json", "w"))'
expect_status 78 gdprctl register load another.json bad.json
expect_err "bad.json: register"
expect_status 69 gdprctl register show another
expect_status 78 gdprctl register load bad.json --dry-run
printf '{"format": 1, "code": "x"' >bad.json
expect_status 78 gdprctl register load bad.json
expect_err "bad.json, line 1, column 26: the document ends too early"
expect_status 66 gdprctl register load missing.json
expect_status 0 gdprctl register export kuopio-customers
expect_same good.json

t "a dry run loads nothing"
new_db
cp gdprctl.db before.db
expect_status 0 gdprctl register load --builtin kss-panel --dry-run --json
expect_json registers.0.result new
expect_json dry_run true
check "not a byte" cmp gdprctl.db before.db

t "the defects of the real notices are found"
registers
finds() { # REGISTER FINDING...
    expect_status 1 gdprctl register check "$1"
    shift
    for f in "$@"; do expect_out "$f"; done
}
finds kss-customers repealed-act-cited complaint-right-missing transfer-without-safeguards controller-differs-from-owner retention-event-assumed
finds kss-panel repealed-act-cited marketing-objection-missing objection-right-missing
finds kuopio-customers retention-event-assumed complaint-right-missing erasure-right-missing
finds ksat-customers retention-missing legal-basis-missing complaint-right-missing
finds kesoy-customers portability-on-legitimate-interests retention-open-ended
expect_no_out complaint-right-missing

t "documents in JSON, too"
registers
expect_status 0 gdprctl register notice kss-panel --lang sv
cp "$OUT" notice.txt
expect_status 0 gdprctl register notice kss-panel --lang sv --json
expect_json register kss-panel
expect_json language sv
expect_json form text
check "the same text" bash -c 'python3 -c "import json, sys; sys.stdout.write(json.load(open(sys.argv[1]))[\"document\"])" "$1" | cmp - notice.txt' - "$OUT"
expect_status 0 gdprctl register record kss-panel --format html --json
expect_json form html
expect_status 0 gdprctl register list --ndjson
check "every line says its format" test "$(grep -c '^{"format":1,"register":' "$OUT")" -eq 5

t "show leaves out no part of the definition"
registers
for code in kesoy-customers ksat-customers kss-customers kss-panel kuopio-customers; do
    gdprctl register export "$code" >whole.json
    expect_status 0 gdprctl --lang sv register show "$code" --json
    check "every name, condition and text of $code" python3 -c '
import json, sys
shown = open(sys.argv[1]).read()
parts = json.load(open("whole.json"))
rest = []
lists = [value for value in parts.values() if isinstance(value, list)]
for one in lists + [category["fields"] for category in parts["categories"]]:
    for part in one:
        for words in (part.get(k) for k in ("names", "condition", "text")):
            rest += [words["sv"]] if words and json.dumps(words["sv"], ensure_ascii=False) not in shown else []
print(*rest, sep="\n")
sys.exit(len(rest) > 0)' "$OUT"
done

t "what recordings are for is among the purposes, whatever section of the notice says it"
registers
for code in kss-customers kuopio-customers kesoy-customers; do
    expect_status 0 gdprctl --json register show "$code"
    check "the recordings of $code" grep -q '"purpose":"recordings"' "$OUT"
done
expect_status 0 gdprctl --lang en register record kss-customers
expect_out "handling complaints"
expect_status 0 gdprctl register show kss-customers --json
expect_json retention.0.groups customers

t "what is one thing and no list stays whole, as a line and as a row"
registers
expect_status 0 gdprctl register show kss-panel --ndjson
check "one line" test "$(wc -l <"$OUT")" -eq 1
expect_json register kss-panel
check "with what is behind its first list" test "$(json_get rights.length)" -gt 1
expect_status 0 gdprctl record import kss-panel customer "$ROOT/tests/data/sample/utf8bom/asiakkaat.csv" --ndjson
expect_json rows 200
OPEN=(request open access --register kss-panel --received 2026-11-20 --channel self-service --customer 00100003)
expect_status 0 gdprctl "${OPEN[@]}" --ndjson
expect_json request 2026-0001
expect_status 0 gdprctl request show 2026-0001 --csv
expect_out "2026-0001;access;kss-panel;"
check "a header and a row" test "$(wc -l <"$OUT")" -eq 2
expect_status 0 gdprctl hold list --ndjson
expect_out ""

t "--json and --ndjson together: JSON, a list as its lines"
registers
expect_status 0 gdprctl --json register list --ndjson
check "a line each" test "$(grep -c '^{"format":1,"register":' "$OUT")" -eq 5
expect_status 0 gdprctl --ndjson register show kss-panel --json
expect_json register kss-panel
expect_status 69 gdprctl --json register show nope --ndjson
expect_json error.code not-found
expect_status 0 gdprctl --json help --list --ndjson
expect_json format 1
expect_status 64 gdprctl --json register list --csv
expect_json error.code usage

t "drift: a new column shows up"
registers
sqlite3 gdprctl.db 'ALTER TABLE contract ADD COLUMN discount TEXT'
expect_status 1 gdprctl register check kuopio-customers
expect_out contract.discount

t "drift: what a rule or a condition names is gone"
registers
sql "UPDATE retention_rule SET event = 'contract.ended_on', hold_when = 'dispute_case.open=1'
    WHERE event = 'contract.end_date'"
expect_status 1 gdprctl register check kuopio-customers
expect_out contract.ended_on
expect_out dispute_case
expect_status 78 gdprctl purge --register kuopio-customers --dry-run

t "notice and record in three languages and three forms"
registers
for lang in "fi" sv en; do
    for format in text md html; do
        expect_status 0 gdprctl --lang $lang register notice kuopio-customers --format $format
        expect_out 2654781-3
        expect_status 0 gdprctl --lang $lang register record kuopio-customers --format $format
        expect_out 2064700-4
    done
done
expect_status 69 gdprctl register notice nobody

t "what a recipient may get is named once, whatever number of columns it has"
registers
expect_status 0 gdprctl register notice kesoy-customers --format md
expect_out 'Luovutetaan vain: nimi, osoite<br>'
expect_status 0 gdprctl --lang sv register record kesoy-customers --format md
expect_out 'Endast följande lämnas ut: namn, adress<br>'

t "a recipient that may get columns and whole categories is not said to get the columns only"
registers
quick register export kesoy-customers | python3 -c '
import json, sys
d = json.load(sys.stdin)
for r in d["recipients"]:
    if r.get("columns"):
        r["categories"] = [d["categories"][0]["code"]]
d["categories"][0]["names"]["en"] = "everything else"
json.dump(d, sys.stdout)' >d.json
quick --quiet register load d.json >/dev/null
expect_status 0 gdprctl --lang en register notice kesoy-customers --format md
expect_out 'Only these are disclosed: name, address, everything else'

t "a column that SQLite computes stands in a category where the whole table does, and else the check says so"
registers
sql "ALTER TABLE call_recording ADD COLUMN twice TEXT AS (recording_no || recording_no);
     ALTER TABLE customer ADD COLUMN twice TEXT AS (customer_no || customer_no)"
expect_status 1 gdprctl register check kuopio-customers --lang en
expect_out 'The column customer.twice is computed by the database'
expect_no_out 'call_recording.twice'
sql "UPDATE record_column SET key_column = 'twice' WHERE table_name = 'customer' AND column_name = 'customer_no'"
expect_status 1 gdprctl register check kuopio-customers --lang en
expect_no_out 'customer.twice' # a form for comparing is in no answer

finish
