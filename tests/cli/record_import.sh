#!/bin/bash
# `record import` from the outside: encodings, headers, natural keys, rejects, map files, streams, and who may not come
# back. What optout import and record import have in common in reading a file is tested more closely in the unit tests.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sample.sh"
register=kuopio-customers

# A database with the register, made once and copied for each case.
start() {
    taken_back start && return
    new_db
    gdprctl --quiet register load --builtin $register --builtin ksat-customers >/dev/null
    put_by start
}

import() { # import STATUS TABLE FILE [OPTION...]
    local want=$1
    shift
    expect_status "$want" gdprctl record import $register "$@" --json
}

expect_counts() { # expect_counts ROWS APPLIED UNCHANGED REJECTED
    expect_out "\"rows\":$1,\"applied\":$2,\"unchanged\":$3,\"unmatched\":0,\"ambiguous\":0,\"rejected\":$4,"
}

expect_reject() { # expect_reject LINE COLUMN
    expect_out "{\"line\":$1,\"column\":\"$2\","
}

expect_sql() { # expect_sql VALUE STATEMENT
    check "$2 is not $1" test "$(sql "$2")" = "$1"
}

file() { # file NAME LINE...
    printf '%s\n' "${@:2}" >"$1"
}

# Everything in the record tables, and nothing of when it came.
records() {
    for table in customer representative metering_point contract invoice call_recording marketing_permission; do
        sql "SELECT * FROM $table"
    done
}

people=('customer_no;name;phone;email' '1;Aino Kivi;040 000 0001;aino@example.com' '2;Eero Puro;040 000 0002;')

# ---- the whole sample ----

t "the sample in three encodings: every row, the same content, and nothing new the second time"
first=
for encoding in utf8bom cp1252 utf16le; do
    start
    for run in new again; do
        for pair in customer:asiakkaat:200 metering-point:kayttopaikat:234 contract:sopimukset:234 \
            invoice:laskut:575 call-recording:puhelut:241 marketing-permission:markkinointiluvat:546; do
            IFS=: read -r table name rows <<<"$pair"
            import 0 "$table" "$SAMPLE/$encoding/$name.csv"
            delimiter=';'
            case $encoding:$name in
            utf8bom:*) found=utf-8-bom ;;
            cp1252:puhelut) found=utf-8 ;; # not a letter beyond ASCII
            cp1252:*) found=windows-1252 ;;
            utf16le:*) found=utf-16le delimiter='\t' ;;
            esac
            sha=$(sha256sum "$SAMPLE/$encoding/$name.csv")
            expect_out "{\"format\":1,\"file\":\"$SAMPLE/$encoding/$name.csv\",\"sha256\":\"${sha%% *}\",\"encoding\":\"$found\",\"delimiter\":\"$delimiter\",\"rows\":"
            if [ $run = new ]; then
                expect_counts "$rows" "$rows" 0 0
            else
                expect_counts "$rows" 0 "$rows" 0
            fi
        done
        now=$(records | sha256sum)
        check "$encoding, $run: other content" test "${first:=$now}" = "$now"
    done
done
expect_sql 200 'SELECT count(*) FROM customer'
expect_sql "Näre; \"Nappi\", Oy" "SELECT name FROM customer WHERE name GLOB 'N*Nappi*'"
expect_sql '=Kuusi Öhman' "SELECT name FROM customer WHERE name GLOB '=*'"
expect_sql 1600.66 "SELECT amount FROM invoice WHERE invoice_no = '500002'"
expect_sql 2013-04-13 "SELECT invoice_date FROM invoice WHERE invoice_no = '500002'"
expect_sql 13860 "SELECT annual_kwh FROM metering_point WHERE gsrn = '643000000000079326'"
expect_sql 00100001 "SELECT min(customer_no) FROM customer"
expect_status 0 gdprctl audit verify

# ---- headers ----

t "headers: column names, Finnish, Swedish and English, in any case and without dots"
start
for header in 'customer_no;personal_id;street' 'Asiakasnumero;Henkilötunnus;KATUOSOITE' 'asiakasnumero;henkilotunnus;osoite' \
    'Kundnummer;Personbeteckning;Gatuadress' 'Customer number;Personal identity code;Street address'; do
    file in.csv "$header" '007;131052-988R;Satamatie 1'
    import 0 customer in.csv
    expect_json rows 1
    expect_sql '007|131052-988R|Satamatie 1' 'SELECT customer_no, personal_id, street FROM customer'
done
expect_out '"unchanged":1,'

t "headers: a field's names, also where it has columns of that name in several tables"
start
expect_status 0 gdprctl register load --builtin all
file in.csv 'customer_no;name' '1;Haapa Oy'
for register in kss-customers ksat-customers; do
    expect_status 0 gdprctl record import $register customer in.csv
done
for header in 'sähköpostiosoite' 'e-postadress' 'e-mail address'; do
    file in.csv "customer_no;name;$header" '1;Aino Kivi;aino@example.com'
    expect_status 0 gdprctl record import kss-customers representative in.csv
    expect_sql 'aino@example.com' 'SELECT email FROM representative'
done
file in.csv 'customer_no;contract_no;päättymispäivät;hinnat' '1;S1;1.2.2020;7,5'
expect_status 0 gdprctl record import ksat-customers contract in.csv
expect_sql '2020-02-01|7.5' 'SELECT end_date, price FROM contract'
file in.csv 'customer_no;invoice_no;perintätiedot' '1;L1;ei'
expect_status 65 gdprctl record import ksat-customers invoice in.csv

t "a header nobody knows, or one that is there twice, refuses the file"
start
file in.csv 'customer_no;name;kenkäkoko' '1;Aino Kivi;38'
import 65 customer in.csv
expect_out '"code":"bad-data"'
expect_out 'column 3'
import 0 customer in.csv --ignore-columns Kenkakoko
expect_counts 1 1 0 0
file in.csv 'customer_no;name;Nimi' '1;Aino Kivi;Aino Puro'
import 65 customer in.csv
expect_out 'columns 2 and 3'
file in.csv 'customer_no;name;NAME' '1;Aino Kivi;Aino Puro'
import 65 customer in.csv
expect_out 'columns 2 and 3'
file in.csv 'name;phone' 'Aino Kivi;040 000 0001'
import 65 customer in.csv
expect_out 'customer.customer_no'
expect_sql 'Aino Kivi' 'SELECT name FROM customer'

