/** The helpers, on LiteSVM: examples, quotes before and after, sessions, delegates, multiply and close. */
import assert from "node:assert/strict";
import test from "node:test";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { generateKeyPairSigner, type Address, type Blockhash, type Rpc, type SolanaRpcApi } from "@solana/kit";
import { depositAndBorrow } from "../examples/borrow.js";
import { describe } from "../examples/read.js";
import {
  HypothecError,
  Quote,
  SYSTEM_PROGRAM,
  TOKEN_2022_PROGRAM,
  actionInstruction,
  associatedTokenAddress,
  batchInstruction,
  close,
  eventsOf,
  generated as H,
  jupiterExit,
  multiply,
  priceValue,
  readTokenAccount,
  simulate,
  size,
  unwind,
} from "../src/index.js";
import { makeMaker } from "./maker.js";
import { STOCK, USD, fund } from "./world.js";
import { scene } from "./scene.js";

test("a_developer_opens_a_position_and_borrows_in_one_transaction", async () => {
  const at = await scene();
  const steps = await depositAndBorrow(await at.market(), at.owner, STOCK, 1_000_000_000n, USD, 900_000_000n);
  await at.svm.send(at.owner, steps, 0);
  const [supply, debt] = at.held().slots(await at.market(), at.svm.now());
  assert.deepEqual([supply!.atoms, supply!.isCollateral, debt!.atoms, debt!.isDebt], [1_000_000_000n, true, 900_000_000n, true]);
  const stock = (await at.market()).reserve(STOCK, at.svm.now());
  assert.equal(priceValue(stock.record.low, 8), stock.low);
  const lines = describe(await at.market(), at.held(), at.svm.now(), USD);
  assert.equal(lines[0], "session: Regular");
  assert.match(lines[3]!, /^reserve 1 is liquidated at \$13\d\./); // 900 / 10 / 0.65
});

test("a_first_time_borrower_is_given_an_account_for_the_loan", async () => {
  const at = await scene();
  const newcomer = await at.svm.wallet();
  await fund(at.world, newcomer.address, at.world.stock, 1_000_000_000n);
  await at.svm.send(newcomer, await depositAndBorrow(await at.market(), newcomer, STOCK, 1_000_000_000n, USD, 900_000_000n), 0);
  const tokens = await associatedTokenAddress(newcomer.address, at.world.usd, at.world.usdProgram);
  assert.equal(readTokenAccount(at.svm.read(tokens)!).amount, 900_000_000n);
});

test("the_largest_loan_of_a_minute_ahead_is_given_half_a_minute_later", async () => {
  const at = await scene();
  await at.svm.send(at.owner, await depositAndBorrow(await at.market(), at.owner, STOCK, 1_000_000_000n, USD, 500_000_000n));
  const [market, now] = [await at.market(), at.svm.now()];
  const borrow = async (amount: bigint) => at.svm.send(at.owner, [await actionInstruction(market, { position: at.position, owner: at.owner }, { kind: "borrow", reserve: USD, amount })]);
  at.svm.warp(now + 30n);
  await assert.rejects(borrow(at.held().quote(market, now, { borrow: USD }).data.maxBorrow), (error: HypothecError) => error.title === "Unhealthy");
  const most = Quote.at(market, at.held(), now + 60n, { borrow: USD }).data.maxBorrow;
  assert.ok(most > 500_000_000n);
  await borrow(most);
});

