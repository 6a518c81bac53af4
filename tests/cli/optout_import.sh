#!/bin/bash
# optout_import.sh - objections to direct marketing by the file: who is met, what is banned, what is rejected.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sample.sh"

R=kuopio-customers

# Six customers: 4 and 5 share a phone, 6 has the e-mail address of 1 in another spelling of the register.
people() {
    new_db
    quick register load --builtin "$R" >/dev/null
    quick register load --builtin ksat-customers >/dev/null
    cat >people.csv <<'END'
asiakasnumero;tyyppi;nimi;henkilotunnus;puhelin;sahkoposti;postinumero
0001;yksityinen;Aino Koivu;040636-964T;0400000001;aino@example.com;70100
0002;yksityinen;Eero Mäki;150391U9430;0400000002;eero@example.com;70100
0003;yritys;Haapa Oy;;0400000003;firma@example.com;70100
0004;yksityinen;Matti Lepp;;0400000004;matti@example.com;70100
0005;yksityinen;Tyyne Lepp;;+358 400 000 004;tyyne@example.com;70100
0006;yksityinen;Liisa Alm;;;liisa@example.com;70100
END
    quick record import "$R" customer people.csv >/dev/null
    cat >permissions.csv <<'END'
asiakasnumero;laji;kanava;tila;kasittelyhetki;lahde
0001;suoramainonta;kaikki;lupa;1.2.2025;arvonta
0001;etämyynti;kaikki;lupa;1.2.2025;arvonta
0002;suoramainonta;sähköposti;lupa;1.10.2026;arvonta
END
    quick record import "$R" marketing-permission permissions.csv >/dev/null
}

# import [OPTION...] <<'END': the file from standard input, as in.csv.
import() {
    cat >in.csv
    gdprctl optout import in.csv --register "$R" "$@" >"$OUT" 2>"$ERR"
    STATUS=$?
}

expect_import() { # expect_import STATUS APPLIED UNCHANGED UNMATCHED AMBIGUOUS REJECTED, of a result in JSON
    check "status $STATUS, not $1" test "$STATUS" -eq "$1"
    expect_json applied "$2"
    expect_json unchanged "$3"
    expect_json unmatched "$4"
    expect_json ambiguous "$5"
    expect_json rejected "$6"
}

# banned: the customers with an objection, and its scope.
banned() {
    sql "SELECT c.customer_no || ':' || o.scope FROM objection o JOIN customer c ON c.id = o.customer_id ORDER BY 1" |
        tr '\n' ' '
}

permissions() {
    sql "SELECT c.customer_no, scope, state, processed_on, p.source FROM marketing_permission p
        JOIN customer c ON c.id = p.customer_id ORDER BY 1, 2" | tr '\n' ' '
}

t "each identifier in its own spelling"
people
import --json --scope direct-mail <<'END'
customer_no;personal_id;phone;email
0001;;;
;150391u9430;;
;;+358 (0)40 000 0003;
;;;" LIISA@Example.com "
END
expect_import 0 4 0 0 0 0
check "$(banned)" test "$(banned)" = "0001:direct-mail 0002:direct-mail 0003:direct-mail 0006:direct-mail "
expect_json rows 4
expect_json encoding utf-8
expect_json delimiter ";"
expect_json file in.csv
expect_json format 1
expect_json sha256 "$(sha256sum in.csv | cut -d' ' -f1)"
expect_json suppressed 0

t "every row's own source is kept, however many there are"
people
{
    echo 'phone;source'
    for ((i = 1; i <= 400; i++)); do
        echo "+3585012$((10000 + i));form $i"
    done
    echo '0400000001;form 401'
    echo '0400000002;form 7'
} | import
check "$(permissions)" test "$(sql 'SELECT DISTINCT source FROM marketing_permission ORDER BY 1' | tr '\n' ' ')" = \
    'form 401 form 7 '

t "leading zeros are part of a number"
people
import --json <<'END'
asiakasnumero
1
END
expect_import 0 0 0 1 0 0
check "nobody" test -z "$(banned)"

t "headers in three languages, with and without their letters"
people
for header in "customer_no;personal_id;phone;email;name;postal_code;scope;opted_out_at;source" \
    "asiakasnumero;henkilötunnus;puhelin;sähköposti;nimi;postinumero;laji;käsittelyhetki;lähde" \
    "Asiakasnumero;HENKILOTUNNUS;Puhelin;Sahkoposti;Nimi;Postinumero;Laji;pvm;lahde" \
    "kundnummer;personbeteckning;telefon;e-post;namn;postnummer;laji;datum;källa"; do
    import --json --dry-run <<END
