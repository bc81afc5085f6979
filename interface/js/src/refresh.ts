/**
 * Refresh lists. Power and prices are those of each reserve's board, which anyone may refresh by `RefreshPrices`; a stock's
 * mint and vault are read along, whether or not a price is posted.
 */
import { AccountRole, type Address, type Instruction } from "@solana/kit";
import { getRefreshPricesInstruction } from "./generated/index.js";
import { NO_RESERVE } from "./generated/constants.js";
import type { MarketSnapshot } from "./market.js";

/** Posted price accounts of a reserve: of its token feed, of its share feed. */
export interface Posted {
  readonly token?: Address;
  readonly share?: Address;
}

/** Most reserves that one `RefreshPrices` takes. */
export const REFRESH_MOST = 16;

/**
 * One instruction that refreshes these reserves, at most 16. A source whose price account is not given keeps what it last
 * said; a reserve that reads its issuer still has its mint and vault read.
 */
export function refreshPrices(market: MarketSnapshot, reserves: readonly number[], posted: Readonly<Record<number, Posted>> = {}): Instruction {
  const list = [...new Set(reserves)].sort((a, b) => a - b); // ascending, or the program refuses
  if (list.length === 0 || list.length > REFRESH_MOST) throw new RangeError(`name 1 to ${REFRESH_MOST} reserves, not ${list.length}`);
  const accounts: Address[] = [];
  let bits = 0;
  list.forEach((index, n) => {
    const { token, share } = posted[index] ?? {};
    for (const [bit, price] of [token, share].entries()) {
      if (price === undefined) continue;
      accounts.push(price);
      bits |= 1 << (2 * n + bit);
    }
    const record = market.reserveRecord(index);
    if (market.readsIssuer(index)) accounts.push(record.mint, record.vault);
  });
  const padded = Array.from({ length: REFRESH_MOST }, (_, n) => list[n] ?? NO_RESERVE);
  const instruction = getRefreshPricesInstruction(
    { market: market.address, reserves: padded, posted: bits >>> 0, priceAccounts: [] },
    { programAddress: market.programAddress },
  );
  const more = accounts.map((address) => ({ address, role: AccountRole.READONLY }));
  return { ...instruction, accounts: [...instruction.accounts, ...more] };
}

/** The reserves whose boards an action depends on: those the position holds and the one it touches. */
export function reservesToRefresh(held: readonly number[], touched: readonly number[]): number[] {
  return [...new Set([...held, ...touched])].sort((a, b) => a - b);
}
