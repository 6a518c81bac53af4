# Makefile - builds gdprctl and everything that proves it works.
#
#   make deps demo     install the packages, build, load five registers and the sample, answer a request
#   make deps test     install the packages, build with sanitizers, run every test and lint
#   make help          every target, a line each
#
# Objects live under build/$(MODE)/, one tree per mode (release, debug, asan), so that modes never mix. Everything but
# main.o is linked into each floor's tests from the objects of that floor and the floors below it: a call upwards is
# an undefined reference.

MODE    ?= release
CC      ?= gcc
PREFIX  ?= /usr/local
DESTDIR ?=
VERSION := 1.0.0

B := build/$(MODE)

FLOORS        := base domain io store engine cli
floors_base   := base
floors_domain := base domain
floors_io     := base domain io
floors_store  := base domain store
floors_engine := base domain io store engine
floors_cli    := base domain io store engine cli

PKGS     := sqlite3 libcsv libcjson libsodium libutf8proc
LIBS     := -lsqlite3 -lcsv -lcjson -lsodium -lutf8proc

WARN     := -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wformat=2 -Wimplicit-fallthrough -Wvla \
            -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Werror=implicit-function-declaration \
            -Wno-missing-field-initializers
HARDEN   := -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection \
            -fcf-protection=full -fno-strict-overflow -fPIE
HARDEN_L := -pie -Wl,-z,relro,-z,now,-z,noexecstack,--as-needed

cflags_release := -O2 -g $(HARDEN)
lflags_release := $(HARDEN_L)
cflags_debug   := -O0 -g3 -DGDPRCTL_TEST
lflags_debug   :=
cflags_asan    := -O1 -g -DGDPRCTL_TEST -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
lflags_asan    := -fsanitize=address,undefined

CFLAGS_ALL := -std=c17 -D_GNU_SOURCE -Iinclude -I$(B)/gen $(WARN) $(WERROR) $(cflags_$(MODE)) \
              -DGDPRCTL_VERSION='"$(VERSION)"' $(CFLAGS)
LDFLAGS_ALL := $(lflags_$(MODE)) $(LDFLAGS)

src_of   = $(sort $(wildcard src/$(1)/*.c))
objs_of  = $(patsubst src/%.c,$(B)/%.o,$(call src_of,$(1)))
LIB_OBJS := $(foreach f,$(FLOORS),$(call objs_of,$(f)))

.PHONY: all
all: $(B)/gdprctl gdprctl-link

# The program, under its short name for people.
.PHONY: gdprctl-link
gdprctl-link: $(B)/gdprctl
	@ln -sfn $(MODE)/gdprctl build/gdprctl

$(B)/gdprctl: $(B)/main.o $(LIB_OBJS)
	$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS)

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
.PHONY: FORCE
FORCE:

$(B)/%.o: src/%.c $(B)/flags
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

-include $(patsubst %.o,%.d,$(B)/main.o $(LIB_OBJS))

# ---- unit tests: one binary per floor, linked with the objects of that floor and below ----
test_src = $(sort $(wildcard tests/unit/$(1)/*.c))
test_objs = $(patsubst tests/%.c,$(B)/tests/%.o,tests/unit/main.c $(call test_src,$(1)))

$(B)/tests/%.o: tests/%.c $(B)/flags
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -Itests/unit -Itests -MMD -MP -c -o $@ $<

define unit_rule
$(B)/unit-$(1): $$(call test_objs,$(1)) $$(foreach f,$$(floors_$(1)),$$(call objs_of,$$(f)))
	$$(CC) $$(LDFLAGS_ALL) -o $$@ $$^ $$(LIBS)
-include $$(patsubst %.o,%.d,$$(call test_objs,$(1)))
endef
$(foreach f,$(FLOORS),$(eval $(call unit_rule,$(f))))
