#!/bin/bash
# purge_guards.sh - what makes a purge refuse, each with the way on: clocks, rules that nobody has confirmed, definitions
# that go further than their notice, too many rows. And when it speaks.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sample.sh"

rows() { sql "SELECT count(*) FROM $1"; }

# scene: the sample under kuopio-customers, and nothing else; made once.
scene() {
    if [ ! -e "$WORK/scene.db" ]; then
        new_db
        quick --quiet register load --builtin kuopio-customers >/dev/null
        sample_into kuopio-customers
        for file in gdprctl.db*; do cp "$file" "$WORK/scene${file#gdprctl}"; done
    fi
    for file in "$WORK"/scene.db*; do cp "$file" "gdprctl${file##*/scene}"; done
}

# change CODE PYTHON: kuopio-customers with a change, loaded under that code. `rule` finds a rule by its code.
change() {
    gdprctl register export kuopio-customers --json >export.json 2>/dev/null
    python3 -c '
import json, sys
register = json.load(open("export.json"))
register["code"] = sys.argv[1]
rule = lambda code: next(r for r in register["retention"] if r["code"] == code)
exec(sys.argv[2])
json.dump(register, open("changed.json", "w"))' "$1" "$2"
    quick register load changed.json >"$WORK/load" 2>&1 || complain "the register is not taken in" "$WORK/load"
}

t "the clock went back"
scene
GDPRCTL_NOW=2026-11-22T08:00:00+02:00 expect_status 77 gdprctl purge --yes --first-run
expect_err "before the last entry of the audit log"
GDPRCTL_NOW=2026-11-21T23:59:59+02:00 expect_status 77 gdprctl purge --yes --first-run
expect_err "before the day this program was built"
check "nothing has gone" test "$(rows contract)" -eq 234
expect_status 0 gdprctl purge --yes --first-run
GDPRCTL_NOW=2026-11-22T08:57:00+02:00 expect_status 0 gdprctl purge --yes
GDPRCTL_NOW=2026-11-22T08:50:00+02:00 expect_status 77 gdprctl purge --yes
expect_err "before the time of the last purge"

t "the clock is far ahead"
scene
GDPRCTL_NOW=2027-02-01T09:00:00+02:00 expect_status 77 gdprctl purge --yes --first-run
expect_err "nothing was done here for more than 40 days"
expect_err "confirm-gap"
GDPRCTL_NOW=2027-02-01T09:00:00+02:00 expect_status 0 gdprctl purge --dry-run
check "nothing has gone" test "$(rows contract)" -eq 234
expect_status 0 gdprctl purge --yes --first-run
before=$(rows call_recording)
GDPRCTL_NOW=2027-01-01T08:59:00+02:00 expect_status 0 gdprctl purge --yes
GDPRCTL_NOW=2027-02-10T09:00:00+02:00 expect_status 77 gdprctl purge --yes
expect_err "the last purge was more than 40 days ago"
GDPRCTL_NOW=2027-02-10T09:00:00+02:00 expect_status 0 gdprctl purge --yes --confirm-gap
check "some went in between" test "$(rows call_recording)" -lt "$before"

t "a run was made with a clock that was ahead: seen through a dry run, passed knowingly"
scene
GDPRCTL_NOW=2026-12-20T09:00:00+02:00 expect_status 0 gdprctl purge --yes --first-run
export GDPRCTL_NOW=2026-11-23T09:00:00+02:00
sql "INSERT INTO call_recording (customer_id, recording_no, started_at) VALUES (1, 'due', '2024-05-05T12:00:00+03:00'),
    (1, 'not-yet', '2025-11-24T12:00:00+02:00')"
