# Makefile - builds gdprctl and everything that proves it works.
#
#   make deps demo     install the packages, build, load five registers and the sample, answer a request
#   make deps test     install the packages, build with sanitizers, run every test and lint
#   make help          every target, a line each
#
# Objects live under build/$(MODE)/, one tree per mode (release, clang, debug, asan, fuzz), so that modes never mix.
# Everything but main.o is linked into each floor's tests from the objects of that floor and the floors below it: a call
# upwards is an undefined reference.

MODE    ?= release
PREFIX  ?= /usr/local
DESTDIR ?=
VERSION := 1.0.0
RELEASED := 2026-11-22
JOBS    ?= $(shell nproc)

# What is done in a word; V=1 shows the commands.
Q   := $(if $(V),,@)
say  = $(if $(V),,@printf '%-5s%s\n' $(1) $(2))

# make brings "cc" along as a default; ours are gcc, and clang where it is named or its fuzzer is needed.
ifeq ($(origin CC),default)
CC := $(if $(filter fuzz clang,$(MODE)),clang,gcc)
endif

B := build/$(MODE)

FLOORS        := base domain io store engine cli
floors_base   := base
floors_domain := base domain
floors_io     := base domain io
floors_store  := base domain store
floors_engine := base domain io store engine
floors_cli    := base domain io store engine cli

LIBS     := -lsqlite3 -lcsv -lcjson -lsodium -lutf8proc

WARN     := -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wformat=2 -Wimplicit-fallthrough -Wvla \
            -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Werror=implicit-function-declaration \
            -Wno-missing-field-initializers # rows of tables leave the rest of a struct zero
# clang counts a format that a wrapper hands on, and two texts beside each other in a table, as findings.
WARN     += $(if $(findstring clang,$(CC)),-Wno-format-nonliteral -Wno-string-concatenation)
HARDEN   := -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection \
            -fcf-protection=full -fno-strict-overflow -fPIE
HARDEN_L := -pie -Wl,-z,relro,-z,now,-z,noexecstack,--as-needed

cflags_release := -O2 -g $(HARDEN)
lflags_release := $(HARDEN_L)
cflags_clang   := $(subst -O2,-O1,$(cflags_release)) # for its warnings
lflags_clang   := $(lflags_release)
cflags_debug   := -O0 -g -DGDPRCTL_TEST -fsanitize=undefined -fsanitize-undefined-trap-on-error
lflags_debug   :=
# Undefined behaviour traps, and the address sanitizer shows where (ASAN_OPTIONS). Without the second runtime, the places it
# keeps for every check, and relocation, the program starts in half the time; tests start it thousands of times. Freed
# memory is kept from reuse for a MiB, not 256: each page of it that is touched for the first time costs a fault.
sanitize       := -O1 -g -DGDPRCTL_TEST -fsanitize=address,undefined -fno-omit-frame-pointer
cflags_asan    := $(sanitize) -fsanitize-undefined-trap-on-error -fno-pie
lflags_asan    := -fsanitize=address -static-libasan -no-pie
cflags_fuzz    := $(sanitize) -fno-sanitize-recover=all -fsanitize=fuzzer-no-link
lflags_fuzz    := -fsanitize=address,undefined
export ASAN_OPTIONS ?= handle_sigill=1:quarantine_size_mb=1:thread_local_quarantine_size_kb=64

CFLAGS_ALL := -std=c17 -D_GNU_SOURCE -Iinclude -I$(B)/gen $(WARN) $(cflags_$(MODE)) \
              -DGDPRCTL_VERSION='"$(VERSION)"' -DGDPRCTL_DATE='"$(RELEASED)"' $(CFLAGS)
LDFLAGS_ALL := $(lflags_$(MODE)) $(LDFLAGS)

