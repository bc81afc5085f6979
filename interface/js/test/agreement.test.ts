/** The client's arithmetic is the program's: 10,000 random positions, each quoted by both, compared byte by byte. */
import assert from "node:assert/strict";
import test from "node:test";
import { HypothecError, MarketSnapshot, PositionSnapshot, constants as C, generated as H } from "../src/index.js";
import { Svm } from "./litesvm.js";
import { WEDNESDAY } from "./support.js";
import { STOCK, USD, makeWorld } from "./world.js";

const MARKETS = 200;
const POSITIONS = 50;

/** Repeatable randomness (xorshift64*), with sizes of every magnitude. */
class Dice {
  #state: bigint;
  constructor(seed: bigint) {
    this.#state = seed;
  }
  u64(): bigint {
    let x = this.#state;
    x ^= x >> 12n;
    x = BigInt.asUintN(64, x ^ (x << 25n));
    x ^= x >> 27n;
    this.#state = x;
    return BigInt.asUintN(64, x * 2685821657736338717n);
  }
  below(n: number): number {
    return Number(this.u64() % BigInt(n));
  }
  /** A number of up to so many bits, each length alike. */
  bits(most: number): bigint {
    return this.u64() >> BigInt(63 - this.below(most));
  }
}

/** A well-formed price key: in a calm market around a dollar for 10^6 atoms, else of any size. */
function price(dice: Dice, calm: boolean): bigint {
  if (!calm && dice.below(12) === 0) return 0n;
  const exponent = calm ? 58 + dice.below(8) : dice.below(96);
  return (BigInt(exponent) << 32n) | (1n << 31n) | (dice.u64() >> 33n);
}

function reserve(dice: Dice, base: H.Reserve, now: bigint, calm: boolean): H.Reserve {
  const [a, b] = [price(dice, calm), price(dice, calm)].sort((x, y) => (x < y ? -1 : 1)) as [bigint, bigint];
  const near = () => now - dice.bits(calm ? 6 : 20);
  const atoms = () => (calm ? 1n << BigInt(30 + dice.below(15)) : dice.bits(60));
  const ramp = (from: number, to: number): H.Ramp => ({ fromBps: from, toBps: to, durationS: dice.below(200_000), startTs: near() });
  const ltv = calm ? 6_000 + dice.below(1_500) : dice.below(9_000);
  const index = (1n << 64n) + (dice.bits(calm ? 60 : 64) << (calm ? 0n : BigInt(dice.below(8))));
  return {
    ...base,
    ...Object.fromEntries(Object.keys(base).filter((name) => name.startsWith("settle")).map((name) => [name, a])),
    low: a,
    high: b,
    liqLow: a,
    liqHigh: b,
    boardTs: near(),
    issuerTs: near(),
    regularTs: near(),
    cash: atoms(),
    supplyShares: atoms(),
    debtShares: atoms(),
    supplyIndex: dice.below(3) === 0 ? 1n << 64n : index,
    debtIndex: index,
    rateQ64: dice.bits(calm ? 36 : 41),
    accruedTs: near(),
    boardFlags: !calm && dice.below(4) === 0 ? dice.below(256) : 0x10,
    issuerFlags: !calm && dice.below(6) === 0 ? dice.below(128) : 0,
    terminalTs: !calm && dice.below(30) === 0 ? near() : 0n,
    config: {
      ...base.config,
      ltvBps: [ltv, dice.below(ltv + 1), dice.below(ltv + 1), dice.below(ltv + 1)],
      threshold: calm ? ramp(8_000, 8_500) : ramp(dice.below(10_001), dice.below(10_001)),
      liqBorrowFactor: calm ? ramp(10_000, 10_500) : ramp(10_000 + dice.below(40_000), 10_000 + dice.below(40_000)),
      borrowFactorBps: 10_000 + (calm ? 0 : dice.below(40_000)),
      switches: calm ? 7 : dice.below(8),
      originationFeeBps: dice.below(501),
      borrowCap: calm ? (1n << 47n) : dice.bits(47),
      limiterCap: dice.below(2) === 0 ? 0n : dice.bits(60),
      staleGraceS: dice.below(100_000),
      staleRampS: dice.below(100_000),
      maxAgeS: calm ? [600, 600, 600, 600] : [60, 600, 6_000, 60_000],
      freezeAgeS: [0, 0, 0, 0],
      issuerAgeS: calm ? 600 : dice.below(100_000),
    },
  };
}

