/** Reads a position: health, limits, and where it would be liquidated. `npm test` runs this on LiteSVM. */
import { formatValue, generated, type MarketSnapshot, type PositionSnapshot } from "../src/index.js";

export function describe(market: MarketSnapshot, position: PositionSnapshot, now: bigint, dollars: number): string[] {
  const quote = position.quote(market, now, { borrow: dollars });
  return [
    `session: ${generated.Session[market.session(now).session]}`,
    `health: ${quote.health ?? "none (no debt)"}`,
    `can still borrow: ${quote.data.maxBorrow} atoms`,
    ...quote.triggers.map(({ reserve, price }) => `reserve ${reserve} is liquidated at ${formatValue(price)}`),
  ];
}