t "a column to pass over may have a comma in its name"
start
file in.csv 'customer_no,name,"Koko, ""EU""",muu' '1,Aino Kivi,38,x'
import 65 customer in.csv --ignore-columns 'Koko, "EU",muu'
import 0 customer in.csv --ignore-columns '"Koko, ""EU""",muu'
import 0 customer in.csv --ignore-columns 'muu, "Koko, ""EU"""'

t "a map file is made, filled in, and used again for the next file"
start
file one.csv 'ASNRO;name' '1;Aino Kivi'
import 65 customer one.csv --map one.json
expect_out '1 column has a name that nobody knows'
file crm.csv 'KUNTA;ASNRO;ASNIMI;KOKO;email' 'Kuopio;1;Aino Kivi;38;aino@example.com'
import 65 customer crm.csv --map crm.json
expect_out 'the map file was made'
expect_sql 0 'SELECT count(*) FROM customer'
check "what is known is filled in" test "$(json_get email crm.json)" = customer.email
check "what is not is null" test "$(json_get ASNRO crm.json)" = null
python3 - <<'END'
import json
m = json.load(open("crm.json", encoding="utf-8"))
m["ASNRO"], m["ASNIMI"], m["KUNTA"] = "customer.customer_no", "customer.name", "customer.city"
json.dump(m, open("crm.json", "w", encoding="utf-8"))
END
import 0 customer crm.csv --map crm.json
expect_sql '1|Aino Kivi|Kuopio|aino@example.com' 'SELECT customer_no, name, city, email FROM customer'
file crm.csv 'ASNIMI;ASNRO;KOKO' 'Eero Puro;2;44'
import 0 customer crm.csv --map crm.json
expect_sql 'Eero Puro' "SELECT name FROM customer WHERE customer_no = '2'"
file crm.csv 'ASNIMI;ASNRO;HATTU' 'Eero Puro;2;59'
import 65 customer crm.csv --map crm.json
expect_out 'column 3'

t "a map file for headers that are all known is made on the way; --dry-run makes none"
start
file in.csv "${people[@]}"
import 0 customer in.csv --map in.json --dry-run
check "no map file" test ! -e in.json
import 0 customer in.csv --map in.json
expect_out '"map":"in.json",'
check "the map file" test "$(json_get name in.json)" = customer.name
import 0 customer in.csv --map in.json
expect_counts 2 0 2 0

t "a map file can be made of a file that has a column named format"
start
file in.csv 'no;name;format' '1;Aino Kivi;A4'
import 65 customer in.csv --map in.json
sed -i 's/"no": null/"no": "customer.customer_no"/' in.json
import 0 customer in.csv --map in.json
expect_counts 1 1 0 0

t "a map file that leads nowhere is a fault of the configuration"
start
file in.csv 'no;name' '1;Aino Kivi'
echo '{"no": "customer.shoe_size"}' >in.json
import 78 customer in.csv --map in.json
expect_out 'the map file in.json: its entry 1'
echo '{"no": "contract.contract_no"}' >in.json
import 78 customer in.csv --map in.json
echo '{"no": "customer.register_id"}' >in.json
import 78 customer in.csv --map in.json
echo '["customer.name"]' >in.json
import 78 customer in.csv --map in.json
expect_out 'the map file in.json holds no object'
expect_sql 0 'SELECT count(*) FROM customer'

# ---- rows that are there ----

t "an existing row is updated by its key in the columns that the file has; what is not in the file stays"
start
file in.csv "${people[@]}"
import 0 customer in.csv
file in.csv 'customer_no;email;name' '1;;Aino Kivi-Puro'
import 0 customer in.csv
expect_counts 1 1 0 0
expect_sql '1|Aino Kivi-Puro|aino kivi-puro|040 000 0001||' \
    "SELECT customer_no, name, name_key, phone, email, email_key FROM customer WHERE customer_no = '1'"
expect_sql 2 'SELECT count(*) FROM customer'
import 0 customer in.csv
expect_counts 1 0 1 0

t "the owner of a number does not change by an import, and rows belong to their own customer only"
start
file in.csv "${people[@]}"
import 0 customer in.csv
file contract.csv 'customer_no;contract_no;start_date' '1;S1;1.2.2020' '2;S1;1.3.2020'
import 0 contract contract.csv
expect_sql '1,2020-02-01 2,2020-03-01' "SELECT group_concat(customer_id || ',' || start_date, ' ') FROM contract"
file invoice.csv 'customer_no;contract_no;invoice_no;amount' '1;S1;L1;10,50' '2;S9;L2;1,00' '9;S1;L3;1,00' ';S1;L4;1,00'
import 1 invoice invoice.csv
expect_counts 4 1 0 3
expect_reject 3 contract_no
expect_reject 4 customer_no
expect_reject 5 customer_no
expect_sql '1|L1|10.50' 'SELECT contract_id, invoice_no, amount FROM invoice'

t "one key with two contents in a file: neither is taken; the same row twice is one"
start
file in.csv 'customer_no;name' '1;Aino Kivi' '2;Eero Puro' '1;Aino Puro' '2;Eero Puro' '3;Saara Oja'
import 1 customer in.csv
expect_counts 5 2 1 2
expect_out '"rejects":[{"line":2,"column":null,'
expect_out '{"line":4,"column":null,'
expect_sql '2 3' "SELECT group_concat(customer_no, ' ') FROM customer"

