#!/bin/bash
# optout_screen.sh - who of a campaign file may be contacted; lists, export and lifting of bans.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sample.sh"

R=kuopio-customers

people() {
    registers
    cat >people.csv <<'END'
asiakasnumero;tyyppi;nimi;puhelin;sahkoposti;postinumero;turvakielto
1;yksityinen;Aino Koivu;0400000001;aino@example.com;70100;ei
2;yksityinen;Eero Haapa;0400000002;eero@example.com;70100;ei
3;yritys;Haapa Oy;0400000003;firma@example.com;70100;ei
4;yksityinen;Matti Lepp;0400000004;matti@example.com;70100;kyllä
5;yksityinen;Tyyne Pihl;0400000005;tyyne@example.com;70100;ei
6;yksityinen;Liisa Alm;0400000006;liisa@example.com;70100;ei
END
    cat >permissions.csv <<'END'
asiakasnumero;laji;kanava;tila
1;suoramainonta;sähköposti;lupa
2;suoramainonta;sähköposti;kielto
6;kaikki;kaikki;lupa
END
    quick record import $R customer people.csv >/dev/null
    quick record import $R marketing-permission permissions.csv >/dev/null
    printf 'asiakasnumero;laji\n5;suoramainonta\n' >out.csv
    gdprctl optout import out.csv --register $R >/dev/null
    printf 'puhelin\n0400007777\n' >out.csv
    gdprctl optout import out.csv --register $R >/dev/null
    cat >campaign.csv <<'END'
Ryhmä;puhelin;Viesti;laji
A;040 000 0001;"Hei; Aino";x
B;+358400000002;Hei;x
C;0400000003;Hei;x
D;0400000004;Hei;x
E;0400000005;Hei;x
F;0400007777;Hei;x
G;0400008888;Hei;x
H;05;Hei;x
I;;Hei;x
J;0400000006;Hei;x
END
}

# kept OPTION...: the groups that stay.
kept() {
    gdprctl optout screen campaign.csv --register $R "$@" 2>/dev/null | tail -n +2 | cut -d';' -f1 | tr -d '\n'
}

t "by channel and scope"
people
while read -r want options; do
    # shellcheck disable=SC2086 # words
    check "$options: $want, not $(kept $options)" test "$(kept $options)" = "$want"
done <<'END'
ACGJ --scope direct-mail
ABCGJ --scope direct-mail --channel letter
ABCGJ --scope direct-mail --channel phone
ACJ --scope direct-mail --channel email
CJ --scope direct-mail --channel sms
CJ --scope direct-mail --channel automated
ABCEGJ --scope market-research
CJ --scope market-research --channel email
ACGJ --scope all-marketing
ABCGJ --scope direct-mail --channel visit
END

t "addresses and nothing else: an e-mail campaign, unless told otherwise"
people
printf 'email\naino@example.com\neero@example.com\nfirma@example.com\nliisa@example.com\nnobody@example.com\n' >campaign.csv
expect_status 0 gdprctl optout screen campaign.csv --register $R --scope direct-mail
check "those with a permission, and the company" test "$(tr '\r\n' '  ' <"$OUT")" = \
    "email aino@example.com firma@example.com liisa@example.com "
expect_status 0 gdprctl optout screen campaign.csv --register $R --scope direct-mail --json
expect_json channel email
expect_json kept 3
expect_status 0 gdprctl optout screen campaign.csv --register $R --scope direct-mail --channel letter
expect_out eero
expect_out nobody

t "same columns, same order, same encoding; the others with the reason"
people
expect_status 1 gdprctl optout screen campaign.csv --register $R --scope direct-mail --channel letter --out yes.csv --why no.csv --json
expect_json rows 10
expect_json kept 5
expect_json dropped 5
expect_json unjudged 2
expect_err "2 of the others could not be judged"
check "as they were" bash -c 'sed -n "1,4p;8p;11p" campaign.csv | cmp - <(tr -d "\r" <yes.csv)'
check "mode" test "$(stat -c %a yes.csv no.csv | sort -u)" = 600
check "reasons" test "$(tail -n +2 no.csv | cut -d';' -f1,5,7 | sed 's/:.*//' | tr '\n' ' ')" = \
    "D;5;protected E;6;objected F;7;objected H;9;it fits no code of the Finnish numbering plan I;10;the row has no customer number, personal id, phone or e-mail "
