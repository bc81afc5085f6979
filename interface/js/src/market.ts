/** A market as it was read: its reserves, their prices, rates and states, and what a refresh of it takes. */
import {
  fetchEncodedAccount,
  type Address,
  type GetAccountInfoApi,
  type Instruction,
  type Rpc,
} from "@solana/kit";
import { Core } from "./core.js";
import {
  HYPOTHEC_PROGRAM_ADDRESS,
  MARKET_TAG,
  ReserveClass,
  getMarketDecoder,
  type Market,
  type Reserve,
  type Session,
} from "./generated/index.js";
import * as constants from "./generated/constants.js";
import { SYSTEM_PROGRAM } from "./token.js";

/** What is unusual about a reserve at a moment, by name: `Stale`, `MintPaused` and so on; empty when nothing is. */
export type StateName = string;

const STATES = Object.entries(constants)
  .filter(([name]) => name.startsWith("STATE_"))
  .map(([name, bit]) => [Number(bit), stateName(name)] as const);

function stateName(constant: string): StateName {
  return constant.slice("STATE_".length).split("_").map((word) => word.charAt(0) + word.slice(1).toLowerCase()).join("");
}

/** A reserve at a moment. Amounts are raw atoms; the prices are Values (2^-16 USD) of one whole token. */
export interface ReserveView {
  /** Its index in the market. */
  readonly index: number;
  /** The account's own record. */
  readonly record: Reserve;
  /** Its mint. */
  readonly mint: Address;
  /** The mint's decimals. */
  readonly decimals: number;
  /** What is unusual. */
  readonly states: readonly StateName[];
  /** Loan-to-value in force, basis points. */
  readonly ltvBps: number;
  /** Liquidation threshold in force, basis points. */
  readonly thresholdBps: number;
  /** Atoms supplied, with interest. */
  readonly supplied: bigint;
  /** Atoms owed, with interest. */
  readonly borrowed: bigint;
  /** Atoms that can leave the vault. */
  readonly cash: bigint;
  /** Debt of cash and debt, basis points. */
  readonly utilisationBps: number;
  /** What borrowers pay per year, parts per million. */
  readonly borrowAprPpm: bigint;
  /** What suppliers receive per year, parts per million. */
  readonly supplyAprPpm: bigint;
  /** Price for collateral where risk is taken. */
  readonly low: bigint;
  /** Price for debt where risk is taken. */
  readonly high: bigint;
  /** Prices in the liquidation test: for debt, for collateral. */
  readonly liqLow: bigint;
  readonly liqHigh: bigint;
  /** When the board's oldest price was published, unix seconds; 0 before the first. */
  readonly priceTs: bigint;
}

const VERSION = 1;

/** One market account, read once. Everything is answered for a time, unix seconds. */
export class MarketSnapshot {
  private constructor(
    /** The market's address. */
    readonly address: Address,
    /** The account's bytes. */
    readonly bytes: Uint8Array,
    /** The account, decoded. */
    readonly data: Market,
    /** The program that owns it. */
    readonly programAddress: Address,
    /** The program's arithmetic. */
    readonly core: Core,
  ) {}

  /** From an account's bytes; throws a `TypeError` where they are no market. */
  static async from(address: Address, bytes: Uint8Array, programAddress: Address = HYPOTHEC_PROGRAM_ADDRESS) {
    if (bytes[0] !== MARKET_TAG || bytes[1] !== VERSION) throw new TypeError(`${address} is no market of the layout that this client reads`);
    const core = await Core.load();
    return new MarketSnapshot(address, bytes, getMarketDecoder().decode(bytes), programAddress, core);
  }

  /** Reads the account over JSON-RPC; throws in words when there is none, or the program does not own it. */
  static async fetch(rpc: Rpc<GetAccountInfoApi>, address: Address, programAddress: Address = HYPOTHEC_PROGRAM_ADDRESS) {
    const account = await fetchEncodedAccount(rpc, address, { commitment: "confirmed" });
    if (!account.exists) throw new Error(`There is no market at ${address} on this cluster: check the cluster and the address.`);
    if (account.programAddress !== programAddress) {
      throw new Error(`${address} belongs to the program ${account.programAddress}, not to ${programAddress}.`);
    }
    return MarketSnapshot.from(address, new Uint8Array(account.data), programAddress);
  }

  /** Indices of the listed reserves. */
  get indices(): number[] {
    return this.data.reserves.flatMap((reserve, index) => (reserve.listed ? [index] : []));
  }

  /** The index that the next listing takes, the lowest that is free; of a closed reserve that had receipts it stays theirs. */
  get freeIndex(): number | undefined {
    const index = this.data.reserves.findIndex(({ listed, receipt }) => !listed && receipt === SYSTEM_PROGRAM); // all zero
    return index < 0 ? undefined : index;
  }

  /** The listed reserve with this index. */
  reserveRecord(index: number): Reserve {
    const record = this.data.reserves[index];
    if (!record?.listed) throw new RangeError(`the market has no reserve ${index}`);
    return record;
  }

  /** The reserve that holds a mint. */
  indexOf(mint: Address): number {
    const index = this.data.reserves.findIndex((reserve) => reserve.listed && reserve.mint === mint);
    if (index < 0) throw new RangeError(`the market does not list ${mint}`);
    return index;
  }

  /** A reserve at a time. */
  reserve(index: number, now: bigint): ReserveView {
    const record = this.reserveRecord(index);
    this.core.put(this.bytes);
    const view = this.core.reserve(index, now, 10n ** BigInt(record.decimals));
    const [state, ltv, supplied, borrowed, utilisation, borrowAprPpm, supplyAprPpm, low, high, liqLow, liqHigh, , threshold] =
      view as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
    return {
      index,
      record,
      mint: record.mint,
      decimals: record.decimals,
      states: STATES.filter(([bit]) => Number(state) & bit).map(([, name]) => name),
      ltvBps: Number(ltv),
      thresholdBps: Number(threshold),
      supplied,
      borrowed,
      cash: record.cash,
      utilisationBps: Number(utilisation),
      borrowAprPpm,
      supplyAprPpm,
      low,
      high,
      liqLow,
      liqHigh,
      priceTs: record.boardTs,
    };
  }

  /** The session of the underlying's exchange, and until when it holds. */
  session(now: bigint): { session: Session; until: bigint } {
    this.core.put(this.bytes);
    const [code, until] = this.core.session(now);
    return { session: Number(code) as Session, until };
  }

  /** The sessions from a time on, in order, each with its beginning: `count` of them. */
  sessions(now: bigint, count: number): { session: Session; from: bigint; until: bigint }[] {
    const list: { session: Session; from: bigint; until: bigint }[] = [];
    for (let from = now; list.length < count; ) {
      const { session, until } = this.session(from);
      const last = list.at(-1);
      if (last?.session === session) last.until = until;
      else list.push({ session, from, until });
      if (until <= from || until > now + 40n * 86_400n) break;
      from = until;
    }
    return list;
  }

  /** Whether a reserve is a stock, which follows its exchange's sessions. */
  isEquity(index: number): boolean {
    return this.reserveRecord(index).class === ReserveClass.Equity;
  }

  /** Whether a reserve's mint and vault are read at every refresh. */
  readsIssuer(index: number): boolean {
    return this.reserveRecord(index).class !== ReserveClass.Continuous;
  }
}