$header
0001;040636-964T;0400000001;aino@example.com;Aino Koivu;70100;suoramainonta;1.3.2026;puhelu
END
    expect_import 0 1 0 0 0 0
done

t "encodings and delimiters, found and forced"
people
printf 'puhelin;nimi\r\n0400000001;Mäkinen\r\n' >utf8.csv
python3 - <<'END'
text = open("utf8.csv", encoding="utf-8", newline="").read()
for name, encoding, delimiter in [("bom", "utf-8-sig", ";"), ("cp1252", "cp1252", ","), ("le", "utf-16", "\t")]:
    open(name + ".csv", "w", encoding=encoding, newline="").write(text.replace(";", delimiter))
open("be.csv", "wb").write(b"\xfe\xff" + text.encode("utf-16-be"))
END
while read -r file encoding delimiter; do
    expect_status 0 gdprctl optout import "$file.csv" --dry-run --json
    expect_json applied 1
    expect_json encoding "$encoding"
    check "delimiter" test "$(json_get delimiter | tr '\t' T)" = "$delimiter"
done <<'END'
utf8 utf-8 ;
bom utf-8-bom ;
cp1252 windows-1252 ,
le utf-16le T
be utf-16be ;
END
expect_status 0 gdprctl optout import cp1252.csv --dry-run --encoding windows-1252 --delimiter ,
expect_out "windows-1252"
expect_status 65 gdprctl optout import cp1252.csv --encoding utf-8
expect_status 65 gdprctl optout import utf8.csv --delimiter tab
expect_status 0 gdprctl optout import le.csv --dry-run --json --delimiter tab
expect_status 0 gdprctl optout import le.csv --dry-run --json --delimiter $'\t'
expect_json delimiter $'\t'
expect_status 64 gdprctl optout import utf8.csv --encoding ebcdic
expect_status 64 gdprctl optout import utf8.csv --delimiter x

t "several identifiers meet in one person, or in nobody"
people
import --json --rejects wrong.csv <<'END'
customer_no;phone;email
0001;0400000001;aino@example.com
0001;0400000002;
;0400000001;eero@example.com
0004;0400000004;
0005;;matti@example.com
0002;0400009999;
;0400000004;tyyne@example.com
END
expect_import 1 4 0 0 3 0
check "$(banned)" test "$(banned)" = "0001:all-marketing 0002:all-marketing 0004:all-marketing 0005:all-marketing "
check "ambiguous" test "$(cut -d';' -f4,6 wrong.csv | tr -d '\r' | tr '\n' ' ')" = \
    "line;reason 3;its identifiers belong to different people 4;its identifiers belong to different people 6;its identifiers belong to different people "
check "the phone that nobody has is banned too" test "$(sql "SELECT kind || scope FROM suppression")" = phoneall-marketing

t "a shared phone alone is banned for everybody who has it"
people
import --json <<'END'
puhelin
040 000 0004
END
expect_import 0 1 0 0 0 0
check "$(banned)" test "$(banned)" = "0004:all-marketing 0005:all-marketing "

t "scopes: of the row, of the option, of neither"
people
import --json --scope distance-selling market-research <<'END'
asiakasnumero;laji
0001;suoramainonta
0002;
0003;kaikki markkinointi
0004;profiling
END
expect_import 0 4 0 0 0 0
check "$(banned)" test "$(banned)" = \
    "0001:direct-mail 0002:distance-selling 0002:market-research 0003:all-marketing 0004:profiling "
import --json <<'END'
asiakasnumero
0006
END
check "all, unless said otherwise" test "$(sql "SELECT scope FROM objection JOIN customer c ON c.id = customer_id
    WHERE customer_no = '0006'")" = all-marketing
expect_status 64 gdprctl optout import in.csv --scope processing
expect_status 64 gdprctl optout import in.csv --scope everything