expect_status 73 gdprctl optout screen campaign.csv --scope direct-mail --out yes.csv
python3 - <<'END'
text = open("campaign.csv", encoding="utf-8").read()
open("campaign.csv", "w", encoding="cp1252", newline="").write(text.replace("\n", "\r\n"))
END
expect_status 1 gdprctl optout screen campaign.csv --register $R --scope direct-mail --channel letter
expect_err "--why FILE tells which and why"
check "bytes as they were" bash -c 'sed -n "1,4p;8p;11p" campaign.csv | cmp - "$1"' - "$OUT"
expect_err "5 of 10 rows"
grep -av '^[HI];' campaign.csv >sound.csv
expect_status 0 gdprctl optout screen sound.csv --register $R --scope direct-mail --channel letter --out sound.out --json
expect_json dropped 3
expect_json unjudged 0

t "restricted people, and people who may be held with permissions only"
people
sql "INSERT INTO restriction (register_id, customer_id, ground, placed_on) SELECT register_id, id, 'accuracy', '2026-11-01'
    FROM customer WHERE customer_no = '1'"
check "restricted" test "$(kept --scope direct-mail)" = CGJ
quick record import ksat-customers customer people.csv >/dev/null
sql "UPDATE customer SET role = 'prospect' WHERE register_id = (SELECT id FROM register WHERE code = 'ksat-customers')"
R2=$(gdprctl optout screen campaign.csv --register ksat-customers --scope direct-mail --channel letter 2>/dev/null | tail -n +2 | cut -c1 | tr -d '\n')
check "prospects without permission go, the unknown stay" test "$R2" = FG

t "both permissions, or one of them, as the notice has it"
people
for register in ksat-customers kss-customers; do
    quick record import $register customer people.csv >/dev/null
    printf 'asiakasnumero;laji;kanava;tila\n1;suoramainonta;kaikki;lupa\n1;yhteydenotto;puhelin;lupa\n' >permissions.csv
    printf '2;suoramainonta;kaikki;lupa\n3;yhteydenottolupa;puhelin;lupa\n' >>permissions.csv
    printf '4;suoramainonta;puhelin;lupa\n5;suoramainonta;kaikki;lupa\n5;yhteydenotto;kaikki;kielto\n' >>permissions.csv
    quick record import $register marketing-permission permissions.csv >/dev/null
done
sql "UPDATE customer SET role = 'prospect', type = 'natural', protected = 0"
both() {
    gdprctl optout screen campaign.csv --scope direct-mail "$@" 2>/dev/null | tail -n +2 | cut -c1 | tr -d '\n'
}
check "both" test "$(both --register ksat-customers --channel phone)" = AFG
check "both, of which one is for the phone only" test "$(both --register ksat-customers --channel letter)" = FG
check "one of them" test "$(both --register kss-customers --channel phone)" = ABCDFG
check "one of them, on the channel" test "$(both --register kss-customers --channel letter)" = ABFG

t "standard input, and what is refused"
people
expect_status 1 bash -c 'cat campaign.csv | "$1" optout screen - --register "$2" --scope direct-mail --channel letter' - "$GDPRCTL" $R
check "as from a file" bash -c 'sed -n "1,4p;8p;11p" campaign.csv | cmp - <(tr -d "\r" <"$1")' - "$OUT"
expect_status 64 gdprctl optout screen campaign.csv
expect_status 64 gdprctl optout screen campaign.csv --scope processing
expect_status 64 gdprctl optout screen campaign.csv --scope direct-mail --channel fax
expect_status 64 gdprctl optout screen campaign.csv --scope direct-mail --out x.csv --why x.csv
expect_status 69 gdprctl optout screen campaign.csv --scope direct-mail --register nothing --json
expect_error not-found
expect_status 66 gdprctl optout screen none.csv --scope direct-mail --json
expect_error no-input
printf 'Nimi;Viesti\nx;y\n' >other.csv
expect_status 65 gdprctl optout screen other.csv --scope direct-mail --out x.csv
expect_err "no column that tells who is meant"
printf 'puhelin;Viesti\n0400000001;y\n0400000002;"y\n' >other.csv
expect_status 65 gdprctl optout screen other.csv --scope direct-mail --out x.csv --why y.csv
check "no file of half a campaign" test ! -e x.csv -a ! -e y.csv
expect_status 65 gdprctl optout screen other.csv --scope direct-mail
expect_out ""

t "a disk that is full leaves neither file, nor a row in the log"
people
{
    echo 'puhelin;viesti'
    echo '0400000001;Hei'
    for ((i = 0; i < 20000; i++)); do echo "0400000004;Viesti, joka on niin pitkä, ettei kanta ole tiedostoa suurempi $i"; done
} >long.csv
screen() {
    bash -c 'ulimit -f "$1"; exec "${@:2}"' - "$1" "$GDPRCTL" optout screen long.csv --register $R --scope direct-mail \
        --channel letter --out s.csv --why w.csv --json
}
expect_status 0 screen unlimited
limit=$(($(stat -c %s w.csv) / 1024 - 4)) # all but the end of the second file can be written
check "the database is smaller" test "$(stat -c %s gdprctl.db)" -lt $((limit * 1024))
rm s.csv w.csv
before=$(sql 'SELECT count(*) FROM audit')
expect_status 74 screen $limit
check "neither is there" test ! -e s.csv -a ! -e w.csv
check "nothing is in the log" test "$(sql 'SELECT count(*) FROM audit')" = "$before"
expect_status 0 screen unlimited