test("a_delegate_withdraws_and_borrows_to_the_owners_token_accounts", async () => {
  const at = await scene();
  await at.svm.send(at.owner, await depositAndBorrow(await at.market(), at.owner, STOCK, 1_000_000_000n, USD, 100_000_000n));
  const delegate = await at.svm.wallet();
  await at.svm.send(at.owner, [H.getSetDelegateInstruction({ position: at.position, owner: at.owner, delegate: delegate.address })]);
  const market = await at.market();
  const held = async (owner: Address, mint: Address) => readTokenAccount(at.svm.read(await associatedTokenAddress(owner, mint, mint === at.world.usd ? at.world.usdProgram : TOKEN_2022_PROGRAM))!).amount;
  const [usd, stock] = await Promise.all([at.world.usd, at.world.stock].map((mint) => held(at.owner.address, mint)));
  for (const mint of [at.world.usd, at.world.stock]) await fund(at.world, delegate.address, mint, 100_000_000n);
  const actor = { position: at.position, owner: at.owner.address, delegate };
  const steps = [
    { kind: "withdraw", reserve: STOCK, amount: 10_000_000n },
    { kind: "borrow", reserve: USD, amount: 20_000_000n },
    { kind: "deposit", reserve: STOCK, amount: 30_000_000n },
    { kind: "repay", reserve: USD, amount: 40_000_000n },
  ] as const;
  for (const step of steps) await at.svm.send(delegate, [await actionInstruction(market, actor, step)]);
  await at.svm.send(delegate, [await batchInstruction(market, actor, steps)]);
  assert.deepEqual([await held(at.owner.address, at.world.usd), await held(at.owner.address, at.world.stock)], [usd! + 40_000_000n, stock! + 20_000_000n]);
  assert.deepEqual([await held(delegate.address, at.world.usd), await held(delegate.address, at.world.stock)], [20_000_000n, 40_000_000n]);
});

test("a_preview_is_what_the_program_then_does", async () => {
  const at = await scene();
  await at.svm.send(at.owner, await depositAndBorrow(await at.market(), at.owner, STOCK, 1_000_000_000n, USD, 500_000_000n));
  const [market, now] = [await at.market(), at.svm.now()];
  const step = { kind: "borrow", reserve: USD, amount: 300_000_000n } as const;
  const foretold = Quote.after(market, at.held(), now, [step]);
  assert.ok(foretold.ok);
  await at.svm.send(at.owner, [await actionInstruction(market, { position: at.position, owner: at.owner }, step)]);
  assert.deepEqual(foretold.quote.data, at.held().quote(await at.market(), now).data);
  const most = at.held().quote(await at.market(), now, { borrow: USD }).data.maxBorrow;
  const over = Quote.after(await at.market(), at.held(), now, [{ ...step, amount: most + 2_000_000n }]);
  assert.ok(!over.ok && over.error.title === "Unhealthy");
  await assert.rejects(
    async () => at.svm.send(at.owner, [await actionInstruction(market, { position: at.position, owner: at.owner }, { ...step, amount: most + 2_000_000n })]),
    (error: HypothecError) => error.title === "Unhealthy",
  );
  const by = { position: at.position, owner: at.owner, integrator: 9 };
  const { logs } = await at.svm.send(at.owner, [await actionInstruction(market, by, { ...step, amount: most })]);
  assert.deepEqual(eventsOf(logs).map(({ name, integrator }) => [name, integrator]), [["borrowed", 9]]);
});

test("a_preview_of_a_first_loan_names_its_liquidation_price", async () => {
  const at = await scene();
  await at.svm.send(at.owner, [await H.getOpenPositionInstructionAsync({ market: at.world.market, owner: at.owner, id: 0 })]);
  const market = await at.market();
  const steps = [{ kind: "deposit", reserve: STOCK, amount: 1_000_000_000n }, { kind: "borrow", reserve: USD, amount: 900_000_000n }] as const;
  const foretold = Quote.after(market, at.held(), at.svm.now(), steps);
  assert.ok(foretold.ok);
  await at.svm.send(at.owner, await Promise.all(steps.map((step) => actionInstruction(market, { position: at.position, owner: at.owner }, step))));
  const landed = at.held().quote(await at.market(), at.svm.now());
  assert.deepEqual(landed.triggers.map(({ reserve, isDebt }) => [reserve, isDebt]), [[STOCK, false], [USD, true]]);
  assert.deepEqual(foretold.quote.triggers, landed.triggers);
  assert.deepEqual(foretold.quote.position.reserves, [STOCK, USD]);
});