t "a ban of direct marketing is of every kind of it"
people
import --json <<'END'
asiakasnumero;laji
0001;suoramarkkinointi
0002;Direct marketing
0003;direktmarknadsföring
0004;muu suoramarkkinointi
0005;suoramainonta
END
expect_import 0 5 0 0 0 0
for customer in 0001 0002 0003; do
    check "$customer: $(banned)" test "$(banned | tr ' ' '\n' | grep "^$customer" | cut -d: -f2 | tr '\n' ' ')" = \
        "direct-mail distance-selling other-direct-marketing profiling "
done
check "one kind alone: $(banned)" test "$(banned | tr ' ' '\n' | grep '^000[45]' | tr '\n' ' ')" = \
    "0004:other-direct-marketing 0005:direct-mail "
check "their permissions are gone" test "$(sql "SELECT count(*) FROM marketing_permission WHERE state = 'permission'")" -eq 0
import --json <<'END'
asiakasnumero;laji
0001;suoramarkkinointi
END
expect_import 0 0 1 0 0 0
printf 'asiakasnumero\n0001\n0006\n' >campaign.csv
expect_status 0 gdprctl optout screen campaign.csv --register $R --scope distance-selling --channel letter
expect_no_out 0001
expect_out 0006

t "permissions become prohibitions, dated and with the source"
people
import --json <<'END'
asiakasnumero;laji;pvm;lahde
0001;suoramainonta;2.3.2026;puhelu
0002;suoramainonta;2.3.2026;
END
check "$(permissions)" test "$(permissions)" = "0001|direct-mail|prohibition|2026-03-02|puhelu 0001|distance-selling|permission|2025-02-01|arvonta 0002|direct-mail|prohibition|2026-10-01|arvonta "
check "since" test "$(sql 'SELECT group_concat(since) FROM objection')" = 2026-03-02,2026-03-02
import --json <<'END'
asiakasnumero
0001
END
check "all of them" test "$(sql "SELECT count(*) FROM marketing_permission p JOIN customer c ON c.id = customer_id
    WHERE customer_no = '0001' AND state = 'prohibition'")" -eq 2
check "no day is today" test "$(sql "SELECT since FROM objection WHERE scope = 'all-marketing'")" = 2026-11-22

t "a contact that nobody has waits on the list, and not in clear"
people
import --json <<'END'
phone;email;name;postal_code;customer_no;personal_id
0400008888;nobody@example.com;Nemo Nobody;00100;7777;
;;;;;010101-901S
END
expect_json rows 2
expect_json unmatched 2
check "kinds" test "$(sql 'SELECT kind FROM suppression ORDER BY 1' | tr '\n' ' ')" = \
    "customer-no email personal-id phone "
check "no value in the database" bash -c '! grep -aqE "400008888|nobody@|Nemo|nemo|010101-901S" gdprctl.db'
printf 'asiakasnumero;tyyppi;nimi;puhelin\n8;yksityinen;Uusi Asiakas;+358400008888\n' >new.csv
expect_status 0 gdprctl record import "$R" customer new.csv
printf 'asiakasnumero;laji;kanava;tila\n8;suoramainonta;puhelin;lupa\n' >new.csv
expect_status 1 gdprctl record import "$R" marketing-permission new.csv
expect_out "the person has objected"

t "a namesake in the same postal code is not banned"
people
import --json <<'END'
phone;email;name;postal_code;customer_no
0400008888;nobody@example.com;Liisa Alm;70100;7777
0400000001;;Liisa Alm;70100;
END
expect_import 0 1 0 1 0 0
check "the contacts and no more" test "$(sql 'SELECT kind FROM suppression ORDER BY 1' | tr '\n' ' ')" = \
    "customer-no email phone "
printf 'asiakasnumero;laji;kanava;tila\n0006;suoramainonta;puhelin;lupa\n' >new.csv
expect_status 0 gdprctl record import "$R" marketing-permission new.csv
printf 'sahkoposti\nliisa@example.com\n' >campaign.csv
expect_status 0 gdprctl optout screen campaign.csv --register "$R" --scope direct-mail --channel letter --json
expect_json kept 1