t "several people behind a row, and several identifiers"
people
printf 'asiakasnumero;puhelin;sahkoposti\n1;0400000001;\n1;0400000006;\n;0400000001;liisa@example.com\n1;0400009999;\n' >campaign.csv
printf '7;yksityinen;Toinen Koivu;0400000001\n' | sed '1i asiakasnumero;tyyppi;nimi;puhelin' >more.csv
quick record import $R customer more.csv >/dev/null
expect_status 1 gdprctl optout screen campaign.csv --register $R --scope direct-mail --channel letter --why no.csv
check "who is who" test "$(tail -n +2 "$OUT" | tr -d '\r' | tr '\n' ' ')" = "1;0400000001; 1;0400009999; "
check "ambiguous" test "$(cut -d';' -f4,6 no.csv | cut -d: -f1 | tail -n +2 | tr '\n' ' ')" = "3;ambiguous 4;ambiguous "
printf 'asiakasnumero\n7\n' >out.csv
gdprctl optout import out.csv --register $R >/dev/null
printf 'puhelin\n0400000001\n' >campaign.csv
expect_status 0 gdprctl optout screen campaign.csv --register $R --scope direct-mail --channel letter --json
expect_json kept 0

t "a file that is long in coming is judged by the records that are there when it has come"
registers
printf '%s\n' 'customer_no;name;protected' '1;Aino Koivu;1' '2;Eero Haapa;0' >customers.csv
mkfifo pipe.csv
# fed_late REGISTER ROWS COMMAND...: the customers come into the register while the command waits for its rows.
fed_late() {
    local register=$1 rows=$2 pid
    shift 2
    "$GDPRCTL" "$@" <pipe.csv >"$OUT" 2>"$ERR" &
    pid=$!
    exec 9>pipe.csv
    check "it waits" asleep $pid
    quick record import "$register" customer customers.csv >/dev/null
    printf '%b' "$rows" >&9
    exec 9>&-
    check "it has ended well" wait $pid
}
fed_late $R 'customer_no\n1\n2\n' optout screen - --register $R --scope direct-mail --channel letter
check "the protected one is left out" test "$(tr -d '\r' <"$OUT" | tr '\n' ' ')" = 'customer_no 2 '
fed_late ksat-customers 'customer_no\n1\n' optout import - --register ksat-customers --json
expect_json applied 1
expect_json unmatched 0

t "over all registers, a person stands for all records with their personal identity code"
registers
printf '%s\n' 'customer_no;name;personal_id;protected' '1;Aino Koivu;131052-308T;1' '2;Eero Haapa;010190-002R;0' \
    '3;Tyyne Pihl;010101-0101;0' >customers.csv
printf '%s\n' 'customer_no;role;name;personal_id' 'P1;panel-member;Aino Koivu;131052-308T' \
    'P2;panel-member;Eero Haapa;010190-002R' 'P3;panel-member;Tyyne Pihl;010101-0101' \
    'P4;panel-member;Matti Lepp;' >panel.csv
printf '%s\n' 'customer_no;scope;channel;state' P{1,2,3,4}';all;all;permission' P{1,2,3,4}';contact;all;permission' >permissions.csv
quick record import kss-customers customer customers.csv >/dev/null
quick record import kss-panel customer panel.csv >/dev/null
quick record import kss-panel marketing-permission permissions.csv >/dev/null
printf 'customer_no;scope\n2;all-marketing\n' >out.csv
quick optout import out.csv --register kss-customers >/dev/null
printf 'customer_no\nP1\nP2\nP3\nP4\n' >campaign.csv
stay() { # stay OPTION...
    gdprctl optout screen campaign.csv --scope direct-mail --channel letter --why "no$#.csv" "$@" 2>/dev/null | tail -n +2 | tr -d '\r\n'
}
check "protected and objected elsewhere" test "$(stay)" = P3P4
check "why" test "$(tail -n +2 no0.csv | cut -d';' -f4 | cut -d: -f1 | tr '\n' ' ')" = "protected objected "
sql "INSERT INTO restriction (register_id, customer_id, ground, placed_on) SELECT register_id, id, 'accuracy', '2026-11-01'
    FROM customer WHERE customer_no = '3'"
