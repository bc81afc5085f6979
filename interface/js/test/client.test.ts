/** The helpers, on LiteSVM: examples, quotes before and after, sessions, errors, amounts, multiply and close. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import type { Address, GetAccountInfoApi, GetMultipleAccountsApi, KeyPairSigner, Rpc } from "@solana/kit";
import { depositAndBorrow } from "../examples/borrow.js";
import { describe } from "../examples/read.js";
import {
  HypothecError,
  MarketSnapshot,
  PositionSnapshot,
  Quote,
  SYSTEM_PROGRAM,
  TOKEN_2022_PROGRAM,
  actionInstruction,
  associatedTokenAddress,
  batchInstruction,
  close,
  eventsOf,
  explain,
  fetchPosted,
  formatAtoms,
  formatValue,
  generated as H,
  hypothecError,
  multiply,
  parseAtoms,
  parseEvent,
  OtherProgramError,
  refusal,
  priceKey,
  priceValue,
  pushAddress,
  rawAtoms,
  readScaled,
  readTokenAccount,
  refreshPrices,
  scaledAtoms,
  unwind,
} from "../src/index.js";
import { ERRORS } from "../src/generated/names.js";
import { makeMaker } from "./maker.js";
import { Svm } from "./litesvm.js";
import { WEDNESDAY } from "./support.js";
import { PYTH, STOCK, USD, addressOf, feedId, fund, makeWorld, postedOf, priceData, publish, scaledMintData, type World } from "./world.js";

interface Scene {
  svm: Svm;
  world: World;
  owner: KeyPairSigner;
  position: Address;
  market(): Promise<MarketSnapshot>;
  held(): PositionSnapshot;
  refresh(usd: number): Promise<MarketSnapshot>;
}

/** Dollars in the pot, and an owner with a million dollars and 10,000 stocks. */
async function scene(): Promise<Scene> {
  const svm = new Svm(WEDNESDAY);
  const [admin, owner] = [await svm.wallet(), await svm.wallet()];
  const world = await makeWorld(svm, admin);
  const market = () => MarketSnapshot.from(world.market, svm.read(world.market)!);
  const refresh = async (usd: number) => {
    await publish(world, usd);
    await svm.send(owner, [refreshPrices(await market(), [USD, STOCK], postedOf(world))]);
    return market();
  };
  await refresh(200);
  for (const who of [admin, owner]) {
    await fund(world, who.address, world.usd, 1_000_000_000_000n);
    await fund(world, who.address, world.stock, 1_000_000_000_000n);
  }
  const [lender] = await H.findPositionPda({ market: world.market, owner: admin.address, id: 0 });
  const supply = { kind: "deposit", reserve: USD, amount: 900_000_000_000n } as const;
  await svm.send(admin, [
    await H.getOpenPositionInstructionAsync({ market: world.market, owner: admin, id: 0 }),
    await actionInstruction(await market(), { position: lender, owner: admin }, supply),
  ]);
  const [position] = await H.findPositionPda({ market: world.market, owner: owner.address, id: 0 });
  return { svm, world, owner, position, market, refresh, held: () => new PositionSnapshot(position, svm.read(position)!) };
}

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
    ...(await multiply(market, actor, pair, 1_000_000_000n, exit)),
  ]);
  let [supply, debt] = at.held().slots(await at.market(), at.svm.now());
  assert.deepEqual([supply!.atoms, debt!.atoms], [1_500_000_000n, 1_000_500_000n]); // 5 more stocks, the flash fee owed
  await at.svm.send(at.owner, await unwind(await at.market(), actor, pair, 400_000_000n, 201_000_000n, exit));
  [supply, debt] = at.held().slots(await at.market(), at.svm.now());
  assert.deepEqual([supply!.atoms, debt!.atoms], [1_299_000_000n, 600_500_000n]);
  await at.svm.send(at.owner, await close(await at.market(), actor, pair, debt!.atoms, 310_000_000n, exit, at.owner.address));
  assert.equal(at.svm.read(at.position), undefined);
  await assert.rejects(() => unwind(market, actor, pair, 400_000_000n, 100_000_000n, exit), RangeError);
});