expect_status 77 gdprctl purge --yes
expect_err "before the time of the last purge"
expect_err "confirm-gap"
expect_status 0 gdprctl purge --dry-run --json
expect_json deleted 1
expect_err "before the time of the last purge"
expect_status 77 gdprctl purge --yes
GDPRCTL_NOW=2026-11-21T09:00:00+02:00 expect_status 77 gdprctl purge --yes --confirm-gap
expect_err "before the day this program was built"
GDPRCTL_NOW=2026-11-21T09:00:00+02:00 expect_status 77 gdprctl purge --dry-run
check "nothing has gone" test "$(rows "call_recording WHERE recording_no IN ('due', 'not-yet')")" -eq 2
expect_status 0 gdprctl purge --yes --confirm-gap
expect_err "confirmed with --confirm-gap"
check "what is due by this clock" test "$(sql "SELECT group_concat(recording_no) FROM call_recording WHERE recording_no IN ('due', 'not-yet')")" = not-yet
expect_status 0 gdprctl audit list
expect_out "clock=confirmed"
expect_status 0 gdprctl audit verify
GDPRCTL_NOW=2026-11-24T03:30:00+02:00 expect_status 0 gdprctl purge --yes
expect_err ""
export GDPRCTL_NOW=2026-11-22T09:00:00+02:00

t "in one call, without a report before it"
scene
expect_status 0 gdprctl purge --yes --first-run --json
expect_json deleted 1066

t "a refusal counts what is held as the dry run does, and names every register"
scene
change x-customers pass
quick hold add --register kuopio-customers --table contract --reason riita >/dev/null
expect_status 0 gdprctl purge --dry-run --json
cp "$OUT" dry.json
expect_status 77 gdprctl purge --yes --json
expect_err "2 registers are refused (kuopio-customers, x-customers): nothing is purged from kuopio-customers: these"
check "the same counts" python3 -c '
import json, sys
def counts(path):
    return [{k: v for k, v in r.items() if k not in ("deleted", "cleared")} for r in json.load(open(path))["records"]]
dry, refused = counts("dry.json"), counts(sys.argv[1])
assert any(r["held"] for r in dry), dry
assert dry == refused, (dry, refused)' "$OUT"

t "what is confirmed is what was shown"
scene
change eigen 'rule("call-recordings")["period"] = "P2Y"'
sql "UPDATE customer SET register_id = (SELECT id FROM register WHERE code = 'eigen')"
expect_status 77 gdprctl purge --yes --register eigen --json
expect_json error.code refused
expect_json plans.length 1
plan=$(json_get plans.0)
change eigen 'rule("call-recordings")["period"] = "P1M"'
expect_status 77 gdprctl purge --yes --register eigen --first-run --json
check "another plan" test "$(json_get plans.0)" != "$plan"
check "nothing has gone" test "$(rows call_recording)" -eq 241
expect_status 0 gdprctl purge --yes --register eigen --first-run --json
check "confirmed when it was shown" test "$(rows call_recording)" -lt 241
expect_json plans.length 1
expect_status 0 gdprctl purge --yes --register eigen --json
expect_json plans.length 0

t "a rule that is changed, or gone, reports first"
scene
change eigen 'None'
sql "UPDATE customer SET register_id = (SELECT id FROM register WHERE code = 'eigen')"
GDPRCTL_NOW=2026-11-22T09:00:00+02:00 expect_status 0 gdprctl purge --yes --first-run --as-of 2016-01-01
contracts=$(rows contract)
change eigen 'rule("contract-data")["period"] = "P5Y"'
expect_status 77 gdprctl purge --yes
expect_err "contract-data"
change eigen 'rule("contract-data")["covers"] = ["customer", "representative", "contract.product"]'
expect_status 77 gdprctl purge --yes
change eigen 'register["retention"].append(dict(rule("contract-data"), code="shorter", period="P1Y"))'
expect_status 77 gdprctl purge --yes
expect_status 0 gdprctl purge --yes --first-run --as-of 2016-01-01
change eigen 'register["retention"] = [dict(rule("contract-data"), code="shorter", period="P1Y")]'
expect_status 77 gdprctl purge --yes --json
cp "$OUT" refused.json
check "the rule that kept longer is named" grep -q 'eigen/contract-data (removed)' refused.json
check "nothing has gone" test "$(rows contract)" -eq "$contracts"
expect_status 0 gdprctl purge --yes --first-run
check "now it has" test "$(rows contract)" -lt "$contracts"
expect_status 0 gdprctl purge --yes --json
expect_json new_rules.length 0