check "restricted" test "$(rm -f no*.csv; stay)" = P4
sql "INSERT INTO customer (id, register_id, customer_no) SELECT 1000, id, 'far' FROM register WHERE code = 'kss-panel'"
check "a short file among many customers" test "$(rm -f no*.csv; stay)" = P4
check "in one register only the address is the person's" test "$(rm -f no*.csv; stay --register kss-panel)" = P2P3P4
printf 'henkilotunnus\n131052-308T\n010190-002R\n' >campaign.csv
check "also of who is in another register only" test "$(rm -f no*.csv; stay --register kuopio-customers)" = 010190-002R

t "records whose row numbers are below zero"
registers
sql "WITH RECURSIVE n (i) AS (VALUES (-400) UNION ALL SELECT i + 1 FROM n WHERE i < 400) INSERT INTO customer (id,
    register_id, customer_no, personal_id, protected) SELECT i, 1 + (i & 1), 'k' || i, 'p' || ((i + 400) / 2), i & 1 FROM n;
    INSERT INTO marketing_permission (customer_id, scope, channel, state, processed_on)
    SELECT id, 'direct-mail', 'email', 'permission', '2026-01-01' FROM customer"
{ echo asiakasnumero && seq -f 'k%.0f' -400 2 400; } >campaign.csv
expect_status 0 gdprctl optout screen campaign.csv --scope direct-mail --channel letter --out kept.csv --json
expect_json kept 1
{ echo asiakasnumero && seq -f 'k%.0f' -400 400; } >out.csv
expect_status 0 gdprctl optout import out.csv --json
expect_json applied 801
expect_status 0 gdprctl optout import out.csv --json
expect_json unchanged 801
check "no permission is left" test "$(sql "SELECT DISTINCT state FROM marketing_permission")" = prohibition
sql "DELETE FROM objection; UPDATE marketing_permission SET state = 'permission'"
printf 'asiakasnumero\nk-1\nk-400\n' >out.csv
for counts in 2,0 0,2; do
    quick optout import out.csv --json >"$OUT"
    check "$counts of a short list" grep -q "\"applied\":${counts%,*},\"unchanged\":${counts#*,}," "$OUT"
done
check "theirs" test "$(sql "SELECT group_concat(customer_id) FROM marketing_permission WHERE state = 'prohibition'")" = -400,-1

t "a customer number that is somebody else's in another register"
people
cat >others.csv <<'END'
asiakasnumero;tyyppi;nimi;puhelin;postinumero
1;yksityinen;Veikko Salo;0400000091;70100
2;yksityinen;Haapa Eero;0400000092;70100
9;yksityinen;Urho Niemi;0400000006;70100
END
quick record import ksat-customers customer others.csv >/dev/null
printf 'asiakasnumero;puhelin\n1;\n2;\n1;0400000001\n1;0400000091\n6;0400000006\n' >campaign.csv
screened() { # screened WANT: the rows that stay, over all registers
    gdprctl optout screen campaign.csv --scope direct-mail --channel letter --why no.csv >"$OUT" 2>"$ERR"
    check "$1 stay: $(cat "$OUT")" test "$(tail -n +2 "$OUT" | tr -d '\r' | tr '\n' ' ')" = "$1 "
}
screened "2; 1;0400000001 1;0400000091 6;0400000006"
check "ambiguous" test "$(tail -n +2 no.csv | tr -d '\r')" = "1;;2;;ambiguous: the customer number belongs to different people in different registers: name the register with --register"
rm no.csv
printf 'asiakasnumero\n1\n9\n' >out.csv
gdprctl optout import out.csv --register ksat-customers >/dev/null
screened "2; 1;0400000001" # whoever else has the phone would be reached by it

t "the whole sample against itself"
sample $R
expect_status 0 gdprctl optout screen "$SAMPLE/utf16le/asiakkaat.csv" --register $R --scope direct-mail --channel email --out yes.csv --json
kept=$(json_get kept)
check "nobody without permission or with a ban" test "$kept" -eq "$(sql "SELECT count(*) FROM customer c WHERE NOT EXISTS
    (SELECT 1 FROM marketing_permission p WHERE p.customer_id = c.id AND state = 'prohibition' AND channel IN ('email', 'all')
    AND scope IN ('direct-mail', 'all-marketing')) AND (c.type = 'legal' OR EXISTS (SELECT 1 FROM marketing_permission p
    WHERE p.customer_id = c.id AND state = 'permission' AND channel IN ('email', 'all') AND scope IN ('direct-mail', 'all-marketing')))")"
check "still UTF-16" test "$(head -c 2 yes.csv | od -An -tx1)" = " ff fe"