t "the same row in two spellings is one: the first is kept, the second says nothing new"
start
file in.csv 'customer_no;name;phone;email;customer_since;city' '1;Aino Kivi;040 000 0001;Aino@example.com;1.2.2020;Kuopio' \
    '2;Eero Puro;;;;' '1;AINO  KIVI;+358400000001;aino@EXAMPLE.com;2020-02-01;Kuopio ' '2;Eero Puro;040 000 0002;;;'
import 1 customer in.csv
expect_counts 4 1 1 2
expect_sql '1|Aino Kivi|040 000 0001|2020-02-01' 'SELECT customer_no, name, phone, customer_since FROM customer'
import 1 customer in.csv
expect_counts 4 0 2 2
file invoice.csv 'customer_no;invoice_no;invoice_date;amount' '1;L1;1.3.2020;1 600,50' '1;L1;2020-03-01;1600.50' \
    '1;L2;1.3.2020;10' '1;L2;2.3.2020;10'
import 1 invoice invoice.csv
expect_counts 4 1 1 2

t "of two rows on one permission that disagree, or of which one is wrong, none permits anything"
start
file in.csv "${people[@]}"
import 0 customer in.csv
file permission.csv 'asiakasnumero;laji;kanava;tila;kasittelyhetki' '1;suoramainonta;email;kielto;1.3.2026' \
    '1;Suoramainonta;sähköposti;lupa;1.3.2026' '2;suoramainonta;email;kielto;31.2.2026' '2;suoramainonta;email;lupa;1.3.2026' \
    '1;etämyynti;email;lupa;31.2.2026' '1;etämyynti;email;kielto;1.3.2026' '2;etämyynti;email;lupa;1.3.2026'
import 1 marketing-permission permission.csv --rejects wrong.csv
expect_counts 7 2 0 5
check "which" test "$(cut -d';' -f6 wrong.csv | tail -n +2 | tr '\n' ' ')" = "2 3 4 5 6 "
check "why" grep -q '^2;suoramainonta;email;lupa;1.3.2026;5;;another row of its key is wrong' wrong.csv
expect_sql '1|distance-selling|prohibition 2|distance-selling|permission' \
    "SELECT group_concat(customer_id || '|' || scope || '|' || state, ' ') FROM marketing_permission"

# ---- values ----

t "all direct marketing is not one kind of it: the row says which, or is rejected with the words there are"
start
file people.csv "${people[@]}"
import 0 customer people.csv
file kinds.csv 'customer_no;scope;channel;state' '1;suoramarkkinointi;posti;kielto' '1;muu suoramarkkinointi;posti;kielto' \
    '2;suoramarkkinointi;posti;lupa' '2;suoramainonta;posti;lupa'
import 1 marketing-permission kinds.csv --rejects say.csv
expect_counts 4 2 0 2
expect_reject 2 scope
expect_reject 4 scope
expect_out "none of the words that the column takes: direct-mail, distance-selling, other-direct-marketing,"
check "the file says it too" grep -q '^1;suoramarkkinointi;.*none of the words.*direct-mail' say.csv
expect_sql 'other-direct-marketing|prohibition
direct-mail|permission' 'SELECT scope, state FROM marketing_permission ORDER BY customer_id'

t "dates, numbers and names in every form that is promised"
start
file in.csv 'customer_no;name;customer_since' '1;Aino Kivi;2020-02-29' '2;Eero;29.2.2020' '3;Oja;2020-02-29T23:30:00+02:00' \
    $'4;A\xcc\x8ake \xc3\x96hman;1.3.2020' '5;Tuuli;29.2.2020 8.05' '6;Ilta;29.2.2020 23:59' '7;Yö;20200229T213000Z'
import 0 customer in.csv
expect_sql '2020-02-29,2020-02-29,2020-02-29,2020-03-01,2020-02-29,2020-02-29,2020-02-29' \
    'SELECT group_concat(customer_since) FROM customer'
expect_sql $'A\xcc\x8ake Öhman|åke öhman' "SELECT name, name_key FROM customer WHERE customer_no = '4'"
file invoice.csv 'customer_no;invoice_no;amount' '1;1;1 600,66' $'1;2;1\xc2\xa0600.66' $'1;3;1\xe2\x80\xaf600,66' '1;4;-12' '1;005;0,10'
import 0 invoice invoice.csv
expect_sql '1600.66 1600.66 1600.66 -12 0.10' "SELECT group_concat(amount, ' ') FROM invoice"
expect_sql 005 'SELECT invoice_no FROM invoice WHERE id = 5'

t "a representative's name with its dots apart is the same row, and a customer's is kept as it came"
start
file in.csv 'customer_no;name;edustaja' $'1;Oy \xc3\x84iti;\xc3\x85ke \xc3\x96hman'
import 0 customer in.csv
file in.csv 'customer_no;name;edustaja' $'1;Oy A\xcc\x88iti;A\xcc\x8ake O\xcc\x88hman'
import 0 customer in.csv
expect_counts 1 1 0 0
expect_sql $'Oy A\xcc\x88iti|Åke Öhman|1' \
    'SELECT c.name, max(r.name), count(*) FROM customer c JOIN representative r ON r.customer_id = c.id'
import 0 customer in.csv
expect_counts 1 0 1 0

t "numbers in a table of one's own: the same file again changes nothing"
start
sql "CREATE TABLE heat_meter (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customer(id), no TEXT,
     power REAL, size NUMERIC, pulses BIGINT, code TEXT COLLATE NOCASE, UNIQUE (customer_id, no))"
file in.csv "${people[@]}"
import 0 customer in.csv
file meters.csv 'customer_no;no;power;size;pulses;code' '1;M1;2;3;9007199254740993;a' '1;M2;2,50;;;' '2;M1;0,1;1,5;7;b'
import 0 heat_meter meters.csv
expect_counts 3 3 0 0
import 0 heat_meter meters.csv
expect_counts 3 0 3 0
file meters.csv 'customer_no;no;power;size;pulses;code' '1;M1;2;3;9007199254740992;a' '1;M2;2,51;;;' '2;M1;0,1;1,5;7;B'
import 0 heat_meter meters.csv
expect_counts 3 3 0 0
expect_sql 'B|9007199254740992' "SELECT max(code), max(pulses) FROM heat_meter"