t "a rule without a period that kept the data, and is gone"
scene
change eigen 'register["retention"].append({"code": "needed", "names": rule("marketing")["names"],
    "kind": "while-needed", "strength": "policy", "covers": ["call_recording"]})'
sql "UPDATE customer SET register_id = (SELECT id FROM register WHERE code = 'eigen')"
expect_status 0 gdprctl purge --yes --first-run
check "kept while needed" test "$(rows call_recording)" -eq 241
change eigen 'None'
expect_status 77 gdprctl purge --yes
expect_err "needed (removed)"
check "still kept" test "$(rows call_recording)" -eq 241

t "purposes that an objection would end now"
scene
change eigen 'None'
sql "UPDATE customer SET register_id = (SELECT id FROM register WHERE code = 'eigen')"
expect_status 0 gdprctl purge --yes --first-run
change eigen 'register["subject_groups"][0]["purposes"] = ["marketing"]'
expect_status 77 gdprctl purge --yes
expect_err "(purposes)"
expect_status 0 gdprctl purge --yes --first-run
expect_status 0 gdprctl purge --yes

t "columns moved from one category to another"
scene
gdprctl register export kuopio-customers --json >export.json
cat >category.py <<'END'
rule("call-recordings")["covers"] = ["@" + register["categories"][0]["code"]]
END
change eigen "$(cat category.py)"
sql "UPDATE customer SET register_id = (SELECT id FROM register WHERE code = 'eigen')"
expect_status 0 gdprctl purge --yes --first-run
change eigen "$(cat category.py)
register['categories'][0]['fields'].pop()"
expect_status 77 gdprctl purge --yes
expect_err "call-recordings"

t "a definition that goes further than its notice"
for what in 'rule("call-recordings")["period"] = "P11M"' 'rule("call-recordings")["event"] = "contract.end_date"' \
    'register["retention"].append(dict(rule("metering"), code="other", period="P1D")); rule("metering")["covers"] = ["payment"]'; do
    cd / && rm -rf "$WORK/case" && mkdir "$WORK/case" && cd "$WORK/case" || exit 1
    scene
    change kuopio-customers "$what; rule('billing-payments')['covers'] = ['payment']"
    expect_status 77 gdprctl purge --yes --first-run
    expect_err "sooner than the notice allows"
    check "nothing has gone" test "$(rows call_recording)" -eq 241
    expect_status 77 gdprctl purge --yes --first-run
done
change kuopio-customers 'rule("call-recordings")["period"] = "P11M"; register["updated"] = "2027-01-01"'
expect_status 77 gdprctl purge --yes --first-run
change kuopio-customers 'rule("call-recordings")["period"] = "P11M"; register["updated"] = "2026-11-01"'
expect_status 0 gdprctl purge --yes --first-run
check "a later notice may" test "$(rows call_recording)" -lt 100

t "a definition of the very day of its notice is no later one"
new_db
quick --quiet register load --builtin kesoy-customers >/dev/null
sample_into kesoy-customers
gdprctl register export kesoy-customers --json >export.json
for day in 2023-05-28:77 2023-05-29:77 2023-05-30:0; do
    python3 -c '
import json, sys
register = json.load(open("export.json"))
register["updated"] = sys.argv[1]
register["retention"][0] |= {"kind": "period", "period": "P1Y", "event": "call_recording.started_at",
    "covers": ["call_recording"]}
json.dump(register, open("changed.json", "w"))' "${day%:*}"
    expect_status 0 gdprctl register load changed.json
    gdprctl purge --yes >/dev/null 2>&1
    expect_status "${day#*:}" gdprctl purge --yes --first-run --max-share 100
done
check "the later notice may" test "$(rows call_recording)" -lt 241

t "a definition that keeps longer, or keeps more"
scene
change kuopio-customers 'rule("call-recordings")["period"] = "P366D"; rule("marketing")["align"] = "year-end";
rule("billing-invoices")["event"] = "invoice.due_date"; rule("fault-reports")["covers"] = ["fault_report.description"]'
expect_status 77 gdprctl purge --yes
expect_status 0 gdprctl purge --yes --first-run
check "as long as the definition says" test "$(rows marketing_permission)" -gt 149