t "the same file again, and the same bans in another file"
people
cat >file <<'END'
puhelin;laji;pvm
0400000001;suoramainonta;1.3.2026
0400000004;suoramainonta;
0400008888;suoramainonta;
END
import --json <file
expect_import 0 2 0 1 0 0
before=$(sql '.dump' | grep -vE 'INTO (audit|meta)')
import --json <file
expect_import 0 0 3 0 0 0
check "the database is the same but for the books of the run" test "$(sql '.dump' | grep -vE 'INTO (audit|meta)')" = "$before"
import --json <<'END'
phone,scope,opted_out_at
+358 40 0000001,direct-mail,2025-01-01
+358 40 0000001,direct-mail,2026-02-28
00358400008888,direct-mail,2026-11-22
END
expect_import 0 0 3 0 0 0
check "the latest day stays" test "$(sql "SELECT min(since) || max(since) FROM objection WHERE customer_id = 1")" = \
    2026-03-012026-03-01

t "of several rows about a person the latest counts, in whatever order they stand"
for rows in "1.3.2026 1.6.2026 2026-06-01" "1.6.2026 1.3.2026 2026-06-01" "1.6.2026 - 2026-11-22" "- 1.6.2026 2026-11-22"; do
    read -r first second want <<<"$rows"
    people
    printf 'asiakasnumero;puhelin;laji;pvm;lahde\n0001;;suoramainonta;%s;eka\n;0400000001;suoramainonta;%s;toka\n' \
        "${first#-}" "${second#-}" >file
    import --json <file
    expect_import 0 1 1 0 0 0
    check "$rows" test "$(sql "SELECT group_concat(since) FROM objection")" = "$want"
    check "$rows: $(permissions)" test "$(sql "SELECT processed_on FROM marketing_permission WHERE customer_id = 1
        AND scope = 'direct-mail' AND state = 'prohibition'")" = "$want"
    expect_status 77 gdprctl optout lift --register $R --customer 0001 --scope direct-mail --evidence x --given 2026-05-02
    import --json <file
    expect_import 0 0 2 0 0 0
    rm gdprctl.db*
done
people
sql "INSERT INTO objection (register_id, customer_id, scope, since, source) SELECT register_id, id, 'direct-mail',
    '2026-02-01', '2026-0001' FROM customer WHERE customer_no = '0001'"
printf 'asiakasnumero;laji;pvm\n0001;suoramainonta;\n0001;suoramainonta;1.6.2026\n' >file
import --json <file
check "an older one is of the day that the list says" test "$(sql "SELECT since FROM objection")" = 2026-06-01
import --json <file
expect_import 0 0 2 0 0 0

t "nothing loosens a ban"
people
import --json <<'END'
asiakasnumero;laji
0001;kaikki
END
expect_status 1 gdprctl record import "$R" marketing-permission permissions.csv
check "$(permissions)" bash -c 'test "$(sqlite3 gdprctl.db "SELECT count(*) FROM marketing_permission WHERE customer_id = 1 AND state = '"'permission'"'")" -eq 0'
import --json <<'END'
asiakasnumero;laji
0001;suoramainonta
END
check "the wide ban stays" test "$(banned)" = "0001:all-marketing 0001:direct-mail "
import <<'END'
asiakasnumero;tila
0001;lupa
END
check "no column for a state" test "$STATUS" -eq 65
expect_status 0 gdprctl record import "$R" customer people.csv
check "the feed leaves it" test "$(banned)" = "0001:all-marketing 0001:direct-mail "

t "wrong rows are rejected, mended and imported again"
people
python3 - <<'END'
rows = ["puhelin\tlaji\tkäsittelyhetki\tnimi", "040\tsuoramainonta\t1.2.2025\tMäki", "0400000001\tmikä tahansa\t1.2.2025\tÖ",
        "0400000002\tsuoramainonta\t31.2.2025\t\"a\tb\"", "0400000003\tsuoramainonta\t23.11.2026\tÅ", "0400000004\t\t\t",
        "\t\t\tei kukaan"]
open("in.csv", "w", encoding="utf-16", newline="").write("\r\n".join(rows) + "\r\n")
END
expect_status 1 gdprctl optout import in.csv --register "$R" --rejects wrong.csv --json
expect_json applied 1
expect_json rejected 5
expect_json rejects.length 5
expect_json rejects.0.line 2
expect_json rejects.0.column puhelin
expect_json rejects_file wrong.csv
check "mode" test "$(stat -c %a wrong.csv)" = 600
check "as the file was" test "$(head -c 2 wrong.csv | od -An -tx1)" = " ff fe"
iconv -f utf-16 -t utf-8 wrong.csv >clear.csv
check "lines end as they did" test "$(grep -c $'\r$' clear.csv)" -eq 6
check "columns" test "$(tr -d '\r' <clear.csv | cut -f1,5,6 | tr '\t\n' ',;')" = \
    "puhelin,line,column;040,2,puhelin;0400000001,3,laji;0400000002,b\",4;0400000003,5,käsittelyhetki;,7,;"
