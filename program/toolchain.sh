#!/usr/bin/env bash
# Sets up the registry-only BPF toolchain (way 3 of program/build.sh) on a Debian machine:
#   rustc-web + rust-web-src   Debian's rustc with the BPF backend and its core sources (apt, root)
#   sbpf-linker                from crates.io, built into .toolchain/ unless the right one is on PATH
#   LLVM 23 runtime            unpacked into .toolchain/ from Debian's unstable suite; nothing is installed
# The result is .toolchain/bin/sbpf-linker: the linker bound to that LLVM. Running it again is a no-op.
set -euo pipefail

linker_version=0.2.6 # speaks LLVM 23; with 22 the backend refuses u128 products and checked_mul
rustc=/usr/bin/rustc # never the one on PATH: that is usually rustup's, without BPF sources
rustc_minor=96

root=$(cd "$(dirname "$0")/.." && pwd)
tools=$root/.toolchain

say() { printf 'toolchain: %s\n' "$*" >&2; }
die() {
  printf 'toolchain: error: %s\n' "$1" >&2
  shift
  [ $# -eq 0 ] || printf '  %s\n' "$@" >&2
  exit 1
}

# Mirrors and registries fail for a moment; a second and third try cost less than a red build.
retry() {
  local pause
  for pause in 5 20 0; do
    if "$@"; then return 0; fi
    [ "$pause" = 0 ] || { say "failed: $1 ${2-}; next try in ${pause}s" && sleep "$pause"; }
  done
  return 1
}

have_rustc() {
  local version
  [ -x "$rustc" ] || return 1
  version=$("$rustc" --version) && [[ $version =~ ^rustc\ 1\.([0-9]+)\. ]] || return 1
  [ "${BASH_REMATCH[1]}" -ge "$rustc_minor" ] && [ -d /usr/lib/rustlib/src/rust/library/core ]
}
have_linker() { [ -x "$tools/bin/sbpf-linker" ] && [ "$(cat "$tools/bin/version" 2>/dev/null)" = "$linker_version llvm23" ]; }

if have_rustc && have_linker; then exit 0; fi

command -v apt-get >/dev/null || die 'this set-up needs a Debian machine (apt-get not found)' \
  "elsewhere install Solana's platform tools: program/build.sh prefers cargo build-sbf when it is on PATH"
command -v cargo >/dev/null || die 'cargo not found' 'install Rust 1.95 or later with rustup, then run this again'

mkdir -p "$tools"
# Two builds at once would fetch everything twice; the second waits, then finds the work done.
exec 9>"$tools/lock"
flock 9

# Every download lands here and moves to its place when complete: an interrupted run leaves no half state.
tmp=$(mktemp -d "$tools/tmp.XXXXXX")
trap 'rm -rf "$tmp"' EXIT

export DEBIAN_FRONTEND=noninteractive
apt=(apt-get -qq -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=120)

apt_update() {
  [ "$(id -u)" = 0 ] || die "apt's package lists are missing or out of date" 'as root: apt-get update, then run this again'
  say 'refreshing the package lists (apt-get update)'
  retry "${apt[@]}" update >&2 || die 'apt-get update failed' 'see the message above; is the package mirror reachable?'
}

install_rustc() {
  [ "$(id -u)" = 0 ] || die "Debian's rustc 1.$rustc_minor with the BPF backend is not installed" \
    'as root: apt-get update && apt-get install --no-install-recommends rustc-web rust-web-src'
  apt_update
  say 'installing rustc-web and rust-web-src (about 200 MB)'
  retry "${apt[@]}" install -y --no-install-recommends rustc-web rust-web-src >&2 ||
    die 'apt could not install rustc-web and rust-web-src' \
      "they come from Debian's security suite and conflict with the Debian packages rustc and rustup"
  have_rustc || die "rustc-web gave $("$rustc" --version), but 1.$rustc_minor or later is needed" \
    "enable Debian's security suite in apt's sources (1.$rustc_minor comes from there)"
}

# Prints the mirror this machine already uses for Debian itself (not its security suite, which has no unstable).
# shellcheck disable=SC2016 # apt expands REPO_URI
mirror() { apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' 2>/dev/null | sed -n 1p; }

# Unpacks libLLVM 23 and everything it needs, down to libc and the loader, into $1: newer than this machine's own.
fetch_llvm() {
  local out=$1 site lib apt_sid
  site=$(mirror)
  [ -n "$site" ] || { apt_update && site=$(mirror); }
  [ -n "$site" ] || die "no Debian mirror in apt's sources" 'LLVM 23 is taken from the mirror that apt already uses; add one and run apt-get update'

  mkdir -p "$tmp"/apt/{lists,cache/archives}/partial "$tmp/unpacked" "$out"
  : >"$tmp/apt/status" # an empty machine: apt then fetches the whole closure, not what is missing here
  # a mirror that lags serves an expired list; signatures are still checked
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg check-valid-until=no] $site unstable main" >"$tmp/apt/sources.list"
  apt_sid=("${apt[@]}" -o "Dir::Etc::sourcelist=$tmp/apt/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o Dir::Etc::preferencesparts=/dev/null -o Dir::Etc::preferences=/dev/null -o APT::Default-Release=
    -o "Dir::State=$tmp/apt" -o "Dir::State::lists=$tmp/apt/lists" -o "Dir::State::status=$tmp/apt/status"
    -o "Dir::Cache=$tmp/apt/cache" -o APT::Sandbox::User=root -o Debug::NoLocking=1)

  say 'fetching the LLVM 23 runtime (about 60 MB) from the unstable suite'
  retry "${apt_sid[@]}" update >&2 || die 'cannot read the unstable suite of the Debian mirror' 'see the message above'
  retry "${apt_sid[@]}" install -y --no-install-recommends --download-only libllvm23 >&2 ||
    die 'cannot download libllvm23 from the unstable suite' 'see the message above'
  find "$tmp/apt/cache/archives" -name '*.deb' -exec dpkg-deb -x {} "$tmp/unpacked" \;
  lib=$(dirname "$(find "$tmp/unpacked/usr/lib" -type f -name 'libLLVM.so.*')")
  find "$lib" -maxdepth 1 -name '*.so*' -exec mv -t "$out" {} +
}

# Puts sbpf-linker into $1: the one on PATH when it is the same version without an LLVM of its own, else a fresh build.
fetch_linker() {
  local out=$1 found version
  found=$(command -v sbpf-linker || true)
  if [ -n "$found" ]; then
    version=$("$found" --version 2>/dev/null || true)
    if [[ $version == "sbpf-linker $linker_version"*'dynamically linked at runtime'* ]]; then
      say "taking sbpf-linker $linker_version from PATH"
      cp -L "$found" "$out/sbpf-linker.bin"
      return
    fi
  fi
  say "building sbpf-linker $linker_version (one to three minutes)"
  # RUSTC and the target directory of the caller are meant for the project, not for this tool.
  retry env -u RUSTC -u RUSTFLAGS -u CARGO_BUILD_TARGET CARGO_NET_RETRY=5 CARGO_TARGET_DIR="$tmp/target" \
    cargo install sbpf-linker --locked --version "$linker_version" --root "$tmp/cargo" >&2 ||
    die "cargo could not build sbpf-linker $linker_version" 'see the message above; is crates.io reachable?'
  mv "$tmp/cargo/bin/sbpf-linker" "$out/sbpf-linker.bin"
}

install_linker() {
  local bin=$tmp/bin
  mkdir -p "$bin"
  fetch_linker "$bin"
  fetch_llvm "$bin/lib"
  # The linker looks for libLLVM in LD_LIBRARY_PATH; the loader beside it makes the newer libc work on this machine.
  cat >"$bin/sbpf-linker" <<'WRAPPER'
#!/bin/sh
bin=$(dirname "$(readlink -f "$0")")
for loader in "$bin"/lib/ld-linux*.so*; do :; done
LD_LIBRARY_PATH=$bin/lib exec "$loader" --library-path "$bin/lib" "$bin/sbpf-linker.bin" "$@"
WRAPPER
  chmod +x "$bin/sbpf-linker"
  "$bin/sbpf-linker" --version >/dev/null || die 'the linker does not start with the LLVM 23 runtime' 'see the message above'
  echo "$linker_version llvm23" >"$bin/version"
  rm -rf "${tools:?}/bin"
  mv "$bin" "$tools/bin"
}

have_rustc || install_rustc
have_linker || install_linker
say "ready: $("$rustc" --version | cut -d' ' -f1-2), sbpf-linker $linker_version, LLVM 23"