t "a number in a table of one's own is one under every name that SQL has for its type"
start
sql "CREATE TABLE heat_meter (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customer(id), no TEXT,
     a NUMERIC(10,2), b decimal (10, 2), c DOUBLE PRECISION, d FLOAT, e BIGINT, UNIQUE (customer_id, no))"
file in.csv "${people[@]}"
import 0 customer in.csv
file meters.csv 'customer_no;no;a;b;c;d;e' '1;M1;1 234,50;1,5;2.50;-0,25;9 007 199' '1;M2;ei;;;;' '1;M3;;;;;1,5' '1;M4;;;;x;'
import 1 heat_meter meters.csv --rejects wrong.csv
expect_counts 4 1 0 3
expect_reject 3 a
expect_reject 4 e
expect_reject 5 d
expect_sql '1234.5|1.5|2.5|-0.25|9007199' "SELECT a, b, c, d, e FROM heat_meter"
import 1 heat_meter meters.csv
expect_counts 4 0 1 3

t "a row that names what it refers to in part only is rejected wherever it stands in the file"
start
sql "CREATE TABLE reading (id INTEGER PRIMARY KEY, metering_point_id INTEGER NOT NULL REFERENCES metering_point(id),
         no TEXT NOT NULL, UNIQUE (metering_point_id, no));
     CREATE TABLE alarm (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customer(id),
         reading_id INTEGER REFERENCES reading(id), alarm_no TEXT NOT NULL, UNIQUE (customer_id, alarm_no))"
file in.csv 'customer_no;name' '1;Aino Kivi'
import 0 customer in.csv
file in.csv 'customer_no;gsrn;no' '1;643007574000000015;7'
import 0 metering-point in.csv --ignore-columns no
import 0 reading in.csv
file in.csv 'customer_no;alarm_no;gsrn;no' '1;a1;643007574000000015;7' '1;a2;;7'
import 1 alarm in.csv
expect_counts 2 1 0 1
expect_json rejects.0.line 3
expect_out 'in part only'

t "a row without what it has to refer to is rejected, and not the file"
start
sql "CREATE TABLE heat (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customer(id),
         contract_id INTEGER NOT NULL REFERENCES contract(id), no TEXT NOT NULL, UNIQUE (customer_id, no))"
file in.csv 'customer_no;name' '1;Aino Kivi'
import 0 customer in.csv
file in.csv 'customer_no;contract_no' '1;K1'
import 0 contract in.csv
file in.csv 'customer_no;no;contract_no' '1;7;' '1;8;K1'
import 1 heat in.csv
expect_counts 2 1 0 1
expect_json rejects.0.line 2
expect_json rejects.0.column contract_no
expect_out 'cannot do without it'

t "a file without a column that a new row needs: rows that are there are updated, others rejected"
start
sql "CREATE TABLE visit (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customer(id),
         visit_no TEXT NOT NULL, kind TEXT NOT NULL, cost REAL, UNIQUE (customer_id, visit_no)) STRICT"
file in.csv 'customer_no;name' '1;Aino Kivi' '2;Eino Kivi'
import 0 customer in.csv
file in.csv 'customer_no;visit_no;kind' '1;V1;home' '2;V1;shop'
import 0 visit in.csv
file in.csv 'customer_no;visit_no;cost' '1;V1;12,5' '1;V2;3' '2;V1;7'
import 1 visit in.csv --rejects wrong.csv
expect_counts 3 2 0 1
expect_json rejects.0.line 3
expect_json rejects.0.column null
expect_out 'does not do without a value'
expect_sql '12.5|home 7.0|shop' "SELECT group_concat(cost || '|' || kind, ' ') FROM visit"
import 1 visit in.csv
expect_counts 3 0 2 1
import 65 visit in.csv --strict

t "a row that breaks a rule of a table of one's own is rejected, and not the file"
start
sql "CREATE TABLE visit (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customer(id),
         visit_no TEXT NOT NULL, cost REAL CHECK (cost < 100), bill TEXT, UNIQUE (customer_id, visit_no), UNIQUE (bill))"
file in.csv 'customer_no;name' '1;Aino Kivi'
import 0 customer in.csv
file in.csv 'customer_no;visit_no;cost;bill' '1;V1;5;B1' '1;V2;500;B2' '1;V3;6;B3' '1;V4;7;B1'
import 1 visit in.csv
expect_counts 4 2 0 2
file in.csv 'customer_no;visit_no;cost;bill' '1;V1;500;B1' '1;V3;6;B1' '1;V5;8;B5'
import 1 visit in.csv
expect_counts 3 1 0 2
expect_json rejects.0.reason 'a rule of the table does not allow it'
expect_json rejects.1.reason 'another row has a value that no two rows may have'
expect_sql '5.0|B1 6.0|B3 8.0|B5' "SELECT group_concat(cost || '|' || bill, ' ') FROM visit"

t "a table with one row a person, and what refers to that row"
start
sql "CREATE TABLE optimisation (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL UNIQUE REFERENCES customer(id),
     setpoint REAL, tariff TEXT);
     CREATE TABLE optimised_day (id INTEGER PRIMARY KEY, optimisation_id INTEGER NOT NULL REFERENCES optimisation(id),
     day DATE NOT NULL, saved REAL, UNIQUE (optimisation_id, day));
     CREATE TABLE optimised_room (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customer(id), room TEXT,
     optimisation_id INTEGER NOT NULL REFERENCES optimisation(id), UNIQUE (customer_id, room))"
