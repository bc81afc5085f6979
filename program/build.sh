#!/usr/bin/env bash
# Builds the on-chain program: target/deploy/hypothec.so; or another of the workspace's programs.
#   program/build.sh [--package NAME --dir DIR] [--features LIST] [--out FILE]
# Three ways, the first that this machine can do; HYPOTHEC_WAY=1|2|3 forces one:
#   1  cargo build-sbf                     Solana's platform tools
#   2  rustup's nightly + sbpf-linker      nightly >= 2026-08-05 with rust-src, linker with its own LLVM 23
#   3  Debian's rustc + sbpf-linker        from package registries alone; program/toolchain.sh sets it up
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
out=target/deploy/hypothec.so
package=hypothec-program
dir=program
lib=hypothec
features=
while [ $# -gt 0 ]; do
  case $1 in
    --package) package=${2:?--package needs a name} && lib=${2//-/_} && shift 2 ;;
    --dir) dir=${2:?--dir needs a directory} && shift 2 ;;
    --features) features=${2:?--features needs a list} && shift 2 ;;
    --out) out=${2:?--out needs a file} && shift 2 ;;
    *) echo "usage: program/build.sh [--package NAME --dir DIR] [--features LIST] [--out FILE]" >&2 && exit 2 ;;
  esac
done
cd "$root"

# Each set of features has a directory of its own: cargo gives a cdylib one name, whatever its features.
build_dir=${CARGO_TARGET_DIR:-$root/target}/bpf${features:+-$features}
options=(--package "$package" --lib --release --locked ${features:+--features "$features"})

# Hidden options of the LLVM that way 3 pins: loop strength reduction and hoisting cost registers that this target does
# not have. A copy or a fill of more than twelve words is a call, since only rare rooms make one. Of what v4 adds only the
# store of a constant is left, which SBPF v3 has too and LLVM gives to v4 alone. They save compute units or bytes and change
# nothing else; ways 1 and 2 build the program without them.
tuning=()
cpu=v3
tune() {
  local option
  cpu=v4
  for option in disable-lsr disable-machine-licm simplifycfg-hoist-common=false \
    disable-{ldsx,movsx,bswap,sdiv-smod,gotol,gotox,load-acq-store-rel} \
    max-store-{memcpy,memset}=12; do
    tuning+=(-C "link-arg=--llvm-args=-$option")
  done
}

nightly_is_ready() {
  local date sysroot
  date=$(rustc +nightly --version 2>/dev/null | sed -n 's/.* \([0-9-]*\))$/\1/p') || return 1
  [[ -n $date && ! $date < 2026-08-05 ]] || return 1
  sysroot=$(rustc +nightly --print sysroot) && [ -d "$sysroot/lib/rustlib/src/rust/library/core" ] || return 1
  # A linker that was built from source wants an LLVM from elsewhere; a prebuilt one carries its own.
  [[ -x $(command -v sbpf-linker) && $(sbpf-linker --version 2>/dev/null) != *'dynamically linked'* ]]
}

# $1 = linker, the rest = the cargo command. The VM allows misaligned access, which saves a fifth of the CU; 4096 is its
# stack frame; the linker's own copy to target/deploy is off, for it would give every build the same name. Nothing
# allocates, so core is all that is built. Paths are remapped: panic messages hold them, and the hash with them.
build_bpf() {
  local flags=(-C linker="$1" -C panic=abort -C relocation-model=static -C target-cpu="$cpu"
    -C link-arg=--arch=v3 -C link-arg=--cpu-features=+allows-misaligned-mem-access
    -C link-arg=--llvm-args=-bpf-stack-size=4096 -C link-arg=--deploy=false "${tuning[@]}"
    --remap-path-prefix="${CARGO_HOME:-$HOME/.cargo}/registry/src=registry")
  shift
  # Through the environment, with 0x1f between flags, so that a path may hold any character; it also replaces any
  # flags that the caller has set for host builds.
  CARGO_ENCODED_RUSTFLAGS=$(IFS=$'\x1f' && echo "${flags[*]}") RUSTC_BOOTSTRAP=1 RUSTC_WRAPPER='' \
    "$@" "${options[@]}" --target bpfel-unknown-none -Z build-std=core --target-dir "$build_dir"
  built=$build_dir/bpfel-unknown-none/release/lib$lib.so
}

way=${HYPOTHEC_WAY:-}
if [ -z "$way" ]; then
  if command -v cargo-build-sbf >/dev/null; then way=1; elif nightly_is_ready; then way=2; else way=3; fi
fi
case $way in
  1)
    CARGO_TARGET_DIR=$build_dir cargo build-sbf --arch v3 --manifest-path "$dir/Cargo.toml" \
      ${features:+--features "$features"} --sbf-out-dir "$build_dir/deploy"
    built=$build_dir/deploy/$lib.so
    tools="cargo build-sbf"
    ;;
  2)
    build_bpf "$(command -v sbpf-linker)" cargo +nightly build
    tools=$(rustc +nightly --version)
    ;;
  3)
    program/toolchain.sh
    tune
    RUSTC=/usr/bin/rustc build_bpf "$root/.toolchain/bin/sbpf-linker" cargo build
    tools="$(/usr/bin/rustc --version | cut -d' ' -f1-2) (Debian), $(cd "$root/.toolchain/bin/lib" && echo libLLVM.so.*)"
    ;;
  *) echo "HYPOTHEC_WAY is 1, 2 or 3, not $way" >&2 && exit 2 ;;
esac

mkdir -p "$(dirname "$out")"
# An unchanged program keeps its file, and with it every timestamp that depends on it.
if ! cmp -s "$built" "$out"; then
  cp "$built" "$out.new"
  mv "$out.new" "$out"
fi
hash=$(sha256sum "$out" | cut -c1-64)
echo "$out: $(stat -c %s "$out") bytes, sha256 $hash, way $way, $tools"
