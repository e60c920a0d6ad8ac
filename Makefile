# runlxc: containers from OCI bundles, through liblxc. `make help` lists what can be made.
#
# Variables, for the command line or the environment:
#
#   CC=gcc             the compiler; clang does as well
#   CFLAGS, LDFLAGS    added to our own; -O2 -g unless given
#   DEV=1              for work on the code: -Werror -Og -g3
#   WERROR=1           -Werror alone; no reason to build again
#   SANITIZE=LIST      with sanitizers: SANITIZE=address,undefined
#   COVERAGE=1         counts which lines ran (gcov)
#   OUT=DIR            where everything is put: build, or build/VARIANT for the three above
#   PREFIX=/usr/local  where `make install` puts things; DESTDIR= stands before it
#   DYNAMIC_LINKER=    program interpreter and
#   RPATH=             library folder, for a tree that brings its own libraries
#   SHARED=1           shared libcap, libseccomp and jansson instead of archives
#   PARTS=             which parts of `make check`: PARTS="unit cli"; all without it
#   V=1                shows commands, and every single test
ifeq ($(origin CC),default)
CC := gcc
endif
PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
MANDIR ?= $(PREFIX)/share/man
INSTALL ?= install
PKG_CONFIG ?= pkg-config
CFLAGS ?= $(if $(DEV),-Og -g3,$(if $(SANITIZE),-O1 -g,$(if $(COVERAGE),-O0 -g,-O2 -g)))
VERSION ?= 0.1.0

empty :=
comma := ,
variant := $(if $(DEV),dev) $(if $(SANITIZE),$(subst $(comma),-,$(SANITIZE))) $(if $(COVERAGE),coverage)
ifneq ($(strip $(variant)),)
variant += $(filter clang%,$(notdir $(CC)))
endif
OUT ?= build$(addprefix /,$(subst $(empty) $(empty),-,$(strip $(variant))))

WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wcast-qual \
	-Wwrite-strings
werror := $(if $(DEV)$(WERROR),-Werror)
HARDENING := -fPIE -fstack-protector-strong
base_cflags := -std=gnu11 -D_GNU_SOURCE -I. -pthread $(WARNINGS)
our_cflags = $(base_cflags) $(HARDENING) -DRUNLXC_VERSION='"$(VERSION)"' $(CFLAGS) $(variant_flags) $(pkg_cflags)
variant_flags := $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer) \
	$(if $(COVERAGE),--coverage)

# No -z now: binding only what is called starts faster, and start-up is most of what a command costs.
our_ldflags = -pie -pthread -Wl,-z,relro -Wl,-z,lazy -Wl,--as-needed -Wl,-O1 $(variant_flags) $(LDFLAGS)
interposed := $(wildcard compat/interpose/symbols.list)
runlxc_ldflags = $(addprefix -Wl$(comma)--dynamic-list=,$(interposed)) \
	$(if $(DYNAMIC_LINKER),-Wl$(comma)--dynamic-linker=$(DYNAMIC_LINKER)) \
	$(if $(RPATH),-Wl$(comma)-rpath$(comma)$(RPATH) -Wl$(comma)--disable-new-dtags)

# liblxc is opened at run time by the commands that need it (0.6 ms for it and its libraries): headers only.
packages := libcap libseccomp jansson
pkg_cflags := $(shell $(PKG_CONFIG) --cflags lxc 2>/dev/null) $(shell $(PKG_CONFIG) --cflags $(packages) 2>/dev/null)
# Archives where there are any: run and create start the program twice, and each library costs both times (1 ms of 13
# together). SHARED=1 links the shared ones; Fedora has no others.
archive = $(if $(SHARED),,$(filter /%,$(shell $(CC) -print-file-name=lib$(1).a 2>/dev/null)))
pkg_libs := $(foreach name,cap seccomp jansson,$(or $(call archive,$(name)),-l$(name)))
check_cflags = $(shell $(PKG_CONFIG) --cflags check 2>/dev/null)
check_libs = $(shell $(PKG_CONFIG) --libs check 2>/dev/null)

