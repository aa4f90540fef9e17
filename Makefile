# SPDX-License-Identifier: MIT
# Front for the commands of the README. meson does the work: see meson.build.
BUILD ?= build
PREFIX ?= /usr/local
DESTDIR ?=
MESON_TEST_ARGS ?=

# ninja runs in parallel by itself; without this a -j here would run the steps of one target at once.
.NOTPARALLEL:
.PHONY: all demo test bench bench-cow install clean help test-glibc
.DEFAULT_GOAL := all

all: ## build the library and the command into build/
	@test -f $(BUILD)/build.ninja || scripts/configure.sh $(BUILD) -Dtests=false
	@ninja -C $(BUILD)

demo: ## install what is missing, build, trace real programs
	@scripts/setup.sh --minimal
	@$(MAKE) --no-print-directory all
	@scripts/demo.sh $(BUILD)

test: ## install what is missing, build, run every test
	@scripts/setup.sh
	@scripts/unpack.sh
	@scripts/configure.sh $(BUILD) -Dtests=true
	@ninja -C $(BUILD)
	@meson test -C $(BUILD) --print-errorlogs --no-rebuild $(MESON_TEST_ARGS)

bench: ## measure what the library costs: native, an empty preload, clonetrace
	@scripts/setup.sh
	@scripts/configure.sh $(BUILD) -Dtests=true
	@ninja -C $(BUILD)
	@meson test -C $(BUILD) --benchmark --verbose --no-rebuild

bench-cow: ## measure what creating processes costs on this machine: fork, vfork, posix_spawn, copy on write
	@scripts/setup.sh --minimal
	@$(MAKE) --no-print-directory all
	@$(BUILD)/tools/clonetrace bench

install: ## install below PREFIX (/usr/local), staged below DESTDIR when given
	@test -f $(BUILD)/build.ninja || scripts/configure.sh $(BUILD) -Dtests=false -Dprefix=$(PREFIX)
	@scripts/configure.sh $(BUILD) -Dprefix=$(PREFIX)
	@ninja -C $(BUILD)
	@DESTDIR='$(DESTDIR)' meson install -C $(BUILD) --no-rebuild
	@test -n '$(DESTDIR)' || ldconfig || true # so that LD_PRELOAD needs no path

test-glibc: ## build and test inside Debian 11, 12 and 13 (root; downloads them once)
	@scripts/glibc-matrix.sh

clean: ## remove the build directory
	rm -rf $(BUILD)

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /make \1\t/p' Makefile | expand -t 18
