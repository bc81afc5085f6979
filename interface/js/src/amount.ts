/**
 * Amounts. On chain everything is raw atoms; people read decimals, and for a scaled mint (an xStock) decimals times the
 * mint's multiplier: shares of the stock.
 */

/** The largest number of 64 bits: as a limit, none. */
export const U64_MAX = 2n ** 64n - 1n;

/** The amount that means "all of it" where an instruction has such a meaning. */
export const ALL = U64_MAX;

/** A multiplier as a mint states it; 1 for every mint without one. */
export type Multiplier = number;

/** Atoms from what a person types, exactly; throws a `RangeError` in words. */
export function parseAtoms(text: string, decimals: number): bigint {
  // a comma only parts thousands: taken for a decimal point elsewhere, "0,5" must not become 5
  const match = /^(\d{1,3}(?:,\d{3})+|\d*)(?:\.(\d*))?$/.exec(text.trim());
  const [whole = "", part = ""] = [match?.[1]?.replaceAll(",", ""), match?.[2]];
  if (!match || whole + part === "") throw new RangeError(`"${text}" is not an amount: write it like 12.5`);
  if (part.length > decimals) throw new RangeError(`this token has ${decimals} decimals, "${text}" has ${part.length}`);
  const atoms = BigInt(whole + part.padEnd(decimals, "0"));
  if (atoms >= ALL) throw new RangeError(`"${text}" is more than a token account can hold`);
  return atoms;
}

/** Atoms as decimals, without trailing zeros. */
export function formatAtoms(atoms: bigint, decimals: number): string {
  const digits = atoms.toString().padStart(decimals + 1, "0");
  const [whole, part] = [digits.slice(0, digits.length - decimals), digits.slice(digits.length - decimals)];
  const trimmed = part.replace(/0+$/, "");
  return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (trimmed ? `.${trimmed}` : "");
}

const SCALE = 2n ** 52n;

/** What a wallet shows of raw atoms under a multiplier, rounded down to an atom. */
export function scaledAtoms(atoms: bigint, multiplier: Multiplier): bigint {
  return (atoms * BigInt(Math.round(multiplier * Number(SCALE)))) / SCALE;
}

/** Fewest raw atoms that a wallet shows as at least this scaled amount. */
export function rawAtoms(scaled: bigint, multiplier: Multiplier): bigint {
  const factor = BigInt(Math.round(multiplier * Number(SCALE)));
  return (scaled * SCALE + factor - 1n) / factor;
}

/** A Value (2^-16 USD) as dollars and cents, rounded to nearest. */
export function formatValue(value: bigint): string {
  const cents = (value * 100n + 32768n) >> 16n;
  return `$${formatAtoms(cents / 100n, 0)}.${(cents % 100n).toString().padStart(2, "0")}`;
}

/** Parts per million as a percentage with two decimals. */
export function formatPpm(ppm: bigint): string {
  return `${(Number(ppm) / 10_000).toFixed(2)} %`;
}