sed -i -e 's/^040\t/0400000006\t/' -e 's/mikä tahansa/etämyynti/' -e 's/31.2.2025/28.2.2025/' -e 's/23.11.2026/22.11.2026/' \
    -e '/ei kukaan/d' clear.csv
iconv -f utf-8 -t utf-16 clear.csv >wrong.csv
expect_status 0 gdprctl optout import wrong.csv --register "$R" --json
expect_json applied 3
expect_json unmatched 1
expect_status 73 gdprctl optout import in.csv --register "$R" --rejects wrong.csv
expect_err "wrong.csv"
check "and nothing was done" test "$(sql "SELECT count(*) FROM audit WHERE command = 'optout import'")" -eq 2

t "a file with a reason and a line of its own can be mended and imported again too"
people
printf 'line;puhelin;reason\n7;12;soitto\n' >in.csv
expect_status 1 gdprctl optout import in.csv --ignore-columns line,reason --rejects wrong.csv
check "columns" test "$(head -n 1 wrong.csv)" = "line;puhelin;reason;line;column;reason"
sed -i 's/^7;12;/7;0400000001;/' wrong.csv
expect_status 0 gdprctl optout import wrong.csv --ignore-columns line,reason --json
expect_json applied 1
printf 'puhelin;reason;reason\n0400000001;a;b\n' >in.csv
expect_status 65 gdprctl optout import in.csv --ignore-columns line,reason

t "no rejects file without rejects, and none when the file is refused"
people
import --rejects wrong.csv <<'END'
puhelin
0400000001
END
check "none" test "$STATUS" -eq 0 -a ! -e wrong.csv
printf 'puhelin\n1\n0400000001;x\n' >in.csv
expect_status 65 gdprctl optout import in.csv --rejects wrong.csv
check "none" test ! -e wrong.csv

t "the dash is no file to write to"
people
printf 'puhelin\n1\n' >in.csv
expect_status 73 gdprctl optout import in.csv --rejects -
expect_status 73 gdprctl optout export "$R" --out -
expect_status 73 gdprctl optout screen in.csv --scope direct-mail --channel letter --out -
check "no such file" test ! -e ./-

t "the error of a spreadsheet's formula is no customer number"
people
printf 'asiakasnumero\n#PUUTTUU!\n#N/A\n#NAMN?\n#####\n#1\n' >in.csv
expect_status 1 gdprctl optout import in.csv --json
expect_json rejected 4
expect_json unmatched 1
expect_json rejects.0.column asiakasnumero

t "strict: one wrong row refuses the file"
people
import --strict --rejects wrong.csv <<'END'
puhelin
0400000001
12
END
check "refused" test "$STATUS" -eq 65
expect_err "1 row is wrong, so nothing was imported; the first is line 3, column puhelin: "
expect_err "numbering plan"
check "nothing" test -z "$(banned)" -a ! -e wrong.csv

t "a dry run counts and keeps nothing"
people
before=$(sql .dump)
import --dry-run --json --rejects wrong.csv <<'END'
puhelin
0400000001
0400008888
12
END
expect_import 1 1 0 1 0 1
expect_json dry_run true
check "the database is the same but for the books of the run" test "$(sql .dump)" = "$before"
check "no file" test ! -e wrong.csv
echo mine >wrong.csv
import --dry-run --rejects wrong.csv <<'END'
puhelin
12
END
check "refused, as the real run" test "$STATUS" -eq 73

t "standard input, a pipe or a file"
people
printf 'puhelin\n0400000001\n' >in.csv
expect_status 0 bash -c 'cat in.csv | "$1" optout import - --json' - "$GDPRCTL"
expect_json applied 1
expect_json file -
expect_status 0 bash -c '"$1" optout import - --json <in.csv' - "$GDPRCTL"
expect_json unchanged 1
expect_status 1 bash -c 'printf "puhelin\n1\n" | "$1" optout import - --rejects wrong.csv' - "$GDPRCTL"
check "rejects of a pipe" grep -q '^1;2;puhelin;' wrong.csv
expect_status 65 bash -c 'printf "puhelin\n0400000002\n0400;" | "$1" optout import -' - "$GDPRCTL"
check "all or nothing" test "$(banned)" = "0001:all-marketing "
check "no file left behind" test -z "$(find . -newer in.csv -name '*spool*')"

