#!/bin/bash
# meta_terminal.sh - what shows on a terminal and not in a pipe: colours, the progress bar.
. "$(dirname "$0")/lib.sh"

# on_terminal COMMAND...: runs it with its three descriptors on a pseudo-terminal of 100 columns; what came is in $OUT.
on_terminal() {
    TERM=xterm python3 -c '
import fcntl, os, pty, struct, sys, termios
pid, fd = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    os.execvp(sys.argv[1], sys.argv[1:])
answer = os.environ.get("ANSWER", "")
if answer:
    os.write(fd, answer.encode() + b"\n")
text = b""
while True:
    try:
        part = os.read(fd, 65536)
    except OSError:
        break
    if not part:
        break
    text += part
sys.stdout.buffer.write(text)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
' "$@"
}

t "a table has colours on a terminal, none with NO_COLOR or in a pipe"
new_db
expect_status 0 on_terminal "$GDPRCTL" audit list
expect_out "init"
expect_out $'\x1b['
expect_status 0 env NO_COLOR=1 bash -c "$(declare -f on_terminal); on_terminal \"\$@\"" - "$GDPRCTL" audit list
expect_no_out $'\x1b['
expect_status 0 gdprctl audit list
expect_no_out $'\x1b['

t "no line is wider than the terminal, in a pipe every row is one line"
new_db
quick register load --builtin all >/dev/null
printf 'asiakasnumero;tyyppi;nimi\n1;yksityinen;A\n' >one.csv
quick record import kuopio-customers customer one.csv >/dev/null
for line in "register show kuopio-customers" "register list" "register check kuopio-customers" "audit list" \
    "retention explain kuopio-customers --customer 1" "retention due" "subject show --customer 1" status; do
    # shellcheck disable=SC2086 # a command line
    on_terminal env NO_COLOR=1 "$GDPRCTL" $line >"$OUT"
    check "$line" python3 -c 'import sys
wide = [line for line in open(sys.argv[1], encoding="utf-8") if len(line.rstrip("\r\n")) > 100]
sys.exit("".join(wide) or 0)' "$OUT"
done
expect_status 0 gdprctl audit list
check "a heading and seven rows" test "$(wc -l <"$OUT")" -eq 8

t "a long run shows its progress, and clears it"
seq -f '%05.0f' 10000 99999 >codes
lines=90000
# Twice as long until it is long enough for this machine.
for _ in 1 2 3 4 5 6 7; do
    cat codes codes >twice && mv twice codes && lines=$((lines * 2))
    [ "$lines" -ge 540000 ] || continue
    expect_status 0 on_terminal bash -c '"$1" validate postal-code codes >out' - "$GDPRCTL"
    grep -qF '%' "$OUT" && break
done
expect_out $'\rvalidating  ['
expect_out "%"
check "cleared at the end" bash -c 'tail -c 4 "$1" | grep -q "$(printf "\r\033\[K")"' - "$OUT"
check "every line of the result" test "$(wc -l <out)" -eq "$lines"
check "no update is wider than the terminal" bash -c \
    'tr "\r" "\n" <"$1" | sed "s/\x1b\[K//" | awk "length > 99 { bad = 1 } END { exit bad }"' - "$OUT"
check "at most ten a second" bash -c 'test "$(tr "\r" "\n" <"$1" | grep -c "^validating")" -lt 600' - "$OUT"

t "rate, once a second has passed"
seq -f '%05.0f' 10000 99999 >codes
expect_status 0 on_terminal bash -c '{ cat codes; sleep 1.2; cat codes; } | "$1" validate postal-code >out' - "$GDPRCTL"
expect_out $'\rvalidating  '
expect_out " MB/s"

t "no progress with --quiet, in a pipe, on a dumb terminal"
for _ in 1 2 3 4; do seq -f "%05.0f" 10000 99999; done >codes
expect_status 0 on_terminal bash -c '"$1" --quiet validate postal-code codes >out' - "$GDPRCTL"
expect_out ""
expect_status 0 on_terminal env TERM=dumb bash -c '"$1" validate postal-code codes >out' - "$GDPRCTL"
expect_out ""
expect_status 0 bash -c '"$1" validate postal-code codes >out' - "$GDPRCTL"
expect_err ""

t "ledger: to begin a new one is asked, to repeat it is not; their help says so"
new_db
cp gdprctl.db copy.db
quick register load --builtin kuopio-customers >/dev/null
printf 'asiakasnumero;tyyppi;nimi\n1;yksityinen;A\n' >one.csv
quick record import kuopio-customers customer one.csv >/dev/null
quick hold add --register kuopio-customers --customer 1 --reason dispute >/dev/null
cp gdprctl.db newest.db && cp copy.db gdprctl.db
quick register load --builtin kuopio-customers >/dev/null
expect_status 1 on_terminal "$GDPRCTL" ledger replay # a file to import again
expect_out "Repeated"
expect_no_out "[y/N]"
cp newest.db gdprctl.db && mv gdprctl.db.ledger lost
expect_status 77 env ANSWER=n bash -c "$(declare -f on_terminal); on_terminal \"\$@\"" - "$GDPRCTL" ledger renew
expect_out "Begin a new ledger?"
expect_out "[y/N]"
long="yes$(printf '%40s' '')but not yet"
expect_status 77 env ANSWER="$long" bash -c "$(declare -f on_terminal); on_terminal \"\$@\"" - "$GDPRCTL" ledger renew
check "none was begun" test ! -e gdprctl.db.ledger
expect_status 0 env ANSWER=y bash -c "$(declare -f on_terminal); on_terminal \"\$@\"" - "$GDPRCTL" ledger renew
check "begun" test -e gdprctl.db.ledger

t "a terminal that takes no escape sequences, or does not say what it is, can be asked on"
for term in TERM=dumb -uTERM; do
    new_db
    mv gdprctl.db.ledger lost
    expect_status 77 env ANSWER=n bash -c "$(declare -f on_terminal); on_terminal \"\$@\"" - \
        env "$term" "$GDPRCTL" ledger renew
    expect_out "Begin a new ledger?"
    expect_no_out $'\x1b'
    expect_status 0 env ANSWER=y bash -c "$(declare -f on_terminal); on_terminal \"\$@\"" - \
        env "$term" "$GDPRCTL" ledger renew
    check "begun" test -e gdprctl.db.ledger
    rm gdprctl.db*
done

t "the help says which command asks"
expect_status 0 gdprctl ledger renew --help
expect_out "asks first, or needs --yes"
expect_status 0 gdprctl ledger replay --help
expect_no_out "needs --yes"
expect_status 0 gdprctl erase --help
expect_out "asks first, or needs --yes"

finish
