#!/usr/bin/env bash
# Compiles the interface to WebAssembly: target/wasm/hypothec_wasm.wasm, about 30 KB. With rustup's target where it is
# installed, else by Debian's rustc and its core sources, which the program's own build uses too.
set -euo pipefail
cd "$(dirname "$0")/../../.."

target=wasm32-unknown-unknown
linker=$(rustc --print sysroot)/lib/rustlib/$(rustc -vV | sed -n 's/host: //p')/bin/rust-lld
[ -x "$linker" ] || linker=$(command -v wasm-ld || command -v lld) || {
  echo 'wasm: error: no linker: neither rustup'"'"'s rust-lld nor wasm-ld (apt-get install lld)' >&2
  exit 1
}
flags="-C linker=$linker -C linker-flavor=wasm-ld -C panic=abort -C link-arg=-zstack-size=65536"
command=(cargo build --package hypothec-wasm --lib --profile wasm --locked --target $target --target-dir target/wasm)
if [ -d "$(rustc --print sysroot)/lib/rustlib/$target" ]; then
  RUSTFLAGS=$flags "${command[@]}"
else
  program/toolchain.sh
  RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 RUSTC_WRAPPER='' RUSTFLAGS=$flags "${command[@]}" -Z build-std=core
fi
cp target/wasm/$target/wasm/hypothec_wasm.wasm target/wasm/
