#!/bin/bash
# meta_install.sh - installing puts every file where it belongs, and uninstalling leaves nothing.
. "$(dirname "$0")/lib.sh"
unset MAKEFLAGS MAKELEVEL MFLAGS

t "install, run, uninstall"
expect_status 0 make --no-print-directory -C "$ROOT" -j2 install DESTDIR="$PWD/stage" PREFIX=/usr MODE=release
find stage -type f | sort >files
for file in bin/gdprctl share/man/man1/gdprctl.1 share/bash-completion/completions/gdprctl \
    share/zsh/site-functions/_gdprctl share/fish/vendor_completions.d/gdprctl.fish; do
    check "no $file" grep -qx "stage/usr/$file" files
done
for unit in "$ROOT"/src/dist/*.service "$ROOT"/src/dist/*.timer; do
    [ -e "$unit" ] && check "no $unit" grep -q "/systemd/system/$(basename "$unit")\$" files
done
check "the unit starts what was installed" grep -q '^ExecStart=/usr/bin/gdprctl ' stage/usr/lib/systemd/system/gdprctl.service
check "mode of the program" test "$(stat -c %a stage/usr/bin/gdprctl)" = 755
check "mode of the page" test "$(stat -c %a stage/usr/share/man/man1/gdprctl.1)" = 644
expect_status 0 stage/usr/bin/gdprctl --version
expect_out "gdprctl 1.0.0"
readelf -hldW stage/usr/bin/gdprctl >elf
check "hardened: position independent" grep -q "DYN (Position" elf
check "hardened: bound at start" grep -qE "BIND_NOW|FLAGS.* NOW" elf
check "hardened: relocations are read-only" grep -q GNU_RELRO elf
check "no executable stack" bash -c 'grep GNU_STACK elf | grep -qv RWE'
expect_status 0 make --no-print-directory -C "$ROOT" uninstall DESTDIR="$PWD/stage" PREFIX=/usr
check "something is left" test -z "$(find stage 2>/dev/null)"

t "uninstalling leaves what others put there"
expect_status 0 make --no-print-directory -C "$ROOT" install DESTDIR="$PWD/stage" PREFIX=/usr
: >stage/usr/bin/other
expect_status 0 make --no-print-directory -C "$ROOT" uninstall DESTDIR="$PWD/stage" PREFIX=/usr
check "the other file" test "$(find stage -type f)" = stage/usr/bin/other

t "the release build reads the real clock"
cp "$ROOT/build/release/gdprctl" .
export GDPRCTL_NOW=2001-01-01T00:00:00Z
expect_status 0 ./gdprctl init
expect_status 0 ./gdprctl audit list --json
check "the year" test "$(json_get rows.0.at | cut -c1-4)" -ge 2026

t "what root made is the service's when it is handed over as the unit says"
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
    mkdir lib && cp "$ROOT/build/release/gdprctl" . && chmod 755 gdprctl && chmod 711 . ..
    expect_status 0 ./gdprctl --db lib/gdprctl.db --ledger lib/gdprctl.ledger --key key init
    sed -n '/^# *chown gdprctl: /,/[^\\]$/p' "$ROOT/src/dist/gdprctl.service" | grep -oE '/[^ ]+' >paths
    check "there are paths" test "$(wc -l <paths)" -ge 2
    while read -r path; do chown 65534:65534 "lib/$(basename "$path")"; done <paths
    chown 65534:65534 lib key
    expect_status 0 setpriv --reuid 65534 --regid 65534 --clear-groups ./gdprctl --db lib/gdprctl.db \
        --ledger lib/gdprctl.ledger --key key purge --yes
else
    check "nobody else to be" true
fi

finish