file in.csv "${people[@]}" '3;Into Oja;;'
import 0 customer in.csv
file one.csv 'customer_no;setpoint' '1;20,5' '2;19'
import 0 optimisation one.csv
expect_counts 2 2 0 0
import 0 optimisation one.csv
expect_counts 2 0 2 0
file two.csv 'customer_no;setpoint' '1;21' '2;18' '2;17' '99;20'
import 1 optimisation two.csv
expect_counts 4 1 0 3
expect_sql '1|21.0 2|19.0' "SELECT group_concat(customer_id || '|' || setpoint, ' ') FROM optimisation"
file days.csv 'customer_no;day;saved' '1;1.10.2026;1,5' '1;2.10.2026;1' '3;1.10.2026;2' '2;1.10.2026;3'
import 1 optimised_day days.csv --rejects wrong.csv
expect_counts 4 3 0 1
expect_reject 4 customer_no
import 1 optimised_day days.csv
expect_counts 4 0 3 1
expect_sql '1 1 2' "SELECT group_concat(optimisation_id, ' ') FROM optimised_day"
file rooms.csv 'customer_no;room' '1;hall' '2;hall' '3;hall'
import 1 optimised_room rooms.csv
expect_counts 3 2 0 1
expect_sql '1 2' "SELECT group_concat(optimisation_id, ' ') FROM optimised_room"
sql "CREATE TABLE unkeyed (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customer(id), note TEXT)"
file notes.csv 'customer_no;note' '1;x'
import 78 unkeyed notes.csv
expect_out 'has no UNIQUE constraint'

t "a wrong value rejects its row and names line and column, not the value"
start
file in.csv 'customer_no;name;personal_id;phone;email;customer_since;language;postal_code' \
    '1;Aino Kivi;131052-988R;040 000 0001;aino@example.com;1.1.2020;fi;70100' \
    '2;Eero;131052-988S;;;;;' '3;Eero;;12;;;;' '4;Eero;;;eero;;;' '5;Eero;;;;30.2.2020;;' '6;Eero;;;;1.1.2999;;' \
    '7;Eero;;;;;klingon;' '8;Eero;;;;;;7010' ';Eero;;;;;;'
import 1 customer in.csv --rejects wrong.csv
expect_counts 9 1 0 8
line=3
for name in personal_id phone email customer_since customer_since language postal_code customer_no; do
    expect_reject $line $name
    line=$((line + 1))
done
expect_no_out 131052
expect_no_out klingon
expect_no_out 2999
expect_out '"rejects_file":"wrong.csv",'

# ---- rejects ----

t "the rejects file: 0600, encoding, delimiter and line ends of the file; mended, it comes in"
for encoding in UTF-8 WINDOWS-1252 UTF-16LE; do
    start
    rm -f wrong.csv mended.csv
    { # iconv writes no mark
        [ $encoding != UTF-16LE ] || printf '\xff\xfe'
        printf 'asiakasnumero\tnimi\tpuhelin\r\n1\tÅke Öhman\t12\r\n2\t"Eero ""Ee"" Puro"\t040 000 0002\r\n3\t"Ä\tÖ"\t34\r\n' |
            iconv -f UTF-8 -t $encoding
    } >in.csv
    import 1 customer in.csv --rejects wrong.csv
    expect_counts 3 1 0 2
    check "mode" test "$(stat -c %a wrong.csv)" = 600
    {
        [ $encoding != UTF-16LE ] || printf '\xff\xfe'
        {
            printf 'asiakasnumero\tnimi\tpuhelin\tline\tcolumn\treason\r\n'
            printf '1\tÅke Öhman\t12\t2\tpuhelin\tit fits no code of the Finnish numbering plan\r\n'
            printf '3\t"Ä\tÖ"\t34\t4\tpuhelin\tit fits no code of the Finnish numbering plan\r\n'
        } | iconv -f UTF-8 -t $encoding
    } >want.csv
    check "$encoding: the rejects file" cmp wrong.csv want.csv
    iconv -f ${encoding/LE/} -t UTF-8 wrong.csv | sed -e 's/\t12\t/\t040 000 0001\t/' -e 's/\t34\t/\t\t/' | {
        [ $encoding != UTF-16LE ] || printf '\xff\xfe'
        iconv -f UTF-8 -t $encoding
    } >mended.csv
    import 0 customer mended.csv
    expect_counts 2 2 0 0
    expect_sql '3|Åke Öhman' "SELECT (SELECT count(*) FROM customer), name FROM customer WHERE customer_no = '1'"
done

t "the rejects file is never written over another, and there is none when nothing is wrong"
start
file in.csv "${people[@]}"
echo mine >wrong.csv
import 73 customer in.csv --rejects wrong.csv
check "untouched" grep -qx mine wrong.csv
expect_sql 0 'SELECT count(*) FROM customer'
import 73 customer in.csv --rejects wrong.csv --dry-run
import 73 customer in.csv --map nowhere/map.json --dry-run
import 0 customer in.csv --map map.json --rejects other.csv --dry-run
check "a dry run leaves none" test ! -e other.csv -a ! -e map.json
import 0 customer in.csv --rejects other.csv
check "no file" test ! -e other.csv

t "--strict refuses the file; --dry-run counts and keeps nothing"
start
file in.csv "${people[@]}" '3;Oja;12;'
cp gdprctl.db before.db
import 65 customer in.csv --strict --rejects wrong.csv
expect_out '"code":"bad-data"'
expect_out 'line 4, column phone: '
check "nothing has changed" cmp gdprctl.db before.db
import 1 customer in.csv --dry-run --rejects wrong.csv
expect_counts 3 2 0 1
expect_out '"dry_run":true,'
check "nothing has changed" cmp gdprctl.db before.db
check "no rejects file" test ! -e wrong.csv
import 1 customer in.csv --rejects wrong.csv
expect_counts 3 2 0 1
check "a rejects file" test -s wrong.csv

# ---- files as a whole ----

