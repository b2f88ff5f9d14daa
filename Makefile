# SPDX-License-Identifier: Apache-2.0
# The verbs of this repository; CMake does the work, below build/PRESET. `make help` lists them.

PREFIX ?= /usr/local
jobs := $(shell nproc)

# Root in a checkout of another user leaves no file of root's behind: it installs packages as root, and
# builds and runs as that user.
uid := $(shell stat -c %u .)
gid := $(shell stat -c %g .)
home := $(shell getent passwd $(uid) | cut -d: -f6)
ifeq ($(shell id -u):$(filter 0,$(uid)),0:)
# The socket has to be where that user's own terminals look for it; without a session there is no such
# place, so `make run` names one.
session := $(wildcard /run/user/$(uid)/.)
as := setpriv --reuid=$(uid) --regid=$(gid) --clear-groups \
      env $(if $(session),XDG_RUNTIME_DIR=/run/user/$(uid),-u XDG_RUNTIME_DIR) HOME='$(or $(home),$(CURDIR)/build)'
socket := $(if $(session),,--socket /tmp/muster-$(uid)/default.sock)
endif
muster := build/release/bin/muster

.NOTPARALLEL:
.PHONY: all run test asan tsan bench fuzz stress mutants deps install format tidy clean help

# $(call build,PRESET,TARGET) configures if that was not done yet, and builds.
define build
@test -f build/$(1)/build.ninja || $(as) cmake --preset $(1) || { echo "a package is missing? make deps"; exit 1; }
@if [ -t 1 ]; then quiet=; else quiet=--quiet; fi; $(as) cmake --build --preset $(1) --target $(2) --parallel $(jobs) -- $$quiet
endef

all: ## build the program, the library and the bundled plugins (the default)
	$(call build,release,product)

run: deps all ## install what is missing, build, and serve the bundled plugins and skills
	@echo 'Try in another terminal:'
	@echo '  $(strip $(muster) list $(socket))'
	@echo '  $(strip $(muster) call echo '\''{"text": "hello"}'\'' $(socket))'
	@echo '  $(strip $(muster) reload $(socket))'
	@echo 'Ctrl-C ends it.'
	@$(as) $(muster) serve $(socket) --plugins build/release/plugins --skills build/release/skills

test: deps ## install what is missing, build, and run every test
	$(call build,release,all)
	@$(as) ctest --preset release --parallel $(jobs) --progress

asan: deps ## every test under AddressSanitizer and UndefinedBehaviorSanitizer
	$(call build,asan,all)
	@$(as) ctest --preset asan --parallel $(jobs) --progress

# Its runtime may refuse to start where the kernel spreads mappings more widely than it knows.
tsan: as += $(if $(shell awk '$$1 > 28' /proc/sys/vm/mmap_rnd_bits 2>/dev/null),setarch -R)
tsan: deps ## every test under ThreadSanitizer
	$(call build,tsan,all)
	@$(as) ctest --preset tsan --parallel $(jobs) --progress

bench: ## measure, peers side by side in one run
	@tools/deps bench
	@$(as) cmake --preset release >/dev/null
	$(call build,release,muster_bench muster_instructions)
	@$(as) TMPDIR=$$(test -w /dev/shm && echo /dev/shm || echo /tmp) build/release/bin/muster_bench
	@$(as) tests/bench/instructions/count build/release

SECONDS ?= 60
fuzz: ## feed mutated files to what reads them, SECONDS=60 for each fuzzer; needs clang
	@tools/deps fuzz
	$(call build,fuzz,fuzzers)
	@$(as) tests/fuzz/run build/fuzz $(SECONDS)

stress: deps ## flip bytes of plugins, and replace them under callers, SECONDS=60 for each
	$(call build,release,muster_stress)
	@$(as) build/release/bin/muster_stress $(SECONDS)

mutants: deps ## plant known bugs and see that the tests find each
	@$(as) tests/mutants/run

deps: ## install the packages Muster builds with (asks for root; never removes one)
	@tools/deps

install: all ## install below PREFIX (/usr/local); DESTDIR is honoured
	@cmake --install build/release --prefix '$(PREFIX)'
	@$(if $(as),chown $(uid):$(gid) build/release/install_manifest.txt)

format: ## clang-format every source file
	@git ls-files '*.h' '*.hpp' '*.c' '*.cpp' | tr '\n' '\0' | xargs -0 $(as) clang-format -i

tidy: ## clang-tidy: names, and a few mistakes that compilers miss
	$(call build,release,product)
	@$(as) run-clang-tidy -quiet -p build/release '/(host|plugins)/.*\.cpp$$'

clean: ## remove what was built; packages below build/deps stay
	@mkdir -p build && find build -mindepth 1 -maxdepth 1 ! -name deps -exec rm -rf {} +

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