t "a notice without periods: the officer may add one"
new_db
quick --quiet register load --builtin ksat-customers >/dev/null
sample_into ksat-customers
gdprctl register export ksat-customers --json >export.json
python3 -c '
import json
register = json.load(open("export.json"))
names = {"fi": "puhelut", "sv": "samtal", "en": "calls"}
register["retention"] = [{"code": "calls", "names": names, "kind": "period", "period": "P1Y",
                          "event": "call_recording.started_at", "strength": "policy", "covers": ["call_recording"]}]
json.dump(register, open("changed.json", "w"))'
expect_status 0 gdprctl register load changed.json
expect_status 77 gdprctl purge --yes
expect_status 0 gdprctl purge --yes --first-run --json
expect_json deleted 141

t "a share of a table, and rows in all"
scene
expect_status 77 gdprctl purge --yes --first-run --max-share 5
expect_err "--max-share"
expect_status 64 gdprctl purge --yes --first-run --max-share 0
expect_status 77 gdprctl purge --yes --first-run --max-rows 1065
expect_err "--max-rows"
check "nothing has gone" test "$(rows contract)" -eq 234
expect_status 0 gdprctl purge --yes --first-run --max-rows 1066 --max-share 73 --json
expect_json deleted 1066

t "of a large table two per cent, unless told otherwise"
new_db
quick --quiet register load --builtin kuopio-customers >/dev/null
sql "INSERT INTO customer (register_id, customer_no) SELECT id, 'A' FROM register;
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
INSERT INTO consumption (customer_id, series, period_start, period_end)
SELECT 1, 'M', i, CASE WHEN i <= 1001 THEN '2010-01-01' ELSE '2026-01-01' END FROM n"
expect_status 77 gdprctl purge --yes --first-run
expect_err "1001 of 20000 rows of consumption"
expect_status 77 gdprctl purge --yes --first-run --max-share 5
expect_status 0 gdprctl purge --yes --first-run --max-share 6 --json
expect_json deleted 1001

t "a row of which two groups of columns are cleared is one row of the share"
new_db
own_register kuopio-customers <<'END'
rules = [{"code": p.lower(), "names": {"fi": c, "sv": c, "en": c}, "kind": "period", "period": p, "strength": "policy",
          "event": "call_recording.started_at", "covers": ["call_recording." + c]}
         for c, p in (("kind", "P1Y"), ("duration_s", "P2Y"))]
register["retention"] = rules
END
sql "INSERT INTO customer (register_id, customer_no) SELECT id, 'A' FROM register WHERE code = 'own';
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)
INSERT INTO call_recording (customer_id, recording_no, started_at, duration_s, kind)
SELECT 1, i, CASE WHEN i <= 60 THEN '2010-01-01' ELSE '2026-01-01' END, i, 'order' FROM n"
expect_status 77 gdprctl purge --register own --yes --first-run --max-share 59
expect_err "60 of 100 rows of call_recording"
expect_status 0 gdprctl purge --register own --yes --first-run --max-share 60 --json
expect_json cleared 120

t "a recording that may not be deleted keeps no column from being cleared beside it"
new_db
own_register kuopio-customers <<'END'
rule = {"code": "length", "names": names, "kind": "period", "period": "P1Y",
        "strength": "policy", "event": "call_recording.started_at", "covers": ["call_recording.duration_s"]}
register["retention"] = [rule]
END
sql "INSERT INTO customer (register_id, customer_no) SELECT id, 'A' FROM register WHERE code = 'own';
INSERT INTO call_recording (customer_id, recording_no, started_at, duration_s, file)
VALUES (1, '1', '2010-01-01', 5, 'one.wav')"
mkdir recordings && echo voice >recordings/one.wav && ln recordings/one.wav second
expect_status 77 gdprctl purge --register own --yes --first-run --max-rows 0
expect_err "nothing is purged from own: 1 row is due, more than 0"
expect_status 77 gdprctl purge --register own --yes --first-run --max-share 1
expect_err "nothing is purged from own: 1 of 1 row of call_recording is due, more than 1 per cent"
expect_status 0 gdprctl purge --register own --yes --first-run --recordings recordings --json
expect_json cleared 1
expect_err ""
check "the file stays, and its name" test "$(sql 'SELECT file, duration_s FROM call_recording')" = "one.wav|"

