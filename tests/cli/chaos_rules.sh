#!/bin/bash
# chaos_rules.sh - random and broken rules: the short forms of tests/chaos, with the debug build, which is the quickest
# that obeys the test clock. The long ones: make oracle chaos.
. "$(dirname "$0")/lib.sh"

build_debug build/debug/gdprctl
chaos "random rules against an oracle" rules.py 20
chaos "definitions gone wrong" mutants.py 60
finish