function slots(dice: Dice, base: H.Position, calm: boolean): H.Position {
  const order = dice.below(2) === 0 ? [USD, STOCK, 2, 3] : [STOCK, 3, 2, USD];
  const held = order.slice(0, 1 + dice.below(4));
  const filled = held.map((index, n) => {
    const flags = n === 0 ? C.SLOT_COLLATERAL : [C.SLOT_DEBT, C.SLOT_COLLATERAL, 0][dice.below(3)]!;
    return { ...base.slots[0]!, reserve: index, flags, shares: calm ? (1n << BigInt(24 + dice.below(6))) + dice.bits(24) : dice.bits(58) };
  });
  const empty = { ...base.slots[0]!, reserve: 0, flags: 0, shares: 0n };
  return { ...base, slotCount: filled.length, slots: Array.from({ length: 16 }, (_, n) => filled[n] ?? empty) };
}

/** Any two reserves, mostly a debt and a supply that the position has. */
function pair(dice: Dice, data: Uint8Array): { repay: number; seize: number } {
  const { slots, slotCount } = H.getPositionDecoder().decode(data);
  const debt = slots.slice(0, slotCount).find(({ flags }) => flags & C.SLOT_DEBT);
  return dice.below(8) === 0 || !debt ? { repay: dice.below(4), seize: dice.below(4) } : { repay: debt.reserve, seize: slots[0]!.reserve };
}

test("ten_thousand_random_positions_are_quoted_as_the_program_quotes_them", async () => {
  const svm = new Svm(WEDNESDAY);
  svm.vm.withSigverify(false).withTransactionHistory(0n);
  const admin = await svm.wallet();
  const world = await makeWorld(svm, admin);
  const [address] = await H.findPositionPda({ market: world.market, owner: admin.address, id: 0 });
  await svm.send(admin, [await H.getOpenPositionInstructionAsync({ market: world.market, owner: admin, id: 0 })]);
  const market = H.getMarketDecoder().decode(svm.read(world.market)!);
  const position = H.getPositionDecoder().decode(svm.read(address)!);
  const dice = new Dice(0x9e3779b97f4a7c15n);
  const seen = { quoted: 0, refused: 0, indebted: 0, liquidatable: 0, borrows: 0, withdraws: 0, repays: 0 };
  for (let m = 0; m < MARKETS; m++) {
    const calm = m % 2 === 0;
    const now = WEDNESDAY + dice.bits(22);
    svm.warp(now);
    const listed = [0, 1, 2, 3].map((index) => {
      const base = { ...market.reserves[index % 2]!, index, listed: true };
      return reserve(dice, { ...base, class: dice.below(2) + 1 }, now, calm);
    });
    const bytes = new Uint8Array(H.getMarketEncoder().encode({ ...market, reserveCount: 4, sessionUntil: now + dice.bits(12) - 200n, session: dice.below(4), reserves: listed }));
    svm.put(world.market, world.program, bytes);
    const snapshot = await MarketSnapshot.from(world.market, bytes);
    for (let p = 0; p < POSITIONS; p++) {
      const data = new Uint8Array(H.getPositionEncoder().encode(slots(dice, position, calm)));
      svm.put(address, world.program, data);
      const asked = { borrow: dice.below(20) === 0 ? 4 : dice.below(4), withdraw: dice.below(4), ...pair(dice, data) };
      const here = new PositionSnapshot(address, data);
      let local: Uint8Array | string;
      let quote: ReturnType<PositionSnapshot["quote"]> | undefined;
      try {
        quote = here.quote(snapshot, now, asked);
        local = new Uint8Array(H.getQuotationEncoder().encode(quote.data));
      } catch (error) {
        if (!(error instanceof HypothecError)) throw error;
        local = error.title;
      }
      let chain: Uint8Array | string;
      try {
        const sent = await svm.simulate(admin, [H.getQuoteInstruction({ market: world.market, position: address, ...asked })]);
        chain = new Uint8Array(176);
        chain.set(sent.returnData); // trailing zeros are cut off return data
      } catch (error) {
        if (!(error instanceof HypothecError)) throw error;
        chain = error.title;
      }
      assert.deepEqual(local, chain, `market ${m}, position ${p}`);
      if (!quote) seen.refused++;
      else {
        seen.quoted++;
        seen.indebted += Number(quote.health !== undefined);
        seen.liquidatable += Number(quote.isLiquidatable);
        seen.borrows += Number(quote.data.maxBorrow > 0n);
        seen.withdraws += Number(quote.data.maxWithdraw > 0n);
        seen.repays += Number(quote.data.repay > 0n);
      }
    }
  }
  console.log("agreement", JSON.stringify(seen));
  assert.equal(seen.quoted + seen.refused, MARKETS * POSITIONS);
  for (const [name, count] of Object.entries(seen)) assert.ok(count > 100, `${name}: only ${count}`);
});
