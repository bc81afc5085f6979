/** What is read and told: errors, amounts, accounts that are none of ours, prices that others posted. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import type { Address, GetAccountInfoApi, GetGenesisHashApi, GetMultipleAccountsApi, Rpc } from "@solana/kit";
import {
  HypothecError,
  MarketSnapshot,
  PositionSnapshot,
  SYSTEM_PROGRAM,
  actionInstruction,
  eventsOf,
  explain,
  fetchPosted,
  formatAtoms,
  formatValue,
  generated as H,
  hypothecError,
  parseAtoms,
  parseEvent,
  OtherProgramError,
  refusal,
  priceKey,
  proposeArgs,
  priceValue,
  pushAddress,
  rawAtoms,
  readScaled,
  readTokenAccount,
  refreshPrices,
  scaledAtoms,
  takesV1,
} from "../src/index.js";
import { ERRORS } from "../src/generated/names.js";
import { chainOf } from "../app/src/wallet.js";
import { WEDNESDAY } from "./support.js";
import { PYTH, STOCK, USD, addressOf, feedId, priceData, scaledMintData } from "./world.js";
import { scene } from "./scene.js";

test("a_cluster_says_whether_it_runs_version_1", async () => {
  const cluster = (feature: Uint8Array | undefined) => {
    const value = feature && { data: [Buffer.from(feature).toString("base64"), "base64"], executable: false, lamports: 1n, owner: SYSTEM_PROGRAM, space: 9n };
    return { getAccountInfo: () => ({ send: async () => ({ value: value ?? null }) }) } as unknown as Rpc<GetAccountInfoApi>;
  };
  const answers = await Promise.all([undefined, new Uint8Array(9), Uint8Array.of(1, 7, 0, 0, 0, 0, 0, 0, 0)].map((feature) => takesV1(cluster(feature))));
  assert.deepEqual(answers, [false, false, true]);
});

test("what_other_programs_and_the_runtime_refuse_is_told_in_words", () => {
  const [ours, jupiter] = [H.HYPOTHEC_PROGRAM_ADDRESS, "JUP6LkbZbjS1jKKwapdHNy74zcZ3tLUZoi5QNyVTaV4"];
  const told = (error: unknown, ...logs: string[]) => explain(refusal({ InstructionError: [1, error] }, logs));
  const failed = (program: string, why: string) => `Program ${program} failed: ${why}`;
  const code = (n: number) => `custom program error: 0x${n.toString(16)}`;
  const callers = [failed(ours, code(1))];
  assert.equal(told({ Custom: 1 }, failed(SYSTEM_PROGRAM, code(1)), ...callers), "The account that pays does not hold enough SOL.");
  assert.equal(told({ Custom: 0 }, failed(SYSTEM_PROGRAM, code(0))), "An account with this address exists already.");
  assert.equal(told({ Custom: 6001 }, failed(jupiter, code(6001))), `Program ${jupiter} refused. It gave code 6001.`);
  assert.equal(
    told("ComputationalBudgetExceeded", failed(jupiter, "exceeded CUs meter at BPF instruction")),
    `Program ${jupiter} refused. The transaction ran out of compute units.`,
  );
  assert.equal(told("ComputationalBudgetExceeded", failed(ours, "exceeded CUs meter")), "The transaction ran out of compute units.");
  // the codes of token programs and of the system program may be anybody's
  for (const n of [0, 1, 4, 17].filter((n) => n in ERRORS)) {
    assert.equal(told({ Custom: n }), `An instruction was refused with code ${n}, and the node has no logs that say by which program.`);
  }
  assert.equal(told({ Custom: 73 }), ERRORS[73]!.message);
  const refused = refusal({ InstructionError: [3, { Custom: 73 }] }, [], ours, 2) as HypothecError;
  assert.deepEqual([refused.title, refused.instruction], ["StalePrice", 1]);
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

test("a_proposal_of_a_last_price_or_a_multiplier_is_its_number", () => {
  const first = ({ values }: { values: Uint8Array }) => new DataView(values.buffer).getBigUint64(0, true);
  const price = priceKey(200n << 16n, 8);
  const terminal = proposeArgs({ kind: "terminal", reserve: STOCK, price });
  assert.deepEqual([terminal.kind, terminal.reserve, terminal.mask, first(terminal)], [H.ProposalKind.Terminal, STOCK, 1n, price]);
  const split = proposeArgs({ kind: "multiplier", reserve: STOCK, baseQ32: 10n << 32n });
  assert.deepEqual([split.kind, split.reserve, split.mask, first(split)], [H.ProposalKind.Multiplier, STOCK, 1n, 10n << 32n]);
});

test("the_chain_that_a_wallet_signs_for_is_that_of_the_node", async () => {
  const of = (hash: string) => chainOf({ getGenesisHash: () => ({ send: async () => hash }) } as unknown as Rpc<GetGenesisHashApi>);
  assert.equal(await of("5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d"), "solana:mainnet");
  assert.equal(await of("EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG"), "solana:devnet");
  assert.equal(await of("4uhcVJyU9pJkvQyS88uRDiswHXSCkY3zQawwpjk2NsNY"), "solana:testnet");
  assert.equal(await of(SYSTEM_PROGRAM), "solana:localnet");
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
