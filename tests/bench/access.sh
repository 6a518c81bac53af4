#!/bin/bash
# access.sh [N] [PEOPLE] - what it costs to answer access requests from a database of N customers (a million unless told
# otherwise). One person's whole package, beside what it cannot do without (files.c: a sqlite3 process that reads the
# schema, and as many files and syncs); PEOPLE verified requests (1,000) with `access --all`, beside a shell loop that
# runs one nested-JSON query (access.sql) in a sqlite3 process for each person. In turn. Every value that the queries find
# must be in the exports, and no other. See lib.sh for what can be set.
#
# Every run writes into a directory of its own, and all of them go at the end: ext4 does not give out the numbers of files
# deleted in the last minutes, and looking past ten thousand of them took a fourth of the time of what came next.
# shellcheck disable=SC2154,SC2034 # lib.sh sets and reads some
cd "$(dirname "$0")/../.." || exit 1
. tests/bench/lib.sh
customers=${1:-1000000} people=${2:-1000}
build files

# Verified requests of people all over the database, put in as rows: the book is not what is measured. Each person has a
# tag of their own, else everybody's answer would list the requests of all. `people` has their ids.
request() { # request N
    sql "$db" "PRAGMA foreign_keys = ON; INSERT INTO request (ref, register_id, right, state, customer_id, subject_tag,
            received, channel, due, art12, method, verified_on)
        SELECT printf('2026-%04d', row_number() OVER (ORDER BY id)), register_id, 'access', 'verified', id,
            CAST(printf('%016d', id) AS BLOB), '2026-11-20', 'letter', '2026-12-20', '2026-12-20', 'signature', '2026-11-20'
        FROM customer WHERE id % ($1 / $people) = 0 LIMIT $people;
        SELECT customer_id FROM request ORDER BY id" >"$dir/people" || exit 1
    [ "$(wc -l <"$dir/people")" -eq "$people" ] || fail "not $people people"
    sync "$db"
}

one_ours() {
    next=$((next + 1))
    gdprctl access "$(printf '2026-%04d' $next)" --out "$dir/one.$n.$$"
    [ "$status" -eq 0 ] || fail "access ended with $status"
}

one_theirs() {
    measure "$dir/files" "$dir/files.$n.$next.$$" sqlite3 -batch -init /dev/null "$db" "SELECT count(*) FROM own_table"
    [ "$status" -eq 0 ] || fail "files ended with $status"
}

all_ours() {
    fresh ours
    request "$n"
    answers=$dir/answers.$n.$pair.$$
    gdprctl access --all --out "$answers"
    [ "$status" -eq 0 ] || fail "access --all ended with $status"
}

all_theirs() {
    json=$dir/json.$n.$pair.$$
    mkdir "$json" || fail "no directory"
    # shellcheck disable=SC2016 # for the shell that is measured
    measure bash -c 'query=$(<"$3")
        while read -r id; do
            sqlite3 -batch -init /dev/null "$1" <<<"${query//@ID@/$id}" >"$4/$id.json" || exit 1
        done <"$2/people"' loop "$base" "$dir" tests/bench/access.sql "$json"
    [ "$status" -eq 0 ] || fail "the loop ended with $status"
}

# Every value of every row, both ways: by table and row id.
compare() {
    python3 - "$dir/people" "$json" "$answers" <<'END' || fail "the values differ"
import json, sys
(people, json_dir, answers), values = sys.argv[1:], 0
for number, person in enumerate(open(people), 1):
    found, given = {}, {}
    for table, rows in json.load(open(f"{json_dir}/{person.strip()}.json")).items():
        for row in rows:
            found[table, str(row["id"])] = row
    export = json.load(open(f"{answers}/2026-{number:04d}/export.json"))
    for category in export["categories"]:
        for table in category["tables"]:
            for row in table["rows"]:
                given.setdefault((table["table"], row["row"]), {}).update(row.get("values", {}))
    internal = {"id", "customer_id", "metering_point_id", "contract_id", "invoice_id", "connection_id", "name_key",
                "phone_key", "email_key", "protected"}
    if found.keys() != given.keys():
        sys.exit(f"{person.strip()}: other rows")
    for key, row in found.items():
        for column, value in row.items():
            if column not in internal and given[key].pop(column, None) != value:
                sys.exit(f"{person.strip()}: {key[0]}.{column}")
            values += column not in internal
        if given[key]:
            sys.exit(f"{person.strip()}: {key[0]} has more columns")
print(f"  {number} people: {values} values, all equal")
END
}

for n in $([ "$customers" -lt 10000 ] || echo $((customers / 10))) "$customers"; do
    prepare "$n" kuopio-customers
    in_pairs all_ours all_theirs
    table "$n customers: $people answers" "gdprctl access --all" "access.sql, a process for each"
    all_times=$times all_peak=$(median ours 3)
    compare
    [ "$n" -eq "$customers" ] || small=$(median ours 1) small_cpu=$(median ours 2)
    large=$(median ours 1) large_cpu=$(median ours 2)
    fresh ours
    request "$n"
    next=0
    PAIRS=$((${PAIRS:-3} * 7)) in_pairs one_ours one_theirs
    table "$n customers: one answer" "gdprctl access" "files.c: sqlite3 and the same syncs"
done
[ -z "${small:-}" ] || echo "ten times as much: $people answers grow by the power $(growth "$small" "$large"), of" \
    "processor time by $(growth "$small_cpu" "$large_cpu")"
echo "goals: one answer at most 1.50 times files.c, it is $(hundredths $((10000 / times))) times; $people answers at least" \
    "1.00 x of the loop and 16 MiB, it is $(hundredths "$all_times") x and $(((all_peak + 1023) / 1024)) MiB"
rm -rf "$dir"/{ours,theirs}.db* "$dir/people"