sources := $(sort $(wildcard compat/*/*.c runlxc/*.c runlxc/*/*.c))
headers := $(sort $(wildcard compat/*/*.h runlxc/*.h runlxc/*/*.h kernels/*/*.h))
unit_sources := $(sort $(wildcard tests/unit/*.c))
inside_sources := $(sort tests/helper/init.c $(wildcard tests/helper/inside/*.c))
emulate_sources := $(sort $(wildcard kernels/emulate/*.c))
helpers := $(patsubst tests/helper/%.c,$(OUT)/tests/%,$(filter-out tests/helper/init.c,$(wildcard tests/helper/*.c)))
objects := $(sources:%.c=$(OUT)/obj/%.o)
unit_objects := $(unit_sources:%.c=$(OUT)/obj/%.o)
inside_objects := $(inside_sources:%.c=$(OUT)/obj/%.o)
emulate_objects := $(emulate_sources:%.c=$(OUT)/obj/%.o)

quiet = $(if $(V),,@$(if $(findstring s,$(firstword -$(MAKEFLAGS))),,echo '  $(1)	$@';))
jobs = $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc))
make_directory = @mkdir -p $(@D)

all: $(OUT)/bin/runlxc

$(OUT)/bin/runlxc: $(objects) $(interposed) $(OUT)/flags
	$(make_directory)
	$(call quiet,LINK)$(CC) $(our_ldflags) $(runlxc_ldflags) -o $@ $(objects) $(pkg_libs) -ldl

$(OUT)/tests/unit: $(filter-out %/runlxc/main.o,$(objects)) $(unit_objects) $(OUT)/flags
	$(make_directory)
	$(call quiet,LINK)$(CC) $(our_ldflags) -o $@ $(filter %.o,$^) $(check_libs) $(pkg_libs) -ldl

# Makes this kernel answer like an older one: kernels/README.md.
$(OUT)/bin/kernel-emulate: $(emulate_objects) $(filter %/base/err.o %/base/file.o %/base/unix.o %/compat/syscall/process.o \
		%/compat/syscall/mount.o,$(objects)) $(OUT)/flags
	$(make_directory)
	$(call quiet,LINK)$(CC) $(our_ldflags) -o $@ $(filter %.o,$^)

# What runs inside test containers is all that their root file system holds: static, without instrumentation.
$(OUT)/tests/inside: $(inside_objects) $(OUT)/flags
	$(make_directory)
	$(call quiet,LINK)$(CC) -static -o $@ $(inside_objects)

$(OUT)/tests/%: $(OUT)/obj/tests/helper/%.o $(OUT)/flags
	$(make_directory)
	$(call quiet,LINK)$(CC) -static -o $@ $<

$(OUT)/obj/tests/helper/%.o: tests/helper/%.c $(OUT)/flags
	$(make_directory)
	$(call quiet,CC)$(CC) $(base_cflags) $(werror) -O2 -MMD -MP -c -o $@ $<

$(OUT)/obj/tests/unit/%.o: tests/unit/%.c $(OUT)/flags
	$(make_directory)
	$(call quiet,CC)$(CC) $(our_cflags) $(werror) $(check_cflags) -MMD -MP -c -o $@ $<

$(OUT)/obj/%.o: %.c $(OUT)/flags
	$(make_directory)
	$(call quiet,CC)$(CC) $(our_cflags) $(werror) -MMD -MP -c -o $@ $<

# Rewritten only when something in it changed, so that other flags, or a source less, build again.
$(OUT)/flags: FORCE
	@command -v $(PKG_CONFIG) >/dev/null && $(PKG_CONFIG) --exists $(packages) || \
		{ echo 'make: libraries to build with are missing; as root, run: ci/deps build' >&2; exit 1; }
	$(make_directory)
	@echo "$$flags_now" | cmp -s - $@ || echo "$$flags_now" >$@
$(OUT)/flags: export flags_now = $(CC) $(our_cflags) | $(our_ldflags) $(runlxc_ldflags) $(pkg_libs) | $(sources) \
	$(unit_sources) $(inside_sources) $(emulate_sources)

-include $(patsubst %.o,%.d,$(objects) $(unit_objects) $(inside_objects) $(emulate_objects) $(helpers:$(OUT)/tests/%=$(OUT)/obj/tests/helper/%.o))

# The programs that tests need, beside runlxc.
tests: all $(OUT)/bin/kernel-emulate $(OUT)/tests/inside $(helpers) $(if $(unit_sources),$(OUT)/tests/unit)

demo:
	@ci/deps build demo
	@$(MAKE) --no-print-directory $(jobs) all
	@RUNLXC='$(OUT)/bin/runlxc' ci/mounted-root ci/demo

check:
	@ci/deps test
	@V='$(V)' ci/mounted-root ci/check $(PARTS)

bench:
	@ci/deps build bench
	@$(MAKE) --no-print-directory $(jobs) all
	@RUNLXC='$(OUT)/bin/runlxc' ci/mounted-root ci/bench

# Programs that others wrote, built elsewhere: ci/validation says how.
check-validation:
	@ci/deps build bench
	@$(MAKE) --no-print-directory $(jobs) all
	@RUNLXC='$(OUT)/bin/runlxc' PROGRAMS='$(PROGRAMS)' RUNTIMES='$(RUNTIMES)' ci/mounted-root ci/validation

legacy:
	@ci/deps legacy
	@ci/mounted-root ci/legacy '$(VERSION)'

check-kernel:
	@ci/deps test kernel legacy
	@V='$(V)' ci/mounted-root kernels/check '$(KERNEL)' $(PROFILE)

lint: all
	@ci/lint '$(OUT)/obj'

format:
	@ci/format $(sources) $(headers) $(emulate_sources) $(wildcard tests/*/*.[ch] tests/*/*/*.[ch])

# Each header must compile alone.
check-headers: $(headers:%=$(OUT)/headers/%.ok)

$(OUT)/headers/%.ok: % $(OUT)/flags
	$(make_directory)
	$(call quiet,HEADER)echo '#include "$<"' | $(CC) $(our_cflags) -Werror -fsyntax-only -x c -
	@touch $@

install: all
	$(INSTALL) -d '$(DESTDIR)$(BINDIR)'
	$(INSTALL) -m 755 '$(OUT)/bin/runlxc' '$(DESTDIR)$(BINDIR)/runlxc'
	$(if $(wildcard runlxc/runlxc.8),$(INSTALL) -d '$(DESTDIR)$(MANDIR)/man8')
	$(if $(wildcard runlxc/runlxc.8),$(INSTALL) -m 644 runlxc/runlxc.8 '$(DESTDIR)$(MANDIR)/man8/runlxc.8')

clean:
	rm -rf build

help:
	@echo 'make                 build/bin/runlxc'
	@echo 'make demo            installs what is missing, builds, runs a container and shows what it saw'
	@echo 'make check           installs what is missing, runs every test; PARTS="unit cli" runs some of them'
	@echo 'make bench           the time of each command beside runc and crun'
	@echo 'make check-validation  runtime-tools'"'"' validation, PROGRAMS=DIRECTORY RUNTIMES="runlxc runc crun"'
	@echo 'make legacy          build/legacy: a tree with all its libraries, as tar.xz and RPM, for hosts down to CentOS 6'
	@echo 'make check-kernel    KERNEL=BZIMAGE PROFILE=2.6.32: the command tests with that tree in QEMU, on any kernel image'
	@echo 'make install         PREFIX=/usr/local DESTDIR='
	@echo 'make lint            layout, style, static analysis'
	@echo 'make check-headers   compiles each header alone'
	@echo 'make tests           the programs that tests need'
	@echo 'make format          clang-format for all sources'
	@echo 'make clean           removes build/'
	@echo
	@sed -n 's/^#   \([A-Z]\)/  \1/p' Makefile

.PHONY: all tests demo check check-validation bench legacy check-kernel lint format check-headers install clean help FORCE
.DELETE_ON_ERROR:
.SECONDARY:
