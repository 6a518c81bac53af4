#!/bin/bash
# story.sh - every right in every register, from receipt to the delivered answer, on fixed days: refused before identity
# is proved, asked for proof, extended once, carried out in one step of the machine, done again, recipients told, letters
# in three languages, delivered, and no step out of the end. Every second register answers in JSON. Then the other ends.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sample.sh"

RECEIVED=2026-10-12
export GDPRCTL_NOW=2026-10-13T09:00:00+03:00

# register, channel, method that its notice accepts, one it does not ("-": it asks for none)
REGISTERS='kss-customers letter signature known-person
kss-panel self-service self-service signature
kuopio-customers letter signature known-person
ksat-customers letter signature known-person
kesoy-customers letter known-person -'

# right, command that carries it out, state after that; % is the place of REF
STORIES='access|access % --out out|done
rectification|rectify % --set customer.street=Uusikatu_1|done
erasure|erase % --yes|done partly-done
restriction|restrict % --ground claims|done
portability|port % --out out --undecided hand-over|done
objection|object %|done'

# Words of the program that no letter may hold.
INTERNAL='kss-customers|kss-panel|kuopio-customers|ksat-customers|kesoy-customers|_id|customer\.|art12|contract-data|-retention|open-contract|all-marketing|NULL|\(null\)|%s|Art\. [0-9]'

# want STATUS COMMAND...: expect_status, with --json where the story is told in JSON.
want() { expect_status "$1" gdprctl "${@:2}" "${FORMAT[@]}"; }

# state WORD...: the book has one of these.
state() {
    local is word
    is=$(sql "SELECT state FROM request WHERE ref = '$REF'")
    for word in "$@"; do [ "$is" = "$word" ] && return 0; done
    echo "the state is $is, not $*"
    return 1
}

# letters LANG...: the letter that fits, as text without a word of the program, its reference there, not wider than a page.
letters() {
    local lang bad
    for lang in "$@"; do
        expect_status 0 gdprctl request letter "$REF" --lang "$lang"
        bad=$(grep -nE "$INTERNAL|.{81}" "$OUT")
        grep -q "$REF" "$OUT" || bad="no reference: $bad"
        check "the letter in $lang: $bad" test -z "$bad"
    done
}

story() {
    local register=$1 channel=$2 method=$3 wrong=$4 right=$5 command=$6 end=$7 scope=()
    [ "$right" = objection ] && scope=(--scope direct-mail --scope distance-selling)
    GDPRCTL_NOW=2026-10-13T09:00:00+03:00
    want 0 request open "$right" --register "$register" --received $RECEIVED --channel "$channel" \
        --customer "$CUSTOMER" "${scope[@]}"
    REF=$(sql "SELECT max(ref) FROM request")
    # shellcheck disable=SC2086
    want 77 ${command/\%/$REF}
    want 77 request deliver "$REF" --sent 2026-10-13
    want 0 request ask-identity "$REF"
    check "waiting" state waiting-identity
    want 77 request ask-identity "$REF"
    expect_status 0 gdprctl request show "$REF" --json
    expect_out "\"due\":\"$(due "$register" "$right")\""
    expect_out '"due_if_counted_from_identity":"2026-11-13"'
    expect_out '"refusal_due":"2026-11-12"'
    grep -q '"identity_methods":\["' "$OUT" || wrong=-
    letters "$LANG1"
    if [ "$wrong" != - ]; then
        want 77 request verify "$REF" --method "$wrong"
        check "still waiting" state waiting-identity
    fi
    want 0 request verify "$REF" --method "$method"
    want 0 request verify "$REF" --method "$method"
    want 77 request letter "$REF"
    GDPRCTL_NOW=2026-11-10T09:00:00+02:00
    want 0 request extend "$REF" --reason "pyyntöjä on paljon"
    check "three months from receipt" test "$(sql "SELECT due FROM request WHERE ref = '$REF'")" = 2027-01-12
    want 77 request extend "$REF" --reason "vielä"
    letters "$LANG2"
    GDPRCTL_NOW=2026-12-01T09:00:00+02:00
    # shellcheck disable=SC2086
    want 0 ${command/\%/$REF}
    # shellcheck disable=SC2086
    check "carried out" state $end
    [[ $command = *--out* ]] && want 73 ${command/\%/$REF}
    # shellcheck disable=SC2086
    [[ $command = *--out* ]] || want 0 ${command/\%/$REF}
    # shellcheck disable=SC2086
    check "done twice" state $end
    letters "fi" sv en
    want 77 request refuse "$REF" --ground excessive --reason liikaa
    case $right in
    rectification | restriction)
        expect_status 0 gdprctl request notify "$REF" --out told --json
        check "a file for each, and the list of them" test "$(json_get files)" -eq $((2 * $(json_get recipients.length) + 1))
        check "they are private" bash -c '! find told -type f ! -perm 600 -o -type d ! -perm 700 | grep .'
        want 0 request notify "$REF" --recipient "$(json_get recipients.0.recipient)"
        ;;
    erasure) want 77 request notify "$REF" --out told ;;
    *) check "Art. 19 is not about it" test "$(sql "SELECT count(*) FROM request_recipient r JOIN request q ON q.id = r.request_id WHERE q.ref = '$REF'")" = 0 ;;
    esac
    want 0 request deliver "$REF" --sent 2026-12-01
    want 0 request deliver "$REF" --sent 2026-12-01
    check "ended" state delivered partly-done
    want 77 request verify "$REF" --method "$method"
    want 77 request refuse "$REF" --ground excessive --reason liikaa
    [ "$(sql "SELECT state FROM request WHERE ref = '$REF'")" = partly-done ] || want 77 request withdraw "$REF"
    want 77 request extend "$REF" --reason "vielä"
}

# The day by which the answer is due: the earlier of the month and what the notice promises.
due() {
    if [ "$1 $2" = "kss-customers access" ]; then echo 2026-11-11; else echo 2026-11-12; fi
}


t "the registers, with the sample in each"
registers
while read -r register _; do sample_into "$register"; done <<<"$REGISTERS"
check "1000 people" test "$(sql 'SELECT count(*) FROM customer')" = 1000
put_by everywhere

number=3
json=0
LANG1="fi" LANG2=sv
while read -r register channel method wrong; do
    json=$((1 - json))
    FORMAT=()
    [ $json = 1 ] && FORMAT=(--json)
    t "the six rights in $register"
    [ "$register" = kss-customers ] || again
    taken_back everywhere
    while IFS='|' read -r right command end; do
        CUSTOMER=$(printf '001%05d' $number)
        number=$((number + 1))
        case $LANG1 in fi) LANG1=sv LANG2=en ;; sv) LANG1=en LANG2="fi" ;; *) LANG1="fi" LANG2=sv ;; esac
        story "$register" "$channel" "$method" "$wrong" "$right" "$command" "$end"
    done <<<"$STORIES"
    expect_status 0 gdprctl audit verify
done <<<"$REGISTERS"

finish