t "a file that is broken anywhere is refused as a whole, with its line"
start
broken() { # broken LINE FORMAT: the last line is what is wrong
    # shellcheck disable=SC2059 # the format is the point
    printf "customer_no;name\n1;Aino\n$2" >in.csv
    import 65 customer in.csv
    expect_out '"code":"bad-data"'
    expect_out "line $1"
    expect_sql 0 'SELECT count(*) FROM customer'
}
broken 3 '2;Eero;x\n'
broken 3 '2\n'
broken 3 '2;"Eero\n'
broken 3 '2;Eero"x"\n'
broken 3 '2;Ee\000ro\n'
broken 4 '2;\303\244\n3;\344\344ni\n'
broken 3 '\357\273\2772;Eero\n'
file in.csv 'customer_no;name'
import 0 customer in.csv
expect_counts 0 0 0 0
: >in.csv
import 65 customer in.csv
import 66 customer not-there.csv
import 69 customers in.csv
expect_out 'did you mean'
expect_status 69 gdprctl record import nobody customer in.csv --json

t "encoding and delimiter by force"
start
printf 'customer_no,name\n1,"\xc5ke; \xd6hman"\n' >in.csv
import 65 customer in.csv --encoding utf-8
import 65 customer in.csv --delimiter ';'
import 0 customer in.csv --encoding windows-1252 --delimiter ,
expect_out '"encoding":"windows-1252",'
expect_out '"delimiter":",",'
expect_sql 'Åke; Öhman' 'SELECT name FROM customer'
expect_status 64 gdprctl record import $register customer in.csv --encoding klingon
expect_status 64 gdprctl record import $register customer in.csv --delimiter '|'

t "standard input, from a file and from a pipe"
start
file in.csv "${people[@]}"
expect_status 0 gdprctl record import $register customer - --json <in.csv
expect_counts 2 2 0 0
expect_out '"file":"-",'
expect_json sha256 "$(sha256sum in.csv | cut -d ' ' -f 1)"
sed -i 's/Eero/Eeva/; $a3;Oja;12;' in.csv
# shellcheck disable=SC2002 # a pipe is what is tested
cat in.csv | expect_status 1 gdprctl record import $register customer - --json --rejects wrong.csv
expect_counts 3 1 1 1
check "the rejects of a pipe" grep -q '^3;Oja;12;;4;phone;' wrong.csv
expect_sql 'Eeva Puro' "SELECT name FROM customer WHERE customer_no = '2'"

# ---- who may not come back ----

t "an erased person does not come back without a reason"
start
register=ksat-customers # its notice keeps nobody
file in.csv 'customer_no;name;personal_id' '1;Aino Kivi;131052-988R' '2;Eero Puro;'
import 0 customer in.csv
expect_status 0 gdprctl erase --register $register --received 2026-11-20 --channel letter --verified signature \
    --customer 1 --yes --json
expect_out '"complete":true,'
import 1 customer in.csv
expect_counts 2 0 1 1
expect_json rejects.0.line 2
expect_out 'erased'
file in.csv 'customer_no;name;personal_id' '55;Aino Toinen;131052-988R'
import 1 customer in.csv
expect_out '"rejected":1,'
expect_sql 1 'SELECT count(*) FROM customer'
import 0 customer in.csv --readmit 'tuli takaisin 21.11.'
expect_out '"readmitted":1,'
expect_sql 2 'SELECT count(*) FROM customer'
expect_sql 0 "SELECT count(*) FROM audit WHERE detail GLOB '*tuli*' OR detail GLOB '*131052*'"
expect_sql 1 "SELECT count(*) FROM audit WHERE detail GLOB '*readmitted=1*readmit_sha256=*'"
import 0 customer in.csv
expect_counts 1 0 1 0
register=kuopio-customers

t "who was erased as a representative and is a customer still has the own data brought up to date, and the other way"
start
register=ksat-customers
file in.csv 'customer_no;name;personal_id;postal_code;phone' '1;Aino Kivi;131052-988R;70100;0400000001' '2;Puro Oy;;;' \
    '3;Oja Oy;;;'
import 0 customer in.csv
file rep.csv 'customer_no;name;personal_id;phone;email' '2;Aino Kivi;131052-988R;0400000001;' '3;Aino Kivi;131052-988R;;'
import 0 representative rep.csv
erase() {
    expect_status 0 gdprctl erase --register $register --received 2026-11-20 --channel letter --verified signature --yes "$@"
}
erase --customer 2 --as representative
file in.csv 'customer_no;name;personal_id;postal_code;phone' '1;Aino Kivi;131052-988R;70200;0400000002'
import 0 customer in.csv
expect_counts 1 1 0 0
file post.csv 'customer_no;postal_code' '1;70300'
import 0 customer post.csv
file other.csv 'customer_no;name;personal_id' '3;Aino Kivi;131052-988R'
import 1 customer other.csv
import 1 representative rep.csv
expect_counts 2 0 1 1
expect_json rejects.0.line 2
erase --customer 1
file rep.csv 'customer_no;name;personal_id;phone;email' '3;Aino Kivi;131052-988R;0400000003;aino@example.com'
import 0 representative rep.csv
expect_counts 1 1 0 0
import 1 customer in.csv
expect_sql 1 'SELECT count(*) FROM representative'
# The number of one who is here still does not bring back another who is not.
file two.csv 'customer_no;name;personal_id' '5;Eero Oja;010150-123A' '6;Liisa Alm;020260-234X'
import 0 customer two.csv
file rep.csv 'customer_no;name;personal_id;phone' '3;Liisa Alm;020260-234X;0400000006'
import 0 representative rep.csv
erase --customer 3 --phone 0400000006 --as representative
erase --customer 5
file in.csv 'customer_no;name;personal_id' '6;Eero Oja;010150-123A'
import 1 customer in.csv
expect_counts 1 0 0 1
register=kuopio-customers

t "who was erased as the representative of one customer and has no identity code still is another's, up to date"
start
register=ksat-customers
file in.csv 'customer_no;name' '1;Kivi Oy' '2;Puro Oy' '3;Oja Oy'
import 0 customer in.csv
file rep.csv 'customer_no;name;phone;email' '1;Aino Kivi;0400000001;aino@example.com' '2;Aino Kivi;0400000001;aino@example.com' \
    '3;Aino Kivi;0400000003;'