t "no row is one row too many, and the registers count together"
scene
expect_status 77 gdprctl purge --yes --first-run --max-rows 0
check "nothing has gone" test "$(rows contract)" -eq 234
quick --quiet register load --builtin kss-customers >/dev/null
for pair in customer:asiakkaat metering-point:kayttopaikat contract:sopimukset; do
    quick --quiet record import kss-customers "${pair%%:*}" "$SAMPLE/utf8bom/${pair##*:}.csv" >/dev/null
done
expect_status 0 gdprctl purge --dry-run --json
all=$(json_get deleted)
expect_status 77 gdprctl purge --yes --first-run --max-rows $((all - 1)) --json
check "the last register is refused" test "$(json_get deleted)" -lt "$all"
expect_err "with what has gone from other registers"
expect_status 0 gdprctl purge --yes --first-run --max-rows "$all" --json

t "what waits in an erasure goes behind the same guards"
scene
gdprctl purge --yes --first-run >/dev/null 2>&1
expect_status 0 gdprctl erase --register kuopio-customers --received 2026-11-20 --channel letter --customer 00100100 \
    --verified signature --yes --json
expect_json state partly-done
kept=$(rows "invoice WHERE customer_id = 100")
check "an invoice is needed still" test "$kept" -gt 0
change kuopio-customers "rule('billing-invoices')['period'] = 'P1D'"
expect_status 77 gdprctl purge --yes --json
expect_err "sooner than the notice allows"
expect_json erasures_resumed 0
check "it is there still" test "$(rows "invoice WHERE customer_id = 100")" -eq "$kept"
change kuopio-customers "rule('billing-invoices')['period'] = 'P1D'; register['updated'] = '2026-11-21'"
expect_status 77 gdprctl purge --yes --json
expect_err "new or have changed: billing-invoices"
expect_json erasures_resumed 0
check "and there still" test "$(rows "invoice WHERE customer_id = 100")" -eq "$kept"

# waiting: a person, `who`, whose erasure waited for a hold that has been lifted.
waiting() {
    who=$(sql "SELECT customer_no FROM customer c WHERE EXISTS (SELECT 1 FROM marketing_permission p WHERE p.customer_id =
        c.id) AND NOT EXISTS (SELECT 1 FROM contract k WHERE k.customer_id = c.id AND k.end_date IS NULL) LIMIT 1")
    quick hold add --register kuopio-customers --customer "$who" --reason claim >/dev/null
    expect_status 0 gdprctl erase --register kuopio-customers --received 2026-11-20 --channel letter --customer "$who" \
        --verified signature --yes --json
    expect_json state partly-done
    gdprctl hold lift 1 >/dev/null
}

t "what is erased then is counted, in a dry run too, and the book has the real day"
scene
gdprctl purge --yes --first-run >/dev/null 2>&1
waiting
permissions=$(rows marketing_permission)
expect_status 0 gdprctl purge --dry-run --as-of 2026-11-21 --json
expect_json erasures_resumed 1
told=$(json_get deleted)
check "some go" test "$told" -gt 0
expect_status 0 gdprctl purge --yes --as-of 2026-11-21 --json
expect_json erasures_resumed 1
expect_json deleted "$told"
check "that many" python3 -c '
import json, sys
assert sum(r["deleted"] for r in json.load(open(sys.argv[1]))["records"]) == int(sys.argv[2])' "$OUT" "$told"
check "permissions have gone" test "$(rows marketing_permission)" -lt "$permissions"
check "nothing is dated by --as-of in the book" test -z "$(sql "SELECT 1 FROM request WHERE finished_on < '2026-11-22'
    UNION ALL SELECT 1 FROM restriction WHERE placed_on < '2026-11-22' UNION ALL
    SELECT 1 FROM suppression WHERE scope = 'erased' AND since < '2026-11-22'")"

