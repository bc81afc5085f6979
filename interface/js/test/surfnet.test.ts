/** The client against a real node: another program address, both transaction versions, events, refusals by name. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import test from "node:test";
import { readFileSync } from "node:fs";
import { generateKeyPairSigner } from "@solana/kit";
import {
  HypothecError,
  MarketSnapshot,
  PositionSnapshot,
  Quote,
  actionInstruction,
  constants as C,
  explain,
  generated as H,
  refreshPrices,
  send,
  simulate,
  size,
} from "../src/index.js";
import { borrowMost } from "../examples/most.js";
import { Stage } from "./stage.js";
import { Surfnet } from "./surfnet.js";
import { WEDNESDAY } from "./support.js";
import { STOCK, USD, fund, makeWorld, postedOf, publish } from "./world.js";

interface Read {
  position: string;
  session: string;
  reserves: { mint: string; class: string }[];
  slots: { reserve: number; side: string; atoms: number }[];
}

test("a_client_of_another_program_address_borrows_over_json_rpc", async () => {
  const { address: program } = await generateKeyPairSigner();
  const net = await Surfnet.start(program);
  try {
    await net.travel(WEDNESDAY + 365n * 86_400n); // later than today, or the node refuses; a Thursday morning in New York
    const admin = net.payer;
    const world = await makeWorld(net, admin, { program });
    const owner = await generateKeyPairSigner();
    await net.fund(owner.address, 2_000_000_000);
    for (const who of [admin, owner]) {
      await fund(world, who.address, world.usd, 100_000_000_000n);
      await fund(world, who.address, world.stock, 100_000_000_000n);
    }
    const market = () => MarketSnapshot.fetch(net.rpc, world.market, program);
    const snapshot = await market();
    const config = { programAddress: program };
    const open = async (who: typeof owner) => H.getOpenPositionInstructionAsync({ market: world.market, owner: who, id: 3 }, config);
    const actor = async (who: typeof owner) => ({ position: (await H.findPositionPda({ market: world.market, owner: who.address, id: 3 }, config))[0], owner: who });
    const lend = await actionInstruction(snapshot, await actor(admin), { kind: "deposit", reserve: USD, amount: 50_000_000_000n });
    await publish(world, 200);
    // a slot opens in a reserve with a fresh board only
    await send(net.rpc, { payer: admin, instructions: [refreshPrices(snapshot, [USD, STOCK], postedOf(world)), await open(admin), lend] });

    await publish(world, 201);
    const steps = [
      refreshPrices(snapshot, [USD, STOCK], postedOf(world)),
      await open(owner),
      await actionInstruction(snapshot, await actor(owner), { kind: "deposit", reserve: STOCK, amount: 1_000_000_000n }),
      await actionInstruction(snapshot, await actor(owner), { kind: "borrow", reserve: USD, amount: 800_000_000n }),
    ];
    const { value: lifetime } = await net.rpc.getLatestBlockhash().send();
    assert.ok(size({ payer: owner, instructions: steps }, lifetime) <= 1_232);
    const simulated = await simulate(net.rpc, { payer: owner, instructions: steps, version: 1 }, program);
    assert.equal(simulated.error, undefined);
    assert.deepEqual(simulated.events.map(({ name }) => name), ["pricesRefreshed", "positionOpened", "deposited", "borrowed"]);
    await send(net.rpc, { payer: owner, instructions: steps, version: 0 }, program);

    const [position] = await PositionSnapshot.fetchAll(net.rpc, await market(), owner.address);
    assert.equal((await PositionSnapshot.fetch(net.rpc, await market(), owner.address, 3))?.address, position!.address);
    const ask = H.getQuoteInstruction({ market: world.market, position: position!.address, borrow: USD, withdraw: STOCK, repay: C.NO_RESERVE, seize: C.NO_RESERVE }, config);
    const answered = await simulate(net.rpc, { payer: owner, instructions: [ask] });
    const now = await net.now();
    const here = position!.quote(await market(), now, { borrow: USD, withdraw: STOCK });
    const there = Quote.from(answered.returnData!, await market(), position!, now);
    assert.deepEqual([here.data.healthBps, here.data.maxBorrow, here.data.maxWithdraw], [there.data.healthBps, there.data.maxBorrow, there.data.maxWithdraw]);

    // the example in Python reads the same accounts over the same node
    const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));
    const args = [file("../python/read.py"), net.url, world.market, owner.address, "3", "--program", program];
    const told = JSON.parse(execFileSync(file("../../../target/python/bin/python"), args, { encoding: "utf8" })) as Read;
    assert.deepEqual([told.position, told.session], [position!.address, "regular"]);
    assert.deepEqual(told.slots.map(({ reserve, side }) => [reserve, side]), [[STOCK, "supply"], [USD, "debt"]]);
    assert.deepEqual(told.slots.map(({ atoms }) => atoms), [1_000_000_000, 800_000_000]);
    assert.deepEqual(told.reserves.map(({ mint, class: kind }) => [mint, kind]), [[world.usd, "continuous"], [world.stock, "equity"]]);

    const greedy = await actionInstruction(await market(), await actor(owner), { kind: "borrow", reserve: USD, amount: 5_000_000_000n });
    await assert.rejects(send(net.rpc, { payer: owner, instructions: [greedy] }, program), (error) => error instanceof HypothecError && error.title === "Unhealthy");
    const poor = await generateKeyPairSigner();
    await assert.rejects(send(net.rpc, { payer: poor, instructions: [await open(poor)] }, program), (error) => explain(error) === "The fee payer's account does not exist on this cluster: fund it first.");
    await assert.rejects(MarketSnapshot.fetch(net.rpc, owner.address, program), /belongs to the program/);
    await assert.rejects(MarketSnapshot.fetch(net.rpc, poor.address, program), /no market/);
  } finally {
    await net.stop();
  }
});

test("the_example_that_is_shown_borrows_all_that_a_position_can", async () => {
  const text = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");
  const [, body = ""] = /<void> \{\n(.*)\n\}\n$/s.exec(text("../examples/most.ts")) ?? [];
  const shown = body.replace(/^ {2}/gm, "");
  assert.ok(shown.length > 100 && text("../README.md").includes(shown), "README.md shows another example");
  assert.ok(text("../src/index.ts").includes(shown.replace(/^/gm, " * ")), "the module's documentation shows another");

  const stage = await Stage.start(WEDNESDAY + 52n * 7n * 86_400n);
  try {
    const { net, world } = stage;
    const owner = await generateKeyPairSigner();
    await net.fund(owner.address, 2_000_000_000);
    await fund(world, owner.address, world.stock, 1_000_000_000n);
    const [position] = await H.findPositionPda({ market: world.market, owner: owner.address, id: 0 });
    const deposit = { kind: "deposit", reserve: STOCK, amount: 1_000_000_000n } as const;
    await send(net.rpc, {
      payer: owner,
      instructions: [
        await H.getOpenPositionInstructionAsync({ market: world.market, owner, id: 0 }),
        await actionInstruction(await stage.market(), { position, owner }, deposit),
      ],
    });
    await borrowMost(net.rpc, world.market, owner, USD, await net.now());
    const held = await PositionSnapshot.fetch(net.rpc, await stage.market(), owner.address, 0);
    const left = held!.quote(await stage.market(), await net.now());
    assert.ok(left.data.debt > 1_000n << 16n && left.freePower < 1n << 16n, `${left.data.debt} borrowed, ${left.freePower} left`);
  } finally {
    await stage.stop();
  }
});
