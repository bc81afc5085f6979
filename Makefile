# Every command a person or CI runs. `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
FUZZ_SECONDS ?= 60
SELFTEST := target/deploy/hypothec_selftest.so
EXAMPLE := target/deploy/hypothec_example.so

.PHONY: help so program node selftest host demo demo-week demo-crash demo-keeper demo-cluster demo-web test-dex test js docs bench bench-host bench-keeper fuzz attack-search verify-report fmt clippy doc

help: ## list every task
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "%-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

so: ## build target/deploy/hypothec.so, installing what that needs
	@program/build.sh

program: so ## build target/deploy/hypothec.so and the tests' example program
	@program/build.sh --package hypothec-example --dir program/example --out $(EXAMPLE)

selftest: program
	@program/build.sh --features selftest --out $(SELFTEST)

# One selection of packages for every host task: another resolves other features and builds the chain's crates again.
host: program
	@cargo test --workspace --no-run

# A story needs the program and the command, and no other test. Naming the workspace keeps the features of `make test`.
STORY = cargo test -q --workspace --test stories -- --nocapture --test-threads 1

demo: so ## a first loan, told and checked: cli/stories/first-loan.md
	@$(STORY) first_loan

demo-week: so ## a weekend of a tokenized stock: cli/stories/weekend.md
	@$(STORY) weekend

demo-crash: so ## 200 loans through the weekend to 5 August 2024: cli/stories/crash.md
	@$(STORY) crash

# the binaries of exchanges, fetched by whoever runs this: docs/keeper.md names them
DEX_DIR ?=
DEX_HEAD = \# Liquidations and leverage through real exchanges\n\nWritten by `make test-dex` with the binaries that \
  [docs/keeper.md](../docs/keeper.md) names.\n\n| exchange | transaction | bytes | accounts | CU | of which ours | outcome |\n|---|---|--:|--:|--:|--:|---|\n

test-dex: host ## the keeper through the real programs of exchanges, from DEX_DIR=<directory of their binaries>
	@[ -n "$(DEX_DIR)" ] || { echo 'test-dex: give DEX_DIR=<directory of the binaries that docs/keeper.md names>' >&2; exit 2; }
	@rm -f target/dex.rows
	@DEX_DIR=$(DEX_DIR) DEX_ROWS=$(CURDIR)/target/dex.rows cargo test -q --workspace --test keeper dex -- --nocapture
	@[ -s target/dex.rows ] && { printf '$(DEX_HEAD)'; sort target/dex.rows; } > benches/dex.md

bench-host: program ## how fast hosts are, against benches/host.md; UPDATE_BENCH=1 writes it
	@cargo bench -q --workspace --bench host

bench-keeper: ## 100,000 positions loaded and judged, within limits of time and memory; writes benches/keeper.md
	@UPDATE_BENCH=1 cargo test -q --workspace --test keeper a_hundred_thousand -- --nocapture

node: ## install the JSON-RPC node that tests run against
	@npm ci --prefix program/localnet/surfnet --ignore-scripts --no-audit --no-fund --silent

test: selftest node ## all tests, doing their own set-up
	@cargo test --workspace
	@$(MAKE) --no-print-directory js

# The page's tests leave pictures in interface/js/test/screens.
js: program node ## build and test the TypeScript client and the page
	@interface/js/setup.sh
	@interface/js/wasm/build.sh
	@cd interface/js && npm run --silent generate && npm run --silent check && npm run --silent build && npm run --silent docs \
	  && npm run --silent app && npm run --silent size && npm test --silent

demo-keeper: host ## a keeper takes a market from empty boards through a crash
	@target/debug/examples/keeper_demo

demo-cluster: so node ## the main job on a cluster over HTTP, from deploying the program to a liquidation
	@cargo test -q --workspace --test cluster the_main_job_is_done -- --nocapture

demo-web: so node ## serve the page on a chain of its own, with prices that move and a wallet that signs
	@interface/js/setup.sh
	@interface/js/wasm/build.sh
	@cd interface/js && npm run --silent generate && npm run --silent app && npm run --silent demo

bench: program ## write benches/compute_units.md
	@UPDATE_BENCH=1 cargo test -q --workspace --test compute_units

docs: program ## write everything that is generated: pages, IDL, tables, what stories and README print
	@UPDATE_DOCS=1 cargo test -q --workspace --test docs --test threats --test idl
	@UPDATE_DOCS=1 cargo test -q --workspace --test cli reference
	@UPDATE_DOCS=1 cargo test -q --workspace --test search weather_table
	@UPDATE_STORIES=1 cargo test -q --workspace --test stories
	@UPDATE_BENCH=1 cargo test -q --workspace --test compute_units

FUZZ_TARGETS ?= decode price wide shares health actions svm

# The sequences run code without unsafe of its own: there a sanitizer only costs executions.
fuzz: program ## run every fuzz target for FUZZ_SECONDS (60) on the nightly
	@[ -x .toolchain/fuzz/bin/cargo-fuzz ] || cargo install cargo-fuzz --version 0.13.2 --locked --root .toolchain/fuzz
	@for target in $(FUZZ_TARGETS); do \
	  mkdir -p fuzz/corpus/$$target fuzz/regressions/$$target; \
	  case $$target in actions|svm) how="-s none" ;; *) how= ;; esac; \
	  PATH="$(CURDIR)/.toolchain/fuzz/bin:$$PATH" cargo +nightly fuzz run $$how $$target fuzz/corpus/$$target fuzz/regressions/$$target -- \
	    -max_total_time=$(FUZZ_SECONDS) -max_len=4096 -verbosity=0 -print_final_stats=1 || exit 1; \
	done

SEARCH_SECONDS ?= 2

attack-search: ## search the worst that an attacker of a feed can do, SEARCH_SECONDS (2) a cell; writes fuzz/search/worst.csv
	@cargo run -q --release -p hypothec-search --bin attack-search -- $(SEARCH_SECONDS)

verify-report: ## run the fuzz targets and the attack search, and write docs/verification.md's tables from them
	@FUZZ_SECONDS=$(FUZZ_SECONDS) FUZZ_TARGETS="$(FUZZ_TARGETS)" SEARCH_SECONDS=$(SEARCH_SECONDS) fuzz/report.sh

fmt: ## format
	@cargo fmt --all

clippy: ## lint everything, warnings denied
	@cargo clippy --workspace --all-targets -- -D warnings
	@cargo clippy --manifest-path fuzz/Cargo.toml --bins -- -D warnings

doc: ## build the documentation, warnings denied
	@RUSTDOCFLAGS="-D warnings" cargo doc -q --workspace --no-deps
