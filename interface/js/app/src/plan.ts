/** From what the form says to a transaction, and to what it would leave. */
import { fetchAddressesForLookupTables, type Address, type GetMultipleAccountsApi, type Instruction, type Rpc, type TransactionSigner } from "@solana/kit";
import {
  ALL,
  Quote,
  actionInstruction,
  close,
  constants,
  createAssociatedTokenAccount,
  fetchPosted,
  generated as H,
  jupiterExit,
  multiply,
  refreshPrices,
  reservesToRefresh,
  rawAtoms,
  parseAtoms,
  PositionSnapshot,
  type Loop,
  type Plan,
  type Preview,
  type Step,
} from "../../src/index.js";
import type { Asset, State } from "./state.js";

export type Action = "deposit" | "withdraw" | "borrow" | "repay" | "multiply" | "close";

/** What the form says. */
export interface Wish {
  readonly action: Action;
  /** The position's number. */
  readonly id: number;
  /** The chosen asset; `undefined` where there is none to choose, as for close. */
  readonly reserve: number | undefined;
  /** As typed; empty for close. */
  readonly text: string;
}

const NOT_OPEN = new Uint8Array(512);

/** The position with this number, or an empty one at the address it would have. */
export async function positionOf(state: State, owner: Address, id: number): Promise<{ position: PositionSnapshot; open: boolean }> {
  const found = state.positions.find((position) => position.data.id === id);
  if (found) return { position: found, open: true };
  const seeds = { market: state.market.address, owner, id };
  const [address, bump] = await H.findPositionPda(seeds, { programAddress: state.market.programAddress });
  const blank = H.getPositionDecoder().decode(NOT_OPEN);
  const data = { ...blank, version: 1, bump, id, market: state.market.address, owner, rentPayer: owner };
  return { position: new PositionSnapshot(address, new Uint8Array(H.getPositionEncoder().encode(data))), open: false };
}

/** Raw atoms of what was typed, in the unit a wallet shows. */
export function atomsOf(asset: Asset, text: string): bigint {
  const shown = parseAtoms(text, asset.decimals);
  if (shown === 0n) throw new RangeError("Give an amount above zero.");
  return rawAtoms(shown, asset.scaled.multiplier);
}

/** The largest amount that would be accepted, raw atoms; `undefined` where only the chain knows. */
export function most(state: State, position: PositionSnapshot, action: Action, asset: Asset): bigint | undefined {
  // what is accepted a minute from now still is when the wallet has signed: debts grow meanwhile
  const quote = Quote.at(state.market, position, state.now + 60n, { borrow: asset.index, withdraw: asset.index });
  const slot = position.slots(state.market, state.now).find(({ reserve }) => reserve === asset.index);
  switch (action) {
    case "deposit":
      return asset.balance ?? 0n;
    case "withdraw":
      return quote.data.maxWithdraw;
    case "borrow":
      return quote.data.maxBorrow;
    case "repay": {
      const owed = slot?.isDebt ? slot.atoms : 0n;
      return owed < (asset.balance ?? 0n) ? owed : (asset.balance ?? 0n);
    }
    default:
      return undefined;
  }
}

/** What the action would leave, by the program's own arithmetic. */
export function preview(state: State, position: PositionSnapshot, wish: Wish, amount: bigint): Preview | undefined {
  if (wish.action === "multiply" || wish.action === "close" || wish.reserve === undefined) return undefined;
  const step: Step = { kind: wish.action, reserve: wish.reserve, amount };
  return Quote.after(state.market, position, state.now, [step]);
}

const isLent = ({ record }: Asset) => (record.config.switches & constants.SWITCH_BORROW) !== 0;

/** The asset that loops are borrowed in: the first that is lent. */
export function debtAsset(state: State): Asset | undefined {
  return state.assets.find(isLent);
}

/** The assets that an action can be about: what is owed can be repaid and what is supplied withdrawn, whatever is switched off. */
export function choices(state: State, action: Action, position: PositionSnapshot | undefined): Asset[] {
  const slots = position?.slots(state.market, state.now) ?? [];
  const holds = (isDebt: boolean) => (asset: Asset) => slots.some((slot) => slot.reserve === asset.index && slot.isDebt === isDebt);
  switch (action) {
    case "repay":
      return state.assets.filter(holds(true));
    case "withdraw":
      return state.assets.filter(holds(false));
    case "borrow":
      return state.assets.filter(isLent);
    case "multiply":
      return state.assets.filter(({ index }) => index !== debtAsset(state)?.index);
    case "deposit":
      return [...state.assets];
    case "close":
      return [];
  }
}