t "standard input that stands behind its first byte is read from there, as often as it is read"
people
printf 'otsikko\npuhelin\n0400000001\n1\n' >in.csv
for command in "optout import - --rejects wrong.csv" "optout screen - --scope direct-mail --channel letter --why wrong.csv"; do
    # shellcheck disable=SC2016 # for the other shell
    expect_status 1 bash -c "{ read -r _; \"\$0\" $command --json; } <in.csv" "$GDPRCTL"
    expect_json rows 2
    check "$command: the wrong row" grep -q '^1;3;puhelin;' wrong.csv
    rm wrong.csv
done
check "banned" test "$(banned)" = "0001:all-marketing "

t "what is wrong with standard input is said of standard input"
people
printf 'puhelin\n0400000002\n0400;x\n' >in.csv
for how in 'cat in.csv |' '<in.csv'; do
    for command in "optout import -" "record import $R customer -" "optout screen - --scope direct-mail"; do
        # shellcheck disable=SC2016 # for the other shell
        expect_status 65 bash -c "$how \"\$0\" $command" "$GDPRCTL"
        expect_err "standard input, line 3"
        expect_no_err /dev/fd
    done
    printf 'huomio\nx\n' >in.csv
    for command in "optout import -" "record import $R customer -" "optout screen - --scope direct-mail"; do
        expect_status 65 bash -c "$how \"\$0\" $command" "$GDPRCTL"
        expect_err "standard input"
    done
    printf 'puhelin\n0400000002\n0400;x\n' >in.csv
done
expect_status 65 bash -c '"$0" optout import - --strict <<<"puhelin
12"' "$GDPRCTL"
expect_err "standard input: 1 row is wrong"
mkfifo pipe.csv
mkdir folder.csv
for file in pipe.csv folder.csv none.csv; do
    expect_status 66 gdprctl optout import $file
    expect_err "$file"
done

t "registers: one, or all of them"
people
quick record import ksat-customers customer people.csv >/dev/null
printf 'asiakasnumero;puhelin\n0001;\n;0400008888\n' >in.csv
expect_status 0 gdprctl optout import in.csv --register ksat-customers --json
expect_json register ksat-customers
check "one" test "$(sql 'SELECT count(*) FROM objection')" -eq 1
check "one list" test "$(sql 'SELECT count(*) FROM suppression')" -eq 1
expect_status 0 gdprctl optout import in.csv --json
expect_json register null
check "both" test "$(sql 'SELECT count(*) FROM objection')" -eq 2
check "both lists" test "$(sql 'SELECT count(*) FROM suppression')" -eq 2
expect_status 69 gdprctl optout import in.csv --register nothing
expect_status 69 gdprctl optout import in.csv --register nothing --json
expect_error not-found

# The people of another company under the same numbers: 1 is somebody else, 2 and 3 are the same, by name in another order
# and by business id; Aino has another number there.
others() {
    people
    cat >others.csv <<'END'
asiakasnumero;tyyppi;nimi;henkilotunnus;ytunnus;puhelin;sahkoposti;postinumero
0001;yksityinen;Veikko Salo;;;0400000091;veikko@example.com;70100
0002;yksityinen;Mäki Eero Ilmari;;;0400000092;;70100
0003;yritys;Haapa Group Oy;;0206323-2;;;70100
0004;yksityinen;Veikko Lepp;;;0400000094;;70100
0007;yksityinen;Koivu Aino;040636-964T;;0400000001;;70100
0008;yksityinen;Urho Niemi;;;0400000002;;70100
END
    sql "UPDATE customer SET business_id = '0206323-2' WHERE customer_no = '0003'"
    expect_status 0 gdprctl record import ksat-customers customer others.csv
}

# both: the customers with an objection in each register, from the last import.
both() {
    sql "SELECT substr(r.code, 1, 2) || c.customer_no FROM objection o JOIN customer c ON c.id = o.customer_id
        JOIN register r ON r.id = c.register_id ORDER BY 1" | tr '\n' ' '
}

