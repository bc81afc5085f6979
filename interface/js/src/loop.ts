/**
 * Multiply, unwind and close in one transaction: a flash loan pays first, an exchange trades, the position pays back. The
 * flash pair works at top level only, so a wallet that acts by CPI cannot use it; and it is the owner's, since a delegate
 * is paid nothing out that it could trade.
 */
import { type Address, type Instruction } from "@solana/kit";
import { getClosePositionInstruction, getFlashBorrowInstructionAsync, getFlashRepayInstructionAsync } from "./generated/index.js";
import { actionInstruction, type OwnerActor } from "./actions.js";
import { ALL } from "./amount.js";
import type { MarketSnapshot } from "./market.js";
import { associatedTokenAddress } from "./token.js";

/** A trade that an exchange promises. */
export interface Trade {
  /** The instructions, which take from and pay to the owner's associated token accounts. */
  readonly instructions: readonly Instruction[];
  /** Fewest atoms that arrive, or the transaction fails. */
  readonly minOut: bigint;
  /** Lookup tables that hold its accounts. */
  readonly tables?: readonly Address[];
}

/** What a loop takes: its instructions, and the lookup tables by which they fit a transaction of version 0. */
export interface Loop {
  readonly instructions: readonly Instruction[];
  readonly tables: readonly Address[];
}

/** An exchange: an aggregator's API, an order book, or a test's own. */
export interface Exit {
  /** Sells exactly `amountIn` atoms of a mint for another. */
  sell(owner: Address, mintIn: Address, mintOut: Address, amountIn: bigint): Promise<Trade>;
}

/** Which two reserves take part. */
export interface Pair {
  /** Reserve that is supplied as collateral. */
  readonly supply: number;
  /** Reserve that is owed. */
  readonly debt: number;
}

/** The fee of a flash loan of this many atoms, rounded up as the program does. */
export function flashFee(market: MarketSnapshot, reserve: number, amount: bigint): bigint {
  const bps = BigInt(market.reserveRecord(reserve).config.flashFeeBps);
  return (amount * bps + 9_999n) / 10_000n;
}

async function flash(market: MarketSnapshot, actor: OwnerActor, reserve: number, amount: bigint, between: readonly Instruction[]) {
  const { mint, vault, tokenProgram } = market.reserveRecord(reserve);
  const tokens = await associatedTokenAddress(actor.owner.address, mint, tokenProgram);
  const base = { market: market.address, vault, mint, tokenProgram, reserve, amount };
  const config = { programAddress: market.programAddress };
  return [
    await getFlashBorrowInstructionAsync({ ...base, destination: tokens }, config),
    ...between,
    await getFlashRepayInstructionAsync({ ...base, source: tokens, payer: actor.owner }, config),
  ];
}

/**
 * Raises the position's exposure: borrows `amount` atoms of the debt asset in a flash loan, buys collateral with them,
 * deposits the least that the exchange promises, and borrows loan and fee against it; what arrives beyond stays in the
 * owner's token account.
 */
export async function multiply(market: MarketSnapshot, actor: OwnerActor, pair: Pair, amount: bigint, exit: Exit): Promise<Loop> {
  const { mint: debtMint } = market.reserveRecord(pair.debt);
  const { mint: supplyMint } = market.reserveRecord(pair.supply);
  const trade = await exit.sell(actor.owner.address, debtMint, supplyMint, amount);
  const owed = amount + flashFee(market, pair.debt, amount);
  const instructions = await flash(market, actor, pair.debt, amount, [
    ...trade.instructions,
    await actionInstruction(market, actor, { kind: "deposit", reserve: pair.supply, amount: trade.minOut }),
    await actionInstruction(market, actor, { kind: "borrow", reserve: pair.debt, amount: owed }),
  ]);
  return { instructions, tables: trade.tables ?? [] };
}

/**
 * Lowers it: repays `amount` atoms of debt with a flash loan, withdraws `collateral` atoms, and sells them for loan and fee.
 * Throws when the exchange promises too little.
 */
export async function unwind(market: MarketSnapshot, actor: OwnerActor, pair: Pair, amount: bigint, collateral: bigint, exit: Exit): Promise<Loop> {
  const { mint: debtMint } = market.reserveRecord(pair.debt);
  const { mint: supplyMint } = market.reserveRecord(pair.supply);
  const trade = await exit.sell(actor.owner.address, supplyMint, debtMint, collateral);
  const owed = amount + flashFee(market, pair.debt, amount);
  if (trade.minOut < owed) {
    throw new RangeError(`the exchange promises ${trade.minOut} atoms for the collateral, ${owed} are needed: sell more, or repay less`);
  }
  const instructions = await flash(market, actor, pair.debt, amount, [
    await actionInstruction(market, actor, { kind: "repay", reserve: pair.debt, amount }),
    await actionInstruction(market, actor, { kind: "withdraw", reserve: pair.supply, amount: collateral }),
    ...trade.instructions,
  ]);
  return { instructions, tables: trade.tables ?? [] };
}

/**
 * Ends a position of one debt and one supply: repays all that is owed (`owed`, rounded up, and what accrues until it lands),
 * withdraws everything, sells `collateral` of it, and closes the account, whose rent goes back to who paid it.
 */
export async function close(
  market: MarketSnapshot,
  actor: OwnerActor,
  pair: Pair,
  owed: bigint,
  collateral: bigint,
  exit: Exit,
  rentRecipient: Address,
): Promise<Loop> {
  const { mint: debtMint } = market.reserveRecord(pair.debt);
  const { mint: supplyMint } = market.reserveRecord(pair.supply);
  // a minute's interest at the highest rate there is, 400 % a year, and an atom
  const amount = owed + (owed * 8n) / 1_000_000n + 1n;
  const trade = await exit.sell(actor.owner.address, supplyMint, debtMint, collateral);
  const due = amount + flashFee(market, pair.debt, amount);
  if (trade.minOut < due) throw new RangeError(`the exchange promises ${trade.minOut} atoms for the collateral, ${due} are needed`);
  const legs = await flash(market, actor, pair.debt, amount, [
    await actionInstruction(market, actor, { kind: "repay", reserve: pair.debt, amount }),
    await actionInstruction(market, actor, { kind: "withdraw", reserve: pair.supply, amount: ALL }),
    ...trade.instructions,
  ]);
  const closing = getClosePositionInstruction(
    { position: actor.position, owner: actor.owner, rentRecipient },
    { programAddress: market.programAddress },
  );
  return { instructions: [...legs, closing], tables: trade.tables ?? [] };
}