/** What a transaction does, and the lookup tables by which it is shorter. */
export type Doing = Pick<Plan, "instructions" | "tables">;

async function withLoop(rpc: Rpc<GetMultipleAccountsApi>, before: readonly Instruction[], loop: Loop): Promise<Doing> {
  return { instructions: [...before, ...loop.instructions], tables: await fetchAddressesForLookupTables([...loop.tables], rpc) };
}

/** The transaction's instructions. */
export async function instructions(rpc: Rpc<GetMultipleAccountsApi>, state: State, signer: TransactionSigner, wish: Wish, exchange: string): Promise<Doing> {
  const { market } = state;
  const owner = signer.address;
  const config = { programAddress: market.programAddress };
  const { position, open } = await positionOf(state, owner, wish.id);
  const actor = { position: position.address, owner: signer };
  const list: Instruction[] = [];
  const held = open ? position.reserves : [];
  const { reserve } = wish;
  const touched = reservesToRefresh(held, reserve === undefined ? [] : [reserve]);
  const posted = await fetchPosted(rpc, market, touched, state.now);
  const refreshed = touched.filter((index) => market.readsIssuer(index) || posted[index]);
  if (refreshed.length > 0) list.push(refreshPrices(market, refreshed, posted));
  if (!open) {
    if (wish.action !== "deposit" && wish.action !== "multiply") throw new Error("This position is not open yet: deposit first.");
    list.push(await H.getOpenPositionInstructionAsync({ market: market.address, owner: signer, id: wish.id }, config));
  }
  const asset = (index: number) => state.assets.find((one) => one.index === index)!;
  const account = async (index: number) => {
    const { mint, balance, record } = asset(index);
    if (balance === undefined) list.push(await createAssociatedTokenAccount(owner, owner, mint, record.tokenProgram));
  };
  if (wish.action === "close") return withLoop(rpc, list, await closing(state, signer, position, exchange, account));
  if (reserve === undefined) throw new Error(`There is nothing to ${wish.action} here: choose another position.`);
  if (wish.action === "multiply") {
    const debt = debtAsset(state);
    if (!debt) throw new Error("Multiply borrows what is lent, and this market lends nothing.");
    if (!exchange) throw new Error("Multiply buys on an exchange: name one under Settings.");
    const amount = atomsOf(debt, wish.text);
    await account(debt.index);
    await account(reserve);
    return withLoop(rpc, list, await multiply(market, actor, { supply: reserve, debt: debt.index }, amount, jupiterExit(exchange)));
  }
  const amount = atomsOf(asset(reserve), wish.text);
  await account(reserve);
  const slot = position.slots(market, state.now).find((one) => one.reserve === reserve);
  const all = wish.action === "repay" && slot !== undefined && amount >= slot.atoms;
  list.push(await actionInstruction(market, actor, { kind: wish.action, reserve, amount: all ? ALL : amount }));
  return { instructions: list };
}

async function closing(state: State, signer: TransactionSigner, position: PositionSnapshot, exchange: string, account: (index: number) => Promise<void>): Promise<Loop> {
  const { market, now, assets } = state;
  const actor = { position: position.address, owner: signer };
  const slots = position.slots(market, now);
  const debts = slots.filter(({ isDebt }) => isDebt);
  const supplies = slots.filter(({ isDebt }) => !isDebt);
  for (const { reserve } of slots) await account(reserve);
  const covered = debts.every(({ reserve, atoms }) => (assets.find((one) => one.index === reserve)?.balance ?? 0n) > atoms);
  const rentRecipient = position.data.rentPayer;
  if (covered) {
    const list = [];
    for (const { reserve } of debts) list.push(await actionInstruction(market, actor, { kind: "repay", reserve, amount: ALL }));
    for (const { reserve } of supplies) list.push(await actionInstruction(market, actor, { kind: "withdraw", reserve, amount: ALL }));
    const base = { position: position.address, owner: signer, rentRecipient };
    return { instructions: [...list, H.getClosePositionInstruction(base, { programAddress: market.programAddress })], tables: [] };
  }
  if (debts.length !== 1 || supplies.length !== 1) throw new Error("Your wallet does not hold what is owed: repay what you can, then close.");
  if (!exchange) throw new Error("Your wallet does not hold what is owed. Selling collateral for it needs an exchange: name one under Settings.");
  const [debt, supply] = [debts[0]!, supplies[0]!];
  const pair = { supply: supply.reserve, debt: debt.reserve };
  return close(market, actor, pair, debt.atoms, supply.atoms, jupiterExit(exchange), rentRecipient);
}
