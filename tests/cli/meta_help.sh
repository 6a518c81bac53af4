#!/bin/bash
# meta_help.sh - everything that is written from the command table agrees with it and with the rest of the tree.
. "$(dirname "$0")/lib.sh"

mapfile -t paths < <(gdprctl help --list)

t "every command and sub-command answers -h, --help and help"
check "there are commands" test "${#paths[@]}" -gt 10
for path in "${paths[@]}"; do
    read -ra words <<<"$path"
    expect_status 0 gdprctl "${words[@]}" -h
    expect_err ""
    expect_out "Usage: gdprctl $path"
    cp "$OUT" "${path// /_}"
done
again
for path in "${paths[@]}"; do
    read -ra words <<<"$path"
    expect_status 0 gdprctl "${words[@]}" --help
    expect_same "${path// /_}"
    expect_status 0 gdprctl help "${words[@]}"
    expect_same "${path// /_}"
done
expect_status 0 gdprctl --help
cp "$OUT" by_h
expect_status 0 gdprctl help
expect_same by_h

t "what request open needs is not in brackets"
expect_status 0 gdprctl help request open
expect_out "open TYPE --register CODE --received DATE --channel CH"
expect_out "[--scope SCOPE]... SELECTOR"
expect_out "day the request arrived (required)"
expect_status 64 gdprctl request open access --register kss-customers --received 2026-11-20 --customer 00100003
expect_err "--channel"

t "a value that is called like a command is none"
for words in "--db register status" "--db=register status" "--as-of status register --db purge list" "register --db load list"; do
    # shellcheck disable=SC2086
    expect_status 0 gdprctl $words --help
    case $words in *list) expect_out "Usage: gdprctl register list" ;; *) expect_out "Usage: gdprctl status" ;; esac
done
expect_status 0 gdprctl --db --help status
expect_out "Usage: gdprctl status"

t "help and version for scripts"
expect_status 0 gdprctl --version
echo "gdprctl 1.0.0" >want
expect_same want
expect_status 0 gdprctl --version --json
expect_json version 1.0.0
expect_status 0 gdprctl audit list --help --json
expect_json format 1
check "text" test -n "$(json_get help)"

t "a slip of the hand in every command is understood"
again
for path in "${paths[@]}"; do
    read -ra words <<<"$path"
    last=${words[-1]}
    words[-1]=${last:1:1}${last:0:1}${last:2} # the first two letters the other way round
    [ "${words[-1]}" = "$last" ] && continue
    if [ "${#words[@]}" -gt 1 ] && gdprctl help "${words[@]:0:${#words[@]}-1}" | grep -q '^Usage: gdprctl [a-z]* [^C]*\[\?REF'; then
        continue # a command that also takes an argument there cannot know
    fi
    expect_status 64 gdprctl "${words[@]}"
    expect_err "did you mean \"gdprctl $path\""
    expect_out ""
done
expect_status 64 gdprctl help audti
expect_err "did you mean audit"

t "every exit status and variable is in the overview"
expect_status 0 gdprctl --help
for word in 64 65 66 67 69 70 73 74 75 76 77 78 GDPRCTL_DB GDPRCTL_KEY NO_COLOR; do
    expect_out "$word"
done

t "the manual page has every command and every option"
expect_status 0 gdprctl help --man
cp "$OUT" page
check "roff without warnings" bash -c 'test -z "$(groff -man -Tutf8 -ww page 2>&1 >text)"'
groff -man -Tutf8 page 2>/dev/null | sed 's/\x1b\[[0-9;]*m//g; s/.\x08//g' >text
for path in "${paths[@]}"; do
    check "page without $path" grep -qE "^   $path\$" text
done
again
for path in '' "${paths[@]}"; do
    read -ra words <<<"$path"
    gdprctl help "${words[@]}" | sed -nE "s/^  (--[a-z-]+).*/$path \1/p"
done >looked
# --as is not there because --as-of is
awk 'FNR == NR { if ($1 ~ /^--/) there[$1] = 1; next } !($NF in there)' text looked >missing
check "options were looked for" test "$(wc -l <looked)" -gt 200
check "options missing" test ! -s missing

t "the README has the table of commands as it is"
if [ -e "$ROOT/README.md" ]; then
    sed -n '/<!-- commands -->/,/<!-- end of commands -->/{//!p}' "$ROOT/README.md" >want
    expect_status 0 gdprctl help --markdown
    expect_same want
else
    check "table" gdprctl help --markdown
fi

t "the README's first steps run as they stand, in an empty directory"
cp "$ROOT"/tests/data/sample/cp1252/*.csv .
export GDPRCTL_NOW=2026-11-27T09:00:00+02:00
sed -n '/five minutes to the first answer/,/^Every morning/s/^       \(gdprctl .*\)/\1/p' "$ROOT/README.md" >steps
check "there are steps" test "$(wc -l <steps)" -ge 9
date() { echo 2026-11-27; } # today, as the program has it
while read -r step; do
    eval "expect_status 0 $step" # nothing is rejected
done <steps
unset -f date
check "the answer is there" test -s answers/2026-0001/letter.html
check "and delivered" test "$(sql 'SELECT state FROM request')" = delivered

t "the README's lines end within 120 columns, tables and commands apart"
python3 - "$ROOT/README.md" >long <<'EOF'
import sys
for number, line in enumerate(open(sys.argv[1], encoding="utf-8"), 1):
    if len(line.rstrip("\n")) > 120 and not line.startswith(("|", "    ")):
        print(number, line, end="")
EOF
check "long lines" test ! -s long

t "every promise of the interface is a command"
for path in init status "register load" "register list" "register show" "register export" "register check" \
    "register notice" "register record" "record import" "subject show" "request open" "request list" "request show" \
    "request verify" "request extend" "request refuse" "request withdraw" "request deliver" access rectify erase object \
    restrict "restrict lift" port "hold add" "hold lift" "hold list" "retention explain" "retention due" \
    "retention forecast" purge "optout import" "audit list" "audit verify" "audit head" \
    report "calc deadline" "calc expiry" validate help; do
    check "no command $path" grep -qxF "$path" <(printf '%s\n' "${paths[@]}")
done

t "bash completes commands, options and words"
expect_status 0 gdprctl help --completion bash
cp "$OUT" script
check "syntax" bash -n script
complete_with() { # the words typed so far, the last one unfinished
    bash -c '. ./script; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _gdprctl; printf "%s\n" "${COMPREPLY[@]}"' - "$@"
}
check "commands" test "$(complete_with gdprctl aud)" = audit
check "sub-commands" test "$(complete_with gdprctl audit ver)" = verify
check "options" test "$(complete_with gdprctl audit verify --he | sort | tr '\n' ' ')" = "--head --help "
check "words" test "$(complete_with gdprctl --json audit --lang s)" = sv
check "words after an option with a value" test "$(complete_with gdprctl --db audit request open --channel let)" = letter
for path in "${paths[@]}"; do
    read -ra words <<<"$path"
    check "no completion of $path" grep -qx -e "${words[-1]}" <(complete_with gdprctl "${words[@]}")
done

t "the scripts for zsh and fish are theirs"
for shell in zsh fish; do
    expect_status 0 gdprctl help --completion "$shell"
    cp "$OUT" script
    if command -v "$shell" >/dev/null; then
        check "syntax" "$shell" -n script
    fi
    for path in "${paths[@]}"; do
        check "$shell: no $path" grep -qF "\" $path\"" script
    done
done

finish