import 0 representative rep.csv
expect_status 0 gdprctl erase --register $register --received 2026-11-20 --channel letter --verified signature --yes \
    --customer 1 --phone 0400000001 --as representative
import 1 representative rep.csv
expect_counts 3 0 2 1
expect_json rejects.0.line 2
file new.csv 'customer_no;name;email' '2;Aino Kivi;aino.kivi@example.com'
import 0 representative new.csv
expect_counts 1 1 0 0
file new.csv 'customer_no;name;phone;personal_id' '2;Aino Kivi;0400000001;131052-988R'
import 0 representative new.csv
expect_counts 1 1 0 0
file new.csv 'customer_no;name;phone' '3;Aino Kivi;0400000001' # another of that name: not with the contact of the erased
import 1 representative new.csv
expect_counts 1 0 0 1
register=kuopio-customers

t "a representative who is let in again by the customer's file stays let in"
start
register=ksat-customers
file in.csv 'asiakasnumero;nimi;edustaja' '1;Puro Oy;Eero Mäki' '2;Oja Oy;Saara Oja'
import 0 customer in.csv
expect_status 0 gdprctl erase --register $register --received 2026-11-20 --channel letter --verified signature \
    --customer 1 --as representative --yes --json
import 1 customer in.csv
expect_json rejects.0.column edustaja
import 0 customer in.csv --readmit 'uusi valtakirja' --dry-run
expect_out '"readmitted":1,'
import 1 customer in.csv
import 0 customer in.csv --readmit 'uusi valtakirja'
expect_counts 2 1 1 0
expect_out '"readmitted":1,'
expect_sql 2 'SELECT count(*) FROM representative'
import 0 customer in.csv
expect_counts 2 0 2 0
register=kuopio-customers

t "a representative's own ban goes along when a feed brings another contact; another's on the same contact does not"
start
file in.csv 'customer_no;name' '1;Puro Oy' '2;Oja Oy'
import 0 customer in.csv
file rep.csv 'customer_no;name;phone;email' '1;Eero;0401112222;' '2;Saara;0401112222;'
import 0 representative rep.csv
expect_status 0 gdprctl object --register $register --received 2026-11-20 --channel letter --verified signature \
    --customer 1 --as representative --scope direct-mail --scope profiling
expect_status 0 gdprctl optout lift --register $register --phone 0401112222 --scope profiling --evidence form \
    --given 2026-11-22
file rep.csv 'customer_no;name;phone;email' '1;Eero;0403334444;eero@example.com' '2;Saara;0405556666;'
import 0 representative rep.csv --dry-run
expect_sql 1 'SELECT count(*) FROM suppression'
import 0 representative rep.csv
expect_counts 2 2 0 0
import 0 representative rep.csv
expect_counts 2 0 2 0
file phone.csv 'customer_no;name;phone' '1;Eero;0407778888'
import 0 representative phone.csv
expect_sql 'email 1, phone 3' "SELECT group_concat(n, ', ') FROM (SELECT kind || ' ' || count(*) n FROM suppression
    GROUP BY kind ORDER BY kind)"
file campaign.csv 'phone;email' '0403334444;' '0405556666;' '0407778888;' ';eero@example.com' '0409990000;'
expect_status 0 gdprctl optout screen campaign.csv --register $register --scope direct-mail
check "the first is still banned, the second is not" test "$(tr '\n' ' ' <"$OUT")" = \
    'phone;email 0405556666; 0409990000; '

t "so does the ban of one whose row number is below zero"
start
file in.csv 'customer_no;name' '1;Puro Oy'
import 0 customer in.csv
sql "INSERT INTO representative (id, customer_id, name, name_key, phone, phone_key) SELECT -5, id, 'Eero', 'eero', '0401112222',
    '+358401112222' FROM customer"
expect_status 0 gdprctl object --register $register --received 2026-11-20 --channel letter --verified signature \
    --customer 1 --as representative --scope direct-mail
file phone.csv 'customer_no;name;phone' '1;Eero;0407778888'
import 0 representative phone.csv
expect_counts 1 1 0 0
expect_sql 2 "SELECT count(*) FROM suppression WHERE kind = 'phone'"

t "who is not let in because a twin of the row is wrong is not let in by the next file either"
start
register=ksat-customers
file in.csv 'customer_no;name;personal_id' '1;Aino Kivi;131052-988R'
import 0 customer in.csv
expect_status 0 gdprctl erase --register $register --received 2026-11-20 --channel letter --verified signature \
    --customer 1 --yes
file twins.csv 'customer_no;name;personal_id;phone;turvakielto' '1;Aino Kivi;131052-988R;;ei' \
    '1;Aino Kivi;131052-988R;12;kyllä'
import 1 customer twins.csv --readmit 'tuli takaisin'
expect_counts 2 0 0 2
expect_out '"readmitted":0,'
import 1 customer in.csv
expect_counts 1 0 0 1
expect_out 'erased'
register=kuopio-customers

t "who is not let in because a rule of the table rejects the row stays on the list"
start
register=ksat-customers
sql "ALTER TABLE customer ADD COLUMN segment TEXT CHECK (segment IN ('a', 'b'))"
file in.csv 'customer_no;name;personal_id' '1;Aino Kivi;131052-988R'
import 0 customer in.csv
expect_status 0 gdprctl erase --register $register --received 2026-11-20 --channel letter --verified signature \
    --customer 1 --yes
file wrong.csv 'customer_no;name;personal_id;segment' '1;Aino Kivi;131052-988R;c' '2;Eino Kivi;;a'
import 1 customer wrong.csv --readmit 'tuli takaisin'
expect_counts 2 1 0 1
expect_out '"readmitted":0,'
import 1 customer in.csv
expect_counts 1 0 0 1
expect_out 'erased'
file right.csv 'customer_no;name;personal_id;segment' '1;Aino Kivi;131052-988R;b'
import 0 customer right.csv --readmit 'tuli takaisin'
expect_counts 1 1 0 0
expect_out '"readmitted":1,'
import 0 customer in.csv
expect_counts 1 0 1 0
register=kuopio-customers