t "counts are in the log, values are not"
people
gdprctl optout screen campaign.csv --scope direct-mail --register $R >/dev/null 2>&1
check "audit row" bash -c 'sqlite3 gdprctl.db "SELECT detail FROM audit WHERE command = '"'optout screen'"'" | grep -q "scope=direct-mail channel=any rows=10 kept=4"'
expect_status 0 gdprctl audit verify

t "the list of bans by kind"
people
expect_status 0 gdprctl optout list --json
expect_json bans.length 2
expect_json bans.0.kind objection
expect_json bans.0.scope direct-mail
expect_json bans.1.kind phone
expect_json bans.1.scope all-marketing

t "an export comes in again as it is, and has no formula"
people
expect_status 0 gdprctl optout export $R
expect_out "5;00358400000005;tyyne@example.com;Tyyne Pihl;70100;direct-mail;2026-11-22;import"
cp "$OUT" list.csv
expect_status 0 gdprctl optout import list.csv --register $R --json
expect_json unchanged 1
check "disclosed" test "$(sql "SELECT detail FROM audit WHERE command = 'optout export'")" = rows=1
printf '%s\n' 'asiakasnumero;sahkoposti' "-5;=a@example.com" >more.csv
quick record import $R customer more.csv >/dev/null
printf 'asiakasnumero\n-5\n' >out.csv
quick optout import out.csv --register $R >/dev/null
quick optout export $R >list.csv
check "guarded" grep -q "^'-5;;'=a@example.com;" list.csv
expect_status 0 gdprctl optout import list.csv --register $R --json
expect_json unchanged 2

t "the export of protected people and of formulas"
people
sql "UPDATE customer SET name = '=cmd()', protected = 0 WHERE customer_no = '5'"
sql "UPDATE customer SET customer_no = NULL WHERE customer_no = '6'"
printf 'asiakasnumero;puhelin\n4;\n;0400000006\n' >out.csv
gdprctl optout import out.csv --register $R >/dev/null
expect_status 0 gdprctl optout export $R --out list.csv --json
expect_json rows 3
expect_json left_out 0
check "mode" test "$(stat -c %a list.csv)" = 600
check "no contact of the protected" grep -q "^4;;;;;all-marketing;2026-11-22;import" list.csv
check "no formula" grep -q "^5;00358400000005;tyyne@example.com;'=cmd();" list.csv
check "no personal id" bash -c '! head -n 1 list.csv | grep -q personal'
sql "UPDATE customer SET protected = 1 WHERE customer_no IS NULL"
expect_status 0 gdprctl optout export $R --out list2.csv --json
expect_json left_out 1
expect_err "1 objection is left out"
sql "UPDATE customer SET personal_id = '010190-002R' WHERE customer_no = '5'"
printf 'customer_no;personal_id;protected\n7;010190-002R;1\n' >other.csv
quick record import kss-customers customer other.csv >/dev/null
expect_status 0 gdprctl optout export $R --out list3.csv
check "nor of one whom another register protects" grep -q "^5;;;;;" list3.csv
expect_status 64 gdprctl optout export $R --json
expect_error usage
expect_status 73 gdprctl optout export $R --out list.csv
expect_status 69 gdprctl optout export nothing

t "a ban is lifted by consent only"
people
L=(optout lift --register "$R" --customer 5 --scope direct-mail)
expect_status 64 gdprctl "${L[@]}"
expect_status 64 gdprctl "${L[@]}" --evidence "signed form"
expect_status 77 gdprctl "${L[@]}" --evidence "signed form" --given 2026-12-24
expect_status 64 gdprctl "${L[@]}" --evidence "" --given 2026-11-22
expect_status 77 gdprctl "${L[@]}" --evidence "signed form" --given 2026-11-21
expect_err "the consent is older than the ban"
expect_status 77 gdprctl "${L[@]}" --evidence "signed form" --given 2026-11-21 --dry-run
expect_status 69 gdprctl optout lift --register $R --customer 5 --scope all-marketing --evidence x --given 2026-11-22
expect_status 0 gdprctl "${L[@]}" --evidence "signed form" --given 2026-11-22 --dry-run
check "still there" test "$(sql 'SELECT count(*) FROM objection')" -eq 1
expect_status 0 gdprctl "${L[@]}" --evidence "signed form" --given 2026-11-22 --json
expect_json objections 1
check "gone" test "$(sql 'SELECT count(*) FROM objection')" -eq 0
check "hash in the log" bash -c 'sqlite3 gdprctl.db "SELECT detail FROM audit" | grep -q "evidence_sha256=$(printf "signed form" | sha256sum | cut -c1-64)"'
check "no text in the log" bash -c '! sqlite3 gdprctl.db "SELECT detail FROM audit" | grep -q "signed form"'
expect_status 69 gdprctl "${L[@]}" --evidence "signed form" --given 2026-11-22
expect_status 0 gdprctl optout lift --register $R --phone "040 0007777" --scope all-marketing --evidence e --given 2026-11-22 --json
expect_json suppressions 1
check "may be called" test "$(kept --scope direct-mail --channel phone)" = ABCEFGJ

