#!/bin/bash
# report.sh - the report: counts, times to answer, period, outlook, page.
. "$(dirname "$0")/lib.sh"

book() {
    new_db
    quick --quiet register load --builtin kuopio-customers >/dev/null || complain "register load failed"
    for pair in customer:asiakkaat metering-point:kayttopaikat contract:sopimukset invoice:laskut; do
        quick --quiet record import kuopio-customers "${pair%%:*}" \
            "$ROOT/tests/data/sample/cp1252/${pair##*:}.csv" >/dev/null 2>&1
    done
}

# open TYPE RECEIVED
open() {
    quick --quiet request open "$1" --register kuopio-customers --received "$2" --channel email \
        --customer 00100013 >/dev/null 2>&1 || complain "request open failed"
}

# step COMMAND...: a step that is not what is tested.
step() {
    gdprctl --quiet "$@" >/dev/null 2>"$WORK/step" || complain "failed: $*" "$WORK/step"
}

t "an empty book"
new_db
expect_status 0 gdprctl report --json
expect_json total 0
expect_json median_days null
expect_json requests.length 0
expect_json outlook.length 24
expect_json from 2026-01-01
expect_json to 2026-11-22

t "counts by type and outcome"
book
open access 2026-11-02
open access 2026-11-12
open access 2026-11-17
open access 2026-09-01
open erasure 2026-11-20
open access 2025-12-31
step request refuse 2026-0001 --ground unfounded --reason x
step request refuse 2026-0002 --ground unfounded --reason x
GDPRCTL_NOW=2026-11-19T09:00:00+02:00 step request refuse 2026-0003 --ground unfounded --reason x
step request deliver 2026-0003 --sent 2026-11-20
step request withdraw 2026-0005
expect_status 0 gdprctl report --json
expect_json total 5
expect_json answered 3
expect_json median_days 10
expect_json max_days 20
expect_json overdue 1
expect_json requests.length 2
expect_json requests.0.type access
expect_json requests.0.refused 3
expect_json requests.0.open 1
expect_json requests.1.withdrawn 1
expect_json requests.1.answered 0
expect_json requests.1.max_days null
expect_status 0 gdprctl report --from 2025-12-01 --to 2025-12-31 --json
expect_json total 1
expect_status 0 gdprctl report --from 2026-11-12 --to 2026-11-17 --json
expect_json total 2
expect_json median_days 7
expect_status 64 gdprctl report --from 2026-11-12 --to 2026-11-11
expect_status 64 gdprctl report --from 2026-11-23
expect_err "--from is after the evaluation date"
expect_status 64 gdprctl report --from 2026-11-12 --as-of 2026-11-11 --json
expect_json error.code usage
expect_status 0 gdprctl report --from 2026-11-22
expect_status 0 gdprctl report --from 2026-11-23 --to 2026-11-23

t "extended, and answered late"
book
open access 2026-11-02
step request extend 2026-0001 --reason x
expect_status 0 gdprctl report --json
expect_json extended 1
open access 2026-09-01
step request refuse 2026-0002 --ground unfounded --reason x
expect_status 0 gdprctl report --json
expect_json late 1
expect_json overdue 1
step request deliver 2026-0002 --sent 2026-11-22
expect_status 0 gdprctl report --json
expect_json late 1
expect_json overdue 0

t "an answer that was made and not sent is overdue, as in the request book"
book
open access 2026-10-01
GDPRCTL_NOW=2026-10-05T09:00:00+03:00 step request verify 2026-0001 --method e-signature
GDPRCTL_NOW=2026-10-06T09:00:00+03:00 step access 2026-0001 --out "$WORK/answers"
expect_status 0 gdprctl report --as-of 2026-11-02 --json
expect_json answered 1
expect_json overdue 0
expect_status 0 gdprctl report --json
expect_json answered 1
expect_json late 0
expect_json overdue 1
expect_json requests.0.overdue 1
step request deliver 2026-0001 --sent 2026-10-07
expect_status 0 gdprctl report --json
expect_json overdue 0

t "an extension does not make a refusal timely"
book
open access 2026-10-01
GDPRCTL_NOW=2026-10-05T09:00:00+03:00 step request extend 2026-0001 --reason x
step request refuse 2026-0001 --ground unfounded --reason x
expect_status 0 gdprctl report --json
expect_json requests.0.late 1
expect_json requests.0.overdue 1
step request deliver 2026-0001 --sent 2026-11-22
expect_status 0 gdprctl report --json
expect_json requests.0.late 1
expect_json requests.0.overdue 0

t "the outlook is the forecast of all registers"
book
expect_status 0 gdprctl retention forecast kuopio-customers --months 24 --json
rows=$(python3 -c 'import json, sys; print(sum(r["rows"] for r in json.load(sys.stdin)["forecast"]))' <"$OUT")
expect_status 0 gdprctl report --json
check "as many rows" test "$(python3 -c 'import json, sys
print(sum(r["rows"] for r in json.load(sys.stdin)["outlook"]))' <"$OUT")" = "$rows"
check "there are some" test "$rows" -gt 0
expect_status 0 gdprctl report
expect_out "█"

t "what is due already stands by itself, on the screen as on the page"
book
expect_status 0 gdprctl --lang en report --html page.html
cp "$OUT" text
expect_status 0 gdprctl report --json
check "the same first month" python3 -c '
import json, re, sys
report = json.loads(open(sys.argv[1]).read())
page = open("page.html").read()
due = int(re.search(r"<dt>Ended already, entries</dt>\s*<dd>(\d+)</dd>", page).group(1))
first = int(re.search(r">November 2026</th>\s*<td class=\"n\">(\d+)<", page).group(1))
text = int(re.search(r"^ *2026-11 +(\d+)", open("text").read(), re.M).group(1))
assert due == report["due"] > 0 and report["outlook"][0]["rows"] == first + due, (due, first, report["outlook"][0])
assert text == first, (text, first)' "$OUT"

t "a page, in three languages, never over a file"
book
open access 2026-11-02
dates=(1.1.2026–22.11.2026 1.1.2026–22.11.2026 "1 January 2026 – 22 November 2026")
months=("Tammikuu 2027" "Januari 2027" "January 2027")
for lang in fi:Tietosuojaraportti sv:Dataskyddsrapport en:"Data protection report"; do
    expect_status 0 gdprctl --lang "${lang%%:*}" report --html "${lang%%:*}.html"
    check "title" grep -q "<h1>${lang#*:}</h1>" "${lang%%:*}.html"
    check "the period" grep -q "<dd>${dates[0]}</dd>" "${lang%%:*}.html"
    check "a month by its name" grep -q ">${months[0]}</th>" "${lang%%:*}.html"
    dates=("${dates[@]:1}") months=("${months[@]:1}")
    check "a bar for each month" test "$(grep -c 'class="bar"' "${lang%%:*}.html")" = 24
    check "drawn, no script" grep -q '<svg aria-hidden="true"' "${lang%%:*}.html"
    check "no script" bash -c '! grep -qi "<script" "$1"' - "${lang%%:*}.html"
done
check "private" test "$(stat -c %a fi.html)" = 600
check "the customer is not named" sh -c '! grep -q 00100013 fi.html'
expect_status 73 gdprctl report --html fi.html

finish