t "an erased person does not come back in halves, by a feed that is split over files"
start
register=ksat-customers
file in.csv 'customer_no;name;phone;email;postal_code' '1;Aino Kivi;040 000 0001;aino@example.com;70100' '2;Eero Puro;;;'
import 0 customer in.csv
expect_status 0 gdprctl erase --register $register --received 2026-11-20 --channel letter --verified signature \
    --customer 1 --yes --json
file names.csv 'customer_no;name' '55;AINO  Kivi' '56;Saara Oja'
import 0 customer names.csv
for half in 'phone;+358 40 0000001' 'email;Aino@Example.com' 'postal_code;70100' 'postal_code;phone;70100;0400000009'; do
    file half.csv "customer_no;${half%;*}" "55;${half##*;}" "56;${half##*;}"
    [ "$half" != 'postal_code;phone;70100;0400000009' ] ||
        file half.csv 'customer_no;postal_code;phone' '55;70100;0400000009' '56;70100;0400000009'
    import 1 customer half.csv --rejects wrong.csv
    expect_out '"rejected":1,'
    check "$half: the reason" grep -q '^55;.*;2;.*erased' wrong.csv
    rm wrong.csv
done
expect_sql '||' "SELECT phone, email, postal_code FROM customer WHERE customer_no = '55'"
file phones.csv 'customer_no;phone;role' '57;040 000 0001;asiakas'
import 0 customer phones.csv
file names.csv 'customer_no;name;email;postal_code' '57;Aino Kivi;;' '55;Aino Kivi;toinen@example.com;00100'
import 1 customer names.csv
expect_json rejects.0.line 2
expect_counts 2 1 0 1
file codes.csv 'customer_no;email;postal_code' '58;;70100' '59;aino@example.com;'
import 0 customer codes.csv
file names.csv 'customer_no;name' '58;Aino Kivi' '59;Aino Kivi'
import 1 customer names.csv
expect_counts 2 0 0 2
file other.csv 'customer_no;name;phone' '57;Aino Kivi;040 999 9999'
import 0 customer other.csv
file half.csv 'customer_no;phone' '57;040 000 0001'
import 1 customer half.csv
import 0 customer half.csv --readmit 'tuli takaisin 21.11.'
expect_out '"readmitted":1,'
import 0 customer half.csv
expect_counts 1 0 1 0
file other.csv 'customer_no;role' '57;asiakas'
import 0 customer other.csv
register=kuopio-customers

t "a feed revives no permission: not over a prohibition, an objection or the suppression list"
start
file in.csv 'customer_no;name;phone' '1;Aino Kivi;040 000 0001' '2;Eero Puro;040 000 0002'
import 0 customer in.csv
file permission.csv 'asiakasnumero;laji;kanava;tila' '1;suoramainonta;email;kielto' '2;suoramainonta;email;lupa'
import 0 marketing-permission permission.csv
file optout.csv 'phone' '040 000 0002' '040 000 0003'
expect_status 0 gdprctl optout import optout.csv --json
expect_out '"applied":1,'
expect_out '"unmatched":1,'
expect_sql 'prohibition prohibition' "SELECT group_concat(state, ' ') FROM marketing_permission"
file in.csv 'customer_no;name;phone' '3;Saara Oja;+358400000003'
import 0 customer in.csv
file permission.csv 'asiakasnumero;laji;kanava;tila' '1;suoramainonta;email;lupa' '2;suoramainonta;email;lupa' \
    '2;etämyynti;phone;lupa' '3;suoramainonta;phone;lupa' '3;suoramainonta;email;kielto'
import 1 marketing-permission permission.csv --rejects wrong.csv
expect_counts 5 1 0 4
expect_sql '1|prohibition 2|prohibition 3|prohibition' \
    "SELECT group_concat(customer_id || '|' || state, ' ') FROM marketing_permission"
check "each with its reason" test "$(grep -c 'no import can' wrong.csv)" = 4
file permission.csv 'asiakasnumero;laji;kanava;tila' '1;suoramainonta;email;'
import 1 marketing-permission permission.csv
expect_out 'no import can'
expect_sql prohibition "SELECT state FROM marketing_permission WHERE customer_id = 1"

t "an address is not opened by a row whose twin, which may protect it, is wrong"
start
file in.csv 'customer_no;name;phone;turvakielto' '1;Aino Kivi;;ei' '1;Aino Kivi;12;kyllä' '2;Eero Puro;;kyllä' \
    '2;Eero Puro;12;ei' '3;Saara Oja;;ei'
import 1 customer in.csv
expect_counts 5 2 0 3
expect_out '"line":2,"column":null,"reason":"another row of its key is wrong'
expect_sql '2|1 3|0' "SELECT group_concat(customer_no || '|' || protected, ' ') FROM customer"

# ---- all or nothing ----

t "a register that is loaded while the file is read stops the import; the next one goes by it"
start
printf 'customer_no;name\n1;Veikko Esimerkki\n' >in.csv
written_under 75 "UPDATE register SET digest = zeroblob(32) WHERE code = '$register'" \
    gdprctl record import $register customer in.csv --json
expect_error busy
expect_sql 0 "SELECT count(*) FROM customer"
import 0 customer in.csv
expect_counts 1 1 0 0

t "a run that is killed leaves nothing half done"
start
{
    echo 'customer_no;name;phone'
    for ((i = 1; i <= 40000; i++)); do
        printf '%d;Aino Kivi;040 %07d\n' $i $i
    done
} >in.csv
before=$(sql 'SELECT count(*) FROM audit')
killed_at_work record import $register customer in.csv --quiet
expect_status 0 gdprctl audit verify
expect_sql "0|$before" 'SELECT (SELECT count(*) FROM customer), count(*) FROM audit'
import 0 customer in.csv
expect_counts 40000 40000 0 0

finish
