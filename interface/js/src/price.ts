/**
 * Prices as accounts hold them: the lower 32 bits are a mantissa m, the upper 32 an exponent k, and an atom is worth
 * m * 2^(k - 95) units of 2^-16 USD. 0 is worth nothing; the order of these numbers is the order of prices.
 */

const BIAS = 95n;
const TOP = 1n << 31n;

/** The price of an atom of a token that is worth `value` (2^-16 USD) whole, rounded down. */
export function priceKey(value: bigint, decimals: number): bigint {
  if (value < 0n) throw new RangeError("a price is not negative");
  if (value === 0n) return 0n;
  const scale = 10n ** BigInt(decimals);
  for (let k = 0n; k <= BIAS; k++) {
    const mantissa = (value << (BIAS - k)) / scale;
    if (mantissa < TOP) return 0n; // less than the smallest price there is
    if (mantissa < TOP << 1n) return (k << 32n) | mantissa;
  }
  throw new RangeError("a price is below 65,536 USD for one atom");
}

/** What a whole token is worth at a price of its atoms, Value (2^-16 USD), rounded down. */
export function priceValue(key: bigint, decimals: number): bigint {
  const [mantissa, k] = [key & 0xffff_ffffn, key >> 32n];
  return (mantissa * 10n ** BigInt(decimals)) >> (BIAS - k);
}
