#!/bin/bash
# hostile.sh - bad CSV files through every command that reads one: refused or taken as the manifest says, never a signal,
# nothing half done, and no value in a message. The cases and what is checked of each: hostile.py.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sample.sh"

export GDPRCTL QUICK
HOSTILE=$ROOT/tests/cli/hostile.py

# cases NAME: hostile.py runs them in the directory of the case; it prints what is wrong.
cases() {
    new_db
    quick --quiet register load --builtin kuopio-customers >/dev/null
    head -n 9 "$SAMPLE/utf8bom/asiakkaat.csv" >run.csv
    quick --quiet record import kuopio-customers customer run.csv >/dev/null
    expect_status 0 python3 "$HOSTILE" "$1"
    expect_out ""
}

t "the files of the manifest"
cases manifest

t "encodings, marks at the start, line ends"
cases encodings

t "quotes, widths and headers"
cases structure

t "values that are wrong reject their row"
cases values

t "lines and files without end"
cases limits

t "what is no file"
cases special

t "a file that changes while it is read"
cases changes

finish
