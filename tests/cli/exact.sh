#!/bin/bash
# exact.sh - values come out as they went in, and what cannot be true does not go in.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/cli/sample.sh"

t "blanks around a name are the person's data like the rest"
registers
printf 'asiakasnumero;tyyppi;nimi;postinumero\n00100001;yksityinen;" Ääkkönen  ";00100\n00100002;yksityinen;"  ";\n' >names.csv
expect_status 0 gdprctl record import kuopio-customers customer names.csv --json
expect_json applied 2
expect_status 0 gdprctl record import kuopio-customers customer names.csv --json
expect_json unchanged 2
expect_status 0 gdprctl access --register kuopio-customers --received 2026-11-20 --channel letter --verified signature \
    --customer 00100001 --out answers
check "to the letter" grep -qF '" Ääkkönen  "' answers/2026-0001/export.json
check "nothing but blanks is nothing" test "$(sql "SELECT count(*) FROM customer WHERE name IS NULL")" = 1
expect_status 0 gdprctl subject show --name ääkkönen --postal-code 00100

t "a blank does not make two representatives of one"
printf 'asiakasnumero;tyyppi;nimi;edustaja\n00100001;yritys;A Oy;Edu Staja\n' >one.csv
printf 'asiakasnumero;tyyppi;nimi;edustaja\n00100001;yritys;A Oy; Edu Staja \n' >two.csv
registers
expect_status 0 gdprctl record import kuopio-customers customer one.csv
expect_status 0 gdprctl record import kuopio-customers customer two.csv --json
expect_json unchanged 1
check "one" test "$(sql "SELECT count(*) FROM representative")" = 1

t "subject files as people write them; how many were met"
registers
printf 'asiakasnumero;tyyppi;nimi;postinumero;puhelin\n1;yksityinen;A;00100;040 000 1234\n2;yksityinen;B;00200;0400001234\n' >two.csv
expect_status 0 gdprctl record import kuopio-customers customer two.csv
printf '# from the letter\n\nname = a\npostal_code=00100\r\nphone= 0400001234 \n' >person
expect_status 0 gdprctl subject show --subject-file person
printf 'name=a\nMatti Virtanen\n' >wrong
expect_status 65 gdprctl subject show --subject-file wrong
expect_err "wrong, line 2: it is not key=value"
expect_no_err Virtanen
printf 'shoe_size=44\n' >wrong
expect_status 65 gdprctl subject show --subject-file wrong
expect_err "wrong, line 1: unknown selector"
printf 'name=\xe4\n' >wrong
expect_status 65 gdprctl subject show --subject-file wrong
expect_err "wrong is not UTF-8 text"
expect_status 65 bash -c '"$1" subject show --subject-file - <wrong' - "$GDPRCTL"
expect_err "standard input is not UTF-8 text"
expect_status 67 gdprctl subject show --phone 0400001234
expect_err "kuopio-customers: 2 people in the register meet what was given"
expect_status 67 gdprctl subject show --phone 0400009999 --json
expect_json error.message "nobody in the registers meets what was given"
printf 'asiakasnumero;tyyppi;nimi;puhelin\n9;yksityinen;C;0400001234\n' >third.csv
expect_status 0 gdprctl record import kss-customers customer third.csv
expect_status 0 gdprctl subject show --phone 0400001234 --json
expect_json registers.length 1
expect_json registers.0.register kss-customers
expect_err "kuopio-customers: 2 people"