# came FIELDS [REGISTER]: customer 8 comes with them, and may be written to; the status of the second import.
came() {
    printf 'asiakasnumero;tyyppi;nimi;puhelin;sahkoposti\n8;yksityinen;Uusi Tulija;%s\n' "$1" >new.csv
    quick record import "${2:-$R}" customer new.csv >/dev/null 2>&1 || return
    printf 'asiakasnumero;laji;kanava;tila\n8;suoramainonta;kaikki;lupa\n' >new.csv
    gdprctl record import "${2:-$R}" marketing-permission new.csv >"$OUT" 2>&1
}

# banned FIELDS [REGISTER]: customer 8 comes with them and may not be written to, but customer 6 may.
banned() {
    came "$@"
    check "no permission" test $? -eq 1
    expect_out "objected to this kind of marketing"
    printf 'asiakasnumero\n8\n6\n' >campaign.csv
    rm -f no.csv
    expect_status 0 gdprctl optout screen campaign.csv --register "${2:-$R}" --scope direct-mail --channel letter --why no.csv
    check "only the other one" test "$(tail -n +2 "$OUT" | tr -d '\r')" = 6
    check "the reason" grep -q "^8;2;;objected: " no.csv
}

for fields in "0400000001;" ";AINO@example.com" "0400007777;" ";nobody@example.com"; do
    t "a contact that was opted out is banned for whoever comes with it later: $fields"
    people
    printf 'puhelin;sahkoposti\n0400000001;\n;aino@example.com\n;nobody@example.com\n' >out.csv
    expect_status 0 gdprctl optout import out.csv --register $R
    banned "$fields"
done

t "others may come, and come in another register with a contact that was opted out"
people
quick record import ksat-customers customer people.csv >/dev/null
printf 'puhelin\n0400000001\n' >out.csv
gdprctl optout import out.csv --register ksat-customers >/dev/null
came "0400000001;"
check "another register" test $? -eq 0
came "0400000009;tulija@example.com" ksat-customers
check "another contact" test $? -eq 0

t "the ban of a contact outlives the year that permissions are kept"
people
printf 'puhelin;pvm\n0400000001;1.9.2025\n' >out.csv
gdprctl optout import out.csv --register $R >/dev/null
sql "UPDATE marketing_permission SET processed_on = '2025-10-01'"
expect_status 0 gdprctl purge --register $R --yes --first-run --max-share 100
check "the rows went" test "$(sql "SELECT count(*) FROM marketing_permission")" -eq 0
banned "0400000001;"
banned "0400009999;aino@example.com"

for first in "" "0400000001;"; do
    t "the ban of a contact outlives the customer, for whoever comes after and came before: ${first:-after}"
    people
    quick record import ksat-customers customer people.csv >/dev/null
    printf 'puhelin\n0400000001\n' >out.csv
    gdprctl optout import out.csv --register ksat-customers >/dev/null
    [ -z "$first" ] || banned "$first" ksat-customers
    expect_status 0 gdprctl erase --register ksat-customers --received 2026-11-20 --channel letter --customer 1 --verified signature --yes
    check "the customer went" test "$(sql "SELECT count(*) FROM customer WHERE name LIKE 'Aino%'")" -eq 1
    banned "0400000001;" ksat-customers
done

# lift_scope SCOPE STATUS SELECTOR...: by a consent of today.
lift_scope() {
    local scope=$1 status=$2
    shift 2
    expect_status "$status" gdprctl optout lift --register $R --scope "$scope" --evidence e --given 2026-11-22 --json "$@"
}

# lift STATUS SELECTOR...: all marketing.
lift() {
    lift_scope all-marketing "$@"
}

# may NUMBER...: those of the customers who may be written to.
may() {
    { echo asiakasnumero && printf '%s\n' "$@"; } >campaign.csv
    gdprctl optout screen campaign.csv --register $R --scope direct-mail --channel letter 2>/dev/null | tail -n +2 | tr -d '\r' | tr '\n' ' '
}

t "one person's consent lifts nothing for those who share the contact: objections"
people
printf 'asiakasnumero;tyyppi;nimi;puhelin\n7;yksityinen;Toinen Koivu;0400000001\n' >more.csv
quick record import $R customer more.csv >/dev/null
printf 'puhelin\n0400000001\n' >out.csv
gdprctl optout import out.csv --register $R >/dev/null
lift 0 --customer 1
expect_json objections 1
expect_json shared 1
check "the other one is banned still" test "$(sql 'SELECT customer_no FROM objection o JOIN customer c ON c.id = customer_id
    WHERE scope = '"'all-marketing'")" = 7