test("a_weekend_lowers_power_and_never_health", async () => {
  const at = await scene();
  await at.svm.send(at.owner, await depositAndBorrow(await at.market(), at.owner, STOCK, 1_000_000_000n, USD, 700_000_000n));
  const [market, now] = [await at.market(), at.svm.now()];
  const coming = market.sessions(now, 12);
  assert.equal(coming[0]!.session, H.Session.Regular);
  const weekend = coming.find(({ session }) => session === H.Session.Closed)!;
  assert.equal(new Date(Number(weekend.from) * 1000).toISOString(), "2026-11-21T01:00:00.000Z"); // Friday, 20:00 in New York
  assert.equal(new Date(Number(weekend.until) * 1000).toISOString(), "2026-11-23T01:00:00.000Z");
  const today = Quote.at(market, at.held(), now);
  const then = Quote.at(market, at.held(), weekend.until - 60n);
  assert.ok(then.data.power < today.data.power);
  assert.ok(then.health! <= today.health! && then.health! > today.health! * 0.999); // interest alone
});

test("multiply_unwind_and_close_go_through_an_exit", async () => {
  const at = await scene();
  const seller = await at.svm.wallet();
  const exit = await makeMaker(at.world, seller.address, at.owner.address, () => 200);
  const actor = { position: at.position, owner: at.owner };
  const market = await at.market();
  const pair = { supply: STOCK, debt: USD };
  await at.svm.send(at.owner, [
    await H.getOpenPositionInstructionAsync({ market: market.address, owner: at.owner, id: 0 }),
    await actionInstruction(market, actor, { kind: "deposit", reserve: STOCK, amount: 1_000_000_000n }),
    ...(await multiply(market, actor, pair, 1_000_000_000n, exit)).instructions,
  ]);
  let [supply, debt] = at.held().slots(await at.market(), at.svm.now());
  assert.deepEqual([supply!.atoms, debt!.atoms], [1_500_000_000n, 1_000_500_000n]); // 5 more stocks, the flash fee owed
  await at.svm.send(at.owner, (await unwind(await at.market(), actor, pair, 400_000_000n, 201_000_000n, exit)).instructions);
  [supply, debt] = at.held().slots(await at.market(), at.svm.now());
  assert.deepEqual([supply!.atoms, debt!.atoms], [1_299_000_000n, 600_500_000n]);
  await at.svm.send(at.owner, (await close(await at.market(), actor, pair, debt!.atoms, 310_000_000n, exit, at.owner.address)).instructions);
  assert.equal(at.svm.read(at.position), undefined);
  await assert.rejects(() => unwind(market, actor, pair, 400_000_000n, 100_000_000n, exit), RangeError);
});

test("a_loop_of_many_accounts_travels_by_lookup_tables_and_is_not_sent_without", async () => {
  const at = await scene();
  const [table, ...accounts] = await Promise.all(Array.from({ length: 41 }, async () => (await generateKeyPairSigner()).address));
  const asked: URL[] = [];
  const server = createServer((request, response) => {
    asked.push(new URL(request.url!, "http://x"));
    const metas = accounts.map((pubkey) => ({ pubkey, isSigner: false, isWritable: true }));
    const swapInstruction = { programId: table, accounts: metas, data: "AAAA" };
    response.end(JSON.stringify({ otherAmountThreshold: "5", swapInstruction, addressLookupTableAddresses: [table] }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const exit = jupiterExit(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const actor = { position: at.position, owner: at.owner };
  const loop = await multiply(await at.market(), actor, { supply: STOCK, debt: USD }, 1_000_000n, exit);
  server.close();
  assert.equal(asked[0]!.searchParams.get("maxAccounts"), String(accounts.length));
  assert.deepEqual(loop.tables, [table]);
  const named = new Set(loop.instructions.flatMap((one) => [one.programAddress, ...(one.accounts ?? []).map(({ address }) => address)]));
  assert.ok(named.size <= 60, `a transaction of ${named.size} accounts and those of its payer and its limits`);

  const plan = { payer: at.owner, instructions: loop.instructions };
  const lifetime = { blockhash: SYSTEM_PROGRAM as string as Blockhash, lastValidBlockHeight: 1n };
  const tables = { [table!]: accounts };
  assert.ok(size({ ...plan, tables }, lifetime) <= 1_232);
  const rpc = { getLatestBlockhash: () => ({ send: async () => ({ value: lifetime }) }) } as unknown as Rpc<SolanaRpcApi>;
  await assert.rejects(simulate(rpc, plan), (error) => error instanceof RangeError && /bytes, and a cluster takes 1232/.test(error.message));
});