src_of   = $(sort $(wildcard src/$(1)/*.c))
objs_of  = $(patsubst src/%.c,$(B)/%.o,$(call src_of,$(1)))
LIB_OBJS := $(foreach f,$(FLOORS),$(call objs_of,$(f)))

.PHONY: all
all: $(B)/gdprctl ## build the program: build/gdprctl
ifeq ($(MODE),release)
	@ln -sfn release/gdprctl build/gdprctl
endif

$(B)/gdprctl: $(B)/main.o $(LIB_OBJS) $(B)/link
	$(call say,LINK,$@)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $(filter %.o,$^) $(LIBS)

# ---- embedded text: schema.sql and the shipped register definitions, as bytes (od -v: runs of equal lines too) ----
bytes_of   = od -An -v -tx1 $(1) | sed 's/ \([0-9a-f][0-9a-f]\)/0x\1,/g'
REGISTERS := $(sort $(wildcard src/registers/*.json))

$(B)/gen/schema.inc: schema.sql
	@mkdir -p $(@D)
	$(call bytes_of,$<) > $@

# builtin_0, builtin_1, ... and BUILTIN_LIST(X) with their codes (the file names); see src/io/builtin.c.
$(B)/gen/registers.inc: $(REGISTERS) $(B)/gen/registers.list
	@mkdir -p $(@D)
	@{ n=0; list=; for f in $(REGISTERS); do \
	    echo "static const unsigned char builtin_$$n[] = {"; $(call bytes_of,$$f); echo "0x00};"; \
	    list="$$list X(\"$$(basename $$f .json)\", builtin_$$n)"; n=$$((n + 1)); \
	done; echo "#define BUILTIN_LIST(X)$$list"; } > $@

# The names alone, so that a file taken away rebuilds too.
$(B)/gen/registers.list: FORCE
	@mkdir -p $(@D)
	@echo '$(REGISTERS)' | cmp -s - $@ || echo '$(REGISTERS)' > $@

$(B)/store/schema.o: $(B)/gen/schema.inc
$(B)/io/builtin.o: $(B)/gen/registers.inc

# Changed flags rebuild the mode's tree.
$(B)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(CFLAGS_ALL)' | cmp -s - $@ || echo '$(CC) $(CFLAGS_ALL)' > $@

# How and what is linked: other flags, or a source file that was taken away, link again.
linked = $(CC) $(LDFLAGS_ALL) $(LIBS) $(LIB_OBJS)
$(B)/link: FORCE
	@mkdir -p $(@D)
	@echo '$(linked)' | cmp -s - $@ || echo '$(linked)' > $@
.PHONY: FORCE
FORCE:

$(B)/%.o: src/%.c $(B)/flags
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) $(CFLAGS_ALL) $(WERROR) -MMD -MP -c -o $@ $<

-include $(patsubst %.o,%.d,$(B)/main.o $(LIB_OBJS))

# ---- unit tests: one binary per floor, linked with the objects of that floor and below ----
# Tests of the floors above store use its fixture, a database of their own.
test_src = $(sort $(wildcard tests/unit/$(1)/*.c)) $(if $(filter engine cli,$(1)),tests/unit/store/fixture.c)
test_objs = $(patsubst tests/%.c,$(B)/tests/%.o,tests/unit/main.c $(call test_src,$(1)))

$(B)/tests/%.o: tests/%.c $(B)/flags
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) $(CFLAGS_ALL) $(WERROR) -Itests/unit -Itests -MMD -MP -c -o $@ $<

# A test that was taken away links again, as with the program.
$(B)/tests/link: FORCE
	@mkdir -p $(@D)
	@echo '$(foreach f,$(FLOORS),$(call test_objs,$(f)))' | cmp -s - $@ || \
	    echo '$(foreach f,$(FLOORS),$(call test_objs,$(f)))' > $@

define unit_rule
$(B)/unit-$(1): $$(call test_objs,$(1)) $$(foreach f,$$(floors_$(1)),$$(call objs_of,$$(f))) $(B)/link $(B)/tests/link
	$$(call say,LINK,$$@)
	$$(Q)$$(CC) $$(LDFLAGS_ALL) -o $$@ $$(filter %.o,$$^) $$(LIBS)
-include $$(patsubst %.o,%.d,$$(call test_objs,$(1)))
endef
$(foreach f,$(FLOORS),$(eval $(call unit_rule,$(f))))

# ---- fuzzing: tests/fuzz/fuzz_x.c is one libFuzzer target, linked with the floors that it is about ----
FUZZ_SECONDS ?= 20
FUZZERS      := $(patsubst tests/fuzz/%.c,%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
FUZZ_FLOORS  := base domain io
fuzz_objs     = $(foreach f,$(if $(filter fuzz_args,$(1)),$(FLOORS),$(FUZZ_FLOORS)),$(call objs_of,$(f))) \
                $(B)/tests/fuzz/$(1).o

define fuzz_rule
build/fuzz/$(1): $$(call fuzz_objs,$(1)) $(B)/link
	$$(call say,LINK,$$@)
	$$(Q)$$(CC) $$(LDFLAGS_ALL) -fsanitize=fuzzer -o $$@ $$(filter %.o,$$^) $$(LIBS)
.PHONY: print-objects-$(1)
print-objects-$(1):
	@echo $$(call fuzz_objs,$(1))
-include $(B)/tests/fuzz/$(1).d
endef
$(if $(filter fuzz,$(MODE)),$(foreach f,$(FUZZERS),$(eval $(call fuzz_rule,$(f)))))

# Objects that only a pattern rule asks for are kept too.
.SECONDARY:

.PHONY: fuzz
fuzz: ## run every fuzz target for FUZZ_SECONDS each (20), or for FUZZ_RUNS runs (10000000 is the long form)
	@tests/fuzz.sh $(FUZZ_SECONDS) $(FUZZERS)

.PHONY: fuzz-mutants
fuzz-mutants: fuzz ## run them, and show that each finds a bug that is put in for it
	@tests/fuzz_mutants.sh 10000000 $(FUZZERS)

# fuzz_args needs every floor built once more, so it is left to the long form.
.PHONY: fuzz-short fuzz-short-mutants
fuzz-short: ## a second of each fuzz target but fuzz_args
	@tests/fuzz.sh 1 $(filter-out fuzz_args,$(FUZZERS))
fuzz-short-mutants:
	@tests/fuzz_mutants.sh 10000000 $(filter-out fuzz_args,$(FUZZERS))

.PHONY: print-libs
print-libs:
	@echo $(LIBS)

# ---- tests ----
.PHONY: test
test: | $(filter deps,$(MAKECMDGOALS)) ## lint, unit tests and command-line tests with sanitizers, a part under valgrind
	@JOBS=$(JOBS) tests/all.sh

# What a linter has to know to read a source file as the compiler does.
.PHONY: print-flags
print-flags:
	@echo '$(filter-out -D_FORTIFY_SOURCE=3 -U_FORTIFY_SOURCE,$(CFLAGS_ALL))'

.PHONY: lint
lint: ## floors, style, formatting, warnings of gcc and clang, clang-tidy, cppcheck
	@JOBS=$(JOBS) tests/lint.sh

.PHONY: analyze
analyze: ## the same, with gcc -fanalyzer over every file, and clang's warnings of the tests
	@ANALYZE=all JOBS=$(JOBS) tests/lint.sh

.PHONY: unit
unit: ## unit tests of every floor, with sanitizers
	@JOBS=$(JOBS) tests/unit.sh

.PHONY: cli-tests
cli-tests: ## command-line tests (TESTS=name...); SANITIZE=all: every start with sanitizers, not one of each form
	@$(MAKE) --no-print-directory -j$(JOBS) MODE=debug build/debug/gdprctl
	@$(MAKE) --no-print-directory -j$(JOBS) MODE=asan build/asan/gdprctl
	@JOBS=$(JOBS) tests/cli/run.sh $(TESTS)

.PHONY: oracle
oracle: chaos-build ## purges of random customers, and of random rules, against oracles in Python (ORACLE=n: as many, 300)
	@GDPRCTL=$(CURDIR)/build/debug/gdprctl GDPRCTL_ORACLE=$(or $(ORACLE),300) bash tests/cli/oracle.sh >build/oracle.log || \
	    { grep -v '^ok ' build/oracle.log; exit 1; }
	@tail -n 1 build/oracle.log
	@python3 tests/chaos/rules.py $(or $(ORACLE),300)

# The long forms of the tests/chaos scripts; the short ones are in tests/cli/chaos_*.sh.
.PHONY: chaos-build
chaos-build: build/chaos/faults.so build/chaos/memory.so
	@$(MAKE) --no-print-directory -j$(JOBS) MODE=debug build/debug/gdprctl

build/chaos/%.so: tests/chaos/faults.c
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) -std=c17 -D_GNU_SOURCE -O1 $(WARN) $(WERROR) $(if $(filter memory,$*),-DFAULT_MEMORY) -shared -fPIC -o $@ $< -ldl

.PHONY: kills
kills: chaos-build ## kill -9 at random moments, 1,000 purges and 300 erasures, and at random writes (KILLS=n: as many)
	@python3 tests/chaos/kills.py purge $(or $(KILLS),1000)
	@python3 tests/chaos/kills.py erase $(or $(KILLS),300)
	@python3 tests/chaos/kills.py purge $(or $(KILLS),500) 1 build/chaos/faults.so
	@python3 tests/chaos/kills.py erase $(or $(KILLS),500) 1 build/chaos/faults.so
	@python3 tests/chaos/restores.py $(or $(KILLS),500) 1 build/chaos/faults.so

.PHONY: faults
faults: chaos-build ## every system call of five commands fails once, and SQLite's memory (FAULTS=n: every n-th)
	@for command in purge erase import optout access; do \
	    python3 tests/chaos/faults.py $$command build/chaos/faults.so $(or $(FAULTS),1) && \
	    python3 tests/chaos/faults.py $$command build/chaos/memory.so $(or $(FAULTS),53) || exit 1; \
	done

.PHONY: chaos
chaos: chaos-build ## 10,000 definitions gone wrong, 50 starts at once, wrong clocks, hostile paths (CHAOS=n: mutants)
	@python3 tests/chaos/mutants.py $(or $(CHAOS),10000)
	@python3 tests/chaos/starts.py 50 100
	@python3 tests/chaos/clocks.py
	@python3 tests/chaos/paths.py 300

.PHONY: erase-sample
erase-sample: ## erase each of the 200 sample customers in each register, the whole database compared each time
	@$(MAKE) --no-print-directory -j$(JOBS) MODE=asan build/asan/gdprctl
	@SAMPLE_STEP=1 bash tests/cli/erase_sample.sh

.PHONY: spellings
spellings: ## opt-outs of generated people in every spelling (SPELLINGS="people others": 1000 100000)
	@$(MAKE) --no-print-directory -j$(JOBS) MODE=asan build/asan/gdprctl
	@GDPRCTL_SPELLINGS="$(or $(SPELLINGS),1000 100000)" tests/cli/run.sh spellings

.PHONY: histories
histories: ## random histories of backup, restore and replay against a twin that was not restored (HISTORIES=n: 100)
	@$(MAKE) --no-print-directory -j$(JOBS) MODE=asan build/asan/gdprctl
	@GDPRCTL_HISTORIES=$(or $(HISTORIES),100) tests/cli/run.sh histories

.PHONY: residue
residue: $(B)/unit-store ## search 100 databases for traces of erased values (RESIDUE=n: as many)
	GDPRCTL_RESIDUE=$(or $(RESIDUE),100) $< residue

.PHONY: bench
bench: bench-access bench-erase bench-purge bench-forecast bench-optout bench-import ## all of these (N=customers, 1000000)

.PHONY: bench-access
bench-access: all ## answers to access requests: one, and PEOPLE of them at once (N=customers, PAIRS=runs)
	@tests/bench/access.sh $(or $(N),1000000) $(PEOPLE)

.PHONY: bench-erase
bench-erase: all ## erasing one person, beside DELETEs and VACUUM (N=customers, PAIRS=runs)
	@tests/bench/erase.sh $(N)

.PHONY: bench-purge
bench-purge: all ## a quarter of all rows, and a night, beside hand-written SQL (N=customers, PAIRS=runs)
	@tests/bench/purge.sh $(N)

.PHONY: bench-forecast
bench-forecast: all ## what falls due in two years, beside hand-written SQL (N=customers, PAIRS=runs)
	@tests/bench/forecast.sh $(N)

.PHONY: bench-optout
bench-optout: all ## opt-outs beside hand-written SQL: time, memory, equal rows (N=customers and rows, PAIRS=runs)
	@tests/bench/optout.sh $(N)

.PHONY: bench-import
bench-import: all ## invoices beside hand-written SQL (N=customers, ROWS=rows of the file, PAIRS=runs)
	@tests/bench/import.sh $(or $(N),1000000) $(ROWS)

.PHONY: valgrind
valgrind: ## the command-line tests that are marked for it, under valgrind
	@$(MAKE) --no-print-directory -j$(JOBS) MODE=debug build/debug/gdprctl
	@JOBS=$(JOBS) tests/cli/run.sh --valgrind

# ---- what is written from the command table ----
.PHONY: man
man: $(B)/gdprctl.1 ## the manual page

$(B)/gdprctl.1: $(B)/gdprctl
	$< help --man > $@

.PHONY: completions
completions: $(B)/completion.bash $(B)/completion.zsh $(B)/completion.fish ## completions for bash, zsh and fish

$(B)/completion.%: $(B)/gdprctl
	$< help --completion $* > $@

.PHONY: readme-commands
readme-commands: $(B)/gdprctl ## bring the table of commands in README.md up to date
	@$< help --markdown > $(B)/commands.md
	@sed -i -e '/<!-- commands -->/,/<!-- end of commands -->/{//!d}' \
	    -e '/<!-- commands -->/r $(B)/commands.md' README.md

# ---- installing ----
BINDIR  := $(DESTDIR)$(PREFIX)/bin
SHARE   := $(DESTDIR)$(PREFIX)/share
UNITDIR := $(DESTDIR)$(PREFIX)/lib/systemd/system
UNITS   := $(notdir $(wildcard src/dist/*.service src/dist/*.timer))

INSTALLED := $(BINDIR)/gdprctl $(SHARE)/man/man1/gdprctl.1 $(SHARE)/bash-completion/completions/gdprctl \
             $(SHARE)/zsh/site-functions/_gdprctl $(SHARE)/fish/vendor_completions.d/gdprctl.fish \
             $(addprefix $(UNITDIR)/,$(UNITS))

.PHONY: install
install: all man completions ## install under PREFIX (/usr/local), below DESTDIR
	install -D -m 755 $(B)/gdprctl $(BINDIR)/gdprctl
	install -D -m 644 $(B)/gdprctl.1 $(SHARE)/man/man1/gdprctl.1
	install -D -m 644 $(B)/completion.bash $(SHARE)/bash-completion/completions/gdprctl
	install -D -m 644 $(B)/completion.zsh $(SHARE)/zsh/site-functions/_gdprctl
	install -D -m 644 $(B)/completion.fish $(SHARE)/fish/vendor_completions.d/gdprctl.fish
	@for unit in $(UNITS); do \
	    echo install -D -m 644 src/dist/$$unit $(UNITDIR)/$$unit; \
	    sed 's,/usr/local/,$(PREFIX)/,' src/dist/$$unit > $(B)/$$unit; \
	    install -D -m 644 $(B)/$$unit $(UNITDIR)/$$unit; \
	done

# Below a DESTDIR the directories are of our making and go too.
.PHONY: uninstall
uninstall: ## remove what install put there
	rm -f $(INSTALLED)
ifneq ($(DESTDIR),)
	@find "$(DESTDIR)" -depth -type d -empty -delete
endif

# ---- the rest ----
PACKAGES := gcc make libc6-dev libsqlite3-dev libcsv-dev libcjson-dev libsodium-dev libutf8proc-dev sqlite3 python3 \
            clang libclang-rt-dev clang-format clang-tidy cppcheck valgrind shellcheck groff-base

.PHONY: deps
deps: ## install the Debian packages that are missing (as root, or with sudo)
	@missing=; for package in $(PACKAGES); do \
	    dpkg-query -W -f '$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$package"; \
	done; \
	if [ -z "$$missing" ]; then echo "deps: every package is there"; exit 0; fi; \
	command -v apt-get >/dev/null || { echo "deps: no apt-get; install these yourself:$$missing"; exit 1; }; \
	sudo=; [ "$$(id -u)" -eq 0 ] || sudo=sudo; \
	$$sudo apt-get update && $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y $$missing

.PHONY: clean
clean: ## remove everything that was built
	rm -rf build

.PHONY: help
help: ## this list
	@awk -F ':[^#]*## ' '/^[a-z-]+:.*## / { printf "  %-18s%s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST)) | sort

# ---- the demonstration ----
.PHONY: demo
demo: all ## build, load five registers and the sample, answer requests; see build/demo
	tests/demo.sh build/gdprctl