check "and so is the phone" test "$(may 1 6 7)" = "6 "
lift 0 --customer 7
expect_json objections 1
expect_json shared 0
check "nobody is" test "$(may 1 6 7)" = "1 6 7 "

t "one person's consent lifts nothing for those who share the contact: the list"
people
printf 'asiakasnumero;tyyppi;nimi;puhelin;sahkoposti\n7;yksityinen;Toinen Koivu;0400007777;seitsemas@example.com\n8;yksityinen;Kolmas Koivu;0400007777;\n' >more.csv
quick record import $R customer more.csv >/dev/null
lift 77 --customer 7
expect_error refused
lift 77 --customer 7 --dry-run
printf 'sahkoposti;puhelin\nseitsemas@example.com;\n' >out.csv
gdprctl optout import out.csv --register $R >/dev/null
lift 0 --customer 7 --dry-run
expect_json shared 1
lift 0 --customer 7
expect_json objections 1
expect_json suppressions 0
expect_json shared 1
check "the entry stays" test "$(sql 'SELECT count(*) FROM suppression')" -eq 1
check "for both" test "$(may 6 7 8)" = "6 "
sed -i '3s/0400007777/0400000008/' more.csv
quick record import $R customer more.csv >/dev/null
lift 0 --customer 7
expect_json suppressions 1
expect_json shared 0
check "the contact is the person's alone now" test "$(may 6 7 8)" = "6 7 8 "

t "one person's consent lifts nothing for a representative who objected and has the same contact"
people
printf 'asiakasnumero;edustaja;puhelin\n1;Toinen Koivu;0400000001\n5;Tyyne Pihl;0400000005\n6;Muu;0400000006\n' >more.csv
quick record import $R representative more.csv >/dev/null
for who in "1 --as representative" 1 "5 --as representative" 6; do
    # shellcheck disable=SC2086 # words
    quick object --register $R --received 2026-11-20 --channel letter --verified signature --scope all-marketing \
        --customer $who >/dev/null
done
lift 0 --customer 1
expect_json objections 1
expect_json shared 1
lift 77 --customer 1
expect_error refused
check "the phone is banned still" test "$(may 1 6)" = ""
lift 0 --customer 5
expect_json shared 0
lift 0 --customer 6
expect_json shared 0
check "what they said in two roles, and a contact of one who did not object, is free" test "$(may 5 6)" = "6 "

t "a representative's objection to something else leaves no ban to one who has the same contact"
people
printf 'asiakasnumero;edustaja;puhelin\n1;Toinen Koivu;0400000003\n' >more.csv
quick record import $R representative more.csv >/dev/null
for who in "1 --as representative --scope market-research" "3 --scope direct-mail --scope market-research"; do
    # shellcheck disable=SC2086 # words
    quick object --register $R --received 2026-11-20 --channel letter --verified signature --customer $who >/dev/null
done
lift_scope direct-mail 0 --customer 3
expect_json shared 0
check "free, of that" test "$(may 3)" = "3 "
lift_scope market-research 0 --customer 3
expect_json shared 1
quick object --register $R --received 2026-11-20 --channel letter --verified signature --scope processing \
    --customer 1 --as representative >/dev/null 2>&1
quick object --register $R --received 2026-11-20 --channel letter --verified signature --scope direct-mail \
    --customer 3 >/dev/null
lift_scope direct-mail 0 --customer 3 --dry-run
expect_json shared 0
quick --quiet object 2026-0003 --decision uphold --reason "of their situation" >/dev/null
lift_scope direct-mail 0 --customer 3
expect_json shared 1
check "by the processing" test "$(may 3)" = ""

t "a representative's objection that was taken back before it was carried out is no ban that a consent has to leave"
people
printf 'asiakasnumero;edustaja;puhelin\n6;Muu;0400000006\n' >more.csv
quick record import $R representative more.csv >/dev/null
quick object --register $R --received 2026-11-20 --channel letter --verified signature --scope all-marketing \
    --customer 6 >/dev/null
quick request open objection --register $R --received 2026-11-20 --channel letter --customer 6 --as representative \
    --scope all-marketing >/dev/null
quick request withdraw 2026-0002 >/dev/null
printf 'customer_no;name;phone\n6;Muu;0400000066\n' >more.csv
quick record import $R representative more.csv >/dev/null
check "nor does another's ban go along with them" test \
    "$(sql "SELECT count(*) FROM suppression WHERE kind = 'phone'")" -eq 2
