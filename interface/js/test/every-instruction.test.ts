/** Every instruction of the IDL is sent once and lands; each logs its event, and every one of them parses. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import type { Address, Instruction, KeyPairSigner } from "@solana/kit";
import {
  ALL,
  HypothecError,
  MarketSnapshot,
  PositionSnapshot,
  Quote,
  TOKEN_2022_PROGRAM,
  TOKEN_PROGRAM,
  actionInstruction,
  associatedTokenAddress,
  batchInstruction,
  configMask,
  constants as C,
  eventsOf,
  generated as H,
  priceKey,
  proposeArgs,
  refreshPrices,
} from "../src/index.js";
import { Svm } from "./litesvm.js";
import { WEDNESDAY } from "./support.js";
import { STOCK, USD, fund, makeWorld, postedOf, publish, tokenData, type World } from "./world.js";

const idl = JSON.parse(readFileSync(new URL("../../../idl.json", import.meta.url), "utf8")) as {
  program: { instructions: { name: string }[]; events: { name: string }[] };
};

test("every_instruction_lands_and_its_event_parses", async () => {
  const svm = new Svm(WEDNESDAY);
  const landed = new Set<string>();
  const events = new Set<string>();
  const send = async (payer: KeyPairSigner, instructions: Instruction[]) => {
    const sent = await svm.send(payer, instructions);
    for (const { data, programAddress } of instructions) {
      if (programAddress === H.HYPOTHEC_PROGRAM_ADDRESS) landed.add(H.HypothecInstruction[H.identifyHypothecInstruction({ data: new Uint8Array(data!) })]!);
    }
    for (const event of eventsOf(sent.logs)) events.add(event.name);
    return sent;
  };
  const chain = { put: svm.put.bind(svm), read: svm.read.bind(svm), rent: svm.rent.bind(svm), now: () => svm.now(), send };
  const admin = await svm.wallet();
  const world = await makeWorld(chain, admin, { seal: false });
  const { market } = world;
  const config = { programAddress: world.program };

  // governance, while the market is open and without a delay
  const dollar = H.getReserveConfigDecoder().decode(C.PRESET_DOLLAR);
  const header = H.getMarketDecoder().decode(svm.read(market)!);
  const propose = async (args: ReturnType<typeof proposeArgs>, execute: "execute" | "cancel") => {
    const { nonce } = H.getMarketDecoder().decode(svm.read(market)!);
    const [proposal] = await H.findProposalPda({ market, nonce }, config);
    await send(admin, [H.getProposeInstruction({ market, admin, payer: admin, proposal, ...args }, config)]);
    const end = execute === "execute"
      ? H.getExecuteInstruction({ market, proposal, rentRecipient: admin.address }, config)
      : H.getCancelInstruction({ market, officer: admin, proposal, rentRecipient: admin.address }, config);
    await send(admin, [end]);
  };
  await propose(proposeArgs({ kind: "reserve", reserve: USD, fields: ["flashFeeBps"], config: { ...dollar, flashFeeBps: 7 } }), "execute");
  assert.equal(H.getMarketDecoder().decode(svm.read(market)!).reserves[USD]!.config.flashFeeBps, 7);
  await propose(proposeArgs({ kind: "market", fields: ["debtFloor"], params: { ...header, debtFloor: 5n << 16n } }), "cancel");
  const next = await svm.wallet();
  const feed = { key: next.address, index: 0, adapter: H.Adapter.PythReceiver };
  await propose(proposeArgs({ kind: "source", reserve: USD, role: "token", source: feed, band: [priceKey(64_880n, 6), priceKey(66_192n, 6)] }), "cancel");
  await propose(proposeArgs({ kind: "admin", key: next.address }), "execute");
  await send(next, [H.getAcceptAdminInstruction({ market, pendingAdmin: next }, config)]);
  // receipts need an asset that is lent
  assert.equal(configMask("ltvBps"), C.CONFIG_MASK_LTV_BPS);
  await send(next, [H.getSealInstruction({ market, admin: next }, config)]);

  // prices, positions, everyday actions
  const [alice, bob] = [await svm.wallet(), await svm.wallet()];
  for (const owner of [alice, bob]) {
    await fund(world, owner.address, world.usd, 1_000_000_000_000n);
    await fund(world, owner.address, world.stock, 1_000_000_000_000n);
    await send(owner, [await H.getOpenPositionInstructionAsync({ market, owner, id: 7 }, config)]);
  }
  const refresh = async (usd: number) => {
    await publish(world, usd);
    const snapshot = await MarketSnapshot.from(market, svm.read(market)!);
    await send(alice, [refreshPrices(snapshot, [USD, STOCK], postedOf(world))]);
    return MarketSnapshot.from(market, svm.read(market)!);
  };
  let snapshot = await refresh(200);
  const actor = async (owner: KeyPairSigner) => {
    const [position] = await H.findPositionPda({ market, owner: owner.address, id: 7 }, config);
    return { position, owner };
  };
  const [a, b] = [await actor(alice), await actor(bob)];
  await send(bob, [await actionInstruction(snapshot, b, { kind: "deposit", reserve: USD, amount: 500_000_000_000n })]);
  await send(alice, [await actionInstruction(snapshot, a, { kind: "deposit", reserve: STOCK, amount: 10_000_000_000n })]);
  await send(alice, [await actionInstruction(snapshot, a, { kind: "borrow", reserve: USD, amount: 5_000_000_000n })]);
  await send(alice, [await actionInstruction(snapshot, a, { kind: "repay", reserve: USD, amount: 100_000_000n })]);
  await send(alice, [await actionInstruction(snapshot, a, { kind: "withdraw", reserve: STOCK, amount: 1_000_000n })]);
  await send(alice, [
    await batchInstruction(snapshot, a, [
      { kind: "deposit", reserve: STOCK, amount: 1_000_000n },
      { kind: "borrow", reserve: USD, amount: 10_000_000n },
    ]),
  ]);
  await send(alice, [H.getSetDelegateInstruction({ position: a.position, owner: alice, delegate: bob.address }, config)]);
  const takeProfit = {
    kind: H.OrderKind.PriceAbove, sell: STOCK, repay: USD, flags: C.ORDER_REGULAR_ONLY, targetBps: C.ORDER_TARGET_ALL,
    bonusCapBps: 100, line: priceKey(300n * 65_536n, 8), amount: 2n ** 64n - 1n, untilTs: 2n ** 63n - 1n,
  };
  await send(alice, [H.getSetOrderInstruction({ position: a.position, owner: alice, index: 1, order: takeProfit }, config)]);
  // bob's position goes to alice, and back
  for (const [from, to] of [[bob, alice], [alice, bob]] as const) {
    await send(from, [H.getOfferPositionInstruction({ position: b.position, owner: from, to: to.address }, config)]);
    const terms = new PositionSnapshot(b.position, svm.read(b.position)!).acceptanceTerms();
    await send(to, [H.getAcceptPositionInstruction({ market, position: b.position, newOwner: to, terms }, config)]);
  }
  await send(bob, [H.getSetCollateralInstruction({ market, position: b.position, owner: bob, reserve: USD, on: false }, config)]);
  const quoted = await send(alice, [H.getQuoteInstruction({ market, position: a.position, borrow: USD, withdraw: STOCK, repay: C.NO_RESERVE, seize: C.NO_RESERVE }, config)]);
  const position = new PositionSnapshot(a.position, svm.read(a.position)!);
  snapshot = await MarketSnapshot.from(market, svm.read(market)!);
  const here = position.quote(snapshot, svm.now(), { borrow: USD, withdraw: STOCK });
  assert.deepEqual(here.data, Quote.from(quoted.returnData, snapshot, position, svm.now()).data);

  // flash loan, donation, fees, vault, closure, tightening
  const flash = { market, vault: snapshot.reserveRecord(USD).vault, mint: world.usd, reserve: USD, amount: 1_000_000n };
  const tokens = await associatedTokenAddress(alice.address, world.usd, TOKEN_PROGRAM);
  await send(alice, [
    await H.getFlashBorrowInstructionAsync({ ...flash, destination: tokens }, config),
    await H.getFlashRepayInstructionAsync({ ...flash, source: tokens, payer: alice }, config),
  ]);
  await send(alice, [await H.getDonateInstructionAsync({ ...flash, source: tokens, payer: alice }, config)]);
  const fees = await fund(world, admin.address, world.usd, 0n);
  await send(alice, [await H.getCollectFeesInstructionAsync({ market, mint: world.usd, destination: fees, reserve: USD }, config)]);
  await send(alice, [await H.getSyncVaultInstructionAsync({ market, reserve: USD }, config)]);
  const today = Number(svm.now() / 86_400n);
  await send(next, [H.getSetClosureInstruction({ market, officer: next, day: today + 9, minute: 0 }, config)]);
  await send(next, [
    H.getTightenInstruction(
      { market, officer: next, reserve: STOCK, levers: C.TIGHTEN_LTV, ltvBps: [5_400, 4_900, 4_400, 3_900], eventLtvBps: 0, eventFrom: 0, eventUntil: 0, supplyCap: 0n, borrowCap: 0n, reduceOnlyS: 0 },
      config,
    ),
  ]);

  // receipts of the lent dollars
  const [receipt] = await H.findReceiptPda({ market, index: USD }, config);
  await send(bob, [await H.getOpenReceiptInstructionAsync({ market, payer: bob, reserve: USD }, config)]);
  const receipts = await receiptAccount(svm, receipt, bob.address);
  await send(bob, [await H.getMintReceiptInstructionAsync({ market, position: b.position, destination: receipts, owner: bob, reserve: USD, shares: 1_000_000n }, config)]);
  await send(bob, [await H.getRedeemReceiptInstructionAsync({ market, position: b.position, source: receipts, payer: bob, reserve: USD, shares: ALL }, config)]);

  // a fall of the stock: liquidations both ways, then what nothing stands for
  await liquidations(svm, world, { alice, bob, a, b }, send, refresh);

  await send(bob, [await actionInstruction(snapshot, b, { kind: "withdraw", reserve: STOCK, amount: ALL })]);
  await send(bob, [await actionInstruction(snapshot, b, { kind: "withdraw", reserve: USD, amount: 1_000n })]);
  const [empty] = await H.findPositionPda({ market, owner: bob.address, id: 8 }, config);
  await send(bob, [await H.getOpenPositionInstructionAsync({ market, owner: bob, id: 8 }, config)]);
  await send(bob, [H.getClosePositionInstruction({ position: empty, owner: bob, rentRecipient: bob.address }, config)]);

  // a market that ends: what a reserve leaves goes to the fee recipient, and nothing is made at the market's address again
  const ending = await makeWorld(chain, admin, { seal: false });
  const close = proposeArgs({ kind: "close", reserve: STOCK });
  const [proposal] = await H.findProposalPda({ market: ending.market, nonce: 0n }, config);
  await send(admin, [
    H.getProposeInstruction({ market: ending.market, admin, payer: admin, proposal, ...close }, config),
    H.getExecuteInstruction({ market: ending.market, proposal, rentRecipient: admin.address }, config),
  ]);
  const winding = H.getMarketDecoder().decode(svm.read(ending.market)!).reserves[STOCK]!;
  assert.deepEqual([winding.closing, winding.config.switches], [true, 0]);
  for (const [reserve, mint, tokenProgram] of [[STOCK, ending.stock, TOKEN_2022_PROGRAM], [USD, ending.usd, TOKEN_PROGRAM]] as const) {
    const destination = await fund(ending, admin.address, mint, 0n);
    await send(admin, [await H.getCloseReserveInstructionAsync({ market: ending.market, admin, mint, destination, tokenProgram, reserve }, config)]);
    assert.equal((await MarketSnapshot.from(ending.market, svm.read(ending.market)!)).freeIndex, reserve);
  }
  await send(admin, [H.getCloseMarketInstruction({ market: ending.market, admin }, config)]);
  assert.equal(svm.read(ending.market)!.length, 8);

  const named = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
  assert.deepEqual([...landed].sort(), idl.program.instructions.map(({ name }) => named(name)).sort());
  // Quote changes nothing, and says nothing
  const silent = new Set(idl.program.events.map(({ name }) => name).filter((name) => !events.has(name)));
  assert.deepEqual([...silent], []);
});

async function receiptAccount(svm: Svm, receipt: Address, owner: Address): Promise<Address> {
  const account = await associatedTokenAddress(owner, receipt, TOKEN_PROGRAM);
  svm.put(account, TOKEN_PROGRAM, tokenData(receipt, owner, 0n));
  return account;
}

type Party = { position: Address; owner: KeyPairSigner };

async function liquidations(
  svm: Svm,
  world: World,
  who: { alice: KeyPairSigner; bob: KeyPairSigner; a: Party; b: Party },
  send: (payer: KeyPairSigner, instructions: Instruction[]) => Promise<unknown>,
  refresh: (usd: number) => Promise<MarketSnapshot>,
): Promise<void> {
  const { market } = world;
  const config = { programAddress: world.program };
  // what one print can do is bounded: the price falls, and then stays, some minutes from print to print
  let snapshot: MarketSnapshot | undefined;
  for (let n = 0, price = 200; ; n++) {
    assert.ok(n < 100, "the position can be liquidated");
    price = Math.max(74, price * 0.88);
    svm.warp(svm.now() + 700n);
    snapshot = await refresh(price);
    const position = new PositionSnapshot(who.a.position, svm.read(who.a.position)!);
    if (price === 74 && position.quote(snapshot, svm.now()).isLiquidatable) break;
  }
  const { mint, vault } = snapshot!.reserveRecord(STOCK);
  const usd = snapshot!.reserveRecord(USD);
  const source = await associatedTokenAddress(who.bob.address, world.usd, TOKEN_PROGRAM);
  const base = {
    market,
    position: who.a.position,
    repayVault: usd.vault,
    repayMint: world.usd,
    source,
    liquidator: who.bob,
    repayReserve: USD,
    seizeReserve: STOCK,
  };
  const destination = await associatedTokenAddress(who.bob.address, mint, snapshot!.reserveRecord(STOCK).tokenProgram);
  await send(who.bob, [
    await H.getLiquidateInstructionAsync(
      { ...base, seizeVault: vault, seizeMint: mint, destination, seizeTokenProgram: snapshot!.reserveRecord(STOCK).tokenProgram, amount: 50_000_000n, minReceived: 1n },
      config,
    ),
  ]);
  await send(who.bob, [
    await H.getLiquidateToSharesInstructionAsync({ ...base, liquidatorPosition: who.b.position, amount: ALL, minShares: 1n }, config),
  ]);
  // what is left is worth nothing once the stock is: the debt is written off
  for (let n = 0, price = 74; ; n++) {
    price = Math.max(0.05, price * 0.82);
    svm.warp(svm.now() + 700n);
    snapshot = await refresh(price * (1 + (n % 2) / 50)); // a price that never moves is a frozen one
    const left = new PositionSnapshot(who.a.position, svm.read(who.a.position)!).slots(snapshot, svm.now());
    assert.ok(left.some((slot) => slot.isDebt), "the position still owes");
    const supplied = left.filter((slot) => !slot.isDebt);
    const supplyVaults = supplied.map((slot) => snapshot!.reserveRecord(slot.reserve).vault);
    try {
      await send(who.bob, [H.getSettleBadDebtInstruction({ market, position: who.a.position, supplyVaults }, config)]);
      return;
    } catch (error) {
      const waits = error instanceof HypothecError && ["NotSettleable", "StalePrice"].includes(error.title);
      if (!waits || n > 400) throw error;
    }
  }
}