t "a customer number that is somebody else's in another register"
others
printf 'asiakasnumero\n0001\n0002\n0003\n0004\n0005\n' >in.csv
expect_status 1 gdprctl optout import in.csv --json --rejects wrong.csv
expect_json ambiguous 2
expect_json applied 3
check "the same people, and nobody else: $(both)" test "$(both)" = "ks0002 ks0003 ku0002 ku0003 ku0005 "
check "which" test "$(cut -d';' -f2 wrong.csv | tr '\n' ' ')" = "line 2 5 "
check "why" grep -q 'different people in different registers: name the register with --register' wrong.csv
check "nothing of them on a list" test "$(sql "SELECT count(*) FROM suppression WHERE kind = 'customer-no'")" -eq 0
expect_status 0 gdprctl optout import wrong.csv --json --register ksat-customers
check "as it was said: $(both)" test "$(both)" = "ks0001 ks0002 ks0003 ks0004 ku0002 ku0003 ku0005 "

t "a stranger's day is the one that the list tells, in whatever order it stands, also after a replay"
people
quick backup copy >/dev/null
printf 'puhelin;pvm\n0400000071;\n0400000071;1.5.2026\n0400000072;1.5.2026\n0400000072;\n0400000073;\n' >in.csv
expect_status 0 gdprctl optout import in.csv --register $R --json
expect_json suppressed 3
days() { sql "SELECT since, source, count(*) FROM suppression GROUP BY 1, 2 ORDER BY 1" | tr '\n' ' '; }
check "the days: $(days)" test "$(days)" = "2026-05-01|import|2 2026-11-22|import|1 "
before=$(sql "SELECT hex(tag), scope, since, source FROM suppression ORDER BY 1")
cp copy/gdprctl.db gdprctl.db 2>/dev/null || cp "$(find copy -name '*.db')" gdprctl.db
check "restored" test "$(sql "SELECT count(*) FROM suppression")" = 0
expect_status 0 gdprctl ledger replay
check "as they were" test "$(sql "SELECT hex(tag), scope, since, source FROM suppression ORDER BY 1")" = "$before"

t "an entry of the list that was given again later is of that day, and no new one"
people
import --json <<'END'
puhelin;pvm
0400008888;1.3.2026
0400008888;
0400008888;1.6.2026
0400009999;
END
expect_import 0 0 1 3 0 0
expect_json suppressed 2
import --json <<'END'
puhelin;pvm
0400008888;1.7.2026
0400008888;1.5.2026
END
expect_import 0 0 1 1 0 0
expect_json suppressed 0
check "the days" test "$(sql "SELECT group_concat(since) FROM (SELECT since FROM suppression ORDER BY 1)")" = \
    2026-07-01,2026-11-22

t "a customer number of one register is on no other register's list, where it may become somebody else's"
people
printf 'asiakasnumero;puhelin\n0001;0400000001\n0002;\n7777;\n' >in.csv
expect_status 0 gdprctl optout import in.csv --json
expect_json applied 2
expect_json unmatched 1
check "the phone is the same everywhere; 7777 nobody knows" test \
    "$(sql "SELECT r.code || ':' || kind FROM suppression JOIN register r ON r.id = register_id ORDER BY 1" | tr '\n' ' ')" = \
    "ksat-customers:customer-no ksat-customers:phone kuopio-customers:customer-no "
printf 'asiakasnumero;tyyppi;nimi\n0002;yksityinen;Urho Niemi\n7777;yksityinen;Veikko Salo\n' >new.csv
quick record import ksat-customers customer new.csv >/dev/null
printf 'asiakasnumero;laji;kanava;tila\n0002;suoramainonta;kaikki;lupa\n' >new.csv
expect_status 0 gdprctl record import ksat-customers marketing-permission new.csv
printf 'asiakasnumero;laji;kanava;tila\n7777;suoramainonta;kaikki;lupa\n' >new.csv
expect_status 1 gdprctl record import ksat-customers marketing-permission new.csv

t "a number with a contact: the contact tells whose number it is"
others
while read -r row want; do
    sql "DELETE FROM objection"
    printf 'asiakasnumero;puhelin;sahkoposti;henkilotunnus\n%s\n' "$row" >in.csv
    gdprctl optout import in.csv --json >"$OUT" 2>"$ERR"
    check "$row: $(both)" test "$(both)" = "${want:+$want }"
    [ -n "$want" ] || expect_json ambiguous 1
