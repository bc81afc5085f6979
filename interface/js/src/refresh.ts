/**
 * Refresh lists. Power and prices are those of each reserve's board, which anyone may refresh by `RefreshPrices`; a stock's
 * mint and vault are read along, whether or not a price is posted.
 */
import {
  AccountRole,
  address,
  fetchEncodedAccounts,
  getAddressDecoder,
  getAddressEncoder,
  getProgramDerivedAddress,
  type Address,
  type GetMultipleAccountsApi,
  type Instruction,
  type MaybeEncodedAccount,
  type Rpc,
} from "@solana/kit";
import { Adapter, getRefreshPricesInstruction, type PriceSource } from "./generated/index.js";
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

const PUSH_PROGRAM = address("pythWSnswVUd12oZpeFP8e9CVaEqJg25g1Vtc2biRsT");
const RECEIVERS: readonly Address[] = [
  address("rec5EKMGg6MxZYaMdyBfgwp4d5rB9T1VQH5pJv5LtFJ"),
  address("rec2HHDDnjLfj4kE7VyEtFA1HPGQLK33259532cRyHp"),
];
const PRICE_UPDATE_V2 = 0xcdf4_7e9d_6323_f122n;
const [MAX_AGE_S, MAX_SKEW_S] = [10n, 15n];

/** Where Pyth's push program keeps the price of a feed, on clusters where somebody pays for it; shard 0, as Pyth publishes. */
export async function pushAddress(feed: Address): Promise<Address> {
  const seeds = [new Uint8Array(2), getAddressEncoder().encode(feed)];
  const [found] = await getProgramDerivedAddress({ programAddress: PUSH_PROGRAM, seeds });
  return found;
}

/**
 * Those of Pyth's push accounts whose price a refresh of these reserves would take at `now`: one that is later than the
 * reserve's own and at most ten seconds old. Where a keeper serves the market there seldom is one, and need not be.
 */
export async function fetchPosted(
  rpc: Rpc<GetMultipleAccountsApi>,
  market: MarketSnapshot,
  reserves: readonly number[],
  now: bigint,
): Promise<Record<number, Posted>> {
  const isPyth = ({ id }: PriceSource) => id.adapter === Adapter.PythReceiver && (market.data.adapters & 1) !== 0;
  const sources = reserves.flatMap((index) => {
    return market.reserveRecord(index).sources.flatMap((source, n) => (isPyth(source) ? [{ index, source, role: n === 0 ? "token" : "share" }] : []));
  });
  if (sources.length === 0) return {};
  const addresses = await Promise.all(sources.map(({ source }) => pushAddress(source.id.key)));
  const accounts = await fetchEncodedAccounts(rpc, addresses, { commitment: "confirmed" });
  const posted: Record<number, Posted> = {};
  sources.forEach(({ index, source, role }, n) => {
    const account = accounts[n]!;
    if (isNews(account, source, now)) posted[index] = { ...posted[index], [role]: account.address };
  });
  return posted;
}

/** Whether the account holds the feed's fully verified price, and one that the program would take for news. */
function isNews(account: MaybeEncodedAccount, { id, seenTs }: PriceSource, now: bigint): boolean {
  if (!account.exists || !RECEIVERS.includes(account.programAddress) || account.data.length < 133) return false;
  const { data } = account;
  const view = new DataView(data.buffer, data.byteOffset);
  const isFull = view.getBigUint64(0, true) === PRICE_UPDATE_V2 && data[40] === 1 && getAddressDecoder().decode(data, 41) === id.key;
  const publishTs = view.getBigInt64(93, true);
  return isFull && publishTs > seenTs && publishTs >= now - MAX_AGE_S && publishTs <= now + MAX_SKEW_S;
}

/** The reserves whose boards an action depends on: those the position holds and the one it touches. */
export function reservesToRefresh(held: readonly number[], touched: readonly number[]): number[] {
  return [...new Set([...held, ...touched])].sort((a, b) => a - b);
}