t "what meets two people in different registers shows neither as the other"
registers
printf 'asiakasnumero;tyyppi;nimi;henkilotunnus;sahkoposti\n1;yksityinen;A;131052-308T;a@example.com\n' >one.csv
printf 'asiakasnumero;tyyppi;nimi;henkilotunnus\n1;yksityinen;B;040636-964T\n7;yksityinen;A;131052-308T\n' >two.csv
printf 'asiakasnumero;nimi;sahkoposti\n1;A;a@example.com\n' >member.csv
expect_status 0 gdprctl record import kuopio-customers customer one.csv
expect_status 0 gdprctl record import kss-panel customer member.csv
expect_status 0 gdprctl subject show --customer 1 --json
expect_json registers.length 2
expect_status 0 gdprctl record import kss-customers customer two.csv
expect_status 67 gdprctl subject show --customer 1 --json
expect_json error.message "2 people in different registers meet what was given"
expect_status 0 gdprctl subject show --customer 1 --register kss-customers
expect_status 0 gdprctl subject show --customer 1 --email a@example.com --json
expect_json registers.length 2
printf '131052-308T' >id
expect_status 0 gdprctl subject show --personal-id-file id --json
expect_json registers.length 2

t "a name in the wrong place does not come back in a message"
registers
expect_status 69 gdprctl request show "Virtanen Matti"
expect_no_err Virtanen
expect_status 69 gdprctl record import "Virtanen Matti" customer two.csv --json
expect_no_out Virtanen
expect_status 69 gdprctl request show 2026-0077
expect_err 2026-0077

t "nor does a number"
registers
number=0401234567
for words in "request show $number" "access $number --out answers" "retention explain $number --customer 1" \
    "register show $number" "retention release kuopio-customers --rule $number --reason x" \
    "$number" "request $number" "validate $number" "subject show --customer 1 --as $number"; do
    # shellcheck disable=SC2086 # words
    check "$words" bash -c '"$@" >said 2>&1; test -s said && ! grep -q "$0" said' $number "$GDPRCTL" $words
done

t "a hold that has ended already would be none"
registers
expect_status 64 gdprctl hold add --register kuopio-customers --reason inspection --until 2026-11-21
expect_status 0 gdprctl hold add --register kuopio-customers --reason inspection --until 2026-11-22

t "what is done is neither refused nor withdrawn"
registers
printf 'asiakasnumero;tyyppi;nimi\n1;yksityinen;A\n' >one.csv
expect_status 0 gdprctl record import kuopio-customers customer one.csv
expect_status 0 gdprctl access --register kuopio-customers --received 2026-11-20 --channel letter --verified signature \
    --customer 1 --out answers
expect_status 77 gdprctl request refuse 2026-0001 --ground excessive --reason "too many"
expect_status 77 gdprctl request withdraw 2026-0001
expect_status 77 gdprctl request extend 2026-0001 --reason "too many"
expect_status 0 gdprctl request show 2026-0001 --json
expect_json state "done"

t "a row that has nothing in a category does not stand there in the letter"
registers
printf 'asiakasnumero;tyyppi;nimi\n1;yksityinen;Ainoa\n' >one.csv
expect_status 0 gdprctl record import kuopio-customers customer one.csv
expect_status 0 gdprctl access --register kuopio-customers --received 2026-11-20 --channel letter --verified signature \
    --customer 1 --out answers
check "customer data, and data that the notice does not name" test \
    "$(grep -o '<h4>Asiakas</h4>' answers/2026-0001/letter.html | wc -l)" -eq 2
check "billing data are named as empty" bash -c 'tr -d "\n" <answers/2026-0001/letter.html |
    grep -q "askutus- ja maksuliikennetiedot</h3> *<p>[^<]*ei ole"'

t "nobody is born after today"
registers
printf 'asiakasnumero;tyyppi;nimi;henkilotunnus\n1;yksityinen;A;231126A999M\n2;yksityinen;B;221126A9990\n' >born.csv
expect_status 1 gdprctl record import kuopio-customers customer born.csv --json
expect_json applied 1
expect_json rejects.0.line 2
expect_json rejects.0.column henkilotunnus
expect_json rejects.0.reason "the birth date is in the future"
printf 'henkilotunnus;laji\n231126A999M;suoramainonta\n' >bans.csv
expect_status 1 gdprctl optout import bans.csv --register kuopio-customers --json
expect_json rejected 1
expect_json rejects.0.reason "the birth date is in the future"

finish