done <<'END'
0001;0400000001;; ks0007 ku0001
0001;0400000091;; ks0001
0001;;veikko@example.com; ks0001
0001;;;040636-964T ks0007 ku0001
0001;0400000004;;
0004;0400000004;;
0002;0400000092;; ks0002 ku0002
0002;0400000002;; ks0002 ku0002
0007;0400000001;; ks0007 ku0001
;0400000001;veikko@example.com;
;0400000092;eero@example.com; ks0002 ku0002
;0400000002;; ks0008 ku0002
;0400000091;aino@example.com;
END

t "columns: unknown, ignored, doubled, none that tells who is meant"
people
printf 'puhelin;huomio\n0400000001;x\n' >in.csv
expect_status 65 gdprctl optout import in.csv
expect_err "column 2"
expect_no_err huomio
expect_status 0 gdprctl optout import in.csv --ignore-columns Huomio,muu
printf 'puhelin;phone\n0400000001;0400000001\n' >in.csv
expect_status 65 gdprctl optout import in.csv
expect_err "columns 1 and 2 mean the same"
printf 'nimi;postinumero\nx;70100\n' >in.csv
expect_status 65 gdprctl optout import in.csv
expect_err "no column that tells who is meant"
printf 'puhelin;sahkopsoti\n0400000001;\n' >in.csv
expect_status 65 gdprctl optout import in.csv
expect_err 'did you mean "sahkoposti"'

t "a column without a name may be empty, as spreadsheets leave one; with data in it the file is refused"
people
printf 'puhelin;;laji\n0400000001; ;suoramainonta\n0400000002;;suoramainonta\n' >in.csv
expect_status 0 gdprctl optout import in.csv --dry-run
printf '0400000003;0400000004;suoramainonta\n' >>in.csv
expect_status 65 gdprctl optout import in.csv --rejects wrong.csv
expect_err "in.csv, line 4, column 2: the column has no name"
expect_err "name it in the first line"
check "nothing was done" test -z "$(banned)" -a ! -e wrong.csv
expect_status 0 gdprctl optout screen in.csv --scope direct-mail --channel letter
expect_out "0400000003;0400000004;"

t "the log: one row a file, with the hash and no person"
people
import --scope direct-mail --rejects wrong.csv <<'END'
customer_no;phone;email;name
0001;0400000001;aino@example.com;Aino Koivu
;0400008888;;Salaisuus
;99;;
END
detail="rows=3 applied=1 unchanged=0 unmatched=1 ambiguous=0 rejected=1 suppressed=1 sha256=$(sha256sum in.csv | cut -d' ' -f1)"
check "$(sql "SELECT detail FROM audit WHERE command = 'optout import'")" \
    test "$(sql "SELECT result || ' ' || detail FROM audit WHERE command = 'optout import'")" = "partly $detail"
check "no person" bash -c '! sqlite3 gdprctl.db "SELECT * FROM audit" | grep -qiE "koivu|400000001|aino|salaisuus|0001;"'
check "nor in what was said" bash -c '! grep -qiE "koivu|400000001|aino|salaisuus" "$@"' - "$OUT" "$ERR"
expect_status 0 gdprctl audit verify

t "the result in words"
people
import <<'END'
puhelin
0400000001
1
END
check "attention" test "$STATUS" -eq 1
for line in "File: in.csv" "Encoding: utf-8" "Rows: 2" "Applied: 1" "Rejected: 1" "Sha256:"; do
    expect_out "$line"
done
check "no progress in a pipe" test ! -s "$ERR"

t "a run that is killed leaves nothing half done"
new_db
quick register load --builtin "$R" >/dev/null
{
    echo 'customer_no;name;phone'
    for ((i = 1; i <= 6000; i++)); do
        printf '%d;Aino Kivi;040 %07d\n' $i $i
    done
} >people.csv
quick record import "$R" customer people.csv >/dev/null
before=$(sql 'SELECT count(*) FROM audit')
killed_at_work optout import people.csv --ignore-columns name --quiet
expect_status 0 gdprctl audit verify
check "nothing is banned" test "$(sql 'SELECT (SELECT count(*) FROM objection), count(*) FROM audit')" = "0|$before"
expect_status 0 gdprctl optout import people.csv --ignore-columns name --json
expect_out '"rows":6000,"applied":6000,"unchanged":0,"unmatched":0,"ambiguous":0,"rejected":0,'

finish