printf 'customer_no;name;phone\n6;Muu;0400000006\n' >more.csv
quick record import $R representative more.csv >/dev/null
lift 0 --customer 6
expect_json shared 0
check "free" test "$(may 6)" = "6 "

t "a second record of the same person is nobody else's"
people
printf 'asiakasnumero;tyyppi;nimi;henkilotunnus;puhelin\n' >more.csv
printf '7;yksityinen;Toinen Koivu;040636-964T;0400007777\n8;yksityinen;Toinen Koivu;040636-964T;0400007777\n' >>more.csv
quick record import $R customer more.csv >/dev/null
lift 0 --customer 7
expect_json suppressions 1
expect_json shared 0
check "both" test "$(may 7 8)" = "7 8 "

t "the selectors of a lift meet in one person"
people
printf 'asiakasnumero;puhelin;sahkoposti\n1;;\n2;;\n;0400009999;\n;;nobody@example.com\n' >out.csv
gdprctl optout import out.csv --register $R >/dev/null
before=$(sql .dump)
lift=(optout lift --register "$R" --scope all-marketing --evidence e --given 2026-11-22)
while read -r who; do
    # shellcheck disable=SC2086 # words
    expect_status 67 gdprctl "${lift[@]}" $who
    expect_err "one person"
done <<'END'
--customer 1 --phone 0400000002
--customer 1 --phone 0400009999
--customer 99 --phone 0400009999
--phone 0400009999 --email nobody@example.com
--phone 0400009999 --name Nemo --postal-code 70100
END
check "nothing is lifted" test "$(sql .dump)" = "$before"
expect_status 0 gdprctl "${lift[@]}" --customer 1 --phone 0400000001 --name "Aino Koivu" --postal-code 70100
expect_status 0 gdprctl "${lift[@]}" --phone 0400009999
expect_status 0 gdprctl "${lift[@]}" --email nobody@example.com

t "a newer opt-out withdraws the consents before it"
people
printf 'asiakasnumero;puhelin;pvm\n1;;1.3.2026\n;0400009999;1.3.2026\n' >out.csv
expect_status 0 gdprctl optout import out.csv --register $R
printf 'asiakasnumero;puhelin;pvm\n1;;\n;0400009999;\n' >undated.csv
expect_status 0 gdprctl optout import undated.csv --register $R --json
expect_json unchanged 2
check "a list without days tells of no newer one" \
    test "$(sql "SELECT since FROM objection WHERE customer_id = 1")$(sql "SELECT min(since) FROM suppression")" = 2026-03-012026-03-01
printf 'asiakasnumero;puhelin;pvm\n1;;1.9.2026\n;0400009999;1.9.2026\n' >newer.csv
expect_status 0 gdprctl optout import newer.csv --register $R --json
expect_json applied 1
expect_json unmatched 1
expect_json suppressed 0
expect_status 0 gdprctl optout import newer.csv --register $R --json
expect_json unchanged 2
expect_status 0 gdprctl optout import out.csv --register $R --json
expect_json unchanged 2
for who in "--customer 1" "--phone 0400009999"; do
    # shellcheck disable=SC2086 # words
    expect_status 77 gdprctl optout lift --register $R $who --scope all-marketing --evidence e --given 2026-06-01
    expect_err "the ban of 2026-09-01"
done
expect_status 0 gdprctl object --register $R --received 2026-11-20 --channel letter --customer 1 --verified signature --scope all-marketing
expect_status 77 gdprctl optout lift --register $R --customer 1 --scope all-marketing --evidence e --given 2026-10-01
for who in "--customer 1" "--phone 0400009999"; do
    # shellcheck disable=SC2086 # words
    expect_status 0 gdprctl optout lift --register $R $who --scope all-marketing --evidence e --given 2026-11-22
done

t "a lifted prohibition permits nothing"
people
expect_status 0 gdprctl optout lift --register $R --customer 2 --scope direct-mail --evidence e --given 2026-11-22 --json
expect_json prohibitions 1
check "neither" test "$(sql "SELECT count(*) FROM marketing_permission WHERE state IS NULL")" -eq 1
check "no e-mail without permission" test "$(kept --scope direct-mail --channel email)" = ACJ

t "the ban outlives the person"
people
quick record import ksat-customers customer people.csv >/dev/null
printf 'asiakasnumero\n1\n' >out.csv
gdprctl optout import out.csv --register ksat-customers >/dev/null
expect_status 0 gdprctl erase --register ksat-customers --received 2026-11-20 --channel letter --customer 1 --verified signature --yes
printf 'email\naino@example.com\neero@example.com\n' >campaign.csv
expect_status 0 gdprctl optout screen campaign.csv --register ksat-customers --scope direct-mail --channel letter
expect_no_out aino
expect_out eero

finish