test("every_error_is_told_by_name_from_every_shape_it_comes_in", () => {
  const idl = JSON.parse(readFileSync(new URL("../../../idl.json", import.meta.url), "utf8")) as {
    program: { errors: { code: number; name: string; message: string }[] };
  };
  assert.ok(idl.program.errors.length > 100);
  process.env["NODE_ENV"] = "production"; // where the generated table goes silent
  for (const { code, name, message } of idl.program.errors) {
    for (const shape of [
      { InstructionError: [3, { Custom: code }] },
      { InstructionError: [3n, { Custom: BigInt(code) }] },
      { cause: { context: { __code: 4615026, code, index: 3 } } },
      { err: { InstructionError: [3, { Custom: code }] } },
    ]) {
      const told = hypothecError(shape);
      assert.equal(told?.title.toLowerCase(), name.toLowerCase());
      assert.deepEqual([told?.code, told?.instruction, told?.message, explain(shape)], [code, 3, message, message]);
    }
    assert.ok(ERRORS[code]!.docs.startsWith("Thrown when"));
  }
  assert.equal(hypothecError({ InstructionError: [0, { Custom: 999_999 }] }), undefined);
  const logs = (...lines: string[]) => [`Program ${H.HYPOTHEC_PROGRAM_ADDRESS} invoke [1]`, ...lines, `Program ${H.HYPOTHEC_PROGRAM_ADDRESS} failed: custom program error: 0x1`];
  const token = logs("Program TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA failed: custom program error: 0x1");
  const poor = refusal({ InstructionError: [0, { Custom: 1 }] }, token);
  assert.ok(poor instanceof OtherProgramError && hypothecError(poor) === undefined);
  assert.equal(explain(poor), "The token account does not hold enough tokens.");
  const ours = refusal({ InstructionError: [0, { Custom: 1 }] }, logs());
  assert.ok(ours instanceof HypothecError && explain(ours) === ERRORS[1]!.message);
  assert.equal(explain(refusal("BlockhashNotFound", [])), "The transaction is too old, or made for another cluster: try again.");
  assert.match(explain("ProgramAccountNotFound"), /program does not exist/);
  assert.match(explain({ err: "AccountNotFound" }), /fee payer's account/);
  assert.match(explain(new TypeError("fetch failed")), /node does not answer/);
});

test("amounts_are_exact_and_scaled_as_wallets_do", () => {
  assert.equal(parseAtoms("1,234.5", 6), 1_234_500_000n);
  assert.equal(parseAtoms("1,234,567", 6), 1_234_567_000_000n);
  assert.equal(formatAtoms(1_234_500_001n, 6), "1,234.500001");
  for (const wrong of ["", "x", "-1", "1.2345678", "1e3", ".", "0,5", "1,5", "12,34.5", "1234,567"]) assert.throws(() => parseAtoms(wrong, 6), RangeError);
  assert.equal(formatValue(1n << 16n), "$1.00");
  assert.equal(formatValue((1_234_567n << 16n) + 32_768n), "$1,234,567.50");
  assert.equal(scaledAtoms(1_000n, 10), 10_000n);
  for (const multiplier of [1, 1.000918, 10, 0.5, 1.001701]) {
    for (const shown of [1n, 999n, 123_456_789n]) assert.ok(scaledAtoms(rawAtoms(shown, multiplier), multiplier) >= shown);
  }
  for (const [value, decimals] of [[1n << 16n, 6], [200n << 16n, 8], [123_456n, 0], [1n, 18], [65_535n << 16n, 0]] as const) {
    const key = priceKey(value, decimals);
    const back = priceValue(key, decimals);
    assert.ok(back <= value && back >= value - (value >> 30n) - 1n, `${value} with ${decimals} decimals comes back as ${back}`);
  }
  assert.ok(priceKey(2n << 16n, 6) > priceKey(1n << 16n, 6));
  assert.deepEqual([priceKey(0n, 6), priceValue(0n, 6)], [0n, 0n]);
  assert.throws(() => priceKey(65_536n << 16n, 0), RangeError);
  const mint = scaledMintData(8, 1.000918, 1.001701, 1789000200n);
  assert.deepEqual(readScaled(mint, 1789000199n), { multiplier: 1.000918, next: { multiplier: 1.001701, fromTs: 1789000200n } });
  assert.deepEqual(readScaled(mint, 1789000200n), { multiplier: 1.001701, next: undefined });
});

test("lamports_that_somebody_sent_to_a_positions_address_open_no_position", async () => {
  const at = await scene();
  const market = await at.market();
  const reading = (data: Uint8Array, owner: string) => {
    const value = { data: [Buffer.from(data).toString("base64"), "base64"], executable: false, lamports: 1_000_000n, owner, space: 0n };
    const rpc = { getAccountInfo: () => ({ send: async () => ({ value }) }) } as unknown as Rpc<GetAccountInfoApi>;
    return PositionSnapshot.fetch(rpc, market, at.owner.address, 0);
  };
  assert.equal(await reading(new Uint8Array(), SYSTEM_PROGRAM), undefined);
  await at.svm.send(at.owner, [await H.getOpenPositionInstructionAsync({ market: market.address, owner: at.owner, id: 0 })]);
  const open = at.svm.read(at.position)!;
  assert.equal((await reading(open, market.programAddress))?.data.owner, at.owner.address);
  const newer = open.with(1, 2);
  for (const wrong of [newer, open.subarray(1), market.bytes]) {
    assert.throws(() => new PositionSnapshot(at.position, wrong), /no position of the layout/);
  }
  await assert.rejects(MarketSnapshot.from(at.position, open), /no market of the layout/);
  await assert.rejects(MarketSnapshot.from(market.address, market.bytes.with(1, 2)), /no market of the layout/);
});

test("a_price_that_pyth_pushed_is_posted_where_it_is_news", async () => {
  const at = await scene();
  const getMultipleAccounts = (addresses: Address[]) => ({
    send: async () => ({
      value: addresses.map((address) => {
        const account = at.svm.vm.getAccount(address);
        if (!account.exists) return null;
        return { data: [Buffer.from(account.data).toString("base64"), "base64"], executable: false, lamports: 1n, owner: account.programAddress, space: account.space };
      }),
    }),
  });
  const rpc = { getMultipleAccounts } as unknown as Rpc<GetMultipleAccountsApi>;
  const [dollar, stock, share] = await Promise.all([1, 2, 3].map((n) => pushAddress(addressOf(feedId(n)))));
  assert.deepEqual(await fetchPosted(rpc, await at.market(), [USD, STOCK], at.svm.now()), {});
  const now = WEDNESDAY + 61n;
  at.svm.warp(now);
  const deposit = await actionInstruction(await at.market(), { position: at.position, owner: at.owner }, { kind: "deposit", reserve: USD, amount: 1_000_000n });
  await at.svm.send(at.owner, [await H.getOpenPositionInstructionAsync({ market: at.world.market, owner: at.owner, id: 0 })]);
  await assert.rejects(at.svm.send(at.owner, [deposit]), (error: HypothecError) => error.title === "StalePrice");

  at.svm.put(dollar!, PYTH, priceData(feedId(1), 1, now - 10n));
  at.svm.put(stock!, PYTH, priceData(feedId(2), 200, now - 11n)); // too old
  at.svm.put(share!, PYTH, priceData(feedId(2), 200, now)); // of another feed
  const posted = await fetchPosted(rpc, await at.market(), [USD, STOCK], now);
  assert.deepEqual(posted, { [USD]: { token: dollar } });
  await at.svm.send(at.owner, [refreshPrices(await at.market(), [USD], posted), deposit]);
  assert.deepEqual(await fetchPosted(rpc, await at.market(), [USD, STOCK], now), {}, "the board has it");
  at.svm.put(stock!, PYTH, priceData(feedId(2), 200, now + 15n));
  at.svm.put(share!, PYTH, priceData(feedId(3), 200, now + 16n)); // too far ahead
  assert.deepEqual(await fetchPosted(rpc, await at.market(), [USD, STOCK], now), { [STOCK]: { token: stock } });
  at.svm.put(stock!, SYSTEM_PROGRAM, priceData(feedId(2), 200, now));
  assert.deepEqual(await fetchPosted(rpc, await at.market(), [USD, STOCK], now), {}, "not the receiver's");
});

test("foreign_bytes_are_no_event_and_foreign_accounts_no_market", async () => {
  assert.equal(parseEvent(new Uint8Array(63)), undefined);
  assert.equal(parseEvent(new Uint8Array(64)), undefined);
  const ours = H.HYPOTHEC_PROGRAM_ADDRESS;
  const bytes = new Uint8Array(H.getEventEncoder().encode({ tag: 64, version: 1, reserve: 0, flags: 0, bonusBps: 0, integrator: 0, account: ours, amount: 5n, shares: 5n, extra: 0n }));
  const data = `Program data: ${Buffer.from(bytes).toString("base64")}`;
  const [other, end] = ["Program 11111111111111111111111111111111", "success"];
  const names = (logs: string[]) => eventsOf(logs).map(({ name, amount }) => `${name} ${amount}`);
  assert.deepEqual(names([`Program ${ours} invoke [1]`, data, `${other} invoke [2]`, data, `${other} ${end}`, data, `Program ${ours} ${end}`]), ["deposited 5", "deposited 5"]);
  assert.deepEqual(names([`${other} invoke [1]`, data, `${other} ${end}`, data]), []);
  const returned = Buffer.concat([bytes, bytes]).toString("base64");
  const call = (...inside: string[]) => [`Program ${ours} invoke [1]`, ...inside, `Program ${ours} ${end}`];
  assert.deepEqual(names(call(`Program return: ${ours} ${returned}`)), ["deposited 5", "deposited 5"]);
  // a program's own words end no call and begin none
  const hook = [`${other} invoke [2]`, "Program log: success", data, `${other} ${end}`];
  assert.deepEqual(names(call(...hook, "Program log: invoke [9]", data)), ["deposited 5"]);
  // a call that failed did nothing, whatever its caller makes of it
  const failed = [`Program ${ours} invoke [2]`, data, `Program ${ours} failed: custom program error: 0x1`];
  assert.deepEqual(names([`${other} invoke [1]`, ...failed, `${other} ${end}`]), []);
  const at = await scene();
  assert.throws(() => readTokenAccount(new Uint8Array(164)), RangeError);
  assert.throws(() => at.held(), TypeError);
  const market = await at.market();
  assert.throws(() => market.reserveRecord(3), /no reserve 3/);
  assert.throws(() => market.indexOf(at.owner.address), /does not list/);
  assert.throws(() => refreshPrices(market, []), RangeError);
});