t "what went is dated by the day on which it went, not by --as-of, and so after a replay"
scene
quick --quiet backup copies >/dev/null
expect_status 0 gdprctl purge --yes --first-run --as-of 2026-06-01
check "something went" test "$(rows tombstone)" -gt 0
check "today" test "$(sql 'SELECT group_concat(DISTINCT deleted_on) FROM tombstone')" = 2026-11-22
check "so were the rules confirmed" test "$(sql 'SELECT group_concat(DISTINCT confirmed_on) FROM rule_run')" = 2026-11-22
sql "SELECT table_name, rule, deleted_on, rows, newest, people FROM tombstone ORDER BY 1, 2" >want
cp copies/*.db gdprctl.db
GDPRCTL_NOW=2026-11-24T09:00:00+02:00 expect_status 0 gdprctl ledger replay
sql "SELECT table_name, rule, deleted_on, rows, newest, people FROM tombstone ORDER BY 1, 2" >got
check "as it was" diff want got

t "an erasure that is taken up again counts for --max-rows"
scene
gdprctl purge --yes --first-run >/dev/null 2>&1
waiting
expect_status 0 gdprctl purge --dry-run --max-rows 0 --json
told=$(($(json_get deleted) + $(json_get cleared)))
check "some would go" test "$told" -gt 0
expect_status 77 gdprctl purge --yes --max-rows $((told - 1)) --json
expect_err "the erasure 2026-0001 does not go on: with what has gone in this run, $told rows would go"
expect_json erasures_resumed 0
expect_json deleted 0
check "nothing has gone" test "$(rows "customer WHERE customer_no = '$who'")" -eq 1
expect_status 0 gdprctl purge --yes --max-rows "$told" --json
expect_json erasures_resumed 1

t "an erasure whose rule has left the definition stops neither the other erasures nor the other registers"
new_db
for register in kss-panel kuopio-customers; do quick --quiet register load --builtin $register >/dev/null; done
printf '%s\n' 'customer_no;name' '1;Yksi Testi' '2;Kaksi Testi' >customer.csv
quick --quiet record import kss-panel customer customer.csv >/dev/null
sample_into kuopio-customers
for no in 1 2; do quick hold add --register kss-panel --customer $no --reason claim >/dev/null; done
expect_status 0 gdprctl erase --register kss-panel --rule membership-conditions --reason x --checked --customer 1 --yes
expect_status 0 gdprctl erase --register kss-panel --received 2026-11-20 --channel self-service \
    --customer 2 --verified self-service --yes
for hold in 1 2; do gdprctl hold lift $hold >/dev/null; done
gdprctl register export kss-panel --json | sed 's/"membership-conditions"/"another"/' >changed.json
expect_status 0 gdprctl register load changed.json
expect_status 77 gdprctl purge --yes --first-run --json
expect_json error.code refused
expect_err "the erasure 2026-0001 does not go on: register kss-panel has no rule membership-conditions any more"
expect_err "gdprctl register load"
expect_json erasures_resumed 1
check "the other erasure is done" test "$(sql "SELECT group_concat(customer_no) FROM customer c JOIN register r ON
    r.id = c.register_id WHERE r.code = 'kss-panel'")" = 1
check "the next register has been purged" test "$(rows contract)" -lt 234
expect_status 0 gdprctl register load --builtin kss-panel
gdprctl purge --yes >/dev/null 2>&1
expect_status 0 gdprctl purge --yes --first-run --json
expect_json erasures_resumed 1

t "what was confirmed once is confirmed again only after it was shown"
scene
expect_status 0 gdprctl purge --yes --first-run
change kuopio-customers "rule('call-recordings')['period'] = 'P2Y'"
expect_status 77 gdprctl purge --yes --first-run
expect_err "have changed since they were last confirmed"
expect_status 0 gdprctl purge --yes --first-run

t "rows without a starting event are counted in a dry run and for real"
scene
sql "INSERT INTO customer (register_id, customer_no) SELECT id, '00200001' FROM register"
for run in "--dry-run" "--first-run --yes"; do
    # shellcheck disable=SC2086 # words
    expect_status 0 gdprctl purge $run --json
    check "one customer without a contract: $run" python3 -c '
import json, sys
assert [r["no_trigger"] for r in json.load(open(sys.argv[1]))["records"] if r["table"] == "customer"] == [1]' "$OUT"
done

t "a run that failed or was killed says so"
scene
mkdir recordings
expect_status 0 gdprctl purge --yes --first-run --recordings recordings
expect_status 0 gdprctl status --json
expect_json last_purge_result "done"
expect_status 66 gdprctl purge --yes --recordings nowhere
expect_status 1 gdprctl status --json
expect_json last_purge_result failed
expect_err "the last purge failed"
expect_status 0 gdprctl purge --yes --recordings recordings
sql "UPDATE purge_run SET result = 'running', finished_at = NULL WHERE id = (SELECT max(id) FROM purge_run)"
expect_status 1 gdprctl status --json
expect_json last_purge_result killed
exec 9>gdprctl.db.lock
flock 9
expect_status 0 gdprctl status --json
expect_json last_purge_result running
exec 9>&-

t "a run that ends while somebody looks was not killed, and is not kept from beginning by the look"
scene
expect_status 0 gdprctl purge --yes --first-run
(
    for ((i = 0; i < 25; i++)); do
        gdprctl --quiet purge --yes >/dev/null 2>&1 || echo "status $?"
    done >refused
) &
purges=$!
while kill -0 $purges 2>/dev/null; do
    gdprctl status --json 2>/dev/null | grep -o '"last_purge_result":"[a-z]*"'
done >seen
check "looked" grep -q . seen
check "never killed" bash -c '! grep killed seen'
check "never refused" bash -c '! grep . refused'

t "recordings: a directory that was forgotten, one from the environment, a file that may not be taken"
scene
expect_status 0 gdprctl --quiet purge --yes --first-run
expect_err "141 recording files are named in the rows that went"
scene
mkdir -p recordings/tallenteet
path=$(sql "SELECT file FROM call_recording WHERE started_at < '2025-11-01' ORDER BY id LIMIT 1")
echo voice >voice && ln -s ../../voice "recordings/$path"
GDPRCTL_RECORDINGS=recordings expect_status 1 gdprctl --quiet purge --yes --first-run
expect_err "1 row stays, because its recording file is none that may be deleted"
check "its row and what it leads to stay" test "$(rows "call_recording WHERE file = '$path'")" -eq 1
check "voice is there" test -s voice

t "quiet: a word only when somebody is needed"
scene
mkdir recordings && export GDPRCTL_RECORDINGS=recordings
expect_status 77 gdprctl --quiet purge --yes
expect_err "--first-run"
expect_status 0 gdprctl --quiet purge --yes --first-run
expect_out "" && expect_err ""
expect_status 0 gdprctl --quiet purge --yes
expect_out "" && expect_err ""
expect_status 0 gdprctl --quiet purge --yes --json
expect_json deleted 0
GDPRCTL_NOW=2026-11-20T08:50:00+02:00 expect_status 77 gdprctl --quiet purge --yes
expect_err "clock"

for day in 2026-10-12 2026-10-13 2026-11-20; do
    quick request open access --register kuopio-customers --received $day --channel letter --customer 00100003 >/dev/null 2>&1
done
expect_status 0 gdprctl --quiet purge --yes
expect_out ""
expect_err "2 requests are overdue: gdprctl request list --overdue"
expect_status 0 gdprctl purge --yes
expect_out "overdue: 2"
expect_err "2 requests are overdue"
expect_status 0 gdprctl purge --dry-run --json
expect_json requests_overdue 2
expect_err "2 requests are overdue"

unset GDPRCTL_RECORDINGS

t "the journal is told how grave a line is"
scene
: >journal
JOURNAL_STREAM=$(stat -c %d:%i journal) "$GDPRCTL" purge --yes >/dev/null 2>journal
check "a warning" grep -q '^<4>gdprctl: warning: nothing is purged' journal
: >journal
JOURNAL_STREAM=$(stat -c %d:%i journal) "$GDPRCTL" purge --register nowhere --yes >/dev/null 2>journal
check "an error" grep -q '^<3>gdprctl: ' journal
check "each line of it" test -z "$(grep -v '^<3>' journal)"
JOURNAL_STREAM=1:1 "$GDPRCTL" purge --yes >/dev/null 2>journal
check "another stream" grep -q '^gdprctl: warning' journal
finish
