/**
 * Health, limits and liquidation prices: what the program's `Quote` answers, computed here by the same code, for now, for
 * after an action, or for another time.
 */
import { getQuotationDecoder, type Quotation, type Session } from "./generated/index.js";
import { NO_RESERVE } from "./generated/constants.js";
import { BATCH_KINDS } from "./actions.js";
import { U64_MAX } from "./amount.js";
import { HypothecError } from "./error.js";
import type { MarketSnapshot } from "./market.js";
import { PositionSnapshot } from "./position.js";

/** Reserves whose limits are asked for. */
export interface Asked {
  /** Whose largest borrow. */
  readonly borrow?: number;
  /** Whose largest withdrawal. */
  readonly withdraw?: number;
  /** Whose debt a liquidation would repay. */
  readonly repay?: number;
  /** Whose supply it would seize. */
  readonly seize?: number;
}

/** An everyday action of the position's owner, in raw atoms. */
export interface Step {
  readonly kind: "deposit" | "withdraw" | "borrow" | "repay";
  readonly reserve: number;
  readonly amount: bigint;
}

/** What an action leaves behind, or why the program would refuse it. */
export type Preview =
  | { readonly ok: true; readonly quote: Quote; readonly moved: bigint }
  | { readonly ok: false; readonly error: HypothecError };

/** The price at which a position becomes liquidatable, when this price alone moves. */
export interface Trigger {
  readonly reserve: number;
  readonly isDebt: boolean;
  /** Multiple of today's price, basis points: below it for collateral, above it for debt. */
  readonly priceBps: number;
  /** That price of one whole token, Value (2^-16 USD). */
  readonly price: bigint;
}

/** A quotation at a time. */
export class Quote {
  private constructor(
    /** The program's numbers. */
    readonly data: Quotation,
    readonly now: bigint,
    readonly market: MarketSnapshot,
    readonly position: PositionSnapshot,
  ) {}

  /** How a position stands. */
  static of(market: MarketSnapshot, position: PositionSnapshot, now: bigint, asked: Asked = {}): Quote {
    market.core.put(market.bytes, position.bytes);
    return Quote.#read(market, position, now, asked);
  }

  /** From the return data of the program's own `Quote`, whose zeros at the end a node leaves out. */
  static from(returnData: Uint8Array, market: MarketSnapshot, position: PositionSnapshot, now: bigint): Quote {
    const decoder = getQuotationDecoder();
    const whole = new Uint8Array(decoder.fixedSize);
    whole.set(returnData);
    return new Quote(decoder.decode(whole), now, market, position);
  }

  /**
   * How it stands at another time, at today's prices published anew: what a night, a weekend or a decay of borrow power
   * does by itself.
   */
  static at(market: MarketSnapshot, position: PositionSnapshot, then: bigint, asked: Asked = {}): Quote {
    market.core.put(market.bytes, position.bytes);
    market.core.refreshAt(then);
    return Quote.#read(market, position, then, asked);
  }

  /** How it stands after actions, one after the other; the first refusal ends it. */
  static after(market: MarketSnapshot, position: PositionSnapshot, now: bigint, steps: readonly Step[], asked: Asked = {}): Preview {
    market.core.put(market.bytes, position.bytes);
    let moved = 0n;
    try {
      for (const step of steps) [moved] = market.core.act(now, BATCH_KINDS[step.kind], step.reserve, step.amount);
      const left = new PositionSnapshot(position.address, market.core.position());
      return { ok: true, quote: Quote.#read(market, left, now, asked), moved };
    } catch (error) {
      if (error instanceof HypothecError) return { ok: false, error };
      throw error;
    }
  }

  static #read(market: MarketSnapshot, position: PositionSnapshot, now: bigint, asked: Asked): Quote {
    const { borrow = NO_RESERVE, withdraw = NO_RESERVE, repay = NO_RESERVE, seize = NO_RESERVE } = asked;
    return new Quote(getQuotationDecoder().decode(market.core.quote(now, borrow, withdraw, repay, seize)), now, market, position);
  }

  /** Health in the liquidation test: liquidatable below 1. `undefined` without debt. */
  get health(): number | undefined {
    return this.data.healthBps === U64_MAX ? undefined : Number(this.data.healthBps) / 10_000;
  }

  /** Whether the test lets anyone liquidate the position now: health below 1, and no cool-off. A reserve's state may still forbid it. */
  get isLiquidatable(): boolean {
    return this.data.liqDebt > this.data.liqPower && this.data.coolOffS === 0n;
  }

  /** Value (2^-16 USD) that could still be borrowed. */
  get freePower(): bigint {
    return this.data.power > this.data.debt ? this.data.power - this.data.debt : 0n;
  }

  /** Session of the exchange. */
  get session(): Session {
    return Number(this.data.session) as Session;
  }

  /** Per slot the price at which the position becomes liquidatable; slots whose price alone cannot do that are left out. */
  get triggers(): Trigger[] {
    const { slots, slotCount } = this.position.data;
    return slots.slice(0, slotCount).flatMap(({ reserve, flags }, n) => {
      const priceBps = this.data.triggerBps[n] ?? 0;
      if (priceBps === 0 || this.health === undefined) return [];
      const isDebt = (flags & 1) !== 0;
      const view = this.market.reserve(reserve, this.now);
      const today = isDebt ? view.liqLow : view.liqHigh;
      return [{ reserve, isDebt, priceBps, price: (today * BigInt(priceBps)) / 10_000n }];
    });
  }
}
