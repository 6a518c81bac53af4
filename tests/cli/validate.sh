#!/bin/bash
# validate
# valgrind
. "$(dirname "$0")/lib.sh"

t "valid and invalid lines, in order"
printf '010190-9000\n' >ids # the check character is made wrong below
printf '1234567-2\nFI\n' >yt
expect_status 1 gdprctl validate business-id yt
expect_err ""
check "two lines" test "$(wc -l <"$OUT")" -eq 2
check "reasons do not repeat values" bash -c "! grep -q 1234567-2 '$OUT'"

t "the normal form"
printf '040 000 1234\n+358 40 0001234\n' >phones
expect_status 0 gdprctl validate phone phones
printf 'valid\t+358400001234\nvalid\t+358400001234\n' >want
expect_same want

t "standard input, with and without -"
expect_status 0 bash -c '"$1" validate postal-code <<<00100' - "$GDPRCTL"
printf 'valid\t00100\n' >want
expect_same want
expect_status 0 bash -c '"$1" validate postal-code - <<<00100' - "$GDPRCTL"
expect_same want

t "line ends and the last line"
printf '00100\r\n00200\r\n00300' >codes
expect_status 0 gdprctl validate postal-code codes
printf 'valid\t00100\nvalid\t00200\nvalid\t00300\n' >want
expect_same want
printf '\xef\xbb\xbf00100\n' >bom
expect_status 0 gdprctl validate postal-code bom

t "no lines, empty lines"
: >none
expect_status 0 gdprctl validate phone none
expect_out ""
printf '\n00100\n' >gap
expect_status 1 gdprctl validate postal-code gap
expect_out "invalid	the line is empty"
expect_out "valid	00100"

t "what is not UTF-8, a NUL, a line without end"
printf '00100\n\xff\xfe\n0010\0000\n00200\n' >odd
expect_status 1 gdprctl validate postal-code odd
check "four lines" test "$(wc -l <"$OUT")" -eq 4
expect_out "invalid	not valid UTF-8"
expect_out "invalid	a NUL byte"
expect_out "valid	00200"
{ head -c 300000 /dev/zero | tr '\0' 'a'; printf '\n00100\n'; } >long
expect_status 1 gdprctl validate postal-code long
printf 'invalid\tthe line is too long\nvalid\t00100\n' >want
expect_same want
head -c 300000 /dev/zero | tr '\0' '1' >long
expect_status 1 gdprctl validate postal-code long
printf 'invalid\tthe line is too long\n' >want
expect_same want

t "a line that is too long is that wherever it lies in the read buffer"
python3 -c 'print("\n".join(["040 123" + 4690 * " " + "4567"] * 30))' >long
expect_status 1 gdprctl validate phone long
check "all thirty alike" test "$(sort -u "$OUT")" = $'invalid\tthe line is too long'

t "a line across the read buffer"
python3 -c 'print("\n".join(["00100"] * 11000 + ["99999"] + ["123"]))' >many
expect_status 1 gdprctl validate postal-code many
check "11002 lines" test "$(wc -l <"$OUT")" -eq 11002
check "one is invalid" test "$(grep -c ^invalid "$OUT")" -eq 1

t "nobody is born after today"
printf '221126A9990\n231126A999M\n' >ids # today and tomorrow
expect_status 1 gdprctl validate personal-id ids
printf 'valid\t221126A9990\ninvalid\tthe birth date is in the future\n' >want
expect_same want

t "for scripts"
printf '00100\nx\n' >codes
expect_status 1 gdprctl validate postal-code codes --json
expect_json format 1
expect_json kind postal-code
expect_json valid 1
expect_json invalid 1
expect_json values.0.normal 00100
expect_json values.1.line 2
expect_json values.1.valid false
expect_status 1 gdprctl validate postal-code codes --ndjson
check "a line each" test "$(wc -l <"$OUT")" -eq 2
expect_status 1 gdprctl validate postal-code codes --csv
check "a header and a line each" test "$(wc -l <"$OUT")" -eq 3
printf '00100\n' >good
printf 'x\n' >bad
: >none
for file in good bad none; do
    gdprctl validate postal-code $file --csv | head -n 1 | tr -d '\r' >header
    check "the columns of $file" grep -qx 'line;valid;normal;reason' header
done

t "every kind of the manual is one"
printf 'x\n' >x
for kind in personal-id business-id phone email iban reference gsrn postal-code; do
    expect_status 1 gdprctl validate "$kind" x
    expect_out "invalid	"
done

t "what is told of a reference's length is what is counted"
printf '%s\n' 00000000000000000013 000000000000000001232 00000000000000001232 >references
expect_status 1 gdprctl validate reference references
printf 'invalid\t%s\n' "a reference has at least 4 digits, leading zeros aside" \
    "a reference has at most 20 digits, leading zeros among them" >want
printf 'valid\t1232\n' >>want
expect_same want

t "usage"
expect_status 64 gdprctl validate
expect_status 64 gdprctl validate fone x
expect_err "did you mean phone"
expect_status 64 gdprctl validate text x
expect_status 66 gdprctl validate phone nowhere
expect_err "nowhere"
expect_status 66 gdprctl validate phone .
mkfifo fifo
expect_status 66 timeout 10 "$GDPRCTL" validate phone fifo

finish
