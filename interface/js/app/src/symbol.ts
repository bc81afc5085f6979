/** A token's symbol: from the mint's own metadata, else from its address. */
import type { Address } from "@solana/kit";

const METADATA = 19;
const KNOWN: Readonly<Record<string, string>> = { EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v: "USDC" };

export function readSymbol(mint: Uint8Array, address: Address): string {
  const view = new DataView(mint.buffer, mint.byteOffset, mint.length);
  for (let at = 166; at + 4 <= mint.length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== METADATA) continue;
    const name = view.getUint32(at + 4 + 64, true); // after update authority and mint
    const start = at + 4 + 64 + 4 + name;
    const length = view.getUint32(start, true);
    const symbol = new TextDecoder().decode(mint.subarray(start + 4, start + 4 + length)).trim();
    if (symbol) return symbol;
  }
  return KNOWN[address] ?? `${address.slice(0, 4)}…${address.slice(-4)}`;
}
